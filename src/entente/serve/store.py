"""The desk's own memory: who looked when, watches, news, deliveries, audit. One SQLite file, safe against a kill."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from entente.errors import LedgerError

#: Seconds that a writer waits for another.
PATIENCE = 20.0
#: What is no mistake of the program: no room, no right, no time (SQLite, "Result and Error Codes").
_UNWRITABLE = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
})  # fmt: skip


class Store:
    """A SQLite file that threads and processes share: each thread has a connection of its own, writers wait."""

    def __init__(self, path: Path) -> None:
        """Opens the file, made where it is missing. Raises LedgerError where it cannot be, and for a link."""
        self.path = path
        if path.is_symlink():
            raise LedgerError(
                "the desk's own file is a link to another one", place=str(path), mend="take the link away"
            )
        self._local = threading.local()
        self._all: dict[sqlite3.Connection, threading.Thread] = {}
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _close_to_others(path)
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
            # A file from elsewhere runs nothing of its own (SQLite, "Defense Against The Dark Arts").
            found.execute("PRAGMA trusted_schema = OFF").close()
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
            lasting: it is on the disk when this ends; otherwise a power cut may take the last seconds back, but
                breaks nothing (SQLite, "PRAGMA synchronous").

        Raises LedgerError where the file cannot be written: the disk is full, it may only be read, others are at it.
        """
        connection = self.connection
        try:
            if not lasting:
                connection.execute("PRAGMA synchronous = NORMAL").close()
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            # Of itself SQLite takes back what a full disk stopped (SQLite, "Response To Errors").
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _UNWRITABLE:
                mend = "see that there is room on the disk and that it may be written"
                told = f"the desk's own file cannot be written, {error}"
                raise LedgerError(told, place=str(self.path), mend=mend) from error
            raise
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


def _close_to_others(path: Path) -> None:
    """Makes the file where there is none, for its owner alone, before anything secret is in it.

    SQLite gives the files beside it (-wal, -shm) the mode that it has when they are made (os_unix.c,
    findCreateFileMode); those that an older program left open are closed too. Raises OSError.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
    for each in (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))):
        with contextlib.suppress(FileNotFoundError):
            if (mode := stat.S_IMODE(each.stat().st_mode)) & 0o077:
                each.chmod(mode & 0o700)
