"""The probability that an announced thing is kept: a logistic regression drawn towards the base rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entente.futures.announced.levels import STEPS, TRAITS

#: Standard deviation of what a step, or another level, of a trait may add to the log-odds before anything is seen.
SPREAD = 0.3
#: Standard deviation of the log-odds of the usual case.
_USUAL = 2.0
_STEPS, _SMALL = 50, 1e-10
Levels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Things with the same traits: of `all` of them `kept` were kept. Neither need be whole."""

    levels: Levels
    kept: float
    all: float


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned.

    Attributes:
        usual: log-odds of the usual case; effects: (trait, level) -> what it adds.
        means: trait -> the mean of its effects over the cases.
        rate: share kept of all cases; cases: their number.
    """

    usual: float
    effects: dict[tuple[str, str], float]
    means: dict[str, float]
    rate: float
    cases: float

    def probability(self, levels: Levels) -> float:
        """The probability that a thing with these traits is kept."""
        effects = (self.effects[each] for each in zip(TRAITS, levels, strict=True))
        return 1 / (1 + math.exp(-self.usual - sum(effects)))

    def against(self, trait: str, level: str) -> float:
        """What a level adds to the log-odds against the mean of the cases."""
        return self.effects[trait, level] - self.means[trait]


def fit(cases: Sequence[Case]) -> Model | None:
    """The model of cases; None where there are none.

    Bayesian logistic regression with independent normal priors, at its mode, by Newton's method (Bishop, Pattern
    Recognition and Machine Learning, 2006, 4.3.3 and 4.5.1). The prior of the usual case is wide around the base rate,
    that of every effect is narrow around none, so that what was seen seldom counts little.
    """
    total = sum(case.all for case in cases)
    if total <= 0:
        return None
    rate = (sum(case.kept for case in cases) + 0.5) / (total + 1)
    columns = [(trait, level) for trait in TRAITS for level in _own(trait)]
    design = np.array([[1.0, *(_value(case.levels, column) for column in columns)] for case in cases])
    weights = _mode(
        design,
        np.array([case.kept for case in cases]),
        np.array([case.all for case in cases]),
        np.array([math.log(rate / (1 - rate))] + [0.0] * len(columns)),
        np.array([_USUAL**-2] + [SPREAD**-2] * len(columns)),
    )
    by = {column: float(weight) for column, weight in zip(columns, weights[1:], strict=True)}
    effects = {
        (trait, level): by[trait, ""] * at if trait in STEPS else by.get((trait, level), 0.0)
        for trait, levels in TRAITS.items()
        for at, level in enumerate(levels)
    }
    means = {
        trait: sum(effects[trait, case.levels[at]] * case.all for case in cases) / total
        for at, trait in enumerate(TRAITS)
    }
    return Model(float(weights[0]), effects, means, rate, total)


def _own(trait: str) -> tuple[str, ...]:
    """The columns of a trait: one, "", for what goes up by steps; else one for each level but the first."""
    return ("",) if trait in STEPS else TRAITS[trait][1:]


def _value(levels: Levels, column: tuple[str, str]) -> float:
    trait, own = column
    level = levels[list(TRAITS).index(trait)]
    return float(TRAITS[trait].index(level)) if not own else float(level == own)


def _mode(
    design: NDArray[np.float64],
    kept: NDArray[np.float64],
    number: NDArray[np.float64],
    mean: NDArray[np.float64],
    precision: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The weights of the largest posterior density."""
    weights = mean.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (kept - number * chance) - precision * (weights - mean)
        curve = (design.T * (number * chance * (1 - chance))) @ design + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < _SMALL:
            break
    return weights
