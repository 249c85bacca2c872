"""Scores of probabilities and their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from entente.futures.announced.scores import Scored, log_score, reliability, scored
from entente.futures.shares import wilson


def test_skill_by_hand() -> None:
    of = Scored([0.8, 0.4], {"half": [0.5, 0.5]}, [True, False], ["a", "b"])
    means, references, skills = scored(of, 0)
    assert means["brier"].value == pytest.approx((0.04 + 0.16) / 2)
    assert references["half"] == pytest.approx((0.25, np.log(2)))
    assert skills[0].value.value == pytest.approx(1 - 0.1 / 0.25)
    assert skills[0].value.low <= skills[0].value.value <= skills[0].value.high


def test_the_same_seed_gives_the_same() -> None:
    of = Scored([0.8, 0.4, 0.6], {"half": [0.5] * 3}, [True, False, False], ["a", "b", "b"])
    assert scored(of, 5) == scored(of, 5)


def test_a_sure_one_that_fails_is_finite() -> None:
    assert log_score(np.array([1.0]), np.array([0.0]))[0] == pytest.approx(-np.log(0.01))


def test_every_forecast_is_in_one_band() -> None:
    said = [0.0, 0.2, 0.39, 0.4, 1.0]
    bands = reliability(said, [False, True, False, True, True])
    assert sum(band.forecasts for band in bands) == len(said)
    assert [(band.low, band.forecasts) for band in bands] == [(0.0, 1), (0.2, 2), (0.4, 1), (0.8, 1)]


def test_wilson_is_the_textbooks() -> None:
    found = wilson(5, 10)
    assert (found.low, found.high) == pytest.approx((0.2693, 0.7307), abs=1e-3)
