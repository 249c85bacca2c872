"""Forecasts: how likely happenings of a kind between two are, beside the base rate, with reasons and track record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.futures.forecasting.effects import effects
from entente.futures.forecasting.features import Looked, look, population
from entente.futures.forecasting.kinds import kinds
from entente.futures.forecasting.model import Model, fit
from entente.futures.forecasting.naming import Names, on_day
from entente.futures.forecasting.panel import Panel, panel
from entente.futures.forecasting.rates import at_least
from entente.futures.forecasting.reasons import cases, reasons
from entente.futures.forecasting.stretching import Window, window
from entente.futures.forecasting.track import Track, track
from entente.records import Glance
from entente.records.outlook import FORECAST, Forecast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Whole = NDArray[np.int64]

Progress = Callable[[int, "int | None"], None]
#: The longest horizon, in days.
LONGEST = 3660
#: Windows fewer than this are little history.
FEW_WINDOWS = 3
#: Days that reports must reach over, and how many times as far ahead can be looked: with less, a rate would be made up.
FEWEST_DAYS, AS_FAR = 28, 4
#: The newest report being so many days old is told.
GAP = 2


def make_sure(kinds_: Sequence[str], horizon: int, least: int) -> None:
    """Raises UsageError for what no forecast can be made of."""
    for name in kinds_:
        if name not in FORECAST:
            raise UsageError(f"no kind {name!r}", place="event", mend=f"one of {', '.join(FORECAST)}")
    if not 1 <= horizon <= LONGEST:
        raise UsageError(f"{horizon} days", place="horizon", mend=f"1 to {LONGEST} days")
    if least < 1:
        raise UsageError(f"is {least}", place="least", mend="1 or more")


def _enough(panel_: Panel, on: int, horizon: int) -> None:
    """Raises UsageError where reports do not reach back far enough to say anything of the days ahead."""
    past = on - panel_.began + 1
    if past < FEWEST_DAYS:
        reach = f"reports reach over {past} {'day' if past == 1 else 'days'}, too few to forecast from"
        raise UsageError(reach, mend=f"a ledger of {FEWEST_DAYS} days of reports or more")
    if horizon > AS_FAR * past:
        what = f"reports reach over {past} days, too few to look {horizon} days ahead"
        raise UsageError(what, place="horizon", mend=f"{AS_FAR * past} days at most")


def _silent(glances: Sequence[Glance], as_of: dt.date, horizon: int) -> int:
    """Days from the newest report to the day asked. Raises UsageError where they are more than the horizon."""
    days = [each.published for each in glances if each.published and each.published <= as_of]
    if not days:
        return 0
    newest, silent = max(days), (as_of - max(days)).days
    if silent > horizon:
        what = f"the newest report known by {as_of} is of {newest}, {silent:,} days before: nothing to forecast from"
        raise UsageError(what, place="as-of", mend=f"{newest}, or {newest + dt.timedelta(days=horizon)} at the latest")
    return silent


def forecasts(
    glances: Iterable[Glance],
    as_of: dt.date,
    names: Names,
    *,
    pair: tuple[str, str] | None = None,
    actor: str | None = None,
    chosen: Sequence[str] = (),
    horizon: int = 90,
    least: int = 2,
    seed: int = 0,
    limit: int | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Forecast]:
    """That happenings of kinds come, most probable first.

    Args:
        glances: what the ledger knew by the end of `as_of`; what is dated later is not looked at.
        names: English name of a code.
        pair, actor: only of these; chosen: only these kinds; the rest as `records.Forecast` has it.
        limit: most forecasts.

    Raises UsageError for an unknown kind, a horizon or a number of origins that means nothing, for reports that do not
    reach back far enough or end more than a horizon before `as_of`, and without scikit-learn.
    """
    make_sure(chosen, horizon, least)
    progress(0, 4)
    known = list(glances)
    silent = _silent(known, as_of, horizon)
    counted, on = panel(known, as_of, least, pair), as_of.toordinal()
    if len(counted.pairs):
        _enough(counted, on, horizon)
    learned = window(counted, on, horizon)
    progress(1, 4)
    model = fit(counted, on, learned.days, seed)
    progress(2, 4)
    before = track(counted, on, learned, seed) if model else None
    progress(3, 4)
    looked = model.look(counted, on, learned.days) if model else look(counted, on, learned.days)
    base = looked.rates.shrunk[looked.cells]
    probability = learned.over(model.forecast(looked) if model else base)
    rows = _wanted(counted, looked, pair, actor, chosen)
    rows = rows[_by_probability(counted, looked, probability, rows)][:limit]
    if model:  # without one the forecast is the base rate, as it is
        base = at_least(counted, on, learned.days, population(counted, on))[looked.cells]
    writer = _Writer(counted, looked, learned, model, before, as_of, horizon, names, silent)
    found = writer.write(rows, probability, base)
    progress(4, 4)
    return found


def _wanted(
    panel_: Panel, looked: Looked, pair: tuple[str, str] | None, actor: str | None, chosen: Sequence[str]
) -> Whole:
    import numpy as np

    of_pair, kind = looked.cells // panel_.kinds, looked.cells % panel_.kinds
    wanted = np.ones(len(looked.cells), dtype=bool)
    if pair:
        wanted &= of_pair == panel_.asked
    if actor:
        number = panel_.codes.index(actor) if actor in panel_.codes else -1
        wanted &= (panel_.pairs[of_pair] == number).any(axis=1)
    if chosen:
        wanted &= np.isin(kind, [FORECAST.index(name) for name in chosen])
    return np.flatnonzero(wanted)


def _by_probability(panel_: Panel, looked: Looked, probability: Real, rows: Whole) -> Whole:
    """The order of rows: most probable first, ties by codes and kind."""
    import numpy as np

    cells = looked.cells[rows]
    sides = panel_.pairs[cells // panel_.kinds]
    return np.lexsort((cells % panel_.kinds, sides[:, 1], sides[:, 0], -np.round(probability[rows], 6)))


class _Writer:
    """Writes forecasts of cells."""

    def __init__(
        self, panel_: Panel, looked: Looked, learned: Window, model: Model | None, before: Track | None,
        as_of: dt.date, horizon: int, names: Names, silent: int,
    ) -> None:  # fmt: skip
        self.panel, self.looked, self.learned, self.model, self.before = panel_, looked, learned, model, before
        self.as_of, self.horizon, self.names, self.silent = as_of, horizon, names, silent
        self.until = as_of + dt.timedelta(days=horizon)
        self.case = cases(panel_, as_of.toordinal(), self.until.toordinal(), names)

    def write(self, rows: Whole, probability: Real, base: Real) -> list[Forecast]:
        """The forecasts of rows of `looked`, in their order. `base`: their base rates, over the window learned from."""
        moved, such = (
            effects(self.model, self.looked, rows, base[rows]) if self.model and len(rows) else ({}, base[rows])
        )
        such, base = self.learned.over(such), self.learned.over(base)
        happened = set(self.panel.happenings.cell.tolist())
        found = []
        for number, row in enumerate(rows.tolist()):
            cell = int(self.looked.cells[row])
            pair, kind = divmod(cell, self.panel.kinds)
            one, two = (self.panel.codes[side] for side in self.panel.pairs[pair])
            effect = {name: float(each[number]) for name, each in moved.items()}
            why = reasons(self.case(cell), effect, float(such[number]))
            said = round(float(probability[row]), 6)
            found.append(Forecast(
                kinds()[kind].name, one, two, self.as_of, self.until, said, round(float(base[row]), 6),
                self.looked.rates.windows, self.panel.least, cell not in happened, why,
                self.before.level(said) if self.before else None,
                self.before.skilled(kind) if self.before else None, self._note(kind, int(self.panel.seen[pair])),
                int(self.looked.rates.had[cell]), self.learned.days,
            ))  # fmt: skip
        return found

    def _note(self, kind: int, seen: int) -> str:
        """What is to be said of a forecast, in a sentence or two."""
        notes = []
        began = on_day(dt.date.fromordinal(self.panel.began))
        if self.silent >= GAP:
            newest = on_day(self.as_of - dt.timedelta(days=self.silent))
            notes.append(f"The newest report is of {newest}, {self.silent} days before the day asked.")
        if not seen:
            notes.append(f"No report tells of the two together since {began}: the base rate is that of such pairs.")
        if self.model is None:
            notes.append("Too little history to learn from: this is the base rate, drawn to that of the kind.")
        elif self.learned.power != 1:
            notes.append(
                f"Reports since {began} are too few for windows of {self.horizon} days: learned from windows of "
                f"{self.learned.days} days and drawn out."
            )
        elif self.looked.rates.windows < FEW_WINDOWS:
            notes.append(f"Little history: reports begin on {began}.")
        notes += self._skill(kind)
        return " ".join(notes)

    def _skill(self, kind: int) -> list[str]:
        if self.model is None:
            return []
        many = kinds()[kind].many
        if self.before is None or self.before.skill is None:
            return ["Too few past windows to test it against the base rate."]
        if self.before.skill.low <= 0:
            return ["In past windows of this ledger these forecasts were no better than the base rate."]
        of_kind = self.before.by_kind[kind]
        if of_kind is not None and of_kind <= 0:
            return [f"For {many} they were no better than the base rate in past windows of this ledger."]
        return []
