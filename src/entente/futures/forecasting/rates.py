"""How often windows had a happening: of a pair, drawn towards its kind, of the kind, and after the last window.

A window looked from day s is (s, s + h]. It had a happening where one of its days is the day of a happening that enough
origins told by its last day: so what a window had is settled when it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.futures.forecasting.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from entente.futures.forecasting.panel import Whole

    Real = NDArray[np.float64]

#: A window is as likely to have something as this, at least and at most: nothing is impossible or sure.
LOWEST, HIGHEST = 5e-4, 1 - 5e-4


@dataclass(frozen=True, slots=True)
class Rates:
    """What past windows say of the next one, for each cell, 0 to 1.

    Attributes:
        had: how many of the past windows that lie end to end, back from the day looked from, had one; windows: how
            many there are.
        share: of all past windows, one a day, that had one; length: how many windows' length the past is.
        kind: the share over all cells of a kind.
        raw: the share of the pair with one window of the kind's rate added, so that it is never 0 or 1.
        shrunk: drawn towards the kind's as far as the pairs of the kind are alike.
        counted: from the number of weeks in which the pair had one: if they came at a steady pace, the share of windows
            with one; drawn towards the kind's likewise.
        last: as often as windows had one after a window with one, or without one, whichever the last was.
    """

    had: Whole
    windows: int
    share: Real
    length: float
    kind: Real
    raw: Real
    shrunk: Real
    counted: Real
    last: Real


def outcome(panel: Panel, on: int, horizon: int) -> NDArray[np.bool_]:
    """For each cell whether the window looked from day `on` had a happening, as was known at its end."""
    import numpy as np

    found = np.zeros(panel.cells, dtype=bool)
    of = panel.happenings
    inside = (of.day > on) & (of.told <= on + horizon)
    found[of.cell[inside]] = True
    return found


def rates(panel: Panel, on: int, horizon: int, population: NDArray[np.bool_]) -> Rates:
    """What the windows up to day `on` say of the next. `population`: the cells over which kinds are counted."""
    import numpy as np

    past = max(0, on - panel.began + 1)
    windows = past // horizon
    known = panel.happenings.told <= on
    cell, day, told = panel.happenings.cell[known], panel.happenings.day[known], panel.happenings.told[known]
    share, length = _share(panel, on, horizon)
    had = _end_to_end(cell, on - day, on - told, horizon, windows, panel.cells)
    of_kind = _of_kind(panel, share, length, population)
    kind = of_kind[_kind_of(panel)]
    raw = (share * length + kind) / (length + 1.0)
    shrunk = _shrunk(panel, share, length, of_kind, population)
    last = _after_last(panel, on, horizon, population, of_kind)
    counted = _counted(panel, on, horizon, population)
    raw, shrunk, counted, last = (np.clip(each, LOWEST, HIGHEST) for each in (raw, shrunk, counted, last))
    return Rates(had, windows, share, length, kind, raw, shrunk, counted, last)


#: Every length of a window up to so many days is looked at for what longer ones have at least; then every so many days.
EVERY, STEP = 90, 30


def at_least(panel: Panel, on: int, horizon: int, population: NDArray[np.bool_]) -> Real:
    """The pair's share drawn towards its kind's, no less than that of shorter windows, which lie in longer ones.

    Shares of longer windows are of fewer of them and are drawn further, so that they may fall where the truth cannot.
    """
    import numpy as np

    lengths = {horizon, *range(1, min(EVERY, horizon) + 1), *range(EVERY, horizon, STEP)}
    return np.asarray(np.max([_base(panel, on, length, population) for length in sorted(lengths)], axis=0))


def _base(panel: Panel, on: int, horizon: int, population: NDArray[np.bool_]) -> Real:
    import numpy as np

    share, length = _share(panel, on, horizon)
    kind = _of_kind(panel, share, length, population)
    return np.asarray(np.clip(_shrunk(panel, share, length, kind, population), LOWEST, HIGHEST))


def _share(panel: Panel, on: int, horizon: int) -> tuple[Real, float]:
    """Of past windows, one a day, the share that had one, of each cell; and how many windows' length the past is."""
    import numpy as np

    past = max(0, on - panel.began + 1)
    known = panel.happenings.told <= on
    cell, day, told = panel.happenings.cell[known], panel.happenings.day[known], panel.happenings.told[known]
    # The window from s had it where told - horizon <= s < day.
    low, high = np.maximum(told - horizon, panel.began - 1), np.minimum(day - 1, on - horizon)
    return _covered(cell, low, high, panel.cells) / max(1, past - horizon + 1), past / horizon


