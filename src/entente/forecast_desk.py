"""The desk's journeys from a ledger to forecasts, and how such forecasts fared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from entente.assess_desk import AssessDesk
from entente.errors import UsageError
from entente.records import Question

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

        Raises UsageError for a code, kind or horizon that means nothing, and where scikit-learn is missing.
        """
        from entente.futures.forecasting.forecast import forecasts, make_sure

        make_sure(kinds, horizon, least)
        self._make_sure_of(pair, actor)
        day = as_of or self.until(ledger, Question())
        glances = ledger.glances(Question(as_of=day))
        return forecasts(
            glances, day, self.name, pair=pair, actor=actor, chosen=kinds, horizon=horizon, least=least, seed=seed,
            limit=limit, progress=progress,
        )  # fmt: skip

    def backtest_forecasts(
        self, ledger: Ledger, *, since: dt.date, until: dt.date, horizon: int = 30, kinds: Sequence[str] = (),
        least: int = 2, seed: int = 0, progress: Progress = lambda done, total: None,
    ) -> Backtest:  # fmt: skip
        """How forecasts fared whose windows lie from `since` until `until`, each made from what was known before.

        Args:
            ledger: what is known; what each forecast sees of it is asked for as of its own day, and what a window had
                as of the window's last day.
            since, until: first and last day that windows lie in.
            horizon: length of the windows in days.
            kinds, least, seed, progress: as for `forecasts`.

        Raises UsageError where no window fits in, or the ledger does not reach that far.
        """
        from entente.futures.forecasting.backtest import backtest
        from entente.futures.forecasting.forecast import make_sure

        make_sure(kinds, horizon, least)
        newest = ledger.closed
        if newest is not None and until > newest:
            raise UsageError(f"the newest report is of {newest}", place="until", mend=f"{newest} or earlier")
        return backtest(
            lambda day: ledger.glances(Question(as_of=day)), since, until, chosen=kinds, horizon=horizon, least=least,
            seed=seed, progress=progress,
        )  # fmt: skip

    def backtest_page(self, backtests: Sequence[Backtest], title: str = "") -> str:
        """Backtests as one self-contained page of HTML. `title`: its heading."""
        from entente.futures.forecasting.report import as_html

        return as_html(backtests, title)

    def _make_sure_of(self, pair: tuple[str, str] | None, actor: str | None) -> None:
        known = set(self.lexicon.codes())
        if pair is not None and pair[0] == pair[1]:
            raise UsageError("a pair is two different codes", place="pair")
        for place, code in (("pair", pair[0] if pair else None), ("pair", pair[1] if pair else None), ("actor", actor)):
            if code is not None and code not in known:
                raise UsageError(f"{code!r} is no code", place=place, mend="as RUS; `entente actors NAME` tells it")
