"""Scores of probabilities, and their intervals by drawing pairs anew.

Brier 1950 (the score), Good 1952 (the logarithmic one), Murphy 1973 (skill), Hanley and McNeil 1982 (AUC as the
share of pairs of cases in the right order), Wilson 1927 (interval of a share), Efron 1979 (bootstrap).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from entente.futures.shares import wilson
from entente.records.finding import Estimate
from entente.records.outlook import Reliability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Truth = NDArray[np.bool_]
    Whole = NDArray[np.int64]

#: Levels of forecasts that are told apart in a picture of their reliability.
LEVELS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
#: Draws of pairs for an interval, and its level.
DRAWS, LEVEL = 1000, 0.9


def brier(probability: Real, happened: Truth) -> Real:
    """Squared error of each."""
    import numpy as np

    return np.asarray((probability - happened) ** 2)


def log_score(probability: Real, happened: Truth) -> Real:
    """Minus the natural logarithm of the probability given to what came."""
    import numpy as np

    return np.asarray(-np.log(np.where(happened, probability, 1 - probability)))


class Draws:
    """How often each of the pairs is drawn, in each of the draws; the same pairs for every score.

    The first row is the sample as it is, each pair once.
    """

    def __init__(self, group: Whole, seed: int, draws: int = DRAWS) -> None:
        """Args: group: number of the pair of each case; seed: of the draws."""
        import numpy as np

        ids, self._group = np.unique(group, return_inverse=True)
        self.pairs = len(ids)
        random = np.random.default_rng(seed)
        drawn = random.multinomial(self.pairs, np.full(self.pairs, 1 / max(1, self.pairs)), size=draws)
        self.weights = np.concatenate([np.ones((1, self.pairs)), drawn])

    def sums(self, values: Real) -> Real:
        """The sum of values of cases in each draw."""
        import numpy as np

        return np.asarray(self.weights @ np.bincount(self._group, weights=values, minlength=self.pairs))

    def cases(self, chosen: Whole) -> Whole:
        """The pairs' numbers of chosen cases."""
        return self._group[chosen]


def estimate(drawn: Real) -> Estimate | None:
    """The first value, with the middle 90 % of the others; None where there is none."""
    import numpy as np

    if not len(drawn) or not math.isfinite(float(drawn[0])):
        return None
    others = drawn[1:][np.isfinite(drawn[1:])]
    value = float(drawn[0])
    if not len(others):
        return Estimate(round(value, 6), round(value, 6), round(value, 6), LEVEL)
    low, high = np.quantile(others, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(round(value, 6), round(min(float(low), value), 6), round(max(float(high), value), 6), LEVEL)


def ranked(
    score: Real, happened: Truth, draws: Draws, chosen: Whole, measure: Callable[[Real, Real, Whole], float]
) -> Real:
    """A measure of the order of chosen cases, in each draw; NaN where nothing or everything happened.

    `measure`: of the weights of cases that happened and that did not, in the order of score, lowest first, and of the
    number of the tie that each is in.
    """
    import numpy as np

    order = np.argsort(score[chosen], kind="stable")
    at = chosen[order]
    ties = np.unique(score[at], return_inverse=True)[1]
    pairs, true = draws.cases(at), happened[at].astype(float)
    values = []
    for weights in draws.weights:
        weight = weights[pairs]
        values.append(measure(weight * true, weight * (1 - true), ties))
    return np.array(values)


def auc(yes: Real, no: Real, ties: Whole) -> float:
    """The share of pairs of a case that happened and one that did not in the right order; ties count half."""
    import numpy as np

    happened = np.bincount(ties, weights=yes)
    rest = np.bincount(ties, weights=no)
    below = np.cumsum(rest) - rest
    total = happened.sum() * rest.sum()
    return float((happened * (below + rest / 2)).sum() / total) if total else math.nan


def precision(yes: Real, no: Real, ties: Whole) -> float:
    """Among as many of the highest as happened, the share that did; of a tie at the edge, its mean share."""
    import numpy as np

    happened = np.bincount(ties, weights=yes)[::-1]
    both = happened + np.bincount(ties, weights=no)[::-1]
    wanted = float(happened.sum())
    if not wanted:
        return math.nan
    taken = np.clip(wanted - (np.cumsum(both) - both), 0, both)
    share = np.divide(taken, both, out=np.zeros_like(both), where=both > 0)
    return float((happened * share).sum() / wanted)


def reliability(probability: Real, happened: Truth, overlap: float = 1.0) -> tuple[Reliability, ...]:
    """How forecasts of each level did. `overlap`: how many windows hold the same day; intervals count each day once."""
    found = []
    for low, high in itertools.pairwise(LEVELS):
        chosen = (probability >= low) & ((probability < high) | (high == 1.0))
        number = int(chosen.sum())
        if not number:
            continue
        share = wilson(float(happened[chosen].sum()) / overlap, number / overlap, LEVEL)
        share = Estimate(round(share.value, 6), round(share.low, 6), round(share.high, 6), share.level)
        found.append(Reliability(low, high, round(float(probability[chosen].mean()), 6), number, share))
    return tuple(found)


def overlap(days: Sequence[int], horizon: int) -> float:
    """In how many of the windows looked from these days a day lies on average, at least 1."""
    covered = set().union(*(range(day + 1, day + horizon + 1) for day in days)) if days else set()
    return max(1.0, len(days) * horizon / max(1, len(covered)))
