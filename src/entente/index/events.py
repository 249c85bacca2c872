"""Events as the index answers them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from entente.errors import UsageError
from entente.index import cursors
from entente.index.asking import Asked, ask
from entente.index.keys import apart
from entente.index.opened import Opened, checked, records
from entente.index.packing import day_of
from entente.index.schema import STANDS
from entente.records import KeptClaim, Question
from entente.records.shown import EventRow, Page

EVERYTHING = Question()
#: So many claims are always gathered; and what it costs to pass an event, where gathering a claim costs 1.
_FEW, _PASSED = 3000, 0.7
#: Order -> its columns, greatest first, and the name of an index in that order.
_SORTS = {
    "origins": ("origins", "last"), "claims": ("claims", "last"), "last": ("last",), "first": ("first", "last"),
}  # fmt: skip
_ROW = """e.e, e.id, e.kind, e.actor, e.recipient, e.matter, e.origins, e.claims, e.documents, e.outlets, e.told,
    e.denied, e.open, e.first, e.last, e.begins, e.ends, e.lead"""


class Events(Opened):
    """Questions for events."""

    def events(
        self, question: Question = EVERYTHING, *, sort: str = "origins", descending: bool = True,
        after: str | None = None, limit: int = 50,
    ) -> Page[EventRow]:  # fmt: skip
        """A page of the events with a claim that is asked for, those of `Ledger.events`, told as a whole.

        Args:
            question: what is asked; its `limit` does not count.
            sort: "origins", "claims", "last", "first" (days of the newest and oldest report); among equals the newest
                report first, then by id.
            descending: ascending is the same order turned round.
            after, limit: as for `claims`.

        Raises UsageError for a question as of a day, another sort, a cursor that is none.
        """
        checked(limit)
        if sort not in _SORTS:
            raise UsageError(f"no sort {sort!r}", place="sort", mend=f"one of {', '.join(_SORTS)}")
        with self.file.reading() as connection:
            asked = ask(connection, question)
            if asked.nothing:
                return Page((), None)
            found = _page(connection, asked, question, sort, descending, after, limit + 1)
            rows = _rows(connection, found[:limit])
        more = len(found) > limit
        return Page(tuple(rows), _cursor(sort, found[limit - 1]) if more else None)

    def event_rows(self, ids: Iterable[str]) -> list[EventRow]:
        """Events by their whole ids, in that order, in one line each; what there is not is left out."""
        sql = f"SELECT {_ROW} FROM events e WHERE e.id = ?"
        with self.file.reading() as connection:
            found = [connection.execute(sql, (name,)).fetchone() for name in ids]
            return _rows(connection, [row for row in found if row is not None])

    def event_claims(self, name: str) -> list[tuple[KeptClaim, str]]:
        """The claims that stand in an event, each with the reason why, newest report first; none where none stands."""
        sql = f"""SELECT n FROM claims WHERE event = (SELECT e FROM event_ids WHERE id = ?) AND status IN ({STANDS})
            ORDER BY n"""
        with self.file.reading() as connection:
            return records(connection, [row[0] for row in connection.execute(sql, (name,))])


def _page(
    connection: sqlite3.Connection, asked: Asked, question: Question, sort: str, descending: bool, after: str | None,
    limit: int,
) -> list[Sequence[Any]]:  # fmt: skip
    columns = _SORTS[sort]
    beyond, bound = _beyond(sort, descending, after) if after is not None else ("true", [])
    # The index holds numbers greatest first and ids in order: the other way round for ascending.
    down, up = ("DESC", "ASC") if descending else ("ASC", "DESC")
    order = ", ".join([*(f"e.{column} {down}" for column in columns), f"e.id {up}"])
    walked, cost = asked.best(float("inf"))
    restricted = len(asked.conditions) > 1 or asked.within < 1
    # Walking along events, most are passed over; gathering, all claims asked for are looked up.
    if restricted and cost <= max(_FEW, limit / asked.share * _PASSED):
        inner, values = asked.source("c.n, c.event AS event", walked, "")
        where = f"e.e IN (SELECT event FROM ({inner}))"
        sql = f"SELECT {_ROW} FROM events e WHERE {where} AND {beyond} ORDER BY {order} LIMIT ?"
        return connection.execute(sql, [*values, *bound, limit]).fetchall()
    conditions, values = _bounds(question)
    if restricted:
        where, more = asked.where()
        conditions += f""" AND EXISTS (SELECT 1 FROM claims c INDEXED BY claims_event
            WHERE c.event = e.e AND c.n BETWEEN ? AND ? AND {where})"""
        values += [asked.low, asked.high, *more]
    sql = f"""SELECT {_ROW} FROM events e INDEXED BY events_{sort} WHERE {beyond} AND {conditions}
        ORDER BY {order} LIMIT ?"""
    return connection.execute(sql, [*bound, *values, limit]).fetchall()


def _bounds(question: Question) -> tuple[str, list[Any]]:
    """What must be true of an event of which a claim is asked for; it spares most looks at claims."""
    parts: list[str] = ["true"]
    values: list[Any] = []
    for column, sign, day in (
        ("last", ">=", question.published_since), ("first", "<=", question.published_until),
        ("ends", ">=", question.since), ("begins", "<=", question.until),
    ):  # fmt: skip
        if day is not None:
            parts.append(f"e.{column} {sign} ?")
            values.append(day.toordinal())
    for code in (*(question.pair or ()), question.actor, question.recipient, question.party):
        if code is not None:
            parts.append("instr(e.parties, ?) > 0")
            values.append(f",{code},")
    if question.event:
        parts.append(f"({' OR '.join(['instr(e.kinds, ?) > 0'] * len(question.event))})")
        values += [f",{kind}," for kind in question.event]
    if question.matter is not None:
        parts.append("instr(',' || e.matter, ?) > 0")
        values.append(f",{question.matter}")
    return " AND ".join(parts), values


def _cursor(sort: str, row: Sequence[Any]) -> str:
    values = {"origins": row[6], "claims": row[7], "first": row[13], "last": row[14]}
    return cursors.written(sort, [values[column] for column in _SORTS[sort]], row[1])


def _beyond(sort: str, descending: bool, after: str) -> tuple[str, list[Any]]:
    """What comes after a cursor: less in the first column in which it differs, or the same with a later id."""
    of, numbers, name = cursors.read(after, str, list, str)
    columns = _SORTS[sort]
    if of != sort or len(numbers) != len(columns) or not all(type(n) is int and abs(n) < 1 << 40 for n in numbers):
        raise cursors.bad()
    less, later = ("<", ">") if descending else (">", "<")
    # The first column bounds the walk; the rest is checked.
    parts, values = [], [numbers[0]]
    for at, column in enumerate((*columns, "id")):
        same = "".join(f"e.{other} = ? AND " for other in columns[:at])
        sign, value = (less, numbers[at]) if column != "id" else (later, name)
        parts.append(f"({same}e.{column} {sign} ?)")
        values += [*numbers[:at], value]
    return f"e.{columns[0]} {less}= ? AND ({' OR '.join(parts)})", values


def _rows(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> list[EventRow]:
    found = []
    for row in rows:
        (_, name, kind, actor, recipient, matter, origins, claims, documents, outlets, told, denied, opened, first,
         last, begins, ends, lead) = row  # fmt: skip
        n = connection.execute("SELECT n FROM claims WHERE id = ?", (lead,)).fetchone()[0]
        found.append(
            EventRow(
                name, kind, apart(actor), apart(recipient), apart(matter), origins, claims, documents, outlets, told,
                denied, opened, day_of(first), day_of(last), day_of(begins), day_of(ends),
                records(connection, [n])[0][0],
            )
        )  # fmt: skip
    return found
