"""Words of a first or a record: found, dated, and kept from what they are not about."""

from __future__ import annotations

import datetime as dt

import pytest

from entente.assess.firsts import first, told_first
from entente.assess.firsts_dates import dated
from entente.assess.precedents_words import first_words
from entente.records import Claim
from tests.assess.builders import day, told

REPORT = dt.date(2023, 6, 20)


def claim_in(sentence: str, quote: str, event: str = "CONSULT", actor: str = "SYR", recipient: str = "SAU") -> Claim:
    """A claim whose quote stands in a sentence that begins at character 100 of the text."""
    return told(actor, event, recipient, quote=quote, at=100 + sentence.index(quote), mode=None).claim


def found(sentence: str, quote: str, event: str = "CONSULT", **sides: str):
    return told_first(claim_in(sentence, quote, event, **sides), sentence, 100, REPORT)


def test_a_visit_since_a_year_counts_from_the_end_of_that_year() -> None:
    sentence = "Syria's minister made his first visit to Saudi Arabia since 2011 on Monday."
    one = found(sentence, "Syria's minister made his first visit to Saudi Arabia")
    assert one is not None
    assert (one.kind, one.since, one.personal, one.narrow) == ("first-since", dt.date(2011, 12, 31), True, "")
    assert sentence[one.place.start_char - 100 : one.place.end_char - 100] == one.place.quote
    assert one.place.quote.startswith("his first visit")
    assert one.phrase.startswith("since 2011")


def test_the_place_is_what_the_brief_shows() -> None:
    sentence = "The two sides held talks for the first time in three years."
    claim = claim_in(sentence, "The two sides held talks")
    place = first(claim, sentence, 100)
    assert place is not None
    assert place.quote == "for the first time in three years"


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("It was not the first time that Assad visited Riyadh.", "Assad visited Riyadh"),
        ("One of the largest attacks since 2019 hit the town.", "attacks since 2019 hit the town"),
        ("The first round of talks ended early.", "talks ended early"),
        ("The first lady visited Riyadh in May.", "visited Riyadh in May"),
        ("They met in the city of the first meeting of kings; Assad spoke.", "Assad spoke"),
    ],
)
def test_other_firsts_are_none(sentence: str, quote: str) -> None:
    assert found(sentence, quote) is None


def test_a_claim_inside_the_since_is_not_the_first() -> None:
    sentence = "Starmer made his first trip to Kyiv since Russia invaded Ukraine."
    assert found(sentence, "Russia invaded Ukraine", "ASSAULT", actor="RUS", recipient="UKR") is None
    visit = found(sentence, "Starmer made his first trip to Kyiv", actor="GBR", recipient="UKR")
    assert visit is not None
    assert visit.since == dt.date(2022, 2, 24)


def test_a_first_with_somebody_else_is_not_the_claims() -> None:
    sentence = "He met leaders in Hiroshima, among them India's, their first meeting with India since 2020."
    assert found(sentence, "He met leaders in Hiroshima", actor="UKR", recipient="JPN") is None


def test_an_adverb_belongs_to_the_clause_before_it() -> None:
    sentence = (
        "In July the defence minister visited North Korea, the first time since the Soviet Union's fall, and spoke of"
        " arms."
    )
    sides = {"actor": "RUS", "recipient": "PRK"}
    visit = found(sentence, "the defence minister visited North Korea", **sides)
    assert visit is not None
    assert visit.phrase == "since the Soviet Union's fall"
    assert found(sentence, "spoke of arms", **sides) is None


def test_records_of_size_are_told_apart() -> None:
    sentence = "The armies began their largest drills since 2018 on Monday."
    one = found(sentence, "The armies began their largest drills", "COOPERATE", actor="USA", recipient="KOR")
    assert one is not None
    assert (one.kind, one.since) == ("most", dt.date(2018, 12, 31))


def test_narrower_firsts_say_by_what() -> None:
    sentence = "Syria's president paid his first official visit to Riyadh since 2011."
    one = found(sentence, "Syria's president paid his first official visit")
    assert one is not None
    assert one.narrow == "official"
    sentence = "He will visit Saudi Arabia for the first time as president."
    one = found(sentence, "He will visit Saudi Arabia")
    assert one is not None
    assert "as president" in one.narrow


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("2011", "2011-12-31"),
        ("July 1990", "1990-07-31"),
        ("8 May 2019", "2019-05-08"),
        ("Feb. 24", "2023-02-24"),
        ("early March", "2023-03-31"),
        ("November", "2022-11-30"),
        ("the early 1980s", "1989-12-31"),
        ("last year", "2022-12-31"),
        ("the collapse of the Soviet Union", "1991-12-26"),
        ("the end of World War II", "1945-09-02"),
        ("the 1979 Islamic revolution", "1979-02-11"),
        ("last year's invasion of Ukraine", "2022-02-24"),
        ("taking office", None),
        ("his mother's illness", None),
    ],
)
def test_since(words: str, answer: str | None) -> None:
    assert dated(words, f"the first visit since {words}", REPORT) == day(answer)


def test_the_war_is_only_dated_where_its_name_stands() -> None:
    assert dated("the war began", "his first visit to Kyiv since the war began", REPORT) == dt.date(2022, 2, 24)
    assert dated("the war began", "her first visit since the war began", REPORT) is None


@pytest.mark.parametrize(
    ("span", "days"),
    [("in three years", 3 * 365), ("in more than a decade", 3652), ("for two months", 60)],
)
def test_spans_are_counted_back_from_the_report(span: str, days: int) -> None:
    one = found(f"The two held talks for the first time {span}.", "The two held talks")
    assert one is not None
    assert one.since == REPORT - dt.timedelta(days)


def test_every_epoch_lies_in_the_past_and_names_its_source() -> None:
    words = first_words()
    assert len(words.epochs) > 20
    assert all(epoch.day < dt.date(2024, 1, 1) and epoch.source for epoch in words.epochs)
