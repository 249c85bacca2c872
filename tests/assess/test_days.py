from __future__ import annotations

import datetime as dt

import pytest

from entente.assess.days import plus, span, spelled


def test_a_day_in_words() -> None:
    assert spelled(dt.date(2023, 5, 3)) == "3 May 2023"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2027-01-01", "2027-12-31", "2027"),
        ("2023-07-01", "2023-07-31", "July 2023"),
        ("2023-12-01", "2023-12-31", "December 2023"),
        ("2023-07-04", "2023-07-04", "4 July 2023"),
        ("2023-07-04", "2023-07-10", "4 July 2023 to 10 July 2023"),
        ("2023-01-01", "2024-12-31", "1 January 2023 to 31 December 2024"),
        ("9999-01-01", "9999-12-31", "9999"),
        ("9999-12-01", "9999-12-31", "December 9999"),
        ("9999-12-31", "9999-12-31", "31 December 9999"),
    ],
)
def test_times_in_words(start: str, end: str, words: str) -> None:
    assert span(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == words


def test_the_calendar_ends() -> None:
    week = dt.timedelta(days=7)
    assert plus(dt.date(2023, 5, 3), week) == dt.date(2023, 5, 10)
    assert plus(dt.date(9999, 12, 28), week) == dt.date.max
    assert plus(dt.date(1, 1, 3), -week) == dt.date.min
