"""What was found about pairs, kept in the store: shown at once, also after a restart, until it is worked out anew."""

from __future__ import annotations

import datetime as dt
import json
import weakref
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from entente.records import Question
from entente.records.kept import STATUSES
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.desk import Index

#: Kept at most: findings of so many questions, and so many files of briefs; the oldest go first.
MOST_FINDINGS, MOST_BRIEFS = 400, 80
#: Of the form: days.
DAYS = ("since", "until", "as_of")

SCHEMA = """
CREATE TABLE IF NOT EXISTS pair_findings (
    key TEXT PRIMARY KEY, mark TEXT NOT NULL, made TEXT NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pair_findings_made ON pair_findings (made);
CREATE TABLE IF NOT EXISTS pair_briefs (
    key TEXT NOT NULL, format TEXT NOT NULL, mark TEXT NOT NULL, made TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (key, format)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pair_briefs_made ON pair_briefs (made)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two, and which days.

    Attributes:
        one, two: codes, `one` < `two`.
        since, until: first and last day of happening; as_of: only what the ledger knew by then.
    """

    one: str
    two: str
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """Both codes."""
        return (self.one, self.two)

    @property
    def key(self) -> str:
        """The same question has the same key."""
        return "|".join((self.one, self.two, *(_iso(getattr(self, name)) for name in DAYS)))

    @property
    def days(self) -> dict[str, str]:
        """The days that were given, as ISO dates."""
        return {name: _iso(getattr(self, name)) for name in DAYS if getattr(self, name)}

    @property
    def question(self) -> Question:
        """The question for the ledger."""
        return Question(pair=self.pair, since=self.since, until=self.until, as_of=self.as_of)

    @property
    def today(self) -> Question:
        """The question for the index, which knows the newest versions only."""
        return Question(pair=self.pair, since=self.since, until=self.until)

    def as_args(self) -> dict[str, str]:
        """Arguments of a job."""
        return {"one": self.one, "two": self.two, **self.days}

    @classmethod
    def of_args(cls, args: Mapping[str, Any]) -> Asked:
        """Back from the arguments of a job."""
        return cls(args["one"], args["two"], *(_date(args.get(name)) for name in DAYS))

    def address(self, rest: str = "", **more: str) -> str:
        """The address of the page, or of something under it, with the days asked for."""
        query = urlencode({**self.days, **{name: value for name, value in more.items() if value}})
        return f"/pair/{self.one}/{self.two}{rest}" + (f"?{query}" if query else "")


def _iso(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


_READY: weakref.WeakSet[Store] = weakref.WeakSet()


def ready(store: Store) -> Store:
    """The store with the tables that are needed here; they are made once in a process."""
    if store not in _READY:
        store.make(SCHEMA)
        _READY.add(store)
    return store


def mark_of(index: Index, asked: Asked, versions: str) -> str:
    """Changes whenever claims of the two, or what reads and weighs them, change. `versions`: of package and lexicon."""
    question = Question(pair=asked.pair)
    count = index.count(question)
    newest = index.claims(question, sort="recorded", limit=1, statuses=STATUSES).rows
    last = f"{newest[0].recorded.isoformat()} {newest[0].claim.id} {newest[0].version}" if newest else ""
    return f"{count.claims} {count.origins} {count.events} {last} {index.closed} {versions}"


@dataclass(frozen=True, slots=True)
class Found:
    """Findings as they were kept. `mark`: of the claims then; `made`: when, UTC; `body`: see `pair_work.findings`."""

    mark: str
    made: dt.datetime
    body: dict[str, Any]


def keep(store: Store, key: str, mark: str, made: dt.datetime, body: Mapping[str, Any]) -> None:
    """Keeps findings in the place of older ones of the same key."""
    packed = zlib.compress(json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode())
    with store.writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO pair_findings VALUES (?, ?, ?, ?)", (key, mark, made.isoformat(), packed)
        )
        connection.execute(
            "DELETE FROM pair_findings WHERE key IN (SELECT key FROM pair_findings ORDER BY made DESC, key "
            "LIMIT -1 OFFSET ?)", (MOST_FINDINGS,),
        )  # fmt: skip


def found(store: Store, key: str) -> Found | None:
    """Kept findings; None where there are none."""
    for row in store.ask("SELECT mark, made, body FROM pair_findings WHERE key = ?", (key,)):
        return Found(row["mark"], dt.datetime.fromisoformat(row["made"]), json.loads(zlib.decompress(row["body"])))
    return None


def keep_brief(store: Store, key: str, mark: str, made: dt.datetime, files: Mapping[str, bytes]) -> None:
    """Keeps a brief in every format in the place of older ones. `files`: format -> bytes."""
    with store.writing() as connection:
        for name, data in sorted(files.items()):
            connection.execute(
                "INSERT OR REPLACE INTO pair_briefs VALUES (?, ?, ?, ?, ?)",
                (key, name, mark, made.isoformat(), zlib.compress(data)),
            )
        connection.execute(
            "DELETE FROM pair_briefs WHERE (key, format) IN (SELECT key, format FROM pair_briefs "
            "ORDER BY made DESC, key, format LIMIT -1 OFFSET ?)", (MOST_BRIEFS,),
        )  # fmt: skip


def brief(store: Store, key: str, name: str, mark: str | None = None) -> bytes | None:
    """A kept brief in a format; None where there is none. `mark`: only one of these claims."""
    sql = "SELECT body FROM pair_briefs WHERE key = ? AND format = ? AND coalesce(?, mark) = mark"
    for row in store.ask(sql, (key, name, mark)):
        return zlib.decompress(row["body"])
    return None
