"""What moves a forecast away from its base rate, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entente.futures.forecasting.features import Looked, logit
from entente.futures.forecasting.model import Model, expit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Whole = NDArray[np.int64]

#: What is told together, and the features of it.
GROUPS = {
    "happened": ("counted", "happened 7", "happened 21", "happened 60"),
    "told": ("done 7", "done 60", "done days", "since done", "no done 60", "more done 60"),
    "due": ("due",),
    "planned": ("planned",),
    "wished": ("wished",),
    "doubt": ("doubted 21", "denied 21"),
    "news": ("news 7", "news 60", "no news 60", "more news 60"),
    "tone": ("talk", "works", "quarrel", "deeds against"),
    "actors": ("busier", "less busy"),
    "common": ("common",),
}
#: The group of what all cells with such a base rate have.
LEVEL = "level"
#: Cells are as good as alike in base rate where it differs by so much in log-odds; so many of them make a usual case.
ALIKE, ENOUGH = 0.5, 15.0


def effects(model: Model, looked: Looked, rows: Whole, base: Real) -> tuple[dict[str, Real], Real]:
    """By how much each group moves the log-odds of these rows, against what is usual at their base rate.

    The base rate stays as it is; in place of a group comes what other cells whose base rate is alike have
    of it, so that what a high base rate brings along anyway is no reason to be above it.

    Args:
        base: the base rate of each row.

    Returns:
        The effects by group, LEVEL for what such cells are forecast at less their base rate; and at what they are.
    """
    import numpy as np

    paces = looked.rates.counted[looked.cells]
    usual = _usual(looked, rows)
    values, cells, own = looked.values[rows], looked.cells[rows], paces[rows]
    whole = logit(model.of(values, cells, own))
    at_usual = values.copy()
    every = [looked.names.index(feature) for features in GROUPS.values() for feature in features]
    at_usual[:, every] = usual[:, every]
    pace = expit(usual[:, looked.names.index("counted")])
    such = np.asarray(model.of(at_usual, cells, pace))
    moved = {LEVEL: logit(such) - logit(base)}
    for name, features in GROUPS.items():
        at = [looked.names.index(feature) for feature in features]
        without = values.copy()
        without[:, at] = usual[:, at]
        moved[name] = whole - logit(model.of(without, cells, pace if name == "happened" else own))
    return moved, such


def _usual(looked: Looked, rows: Whole) -> Real:
    """For each row the features that other cells with a base rate like its own are expected to have.

    A straight line through the features of cells near in the log-odds of the base rate, weighted by a normal kernel
    (local linear regression: Cleveland 1979; Fan 1992), ALIKE wide, or wider, until ENOUGH cells weigh in.
    """
    import numpy as np

    bins = np.round(logit(looked.rates.shrunk[looked.cells]) / ALIKE * 10).astype(np.int64)
    places, which = np.unique(bins, return_inverse=True)
    counts = np.bincount(which, minlength=len(places)).astype(float)
    sums = np.zeros((len(places), looked.values.shape[1]))
    np.add.at(sums, which, looked.values)
    usual = np.empty((len(rows), looked.values.shape[1]))
    for place in np.unique(bins[rows]):
        here = np.flatnonzero(bins[rows] == place)
        own, apart = looked.values[rows[here]], (places - place).astype(float)
        weights = _weights(apart, counts)
        # The cell itself, which is left out, has weight 1 and lies at 0.
        others, first, second = weights @ counts - 1, weights @ (counts * apart), weights @ (counts * apart**2)
        total, slanted = weights @ sums - own, (weights * apart) @ sums
        spread = others * second - first**2
        if spread > 1e-6 * max(1.0, others * second):
            usual[here] = (second * total - first * slanted) / spread
        else:
            usual[here] = total / others if others > 0 else own
    return usual


def _weights(apart: Real, counts: Real) -> Real:
    """Weights of places so far apart, in tenths of ALIKE, such that ENOUGH cells beside one weigh in, if there are."""
    import numpy as np

    width = 10.0
    while True:
        weights = np.exp(-0.5 * (apart / width) ** 2)
        if weights @ counts - 1 >= min(ENOUGH, 0.9 * (counts.sum() - 1)):
            return np.asarray(weights)
        width *= 1.5
