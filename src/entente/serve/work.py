"""What the worker process does: briefs of reports, what is found about a pair, what lies ahead."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from entente.errors import EntenteError, InputError, LedgerError, UsageError
from entente.serve.logs import DESK, configure
from entente.serve.settings import Settings

if TYPE_CHECKING:
    from entente.desk import Desk, Ledger

Progress = Callable[[str, int, int | None], None]
Work = Callable[["Bench", Mapping[str, Any], Progress], Any]
#: What a reader is told of a mistake of the program.
MISTAKE = "the program made a mistake; the desk's log says where"


class Bench:
    """The worker's own desk and ledger, kept from job to job."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is loaded yet."""
        self.settings = settings
        self._desk: Desk | None = None
        self._ledger: Ledger | None = None

    @property
    def desk(self) -> Desk:
        """The desk."""
        if self._desk is None:
            from entente.desk import Desk

            self._desk = Desk(lexicon=self.settings.lexicon, model=self.settings.model)
        return self._desk

    @property
    def ledger(self) -> Ledger:
        """The ledger, open for questions."""
        if self._ledger is None:
            self._ledger = self.desk.ledger(self.settings.ledger)
        return self._ledger


def kinds() -> dict[str, Work]:
    """Kind of job -> what is done for it."""
    from entente.serve.api import text_work
    from entente.serve.pages import ahead_work, pair_work, read_work, whatif_work

    parts = (pair_work, ahead_work, whatif_work, read_work, text_work)
    return {name: do for part in parts for name, do in part.KINDS.items()}


def work(line: Connection, settings: Settings) -> None:
    """Does one job after the other, until the other end closes. Each answer is ("done", result) or ("failed", ...)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the web process ends it
    with contextlib.suppress(OSError):
        os.nice(5)  # pages come first
    configure(json=settings.log_json)
    bench = Bench(settings)
    known = kinds()

    def progress(phase: str, done: int, total: int | None) -> None:
        line.send(("progress", phase, done, total))

    with contextlib.suppress(EOFError, OSError):
        while True:
            kind, args = line.recv()
            line.send(_done(known, kind, bench, args, progress))


def work_long(line: Connection, settings: Settings) -> None:
    """As `work`, for what takes minutes: after all that somebody waits for."""
    with contextlib.suppress(OSError):
        os.nice(10)
    work(line, settings)


def _done(
    known: Mapping[str, Work], kind: str, bench: Bench, args: Mapping[str, Any], progress: Progress
) -> tuple[Any, ...]:  # fmt: skip
    try:
        return ("done", known[kind](bench, args, progress))
    except EntenteError as error:
        status = 422 if isinstance(error, (UsageError, InputError)) else 503 if isinstance(error, LedgerError) else 500
        return ("failed", str(error), status)
    except (EOFError, BrokenPipeError):  # nobody listens any more
        raise
    except Exception:
        # A mistake of the program is this job's alone: those that wait are done, by what is loaded already.
        logging.getLogger(DESK).error("a job failed", exc_info=True, extra={"fields": {"job": kind}})
        return ("failed", MISTAKE, 500)
