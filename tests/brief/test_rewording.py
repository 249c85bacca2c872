"""A finding's sentence in the words of a brief: days, signs, quotes left alone, nothing said that goes unsaid."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.brief.arranging import View
from entente.brief.rewording import asked, dated, gist, spelled, told, why
from entente.records import Contradiction, Estimate, Precedent
from tests.brief.builders import HOSTILE, checked, claim, finding, kept, rule, status

REPORT, LEDGER = View(reports=1), View(ledger=True, reports=20)


# ---------------------------------------------------------------------- days and signs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("since 2023-01-01 (score -2.5, 90% interval -2.8 to -2.2)",
         "since 1 January 2023 (score −2.5, 90% interval −2.8 to −2.2)"),
        ("between 2023-07-01 and 2023-07-31 is told", "in July 2023 is told"),
        ("between 2023-07-03 and 2023-08-04", "between 3 July and 4 August 2023"),
        ("on 2023-06-05.", "on 5 June 2023."),
        ("told “on 2023-06-05, at -2” on 2023-06-05", "told “on 2023-06-05, at -2” on 5 June 2023"),
        ("“a “rogue 2023-06-05” state 2023-06-05” 2023-06-05", "“a “rogue 2023-06-05” state 2023-06-05” 5 June 2023"),
        ('said "2023-06-05" on 2023-06-05', 'said "2023-06-05" on 5 June 2023'),
        ("an open “quote of 2023-06-05", "an open “quote of 2023-06-05"),
        ("no day: 2023-02-30, 12023-06-05, a/2023-06-05/b, 2023-06-05-1",
         "no day: 2023-02-30, 12023-06-05, a/2023-06-05/b, 2023-06-05-1"),
        ("between 2023-07-31 and 2023-07-01", "between 31 July 2023 and 1 July 2023"),
        ("a MiG-29, resolution 22-7 and Su -27", "a MiG-29, resolution 22-7 and Su −27"),
    ],
)  # fmt: skip
def test_days_and_signs(text: str, said: str) -> None:
    assert spelled(text) == said


@given(HOSTILE)
def test_a_quote_is_left_as_it_is(text: str) -> None:
    inside = text.replace("“", "").replace("”", "")
    assert spelled(f"told “{inside} 2023-06-05”") == f"told “{inside} 2023-06-05”"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_no_day_is_lost(day: dt.date) -> None:
    said = spelled(f"on {day}")
    assert str(day.year) in said
    assert f" {day.day} " in said


# ---------------------------------------------------------------------- what goes unsaid


def test_silence_goes_unsaid_where_one_report_tells_it_in_passing() -> None:
    text = "told by 1 origin in its own voice; no statement by Russia or North Korea found; no denial found."
    assert told(status("War", text), REPORT) == "War: told by the report."
    assert told(status("War", text), LEDGER) == "War: told by 1 origin in its own voice."
    assert told(status("War", text, origins=2), LEDGER) == f"War: {text}"


def test_silence_is_told_where_somebody_speaks() -> None:
    text = "asserted by the United States; no statement by Russia found; no denial found."
    assert told(status("Talks", text, ("the United States", "USA", "asserts")), REPORT) == f"Talks: {text}"


def test_a_question_does_not_repeat_a_status_that_is_shown() -> None:
    stand = status("Talks", "asserted by the United States; no denial found.", ("the United States", "USA", "asserts"))
    text = "Talks: is it so? Asserted by the United States; no denial found. A statement by Russia would settle it."
    question = finding(text, *stand.claims)
    assert asked(question, stand, True, LEDGER) == "Talks: is it so? A statement by Russia would settle it."
    said = "Talks: is it so? Asserted by the United States. A statement by Russia would settle it."
    assert asked(question, stand, False, LEDGER) == said
    assert asked(question, None, False, LEDGER) == said


def test_facts_that_would_change_an_answer_are_named() -> None:
    one = checked("Arms: would be prohibited; so far a plan.", rule(), one=claim("AID"), facts=("calibre", "cap"))
    assert told(one, REPORT).endswith("so far a plan. Not told, and it would change the answer: calibre or cap.")


def test_a_told_first_without_a_ledger_says_so_and_with_one_why_not() -> None:
    phrase = "the first: not checkable, visit since 2001"
    text = f"A visit on 2023-07-03 is told as “{phrase}”: not checkable, for the ledger begins on 2024-06-18."
    one = Precedent(
        text=text, reason="By hand.", claims=(kept(claim("CONSULT", "RUS")),), kind="told-first", event="CONSULT",
        label="a visit", verdict="not checkable", phrase=phrase,
    )  # fmt: skip
    head = f"A visit on 3 July 2023 is told as “{phrase}”;"
    assert told(one, REPORT) == f"{head} one report alone does not show whether it is."
    assert why(one, REPORT) == "By hand."
    assert told(one, LEDGER) == f"{head} not checkable in this ledger."
    assert why(one, LEDGER) == "Not checkable, for the ledger begins on 18 June 2024. By hand."


def test_a_contradiction_tells_the_days_of_its_reports() -> None:
    one, two = kept(claim("CONSULT", "RUS")), kept(claim("AID", "RUS"))
    clash = Contradiction(
        text="They clash.", reason="y", claims=(one, two), kind="holders", sure="clash", one=one, two=two
    )
    assert told(clash, LEDGER) == "They clash (reports of 18 June 2024)."
    assert told(clash, REPORT) == "They clash."


def test_the_first_screen_says_what_a_score_comes_to() -> None:
    text = "One and Two: cooperation in 8 origins, conflict in 28."
    assert gist(text, Estimate(-3.8, -4.7, -2.8)).startswith("One and Two are at odds: cooperation in 8")
    assert gist(text, Estimate(2.0, 1.0, 3.0)).startswith("One and Two are on good terms: cooperation in 8")
    assert gist(text, Estimate(0.5, -1.0, 2.0)) == gist(text, None) == text


# ---------------------------------------------------------------------- happenings of the same name


def test_happenings_of_the_same_name_get_their_days() -> None:
    day = claim("CONSULT", "RUS", "PRK", start="2024-05-03", end="2024-05-03")
    one = status("Meeting", "told.", told=(kept(day),))
    two = status("Meeting", "announced.", due=(dt.date(2024, 7, 1), dt.date(2024, 7, 31)), modality="future")
    three = status("Meeting", "told.", first=dt.date(2024, 6, 2))
    other = status("Visit", "told.")
    stands = [one, two, three, other, None]
    said = dated(stands, [s.text if s else "None" for s in stands])
    assert said == [
        "Meeting (on 3 May 2024): told.", "Meeting (to come in July 2024): announced.",
        "Meeting (told between 2 and 18 June 2024): told.", "Visit: told.", "None",
    ]  # fmt: skip
