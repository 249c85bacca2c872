"""What is looked at for a forecast: numbers for each cell from what was told by the day looked from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.futures.forecasting.panel import ACTIVE, AHEAD, DENIED, DONE, DOUBTED, WISHED, Panel, by_kind
from entente.futures.forecasting.rates import Rates, rates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from entente.futures.forecasting.panel import Whole

    Real = NDArray[np.float64]

#: Half-lives in days after which a report counts half.
SHORT, FORTNIGHT, MIDDLE, LONG = 7.0, 14.0, 21.0, 60.0
#: A count of which the logarithm is above this is much: it need not weigh as one of little.
MUCH = 1.0
#: Days for which a plan without a day of its own is remembered.
PLANS = 30


@dataclass(frozen=True, slots=True)
class Looked:
    """Features of the cells of a population. `cells`: their numbers; `values`: one row each; `names`: of columns."""

    cells: Whole
    values: Real
    names: tuple[str, ...]
    rates: Rates


def population(panel: Panel, on: int) -> NDArray[np.bool_]:
    """The cells that are forecast from day `on`: pairs told of together by then, and pairs of active actors.

    Active are the ACTIVE actors of whom most claims told by then, ties by code.
    """
    import numpy as np

    known = panel.items.day <= on
    activity = np.zeros(len(panel.codes), dtype=np.int64)
    for side in (0, 1):
        np.add.at(activity, panel.pairs[panel.items.pair[known], side], 1)
    active = np.zeros(len(panel.codes), dtype=bool)
    active[np.argsort(-activity, kind="stable")[:ACTIVE]] = True
    active &= activity > 0
    seen = (panel.seen > 0) & (panel.seen <= on)
    return np.repeat(seen | active[panel.pairs].all(axis=1), panel.kinds)


def volume(panel: Panel, on: int, half: float) -> float:
    """Origins that tell of any pair by day `on`, in 30 days, newer ones counting more; at least 1."""
    import numpy as np

    items = panel.items
    known = np.flatnonzero(items.day <= on)
    first = known[_once(np.zeros(len(known), dtype=np.int64), items.origin[known], items.day[known])]
    return max(1.0, float(30 * _fading(on - items.day[first], half, on - panel.began + 1).sum()))


def look(panel: Panel, on: int, horizon: int, usual: float | None = None) -> Looked:
    """The features of every cell of the population on day `on`, for windows of `horizon` days.

    Args:
        usual: origins in 30 days that counts are brought to, so that a day on which less was told of everything is
            like one on which more was; None: as many as there are.
    """
    import numpy as np

    among = population(panel, on)
    found = rates(panel, on, horizon, among)
    scale = usual / volume(panel, on, LONG) if usual else 1.0
    columns = _columns(panel, on, horizon, found, scale)
    if panel.asked >= 0:  # the asked pair is looked at, though it is not counted among the others where nothing is told
        among = among.copy()
        among[panel.asked * panel.kinds : (panel.asked + 1) * panel.kinds] = True
    cells = np.flatnonzero(among)
    values = np.stack([column[cells] for column in columns.values()], axis=1)
    return Looked(cells, values, tuple(columns), found)


def logit(values: Real) -> Real:
    """Log-odds."""
    import numpy as np

    return np.asarray(np.log(values / (1 - values)))


def _columns(panel: Panel, on: int, horizon: int, found: Rates, scale: float) -> dict[str, Real]:
    """Features by name: log-odds of the rates, logarithms of counts, and what bends those that count most."""
    import numpy as np

    past = on - panel.began + 1
    columns = {"base": logit(found.shrunk), "counted": logit(found.counted), "kind": logit(found.kind)}
    counts = _happened(panel, on, past) | _told(panel, on, past) | _ahead(panel, on, horizon)
    counts |= _pair(panel, on, past) | _actors(panel, on, past)
    columns |= {name: np.log1p(scale * count) for name, count in counts.items()}
    columns["since done"] = _since(panel, on, past)
    for name in ("news 60", "done 60"):
        columns[f"no {name}"] = (counts[name] <= 0).astype(float)
        columns[f"more {name}"] = np.maximum(0.0, columns[name] - MUCH)
    return {name: np.asarray(column, dtype=float) for name, column in columns.items()}


def _since(panel: Panel, on: int, past: int) -> Real:
    """Logarithm of the days since the last report that tells of the cell as done; of the whole past where none does."""
    import numpy as np

    rows, cells = by_kind(panel.items, (panel.items.way == DONE) & (panel.items.day <= on))
    days = np.full(panel.cells, past, dtype=np.int64)
    np.minimum.at(days, cells, on - panel.items.day[rows])
    return np.asarray(np.log1p(days))


def _fading(days: Whole, half: float, past: int) -> Real:
    """Weights of reports so many days old, such that one report a day adds up to 1 however short the past is."""
    import numpy as np

    rate = np.log(2) / half
    total = (1 - np.exp(-rate * max(1, past))) / (1 - np.exp(-rate))
    return np.asarray(np.exp(-rate * np.maximum(0, days)) / total)


def _happened(panel: Panel, on: int, past: int) -> dict[str, Real]:
    """Happenings of the cell itself, by day of happening, fading."""
    known = panel.happenings.told <= on
    cell, age = panel.happenings.cell[known], on - panel.happenings.day[known]
    recent = age < past  # what is told of former years is history
    return {
        f"happened {half:.0f}": _sums(cell[recent], 30 * _fading(age[recent], half, past), panel.cells)
        for half in (SHORT, MIDDLE, LONG)
    }


def _sums(of: Whole, weights: Real, number: int) -> Real:
    """The sum of the weights of each of so many."""
    import numpy as np

    return np.asarray(np.bincount(of, weights=weights, minlength=number))


def _once(cell: Whole, origin: Whole, day: Whole) -> NDArray[np.bool_]:
    """Marks the first row of each cell and origin: copies of one text count once."""
    import numpy as np

    order = np.lexsort((day, origin, cell))
    fresh = np.ones(len(cell), dtype=bool)
    fresh[1:] = (cell[order][1:] != cell[order][:-1]) | (origin[order][1:] != origin[order][:-1])
    marks = np.zeros(len(cell), dtype=bool)
    marks[order[fresh]] = True
    return marks


def _told(panel: Panel, on: int, past: int) -> dict[str, Real]:
    """Origins that tell of the cell in each way, fading."""
    import numpy as np

    items, columns = panel.items, {}
    ways = {"done": (DONE,), "doubted": (DOUBTED,), "denied": (DENIED,)}
    for name, among in ways.items():
        rows, cells = by_kind(items, np.isin(items.way, among) & (items.day <= on))
        once = _once(cells, items.origin[rows], items.day[rows])
        rows, cells = rows[once], cells[once]
        for half in (SHORT, LONG) if name == "done" else (MIDDLE,):
            weights = 30 * _fading(on - items.day[rows], half, past)
            columns[f"{name} {half:.0f}"] = _sums(cells, weights, panel.cells)
        if name == "done":
            columns["done days"] = _days(cells, on - items.day[rows], past, panel.cells)
    return columns


def _days(cells: Whole, age: Whole, past: int, number: int) -> Real:
    """Days on which something is told of a cell, fading."""
    import numpy as np

    cell, days = np.divmod(np.unique(cells * (past + 1) + age), past + 1)
    return _sums(cell, 30 * _fading(days, FORTNIGHT, past), number)


def _ahead(panel: Panel, on: int, horizon: int) -> dict[str, Real]:
    """Origins that tell of the cell as to come: with a day in the window; without one; and wishes."""
    import numpy as np

    items = panel.items
    known = items.day <= on
    begin, end = np.where(items.start > 0, items.start, items.end), np.where(items.end > 0, items.end, items.start)
    dated = (items.start > 0) | (items.end > 0)
    due = known & (items.way == AHEAD) & dated & (begin <= on + horizon) & (end > on)
    recent = known & (items.day > on - PLANS)
    chosen = {
        "due": due,
        "planned": recent & (items.way == AHEAD) & ~dated,
        "wished": recent & (items.way == WISHED),
    }
    columns = {}
    for name, among in chosen.items():
        rows, cells = by_kind(items, among)
        once = _once(cells, items.origin[rows], items.day[rows])
        columns[name] = np.bincount(cells[once], minlength=panel.cells).astype(float)
    return columns


def _pair(panel: Panel, on: int, past: int) -> dict[str, Real]:
    """Origins that tell anything of the pair: in all, by quad class, and which way that moves; for every kind alike."""
    import numpy as np

    items = panel.items
    known = np.flatnonzero(items.day <= on)
    once = known[_once(items.pair[known], items.origin[known], items.day[known])]
    age = on - items.day[once]
    columns = {
        f"news {half:.0f}": _sums(items.pair[once], 30 * _fading(age, half, past), len(panel.pairs))
        for half in (SHORT, LONG)
    }
    for number, name in enumerate(("talk", "works", "quarrel", "deeds against")):
        at = known[items.quad[known] == number]
        at = at[_once(items.pair[at], items.origin[at], items.day[at])]
        weights = 30 * _fading(on - items.day[at], MIDDLE, past)
        columns[name] = _sums(items.pair[at], weights, len(panel.pairs))
    return {name: np.repeat(column, panel.kinds) for name, column in columns.items()}


def _actors(panel: Panel, on: int, past: int) -> dict[str, Real]:
    """How much of the kind each actor does with anybody else, and how much both do with the same thirds."""
    import numpy as np

    items, number = panel.items, len(panel.codes)
    rows, cells = by_kind(items, (items.way == DONE) & (items.day <= on))
    once = _once(cells, items.origin[rows], items.day[rows])
    weights = 30 * _fading(on - items.day[rows[once]], LONG, past)
    told = np.bincount(cells[once], weights=weights, minlength=panel.cells).reshape(len(panel.pairs), panel.kinds)
    one, two = panel.pairs[:, 0], panel.pairs[:, 1]
    of = np.zeros((number, panel.kinds))
    np.add.at(of, one, told)
    np.add.at(of, two, told)
    first, second = np.maximum(0, of[one] - told), np.maximum(0, of[two] - told)
    common = np.zeros((len(panel.pairs), panel.kinds))
    for kind in range(panel.kinds):
        ties = np.zeros((number, number), dtype=np.float32)
        ties[one, two] = ties[two, one] = np.minimum(1.0, told[:, kind])
        common[:, kind] = (ties @ ties)[one, two]
    return {
        "busier": np.maximum(first, second).ravel(), "less busy": np.minimum(first, second).ravel(),
        "common": common.ravel(),
    }  # fmt: skip