def _of_kind(panel: Panel, share: Real, length: float, population: NDArray[np.bool_]) -> Real:
    """The share over all cells of each kind."""
    import numpy as np

    number = np.maximum(1, np.bincount(_kind_of(panel)[population], minlength=panel.kinds))
    total = np.bincount(_kind_of(panel), weights=np.where(population, share, 0.0), minlength=panel.kinds)
    # Half a happening more in the whole past, so that what a kind never had is not impossible.
    return np.asarray(np.clip((total * length + 0.5) / (number * length + 1.0), LOWEST, HIGHEST))


def _kind_of(panel: Panel) -> Whole:
    import numpy as np

    return np.tile(np.arange(panel.kinds), len(panel.pairs))


def _covered(cell: Whole, low: Whole, high: Whole, cells: int) -> Real:
    """How many days the ranges [low, high] of each cell cover together."""
    import numpy as np

    real = high >= low
    cell, low, high = cell[real], low[real], high[real]
    covered = np.zeros(cells)
    if not len(cell):
        return covered
    order = np.lexsort((high, low, cell))
    cell, low, high = cell[order], low[order], high[order]
    # The running maximum begins anew with each cell: cells are set far apart.
    apart = int(high.max() - low.min() + 2)
    reach = np.maximum.accumulate(high + cell * apart) - cell * apart
    before = np.concatenate([[0], reach[:-1]])
    fresh = np.ones(len(cell), dtype=bool)
    fresh[1:] = cell[1:] != cell[:-1]
    begin = np.where(fresh, low, np.maximum(low, before + 1))
    np.add.at(covered, cell, np.maximum(0, high - begin + 1))
    return covered


