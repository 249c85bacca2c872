"""The desk's journeys from a ledger to announced things, what became of them, and which are likely to be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from entente.assess_desk import AssessDesk

if TYPE_CHECKING:
    from entente.ledger import Ledger
    from entente.records import Announced, Backtest

Progress = Callable[[int, "int | None"], None]


class AnnouncedDesk(AssessDesk):
    """What a desk knows of announced things."""

    def announced(
        self, ledger: Ledger, *, pair: tuple[str, str] | None = None, actor: str | None = None,
        as_of: dt.date | None = None, became: Sequence[str] = (), limit: int | None = None,
    ) -> list[Announced]:  # fmt: skip
        """Announced things, those still open first by the day they are due, then the others, newest first.

        Args:
            ledger: what is known.
            pair: only between these two codes; actor: only of this one; neither: all.
            as_of: the last day of what is known; None: the day of the newest report.
            became: only these of BECAME.
            limit: most of them.
        """
        raise NotImplementedError

    def backtest_announced(
        self, ledger: Ledger, *, since: dt.date, until: dt.date, seed: int = 0,
        progress: Progress = lambda done, total: None,
    ) -> Backtest:  # fmt: skip
        """How the probabilities fared of things due from `since` until `until`, each from what was known before."""
        raise NotImplementedError
