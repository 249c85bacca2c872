"""Scores against their definitions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.futures.forecasting.scores import (
    Draws,
    auc,
    brier,
    estimate,
    log_score,
    overlap,
    precision,
    ranked,
    reliability,
)  # fmt: skip
from entente.futures.shares import wilson

CASES = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=2, max_size=14)


def _ranked(cases: list[tuple[float, bool]], measure: object) -> float:
    score, came = np.array([p for p, _ in cases]), np.array([y for _, y in cases])
    draws = Draws(np.arange(len(cases)), 0, draws=1)
    return float(ranked(score, came, draws, np.arange(len(cases)), measure)[0])  # type: ignore[arg-type]


def test_scores_of_one_forecast() -> None:
    said, came = np.array([0.8, 0.8]), np.array([True, False])
    assert brier(said, came) == pytest.approx([0.04, 0.64])
    assert log_score(said, came) == pytest.approx([-math.log(0.8), -math.log(0.2)])


@given(CASES)
def test_auc_is_the_share_of_pairs_in_the_right_order(cases: list[tuple[float, bool]]) -> None:
    yes, no = [p for p, y in cases if y], [p for p, y in cases if not y]
    found = _ranked(cases, auc)
    if not yes or not no:
        assert math.isnan(found)
        return
    right = sum((a > b) + (a == b) / 2 for a, b in itertools.product(yes, no))
    assert found == pytest.approx(right / len(yes) / len(no))


@given(CASES)
def test_precision_is_the_mean_over_ways_to_break_ties(cases: list[tuple[float, bool]]) -> None:
    number = sum(y for _, y in cases)
    found = _ranked(cases, precision)
    if not number:
        assert math.isnan(found)
        return
    edge = sorted((p for p, _ in cases), reverse=True)[number - 1]
    above = [y for p, y in cases if p > edge]
    tie = [y for p, y in cases if p == edge]
    assert found == pytest.approx((sum(above) + (number - len(above)) * sum(tie) / len(tie)) / number)


def test_wilson_by_hand() -> None:
    z = 1.6448536269514722
    half = z * math.sqrt(0.2 * 0.8 / 50 + z * z / 10_000) / (1 + z * z / 50)
    middle = (0.2 + z * z / 100) / (1 + z * z / 50)
    found = wilson(10, 50)
    assert (found.low, found.high) == pytest.approx((middle - half, middle + half), abs=1e-6)
    assert wilson(0, 10).low == 0.0


def test_an_interval_narrows_with_more_pairs_and_is_the_same_again() -> None:
    random = np.random.default_rng(3)

    def wide(pairs: int) -> float:
        draws = Draws(np.arange(pairs), 5)
        found = estimate(draws.sums(random.random(pairs)) / draws.sums(np.ones(pairs)))
        assert found is not None
        return found.high - found.low

    assert wide(1600) < wide(100) / 2.5
    assert (Draws(np.arange(9), 5).weights == Draws(np.arange(9), 5).weights).all()


def test_the_cases_of_a_pair_are_drawn_together() -> None:
    draws = Draws(np.array([7, 7, 9]), 0)
    twice, once = draws.sums(np.array([1.0, 1.0, 0.0])), draws.sums(np.array([0.0, 0.0, 1.0]))
    assert draws.pairs == 2
    assert (twice + 2 * once == 4).all()


def test_levels_hold_every_forecast_once() -> None:
    said = np.array([0.0, 0.005, 0.01, 0.3, 0.99, 1.0])
    levels = reliability(said, said > 0.2)
    assert sum(level.forecasts for level in levels) == len(said)
    assert [level.low for level in levels] == [0.0, 0.01, 0.2, 0.8]
    assert reliability(said, said > 0.2, overlap=4.0)[0].happened.high > levels[0].happened.high


def test_windows_that_hold_the_same_days() -> None:
    assert overlap([0, 10], 10) == 1.0
    assert overlap([0, 0 + 5], 10) == pytest.approx(20 / 15)
