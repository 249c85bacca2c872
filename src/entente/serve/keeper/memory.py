"""What the keeper remembers from round to round, in the store: how happenings stood, what was told, how it gets on.

A round is kept in one transaction, its news among it; from there the news goes to where pages read it, by its keys, so
that a kill between the two neither loses nor doubles any (the outbox pattern: C. Richardson, Microservices Patterns,
2018, 3.3.7).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from entente.inert import json_text
from entente.records.news import News
from entente.records.noticed import EventState, Pair, Round
from entente.serve.watching.schema import stamp

if TYPE_CHECKING:
    import sqlite3

    from entente.serve.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS keeper (
    id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER, phase TEXT NOT NULL DEFAULT '',
    done INTEGER NOT NULL DEFAULT 0, total INTEGER, lag REAL NOT NULL DEFAULT 0, beat TEXT, began TEXT, pid INTEGER,
    fault TEXT NOT NULL DEFAULT '', pruned TEXT);
CREATE TABLE IF NOT EXISTS event_states (
    event TEXT PRIMARY KEY, state TEXT NOT NULL, sides TEXT NOT NULL, origins INTEGER NOT NULL, last TEXT,
    recorded TEXT NOT NULL, told INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS news_seen (key TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS news_weights (key TEXT PRIMARY KEY, weight REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS news_pending (number INTEGER PRIMARY KEY AUTOINCREMENT, records TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pairs_looked (
    one TEXT, two TEXT, waiting INTEGER NOT NULL, looked TEXT NOT NULL, turns TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (one, two));
CREATE INDEX IF NOT EXISTS pairs_waiting ON pairs_looked (looked) WHERE waiting = 1
"""
#: Seconds without a sign of life after which it is stuck; and in phases that have one long step without any.
SILENCE, PATIENCE = 60.0, 900.0
INDEXING, ENDED = "indexing", "ended"
_LONG = (INDEXING, "starting")
#: News of one row on its way; ids asked for at once.
_CHUNK, _ASKED = 200, 500
#: Days after which a week's news has lost half of what it weighs for being new, and what being new weighs.
_HALF, _NEW = 7, 3.0
#: Days after which what was told is forgotten; news that old is told no more, so that it cannot come twice.
FORGOTTEN, OLD_NEWS = 400, 400


@dataclass(frozen=True, slots=True)
class Progress:
    """How the keeper is getting on.

    Attributes:
        phase: what it does, in words: INDEXING, "looking for news", "watching" (nothing to do), ENDED ...
        done, total: of the phase, `total` None where it cannot be told.
        lag: seconds for which the ledger has held something that is not taken up yet.
        beat: its last sign of life, UTC; None where it never ran.
        began: when it was started, UTC; `pid`: of its process.
        fault: why the last round failed, in one line; "" where it did not.
    """

    phase: str
    done: int
    total: int | None
    lag: float
    beat: dt.datetime | None
    began: dt.datetime | None
    pid: int | None
    fault: str

    def silent(self, now: dt.datetime) -> float | None:
        """Seconds since its last sign of life, None where it never gave one."""
        return None if self.beat is None else max(0.0, (now - self.beat).total_seconds())

    def stuck(self, now: dt.datetime) -> bool:
        """Whether it gives no sign of life: it hangs, or does not run."""
        silent = self.silent(now)
        return silent is None or self.phase == ENDED or silent > (PATIENCE if self.phase in _LONG else SILENCE)

    @property
    def words(self) -> str:
        """ "indexing 300,000 of 1,000,000"."""
        if not self.done and not self.total:
            return self.phase
        return f"{self.phase} {self.done:,}" + (f" of {self.total:,}" if self.total else "")


def prepare(store: Store) -> None:
    """Makes the tables that are missing."""
    store.make(SCHEMA)


def progress(store: Store) -> Progress | None:
    """How the keeper of a store is getting on; None where none ever ran there."""
    rows = store.ask("SELECT * FROM keeper") if _is_prepared(store) else []
    if not rows:
        return None
    row = rows[0]
    beat, began = (dt.datetime.fromisoformat(row[name]) if row[name] else None for name in ("beat", "began"))
    return Progress(row["phase"], row["done"], row["total"], row["lag"], beat, began, row["pid"], row["fault"])


