"""Which happenings count, of which day they are, and from when they are known."""

from __future__ import annotations

from typing import Any

import pytest

from entente.futures.forecasting.panel import DENIED, DONE, DOUBTED, pairs_in, panel, way_of
from entente.records import Glance
from entente.records.outlook import FORECAST
from tests.futures.forecasting.builders import BEGAN, glance, on

MEET = FORECAST.index("MEET")


def _counted(glances: list[Glance], until: int = 100, least: int = 2) -> list[tuple[str, int, int]]:
    """Pair, day and day of telling of each meeting that counts, in days after the first."""
    found = panel(glances, on(until), least)
    of, first, rows = found.happenings, BEGAN.toordinal(), []
    for cell, day, told in zip(of.cell.tolist(), of.day.tolist(), of.told.tolist(), strict=True):
        pair, kind = divmod(cell, found.kinds)
        if kind == MEET:
            rows.append(("-".join(found.codes[side] for side in found.pairs[pair]), day - first, told - first))
    return rows


def _one(published: int, origin: str, **fields: Any) -> Glance:
    return glance("AAA", "CONSULT", "BBB", published, of="talks", origin=origin, **fields)


def test_copies_of_one_text_are_one_origin() -> None:
    assert _counted([_one(3, "wire", id="a"), _one(4, "wire", id="b")]) == []
    assert _counted([_one(3, "wire"), _one(4, "own")]) == [("AAA-BBB", 3, 4)]


def test_known_only_once_enough_origins_have_told_it() -> None:
    told = [_one(3, "one"), _one(9, "two"), _one(20, "three")]
    assert _counted(told, least=3) == [("AAA-BBB", 3, 20)]
    assert _counted(told, until=19, least=3) == []


def test_the_start_that_most_origins_give_is_the_day() -> None:
    told = [_one(9, "one", start=on(5)), _one(9, "two", start=on(7)), _one(10, "three", start=on(7))]
    assert _counted(told) == [("AAA-BBB", 7, 9)]


def test_what_is_told_as_done_does_not_lie_ahead() -> None:
    assert _counted([_one(9, "one", start=on(30)), _one(9, "two", start=on(30))]) == [("AAA-BBB", 9, 9)]


@pytest.mark.parametrize(
    "fields",
    [
        {"modality": "future"},
        {"modality": "desired"},
        {"polarity": "negative"},
        {"stance": "denies"},
        {"stance": "rumour"},
        {"stance": "not-confirmed"},
        {"stance": "accuses"},
        {"certainty": "possible"},
    ],
)
def test_what_is_not_told_as_done_does_not_count(fields: dict[str, str]) -> None:
    assert _counted([_one(3, "one"), _one(4, "two", **fields)]) == []


def test_told_ways() -> None:
    assert way_of("actual", "positive", "certain", "says") == DONE
    assert way_of("actual", "positive", "certain", "denies") == DENIED
    assert way_of("former", "positive", "certain", "") == DOUBTED


def test_a_report_without_a_day_and_a_later_one_are_left_out() -> None:
    assert _counted([_one(3, "one"), glance("AAA", "CONSULT", "BBB", None, of="talks", origin="x")]) == []
    assert _counted([_one(3, "one"), _one(50, "two")], until=49) == []


def test_of_mutual_events_any_two_parties_are_a_pair_of_others_only_either_side() -> None:
    assert pairs_in("CONSULT", ("C",), ("A", "B")) == (("A", "B"), ("A", "C"), ("B", "C"))
    assert pairs_in("ACCUSE", ("C",), ("A", "B")) == (("A", "C"), ("B", "C"))
    assert pairs_in("ACCUSE", ("A",), ()) == ()


def test_a_pair_asked_for_is_there_though_nothing_tells_of_it() -> None:
    found = panel([_one(3, "one")], on(9), 2, ("ZZZ", "AAA"))
    assert [found.codes[side] for side in found.pairs[found.asked]] == ["AAA", "ZZZ"]
    assert found.seen[found.asked] == 0