def _end_to_end(cell: Whole, since_day: Whole, since_told: Whole, horizon: int, windows: int, cells: int) -> Whole:
    """How many of the windows that lie end to end back from the day looked from had one."""
    import numpy as np

    inside = (since_day // horizon == since_told // horizon) & (since_day // horizon < windows)
    met = np.unique(np.stack([cell[inside], since_day[inside] // horizon], axis=1), axis=0)
    return np.bincount(met[:, 0], minlength=cells)[:cells] if len(met) else np.zeros(cells, dtype=np.int64)


def _shrunk(panel: Panel, share: Real, length: float, kind: Real, population: NDArray[np.bool_]) -> Real:
    """The pair's share drawn towards its kind's by beta-binomial shrinkage.

    Each pair's rate is a draw of a beta distribution with the kind's mean; its strength, in windows, is the one under
    which the shares seen are most likely, of a grid of strengths (empirical Bayes: Robbins 1956; the beta-binomial's
    likelihood: Skellam 1948). Overlapping windows count as `length` independent ones.
    """
    import numpy as np

    mean = np.zeros(panel.cells)
    for number in range(panel.kinds):
        of_kind = np.arange(number, panel.cells, panel.kinds)
        inside = of_kind[population[of_kind]]
        strength = _strength(share[inside] * length, length, float(kind[number])) if len(inside) else 1.0
        mean[of_kind] = (share[of_kind] * length + strength * kind[number]) / (length + strength)
    return mean


def _strength(had: Real, length: float, mean: float) -> float:
    """The strength under which these shares are most likely."""
    import numpy as np

    grid = 2.0 ** np.arange(-4, 5.5, 0.5)
    values, counts = np.unique(had, return_counts=True)
    a, b = mean * grid, (1 - mean) * grid
    fixed = _lgamma(a) + _lgamma(b) + _lgamma(length + a + b) - _lgamma(a + b)
    terms = _lgamma(values[:, None] + a) + _lgamma(length - values[:, None] + b)
    return float(grid[int(np.argmax(counts @ (terms - fixed)))])


def _lgamma(values: Real) -> Real:
    """Logarithm of the gamma function, of what is above 0, to 1e-12: Stirling's series ten further up, and back down
    (Abramowitz and Stegun 1964, 6.1.15 and 6.1.41)."""
    import numpy as np

    low = np.maximum(values, 1e-12)
    above = low + 10
    down = np.log(low)
    for step in range(1, 10):
        down = down + np.log(low + step)
    series = 1 / (12 * above) - 1 / (360 * above**3) + 1 / (1260 * above**5) - 1 / (1680 * above**7)
    return np.asarray((above - 0.5) * np.log(above) - above + 0.5 * np.log(2 * np.pi) + series - down)


def _after_last(panel: Panel, on: int, horizon: int, population: NDArray[np.bool_], kind: Real) -> Real:
    """By whether the last window had one: the share of windows after such a window that had one, of each kind.

    Counted over windows that lie end to end; one window of the kind's rate is added to each count.
    """
    import numpy as np

    past = max(0, on - panel.began + 1) // horizon
    of = _kind_of(panel)[population]
    follows, hits = np.zeros((2, panel.kinds)), np.zeros((2, panel.kinds))
    for back in range(2, past + 1):
        before = outcome(panel, on - back * horizon, horizon)[population].astype(int)
        after = outcome(panel, on - (back - 1) * horizon, horizon)[population]
        np.add.at(follows, (before, of), 1.0)
        np.add.at(hits, (before, of), after.astype(float))
    rate = (hits + kind) / (follows + 1.0)
    now = outcome(panel, on - horizon, horizon).astype(int)
    return np.asarray(rate[now, _kind_of(panel)])


#: Happenings of one pair within so many days count once: they come in bursts.
BURST = 7


def _counted(panel: Panel, on: int, horizon: int, population: NDArray[np.bool_]) -> Real:
    """The probability of a window from how many weeks of the past had a happening (gamma-Poisson shrinkage).

    Each pair's pace is a draw of a gamma distribution with the kind's mean, whose shape is the most likely one of a
    grid (negative binomial: Greenwood and Yule 1920; as a forecast of counts: Gelman and others, Bayesian Data
    Analysis, 3rd ed., 2.6).
    """
    import numpy as np

    past = max(1, on - panel.began + 1)
    of = panel.happenings
    known = (of.told <= on) & (of.day >= panel.began)
    weeks = np.unique(np.stack([of.cell[known], (on - of.day[known]) // BURST], axis=1), axis=0)
    number = np.bincount(weeks[:, 0], minlength=panel.cells).astype(float)
    found = np.zeros(panel.cells)
    for kind in range(panel.kinds):
        of_kind = slice(kind, None, panel.kinds)
        among = number[of_kind][population[of_kind]]
        mean = (among.sum() + 0.5) / max(1, len(among))
        shape = _shape(among, mean)
        pace = shape / mean * past
        found[of_kind] = 1 - ((pace + past) / (pace + past + horizon)) ** (shape + number[of_kind])
    return found


def _shape(number: Real, mean: float) -> float:
    """The gamma's shape under which these counts are most likely."""
    import numpy as np

    values, counts = np.unique(number, return_counts=True)
    grid = 2.0 ** np.arange(-7, 2, 0.5)
    fixed = grid * np.log(grid / (grid + mean)) - _lgamma(grid)
    terms = _lgamma(values[:, None] + grid) + values[:, None] * np.log(mean / (grid + mean))
    return float(grid[int(np.argmax(counts @ (terms + fixed)))])
