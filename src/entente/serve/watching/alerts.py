"""Alerts: which news fits which watch, written once, and what has gone out of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.records.kept import Question
from entente.records.news import News
from entente.serve.watching.news_kept import Numbered, numbered
from entente.serve.watching.schema import stamp
from entente.serve.watching.watches import Watch, running

if TYPE_CHECKING:
    import sqlite3

    from entente.serve.store import Store

#: Which of these claims (ids) fit a question.
Matching = Callable[[Question, Sequence[str]], set[str]]
#: The question of a watch; raises UsageError where it can no longer be read.
QuestionOf = Callable[[Watch], Question]
#: News weighed in one go; claims asked for in one question to the index.
_NEWS_AT_ONCE, _CLAIMS_AT_ONCE = 200, 400


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one place.

    Attributes:
        id: 32 hex digits, the same at each attempt.
        channel: "webhook" or "mail"; `target`: the address.
        state: "waiting"; "sending"; "sent"; "failed", tried and to be tried again; "given up"; "uncertain", a mail of
            which nobody knows whether it arrived.
        attempts: how often it was tried; `next_try`: when it is tried again, UTC.
        changed: when it came to that state, UTC; `error`: what went wrong the last time.
    """

    id: str
    channel: str
    target: str
    state: str
    attempts: int
    next_try: dt.datetime
    changed: dt.datetime
    error: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A piece of news that fits a watch. `number`: cursor of the pages; `made`: moment, UTC."""

    number: int
    watch: str
    watch_name: str
    news: News
    made: dt.datetime
    deliveries: tuple[Delivery, ...]


def evaluate(store: Store, matching: Matching, question_of: QuestionOf, now: dt.datetime, *, limit: int = 2000) -> int:
    """Writes the alerts, and what is to be sent, of kept news that was not yet weighed; how many alerts were new.

    Each piece of news is weighed for all watches in one transaction, so that a kill leaves it either weighed or not;
    an alert is unique to watch and news, and so is a delivery to alert, channel and target.

    Args:
        store: the store.
        matching: asks the index.
        question_of: reads a watch's question. Where it raises UsageError, the watch is marked with the fault and the
            others go on.
        now: the moment, UTC.
        limit: most news weighed in this call, oldest first.
    """
    made = done = 0
    while done < limit:
        rows = store.ask(
            "SELECT number, record FROM news WHERE weighed = 0 ORDER BY number LIMIT ?",
            (min(_NEWS_AT_ONCE, limit - done),),
        )
        if not rows:
            break
        watches = running(store)
        fits = _fits(store, watches, [numbered(row) for row in rows], matching, question_of)
        written = _write(store, watches, [int(row["number"]) for row in rows], fits, now)
        if written is None:  # a watch was changed in between: weigh again by what it asks now
            continue
        made, done = made + written, done + len(rows)
    return made


def preview(
    store: Store, watch: Watch, matching: Matching, asked: Question, *, newest: int = 2000, limit: int = 20
) -> list[Numbered]:
    """What a watch, kept or not, would have told of the `newest` kept news: newest first, `limit` at most."""
    marks = ", ".join("?" * len(watch.conditions))
    rows = store.ask(
        f"SELECT number, record FROM (SELECT number, kind, record FROM news ORDER BY number DESC LIMIT ?)"  # noqa: S608
        f" WHERE kind IN ({marks}) ORDER BY number DESC",
        (newest, *watch.conditions),
    )
    found = [numbered(row) for row in rows]
    hits = _hits(matching, asked, [one.news for one in found])
    return [one for one in found if not hits.isdisjoint(one.news.claims)][:limit]


def alerts(
    store: Store,
    *,
    watch: str | None = None,
    owner: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Alert]:
    """Alerts, newest first, each with its deliveries.

    Args:
        store: the store.
        watch: of this watch (id); `owner`: of this reader's watches; neither: of all.
        after: number of the last row of the page before.
        limit: most rows.
    """
    numbers = _newest(store, watch, owner, after, max(0, limit))
    rows = store.ask(
        "SELECT alerts.number, alerts.watch, watches.name, alerts.made, news.record FROM alerts"
        " JOIN watches ON watches.id = alerts.watch JOIN news ON news.number = alerts.news"
        " WHERE alerts.number IN (SELECT value FROM json_each(?)) ORDER BY alerts.number DESC",
        (json.dumps(numbers),),
    )
    sent = _deliveries(store, [int(row["number"]) for row in rows])
    return [
        Alert(
            int(row["number"]), row["watch"], row["name"], News.from_dict(json.loads(row["record"])),
            dt.datetime.fromisoformat(row["made"]), tuple(sent.get(int(row["number"]), ())),
        )
        for row in rows
    ]  # fmt: skip


def _newest(store: Store, watch: str | None, owner: str | None, after: int | None, limit: int) -> list[int]:
    """The newest of each watch by its index, then the newest of those: a few are found among very many."""
    watches = store.ask(
        "SELECT id FROM watches WHERE (:watch IS NULL OR id = :watch) AND (:owner IS NULL OR owner = :owner)",
        {"watch": watch, "owner": owner},
    )
    sql = "SELECT number FROM alerts WHERE watch = ? AND number < ? ORDER BY number DESC LIMIT ?"
    before = after if after is not None else 2**62
    return sorted(
        (int(row["number"]) for one in watches for row in store.ask(sql, (one["id"], before, limit))), reverse=True
    )[:limit]


def delivery_counts(store: Store, watch: str | None = None) -> dict[str, int]:
    """How many deliveries are in each state that occurs; of one watch (id) or of all."""
    where, values = ("WHERE watch = ?", [watch]) if watch else ("", [])
    sql = f"SELECT state, count(*) AS many FROM deliveries {where} GROUP BY state ORDER BY state"  # noqa: S608
    return {row["state"]: int(row["many"]) for row in store.ask(sql, values)}


def _fits(
    store: Store, watches: Sequence[Watch], news: Sequence[Numbered], matching: Matching, question_of: QuestionOf
) -> list[tuple[Watch, int]]:
    fits = []
    for watch in watches:
        meant = [one for one in news if one.news.kind in watch.conditions]
        if not meant:
            continue
        try:
            hits = _hits(matching, question_of(watch), [one.news for one in meant])
        except UsageError as error:
            _mark_fault(store, watch, str(error))
            continue
        _mark_fault(store, watch, "")
        fits += [(watch, one.number) for one in meant if not hits.isdisjoint(one.news.claims)]
    return fits


def _hits(matching: Matching, asked: Question, news: Sequence[News]) -> set[str]:
    claims = list(dict.fromkeys(claim for one in news for claim in one.claims))
    hits: set[str] = set()
    for begin in range(0, len(claims), _CLAIMS_AT_ONCE):
        hits |= matching(asked, claims[begin : begin + _CLAIMS_AT_ONCE])
    return hits


def _mark_fault(store: Store, watch: Watch, fault: str) -> None:
    if watch.fault != fault:
        with store.writing() as connection:
            connection.execute(
                "UPDATE watches SET fault = ? WHERE id = ? AND version = ?", (fault, watch.id, watch.version)
            )


def _write(
    store: Store, watches: Sequence[Watch], numbers: Sequence[int], fits: Sequence[tuple[Watch, int]], now: dt.datetime
) -> int | None:
    """How many alerts were new; None, and nothing written, where the watches are no longer those that were asked."""
    made = 0
    with store.writing() as connection:
        held = connection.execute("SELECT id, version FROM watches WHERE paused = 0 ORDER BY id").fetchall()
        if [tuple(row) for row in held] != [(watch.id, watch.version) for watch in watches]:
            return None
        for watch, number in fits:
            cursor = connection.execute(
                "INSERT OR IGNORE INTO alerts (watch, news, made) VALUES (?, ?, ?)", (watch.id, number, stamp(now))
            )
            if cursor.rowcount:
                made += 1
                _queue(connection, watch, number, int(cursor.lastrowid or 0), now)
        connection.executemany("UPDATE news SET weighed = 1 WHERE number = ?", [(number,) for number in numbers])
    return made


def _queue(connection: sqlite3.Connection, watch: Watch, number: int, alert: int, now: dt.datetime) -> None:
    for channel, target in _ways(watch):
        # Of what never changes, so that a receiver can tell a repeat from a new thing.
        id = hashlib.sha256("\n".join((watch.id, str(number), channel, target)).encode()).hexdigest()[:32]
        connection.execute(
            "INSERT OR IGNORE INTO deliveries (id, alert, watch, channel, target, state, next_try, changed)"
            " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)",
            (id, alert, watch.id, channel, target, stamp(now), stamp(now)),
        )


def _ways(watch: Watch) -> Iterator[tuple[str, str]]:
    if watch.channels.webhook and not watch.webhook_off:
        yield "webhook", watch.channels.webhook
    for address in watch.channels.mail:
        yield "mail", address


def _deliveries(store: Store, alerts: Sequence[int]) -> dict[int, list[Delivery]]:
    sql = "SELECT * FROM deliveries WHERE alert IN (SELECT value FROM json_each(?)) ORDER BY channel DESC, target"
    found: dict[int, list[Delivery]] = {}
    for row in store.ask(sql, (json.dumps(list(alerts)),)):
        found.setdefault(int(row["alert"]), []).append(
            Delivery(
                row["id"], row["channel"], row["target"], row["state"], int(row["attempts"]),
                dt.datetime.fromisoformat(row["next_try"]), dt.datetime.fromisoformat(row["changed"]), row["error"],
            )
        )  # fmt: skip
    return found
