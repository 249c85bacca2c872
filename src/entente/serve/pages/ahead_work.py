"""What the worker finds out about the time ahead: forecasts, announced things, and how such forecasts fared."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from entente.errors import InputError, UsageError
from entente.rows import as_plain
from entente.serve.context import Clock, clock
from entente.serve.pages import ahead_kept
from entente.serve.pages.ahead_kept import Asked
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.serve.work import Bench, Progress, Work

#: Rows kept of an answer.
MOST = 1000
_STOPPED = {
    "fault": "the last time this was begun it did not come to its end",
    "mend": "ask again; where it takes longer than the desk waits, ask for fewer days or on the command line",
}
_PHASES = {
    "forecasts": "Learning from the past of the ledger",
    "announced": "Looking at what was announced and what became of it",
    "forecasts-record": "Forecasting the past, as if it were not known",
    "announced-record": "Judging past announcements, as if their end were not known",
}


def ahead(bench: Bench, args: Mapping[str, Any], progress: Progress, *, now: Clock = clock) -> str:
    """Works out what an `Asked` asks and keeps it in the store under its key.

    Args:
        bench: desk, ledger and settings of the worker.
        args: as of `Asked.as_args`, and `mark`: of the ledger as the page saw it.
        progress: told what it is at.
        now: the clock, UTC.

    Returns the key. The kept body is {"rows", "most"} of forecasts and announced things, the rows as of `as_plain`,
    {"record", "page": the whole report as HTML} of a record, both with "seconds" that it took; {"fault", "mend"} where
    it cannot be worked out, as with a ledger that is too short.
    """
    asked, begun, mark = Asked.of_args(args), now(), str(args["mark"])
    phase = _PHASES[asked.what]
    progress(phase, 0, None)
    with contextlib.closing(Store(bench.settings.state / "desk.sqlite")) as store:
        if ahead_kept.found(store, asked.key) is None:
            ahead_kept.keep(store, asked.key, mark, begun, _STOPPED)
        try:
            clocked = time.monotonic()
            body = _body(bench, asked, lambda done, total: progress(phase, done, total))
            body |= {"seconds": round(time.monotonic() - clocked, 1)}
        except (UsageError, InputError) as error:
            body = {"fault": f"{error.place}: {error.message}" if error.place else error.message, "mend": error.mend}
        ahead_kept.keep(store, asked.key, mark, begun, body)
    return asked.key


def _body(bench: Bench, asked: Asked, told: Any) -> dict[str, Any]:
    desk, ledger, actor = bench.desk, bench.ledger, asked.actor or None
    if asked.what == "forecasts":
        forecasts = desk.forecasts(
            ledger, pair=asked.pair, actor=actor, horizon=asked.horizon, as_of=asked.as_of, limit=MOST, progress=told
        )
        return {"rows": as_plain(forecasts), "most": MOST}
    if asked.what == "announced":
        announced = desk.announced(ledger, pair=asked.pair, actor=actor, as_of=asked.as_of, limit=MOST)
        return {"rows": as_plain(announced), "most": MOST}
    since, until = _days(bench, asked)
    if asked.what == "forecasts-record":
        record = desk.backtest_forecasts(ledger, since=since, until=until, horizon=asked.horizon, progress=told)
    else:
        record = desk.backtest_announced(ledger, since=since, until=until, progress=told)
    return {"record": as_plain(record), "page": desk.backtest_page([record])}


def _days(bench: Bench, asked: Asked) -> tuple[dt.date, dt.date]:
    """The days that are forecast: as asked, else the last third of the ledger's. Raises InputError for too short a
    ledger."""
    first, last = bench.ledger.began, bench.ledger.closed
    if first is None or last is None or (last - first).days < asked.horizon:
        raise InputError("the ledger is too short to be tested on its own past", mend="ingest older reports too")
    until = asked.until or last
    since = asked.since or max(first, until - max((last - first) / 3, dt.timedelta(days=asked.horizon)))
    if since > until:
        raise UsageError("lies before the first day", place="until", mend="give a later one")
    return since, until


KINDS: dict[str, Work] = {"ahead": ahead, "record": ahead}
