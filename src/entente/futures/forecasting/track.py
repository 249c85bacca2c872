"""How such forecasts did before: made anew from earlier days of the ledger, for windows that are over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.futures.forecasting.model import fit
from entente.futures.forecasting.panel import Panel
from entente.futures.forecasting.rates import outcome
from entente.futures.forecasting.scores import Draws, brier, estimate, overlap, reliability
from entente.futures.forecasting.stretching import Window
from entente.records.finding import Estimate
from entente.records.outlook import Reliability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]

#: Earlier days from which forecasts are made anew; fewer happenings than this test nothing.
DAYS, FEWEST = 3, 20


@dataclass(frozen=True, slots=True)
class Track:
    """Forecasts of earlier days. `skill`: by Brier against the base rate, over all kinds; `by_kind`: the value of each
    kind, None where too little happened."""

    levels: tuple[Reliability, ...]
    skill: Estimate | None
    by_kind: tuple[float | None, ...]

    def level(self, probability: float) -> Reliability | None:
        """How forecasts of this level did; None where there were none."""
        found = [each for each in self.levels if each.low <= probability < each.high or probability == each.high == 1]
        return found[0] if found else None

    def skilled(self, kind: int) -> bool | None:
        """Whether the model did better than the base rate: by its interval over all kinds, and in this one."""
        if self.skill is None:
            return None
        of_kind = self.by_kind[kind]
        return self.skill.low > 0 and (of_kind is None or of_kind > 0)


def track(panel: Panel, on: int, learned: Window, seed: int) -> Track:
    """Forecasts made from earlier days with what was known then, for windows over by day `on`."""
    import numpy as np

    days, said, base, came, cells = [], [], [], [], []
    for number in range(DAYS):
        day = on - learned.days - number * max(1, learned.days // 2)
        model = fit(panel, day, learned.days, seed)
        if model is None:
            break
        looked = model.look(panel, day, learned.days)
        days.append(day)
        said.append(model.forecast(looked))
        base.append(looked.rates.shrunk[looked.cells])
        came.append(outcome(panel, day, learned.days)[looked.cells])
        cells.append(looked.cells)
    if not days or sum(int(each.sum()) for each in came) < FEWEST:
        return Track((), None, (None,) * panel.kinds)
    probability, happened, cell = np.concatenate(said), np.concatenate(came), np.concatenate(cells)
    model_, base_ = brier(probability, happened), brier(np.concatenate(base), happened)
    draws = Draws(cell // panel.kinds, seed)
    by_kind: list[float | None] = []
    for kind in range(panel.kinds):
        of = cell % panel.kinds == kind
        enough = int(happened[of].sum()) >= FEWEST
        by_kind.append(float(1 - model_[of].sum() / base_[of].sum()) if enough else None)
    levels = reliability(learned.over(probability), happened, overlap(days, learned.days))
    return Track(
        levels if learned.power == 1 else (), estimate(1 - draws.sums(model_) / draws.sums(base_)), tuple(by_kind)
    )
