"""The desk's journeys from a ledger to announced things, what became of them, and which are likely to be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from entente.assess_desk import AssessDesk
from entente.errors import UsageError
from entente.records import BECAME, Question

if TYPE_CHECKING:
    from entente.futures.announced.watching import View
    from entente.ledger import Ledger
    from entente.records import Announced, Backtest

Progress = Callable[[int, "int | None"], None]


class AnnouncedDesk(AssessDesk):
    """What a desk knows of announced things."""

    def announced(
        self, ledger: Ledger, *, pair: tuple[str, str] | None = None, actor: str | None = None,
        as_of: dt.date | None = None, became: Sequence[str] = (), limit: int | None = None,
    ) -> list[Announced]:  # fmt: skip
        """Announced things, by the day they are due: those to come, those just due, then the others, newest first.

        Args:
            ledger: what is known.
            pair: only between these two codes; actor: only of this one; neither: all.
            as_of: the last day of what is known; None: the day of the newest report.
            became: only these of BECAME.
            limit: most of them.

        Raises UsageError for a word that is not in BECAME, or a code that is none.
        """
        from entente.futures.announced.listing import announced
        from entente.futures.announced.tables import tables

        for word in became:
            if word not in BECAME:
                raise UsageError(f"cannot be {word!r}", place="became", mend=f"one of {', '.join(BECAME)}")
        asked = Question(pair=pair, party=actor, as_of=as_of)  # makes sure of the codes
        wanted = {code for code in (*(asked.pair or ()), asked.party) if code}
        rows = announced(self._view(ledger, as_of), self.says, tables())
        found = [row for row in rows if (not became or row.became in became) and wanted <= {*row.actor, *row.recipient}]
        return found[:limit]

    def undated(
        self, ledger: Ledger, *, pair: tuple[str, str] | None = None, actor: str | None = None,
        as_of: dt.date | None = None,
    ) -> int:  # fmt: skip
        """Number of claims that announce or wish something without a day, so that it cannot be followed.

        Arguments as of `announced`.
        """
        from entente.futures.announced.things import ANNOUNCING

        glances = ledger.glances(Question(pair=pair, party=actor, as_of=as_of))
        return sum(
            each.modality in ANNOUNCING and each.polarity == "positive" and each.start is None and each.end is None
            for each in glances
        )

    def announced_notes(self) -> tuple[str, str]:
        """What to say beside announced things: which are left out, and what their probabilities were worth."""
        from entente.futures.announced.tables import tables

        held = tables()
        years = {365: "a year", 730: "two years"}.get(held.past, f"{held.past:,} days")
        return f"things over for more than {years} are left out", held.worth

    def _view(self, ledger: Ledger, as_of: dt.date | None) -> View:
        """What the ledger knew by a day; of all pairs, whichever is asked for: all of it is learned from."""
        from entente.futures.announced.tables import tables
        from entente.futures.announced.watching import view

        day = as_of or self.until(ledger, Question())
        question = Question(as_of=day)
        with ledger.moment():
            return view(
                list(ledger.glances(question)), lambda ids: ledger.these(ids, question),
                lambda ids: ledger.words(ids, question), day, tables(), self.says.name,
            )  # fmt: skip

    def backtest_announced(
        self, ledger: Ledger, *, since: dt.date, until: dt.date, seed: int = 0,
        progress: Progress = lambda done, total: None,
    ) -> Backtest:  # fmt: skip
        """How the probabilities fared of things due from `since` until `until`, each from what was known before.

        Each is looked at on the day of its first report and, where that was more than a week before its window, again a
        week before; learned is from what was settled on the day before `since`. See `futures.announced.backtest`.

        Raises UsageError where `until` is before `since`.
        """
        from entente.futures.announced.backtest import backtest
        from entente.futures.announced.past import Past
        from entente.futures.announced.tables import tables

        if until < since:
            raise UsageError(f"is before {since}", place="until", mend="a later day")
        end, before, due = self.until(ledger, Question()), since - dt.timedelta(days=1), (since, until)
        with ledger.moment():
            past = Past(ledger, max(end, until), tables(), self.says.name)
        return backtest(
            past.view(before), past.view(end, due), lambda day, wanted: past.view(day, due, wanted), since, until, seed,
            progress, tables(),
        )  # fmt: skip
