"""After documents have come in: near-copies get their origin, claims their event, and the past is closed.

It is done by one process at a time, when no other brings documents in, and in one order (day known, day published,
document, place), so that the outcome depends on what came in and not on how it was interrupted or who came first.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from entente.errors import LedgerError
from entente.inert import visible
from entente.ledger.days import closed
from entente.ledger.grouping import Grouping
from entente.ledger.ledger import Ledger
from entente.ledger.locking import alone, locked
from entente.ledger.members import CLAIMS, ask, members
from entente.ledger.origins import WINDOW as ORIGIN_WINDOW
from entente.ledger.origins import Arrival, OriginRow, Origins, Texts
from entente.ledger.rows import claim_of, month_of
from entente.ledger.settling import settle
from entente.ledger.tending import tend

#: Reports that may be held before those are let go that lie too far back to be compared.
HELD = 200_000
#: Reports grouped in one go; their words are held in memory.
CHUNK = 20_000


log = logging.getLogger("entente.ledger")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a grouping came to: copies of what was there before, events begun, and the day the past is closed up to."""

    near_copies: int
    events: int
    closed: dt.date | None


def gather(
    ledger: Ledger, now: Callable[[], dt.datetime], *, began: dt.datetime | None = None, sources: Sequence[str] = (),
    program: str = "", wait: bool = False,
) -> Gathered | None:  # fmt: skip
    """Groups everything that is not yet grouped.

    Args:
        ledger: where.
        now: the clock, UTC.
        began, sources, program: of the run that ends here, for its row in `runs`.
        wait: wait for other runs to end; else None is given at once where one goes on, which will group at its end.
    """
    with alone(ledger.path, wait=wait) as held:
        if not held:
            return None
        near_copies = sum(_group_origins(ledger, now))
        with locked(ledger.path, "group"):
            events = sum(_group_events(ledger, now))
        # Of the claims that reviewers changed meanwhile as well, who could not wait.
        settle(ledger, now())
        gathered = Gathered(near_copies, events, _close(ledger, now, began, sources, program))
        try:
            tend(ledger.tables)
        except LedgerError as error:  # all is kept and grouped; the next run tends again
            log.warning("entente: not tended this time: %s", visible(str(error)))
        return gathered


def _group_origins(ledger: Ledger, now: Callable[[], dt.datetime]) -> Iterator[int]:
    """Gives the number of near-copies of each chunk."""
    sql = """SELECT id, version, title, text, published, outlet, told, known FROM documents
        WHERE reading = 1 AND NOT starts_with(reader, 'import')
            AND NOT EXISTS (FROM origins o WHERE o.document = documents.id AND o.version = documents.version)
        ORDER BY known, coalesce(published, known), id, version LIMIT $chunk"""
    held: _Held | None = None
    while rows := ask(ledger, sql, {"chunk": CHUNK}):
        first = [row for row in rows if row["version"] == 1]
        arrivals = [Arrival(r["id"], r["title"], r["text"], _day(r), r["outlet"]) for r in first]
        held = _hold(ledger, held, [_day(row) for row in first])
        found = {row.document: row for row in held.origins.add_many(arrivals)}
        recorded = now()
        made = [_origin_row(row, found.get(row["id"]) if row["version"] == 1 else None, recorded) for row in rows]
        _follow_first(ledger, made, found)
        ledger.tables.append("origins", made)
        yield sum(row["origin"] != row["document"] for row in made if row["version"] == 1)


def _day(row: dict[str, Any]) -> dt.date:
    day: dt.date = row["published"] or row["known"]
    return day


@dataclass(slots=True)
class _Held:
    """An Origins that goes on over chunks, and the first day from which it still knows reports."""

    origins: Origins
    since: dt.date


def _hold(ledger: Ledger, held: _Held | None, days: Sequence[dt.date]) -> _Held:
    """The state to compare reports of these days with: the one at hand where it reaches back far enough."""
    window = dt.timedelta(days=2 * ORIGIN_WINDOW)
    first, last = min(days, default=dt.date.max), max(days, default=dt.date.max)
    since = first - window if first - dt.date.min > window else dt.date.min
    if held is not None and held.since <= since:
        if len(held.origins) > HELD:
            held.origins.forget(since)
            return _Held(held.origins, since)
        return held
    until = last + window if dt.date.max - last > window else dt.date.max
    sql = """SELECT document, origin, reason, similarity, signature, published, outlet FROM origins
        WHERE version = 1 AND published BETWEEN $since AND $until"""
    rows = ask(ledger, sql, {"since": since, "until": until})
    return _Held(Origins([OriginRow(**row) for row in rows], _texts(ledger)), since)


