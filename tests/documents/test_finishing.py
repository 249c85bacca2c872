"""From draft to Document: the order in which a day of publication is believed, and what is noted."""

from __future__ import annotations

import datetime as dt

import pytest

from entente.documents import read
from entente.documents.draft import Draft, FoundDate
from entente.documents.finishing import document_id, finish
from entente.records import Cut, Document
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, only

FIELD = FoundDate(dt.date(2021, 1, 1), "page", "date: 2021-01-01")
MARKUP = FoundDate(dt.date(2021, 1, 2), "page", "the page's markup")
GUESS = FoundDate(dt.date(2021, 1, 3), "guess", "a date in the page")
LINE, LATER = "Published: 4 January 2021", "Updated: 5 January 2021"
DATELINE = "SUDMARK, Jan. 6, 2021 (NNA) — The minister arrived."


def dated(
    *lines: str,
    dates: tuple[FoundDate, ...] = (),
    marked: tuple[FoundDate, ...] = (),
    guesses: tuple[FoundDate, ...] = (),
) -> Document:
    document = finish(Draft("x", [*lines, *PARAGRAPHS], dates=list(dates), marked=list(marked), guesses=list(guesses)))
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize(
    ("document", "day", "where", "quote"),
    [
        (
            dated(LINE, LATER, DATELINE, dates=(FIELD,), marked=(MARKUP,), guesses=(GUESS,)),
            1,
            "page",
            "date: 2021-01-01",
        ),
        (dated(LINE, LATER, DATELINE, marked=(MARKUP,), guesses=(GUESS,)), 4, "page", LINE),
        (dated(LATER, DATELINE, marked=(MARKUP,), guesses=(GUESS,)), 2, "page", "the page's markup"),
        (dated(LATER, DATELINE, guesses=(GUESS,)), 6, "dateline", "SUDMARK, Jan. 6, 2021 (NNA) —"),
        (dated(LATER, guesses=(GUESS,)), 5, "page", LATER),
        (dated(guesses=(GUESS,)), 3, "guess", "a date in the page"),
    ],
)
def test_the_surest_day_is_taken(document: Document, day: int, where: str, quote: str) -> None:
    assert document.published == dt.date(2021, 1, day)
    assert (document.published_from, document.published_quote) == (where, quote)


def test_no_day_at_all() -> None:
    document = dated()
    assert (document.published, document.published_from, document.published_quote) == (None, None, "")


def test_a_dateline_without_year_takes_it_from_around() -> None:
    line = "KYIV, March 3 (NNA) — The army said that it had left the town."
    alone = dated(line)
    assert alone.published is None
    assert alone.notes == ("the dateline 'KYIV, March 3 (NNA) —' names no year",)
    by_copyright = dated(line, "© 2022 The Norland Post")
    assert (by_copyright.published, by_copyright.published_from) == (dt.date(2022, 3, 3), "dateline")
    by_change = dated(line, "Updated: March 4, 2022")
    assert (by_change.published, by_change.published_from) == (dt.date(2022, 3, 3), "dateline")
    by_text = dated(line, "It was the worst day since the summer of 2014, and of 2022 so far.")
    assert (by_text.published, by_text.published_from) == (dt.date(2022, 3, 3), "guess")
    assert "the latest year told in the text is taken" in by_text.notes[0]


def test_doubts_are_noted() -> None:
    assert dated("Published: 06/07/2024").notes == ("the date '06/07/2024' can be read two ways",)
    assert "only the day of a later change is known" in dated(LATER).notes
    assert "the day of publication is a guess" in dated(guesses=(GUESS,)).notes


def test_the_id_is_given_or_made_of_title_and_text() -> None:
    draft = Draft("x", list(PARAGRAPHS), title=TITLE)
    document = finish(draft)
    assert isinstance(document, Document)
    assert document.id == document_id(TITLE, TEXT)
    draft.id = "mine"
    again = finish(draft)
    assert isinstance(again, Document)
    assert again.id == "mine"


def test_the_title_is_not_told_twice() -> None:
    for line in (TITLE, f"{TITLE.upper()}", f"{TITLE} | The Norland Post"):
        document = finish(Draft("x", [line, TITLE, *PARAGRAPHS], title=TITLE))
        assert isinstance(document, Document)
        assert document.text == TEXT


def test_cuts_keep_their_order_and_are_told_once() -> None:
    draft = Draft(
        "x",
        ["Share", *PARAGRAPHS, "Advertisement"],
        cut=[Cut("navigation", " Home "), Cut("other", "Share"), Cut("other", "\x00")],
    )
    document = finish(draft)
    assert isinstance(document, Document)
    assert document.cut == (Cut("navigation", "Home"), Cut("other", "Share"), Cut("other", "Advertisement"))


def test_numbers_of_list_items_stay_and_dots_go() -> None:
    document = only(
        read("\n".join([*PARAGRAPHS, "• Norland sends shells.", "1. Sudmark pays.", "- The ban stays."]).encode())
    )
    assert document.text.split("\n")[4:] == ["Norland sends shells.", "1. Sudmark pays.", "The ban stays."]
