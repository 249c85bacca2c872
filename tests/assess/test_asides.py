"""Claims of other days or of another thing than the happening that they are grouped with."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from entente.assess.asides import of_its_sort, of_its_words, on_its_days
from entente.assess.status import status
from entente.records import KeptClaim
from tests.assess.builders import Plain, happening, holder, told


def visit(day: str | None, published: str, **more: object) -> KeptClaim:
    return told("RUS", "CONSULT", "PRK", published, mode="visit", start=day, end=day, **more)  # type: ignore[arg-type]


def test_two_visits_are_not_counted_together() -> None:
    old, new = visit("2023-07-25", "2024-06-18", outlet="A"), visit("2024-06-19", "2024-06-19", outlet="B")
    open_day = visit(None, "2024-06-19", outlet="C")
    assert on_its_days([old, new, open_day]) == [new, open_day]
    found = status(happening(old, new, open_day), Plain())
    assert (found.origins, found.aside) == (2, 1)


def test_the_days_that_most_origins_tell_are_the_happenings() -> None:
    first = [visit("2024-05-02", "2024-06-18", outlet=outlet) for outlet in "AB"]
    late = visit("2024-06-19", "2024-06-19", outlet="C")
    assert on_its_days([*first, late]) == first


def test_days_told_a_little_otherwise_are_the_same() -> None:
    claims = [visit("2024-06-15", "2024-06-18", outlet="A"), visit("2024-06-19", "2024-06-19", outlet="B")]
    assert on_its_days(claims) == claims


def test_a_plan_that_slips_is_the_same() -> None:
    plan = visit("2024-06-01", "2024-05-20", outlet="A", modality="future")
    done = visit("2024-06-19", "2024-06-19", outlet="B")
    assert on_its_days([plan, done]) == [plan, done]


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 31))


@given(st.lists(DAYS, min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_and_copies_change_nothing(days: list[dt.date], chance: random.Random) -> None:
    claims = [visit(day.isoformat(), day.isoformat(), outlet=f"O{n}", origin=f"o{n}") for n, day in enumerate(days)]
    copies = [visit(days[0].isoformat(), days[0].isoformat(), outlet="copy", origin="o0")]
    shuffled = [*claims]
    chance.shuffle(shuffled)
    kept = {claim.claim.id for claim in on_its_days(claims)}
    assert {claim.claim.id for claim in on_its_days(shuffled)} == kept
    assert {claim.claim.id for claim in on_its_days([*claims, *copies])} - {copies[0].claim.id} == kept


def test_warning_shots_are_no_missile_test() -> None:
    tests = [
        told(
            "PRK", "MOBILIZE", "KOR", outlet=outlet, matter="arms.missiles", quote="it fired two missiles into the sea"
        )
        for outlet in "AB"
    ]
    shots = told(
        "PRK", "MOBILIZE", "KOR", outlet="C", by=[holder("PRK", "says", "North Korea")],
        quote="North Korea gave warning shots to a patrol boat",
    )  # fmt: skip
    own = told(
        "PRK",
        "MOBILIZE",
        "KOR",
        outlet="D",
        by=[holder("PRK", "says", "North Korea")],
        quote="our missiles hit the mark",
    )
    assert of_its_sort([*tests, shots], "MOBILIZE") == tests
    assert of_its_sort([*tests, own], "MOBILIZE") == [*tests, own]
    assert of_its_sort([*tests, shots], "CONSULT") == [*tests, shots]
    assert status(happening(*tests, shots), Plain()).state == "asserted"
    assert status(happening(*tests, own), Plain()).state == "confirmed"


def test_what_a_party_says_of_something_else_confirms_nothing() -> None:
    moves = [told("PRK", "CONSULT", "RUS", outlet=outlet, quote="their envoys met in the capital") for outlet in "AB"]
    other = told("PRK", "CONSULT", "RUS", outlet="C", by=[holder("PRK", "says", "Pyongyang")], quote="a letter came")
    same = told(
        "PRK", "CONSULT", "RUS", outlet="D", by=[holder("PRK", "says", "Pyongyang")], quote="our envoys were heard"
    )
    assert of_its_words([*moves, other], ["PRK", "RUS"]) == moves
    assert of_its_words([*moves, same], ["PRK", "RUS"]) == [*moves, same]
    assert of_its_words([other], ["PRK", "RUS"]) == [other]
    assert status(happening(*moves, same), Plain()).state == "confirmed"


def test_a_hostile_deed_of_another_kind_without_a_word_in_common_is_another() -> None:
    plans = [told("RUS", "COERCE", "UKR", outlet=outlet, quote="plans for new fences were passed") for outlet in "AB"]
    strike = told("RUS", "ASSAULT", "UKR", outlet="C", quote="helicopters struck targets")
    assert of_its_sort([*plans, strike], "COERCE") == plans


def test_a_matter_that_no_words_tell_gives_a_happening_no_name() -> None:
    def moves(quote: str) -> str:
        claims = [told("KOR", "MOBILIZE", "PRK", outlet=o, matter="arms.missiles", quote=quote) for o in "AB"]
        return status(happening(*claims), Plain()).label

    assert moves("warning shots at a boat") == "KOR → North Korea: mobilize"
    assert moves("it fired missiles") == "KOR → North Korea: mobilize about arms.missiles"
