"""Scores with their intervals, and the steps of a course."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.assess.alignment.scores import estimate, quantile, stretches, surely


@pytest.mark.parametrize(
    ("degrees", "value"), [(4, 2.1318), (5, 2.0150), (9, 1.8331), (14, 1.7613), (30, 1.6973), (120, 1.6577)]
)
def test_quantiles_of_the_printed_tables(degrees: float, value: float) -> None:
    assert quantile(degrees) == pytest.approx(value, abs=0.001)


@pytest.mark.parametrize(("degrees", "value"), [(5, 1.4759), (10, 1.3722), (30, 1.3104)])
def test_quantiles_on_one_side(degrees: float, value: float) -> None:
    assert quantile(degrees, 1.2815515655446004) == pytest.approx(value, abs=0.001)


def test_one_origin_by_hand() -> None:
    found = estimate([3.0])
    assert found is not None
    half = 2.0150 * ((4 * 25 + 9 / 2) / 5 / 2) ** 0.5
    assert (found.value, found.low, found.high) == pytest.approx((1.5, 1.5 - half, 1.5 + half), abs=0.005)


def test_nothing_has_no_score() -> None:
    assert estimate([]) is None
    assert surely([]) == 0


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=40))
def test_the_interval_holds_the_value_and_stays_on_the_scale(values: list[float]) -> None:
    found = estimate(values)
    assert found is not None
    assert -10 <= found.low <= found.value <= found.high <= 10
    mirrored = estimate([-value for value in values])
    assert mirrored is not None
    assert (mirrored.value, mirrored.low, mirrored.high) == pytest.approx((-found.value, -found.high, -found.low))


@given(st.floats(-9, 9), st.integers(1, 30))
def test_more_origins_that_agree_make_it_narrower(value: float, number: int) -> None:
    few, many = estimate([value] * number), estimate([value] * (2 * number))
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low or few.low == -10 or few.high == 10


def test_a_sign_needs_several_origins_that_agree() -> None:
    assert surely([-3.5]) == 0
    assert surely([-3.5] * 6) == -1
    assert surely([3.0] * 6) == 1
    assert surely([4.0, -4.0] * 20) == 0


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "day"), (41, "day"), (42, "week"), (1098, "week"), (1099, "month"), (30_000, "year")]
)
def test_the_unit_follows_the_length(days: int, unit: str) -> None:
    since = dt.date(1920, 1, 1)
    assert stretches(since, since + dt.timedelta(days=days - 1))[0] == unit


@given(st.dates(), st.integers(0, 5000))
def test_steps_have_no_gaps(since: dt.date, length: int) -> None:
    until = min(since + dt.timedelta(days=min(length, (dt.date.max - since).days)), dt.date.max)
    _, steps = stretches(since, until)
    assert (steps[0][0], steps[-1][1]) == (since, until)
    assert all(start <= end for start, end in steps)
    assert all((after[0] - before[1]).days == 1 for before, after in itertools.pairwise(steps))
