"""The interval of a share."""

from __future__ import annotations

import math
from statistics import NormalDist

from entente.records import Estimate


def wilson(happened: float, number: float, level: float = 0.9) -> Estimate:
    """A share with its interval (E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212).

    Args:
        happened: how many came true; number: of how many, more than 0; either may be a weighted count.
        level: of the interval.
    """
    share, z = happened / number, NormalDist().inv_cdf(0.5 + level / 2)
    part = z * z / number
    middle = (share + part / 2) / (1 + part)
    half = z * math.sqrt(share * (1 - share) / number + part / (4 * number)) / (1 + part)
    low = 0.0 if happened == 0 else max(0.0, min(middle - half, share))
    high = 1.0 if happened == number else min(1.0, max(middle + half, share))
    return Estimate(share, low, high, level)
