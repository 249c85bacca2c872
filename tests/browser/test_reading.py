"""Reports handed in: pasted and as files, kept or not, and those that cannot be read."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desks import Desk, until
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]
TITLE = "Brazil and Chile sign a pact on ports"
WORDS = (
    "Brazil and Chile signed an agreement on ports in Santiago on Tuesday. Argentina criticised Brazil for the "
    "agreement. Chile denied that the agreement was aimed at Argentina."
)
MORE = (
    "The two countries will build a railway from the coast to the border, the Chilean transport minister said in the "
    "capital. Bolivia welcomed the plan and thanked Chile. The work is to begin next year and to last until 2031."
)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="What matters")).to_be_visible(timeout=60_000)


def test_a_pasted_text_is_briefed_and_not_kept_unless_asked(desk: Desk, visit: Visiting) -> None:
    one = visit()
    one.allowed.append("favicon.ico")  # the whole brief is a page for itself, which names no icon
    page = one.page("/read")
    page.get_by_label("The report, pasted").fill(f"{TITLE}\n\n{WORDS}")
    page.get_by_label("Published on").fill("2024-05-14")
    hand_in(page)
    matters = page.locator("section[aria-labelledby=main]")
    expect(matters).to_contain_text("Brazil")
    mark = matters.locator(".marks a").first
    target = (mark.get_attribute("href") or "").lstrip("#")
    expect(page.locator(f"[id='{target}']")).to_be_attached()
    assert page.locator(".textbody").inner_text().replace("\xa0", " ").startswith("Brazil and Chile")
    with page.expect_download(timeout=30_000) as waiting:
        page.get_by_role("link", name="PDF").click()
    import pypdf

    pages = pypdf.PdfReader(waiting.value.path()).pages
    assert "Chile" in " ".join(each.extract_text() for each in pages)
    page.get_by_role("link", name="The whole brief").click()
    expect(page.locator("body")).to_contain_text("Argentina")
    page.goto(f"{desk.address}/documents?text=Santiago")
    expect(page.locator("table.claims")).to_have_count(0)


def as_html() -> bytes:
    return (
        f"<!doctype html><html><head><title>{TITLE}</title></head><body><nav><a href=/>Home</a></nav><article>"
        f"<h1>{TITLE}</h1><p>{WORDS}</p><p>{MORE}</p><script>window.__pwned = 1</script></article></body></html>"
    ).encode()


def as_pdf() -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.multi_cell(0, 6, f"{TITLE}\n\n{WORDS}")
    return bytes(made.output())


def as_docx() -> bytes:
    import docx

    made = docx.Document()
    made.add_heading(TITLE)
    made.add_paragraph(WORDS)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.html", as_html), ("a.pdf", as_pdf), ("a.docx", as_docx)])
def test_an_uploaded_file_is_briefed(
    desk: Desk, visit: Visiting, tmp_path: Path, name: str, make: Callable[[], bytes]
) -> None:
    page = visit().page("/read")
    (tmp_path / name).write_bytes(make())
    page.locator("#files").set_input_files(tmp_path / name)
    hand_in(page)
    expect(page.locator("section[aria-labelledby=claims] table")).to_contain_text("Argentina")
    expect(page.locator(".textbody")).to_contain_text("Santiago")


def test_what_is_kept_is_in_the_ledger(desk: Desk, visit: Visiting) -> None:
    page = visit().page("/read")
    page.get_by_label("The report, pasted").fill(
        "Ghana and Togo open a bridge\n\nGhana and Togo signed an agreement on a bridge in Lome on Friday. Benin "
        "thanked Ghana for the bridge."
    )
    page.get_by_label("Published on").fill("2024-05-17")
    page.get_by_label("Keep it in the ledger").check()
    hand_in(page)
    expect(page.get_by_role("status").filter(has_text="Kept in the ledger")).to_be_visible()

    def there() -> bool:
        page.goto(f"{desk.address}/claims?pair=GHA,TGO")
        return page.locator("table.claims tbody tr").count() > 0

    until(there, "the kept report's claims")
    page.locator("table.claims .what a").first.click()
    page.get_by_role("link", name="In its report").click()
    expect(page.locator(".report .text")).to_contain_text("bridge in Lome")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("La Russie et la Chine ont signé un accord sur le gaz à Pékin mardi, selon les deux ministres des affaires "
         "étrangères, qui se sont rencontrés hier soir.", "English"),
        ("   ", "nothing|empty|paste|text"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_with_what_helps(desk: Desk, visit: Visiting, text: str, told: str) -> None:
    one = visit()
    one.allowed.append("status of 422")
    page = one.page("/read")
    page.get_by_label("The report, pasted").fill(text)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile(told, re.I), timeout=60_000)


def test_private_addresses_are_told_apart(desk: Desk, visit: Visiting) -> None:
    one = visit()
    one.allowed.append("status of 422")
    page = one.page("/read")
    page.get_by_label("Or an address").fill("javascript:alert(1)")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#address")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#address")).to_have_value("javascript:alert(1)")
