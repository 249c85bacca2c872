"""Reports that try to run, to link, to hide or to break a page: on every page their words are words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from entente.ledger import Ledger
from tests.browser.conftest import HERE
from tests.browser.desks import Desk, ingest, serving, until
from tests.browser.visiting import Visit

Visiting = Callable[..., Visit]
CORPUS = HERE / "hostile.jsonl"
ITEMS: list[dict[str, str]] = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
#: Where the reports come from is said on their pages too.
NAME = "<img src=x onerror=window.__pwned=1>\u202e.jsonl"

INSPECT = (HERE / "inspect.js").read_text("utf-8").split("\n", 1)[1]
CLEAN = {
    "pwned": False, "strange": [], "scripts": [], "images": [], "refresh": [], "handlers": [], "links": [],
    "outside": [], "raw": [], "fallen": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on the hostile reports alone."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / NAME).write_bytes(CORPUS.read_bytes())
    ingest(folder / "ledger", folder / NAME)
    with serving(folder / "ledger", folder / "state") as desk:
        until(lambda: desk.claims() > 100, "the hostile claims on the pages")
        until(lambda: desk.news() > 0, "news on Today")
        yield desk


@pytest.fixture(scope="module")
def told(hostile: Desk) -> dict[str, list[str]]:
    """Claims and events there are: paths of each, one for every report."""
    found: dict[str, list[str]] = {"claims": [], "events": [], "reviews": []}
    seen: set[str] = set()
    with Ledger(hostile.ledger) as ledger:
        for each in ledger.claims():
            if each.claim.document in seen or (each.claim.document not in SHOWN):
                continue
            seen.add(each.claim.document)
            found["claims"].append(f"/claims/{each.claim.id}")
            found["events"].append(f"/events/{each.event}")
            found["reviews"].append(f"/review?which=all&claim={each.claim.id}")
    return found


#: Reports whose claims and events are looked at each; the others' only on their own page and in lists.
SHOWN = {item["id"] for item in ITEMS if item["id"].startswith("h-")} | {"..", "javascript:alert(1)", "a//b"}


#: The guard refuses a NUL wherever it stands in an address; what is read has a replacement sign in its place.
NUL = "nul\0id"


def document_path(name: str) -> str:
    """As the desk links it: what no path may hold stands in the query."""
    odd = name in ("", ".") or ".." in name or "\\" in name or not name.isprintable()
    return f"/documents/?id={quote(name, safe='')}" if odd else "/documents/" + quote(name, safe="")


def faults_of(page: Page, path: str) -> list[str]:
    found: dict[str, Any] = page.evaluate(INSPECT)
    wide = found.pop("wide")
    wrong = [f"{path}: {key}: {value}" for key, value in found.items() if value != CLEAN[key]]
    return wrong + ([f"{path}: scrolls sideways by {wide}"] if wide > 0 else [])


LISTS = [
    "/?since=all", "/claims?limit=500", "/events?limit=500", "/documents?limit=500", "/refusals",
    "/network?since=2024-01-01&until=2024-12-31", "/review?queue=1", "/find?q=h", "/audit",
    "/claims?text=%3Cscript%3E&outlet=%22%3E%3Cimg+src%3Dx+onerror%3Dwindow.__pwned%3D1%3E",
    "/find?q=%3Cscript%3Ewindow.__pwned%3D1%3C%2Fscript%3E", "/documents?text=%E2%80%AEabc&outlet=%3Cb%3E",
    "/watches?question=text%3D%3Cscript%3Ewindow.__pwned%3D1%3C/script%3E&page=javascript:window.__pwned=1//",
    "/refusals?text=%3Cimg+src=x+onerror=window.__pwned=1%3E", "/check?from=%3Cscript%3E&to=%22onmouseover%3D1",
    "/pair?a=%3Cimg%3E&b=%22%3E", "/rules?text=%3Cscript%3E", "/login?next=javascript:window.__pwned=1",
    "/nowhere/%3Cscript%3Ewindow.__pwned=1%3C/script%3E", "/claims/%3Cscript%3E",
    "/documents/%3Cimg%20src=x%20onerror=window.__pwned=1%3E",
    "/claims?since=%3Cscript%3E&after=%22%3E%3Cscript%3E&sort=%3Cb%3E",
]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_on_lists_and_in_forms_their_words_are_words(hostile: Desk, visit: Visiting, width: int) -> None:
    one = visit(hostile, viewport={"width": width, "height": 844})
    one.allowed += ["status of 4(04|22|00)"]
    page, wrong = one.page(), []
    for path in LISTS:
        page.goto(hostile.address + path)
        wrong += faults_of(page, path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [1280, 390])
def test_on_every_reports_own_page(hostile: Desk, visit: Visiting, width: int) -> None:
    one = visit(hostile, viewport={"width": width, "height": 844})
    page, wrong = one.page(), []
    with Ledger(hostile.ledger) as ledger:
        names = {each.claim.document for each in ledger.claims()}
    for name in sorted(names):
        answer = page.goto(hostile.address + document_path(name))
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{name!r}: answers {answer.status}")
            continue
        wrong += faults_of(page, repr(name)[:60])
        for link in page.locator("aside.told .what a").all()[:1]:
            assert re.search(r"/claims/[0-9a-f]{16}$", link.get_attribute("href") or "")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", ["claims", "events", "reviews"])
def test_on_pages_of_claims_events_and_reviews(
    hostile: Desk, visit: Visiting, told: dict[str, list[str]], kind: str
) -> None:
    one = visit(hostile, viewport={"width": 390, "height": 844})
    page, wrong = one.page(), []
    for path in told[kind]:
        answer = page.goto(hostile.address + path)
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{path}: answers {answer.status}")
        wrong += faults_of(page, path)
    assert not wrong, "\n".join(wrong)


def test_markup_and_templates_are_shown_as_they_were_written(hostile: Desk, visit: Visiting) -> None:
    page = visit(hostile).page("/documents/h-script")
    expect(page.locator("h1")).to_contain_text("<script>window.__pwned=1</script> North Korea ships shells")
    expect(page.locator(".report .text")).to_contain_text('"<script>window.__pwned=1</script> never"')
    page.goto(hostile.address + "/documents/h-template")
    expect(page.locator("h1")).to_contain_text("{{7*7}} {% raw %} ${7*7} #{7*7}")
    assert "49" not in page.locator(".report").inner_text()


@pytest.mark.parametrize("name", ["h-js", "h-js-case", "h-data", "h-vbs", "h-file"])
def test_an_address_that_could_run_is_text(hostile: Desk, visit: Visiting, name: str) -> None:
    page = visit(hostile).page(f"/documents/{name}")
    url = next(item["url"] for item in ITEMS if item["id"] == name)
    address = page.locator("dl.facts dt:text-is('Address') + dd")
    expect(address).to_contain_text(url.strip().split("\t")[0])
    expect(address.get_by_role("link")).to_have_count(0)


def test_what_turns_words_around_is_shown_and_stays_where_it_is(hostile: Desk, visit: Visiting) -> None:
    page = visit(hostile).page("/documents/h-bidi")
    expect(page.locator("h1")).to_contain_text("\\u202e")
    by = page.locator(".report > p.by")
    left, right = (page.locator(what).first.bounding_box() for what in (".report > p.by bdi", ".report > p.by time"))
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"], "the outlet's letters push the date to the other side"
    assert by.locator("bdi").count() > 0


def test_a_flood_of_marks_covers_nothing_else(hostile: Desk, visit: Visiting) -> None:
    page = visit(hostile).page("/documents?limit=500")
    row = page.locator("table.claims tbody tr").filter(has=page.locator("a[href='/documents/h-zalgo']"))
    other = page.locator("table.claims tbody tr a").last
    expect(row).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    other.click(trial=True, timeout=2000)


def test_a_hostile_pair_and_its_brief(hostile: Desk, visit: Visiting) -> None:
    one = visit(hostile)
    page = one.page("/pair/PRK/RUS")
    expect(page.locator("#statuses")).to_be_visible(timeout=60_000)
    wrong = faults_of(page, "/pair/PRK/RUS")
    page.goto(hostile.address + "/pair/PRK/RUS/brief.html?view=1")
    expect(page.locator("body")).to_contain_text("North Korea", timeout=60_000)
    found = page.evaluate(INSPECT)
    wrong += [f"brief: {key}: {found[key]}" for key in ("pwned", "images", "links") if found[key] != CLEAN[key]]
    assert not wrong, "\n".join(wrong)


def test_a_hostile_text_is_read_and_its_brief_is_words(hostile: Desk, visit: Visiting) -> None:
    one = visit(hostile)
    one.allowed.append("favicon.ico")
    page = one.page("/read")
    item = next(item for item in ITEMS if item["id"] == "h-script")
    page.get_by_label("The report, pasted").fill(item["title"] + "\n\n" + item["text"])
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="What matters")).to_be_visible(timeout=60_000)
    wrong = faults_of(page, "read")
    page.get_by_role("link", name="The whole brief").click()
    expect(page.locator("body")).to_contain_text("North Korea")
    assert page.evaluate("'__pwned' in window") is False
    assert not wrong, "\n".join(wrong)


def test_a_watch_with_a_hostile_name_and_question(hostile: Desk, visit: Visiting) -> None:
    one = visit(hostile)
    one.allowed.append("status of 422")
    page = one.page("/watches")
    page.get_by_label("Name", exact=True).fill("<script>window.__pwned=1</script>\u202eabc")
    page.locator("#question").fill('party=CHN&text="><img src=x onerror=window.__pwned=1>')
    page.get_by_role("button", name="Watch", exact=True).click()
    page.wait_for_load_state()
    wrong = faults_of(page, "watch")
    for path in ("/watches", "/?since=all"):
        page.goto(hostile.address + path)
        wrong += faults_of(page, path)
    assert not wrong, "\n".join(wrong)


def test_names_in_the_corpus_are_looked_at(hostile: Desk) -> None:
    """Everything that was not refused has its page, by the address that the list gives it."""
    text = httpx.get(hostile.address + "/documents?limit=500", headers={"Accept": "text/html"}).text
    paths = {each.replace("&amp;", "&") for each in re.findall(r'<p class="what"><a href="(/documents/[^"]*)"', text)}
    answers = {path: httpx.get(hostile.address + path, headers={"Accept": "text/html"}).status_code for path in paths}
    assert len(paths) >= len(ITEMS) - 2
    assert {path for path, status in answers.items() if status != 200} == set()
    assert NUL not in text
