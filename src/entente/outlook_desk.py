"""The desk's look ahead as a whole: forecasts, announced things and scenarios about a pair; how all of it fared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from entente.announced_desk import AnnouncedDesk
from entente.errors import UsageError
from entente.forecast_desk import ForecastDesk
from entente.records import Outlook, Question
from entente.whatif_desk import WhatIfDesk

if TYPE_CHECKING:
    from entente.ledger import Ledger
    from entente.records import Backtest, KeptClaim, Scenario, WhatIf

Progress = Callable[[int, "int | None"], None]
#: Days ahead that a brief looks; runs of each variant of a scenario in it; cases compared, the first ones of the file;
#: forecasts and announced things in it.
HORIZON, RUNS, CASES, MOST = 30, 2000, 2, 12


def about(scenario: Scenario) -> set[str]:
    """The two that a scenario is about: the actors that its file names first."""
    return set(list(scenario.actors)[:2])


class OutlookDesk(ForecastDesk, AnnouncedDesk, WhatIfDesk):
    """What a desk knows of the time ahead."""

    def outlook(
        self, pair: tuple[str, str], *, ledger: Ledger | None = None, question: Question | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Outlook:  # fmt: skip
        """What may come between two.

        Args:
            pair: two codes.
            ledger: forecasts and announced things come from it, and figures for scenarios; None: scenarios alone.
            question: its `as_of` counts.
            progress: called with steps done and their number.
        """
        as_of, notes = question.as_of if question else None, list[str]()
        fitting = [each for each in self.scenarios() if set(pair) == about(each)]
        fitting.sort(key=lambda scenario: (len(scenario.actors), scenario.name))  # about these two before wider ones
        steps = 2 * (ledger is not None) + len(fitting)
        forecasts, announced = [], []
        if ledger is not None:
            try:
                forecasts = self.forecasts(ledger, pair=pair, horizon=HORIZON, as_of=as_of, limit=MOST)
                progress(1, steps)
                announced = self.announced(ledger, pair=pair, as_of=as_of, became=("open",), limit=MOST)
            except UsageError as error:  # the extra is missing, or the ledger is too short: said, not hidden
                notes.append(f"No forecasts: {error}")
            progress(2, steps)
        whatifs = []
        for number, scenario in enumerate(fitting, steps - len(fitting) + 1):
            whatifs.append(self._answered(scenario, ledger, as_of))
            progress(number, steps)
        return Outlook(tuple(forecasts), tuple(announced), tuple(whatifs), tuple(notes))

    def _answered(self, scenario: Scenario, ledger: Ledger | None, as_of: dt.date | None) -> WhatIf:
        cases = [case.name for case in scenario.cases[:CASES]]
        return self.whatif(scenario, compare=cases, runs=RUNS, ledger=ledger, as_of=as_of)

    def cited(self, ledger: Ledger, outlook: Outlook, question: Question) -> dict[str, KeptClaim]:
        """The claims that an outlook leans on, by id."""
        ids = [name for each in outlook.forecasts for reason in each.reasons for name in reason.claims]
        ids += [name for each in outlook.announced for name in each.claims]
        asked = Question(as_of=question.as_of, late=question.late)
        return {kept.claim.id: kept for kept in ledger.these(list(dict.fromkeys(ids)), asked)}

    def backtest(
        self, ledger: Ledger, *, since: dt.date, until: dt.date, horizon: int = 30, kinds: Sequence[str] = (),
        least: int = 2, seed: int = 0, progress: Progress = lambda done, total: None,
    ) -> list[Backtest]:  # fmt: skip
        """How forecasts and announced things fared in windows from `since` until `until`; see both backtests."""
        return [
            self.backtest_forecasts(
                ledger, since=since, until=until, horizon=horizon, kinds=kinds, least=least, seed=seed,
                progress=progress,
            ),
            self.backtest_announced(ledger, since=since, until=until, seed=seed, progress=progress),
        ]  # fmt: skip