def _origin_row(row: dict[str, Any], found: OriginRow | None, recorded: dt.datetime) -> dict[str, Any]:
    """A row of `origins`; a newer text belongs where its first one does, which `_follow_first` fills in."""
    return {
        "month": month_of(row["published"]), "document": row["id"], "version": row["version"],
        "origin": found.origin if found else row["id"], "reason": found.reason if found else "a newer text of it",
        "similarity": found.similarity if found else 1.0, "signature": found.signature if found else b"",
        # The day by which it was compared: for a report without one, the day on which it came.
        "published": _day(row), "outlet": row["outlet"], "told": row["told"], "known": row["known"],
        "recorded": recorded,
    }  # fmt: skip


def _follow_first(ledger: Ledger, made: Sequence[dict[str, Any]], found: dict[str, OriginRow]) -> None:
    newer = sorted({row["document"] for row in made if row["version"] > 1})
    if not newer:
        return
    sql = "SELECT document, origin FROM origins WHERE version = 1 AND document IN (SELECT unnest($ids))"
    known = {row["document"]: row["origin"] for row in ask(ledger, sql, {"ids": newer})}
    known.update((name, row.origin) for name, row in found.items())
    for row in made:
        if row["version"] > 1:
            row["origin"] = known.get(row["document"], row["document"])


def _texts(ledger: Ledger) -> Callable[[Sequence[str]], Texts]:
    def texts_of(names: Sequence[str]) -> Texts:
        sql = """SELECT id, title, text FROM documents
            WHERE id IN (SELECT unnest($ids)) AND version = 1 AND reading = 1"""
        return {name: (title, text) for name, title, text in ledger.rows(sql, {"ids": list(names)})}

    return texts_of


def _group_events(ledger: Ledger, now: Callable[[], dt.datetime]) -> Iterator[int]:
    """Gives the number of events begun in each chunk."""
    sql = f"""{CLAIMS} WHERE status IN ('read', 'added')
            AND NOT EXISTS (FROM events e WHERE e.claim = c.id)
        ORDER BY c.known, coalesce(c.published, c.known), c.document, field DESC, start_char, id LIMIT $chunk"""
    grouping, since = None, dt.date.max
    while rows := ask(ledger, sql, {"chunk": CHUNK}):
        days = [_day(row) for row in rows]
        if grouping is None or min(days) < since:
            grouping = Grouping(members(ledger, min(days), max(days)))
        recorded, made = now(), []
        for row, since in zip(rows, _still_to_come(days), strict=True):
            # What nothing that is still to come can join need not be compared.
            if grouping.since < since:
                grouping.forget(since)
            made.append({**_assign(grouping, row, 1), "recorded": recorded})
        ledger.tables.append("events", made)
        yield sum(row["score"] == 1.0 for row in made)


def _still_to_come(days: Sequence[dt.date]) -> list[dt.date]:
    """For each day the earliest of it and those after it."""
    found = list(itertools.accumulate(reversed(days), min))
    return found[::-1]


def _assign(grouping: Grouping, row: dict[str, Any], version: int) -> dict[str, Any]:
    origin = row["origin"] or row["document"]
    found = grouping.add(claim_of(row), row["published"] or row["known"], row["title"] or "", origin)
    return {
        "month": month_of(row["published"]), "event": found.event, "claim": found.claim, "version": version,
        "pair": row["pair"], "origin": origin, "reason": found.reason, "score": found.score, "told": row["told"],
        "known": row["known"],
    }  # fmt: skip


def _close(
    ledger: Ledger, now: Callable[[], dt.datetime], began: dt.datetime | None, sources: Sequence[str], program: str
) -> dt.date | None:
    """Closes the past up to the newest report, today at most; nothing is written if it is so.

    Late reports and those without a day close nothing: they say nothing of how far the ledger reaches.
    """
    ended = now()
    before = closed(ledger)
    sql = """SELECT max(published) FILTER (known = published AND published <= $today) AS day, count(*) AS documents,
        (SELECT count(*) FROM claims) AS claims FROM documents"""
    found = ask(ledger, sql, {"today": ended.date()})[0]
    if found["day"] is None or (before is not None and found["day"] <= before):
        return before
    row = {
        "began": began or ended, "ended": ended, "sources": [source[:300] for source in sources[:50]],
        "documents": found["documents"], "claims": found["claims"], "closed": found["day"], "program": program,
    }  # fmt: skip
    ledger.tables.append("runs", [row])
    day: dt.date = found["day"]
    return day
