"""What the model expects in all follows the paces of the pairs and the volume of the last week."""

from __future__ import annotations

import numpy as np
import pytest

from entente.futures.forecasting.features import MIDDLE, SHORT, population, volume
from entente.futures.forecasting.model import STEEPER, Model, expit, fit
from entente.futures.forecasting.panel import Panel, panel
from entente.records import Glance
from tests.futures.forecasting.builders import glance, on, world

DAY = on(110).toordinal()


def _fitted(glances: list[Glance]) -> tuple[Panel, Model]:
    found = panel(glances, on(110), 2)
    model = fit(found, DAY, 14)
    assert model is not None
    return found, model


def _expected(found: Panel, model: Model) -> tuple[float, float]:
    """What the regression expects in all, and what the paces do."""
    looked = model.look(found, DAY, 14)
    among = population(found, DAY)[looked.cells]
    said = expit(model.odds(looked.values, looked.cells))[among].sum()
    return float(said), float(looked.rates.counted[looked.cells][among].sum())


def test_it_expects_what_the_paces_do_at_the_volume_of_the_last_week() -> None:
    found, model = _fitted(world())
    said, paces = _expected(found, model)
    assert said == pytest.approx(paces * volume(found, DAY, SHORT) / volume(found, DAY, MIDDLE), rel=1e-6)


def test_a_week_of_more_reports_raises_it() -> None:
    said, _ = _expected(*_fitted(world()))
    more = [glance("AAA", "HAVE", "BBB", day, origin=f"{day} {n}") for day in range(104, 111) for n in range(60)]
    busier, _ = _expected(*_fitted(world() + more))
    assert busier > 1.2 * said


def test_kinds_have_slopes_of_their_own() -> None:
    found, model = _fitted(world())
    of_kinds = model.slopes[len(model.names) :].reshape(len(STEEPER) + 1, found.kinds)
    assert np.ptp(of_kinds[:-1], axis=1).max() > 0
