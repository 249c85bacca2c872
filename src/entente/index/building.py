"""Making an index anew: everything at once, in order, and the indexes last."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import TypeVar

from entente.index import gathered, placing
from entente.index.packing import day_number, pack_claim, pack_document
from entente.index.schema import INDEXES
from entente.index.writing import Writing
from entente.records import KeptClaim, KeptDocument

_Row = TypeVar("_Row")
#: Rows written at once.
CHUNK = 5000


def begin(connection: sqlite3.Connection) -> None:
    """Readies a file that nobody else sees for many rows: nothing of it need outlive a crash."""
    # Pages mapped into memory would count as memory of this process's own, all of the file at last.
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -192000", "mmap_size = 0"):
        connection.execute(f"PRAGMA {setting}").close()
    connection.execute("BEGIN")


def put_claims(writing: Writing, found: Iterable[tuple[KeptClaim, str]], done: Callable[[int], None]) -> None:
    """Writes claims that come in the order of `Ledger.claims`, each day whole; no day twice."""
    for day, of_day in groupby(found, key=lambda row: day_number(row[0].published)):
        rows = list(of_day)
        placed = zip(placing.spread(day, len(rows)), rows, strict=True)
        for chunk in _chunks((n, kept, pack_claim(kept, reason)) for n, (kept, reason) in placed):
            writing.insert_claims(chunk)
            writing.changed["claim"].clear()
            writing.changed["document"].clear()
            done(len(chunk))


def put_documents(writing: Writing, found: Iterable[KeptDocument], done: Callable[[int], None]) -> None:
    """Writes documents that come newest first, then by id, each day whole; no day twice."""
    for day, of_day in groupby(found, key=lambda kept: day_number(kept.document.published)):
        rows = list(of_day)
        placed = zip(placing.spread(day, len(rows)), rows, strict=True)
        for chunk in _chunks((d, kept, pack_document(kept)) for d, kept in placed):
            writing.insert_documents(chunk)
            writing.changed["document"].clear()
            done(len(chunk))


def _chunks(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def settle(writing: Writing) -> None:
    """Counts, words and indexes of what was put: from here on, rows come as they do to any other file."""
    writing.flush()
    writing.learn_all()
    for statement in filter(None, (part.strip() for part in INDEXES.split(";"))):
        writing.connection.execute(statement).close()


def finish(writing: Writing) -> None:
    """Events and everything else that follows from the rows; then the file is as any other."""
    connection = writing.connection
    writing.flush()
    gathered.write(connection, "c.event IS NOT NULL", ())
    writing.mark_strips()
    writing.events.clear()
    while writing.tidy():
        pass
    for table in ("told", "written", "parts"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')").close()
    connection.execute("COMMIT").close()
    connection.execute("ANALYZE").close()
    connection.execute("PRAGMA synchronous = FULL").close()
    connection.execute("PRAGMA journal_mode = WAL").close()
