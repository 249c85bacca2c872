"""The desk's own memory: who looked when, watches, news, deliveries, audit. One SQLite file, safe against a kill."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from entente.errors import LedgerError

#: Seconds that a writer waits for another.
PATIENCE = 20.0


class Store:
    """A SQLite file that threads and processes share: each thread has a connection of its own, writers wait."""

    def __init__(self, path: Path) -> None:
        """Opens the file, made where it is missing. Raises LedgerError where it cannot be."""
        self.path = path
        self._local = threading.local()
        self._all: dict[sqlite3.Connection, threading.Thread] = {}
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection.execute("PRAGMA journal_mode = WAL").close()
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(
                f"the desk's own file cannot be used, {error}", place=str(path), mend="--state DIR names another place"
            ) from error

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; rows are `sqlite3.Row`."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            found.row_factory = sqlite3.Row
            # What was said to be kept is on the disk: a review's audit line outlives the power.
            found.execute("PRAGMA synchronous = FULL").close()
            found.execute("PRAGMA foreign_keys = ON").close()
            self._local.connection = found
            with self._lock:
                # Threads come and go with the load: what one that has ended held open would stay open for ever.
                for gone in [each for each, thread in self._all.items() if not thread.is_alive()]:
                    del self._all[gone]
                    gone.close()
                self._all[found] = threading.current_thread()
        return found

    def make(self, schema: str) -> None:
        """Makes tables that are missing. `schema`: statements with IF NOT EXISTS, joined by semicolons."""
        with self.writing() as connection:
            for statement in filter(None, (part.strip() for part in schema.split(";"))):
                connection.execute(statement)

    def ask(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of a question."""
        with contextlib.closing(self.connection.execute(sql, values)) as cursor:
            return cursor.fetchall()

    @contextlib.contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction, alone among writers; what raises inside is taken back.

        Args:
            lasting: it outlives the power from the moment this ends. Else a power failure may take back the last of
                such transactions, and nobody waits for the disk, which may take a second while others write (SQLite,
                "PRAGMA synchronous"); a kill of the process loses nothing in either case.
        """
        connection = self.connection
        if not lasting:
            connection.execute("PRAGMA synchronous = NORMAL").close()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            if not lasting:
                connection.execute("PRAGMA synchronous = FULL").close()

    def close(self) -> None:
        """Closes every thread's connection."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()
