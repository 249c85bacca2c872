"""How a thing told stands, in one word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.brief.status import status
from entente.records.assessment import BriefFinding
from entente.records.brief import STATUSES
from entente.records.vocabulary import MODALITIES, STANCES
from tests.brief.builders import claim

STANCE = st.sampled_from(["", *STANCES])


def told(*stances: str, modality: str = "actual") -> list:  # type: ignore[type-arg]
    """Claims of one thing, each with its stance; "" is the report's own voice."""
    return [
        claim("CONSULT", "RUS", "PRK", at=n, modality=modality, holders=[("USA", None, stance)] if stance else [])
        for n, stance in enumerate(stances)
    ]


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        (("",), "asserted"), (("says", "believes"), "asserted"), (("confirms", ""), "confirmed"),
        (("", "denies"), "contested"), (("denies",), "denied"), (("confirms", "denies"), "contested"),
        (("believes", "not-confirmed"), "not confirmed"), (("confirms", "not-confirmed"), "confirmed"),
        (("says", "questions"), "questioned"), (("rumour",), "only rumoured"), (("rumour", ""), "asserted"),
        (("accuses",), "only alleged"), (("suspects", "wants"), "only suspected"), (("wants",), ""),
        (("rumour", "denies"), "contested"), ((), ""),
    ],
)  # fmt: skip
def test_status(stances: tuple[str, ...], expected: str) -> None:
    assert status(told(*stances)) == expected


@pytest.mark.parametrize("modality", ["desired", "conditional"])
def test_a_wish_or_an_if_has_no_status(modality: str) -> None:
    assert status(told("says", "denies", modality=modality)) == ""


@given(st.lists(STANCE, max_size=6), st.sampled_from(MODALITIES), st.randoms())
def test_order_and_copies_change_nothing(stances: list[str], modality: str, chance: object) -> None:
    claims = told(*stances, modality=modality)
    mixed = list(claims)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert status(claims) == status(mixed) == status(claims + claims)
    assert status(claims) in ("", *STATUSES)


@given(st.lists(STANCE.filter(lambda s: s != "denies"), max_size=6))
def test_silence_is_no_denial(stances: list[str]) -> None:
    assert status(told(*stances)) not in ("denied", "contested")


def test_findings_have_no_status_of_their_own() -> None:
    assert "status" not in BriefFinding.__slots__
