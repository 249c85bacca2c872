"""What a happening weighs in a list, and what stands in one."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from entente.assess.settled import Settled, is_alone, is_sure
from entente.records import KeptClaim
from tests.assess.builders import happening, holder, told
from tests.assess.test_stances import talks


def settled(*claims: KeptClaim) -> Settled:
    return Settled.of(happening(*claims))


@pytest.mark.parametrize(
    ("claims", "background"),
    [
        ([talks(1)], True),  # one report, in its own voice, without a day
        ([talks(1, start="2023-02-27")], False),
        ([talks(1, ("USA", "says"))], False),
        ([talks(1, certainty="possible")], False),
        ([talks(1, modality="future")], False),
        ([talks(1, polarity="negative")], False),
        ([talks(1), talks(9)], False),  # news of some days
        ([told("RUS", "ASSAULT", "UKR", day) for day in ("2023-01-02", "2023-03-01", "2023-05-09")], True),
    ],
)
def test_what_is_named_in_passing_is_background(claims: list[KeptClaim], background: bool) -> None:
    assert settled(*claims).is_background is background


def test_disputes_weigh_more_than_assertions_and_those_more_than_plain_reports() -> None:
    day = dt.date(2023, 3, 9)
    plain = settled(talks(1), talks(2)).weight(day)
    voiced = settled(talks(1, ("USA", "says")), talks(2)).weight(day)
    disputed = settled(talks(1, ("USA", "says")), talks(2, ("RUS", "denies"), polarity="negative")).weight(day)
    assert plain < voiced < disputed
    assert settled(talks(1)).weight(day) < settled(talks(8)).weight(day)


@pytest.mark.parametrize(
    ("kept", "alone", "among_many"),
    [
        (talks(1, confidence=0.65), True, True),
        (talks(1, confidence=0.55), True, False),
        (talks(1, confidence=0.45), True, False),
        (talks(1, confidence=0.35), False, False),
        (talks(1, ("USA", "believes"), confidence=0.35), True, False),
        (talks(1, ("USA", "says"), confidence=0.35), False, False),
        (told("RUS", "CONSULT", "PRK", by=[holder("USA", "wants", "analysts")], confidence=0.35), False, False),
        (talks(1, ("USA", "believes"), confidence=0.25), False, False),
    ],
)
def test_how_sure_a_reading_must_be(kept: KeptClaim, alone: bool, among_many: bool) -> None:
    assert (is_sure([kept], alone=True), is_sure([kept], alone=False)) == (alone, among_many)


def test_what_several_origins_tell_needs_less() -> None:
    several = [talks(day, outlet=outlet, confidence=0.55) for day, outlet in ((1, "A"), (2, "B"), (3, "C"))]
    assert is_sure(several, alone=False)
    assert not is_sure(several[:2], alone=False)


def test_copies_of_one_report_are_one_report() -> None:
    one = talks(1, outlet="A", origin="wire")
    assert is_alone([happening(one), happening(talks(2, outlet="B", origin="wire"))])
    assert not is_alone([happening(one), happening(talks(2))])
    assert not is_alone([])


def test_what_nobody_by_name_does_not_want_is_no_finding() -> None:
    assert not settled(talks(1, modality="desired", polarity="negative")).is_told
    assert settled(talks(1, ("RUS", "wants"), modality="desired", polarity="negative")).is_told


def test_what_titles_only_ask_is_no_finding() -> None:
    kept = told(
        "RUS",
        "CONSULT",
        "PRK",
        title="Are Russia and North Korea talking?",
        quote="Russia and North Korea talking",
        at=4,
    )
    place = dataclasses.replace(kept.claim.place, field="title")
    asked = dataclasses.replace(kept, claim=dataclasses.replace(kept.claim, place=place))
    assert not settled(asked).is_told
    assert settled(asked, talks(2)).is_told
