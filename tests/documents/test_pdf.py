"""PDF files, made by hand."""

from __future__ import annotations

import datetime as dt
import textwrap

import pytest

from entente.documents import read
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, only, pdf, refusal

LINES = [line for paragraph in PARAGRAPHS for line in textwrap.wrap(paragraph, 70)]


def test_lines_become_paragraphs_and_the_first_the_title() -> None:
    document = only(read(pdf([[TITLE, *LINES]]), name="report.pdf"))
    assert document.title == TITLE
    assert document.text.replace("\n", " ") == TEXT.replace("\n", " ")


def test_running_heads_and_page_numbers_are_cut() -> None:
    half = len(LINES) // 2
    pages = [
        ["The Norland Post - 18 June", *LINES[:half], "Page 1 of 2"],
        ["The Norland Post - 18 June", *LINES[half:], "Page 2 of 2"],
    ]
    document = only(read(pdf(pages), name="report.pdf"))
    assert document.text.replace("\n", " ") == TEXT.replace("\n", " ")
    assert {cut.text for cut in document.cut if cut.kind == "navigation"} == {
        "The Norland Post - 18 June",
        "Page 1 of 2",
        "Page 2 of 2",
    }


def test_bare_page_numbers_are_cut() -> None:
    half = len(LINES) // 2
    document = only(read(pdf([[*LINES[:half], "1"], [*LINES[half:], "2"]]), name="report.pdf"))
    assert document.text.replace("\n", " ") == TEXT.replace("\n", " ")


def test_hyphens_at_line_ends_are_undone() -> None:
    lines = [line.replace("ammunition since", "ammuni-") if "ammunition" in line else line for line in LINES]
    lines = [
        "Norland has been looking for a large amount of artillery ammuni-",
        "tion since the spring of last year, and its neighbours believe that it",
        *LINES,
    ]
    assert "artillery ammunition since" in only(read(pdf([lines]), name="report.pdf")).text


def test_properties() -> None:
    data = pdf([LINES], properties="/Title (Norland looks for shells) /CreationDate (D:20240618101500+02'00')")
    document = only(read(data, name="report.pdf"))
    assert document.title == "Norland looks for shells"
    assert (document.published, document.published_from) == (dt.date(2024, 6, 18), "guess")
    assert "the day of publication is a guess" in document.notes


def test_a_dateline_outranks_the_day_of_the_file() -> None:
    data = pdf([["SUDMARK, March 3, 2022 (NNA) - " + LINES[0], *LINES[1:]]], properties="/CreationDate (D:20240618)")
    document = only(read(data, name="report.pdf"))
    assert (document.published, document.published_from) == (dt.date(2022, 3, 3), "dateline")


def test_encrypted() -> None:
    pytest.importorskip("pypdf")
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf([LINES]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    found = refusal(read(out.getvalue(), name="report.pdf"))
    assert found.reason == "encrypted"
    assert found.mend


def test_no_text() -> None:
    assert refusal(read(pdf([[]]), name="scan.pdf")).reason == "no-text"


@pytest.mark.parametrize("size", [20, 200, 600])
def test_cut_off_or_garbage(size: int) -> None:
    whole = pdf([LINES])
    results = read(whole[:size], name="report.pdf")
    assert len(results) == 1
    assert getattr(results[0], "reason", "") in {"broken", "no-text"}
    assert refusal(read(b"%PDF-1.7\n" + bytes(range(256)) * 10)).reason in {"broken", "no-text"}
