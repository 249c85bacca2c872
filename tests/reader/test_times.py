"""Time expressions: values, kinds and days, against a Tuesday in June 2024."""

from __future__ import annotations

import datetime as dt

import pytest

from entente.reader.times import find_times
from entente.records import TimeMention

PUBLISHED = dt.date(2024, 6, 18)  # a Tuesday


def only(text: str, published: dt.date | None = PUBLISHED) -> TimeMention:
    found = find_times(text, published)
    assert len(found) == 1, [text[m.start : m.end] for m in found]
    return found[0]


def days(mention: TimeMention) -> tuple[str | None, str | None]:
    start, end = mention.interval.start, mention.interval.end
    return (start.isoformat() if start else None, end.isoformat() if end else None)


DATES = [
    ("It was signed on 18 June 2024.", "18 June 2024", "2024-06-18", "2024-06-18", "2024-06-18"),
    ("It was signed on June 18th, 2023.", "June 18th, 2023", "2023-06-18", "2023-06-18", "2023-06-18"),
    ("Filed: 2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29"),
    ("Filed: 6/18/2024", "6/18/2024", "2024-06-18", "2024-06-18", "2024-06-18"),
    ("Filed: 18.06.2024", "18.06.2024", "2024-06-18", "2024-06-18", "2024-06-18"),
    ("Filed: 31-Oct-74", "31-Oct-74", "1974-10-31", "1974-10-31", "1974-10-31"),
    ("The war began on Feb. 24, 2022, at dawn.", "Feb. 24, 2022", "2022-02-24", "2022-02-24", "2022-02-24"),
    ("They met on Friday, July 21, 2023.", "Friday, July 21, 2023", "2023-07-21", "2023-07-21", "2023-07-21"),
    ("They met in November 2011.", "November 2011", "2011-11", "2011-11-01", "2011-11-30"),
    ("The envoy visited Minsk in July.", "July", "2023-07", "2023-07-01", "2023-07-31"),
    ("The envoy will visit Minsk in July.", "July", "2024-07", "2024-07-01", "2024-07-31"),
    ("The envoy visited Minsk in March.", "March", "2024-03", "2024-03-01", "2024-03-31"),
    ("The two sides met on Monday.", "Monday", "2024-06-17", "2024-06-17", "2024-06-17"),
    ("The two sides met on Tuesday.", "Tuesday", "2024-06-18", "2024-06-18", "2024-06-18"),
    ("The two sides will meet on Monday.", "Monday", "2024-06-24", "2024-06-24", "2024-06-24"),
    ("A summit will be held on Thursday.", "Thursday", "2024-06-20", "2024-06-20", "2024-06-20"),
    ("Officials unveiled plans Monday for a base.", "Monday", "2024-06-17", "2024-06-17", "2024-06-17"),
    ("He said on Friday that he would resign.", "Friday", "2024-06-14", "2024-06-14", "2024-06-14"),
    ("The column left last Thursday.", "last Thursday", "2024-06-13", "2024-06-13", "2024-06-13"),
    ("Votes are counted next Thursday.", "next Thursday", "2024-06-20", "2024-06-20", "2024-06-20"),
    ("He spoke yesterday.", "yesterday", "2024-06-17", "2024-06-17", "2024-06-17"),
    ("He speaks the day after tomorrow.", "the day after tomorrow", "2024-06-20", "2024-06-20", "2024-06-20"),
    ("Rockets rain on the town this week.", "this week", "2024-W25", "2024-06-17", "2024-06-23"),
    ("Rockets were fired this week.", "this week", "2024-W25", "2024-06-17", "2024-06-18"),
    ("The minister will fly to Paris this week.", "this week", "2024-W25", "2024-06-17", "2024-06-23"),
    ("She had warned of it last month.", "last month", "2024-05", "2024-05-01", "2024-05-31"),
    ("Aid will follow next year.", "next year", "2025", "2025-01-01", "2025-12-31"),
    ("He has not left the country this year.", "this year", "2024", "2024-01-01", "2024-06-18"),
    ("He will visit later this year.", "later this year", "2024", "2024-06-18", "2024-12-31"),
    ("Both signed it earlier this month.", "earlier this month", "2024-06", "2024-06-01", "2024-06-18"),
    ("It was agreed last summer.", "last summer", "2023-SU", "2023-06-01", "2023-08-31"),
    ("It was agreed in the summer of 2010.", "the summer of 2010", "2010-SU", "2010-06-01", "2010-08-31"),
    ("Output fell in the third quarter of 2013.", "the third quarter of 2013", "2013-Q3", "2013-07-01", "2013-09-30"),
    ("Output fell in the first half of 2013.", "the first half of 2013", "2013-H1", "2013-01-01", "2013-06-30"),
    ("Annexed in 2014, it is still held.", "2014", "2014", "2014-01-01", "2014-12-31"),
    ("The 1950-53 war split the land.", "1950-53", "1950", "1950-01-01", "1953-12-31"),
    ("Spies worked there in the 1990s.", "the 1990s", "199", "1990-01-01", "1999-12-31"),
    ("Spies worked there in the nineties.", "the nineties", "199", "1990-01-01", "1999-12-31"),
    ("A border of the 19th century.", "the 19th century", "18", "1800-01-01", "1899-12-31"),
    ("It began in early 2023.", "early 2023", "2023", "2023-01-01", "2023-05-01"),
    ("The wall fell two years ago.", "two years ago", "2022", "2022-01-01", "2022-12-31"),
    ("He left three days ago.", "three days ago", "2024-06-15", "2024-06-15", "2024-06-15"),
    ("They gathered on Christmas Eve.", "Christmas Eve", "2023-12-24", "2023-12-24", "2023-12-24"),
    ("A vote was held on Easter Sunday 2024.", "Easter Sunday 2024", "2024-03-31", "2024-03-31", "2024-03-31"),
    ("They gather on the first Monday of October 2024.", "the first Monday of October 2024", "2024-10-07", "2024-10-07",
     "2024-10-07"),
    ("They mark the 75th anniversary of the pact.", "75th anniversary", "1949", "1949-01-01", "1949-12-31"),
    ("Since the attacks of 9/11", "9/11", "2001-09-11", "2001-09-11", "2001-09-11"),
    ("Talks ran in the week of May 6.", "the week of May 6", "2024-W19", "2024-05-06", "2024-05-12"),
    ("He spoke over the weekend.", "the weekend", "2024-W24-WE", "2024-06-15", "2024-06-16"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "value", "start", "end"), DATES)
