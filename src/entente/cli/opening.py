"""What a command for findings looks at, a ledger or reports alone, and how it shows what it finds."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from entente.cli.options import LexiconFile, MaybeLedger, Model, Plain, PlainFormat, Published
from entente.cli.output import Ticker
from entente.cli.status import Batch
from entente.errors import InputError, UsageError

if TYPE_CHECKING:
    from entente.desk import Desk, Ledger

#: Findings shown as text where no limit is given.
USUAL_LIMIT = 10


@dataclass(frozen=True)
class Looking:
    """Where to look and how to show it, as typed."""

    ledger: MaybeLedger = None
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="REPORT", help="Instead of a ledger: a report; may be given again."),
    ] = None
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=0, max=10**9, metavar="N", help="Most findings; 0 for all. As text 10, unless given."
        ),
    ] = None
    quotes: Annotated[
        int, typer.Option("--quotes", min=0, max=10**6, metavar="N", help="Most quotes below a finding.")
    ] = 3
    format: Plain = PlainFormat.text
    published: Published = None
    lexicon: LexiconFile = None
    model: Model = "small"

    @property
    def json(self) -> bool:
        """Whether it is for programs."""
        return self.format is PlainFormat.json

    @property
    def most(self) -> int | None:
        """How many findings are shown: all to programs, few to people, unless it is said."""
        if self.limit is None:
            return None if self.json else USUAL_LIMIT
        return self.limit or None

    def desk(self) -> Desk:
        """The desk that looks."""
        from entente.desk import Desk

        return Desk(lexicon=self.lexicon, model=self.model)

    @property
    def ledger_named(self) -> bool:
        """Whether a ledger was named, not only set by habit in the environment."""
        return self.ledger is not None and str(self.ledger) != os.environ.get("ENTENTE_LEDGER")

    @contextlib.contextmanager
    def opened(self, desk: Desk) -> Iterator[Ledger]:
        """The ledger, or one of the reports alone. Raises UsageError where neither is given."""
        if not self.report:
            if self.ledger is None:
                raise UsageError("nothing to look at", place="--ledger", mend="--ledger DIR, or --report REPORT")
            with desk.ledger(self.ledger) as kept:
                yield kept
            return
        if self.ledger_named:
            raise UsageError("a ledger and reports at once", place="--ledger", mend="give either")
        batch = Batch()
        with contextlib.ExitStack() as held:
            with Ticker("Reading"):
                kept = held.enter_context(self._alone(desk, batch))
            yield kept
        batch.finish()

    @contextlib.contextmanager
    def _alone(self, desk: Desk, batch: Batch) -> Iterator[Ledger]:
        """The ledger of the reports alone; ends the command where every one was refused."""
        try:
            with desk.over(self.report or (), published=self.published, refused=batch.refused) as kept:
                batch.read = 1
                yield kept
        except InputError:
            if batch.refused_count and not batch.read:
                batch.finish()
            raise
