"""The outbox: what is due, who sends it, and what came of it. Every step is one transaction in the store.

A delivery is claimed under the store's write lock before anything is sent, so that two keepers never send it both. One
whose keeper died while sending is found by its age: a webhook is sent again, since its receiver can tell a repeat by
the delivery's id; a mail is not, since a mailbox cannot, and a person decides.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.errors import InputError
from entente.records.news import News
from entente.serve.watching.schema import stamp
from entente.serve.watching.watches import Who, watch_of

if TYPE_CHECKING:
    import sqlite3

    from entente.serve.store import Store

#: Waits after the first, second ... failure; after one more failure it is given up.
WAITS = (60.0, 300.0, 1800.0, 7200.0, 43200.0)
#: Added to a wait at random, as a part of it, so that what failed together does not come back together.
JITTER = 0.2
#: The longest that a receiver's Retry-After is heeded, seconds.
LONGEST_WAIT = 86400.0
#: Seconds after which something in "sending" has lost its sender; longer than any one sending may take.
LEASE = 120.0
#: Seconds between two mails of one watch to one address: what comes meanwhile is one mail.
MAIL_GAP = 300.0
#: Pieces of news in one mail.
MOST_IN_MAIL = 50
#: After a failure, seconds in which nothing else is tried at the same place.
REST = 60.0


@dataclass(frozen=True, slots=True)
class Errand:
    """Deliveries of one watch to one place that go out together: one for a webhook, one or more for a mail.

    Attributes:
        ids: of the deliveries; `news`: what each tells.
        batch: id of the mail, the same at each attempt, "" for a webhook.
        watch, watch_name, secret: of the watch.
        attempts: how often it was tried before.
        token: who claimed it.
    """

    ids: tuple[str, ...]
    news: tuple[News, ...]
    channel: str
    target: str
    batch: str
    watch: str
    watch_name: str
    secret: str
    attempts: int
    token: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an errand.

    Attributes:
        state: "sent", "failed", "given up" or "uncertain".
        error: why, "" where it was sent.
        retry_after: seconds that the receiver asks to wait.
        gone: the receiver wants no more of it: the watch's webhook is paused.
        channel_down: nothing goes out by this channel to anyone now.
    """

    state: str
    error: str = ""
    retry_after: float | None = None
    gone: bool = False
    channel_down: bool = False


def release_lost(store: Store, now: dt.datetime) -> int:
    """Deliveries whose sender died become due again (webhook) or uncertain (mail); how many."""
    old = stamp(now - dt.timedelta(seconds=LEASE))
    with store.writing() as connection:
        connection.execute("DELETE FROM rests WHERE until <= ?", (stamp(now),))
        return connection.execute(
            "UPDATE deliveries SET state = CASE channel WHEN 'webhook' THEN 'failed' ELSE 'uncertain' END,"
            " error = 'the desk stopped while sending', next_try = ?, changed = ?, claimed_by = ''"
            " WHERE state = 'sending' AND changed < ?",
            (stamp(now), stamp(now), old),
        ).rowcount


# Each place that a watch sends to, its deliveries found by the index of those that are open.
_NEXT = """
WITH places (watch, channel, target) AS (
    SELECT id, 'webhook', webhook FROM watches WHERE paused = 0 AND webhook != '' AND webhook_off = ''
    UNION ALL SELECT watches.id, 'mail', value FROM watches, json_each(mail) WHERE paused = 0 AND :mail),
free AS (
    SELECT * FROM places WHERE NOT EXISTS (
        SELECT 1 FROM rests WHERE rests.channel = places.channel AND rests.watch IN ('', places.watch)
        AND rests.target IN ('*', places.target) AND until > :now)
    AND NOT EXISTS (
        SELECT 1 FROM deliveries WHERE state = 'sending' AND channel = places.channel AND target = places.target)),
firsts AS (
    SELECT (SELECT id FROM deliveries WHERE state IN ('waiting', 'failed') AND watch = free.watch
        AND channel = free.channel AND target = free.target AND next_try <= :now
        ORDER BY attempts, alert LIMIT 1) AS first FROM free)
SELECT deliveries.* FROM firsts JOIN deliveries ON id = first ORDER BY attempts, alert, id LIMIT 1
"""


def claim(store: Store, now: dt.datetime, token: str, *, mail: bool) -> Errand | None:
    """Takes the next errand that is due and marks it as being sent, or None.

    Nothing goes to a place that something is being sent to, or that rests. What was tried least goes first, then what
    is oldest: one message that a receiver cannot take holds up no other. What a paused watch still has waits.

    Args:
        store: the store.
        now: the moment, UTC.
        token: of the keeper.
        mail: whether mail can be sent at all.
    """
    values = {"now": stamp(now), "mail": mail}
    if not store.ask(_NEXT, values):  # most rounds have nothing to do, and need no lock to see it
        return None
    with store.writing() as connection:
        row = connection.execute(_NEXT, values).fetchone()
        if row is None:
            return None
        rows = _batch(connection, row, stamp(now)) if row["channel"] == "mail" else [row]
        ids = [one["id"] for one in rows]
        batch = row["batch"] or (_digest(ids) if row["channel"] == "mail" else "")
        connection.executemany(
            "UPDATE deliveries SET state = 'sending', changed = ?, claimed_by = ?, batch = ? WHERE id = ?",
            [(stamp(now), token, batch, id) for id in ids],
        )
        return _errand(connection, rows, batch, token)


