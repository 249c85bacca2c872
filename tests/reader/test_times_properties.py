"""What holds of time expressions in any text, and the pieces that the grammar stands on."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.reader.times import find_times, stretches
from entente.reader.times.words import load_words
from entente.records import TimeMention

WORDS = [
    *sorted(
    {*load_words().months, *load_words().weekdays, *load_words().units, *load_words().seasons, *load_words().numbers}
    | {*load_words().ordinals, *load_words().parts, *load_words().dayparts, *load_words().decades}
    ),
    "since", "until", "by", "from", "to", "between", "and", "the", "a", "of", "in", "last", "next", "this", "past",
    "ago", "later", "every", "2014", "1939", "1990s", "19th", "31", "30", "29", "0", "2024-02-30", "9999", "999999999",
    "'99", "12:30", "a.m.", ".", ",", "-", "–", "Christmas", "Easter", "will", "was", "not", "BC", "Q4", "half",
    "weekend",
]  # fmt: skip
CLAUSES = st.lists(st.sampled_from(WORDS).flatmap(lambda w: st.sampled_from([w, w.title()])), max_size=14)
DAYS = st.none() | st.dates()


def check(text: str, published: dt.date | None) -> list[TimeMention]:
    found = find_times(text, published)
    at = 0
    for mention in found:
        assert at <= mention.start < mention.end <= len(text)
        assert text[mention.start] != " "
        assert text[mention.end - 1] != " "
        start, end = mention.interval.start, mention.interval.end
        assert start is None or end is None or start <= end
        assert mention.kind in ("DATE", "TIME", "DURATION", "SET")
        assert mention.value
        at = mention.end
    return found


@settings(max_examples=100, deadline=None)
@given(st.text(), DAYS)
def test_any_text_is_read(text: str, published: dt.date | None) -> None:
    check(text, published)


@settings(max_examples=200, deadline=None)
@given(CLAUSES, st.sampled_from([" ", "", "-"]), DAYS)
def test_any_row_of_time_words_is_read(words: list[str], joint: str, published: dt.date | None) -> None:
    check(joint.join(words), published)


@settings(max_examples=60, deadline=None)
@given(CLAUSES)
def test_without_publication_only_named_years_have_days(words: list[str]) -> None:
    text = " ".join(word for word in words if not any(c.isdecimal() for c in word))
    for mention in check(text, None):
        assert not mention.interval or mention.value.isdecimal()  # a decade or century by name


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d"]))
def test_a_full_date_is_that_day_whenever_published(day: dt.date, form: str) -> None:
    for published in (None, dt.date(2024, 6, 18)):
        (mention,) = check(f"It was signed on {day.strftime(form)}.", published)
        assert mention.value == day.isoformat()
        assert (mention.interval.start, mention.interval.end) == (day, day)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(sorted(load_words().weekdays.items())))
def test_weekdays_are_within_a_week(published: dt.date, weekday: tuple[str, int]) -> None:
    name, number = weekday[0].title(), weekday[1]
    (past,) = check(f"They met on {name}.", published)
    (future,) = check(f"They will meet on {name}.", published)
    assert past.interval.start is not None
    assert future.interval.start is not None
    assert past.interval.start.isoweekday() == future.interval.start.isoweekday() == number
    assert 0 <= (published - past.interval.start).days < 7
    assert 0 <= (future.interval.start - published).days < 7


@given(st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31)), st.sampled_from(stretches.GRAINS[1:]))
def test_a_day_lies_in_its_own_stretch(day: dt.date, grain: str) -> None:
    stretch = stretches.around(day, grain)
    assert stretch.grain == grain
    if grain != "weekend":
        assert stretch.start <= day <= stretch.end
    for which in ("early", "mid", "late", "begin", "end"):
        part = stretches.part(stretch, which)
        assert stretch.start <= part.start <= part.end <= stretch.end


@pytest.mark.parametrize(
    ("year", "day"), [(2000, "2000-04-23"), (2019, "2019-04-21"), (2024, "2024-03-31"), (2025, "2025-04-20")]
)
def test_easter(year: int, day: str) -> None:
    assert stretches.easter(year) == dt.date.fromisoformat(day)


def test_holidays_by_rule() -> None:
    assert stretches.holiday("4 4 11", 2023) == dt.date(2023, 11, 23)
    assert stretches.holiday("1 -1 05", 2024) == dt.date(2024, 5, 27)
    assert stretches.holiday("12-25", 2024) == dt.date(2024, 12, 25)


def test_a_long_line_is_read_in_linear_time() -> None:
    text = "They met on Monday and since 2014 twice a year in May. " * 1000
    assert len(find_times(text, dt.date(2024, 6, 18))) >= 1000
