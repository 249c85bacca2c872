"""Tables of news, watches, alerts and deliveries in the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entente.serve.store import Store

#: A clock, UTC.
Clock = Callable[[], dt.datetime]

# A row of `rests`: nothing goes by `channel` to `target` ("*": to anyone) out of `watch` ("": out of any) till then.
# `news.number` grows in the order of writing, so that it can be a cursor; AUTOINCREMENT never gives one again
# (SQLite, "SQLite Autoincrement").
SCHEMA = """
CREATE TABLE IF NOT EXISTS news (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, found TEXT NOT NULL,
    event TEXT, record TEXT NOT NULL, weighed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS news_by_kind ON news (kind, number);
CREATE INDEX IF NOT EXISTS news_by_found ON news (found);
CREATE INDEX IF NOT EXISTS news_by_event ON news (event) WHERE event IS NOT NULL;
CREATE INDEX IF NOT EXISTS news_unweighed ON news (number) WHERE weighed = 0;
CREATE TABLE IF NOT EXISTS looks (
    reader TEXT PRIMARY KEY, moment TEXT NOT NULL, number INTEGER NOT NULL, before_moment TEXT, before_number INTEGER);
CREATE TABLE IF NOT EXISTS watches (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL, page TEXT NOT NULL,
    question TEXT NOT NULL, conditions TEXT NOT NULL, feed INTEGER NOT NULL, webhook TEXT NOT NULL,
    secret TEXT NOT NULL, mail TEXT NOT NULL, paused INTEGER NOT NULL, created TEXT NOT NULL, feed_key TEXT NOT NULL,
    webhook_off TEXT NOT NULL DEFAULT '', fault TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS watches_by_owner ON watches (owner, created);
CREATE TABLE IF NOT EXISTS alerts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, watch TEXT NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    news INTEGER NOT NULL REFERENCES news (number) ON DELETE CASCADE, made TEXT NOT NULL, UNIQUE (watch, news));
CREATE INDEX IF NOT EXISTS alerts_by_watch ON alerts (watch, number);
CREATE INDEX IF NOT EXISTS alerts_by_news ON alerts (news);
CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alerts (number) ON DELETE CASCADE, watch TEXT NOT NULL,
    channel TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    next_try TEXT NOT NULL, changed TEXT NOT NULL, error TEXT NOT NULL DEFAULT '', batch TEXT NOT NULL DEFAULT '',
    claimed_by TEXT NOT NULL DEFAULT '', UNIQUE (alert, channel, target));
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (watch, channel, target, attempts, alert)
    WHERE state IN ('waiting', 'failed');
CREATE INDEX IF NOT EXISTS deliveries_sending ON deliveries (channel, target) WHERE state = 'sending';
CREATE INDEX IF NOT EXISTS deliveries_by_watch ON deliveries (watch, state);
CREATE INDEX IF NOT EXISTS deliveries_by_batch ON deliveries (batch) WHERE batch != '';
CREATE TABLE IF NOT EXISTS rests (
    channel TEXT NOT NULL, watch TEXT NOT NULL, target TEXT NOT NULL, until TEXT NOT NULL,
    PRIMARY KEY (channel, watch, target))
"""


def prepare(store: Store) -> None:
    """Makes the tables that are missing. Call it once for each process, before anything else here."""
    store.make(SCHEMA)


def stamp(moment: dt.datetime) -> str:
    """A moment as the tables hold it: UTC, ISO 8601, always with microseconds, so that texts sort as moments do."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