def settle(store: Store, errand: Errand, outcome: Outcome, now: dt.datetime) -> None:
    """Writes what came of an errand; nothing where it is no longer this keeper's."""
    attempts = errand.attempts + 1
    state, next_try = outcome.state, now
    if state == "failed":
        wait = wait_after(attempts, errand.ids[0], outcome.retry_after)
        state, next_try = ("given up", now) if wait is None else ("failed", now + dt.timedelta(seconds=wait))
    with store.writing() as connection:
        connection.executemany(
            "UPDATE deliveries SET state = ?, attempts = ?, next_try = ?, changed = ?, error = ?, claimed_by = ''"
            " WHERE id = ? AND claimed_by = ? AND state = 'sending'",
            [(state, attempts, stamp(next_try), stamp(now), outcome.error, id, errand.token) for id in errand.ids],
        )
        if outcome.gone:
            _webhook_gone(connection, errand, outcome.error, now)
        else:
            _rest(connection, errand, outcome, now)


def _rest(connection: sqlite3.Connection, errand: Errand, outcome: Outcome, now: dt.datetime) -> None:
    if outcome.state != "sent":
        seconds = max(REST, min(outcome.retry_after or 0.0, LONGEST_WAIT))
        row = (errand.channel, "", "*" if outcome.channel_down else errand.target)
    elif errand.channel == "mail":
        seconds, row = MAIL_GAP, (errand.channel, errand.watch, errand.target)
    else:
        return
    connection.execute(
        "INSERT OR REPLACE INTO rests (channel, watch, target, until) VALUES (?, ?, ?, ?)",
        (*row, stamp(now + dt.timedelta(seconds=seconds))),
    )


def again(store: Store, id: str, who: Who, now: dt.datetime) -> None:
    """Has a delivery that was given up or is uncertain sent once more; a mail goes with all that was in it.

    Raises InputError where there is none such of a watch that `who` may change.
    """
    rows = store.ask("SELECT watch, channel, target, batch, state FROM deliveries WHERE id = ?", (id,))
    if not rows or rows[0]["state"] not in ("given up", "uncertain"):
        raise InputError("nothing to send again", mend="only what was given up or is uncertain can be")
    watch_of(store, rows[0]["watch"], who)
    with store.writing() as connection:
        connection.execute(
            "UPDATE deliveries SET state = 'waiting', attempts = 0, next_try = ?, changed = ?"
            " WHERE (id = ? OR (batch = ? AND batch != '')) AND state IN ('given up', 'uncertain')",
            (stamp(now), stamp(now), id, rows[0]["batch"]),
        )
        place = (rows[0]["channel"], rows[0]["watch"], rows[0]["target"])
        connection.execute("DELETE FROM rests WHERE channel = ? AND watch IN ('', ?) AND target = ?", place)


def wait_after(attempts: int, seed: str, retry_after: float | None) -> float | None:
    """Seconds to wait after that many failures, None to give up.

    Exponential back-off with jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), the
    jitter drawn from `seed` and so the same each time; at least what the receiver asks (RFC 9110, 10.2.3), but not
    more than LONGEST_WAIT.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * (1 + JITTER * random.Random(f"{seed} {attempts}").random())  # noqa: S311
    return max(wait, min(retry_after or 0.0, LONGEST_WAIT))


def _batch(connection: sqlite3.Connection, row: sqlite3.Row, now: str) -> list[sqlite3.Row]:
    """What goes in one mail with `row`: what went with it before, or everything new of the watch for that address."""
    found = connection.execute(
        "SELECT * FROM deliveries WHERE watch = ? AND channel = 'mail' AND target = ? AND batch = ?"
        " AND state IN ('waiting', 'failed') AND (batch != '' OR next_try <= ?) ORDER BY alert LIMIT ?",
        (row["watch"], row["target"], row["batch"], now, MOST_IN_MAIL),
    )
    return list(found.fetchall())


def _digest(ids: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:32]


def _errand(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row], batch: str, token: str) -> Errand:
    news = []
    for row in rows:
        sql = "SELECT record FROM news JOIN alerts ON alerts.news = news.number WHERE alerts.number = ?"
        news.append(News.from_dict(json.loads(connection.execute(sql, (row["alert"],)).fetchone()["record"])))
    watch = connection.execute("SELECT id, name, secret FROM watches WHERE id = ?", (rows[0]["watch"],)).fetchone()
    return Errand(
        tuple(row["id"] for row in rows), tuple(news), rows[0]["channel"], rows[0]["target"], batch, watch["id"],
        watch["name"], watch["secret"], int(rows[0]["attempts"]), token,
    )  # fmt: skip


def _webhook_gone(connection: sqlite3.Connection, errand: Errand, error: str, now: dt.datetime) -> None:
    connection.execute(
        "UPDATE watches SET webhook_off = ?, version = version + 1 WHERE id = ? AND webhook = ?",
        (error, errand.watch, errand.target),
    )
    connection.execute(
        "UPDATE deliveries SET state = 'given up', error = ?, changed = ? WHERE watch = ? AND channel = 'webhook'"
        " AND target = ? AND state IN ('waiting', 'failed')",
        (error, stamp(now), errand.watch, errand.target),
    )
