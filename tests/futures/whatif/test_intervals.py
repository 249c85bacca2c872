from __future__ import annotations

import functools

import numpy as np
import pytest

from entente.futures import shares
from entente.futures.whatif.intervals import LEVEL, median, paired_shares

wilson = functools.partial(shares.wilson, level=LEVEL)


def test_wilson_gives_the_published_interval() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3: 81 of 263.
    found = wilson(81, 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    assert (wilson(0, 20).low, wilson(20, 20).high) == (0.0, 1.0)
    assert wilson(0, 20).high == pytest.approx(0.1611, abs=5e-5)


def test_paired_shares_use_what_each_run_does() -> None:
    one = np.array([True] * 30 + [False] * 70)
    other = np.array([True] * 30 + [False] * 60 + [True] * 10)
    found = paired_shares(one, other)
    assert found.value == pytest.approx(0.1)
    assert 0 < found.low < 0.1 < found.high < 0.2
    same = paired_shares(one, one)
    assert (same.value, same.low < 0 < same.high) == (0.0, True)
    assert paired_shares(other, one).low == pytest.approx(-found.high)


@pytest.mark.parametrize("number", [1, 2, 3, 100, 101])
def test_the_median_lies_in_its_interval(number: int) -> None:
    values = np.random.default_rng(1).normal(size=number)
    found = median(values)
    assert found.value == pytest.approx(float(np.median(values)), rel=1e-12)
    assert found.low <= found.value <= found.high


def test_intervals_cover_as_often_as_they_say() -> None:
    rng, hits = np.random.default_rng(2), [0, 0, 0]
    for _ in range(400):
        drawn = rng.random((2, 150))
        hits[0] += wilson(int((drawn[0] < 0.3).sum()), 150).low <= 0.3 <= wilson(int((drawn[0] < 0.3).sum()), 150).high
        pair = paired_shares(drawn[0] < 0.3, (drawn[0] < 0.3) & (drawn[1] < 0.5))
        hits[1] += pair.low <= -0.15 <= pair.high
        hits[2] += median(drawn[0]).low <= 0.5 <= median(drawn[0]).high
    assert all(368 <= hit <= 396 for hit in hits), hits


def test_more_runs_narrow_as_the_root() -> None:
    widths = [wilson(number // 4, number).high - wilson(number // 4, number).low for number in (1_000, 100_000)]
    assert widths[0] / widths[1] == pytest.approx(10, rel=0.02)
