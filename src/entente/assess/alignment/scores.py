"""Mean weights with intervals that are wide for few origins."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from entente.assess.alignment.tellings import Telling
from entente.assess.alignment.weights import MOST
from entente.records import Step
from entente.records.finding import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The prior of the mean: as if one more origin told 0, and four more showed a spread of 5.
PRIOR_ORIGINS, PRIOR_DEGREES, PRIOR_SPREAD = 1.0, 4.0, 5.0
LEVEL = 0.9
#: Quantiles of the normal distribution: 95 %, for an interval of 90 %, and 90 %.
_NORMAL, _ONE_SIDED = 1.6448536269514722, 1.2815515655446004
#: Fewer origins than this are called few.
FEW = 20


def estimate(values: Sequence[float], *, z: float = _NORMAL, cut: bool = True) -> Estimate | None:
    """Mean weight of what origins tell, drawn towards 0, with its 90 % interval; None without values.

    The values are taken as drawn from a normal distribution whose mean and variance are not known, with the conjugate
    prior (normal-scaled-inverse-chi-squared) of PRIOR_ORIGINS, PRIOR_DEGREES, PRIOR_SPREAD around 0. The posterior of
    the mean is a t-distribution: A. Gelman et al., Bayesian Data Analysis, 3rd ed., section 3.3. With n values of
    mean m and sum of squares S around it: mean n m / (n + 1), degrees n + 4, scale squared
    (4 * 25 + S + m^2 n / (n + 1)) / ((n + 4) (n + 1)). The interval is cut at the ends of the scale.
    """
    if not values:
        return None
    number = len(values)
    mean = sum(values) / number
    squares = sum((value - mean) ** 2 for value in values)
    return _estimate(float(number), mean, squares, z, cut=cut)


def parts(tellings: Sequence[Telling]) -> tuple[Estimate | None, Estimate | None]:
    """Mean weights of words and of deeds, each as `estimate` has it; None where nothing of it is told.

    An origin counts in either part by the share of its things that are of it, and the origin of the prior by the share
    of all. So the mean of both parts, by their shares, is the whole's, and the whole lies between them.
    """
    things: dict[str, tuple[list[float], list[float]]] = {}
    for telling in tellings:
        things.setdefault(telling.origin, ([], []))[telling.deed].append(telling.weight)
    words, deeds = (
        [(len(of[deed]) / (len(of[0]) + len(of[1])), math.fsum(of[deed]) / len(of[deed])) for of in origins if of[deed]]
        for origins in [[things[origin] for origin in sorted(things)]]
        for deed in (False, True)
    )
    return _part(words, len(things)), _part(deeds, len(things))


def _part(told: Sequence[tuple[float, float]], origins: int) -> Estimate | None:
    """The estimate of a part. `told`: of each origin its share and its mean; `origins`: of the whole."""
    if not told:
        return None
    number = math.fsum(share for share, _ in told)
    mean = math.fsum(share * value for share, value in told) / number
    squares = math.fsum(share * (value - mean) ** 2 for share, value in told)
    return _estimate(number, mean, squares, prior=PRIOR_ORIGINS * number / origins)


def _estimate(
    number: float, mean: float, squares: float, z: float = _NORMAL, *, cut: bool = True, prior: float = PRIOR_ORIGINS
) -> Estimate:
    weight = number + prior
    value = number * mean / weight
    degrees = number + PRIOR_DEGREES
    spread = PRIOR_DEGREES * PRIOR_SPREAD**2 + squares + mean * mean * number * prior / weight
    half = quantile(degrees, z) * (spread / degrees / weight) ** 0.5
    most = MOST if cut else math.inf
    return Estimate(value, max(value - half, -most), min(value + half, most), LEVEL)


def surely(values: Sequence[float]) -> int:
    """The sign of the mean where the posterior of `estimate` gives it at least 90 %, else 0."""
    if not values:
        return 0
    found = estimate(values, z=_ONE_SIDED, cut=False)
    return 0 if found is None or found.low <= 0 <= found.high else 1 if found.value > 0 else -1


def quantile(degrees: float, z: float = _NORMAL) -> float:
    """Quantile of the t-distribution with 4 or more degrees of freedom, to three places; `z`: the normal's, 95 %.

    Expansion around the normal quantile: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / degrees**power for power, term in enumerate(terms, 1))


class Course:
    """The course of what is told, step by step.

    Attributes:
        steps: without gaps, oldest first.
        origins: number of origins in each step; means: mean weight of what they tell, 0 where nothing is told.
    """

    def __init__(self, tellings: Sequence[Telling], stretches: Sequence[tuple[dt.date, dt.date]]) -> None:
        """Args: tellings: on days within the stretches; stretches: first and last days, without gaps."""
        import numpy as np

        names = {origin: number for number, origin in enumerate(sorted({telling.origin for telling in tellings}))}
        starts = np.array([start.toordinal() for start, _ in stretches])
        days = np.array([telling.day.toordinal() for telling in tellings], dtype=np.int64)
        at = np.searchsorted(starts, days, side="right") - 1
        origin = np.array([names[telling.origin] for telling in tellings], dtype=np.int64)
        weights = np.array([telling.weight for telling in tellings], dtype=np.float64)
        deeds = np.array([telling.deed for telling in tellings], dtype=bool)
        cells = at * max(len(names), 1) + origin
        met, which = np.unique(cells, return_inverse=True)
        values = np.bincount(which, weights, minlength=len(met)) / np.bincount(which, minlength=len(met))
        step_of = met // max(len(names), 1)
        self.origins = np.bincount(step_of, minlength=len(starts)).astype(np.float64)
        self.means = np.bincount(step_of, values, minlength=len(starts)) / np.maximum(self.origins, 1)
        squares = np.bincount(step_of, (values - self.means[step_of]) ** 2, minlength=len(starts))
        counts = [
            np.bincount(np.unique(cells[kind]) // max(len(names), 1), minlength=len(starts))
            for kind in (~deeds & (weights > 0), deeds & (weights > 0), ~deeds & (weights < 0), deeds & (weights < 0))
        ]
        scores = [
            _estimate(float(number), float(mean), float(spread)) if number else None
            for number, mean, spread in zip(self.origins, self.means, squares, strict=True)
        ]
        self.steps = tuple(
            Step(start, end, int(told[0]), int(told[1]), int(told[2]), int(told[3]), score)
            for (start, end), score, told in zip(stretches, scores, np.transpose(counts), strict=True)
        )


def stretches(since: dt.date, until: dt.date) -> tuple[str, list[tuple[dt.date, dt.date]]]:
    """The unit of steps and their first and last days: days under six weeks, months over three years, else weeks.

    Over sixty years, years. Weeks begin on Mondays; the first and the last stretch are cut at `since` and `until`.
    """
    days = (until - since).days + 1
    unit = "day" if days < 42 else "week" if days <= 3 * 366 else "month" if days <= 60 * 366 else "year"
    starts = [since]
    while (following := _next(starts[-1], unit)) is not None and following <= until:
        starts.append(following)
    ends = [start - dt.timedelta(days=1) for start in starts[1:]]
    return unit, list(zip(starts, [*ends, until], strict=True))


def _next(day: dt.date, unit: str) -> dt.date | None:
    try:
        if unit == "month":
            return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
        if unit == "year":
            return dt.date(day.year + 1, 1, 1)
        return day + dt.timedelta(days=1 if unit == "day" else 7 - day.weekday())
    except (ValueError, OverflowError):  # the calendar ends
        return None
