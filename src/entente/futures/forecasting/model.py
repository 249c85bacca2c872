"""The model: a logistic regression over what was looked at, pooled with the pair's own pace.

It learns from the ledger's own past: windows that were over by the day looked from. Counts are brought to the volume of
the day looked from (`look`), so that it learns from shares of what is told and not from how much is. Slopes are common
to all kinds, and those of STEEPER have a deviation for each kind, drawn more strongly to nothing (partial pooling:
Gelman and Hill, Data Analysis Using Regression and Multilevel Models, 2006, chapter 12). The whole is shifted in
log-odds until it expects as many happenings as the pairs' own paces do at the volume of the last week. The mean with
the pace (the linear opinion pool: Stone 1961) keeps a model that learned from few windows from being too sure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.futures.forecasting.features import LONG, MIDDLE, SHORT, Looked, look, population, volume
from entente.futures.forecasting.panel import Panel
from entente.futures.forecasting.rates import HIGHEST, LOWEST, outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]

#: Days of history before the first day learned from.
WARM = 14
#: Days learned from at most; quiet cells of each at most; rows in all, about.
MOST_DAYS, MOST_QUIET, MOST_ROWS = 12, 500, 300_000
#: Fewer windows with a happening than this teach nothing.
FEWEST = 20
#: How much regression and pace count in the pool.
WEIGHTS = (0.8, 0.2)
#: Strength of the ridge on common slopes (scikit-learn's C); by how much columns of a kind's deviations are made
#: smaller, such that their ridge is 1 / 0.3 times as strong.
RIDGE, DEVIATIONS = 0.001, math.sqrt(0.3)
#: What may weigh more or less in one kind than in the others.
STEEPER = ("counted", "happened 60", "done 60", "done days", "since done", "news 7", "news 60")


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model. `mean`, `spread`: of columns; `slopes`, `level`: of the regression, in log-odds; `names`: of
    features; `usual`: origins in 30 days that counts are brought to; `days`: looked from to learn; `rows`, `happened`:
    windows learned from, and with a happening."""

    mean: Real
    spread: Real
    slopes: Real
    level: float
    names: tuple[str, ...]
    kinds: int
    usual: float
    days: tuple[int, ...]
    rows: int
    happened: int

    def of(self, values: Real, cells: NDArray[np.int64], counted: Real) -> Real:
        """Probability of each row. `values`: as `Looked` has them; `counted`: of `Rates`, of the rows."""
        import numpy as np

        pooled = WEIGHTS[0] * expit(self.odds(values, cells)) + WEIGHTS[1] * counted
        return np.asarray(np.clip(pooled, LOWEST, HIGHEST))

    def odds(self, values: Real, cells: NDArray[np.int64]) -> Real:
        """Log-odds of the regression."""
        import numpy as np

        columns = (_columns(values, cells, self.names, self.kinds) - self.mean) / self.spread
        return np.asarray(columns @ self.slopes + self.level)

    def look(self, panel: Panel, on: int, horizon: int) -> Looked:
        """What it looks at on day `on`."""
        return look(panel, on, horizon, self.usual)

    def forecast(self, looked: Looked) -> Real:
        """Probability of each cell of a population, as `look` of this model gives it."""
        return self.of(looked.values, looked.cells, looked.rates.counted[looked.cells])


