"""Documents and refusals as the index answers them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from entente.errors import UsageError
from entente.index import cursors, neighbours, placing
from entente.index.asking import GATHERED, ask, outlets
from entente.index.opened import Opened, checked, records
from entente.index.packing import day_of, moment_of, unpack_document
from entente.index.words import fold, look
from entente.records import STANDING, KeptClaim, KeptDocument, KeptRefusal, Question, Refusal
from entente.records.shown import DocumentRow, Page

EVERYTHING = Question()
#: Fields of a question that restrict documents alone.
_ALONE = {"published_since", "published_until", "as_of", "late", "outlet", "text", "limit"}
_ROW = """d.id, d.title, d.d, o.outlet, d.url, r.id,
    coalesce((SELECT claims - 1 FROM tally WHERE what = 'shared' AND key = +d.origin), 0),
    coalesce((SELECT claims FROM tally WHERE what = 'document' AND key = +d.k), 0),
    d.version, d.reading, d.known, d.recorded, d.notes"""
_FROM = "documents d JOIN outlets o ON o.o = d.outlet LEFT JOIN ids r ON r.k = d.origin"


class Documents(Opened):
    """Questions for reports, and for sources that could not be read."""

    def document(self, name: str) -> KeptDocument | None:
        """A document by its whole id, with its text."""
        sql = "SELECT t.record FROM documents d JOIN texts t ON t.d = d.d WHERE d.id = ?"
        with self.file.reading() as connection:
            row = connection.execute(sql, (name,)).fetchone()
        return unpack_document(row[0]) if row else None

    def document_row(self, name: str) -> DocumentRow | None:
        """A document by its whole id, in one line."""
        with self.file.reading() as connection:
            row = connection.execute(f"SELECT {_ROW} FROM {_FROM} WHERE d.id = ?", (name,)).fetchone()
        return _document(row) if row else None

    def document_claims(self, name: str, *, statuses: Sequence[str] = STANDING) -> list[KeptClaim]:
        """The claims of a document in the order of their places, title first."""
        named = ", ".join("?" * len(statuses))
        sql = f"""SELECT n FROM claims WHERE document = (SELECT k FROM ids WHERE id = ?) AND status IN ({named})
            ORDER BY field DESC, at, id"""
        with self.file.reading() as connection:
            places = [row[0] for row in connection.execute(sql, (name, *statuses))]
            return [kept for kept, _ in records(connection, places)]

    def copies(self, name: str, *, limit: int = 1000) -> list[DocumentRow]:
        """The documents of the same origin as the document `name`, oldest first, itself left out."""
        sql = f"""SELECT {_ROW} FROM {_FROM} WHERE d.origin = (SELECT origin FROM documents WHERE id = ?) AND d.id <> ?
            ORDER BY d.d < ? DESC, d.d / ? DESC, d.id LIMIT ?"""
        with self.file.reading() as connection:
            undated = placing.base(None)
            rows = connection.execute(sql, (name, name, undated, placing.SPACE, checked(limit))).fetchall()
        return [_document(row) for row in rows]

    def documents(
        self, question: Question = EVERYTHING, *, after: str | None = None, limit: int = 50
    ) -> Page[DocumentRow]:
        """A page of documents, newest first: those that `Ledger.documents` gives for the question.

        Where the question restricts claims, those with such claims; else those of its days, outlet and words.
        """
        checked(limit)
        with self.file.reading() as connection:
            low = _place_after(connection, after) if after is not None else 0
            if any(
                getattr(question, field.name) != field.default
                for field in dataclasses.fields(question)
                if field.name not in _ALONE
            ):
                found = _of_claims(connection, question, low, limit + 1)
            else:
                found = _of_words(connection, question, low, limit + 1)
            sql = f"SELECT {_ROW} FROM {_FROM} WHERE d.d = ?"
            rows = [_document(connection.execute(sql, (d,)).fetchone()) for d in found[:limit]]
        last = rows[-1] if len(found) > limit else None
        following = cursors.written(last.published.toordinal() if last.published else 0, last.id) if last else None
        return Page(tuple(rows), following)

    def refusals(self, text: str = "", *, after: str | None = None, limit: int = 50) -> Page[KeptRefusal]:
        """A page of sources that could not be read, newest first; every word of `text` stands in them."""
        checked(limit)
        checked(limit)
        parts: list[str] = ["true"]
        values: list[Any] = []
        for word in text.split():
            parts.append("instr(folded, ?) > 0")
            values.append(fold(word))
        if after is not None:
            recorded, source, reason, number = cursors.read(after, int, str, str, int)
            parts.append("recorded <= ? AND (recorded < ? OR (source, reason, r) > (?, ?, ?))")
            values += [recorded, recorded, source, reason, number]
        sql = f"""SELECT source, reason, detail, mend, recorded, r FROM refusals WHERE {" AND ".join(parts)}
            ORDER BY recorded DESC, source, reason, r LIMIT ?"""
        with self.file.reading() as connection:
            rows = connection.execute(sql, [*values, limit + 1]).fetchall()
        found = tuple(KeptRefusal(Refusal(*row[:4]), moment_of(row[4])) for row in rows[:limit])
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(found, cursors.written(last[4], last[0], last[1], last[5]) if last else None)


def _document(row: Sequence[Any]) -> DocumentRow:
    name, title, d, outlet, url, origin, copies, claims, version, reading, known, recorded, notes = row
    return DocumentRow(
        name, title, day_of(placing.day_at(d)), outlet, url, origin, copies, claims, version, reading,
        dt.date.fromordinal(known), moment_of(recorded), tuple(json.loads(notes)),
    )  # fmt: skip


def _place_after(connection: sqlite3.Connection, after: str) -> int:
    day, name = cursors.read(after, int, str)
    if not 0 <= day <= placing.LAST:
        raise cursors.bad()

    return placing.position(day, (name,), functools.partial(neighbours.document, connection))


def _of_claims(connection: sqlite3.Connection, question: Question, low: int, limit: int) -> list[int]:
    """Places of the documents with claims that are asked for."""
    asked = ask(connection, question)
    if asked.nothing:
        return []
    walked, cost = asked.best(float("inf"))
    if cost <= GATHERED * 3:
        inner, values = asked.source("c.n, c.document AS document", walked, "")
        sql = f"""SELECT d FROM documents WHERE k IN (SELECT document FROM ({inner})) AND d >= ? ORDER BY d LIMIT ?"""
        return [row[0] for row in connection.execute(sql, [*values, low, limit])]
    where, values = asked.where()
    sql = f"""SELECT d.d FROM documents d NOT INDEXED WHERE d.d >= ? AND EXISTS (
            SELECT 1 FROM claims c INDEXED BY claims_document
            WHERE c.document = d.k AND c.n BETWEEN ? AND ? AND {where})
        ORDER BY d.d LIMIT ?"""
    return [row[0] for row in connection.execute(sql, [low, asked.low, asked.high, *values, limit])]


def _of_words(connection: sqlite3.Connection, question: Question, low: int, limit: int) -> list[int]:
    """Places of the documents of some days, outlet and words."""
    if question.as_of is not None:
        raise UsageError("the index knows only how things are now", place="as_of", mend="ask the ledger")
    high = 1 << 62
    since, until = question.published_since, question.published_until
    if since is not None or until is not None:
        high = placing.base(since.toordinal()) + placing.SPACE - 1 if since else placing.base(None) - 1
        low = max(low, placing.base(until.toordinal()) if until else 0)
    parts: list[str] = ["d.d BETWEEN ? AND ?"]
    values: list[Any] = [low, high]
    if question.outlet is not None:
        numbers = outlets(connection, question.outlet)
        parts.append(f"d.outlet IN ({', '.join('?' * len(numbers))})")
        values += numbers
    source = "documents d NOT INDEXED"
    looked = look(connection, question.text or "")
    if looked.nothing:
        return []
    if looked.match is not None:
        source = "written w CROSS JOIN documents d ON d.d = w.rowid"
        parts.insert(0, "written MATCH ? AND w.rowid BETWEEN ? AND ?")
        values = [looked.match, low, high, *values]
    if looked.words and not looked.exact:
        parts.append("holds((SELECT record FROM texts t WHERE t.d = d.d), ?)")
        values.append(" ".join(looked.words))
    by = "w.rowid" if looked.match is not None else "d.d"
    sql = f"SELECT d.d FROM {source} WHERE {' AND '.join(parts)} ORDER BY {by} LIMIT ?"
    return [row[0] for row in connection.execute(sql, [*values, limit])]
