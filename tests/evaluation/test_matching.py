from __future__ import annotations

import pytest

from entente.evaluation.matching import full, holders, pair, relaxed, same_time, strict
from tests.evaluation.claims import row, said


def test_parties_of_a_mutual_event_have_no_order() -> None:
    assert strict(row("CONSULT", "RUS", "PRK"), row("CONSULT", "PRK", "RUS"))
    assert not strict(row("ASSAULT", "RUS", "UKR"), row("ASSAULT", "UKR", "RUS"))


def test_relaxed_takes_the_quad_class() -> None:
    assert relaxed(row("AID"), row("TRANSFER"))
    assert not strict(row("AID"), row("TRANSFER"))
    assert not relaxed(row("AID"), row("SANCTION"))


def test_travel_and_have_stand_alone() -> None:
    assert not relaxed(row("TRAVEL", "RUS", ""), row("HAVE", "RUS", ""))


def test_full_needs_holder_polarity_and_modality() -> None:
    gold = row(holders=[said("USA")])
    assert full(gold, row(holders=[said("USA", "a spokesman", "believes")]))
    assert not full(gold, row())
    assert not full(gold, row(holders=[said("USA")], polarity="negative"))
    assert not full(gold, row(holders=[said("USA")], modality="future"))


def test_holder_without_code_is_compared_by_whether_somebody_is_named() -> None:
    assert holders(row(holders=[said(None, "Jane")])) == holders(row(holders=[said(None, "an expert")]))
    assert holders(row(holders=[said(None, "Jane")])) != holders(row(holders=[said(None)]))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((None, None), (None, None), True),
        (("2024-01-01", None), (None, None), False),
        (("2024-01-01", "2024-01-31"), ("2024-01-01", "2024-01-20"), True),
        (("2024-01-01", "2024-01-31"), ("2024-01-01", "2024-01-10"), False),
        (("2024-01-01", None), ("2024-01-01", "2024-01-01"), True),
    ],
)
def test_times_agree_where_half_of_the_days_are_shared(one: tuple, other: tuple, same: bool) -> None:
    assert same_time(row(start=one[0], end=one[1]), row(start=other[0], end=other[1])) is same


def test_the_closest_pair_is_made_first_and_each_claim_once() -> None:
    golds = [row(quote="they met"), row(quote="they met again in May", modality="future")]
    reads = [row(quote="met again in May", modality="future"), row(quote="they met"), row()]
    assert sorted(pair(golds, reads, strict)) == [(0, 1), (1, 0)]
