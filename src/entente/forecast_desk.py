"""The desk's journeys from a ledger to forecasts, and how such forecasts fared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from entente.assess_desk import AssessDesk

if TYPE_CHECKING:
    from entente.ledger import Ledger
    from entente.records import Backtest, Forecast

Progress = Callable[[int, "int | None"], None]


class ForecastDesk(AssessDesk):
    """What a desk forecasts."""

    def forecasts(
        self, ledger: Ledger, *, pair: tuple[str, str] | None = None, actor: str | None = None,
        kinds: Sequence[str] = (), horizon: int = 90, as_of: dt.date | None = None, least: int = 2, seed: int = 0,
        limit: int | None = None, progress: Progress = lambda done, total: None,
    ) -> list[Forecast]:  # fmt: skip
        """That happenings of kinds come, most probable first; see `records.Forecast`.

        Args:
            ledger: what is known.
            pair: only between these two codes; actor: only of this one with anybody; neither: of all pairs.
            kinds: of FORECAST; none: all.
            horizon: days ahead.
            as_of: the last day of what is known; None: the day of the newest report.
            least: so many independent origins must tell a happening for it to count.
            seed: of everything that is drawn.
            limit: most forecasts.
        """
        raise NotImplementedError

    def backtest_forecasts(
        self, ledger: Ledger, *, since: dt.date, until: dt.date, horizon: int = 30, kinds: Sequence[str] = (),
        least: int = 2, seed: int = 0, progress: Progress = lambda done, total: None,
    ) -> Backtest:  # fmt: skip
        """How forecasts fared whose windows lie from `since` until `until`, each made from what was known before."""
        raise NotImplementedError