def test_dates(text: str, words: str, value: str, start: str, end: str) -> None:
    mention = only(text)
    assert text[mention.start : mention.end] == words
    assert (mention.value, mention.kind) == (value, "DATE")
    assert days(mention) == (start, end)


OTHERS = [
    ("He has not left in four years.", "four years", "P4Y", "DURATION", "2020-06-18", "2024-06-18"),
    ("The lowest output in two years", "two years", "P2Y", "DURATION", "2022-06-18", "2024-06-18"),
    ("It has lasted for three weeks.", "three weeks", "P3W", "DURATION", "2024-05-28", None),
    ("War could come within three years.", "three years", "P3Y", "DURATION", "2024-06-18", "2027-06-18"),
    ("Over the past five years", "the past five years", "P5Y", "DURATION", "2019-06-18", "2024-06-18"),
    ("Over the past decade it grew.", "the past decade", "P1DE", "DURATION", "2014-06-18", "2024-06-18"),
    ("Ships wait for the next three days.", "the next three days", "P3D", "DURATION", "2024-06-18", "2024-06-21"),
    ("On a ninth day of strikes", "ninth day", "P9D", "DURATION", "2024-06-10", None),
    ("A pact after two years of talks", "two years", "P2Y", "DURATION", "2022-06-18", "2024-06-18"),
    ("The embassy opens 11 years after it was shut.", "11 years", "P11Y", "DURATION", "2013-01-01", "2013-12-31"),
    ("Crowds marked seven years since his arrest.", "seven years", "P7Y", "DURATION", "2017-06-18", "2017-06-18"),
    ("A 72-hour ceasefire", "72-hour", "PT72H", "DURATION", None, None),
    ("A three-day visit", "three-day", "P3D", "DURATION", None, None),
    ("A 45-year-old captain", "45-year-old", "P45Y", "DURATION", None, None),
    ("Two and a half years of war", "Two and a half years", "P2.5Y", "DURATION", None, None),
    ("Several months of talks", "Several months", "PXM", "DURATION", None, None),
    ("In recent weeks it grew.", "recent weeks", "PXW", "DURATION", None, None),
    ("The first two months of 1939", "The first two months of 1939", "P2M", "DURATION", "1939-01-01", "1939-02-28"),
    ("They met on Monday morning.", "Monday morning", "2024-06-17TMO", "TIME", "2024-06-17", "2024-06-17"),
    ("It struck at 9:30 p.m. on Monday.", "9:30 p.m. on Monday", "2024-06-17T21:30", "TIME", "2024-06-17",
     "2024-06-17"),
    ("On the night of 10 August 1792", "the night of 10 August 1792", "1792-08-10TNI", "TIME", "1792-08-10",
     "1792-08-10"),
    ("They drill every year.", "every year", "P1Y", "SET", None, None),
    ("They drill every Monday.", "every Monday", "XXXX-WXX-1", "SET", None, None),
    ("Daily flights", "Daily", "P1D", "SET", None, None),
    ("It currently holds.", "currently", "PRESENT_REF", "DATE", None, None),
    ("It recently fell.", "recently", "PAST_REF", "DATE", None, None),
    ("What the future holds", "the future", "FUTURE_REF", "DATE", None, None),
    ("Rome won in 146 BC.", "146 BC", "BC0146", "DATE", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "value", "kind", "start", "end"), OTHERS)
