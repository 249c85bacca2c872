from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from entente.futures.simulation import Setting, draw, from_uniform, quantile
from entente.futures.simulation.draws import uniforms
from entente.futures.simulation.normal import below, quantile_of_normal
from entente.lexicon.scenarios import support
from entente.records.scenario import Distribution
from tests.futures.simulation.builders import parameter, scenario

U = np.concatenate([np.linspace(0.001, 0.999, 997), [1e-12, 1e-6, 1 - 1e-6, 1 - 1e-12]])


def test_normal_quantiles_are_those_of_the_standard_library() -> None:
    u = np.concatenate([U, 10.0 ** -np.arange(3.0, 16.0)])
    expected = [NormalDist().inv_cdf(float(p)) for p in u]
    np.testing.assert_allclose(quantile_of_normal(u), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("kind", "numbers", "law", "arguments"),
    [
        ("uniform", (2, 6), "uniform", (2, 4)),
        ("loguniform", (1e-3, 1e4), "loguniform", (1e-3, 1e4)),
        ("triangular", (1, 2, 7), "triang", (1 / 6, 1, 6)),
        ("triangular", (1, 1, 7), "triang", (0, 1, 6)),
        ("triangular", (1, 7, 7), "triang", (1, 1, 6)),
        ("normal", (5, 2), "norm", (5, 2)),
        ("normal", (5, 2, 4, 12), "truncnorm", (-0.5, 3.5, 5, 2)),
        ("normal", (0, 1, 6, 9), "truncnorm", (6, 9, 0, 1)),
        ("normal", (0, 1, -9, -6), "truncnorm", (-9, -6, 0, 1)),
        ("lognormal", (300, 1.5), "lognorm", (math.log(1.5), 0, 300)),
    ],
)
def test_quantiles_are_those_of_scipy(kind, numbers, law, arguments) -> None:
    stats = pytest.importorskip("scipy.stats")
    expected = getattr(stats, law)(*arguments).ppf(U)
    np.testing.assert_allclose(quantile(Distribution(kind, numbers), U), expected, rtol=2e-8)


def test_the_middle_of_a_lognormal_is_its_median_and_one_deviation_its_factor() -> None:
    found = quantile(Distribution("lognormal", (100.0, 3.0)), np.array([below(-1), 0.5, below(1)]))
    np.testing.assert_allclose(found, [100 / 3, 100, 300], rtol=1e-12)


def test_a_choice_gives_each_of_its_values_alike() -> None:
    found = quantile(Distribution("choice", (1.0, 5.0, 25.0)), np.linspace(0, 1, 3001))
    values, counts = np.unique(found, return_counts=True)
    assert values.tolist() == [1, 5, 25]
    assert counts.max() - counts.min() <= 1


def test_the_ends_of_the_unit_interval_give_numbers() -> None:
    for kind, numbers in (("normal", (0.0, 1.0)), ("lognormal", (1.0, 2.0)), ("choice", (1.0, 2.0))):
        assert np.isfinite(quantile(Distribution(kind, numbers), np.array([0.0, 1.0]))).all()


def test_a_kind_that_there_is_not_raises() -> None:
    with pytest.raises(ValueError, match="no such distribution: weibull"):
        quantile(Distribution("weibull", (1.0,)), np.array([0.5]))


@pytest.mark.parametrize(
    ("kind", "numbers", "low", "high"),
    [
        ("value", (3.0,), 3, 3), ("triangular", (1.0, 2.0, 3.0), 1, 3), ("normal", (1.0, 1.0), -math.inf, math.inf),
        ("normal", (1.0, 1.0, 0.0, 2.0), 0, 2), ("lognormal", (1.0, 2.0), 0, math.inf), ("choice", (4.0, -1.0), -1, 4),
    ],
)  # fmt: skip
def test_what_a_distribution_may_give(kind, numbers, low, high) -> None:
    assert support(Distribution(kind, numbers)) == (low, high)


def test_streams_can_be_entered_anywhere() -> None:
    whole = uniforms(7, "parameter:use", 0, 103)
    for start, count in ((0, 5), (1, 9), (4, 4), (50, 53), (102, 1)):
        assert uniforms(7, "parameter:use", start, count).tobytes() == whole[start : start + count].tobytes()


def test_a_stream_stays_what_it_is() -> None:
    assert uniforms(1, "parameter:use", 0, 3).tolist() == [0.3556429218060974, 0.9925412855836462, 0.058077861083302984]


def test_streams_differ_by_seed_name_and_row() -> None:
    rows = [uniforms(*key, 0, 50, nth) for *key, nth in ((1, "a", 0), (2, "a", 0), (1, "b", 0), (1, "a", 1))]
    assert len({row.tobytes() for row in rows}) == 4
    assert abs(np.corrcoef(np.array([uniforms(1, n, 0, 20_000) for n in "ab"]))[0, 1]) < 0.03


def test_a_stream_is_uniform() -> None:
    counts = np.histogram(uniforms(3, "x", 0, 100_000), bins=20, range=(0, 1))[0]
    assert ((counts - 5000) ** 2 / 5000).sum() < 45  # chi square with 19 degrees of freedom: 1 in 1000


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_raises(seed) -> None:
    with pytest.raises(ValueError, match="seed"):
        uniforms(seed, "x", 0, 1)


def two() -> object:
    return scenario(
        parameters=(parameter("a", "uniform", 0, 1, factor=30.0), parameter("b", "value", 4, factor=2.0)),
    )


def test_draws_are_in_the_scenarios_own_units() -> None:
    found = draw(two(), Setting(), 1000, seed=1)
    assert 25 < found["a"].max() < 30
    assert found["b"].shape == (1000,)
    assert set(found["b"]) == {8.0}


def test_a_setting_takes_the_place_of_the_files_distribution_and_leaves_others_as_they_are() -> None:
    setting = Setting({"b": Distribution("uniform", (0.0, 1.0))})
    before, after = draw(two(), Setting(), 100, 1), draw(two(), setting, 100, 1)
    assert before["a"].tobytes() == after["a"].tobytes()
    assert len(set(after["b"])) == 100


def test_draws_of_some_runs_are_those_of_all() -> None:
    whole = draw(two(), Setting(), 100, 1)
    assert draw(two(), Setting(), 100, 1, 37, 20)["a"].tobytes() == whole["a"][37:57].tobytes()
    with pytest.raises(ValueError, match="not among 100"):
        draw(two(), Setting(), 100, 1, 90, 20)


def test_points_of_the_unit_cube_become_parameters() -> None:
    points = np.array([[0.25], [0.5]])
    found = from_uniform(two(), Setting(), points, ["a"])
    assert found["a"].tolist() == [7.5, 15.0]
    assert found["b"].tolist() == [8.0, 8.0]
    middle = from_uniform(two(), Setting(), np.empty((2, 0)), [])
    assert middle["a"].tolist() == [15.0, 15.0]
    with pytest.raises(ValueError, match="no such parameters"):
        from_uniform(two(), Setting(), points, ["c"])
    with pytest.raises(ValueError, match="shape"):
        from_uniform(two(), Setting(), points, ["a", "b"])
