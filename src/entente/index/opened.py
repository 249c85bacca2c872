"""An index that is open: its facts, and what every question needs."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

from entente.errors import UsageError
from entente.index import building
from entente.index.claims_written import Tone
from entente.index.files import File, alone, connect, empty, new_place, swap, told
from entente.index.packing import day_of, moment_of, unpack_claim
from entente.index.placing import day_at
from entente.index.schema import SCHEMA
from entente.index.writing import Writing
from entente.records import KeptClaim
from entente.records.shown import Summary, Touched

_Answer = TypeVar("_Answer")
#: Answers that are kept until the index changes, and values in all of them together (about 20 MB): a count has four,
#: a network or the choices of a form in a large ledger some ten thousand.
REMEMBERED, VALUES = 256, 300_000
#: By which layout an index was made: by another, it is made anew.
MAKER = f"layout {SCHEMA}"
#: Most rows of a page.
LIMIT = 10_000


class Opened:
    """An index, open for questions."""

    def __init__(self, path: Path) -> None:
        """Opens the index at `path` (LEDGER/.desk/index.sqlite); an empty one is made where there is none.

        One of another layout, or a damaged one, is replaced by an empty one, until the ledger is followed again.

        Raises LedgerError where the file cannot be used.
        """
        self.file = File(path)
        self.path = path
        self._remembered: OrderedDict[tuple[Any, ...], tuple[Any, int]] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def close(self) -> None:
        """Lets go of the file, in every thread."""
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What it is

    def _fact(self, name: str) -> Any:
        with self.file.reading() as connection:
            return fact(connection, name)

    @property
    def version(self) -> int:
        """Rises with every change, also when the index is made anew; 0 before the ledger was first followed."""
        return int(self._fact("version") or 0)

    @property
    def moment(self) -> dt.datetime | None:
        """When the ledger was last followed, UTC; None where it never was."""
        found = self._fact("moment")
        return moment_of(found) if found is not None else None

    @property
    def closed(self) -> dt.date | None:
        """The day up to which the past is closed, as `Ledger.closed`."""
        return day_of(self._fact("closed"))

    @property
    def began(self) -> dt.date | None:
        """The day of the oldest report, as `Ledger.began`."""
        return day_of(self._fact("began"))

    @property
    def last(self) -> dt.date | None:
        """The day of the newest report."""
        with self.file.reading() as connection:
            row = connection.execute("SELECT d FROM documents ORDER BY d LIMIT 1").fetchone()
        return day_of(day_at(row[0])) if row else None

    def summary(self) -> Summary:
        """The index in numbers."""

        def told(connection: sqlite3.Connection) -> Summary:
            def tally(what: str) -> int:
                row = connection.execute("SELECT claims FROM tally WHERE what = ? AND key = ''", (what,)).fetchone()
                return int(row[0]) if row else 0

            def rows(table: str, where: str = "true") -> int:
                return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])

            return Summary(
                claims=tally("all"), documents=tally("documents"), copies=tally("copies"),
                origins=tally("origins told"), events=rows("events"), actors=rows("tally", "what = 'party'"),
                refusals=rows("refusals"), reviews=rows("reviews"), began=self.began, last=self.last,
                closed=self.closed, moment=self.moment, version=self.version,
            )  # fmt: skip

        return self._remember(("summary", self.moment), told)

    def changed_since(self, version: int) -> Touched:
        """What has changed since a version of the index; `whole` where that is too long ago to be told."""
        with self.file.reading() as connection:
            now, since = int(fact(connection, "version") or 0), int(fact(connection, "told_since") or 0)
            if version < since or version > now:
                return Touched(now, (), (), (), whole=True)
            found = {
                what: tuple(row[0] for row in connection.execute(
                    "SELECT DISTINCT id FROM changes WHERE version > ? AND what = ? ORDER BY id", (version, what)))
                for what in ("claim", "event", "document")
            }  # fmt: skip
        return Touched(now, found["claim"], found["event"], found["document"])

    # For those who write

    def marks(self) -> dict[str, Any] | None:
        """Up to where the ledger was followed, as it was told; None where it never was, or by another program."""
        with self.file.reading() as connection:
            marks, maker = fact(connection, "marks"), fact(connection, "maker")
        return json.loads(marks) if marks and maker == MAKER else None

    @contextlib.contextmanager
    def writing(self, tone: Tone) -> Iterator[Writing]:
        """The index, open for writing, while nobody else writes. Raises LedgerError where it cannot be."""
        with alone(self.path), told(self.path), contextlib.closing(connect(self.path, writing=True)) as connection:
            yield Writing(connection, tone)

    @contextlib.contextmanager
    def anew(self, tone: Tone) -> Iterator[Writing]:
        """A file beside, in which everything is put, in one transaction; see `building`. `put_in_place` ends it."""
        fresh = new_place(self.path)
        with told(self.path):
            empty(fresh, indexes=False)
            with contextlib.closing(connect(fresh, writing=True)) as connection:
                building.begin(connection)
                yield Writing(connection, tone, fresh=True)

    def put_in_place(self, writing: Writing) -> None:
        """Puts the file of `anew` in the place of this one; call it while nobody else writes."""
        place = Path(writing.connection.execute("PRAGMA database_list").fetchone()[2])
        with told(self.path):
            writing.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            swap(self.path, place)

    # For what is asked

    def _remember(self, key: tuple[Any, ...], answer: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """An answer, kept until the index changes."""
        with self.file.reading() as connection:
            whole = (int(fact(connection, "version") or 0), *key)
            with self._lock:
                if whole in self._remembered:
                    self._remembered.move_to_end(whole)
                    known: _Answer = self._remembered[whole][0]
                    return known
            found = answer(connection)
        self._hold(whole, found)
        return found

    def _hold(self, key: tuple[Any, ...], answer: Any) -> None:
        """Keeps an answer. What was told of an earlier version is asked for no more, and goes at once."""
        weight = values(answer)
        with self._lock:
            newest = next(iter(self._remembered), key)[0]
            if newest < key[0]:
                self._remembered.clear()
                self._held = 0
            if newest > key[0] or weight > VALUES // 4 or key in self._remembered:
                return
            self._remembered[key] = answer, weight
            self._held += weight
            while len(self._remembered) > REMEMBERED or self._held > VALUES:
                self._held -= self._remembered.popitem(last=False)[1][1]


def values(answer: Any) -> int:
    """How many values an answer holds, in records and lists of whatever depth."""
    number, waiting = 0, [answer]
    while waiting:
        number += 1
        each = waiting.pop()
        if isinstance(each, tuple | list | set | frozenset):
            waiting.extend(each)
        elif isinstance(each, dict):
            waiting.extend(each.values())
            number += len(each)
        elif dataclasses.is_dataclass(each):
            waiting.extend(getattr(each, field.name) for field in dataclasses.fields(each))
    return number


def fact(connection: sqlite3.Connection, name: str) -> Any:
    """A fact by its name, None where it is not told."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def records(connection: sqlite3.Connection, places: Iterable[int]) -> list[tuple[KeptClaim, str]]:
    """The claims at some places, with why each is in its event."""
    sql = "SELECT record FROM records WHERE n = ?"
    return [unpack_claim(connection.execute(sql, (n,)).fetchone()[0]) for n in places]


def checked(limit: int) -> int:
    """The number of rows of a page. Raises UsageError."""
    if not 1 <= limit <= LIMIT:
        raise UsageError(f"is from 1 to {LIMIT:,}", place="limit")
    return limit
