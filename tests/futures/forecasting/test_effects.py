"""What is usual at a base rate."""

from __future__ import annotations

import numpy as np
import pytest

from entente.futures.forecasting.effects import GROUPS, _usual, effects
from entente.futures.forecasting.features import Looked, look
from entente.futures.forecasting.model import fit
from entente.futures.forecasting.panel import panel
from entente.futures.forecasting.rates import Rates
from tests.futures.forecasting.builders import on, world


def _looked(base: np.ndarray, values: np.ndarray) -> Looked:
    one = np.zeros(len(base))
    rates = Rates(one.astype(int), 1, one, 1.0, base, base, base, base, base)
    return Looked(np.arange(len(base)), values, ("only",), rates)


def test_the_usual_follows_the_base_rate_in_a_straight_line_up_to_its_end() -> None:
    odds = np.linspace(-5, 2, 141)
    looked = _looked(1 / (1 + np.exp(-odds)), 3 * odds[:, None] + 1)
    assert _usual(looked, np.arange(141))[:, 0] == pytest.approx(3 * odds + 1, abs=0.1)


def test_a_cell_is_not_compared_with_itself() -> None:
    values = np.zeros((40, 1))
    values[7] = 5.0
    usual = _usual(_looked(np.full(40, 0.1), values), np.array([7, 8]))
    assert usual[:, 0] == pytest.approx([0.0, 5 / 39])


def test_one_cell_alone_is_usual() -> None:
    assert _usual(_looked(np.array([0.2]), np.array([[4.0]])), np.array([0])).tolist() == [[4.0]]


def test_every_feature_but_those_of_rates_belongs_to_one_group() -> None:
    names = look(panel(world(), on(149), 2), on(149).toordinal(), 14).names
    grouped = [feature for features in GROUPS.values() for feature in features]
    assert len(grouped) == len(set(grouped))
    assert set(names) - set(grouped) == {"base", "kind"}


def test_a_forecast_like_that_of_such_pairs_is_moved_by_the_level_alone() -> None:
    found, last = panel(world(), on(149), 2), on(149).toordinal()
    model = fit(found, last, 14)
    assert model is not None
    looked = model.look(found, last, 14)
    rows = np.arange(len(looked.cells))
    base = looked.rates.shrunk[looked.cells]
    moved, such = effects(model, looked, rows, base)
    assert ((such > 0) & (such < 1)).all()
    said = model.forecast(looked)
    alike = np.all([np.abs(each) < 0.02 for name, each in moved.items() if name != "level"], axis=0)
    assert alike.any()
    assert said[alike] == pytest.approx(such[alike], rel=0.3)
