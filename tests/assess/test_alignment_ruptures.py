"""Change points: those that are there, held against another program, and how often chance makes one."""

from __future__ import annotations

import numpy as np
import pytest

from entente.assess.alignment.ruptures import ruptures

MANY = 1e9  # origins a step: all weigh alike


def found(values: list[float] | np.ndarray, origins: float | np.ndarray = MANY, **more: int) -> list[int]:
    """Places of the changes."""
    values = np.asarray(values, dtype=np.float64)
    counts = np.broadcast_to(np.asarray(origins, dtype=np.float64), values.shape)
    return [rupture.at for rupture in ruptures(values, counts, **more).beyond]


@pytest.mark.parametrize("seed", range(6))
def test_the_places_are_those_of_another_program(seed: int) -> None:
    other = pytest.importorskip("ruptures")
    random = np.random.default_rng(seed)
    lengths, levels = random.integers(8, 20, 3), random.permutation([-4.0, 0.0, 4.0])
    values = np.repeat(levels, lengths) + random.normal(0, 0.6, lengths.sum())
    cuts = other.Binseg(model="l2", min_size=3, jump=1).fit(values).predict(n_bkps=2)
    assert found(values) == cuts[:-1]


def test_levels_and_chance_of_a_plain_change() -> None:
    answer = ruptures(np.array([-2.0] * 10 + [3.0] * 10), np.full(20, 5.0))
    (rupture,) = answer.beyond
    assert (rupture.at, rupture.before, rupture.after) == (10, pytest.approx(-2), pytest.approx(3))
    assert rupture.chance == pytest.approx(1 / 1000, abs=0.002)
    assert answer.candidate is None


def test_chance_alone_seldom_makes_a_change() -> None:
    random = np.random.default_rng(7)
    told = sum(
        bool(found(random.normal(0, 2, 26), random.integers(1, 60, 26), seed=n, shuffles=199)) for n in range(200)
    )
    assert told <= 22, "5 % of 200, with three standard deviations"


def test_a_course_without_any_level_has_a_candidate_that_always_comes_about() -> None:
    answer = ruptures(np.zeros(12), np.ones(12))
    assert answer.beyond == ()
    assert answer.candidate is not None
    assert answer.candidate.chance == 1


def test_a_short_course_has_none() -> None:
    answer = ruptures(np.array([-5.0, -5, 5, 5, 5]), np.ones(5))
    assert (answer.beyond, answer.candidate) == ((), None)
    assert ruptures(np.zeros(30), np.zeros(30)).candidate is None


def test_steps_without_reports_are_passed_over() -> None:
    values, origins = np.array([-3.0] * 10 + [0.0] * 8 + [3.0] * 10), np.array([4.0] * 10 + [0.0] * 8 + [4.0] * 10)
    assert found(values, origins) == [18]


def test_a_step_of_few_origins_weighs_less() -> None:
    values = np.array([0.0, 0, 0, 0, 0, 0, 6, 6, 6, 0, 0, 0])
    few, many = (ruptures(values, np.where(values > 0, number, 50.0)).candidate for number in (1.0, 50.0))
    assert few is not None
    assert many is not None
    assert few.size < many.size


def test_the_same_seed_gives_the_same_chance() -> None:
    values, origins = np.random.default_rng(1).normal(0, 2, 30), np.full(30, 3.0)
    assert ruptures(values, origins, seed=5) == ruptures(values, origins, seed=5)
