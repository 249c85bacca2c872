"""The model: a logistic regression and boosted trees over what was looked at, pooled with the pair's own pace.

Both learn from the ledger's own past: windows that were over by the day looked from. Each is shifted in log-odds until
it expects as many happenings in all as the pairs' own paces do, for what it learned from may have been busier days. The
mean with the pace (the linear opinion pool: Stone 1961) keeps a model that learned from few windows from being too sure
of itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from entente.errors import UsageError
from entente.futures.forecasting.features import Looked, look, population
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
#: How much regression, trees and pace count in the pool.
WEIGHTS = (0.4, 0.4, 0.2)
#: Strength of the regression's ridge (scikit-learn's C); shape of the trees.
RIDGE = 0.001
TREES: dict[str, Any] = {
    "max_iter": 60, "learning_rate": 0.08, "max_leaf_nodes": 6, "min_samples_leaf": 60, "l2_regularization": 10.0,
    "max_bins": 32, "early_stopping": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model. `days`: looked from to learn; `rows`, `happened`: windows learned from, and with a happening;
    `shifts`: of regression and trees, in log-odds."""

    mean: Real
    spread: Real
    regression: Any
    trees: Any
    kinds: int
    days: tuple[int, ...]
    rows: int
    happened: int
    shifts: tuple[float, float] = (0.0, 0.0)

    def of(self, values: Real, cells: NDArray[np.int64], counted: Real) -> Real:
        """Probability of each row. `values`: as `Looked` has them; `counted`: of `Rates`, of the rows."""
        import numpy as np

        linear, grown = (
            expit(each + shift) for each, shift in zip(self.parts(values, cells), self.shifts, strict=True)
        )
        pooled = WEIGHTS[0] * linear + WEIGHTS[1] * grown + WEIGHTS[2] * counted
        return np.asarray(np.clip(pooled, LOWEST, HIGHEST))

    def parts(self, values: Real, cells: NDArray[np.int64]) -> tuple[Real, Real]:
        """Log-odds of regression and trees, as learned."""
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        rows = _with_kinds(values, cells, self.kinds)
        with threadpool_limits(1):
            linear = self.regression.decision_function((rows - self.mean) / self.spread)
            grown = self.trees.decision_function(rows)
        return linear, grown

    def forecast(self, looked: Looked) -> Real:
        """Probability of each cell of a population."""
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

    days = days_to_learn(panel, on, horizon)
    rows, hits, weights = [], [], []
    for number, day in enumerate(days):
        looked = look(panel, day, horizon)
        hit = outcome(panel, day, horizon)[looked.cells]
        chosen, weight = _chosen(looked, hit, np.random.default_rng([seed, number]))
        rows.append(_with_kinds(looked.values[chosen], looked.cells[chosen], panel.kinds))
        hits.append(hit[chosen])
        weights.append(weight)
        if sum(map(len, hits)) > MOST_ROWS:
            break
    happened = int(sum(hit.sum() for hit in hits))
    if happened < FEWEST:
        return None
    model = _fitted(np.concatenate(rows), np.concatenate(hits), np.concatenate(weights), panel, tuple(days), seed)
    return _levelled(model, panel, on, horizon)


def _levelled(model: Model, panel: Panel, on: int, horizon: int) -> Model:
    """The model, shifted such that over the population of day `on` it expects as much as the paces do."""
    looked = look(panel, on, horizon)
    among = population(panel, on)[looked.cells]
    expected = float(looked.rates.counted[looked.cells][among].sum())
    linear, grown = (_shift(each[among], expected) for each in model.parts(looked.values, looked.cells))
    return replace(model, shifts=(linear, grown))


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


def _fitted(
    rows: Real, hits: NDArray[np.bool_], weights: Real, panel: Panel, days: tuple[int, ...], seed: int
) -> Model:
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise UsageError("a forecast needs scikit-learn", mend="pip install 'entente[futures]'") from error
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    regression = LogisticRegression(C=RIDGE, max_iter=500, tol=1e-6)
    trees = HistGradientBoostingClassifier(random_state=seed, **TREES)
    # One thread: the same sums in the same order, and no waiting for each other on a busy machine.
    with threadpool_limits(1):
        regression.fit((rows - mean) / spread, hits, sample_weight=weights)
        trees.fit(rows, hits, sample_weight=weights)
    return Model(mean, spread, regression, trees, panel.kinds, days, len(rows), int(hits.sum()))


def _with_kinds(values: Real, cells: NDArray[np.int64], kinds: int) -> Real:
    import numpy as np

    return np.hstack([values, np.eye(kinds)[cells % kinds]])


def _chosen(looked: Looked, hit: NDArray[np.bool_], random: np.random.Generator) -> tuple[NDArray[np.int64], Real]:
    """Rows to learn from: all in which anything stirs, and of the quiet ones a draw that stands for all."""
    import numpy as np

    quiet = ~hit & (looked.values[:, looked.names.index("news 60")] < np.log1p(0.5))
    stirs, still = np.flatnonzero(~quiet), np.flatnonzero(quiet)
    drawn = still if len(still) <= MOST_QUIET else np.sort(random.choice(still, MOST_QUIET, replace=False))
    weights = np.concatenate([np.ones(len(stirs)), np.full(len(drawn), len(still) / max(1, len(drawn)))])
    return np.concatenate([stirs, drawn]), weights
