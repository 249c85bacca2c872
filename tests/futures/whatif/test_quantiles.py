from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.futures.whatif.quantiles import LEVELS, Cell, Missed, Spread, quantiles


def _spread(values: np.ndarray, chunk: int, budget: int) -> dict[float, tuple[float, ...]]:
    spread = Spread(budget)
    for start in range(0, values.shape[1], chunk):
        spread.add({"x": values[:, start : start + chunk]})
    return spread.quantiles("x")


@pytest.mark.parametrize("kind", ["normal", "half at nought", "few values", "one value", "heavy tail"])
@pytest.mark.parametrize("budget", [1_000, 200_000])
def test_quantiles_are_exact_at_any_budget(kind: str, budget: int) -> None:
    rng = np.random.default_rng(3)
    drawn = rng.normal(size=(3, 60_000))
    values = {
        "normal": drawn, "half at nought": np.maximum(drawn, 0), "few values": np.round(drawn), "one value": drawn * 0,
        "heavy tail": np.exp(4 * drawn),
    }[kind]  # fmt: skip
    found = _spread(values, 2_000, budget)
    for level, expected in zip(LEVELS, np.quantile(values, LEVELS, axis=1), strict=True):
        assert found[level] == pytest.approx(tuple(expected), rel=1e-12)


def test_memory_stays_within_a_few_budgets() -> None:
    rng, cell, most = np.random.default_rng(4), Cell(), 0
    for _ in range(200):
        cell.add(rng.normal(size=2_000))
        if cell.held > 20_000:
            cell.narrow()
        most = max(most, cell.held)
    assert cell.seen == 400_000
    assert most < 100_000


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40), st.integers(1, 7))
def test_chunks_change_nothing(values: list[int], chunk: int) -> None:
    row = np.array([values], np.float64)
    for budget in (8, 10**9):
        assert _spread(row, chunk, budget) == _spread(row, len(values), 10**9)


def test_values_that_come_in_order_are_told_not_guessed() -> None:
    cell = Cell()
    for start in range(0, 200_000, 5_000):
        cell.add(np.arange(start, start + 5_000, dtype=np.float64))
        cell.narrow()
    with pytest.raises(Missed):
        cell.quantile(0.5)


def test_no_values_give_nan() -> None:
    assert math.isnan(float(quantiles(np.empty(0))[0]))
    assert math.isnan(Cell().quantile(0.5))