def test_durations_times_sets_and_references(
    text: str, words: str, value: str, kind: str, start: str | None, end: str | None
) -> None:
    mention = only(text)
    assert text[mention.start : mention.end] == words
    assert (mention.value, mention.kind) == (value, kind)
    assert days(mention) == (start, end)


GOVERNED = [
    ("It has gone on since 2014.", "since 2014", "2014-01-01", "2024-06-18"),
    ("It has gone on since at least 2019.", "since at least 2019", "2019-01-01", "2024-06-18"),
    ("Banned since last April", "since last April", "2024-04-01", "2024-06-18"),
    ("The freeze lasts until May 2025.", "May 2025", None, "2025-05-31"),
    ("A truce through the end of February 2025", "the end of February 2025", None, "2025-02-28"),
    ("Troops leave before 1 March 2025.", "1 March 2025", None, "2025-02-28"),
    ("It was ready by 1 March 2025.", "1 March 2025", None, "2025-03-01"),
    ("It is due by the end of the year.", "the end of the year", None, "2024-12-31"),
    ("It is due before the end of the year.", "the end of the year", None, "2024-12-31"),
    ("It is due by the middle of this year.", "the middle of this year", None, "2024-07-01"),
]


@pytest.mark.parametrize(("text", "words", "start", "end"), GOVERNED)
def test_the_preposition_decides_the_days(text: str, words: str, start: str | None, end: str | None) -> None:
    mention = only(text)
    assert text[mention.start : mention.end] == words
    assert days(mention) == (start, end)


RANGES = [
    ("They fought from 2014 to 2020.", ["2014", "2020"], "2014-01-01", "2020-12-31"),
    ("between March and May", ["March", "May"], "2024-03-01", "2024-05-31"),
    ("The summit was held on June 2–5 in Rome.", ["June 2", "5"], "2024-06-02", "2024-06-05"),
    ("Battle of 6-7 January 1916", ["6", "7 January 1916"], "1916-01-06", "1916-01-07"),
    ("from December to March 2014", ["December", "March 2014"], "2013-12-01", "2014-03-31"),
]


@pytest.mark.parametrize(("text", "words", "start", "end"), RANGES)
def test_both_ends_of_a_stretch_carry_its_days(text: str, words: list[str], start: str, end: str) -> None:
    found = find_times(text, PUBLISHED)
    assert [text[m.start : m.end] for m in found] == words
    assert {days(m) for m in found} == {(start, end)}


NOTHING = [
    "Resolution 2231 binds all.", "Article 1701 applies.", "Some 2000 soldiers fled.", "It cost $2014.",
    "F-16 jets and Su-35 fighters", "Flight MH17 fell.", "He may go.", "They march on.", "Theresa May spoke.",
    "A second attack failed.", "Three quarters of the fleet sank.", "Call +44 20 7946 2014.", "The fall of the regime",
    "Johnnie Christmas draws.", "A Daily Telegraph story", "", " \n\t",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_time(text: str) -> None:
    assert [text[m.start : m.end] for m in find_times(text, PUBLISHED)] == []


def test_without_a_day_of_publication_relative_times_have_no_days() -> None:
    for text in ("He left yesterday.", "He left in July.", "He left on Monday.", "He left last year."):
        mention = only(text, None)
        assert days(mention) == (None, None)
        assert mention.value.startswith("XXXX")
    assert days(only("He left in May 2019.", None)) == ("2019-05-01", "2019-05-31")


def test_a_history_goes_by_its_own_years() -> None:
    text = (
        "In 1939 the border fell. On September 17, 1939 the army came. In October it left. By 1940 all was lost. "
        "On May 10, 1940 the second front opened. In June the city fell. Two days later the king fled. "
        "In 1941 it went on. In 1942 it ended."
    )
    values = {text[m.start : m.end]: m.value for m in find_times(text, PUBLISHED)}
    assert values["October"] == "1939-10"
    assert values["June"] == "1940-06"


def test_news_with_one_old_year_keeps_to_its_own() -> None:
    text = "Russia annexed the land in 2014. Shelling was heard in May. Talks were held on Monday."
    values = {text[m.start : m.end]: m.value for m in find_times(text, PUBLISHED)}
    assert values == {"2014": "2014", "May": "2024-05", "Monday": "2024-06-17"}


def test_days_told_before_anchor_the_next_day() -> None:
    text = "The army attacked on 3 May 2024. The next day it withdrew. Two weeks later it was back."
    assert [m.value for m in find_times(text, PUBLISHED)] == ["2024-05-03", "2024-05-04", "2024-W20"]


def test_the_year_is_open_at_its_turn() -> None:
    january = dt.date(2024, 1, 3)
    assert only("The ship was seized on December 30.", january).value == "2023-12-30"
    assert only("The ship will sail on January 9.", dt.date(2023, 12, 28)).value == "2024-01-09"
    assert only("It was told last month.", january).value == "2023-12"
    assert only("It was told last week.", january).value == "2023-W52"
