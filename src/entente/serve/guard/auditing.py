"""The audit: one line for each change, who made it, when, from where, what was before and after where known."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from entente.inert import json_text, visible
from entente.serve.guard.readers import visit_of
from entente.serve.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
    what TEXT NOT NULL, detail TEXT NOT NULL, address TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS audit_by_who ON audit (who, number)
"""
#: Longest name, action or thing, and longest detail, characters.
_SHORT, _LONG = 500, 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit.

    Attributes:
        number: grows in the order of writing; a cursor.
        at: when, UTC.
        who: the reader's name; action: one verb; what: it was done to.
        detail: more, such as "before" and "after".
        address: where it came from, "" where that is not known.
    """

    number: int
    at: dt.datetime
    who: str
    action: str
    what: str
    detail: Mapping[str, Any]
    address: str


def audit(
    store: Store, now: Callable[[], dt.datetime], who: str, action: str, what: str, detail: Mapping[str, Any],
    address: str = "",
) -> None:  # fmt: skip
    """Writes one line, in a transaction of its own.

    Args:
        store: it is kept in.
        now: the clock.
        who: the reader's name.
        action: a verb: "login", "correct", "watch".
        what: it was done to, such as a claim's id.
        detail: JSON values; control and direction characters stand escaped.
        address: where it came from.
    """
    with store.writing() as connection:
        write_audit(connection, now, who, action, what, detail, address)


def write_audit(
    connection: sqlite3.Connection, now: Callable[[], dt.datetime], who: str, action: str, what: str,
    detail: Mapping[str, Any], address: str = "",
) -> None:  # fmt: skip
    """As `audit`, inside a transaction that is open: the change and its line are kept together or not at all."""
    told = json_text(dict(detail))
    if len(told) > _LONG:
        told = json_text({"shortened": told[:_LONG]})
    row = (now().astimezone(dt.UTC).isoformat(), *(visible(text)[:_SHORT] for text in (who, action, what)), told,
           visible(address)[:_SHORT])  # fmt: skip
    connection.execute("INSERT INTO audit (at, who, action, what, detail, address) VALUES (?, ?, ?, ?, ?, ?)", row)


def note(request: Request, action: str, what: str, **detail: Any) -> None:
    """As `audit`, with who and where taken from the request."""
    guard, visit = request.app.state.guard, visit_of(request)
    audit(guard.store, guard.now, visit.reader.name, action, what, detail, visit.address)


def audits(store: Store, after: int | None = None, limit: int = 100, who: str | None = None) -> list[Line]:
    """Lines, newest first.

    Args:
        store: they are kept in.
        after: the number of the last line seen; those older than it follow. None begins at the newest.
        limit: lines at most.
        who: only this reader's.
    """
    where, values = "number < ?", [after if after is not None else 1 << 62]
    if who is not None:
        where, values = where + " AND who = ?", [*values, who]  # type: ignore[list-item]
    rows = store.ask(f"SELECT * FROM audit WHERE {where} ORDER BY number DESC LIMIT ?", (*values, limit))  # noqa: S608
    return [
        Line(row["number"], dt.datetime.fromisoformat(row["at"]), row["who"], row["action"], row["what"],
             json.loads(row["detail"]), row["address"])
        for row in rows
    ]  # fmt: skip
