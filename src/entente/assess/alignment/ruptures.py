"""Ruptures: where a course changes its level, and how often chance alone makes such a change."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: A change that shuffles bring about at most as often as this is told.
CHANCE = 0.05
#: Steps with reports that a stretch needs on either side of a change.
SHORTEST = 3
#: Origins from which a step counts half as much as one with any number of them.
HALF = 4.0
#: Most changes that are looked for in a course.
MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Rupture:
    """A place in a course where its level changes.

    Attributes:
        at: number of the step that is the first of the new stretch.
        size: standardised difference of the levels on both sides.
        chance: share of shuffles in which one as large comes about.
        before, after: levels of the stretches on both sides.
    """

    at: int
    size: float
    chance: float
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Ruptures:
    """Changes beyond chance, oldest first; `candidate`: the largest where there are none, None for a short course."""

    beyond: tuple[Rupture, ...]
    candidate: Rupture | None


def ruptures(means: Floats, origins: Floats, *, seed: int = 0, shuffles: int = 999) -> Ruptures:
    """Changes of the level of a course: binary segmentation, each cut held against shuffled dates.

    A cut's size is the standardised difference of the weighted means on both sides, the CUSUM statistic for one change
    of a mean (D. V. Hinkley, Biometrika 57 (1970) 1-17); the largest is taken, and both parts are looked at in turn
    (A. J. Scott, M. Knott, Biometrics 30 (1974) 507-512; L. Y. Vostrikova, Soviet Math. Dokl. 24 (1981) 55-59). Its
    chance is the share of permutations with a cut as large, (1 + larger) / (1 + shuffles) (B. Phipson, G. K. Smyth,
    Statistical Applications in Genetics and Molecular Biology 9 (2010) 39). Whole steps are shuffled with all that they
    hold: reports of one affair come in bursts, and shuffling them one by one would take every burst for a rupture.

    A step with n origins weighs n / (n + 4): its mean varies with its own few reports and with the times, and only the
    first becomes less with more reports (R. DerSimonian, N. Laird, Controlled Clinical Trials 7 (1986) 177-188).

    Args:
        means: level of each step; origins: number of origins in it; steps without any are passed over.
    """
    import numpy as np

    told = np.flatnonzero(origins > 0)
    values, weights = means[told], origins[told] / (origins[told] + HALF)
    random = np.random.default_rng(seed)
    beyond: list[Rupture] = []
    candidate: Rupture | None = None
    waiting = [(0, len(told))]
    while waiting and len(beyond) < MOST_CHANGES:
        start, end = waiting.pop(0)
        if end - start < 2 * SHORTEST:
            continue
        found = _cut(values[start:end], weights[start:end], random, shuffles)
        found = Rupture(start + found.at, found.size, found.chance)
        if found.chance <= CHANCE:
            beyond.append(found)
            waiting += [(start, found.at), (found.at, end)]
        elif candidate is None and not beyond:
            candidate = found
    return Ruptures(_levels(beyond, values, weights, told), _placed(candidate, told))


def _cut(values: Floats, weights: Floats, random: np.random.Generator, shuffles: int) -> Rupture:
    import numpy as np

    sizes = _sizes(values[None], weights[None])[0]
    at = int(np.argmax(sizes))
    order = random.permuted(np.tile(np.arange(len(values)), (shuffles, 1)), axis=1)
    by_chance = _sizes(values[order], weights[order]).max(axis=1)
    # A sum in another order may differ in its last digits.
    larger = int(np.count_nonzero(by_chance >= sizes[at] * (1 - 1e-9)))
    return Rupture(at + SHORTEST, float(sizes[at]), (1 + larger) / (1 + shuffles))


def _sizes(values: Floats, weights: Floats) -> Floats:
    """Size of the cut before each step that leaves enough on both sides; a row a course."""
    import numpy as np

    whole = weights.sum(axis=1, keepdims=True)
    centred = values - (values * weights).sum(axis=1, keepdims=True) / whole
    sums = np.cumsum(centred * weights, axis=1)[:, SHORTEST - 1 : -SHORTEST]
    left = np.cumsum(weights, axis=1)[:, SHORTEST - 1 : -SHORTEST]
    sizes: Floats = np.abs(sums) / np.sqrt(left * (whole - left) / whole)
    return sizes


def _levels(found: list[Rupture], values: Floats, weights: Floats, told: NDArray[np.int64]) -> tuple[Rupture, ...]:
    import numpy as np

    if not found:
        return ()
    found = sorted(found, key=lambda rupture: rupture.at)
    edges = [0, *(rupture.at for rupture in found), len(values)]
    levels = [
        float(np.average(values[start:end], weights=weights[start:end])) for start, end in itertools.pairwise(edges)
    ]
    return tuple(
        Rupture(int(told[rupture.at]), rupture.size, rupture.chance, levels[number], levels[number + 1])
        for number, rupture in enumerate(found)
    )


def _placed(candidate: Rupture | None, told: NDArray[np.int64]) -> Rupture | None:
    return candidate and Rupture(int(told[candidate.at]), candidate.size, candidate.chance)


def around(on: dt.date, step: tuple[dt.date, dt.date]) -> int:
    """Days before and after a change within which claims stand around it: 14, or the length of a step."""
    return max(14, (step[1] - on).days + 1)