def _is_prepared(store: Store) -> bool:
    return bool(store.ask("SELECT 1 FROM sqlite_master WHERE name = 'keeper'"))


def weights(store: Store, keys: Sequence[str]) -> dict[str, float]:
    """How important news is, by key: more is more. What is not known is left out."""
    found: dict[str, float] = {}
    for at in range(0, len(keys), _ASKED) if _is_prepared(store) else ():
        some = keys[at : at + _ASKED]
        rows = store.ask(f"SELECT key, weight FROM news_weights WHERE key IN ({_marks(some)})", list(some))  # noqa: S608
        found.update({row["key"]: row["weight"] for row in rows})
    return found


class Memory:
    """The keeper's side of the tables."""

    def __init__(self, store: Store) -> None:
        """Makes the tables that are missing."""
        prepare(store)
        self.store = store
        with store.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO keeper (id) VALUES (1)")

    # ------------------------------------------------------------------ signs of life

    def beat(self, **fields: Any) -> None:
        """Writes fields of the keeper's row: phase, done, total, lag, beat, began, pid, fault."""
        names = ", ".join(f"{name} = :{name}" for name in fields)
        with self.store.writing(lasting=False) as connection:
            connection.execute(f"UPDATE keeper SET {names} WHERE id = 1", fields)  # noqa: S608

    # ------------------------------------------------------------------ what was known

    @property
    def version(self) -> int | None:
        """The version of the index up to which news was looked for; None where it never was."""
        version: int | None = self.store.ask("SELECT version FROM keeper")[0]["version"]
        return version

    def states(self, events: Sequence[str]) -> dict[str, EventState]:
        """How events stood when they were last looked at."""
        found: dict[str, EventState] = {}
        for at in range(0, len(events), _ASKED):
            some = events[at : at + _ASKED]
            for row in self.store.ask(f"SELECT * FROM event_states WHERE event IN ({_marks(some)})", list(some)):  # noqa: S608
                found[row["event"]] = EventState(
                    row["event"], row["state"], row["sides"], row["origins"], _day(row["last"]),
                    dt.datetime.fromisoformat(row["recorded"]), bool(row["told"]),
                )  # fmt: skip
        return found

    def get(self, key: str, /) -> dt.date | None:
        """The day of a key that was told (`records.noticed.Seen`)."""
        rows = self.store.ask("SELECT day FROM news_seen WHERE key = ?", (key,))
        return _day(rows[0]["day"]) if rows else None

    # ------------------------------------------------------------------ a round

    def keep(self, rounds: Iterable[Round], *, version: int | None = None) -> int:
        """Keeps what rounds came to, in one transaction; how much news there is among it.

        Args:
            version: of the index up to which news was looked for with this.
        """
        with self.store.writing() as connection:
            told: dict[str, tuple[float, News]] = {}
            for each in rounds:
                _keep_round(connection, each)
                told.update({one.key: (each.weights[one.key], one) for one in each.news})
            # The pages show what was kept last first: so the most important comes last.
            newest = max((one.published for _, one in told.values() if one.published), default=None)
            order = sorted(told.values(), key=lambda pair: (_rank(pair[0], pair[1], newest), pair[1].key))
            for at in range(0, len(order), _CHUNK):
                records = json_text([one.as_dict() for _, one in order[at : at + _CHUNK]])
                connection.execute("INSERT INTO news_pending (records) VALUES (?)", (records,))
            if version is not None:
                connection.execute("UPDATE keeper SET version = ? WHERE id = 1", (version,))
        return len(told)

    def pending(self) -> Iterator[tuple[int, list[News]]]:
        """News that is kept but not yet where pages read it, oldest first, each with the number to be `passed`."""
        while rows := self.store.ask("SELECT number, records FROM news_pending ORDER BY number LIMIT 1"):
            yield rows[0]["number"], [News.from_dict(record) for record in json.loads(rows[0]["records"])]

    def passed(self, number: int) -> None:
        """That news is where pages read it."""
        with self.store.writing() as connection:
            connection.execute("DELETE FROM news_pending WHERE number = ?", (number,))

    # ------------------------------------------------------------------ pairs

    def waiting(self, before: dt.datetime, limit: int) -> list[Pair]:
        """Pairs that are to be looked at, those that wait longest first. `before`: not those looked at since."""
        sql = "SELECT one, two FROM pairs_looked WHERE waiting = 1 AND looked < ? ORDER BY looked, rowid LIMIT ?"
        return [(row["one"], row["two"]) for row in self.store.ask(sql, (stamp(before), limit))]

    def count_waiting(self) -> int:
        """Number of pairs that are to be looked at."""
        return int(self.store.ask("SELECT count(*) AS n FROM pairs_looked WHERE waiting = 1")[0]["n"])

    def turned(self, pair: Pair) -> str:
        """The day, ISO, as of which turns were last looked for in a pair; "" for never."""
        rows = self.store.ask("SELECT turns FROM pairs_looked WHERE one = ? AND two = ?", pair)
        return str(rows[0]["turns"]) if rows else ""

    def looked(self, pairs: Sequence[Pair], turned: Mapping[Pair, str], now: dt.datetime) -> None:
        """That pairs were looked at; `turned`: those in which turns were looked for, with the day."""
        with self.store.writing() as connection:
            sql = "UPDATE pairs_looked SET waiting = 0, looked = ? WHERE one = ? AND two = ?"
            connection.executemany(sql, [(stamp(now), *pair) for pair in pairs])
            sql = "UPDATE pairs_looked SET turns = ? WHERE one = ? AND two = ?"
            connection.executemany(sql, [(day, *pair) for pair, day in turned.items()])

    # ------------------------------------------------------------------ age

    def prune(self, now: dt.datetime, newest: dt.date) -> None:
        """Forgets what is so old that it cannot be news again, once a day."""
        last = self.store.ask("SELECT pruned FROM keeper")[0]["pruned"]
        if last and (now - dt.datetime.fromisoformat(last)).days < 1:
            return
        edge = (newest - dt.timedelta(days=FORGOTTEN)).isoformat()
        with self.store.writing() as connection:
            connection.execute("DELETE FROM news_seen WHERE day < ?", (edge,))
            connection.execute("DELETE FROM event_states WHERE last < ?", (edge,))
            connection.execute("DELETE FROM pairs_looked WHERE waiting = 0 AND looked < ?", (stamp(now - _YEAR),))
            connection.execute("DELETE FROM news WHERE found < ?", (stamp(now - dt.timedelta(days=OLD_NEWS)),))
            connection.execute("DELETE FROM news_weights WHERE key NOT IN (SELECT key FROM news)")
            connection.execute("UPDATE keeper SET pruned = ? WHERE id = 1", (stamp(now),))


_YEAR = dt.timedelta(days=365)


def _keep_round(connection: sqlite3.Connection, each: Round) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO event_states VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (s.event, s.state, s.sides, s.origins, s.last.isoformat() if s.last else None, stamp(s.recorded), s.told)
            for s in each.states
        ],
    )
    connection.executemany(
        "INSERT INTO news_seen VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET day = max(day, excluded.day)",
        [(key, day.isoformat()) for key, day in each.seen.items()],
    )
    connection.executemany("INSERT OR IGNORE INTO news_weights VALUES (?, ?)", list(each.weights.items()))
    connection.executemany(
        "INSERT INTO pairs_looked (one, two, waiting, looked) VALUES (?, ?, 1, '')"
        " ON CONFLICT (one, two) DO UPDATE SET waiting = 1",
        each.pairs,
    )


def _rank(weight: float, news: News, newest: dt.date | None) -> float:
    """Where news of many days stands among each other: what it weighs, and how new it is."""
    days = (newest - news.published).days if newest and news.published else 10 * _HALF
    return weight + _NEW * float(0.5 ** (days / _HALF))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