def days_to_learn(panel: Panel, on: int, horizon: int) -> list[int]:
    """Days whose windows are over by day `on`, the newest first: as far apart as to be at most MOST_DAYS."""
    last, first = on - horizon, panel.began + WARM - 1
    if last < first:
        return []
    apart = max(1, horizon // 10, -(-(last - first + 1) // MOST_DAYS))
    return list(range(last, first - 1, -apart))


def fit(panel: Panel, on: int, horizon: int, seed: int = 0) -> Model | None:
    """Learns from the windows that were over by day `on`; None where they are too few, or too few had a happening.

    Raises UsageError where scikit-learn is missing.
    """
    import numpy as np

    days, usual = days_to_learn(panel, on, horizon), volume(panel, on, LONG)
    rows, hits, weights = [], [], []
    names: tuple[str, ...] = ()
    for number, day in enumerate(days):
        looked = look(panel, day, horizon, usual)
        names = looked.names
        hit = outcome(panel, day, horizon)[looked.cells]
        chosen, weight = _chosen(looked, hit, np.random.default_rng([seed, number]))
        rows.append(_columns(looked.values[chosen], looked.cells[chosen], names, panel.kinds))
        hits.append(hit[chosen])
        weights.append(weight)
        if sum(map(len, hits)) > MOST_ROWS:
            break
    happened = int(sum(hit.sum() for hit in hits))
    if happened < FEWEST:
        return None
    columns, hit, weight = np.concatenate(rows), np.concatenate(hits), np.concatenate(weights)
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    spread[len(names) : len(names) + len(STEEPER) * panel.kinds] /= DEVIATIONS
    slopes, level = _regression((columns - mean) / spread, hit, weight)
    model = Model(mean, spread, slopes, level, names, panel.kinds, usual, tuple(days), len(hit), happened)
    return _levelled(model, panel, on, horizon)


def _levelled(model: Model, panel: Panel, on: int, horizon: int) -> Model:
    """The model, shifted such that over the population of day `on` it expects as much as the paces do.

    Paces are of the whole past; where less was told in the last week than in the weeks before, less is expected.
    """
    looked = model.look(panel, on, horizon)
    among = population(panel, on)[looked.cells]
    busier = volume(panel, on, SHORT) / volume(panel, on, MIDDLE)
    expected = busier * float(looked.rates.counted[looked.cells][among].sum())
    return replace(model, level=model.level + _shift(model.odds(looked.values, looked.cells)[among], expected))


def _shift(odds: Real, expected: float) -> float:
    """What is to be added to log-odds such that the probabilities sum up to what is expected, -3 to 3; by halving."""
    low, high = -3.0, 3.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if float(expit(odds + middle).sum()) < expected else (low, middle)
    return (low + high) / 2


def expit(odds: Real) -> Real:
    """Probability of log-odds."""
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-odds)))


def _regression(columns: Real, hits: NDArray[np.bool_], weights: Real) -> tuple[Real, float]:
    """Slopes and intercept of a logistic regression with a ridge."""
    try:
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise UsageError("a forecast needs scikit-learn", mend="pip install 'entente[futures]'") from error
    regression = LogisticRegression(C=RIDGE, max_iter=500, tol=1e-6)
    # One thread: the same sums in the same order, and no waiting for each other on a busy machine.
    with threadpool_limits(1):
        regression.fit(columns, hits, sample_weight=weights)
    return regression.coef_[0], float(regression.intercept_[0])


def _columns(values: Real, cells: NDArray[np.int64], names: tuple[str, ...], kinds: int) -> Real:
    """Features, those of STEEPER once more for each kind, and the kinds."""
    import numpy as np

    of_kind = np.eye(kinds)[cells % kinds]
    steeper = [of_kind * values[:, [names.index(name)]] for name in STEEPER]
    return np.hstack([values, *steeper, of_kind])


def _chosen(looked: Looked, hit: NDArray[np.bool_], random: np.random.Generator) -> tuple[NDArray[np.int64], Real]:
    """Rows to learn from: all in which anything stirs, and of the quiet ones a draw that stands for all."""
    import numpy as np

    quiet = ~hit & (looked.values[:, looked.names.index("news 60")] < np.log1p(0.5))
    stirs, still = np.flatnonzero(~quiet), np.flatnonzero(quiet)
    drawn = still if len(still) <= MOST_QUIET else np.sort(random.choice(still, MOST_QUIET, replace=False))
    weights = np.concatenate([np.ones(len(stirs)), np.full(len(drawn), len(still) / max(1, len(drawn)))])
    return np.concatenate([stirs, drawn]), weights
