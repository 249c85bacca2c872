"""Characters and lines: nothing hostile stays, nothing readable goes, offsets hold."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.documents import paragraph_spans, read
from entente.documents.cleaning import clean_line, clean_paragraphs, split_lines, without_bullet, without_dot
from entente.records import Document

HOSTILE = "\x00\x07\x1b\x7f\x9b\u00ad\u200b\u200f\u202a\u202e\u2066\u2069\ufeff\ud800\U000e0041"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  two   words\t ", "two words"),
        ("no\u00a0break\u2003space", "no break space"),
        ("\x1b[31mred\x1b[0m alert", "red alert"),
        ("\x1b]0;title\x07text", "text"),
        ("left\u202eright", "leftright"),
        ("soft\u00adhyphen", "softhyphen"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("one\r\ntwo\u2028three", "one two three"),
        ("Erdoğan’s “deal” – café", "Erdoğan’s “deal” – café"),
        ("e\u0301", "e\u0301"),
        ("", ""),
    ],
)
def test_clean_line(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


def test_lines_end_in_many_ways() -> None:
    assert split_lines("a\r\nb\rc\nd\x0be\x0cf\u2028g\x85h") == list("abcdefgh")


def test_bullets() -> None:
    assert without_bullet("- one") == "one"
    assert without_bullet("1. one") == "one"
    assert without_dot("• one") == "one"
    assert without_dot("1. one") == "1. one"
    assert without_dot("-5 degrees") == "-5 degrees"


@given(st.lists(st.text(alphabet=st.characters() | st.sampled_from(HOSTILE)), max_size=8))
def test_clean_paragraphs_are_clean_and_stay_so(raw: list[str]) -> None:
    paragraphs = clean_paragraphs(raw)
    for paragraph in paragraphs:
        assert paragraph == paragraph.strip() != ""
        assert "  " not in paragraph
        assert not {"Cc", "Cs"} & {unicodedata.category(char) for char in paragraph}
        assert not set(HOSTILE) & set(paragraph)
    assert clean_paragraphs(paragraphs) == paragraphs


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r\u202e ."), max_size=300))
def test_offsets_hold_and_reading_twice_gives_the_same(text: str) -> None:
    data = text.encode()
    first, second = read(data, name="report.txt"), read(data, name="report.txt")
    assert first == second
    for document in first:
        if isinstance(document, Document):
            spans = paragraph_spans(document)
            parts = [span.of(document.text) for span in spans]
            assert "\n".join(parts) == document.text
            assert all(part == clean_line(part) != "" for part in parts)


def test_a_document_without_text_has_one_empty_paragraph() -> None:
    document = Document(id="a", title="t", text="", published=dt.date(2024, 1, 1))
    assert [span.of(document.text) for span in paragraph_spans(document)] == [""]
