"""Windows of the past, against counting them one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.futures.forecasting.features import population
from entente.futures.forecasting.panel import panel
from entente.futures.forecasting.rates import _covered, at_least, outcome, rates
from entente.records.outlook import FORECAST
from tests.futures.forecasting.builders import BEGAN, glance, met, on, world

MEET = FORECAST.index("MEET")


def _meeting(found: object, one: str, two: str) -> int:
    pair = [tuple(found.codes[side] for side in sides) for sides in found.pairs].index((one, two))  # type: ignore[attr-defined]
    return int(pair * found.kinds + MEET)  # type: ignore[attr-defined]


def test_a_window_begins_after_the_day_looked_from_and_holds_its_last_day() -> None:
    first = BEGAN.toordinal()
    found = panel([*met("AAA", "BBB", 20), *met("AAA", "CCC", 1)], on(60), 2)
    cell = _meeting(found, "AAA", "BBB")
    held = [day for day in range(61) if outcome(found, first + day, 7)[cell]]
    assert held == list(range(13, 20))


def test_what_is_told_after_the_window_is_over_did_not_come_in_it() -> None:
    late = [glance("AAA", "CONSULT", "BBB", day, of="t", origin=str(day)) for day in (20, 26)]
    found = panel(late, on(60), 2)
    cell, first = _meeting(found, "AAA", "BBB"), BEGAN.toordinal()
    assert [day for day in range(61) if outcome(found, first + day, 7)[cell]] == [19]


@given(
    days=st.lists(st.tuples(st.integers(0, 59), st.integers(0, 9)), max_size=8),
    horizon=st.integers(1, 25),
    until=st.integers(5, 70),
)
def test_shares_are_those_of_windows_counted_one_by_one(days: list[tuple[int, int]], horizon: int, until: int) -> None:
    glances = [glance("CCC", "REQUEST", "DDD", 0)]
    for number, (day, later) in enumerate(days):
        glances += [
            glance("AAA", "CONSULT", "BBB", told, of=f"t{number}", origin=f"{number} {told} {n}")
            for n, told in enumerate((day, day + later))
        ]
    found = panel(glances, on(until), 2, ("AAA", "BBB"))
    cell, first, last = _meeting(found, "AAA", "BBB"), BEGAN.toordinal(), on(until).toordinal()
    said = rates(found, last, horizon, np.ones(found.cells, dtype=bool))
    every = [bool(outcome(found, start, horizon)[cell]) for start in range(first - 1, last - horizon + 1)]
    ends = [bool(outcome(found, last - horizon * back, horizon)[cell]) for back in range(1, said.windows + 1)]
    assert said.share[cell] == pytest.approx(sum(every) / max(1, len(every)))
    assert said.had[cell] == sum(ends)
    for probability in (said.raw, said.shrunk, said.counted, said.last, said.kind):
        assert ((probability > 0) & (probability < 1)).all()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(-3, 9)), max_size=12))
def test_days_covered_by_ranges_are_counted_once(ranges: list[tuple[int, int, int]]) -> None:
    cell, low, length = (np.array([row[at] for row in ranges], dtype=np.int64) for at in range(3))
    expected = [
        len(set().union(*(range(a, a + n + 1) for c, a, n in ranges if c == number), set())) for number in range(4)
    ]
    assert _covered(cell, low, low + length, 4).tolist() == expected


def test_a_pair_is_drawn_to_its_kind_and_not_past_it() -> None:
    found = panel(world(), on(149), 2)
    last = on(149).toordinal()
    said = rates(found, last, 20, population(found, last))
    low, high = np.minimum(said.share, said.kind), np.maximum(said.share, said.kind)
    assert ((said.shrunk >= low - 1e-9) & (said.shrunk <= high + 1e-9))[said.kind > 0.001].all()


def test_more_happenings_more_windows() -> None:
    often_met = [each for day in range(0, 140, 3) for each in met("AAA", "MMM", day)]
    found = panel([*world(), *often_met], on(149), 2)
    last = on(149).toordinal()
    said = rates(found, last, 20, population(found, last))
    often, never = _meeting(found, "AAA", "MMM"), said.kind.argmax()
    for probability in (said.raw, said.shrunk, said.counted, said.last):
        assert probability[often] > 0.5
        assert probability[often] >= probability[never]


def test_a_longer_window_has_no_lower_base_rate_than_a_shorter_one() -> None:
    found = panel(world(), on(149), 2)
    last = on(149).toordinal()
    among = population(found, last)
    before, fell = np.zeros(found.cells), False
    for horizon in (5, 20, 40, 60, 75):
        now = at_least(found, last, horizon, among)
        alone = rates(found, last, horizon, among).shrunk
        assert (now >= before).all()
        assert (now >= alone).all()
        fell |= bool((alone < before).any())
        before = now
    assert fell, "without it, some would fall"
