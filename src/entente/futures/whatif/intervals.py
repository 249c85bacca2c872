"""Intervals of shares, of differences and of medians, for the number of runs."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from entente.records import Estimate

#: Level of every interval that tells how much the number of runs leaves open.
LEVEL = 0.95
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


def paired_shares(one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> Estimate:
    """How much more often something came true in `other` than in `one`, run by run; of arrays with shape (runs,).

    The interval is that of A. Agresti and Y. Min, "Simple improved confidence intervals for comparing matched
    proportions", Statistics in Medicine 24 (2005) 729-740: half a run is added to each of the four outcomes.
    """
    more, less, runs = int((other & ~one).sum()), int((one & ~other).sum()), len(one)
    value = (more - less) / runs
    more_, less_, runs_ = more + 0.5, less + 0.5, runs + 2
    middle = (more_ - less_) / runs_
    half = _Z * math.sqrt(more_ + less_ - (more_ - less_) ** 2 / runs_) / runs_
    return Estimate(value, min(value, max(-1.0, middle - half)), max(value, min(1.0, middle + half)), LEVEL)


def median(values: npt.NDArray[np.float64]) -> Estimate:
    """The median with its interval between two order statistics, for any distribution; of at least one value.

    W. J. Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2: ranks (n + 1) / 2 -+ z sqrt(n) / 2,
    outward to whole ones.
    """
    number = len(values)
    half = _Z * math.sqrt(number) / 2
    low = max(math.floor((number + 1) / 2 - half), 1) - 1
    high = min(math.ceil((number + 1) / 2 + half), number) - 1
    below, above = (number - 1) // 2, number // 2
    parted = np.partition(values, sorted({low, high, below, above}))
    value = float(parted[below] + (parted[above] - parted[below]) / 2)
    return Estimate(value, float(parted[low]), float(parted[high]), LEVEL)
