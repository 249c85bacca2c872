"""News in the store, and up to where each reader has seen it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.inert import json_text
from entente.records.news import NEWS, News
from entente.serve.watching.schema import stamp

if TYPE_CHECKING:
    import sqlite3

    from entente.serve.store import Store

#: A reader who comes back within this time is still on the same visit: what was new stays on Today.
VISIT = dt.timedelta(minutes=30)
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Numbered:
    """A piece of news with its number in the store, which grows in the order of writing and is the pages' cursor."""

    number: int
    news: News


@dataclass(frozen=True, slots=True)
class Look:
    """When a reader last looked, UTC, and the number of the newest news there was then."""

    moment: dt.datetime
    number: int


def keep(store: Store, news: Iterable[News]) -> int:
    """Writes news that is not yet kept, told by its key; how many were new.

    The first to come stays as it is: a key is one thing, once. Many are written in several transactions, so that
    others get a turn: after a kill, give the same again.
    """
    new, waiting = 0, iter(news)
    while part := list(itertools.islice(waiting, _AT_ONCE)):
        rows = [(one.key, one.kind, stamp(one.found), one.event, json_text(one.as_dict())) for one in part]
        with store.writing() as connection:
            for row in rows:
                new += connection.execute(
                    "INSERT OR IGNORE INTO news (key, kind, found, event, record) VALUES (?, ?, ?, ?, ?)", row
                ).rowcount
    return new


def since(
    store: Store,
    mark: Look | dt.datetime | None = None,
    *,
    kinds: Sequence[str] = NEWS,
    watches: Sequence[str] | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Numbered]:
    """Kept news, newest first.

    Args:
        store: the store.
        mark: only what came after that look, or was found after that moment; None for all.
        kinds: of these kinds.
        watches: only what one of these watches (ids) was alerted to; None for all.
        after: number of the last row of the page before: goes on from there.
        limit: most rows.
    """
    where, values = _where(mark, kinds, watches)
    if after is not None:
        where.append("news.number < ?")
        values.append(after)
    sql = f"SELECT number, record FROM news WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT ?"  # noqa: S608
    return [numbered(row) for row in store.ask(sql, [*values, max(0, limit)])]


def keys(
    store: Store, mark: Look | dt.datetime | None = None, *, kinds: Sequence[str] = NEWS,
    watches: Sequence[str] | None = None, limit: int = 50,
) -> list[tuple[int, str]]:  # fmt: skip
    """Number and key of kept news, newest first: of much news in far less time than `since`, whose arguments it has."""
    where, values = _where(mark, kinds, watches)
    sql = f"SELECT number, key FROM news WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT ?"  # noqa: S608
    return [(int(row["number"]), str(row["key"])) for row in store.ask(sql, [*values, max(0, limit)])]


def these(store: Store, numbers: Sequence[int]) -> list[Numbered]:
    """Kept news by its numbers, in that order; what there is not is left out."""
    sql = f"SELECT number, record FROM news WHERE number IN ({_marks(numbers)})"  # noqa: S608
    found = {int(row["number"]): row for row in store.ask(sql, list(numbers))}
    return [numbered(found[number]) for number in numbers if number in found]


def counts(
    store: Store, mark: Look | dt.datetime | None = None, *, watches: Sequence[str] | None = None
) -> dict[str, int]:
    """How much news of each kind there is, every kind of NEWS in its order. The arguments are as for `since`."""
    where, values = _where(mark, NEWS, watches)
    sql = f"SELECT kind, count(*) AS many FROM news WHERE {' AND '.join(where)} GROUP BY kind"  # noqa: S608
    found = {row["kind"]: int(row["many"]) for row in store.ask(sql, values)}
    return {kind: found.get(kind, 0) for kind in NEWS}


def _where(
    mark: Look | dt.datetime | None, kinds: Sequence[str], watches: Sequence[str] | None
) -> tuple[list[str], list[object]]:
    where, values = [f"kind IN ({_marks(kinds)})"], list[object](kinds)
    if isinstance(mark, Look):
        where.append("news.number > ?")
        values.append(mark.number)
    elif mark is not None:
        where.append("found > ?")
        values.append(stamp(mark))
    if watches is not None:
        where.append(f"news.number IN (SELECT news FROM alerts WHERE watch IN ({_marks(watches)}))")  # noqa: S608
        values.extend(watches)
    return where, values


def looked(store: Store, reader: str, now: dt.datetime, *, finished: bool = False) -> None:
    """Marks that a reader looks at Today now.

    Looks that follow each other within VISIT are one visit; `last_looked` tells where the visit before ended.

    Args:
        store: the store.
        reader: name.
        now: the moment, UTC.
        finished: the reader has said that everything is seen: from now on only later news is new.
    """
    with store.writing(lasting=False) as connection:
        newest = connection.execute("SELECT coalesce(max(number), 0) FROM news").fetchone()[0]
        row = connection.execute("SELECT * FROM looks WHERE reader = ?", (reader,)).fetchone()
        before = (row["before_moment"], row["before_number"]) if row else (None, None)
        if row is not None and now - dt.datetime.fromisoformat(row["moment"]) > VISIT:
            before = (row["moment"], row["number"])
        if finished:
            before = (stamp(now), newest)
        connection.execute(
            "INSERT OR REPLACE INTO looks (reader, moment, number, before_moment, before_number) VALUES (?,?,?,?,?)",
            (reader, stamp(now), newest, *before),
        )


def last_looked(store: Store, reader: str) -> Look | None:
    """Where the reader's last visit but this one ended, None where there was none: then everything is new."""
    rows = store.ask("SELECT before_moment, before_number FROM looks WHERE reader = ?", (reader,))
    if not rows or rows[0]["before_moment"] is None:
        return None
    return Look(dt.datetime.fromisoformat(rows[0]["before_moment"]), int(rows[0]["before_number"]))


def numbered(row: sqlite3.Row) -> Numbered:
    """A row with `number` and `record`."""
    return Numbered(int(row["number"]), News.from_dict(json.loads(row["record"])))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
