"""The file of an index: opened for questions by many threads, for writing by one, and put in the place of another.

`index.sqlite` is a symbolic link to the file that counts now, so that one made anew beside it takes its place in one
step, and a connection that still reads the old one is told by the file's number (inode). A write-ahead log (SQLite,
"Write-Ahead Logging") lets readers go on while one writes.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

from entente.errors import LedgerError
from entente.index.schema import APPLICATION, INDEXES, SCHEMA, TABLES
from entente.index.words import stands

#: Seconds that a writer waits for another.
PATIENCE = 60.0
#: Memory of a connection's own for pages, in kilobytes. Mapping the file instead (`mmap_size`) takes a fifth less time,
#: but each of a dozen connections then shows the whole file as its own memory, and no bound holds.
READING, WRITING = 4_000, 96_000
#: Primary result codes of SQLite by which a file is no index: no table of that name, damaged, no database.
_NO_INDEX = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
#: The number of no outlet.
_NO_OUTLET = "INSERT INTO outlets VALUES (0, '', '');"


class File:
    """The file at a path. Threads may ask at once, each by a connection of its own that cannot write."""

    def __init__(self, path: Path) -> None:
        """Opens it; one that is empty is made where there is none that can be used. Raises LedgerError."""
        self.path = path
        self._local = threading.local()
        self._all: dict[sqlite3.Connection, threading.Thread] = {}
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with alone(path):
                if not usable(path):
                    fresh = new_place(path)
                    empty(fresh)
                    swap(path, fresh)
        except (OSError, sqlite3.Error) as error:
            raise unusable(path, error) from error

    def close(self) -> None:
        """Closes every thread's connection."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, to the file that counts now."""
        found: tuple[sqlite3.Connection, tuple[int, int]] | None = getattr(self._local, "open", None)
        try:
            number = _number(self.path)
            if found is not None and found[1] == number and found[0] in self._all:
                return found[0]
            if found is not None:
                self._let_go(found[0])
            connection = self._connect()
            self._local.open = connection, number
        except (OSError, sqlite3.Error) as error:
            raise unusable(self.path, error) from error
        with self._lock:
            # Threads come and go with the load: what one that has ended held open would stay open for ever.
            for gone in [each for each, thread in self._all.items() if not thread.is_alive()]:
                del self._all[gone]
                gone.close()
            self._all[connection] = threading.current_thread()
        return connection

    def _connect(self) -> sqlite3.Connection:
        try:
            return connect(self.path)
        except sqlite3.OperationalError:  # another file took its place after it was found and before it was opened
            return connect(self.path)

    def _let_go(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._all.pop(connection, None)
        connection.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All that is asked inside is answered from one moment. Raises LedgerError where the file is damaged."""
        connection = self.connection
        with told(self.path):
            if connection.in_transaction:  # inside another one
                yield connection
                return
            connection.execute("BEGIN").close()
            try:
                yield connection
            except sqlite3.Error:
                self._let_go(connection)
                raise
            except BaseException:
                connection.execute("COMMIT").close()
                raise
            connection.execute("COMMIT").close()


class DamagedError(LedgerError):
    """What stands in the file is no index: it must be made anew."""


def unusable(path: Path, error: Exception) -> LedgerError:
    """What is told where the file cannot be used."""
    # SQLITE_CORRUPT and SQLITE_NOTADB come as this class itself, all else as one of its kinds (PEP 249).
    kind = DamagedError if type(error) is sqlite3.DatabaseError else LedgerError
    return kind(f"the index cannot be used, {error}", place=str(path), mend="delete it: it is made anew")


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Faults of the file as one line. Raises LedgerError, DamagedError."""
    try:
        yield
    except (OSError, sqlite3.Error, zlib.error) as error:
        raise unusable(path, error) from error


def _number(path: Path) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_dev, found.st_ino


def connect(path: Path, *, writing: bool = False) -> sqlite3.Connection:
    """A connection to a file that is there. Raises sqlite3.Error."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False,
                                 cached_statements=256)  # fmt: skip
    for setting in (
        "mmap_size = 0", "temp_store = MEMORY", "secure_delete = OFF", "synchronous = NORMAL",
        f"cache_size = -{WRITING if writing else READING}", f"query_only = {0 if writing else 1}",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {setting}").close()
    from entente.index.packing import unpack

    def tells(record: bytes, words: str) -> bool:
        values = unpack(record)
        return stands(words.split(" "), f"{values[13][3]} {values[23]}")

    def holds(record: bytes, words: str) -> bool:
        values = unpack(record)
        return stands(words.split(" "), f"{values[1]} {values[2]}")

    connection.create_function("tells", 2, tells, deterministic=True)
    connection.create_function("holds", 2, holds, deterministic=True)
    return connection


def usable(path: Path) -> bool:
    """Whether an index of this layout is there. Raises sqlite3.Error where that cannot be told now."""
    if not path.exists():
        return False
    try:
        with contextlib.closing(connect(path)) as connection:
            layout = connection.execute("PRAGMA user_version").fetchone()[0]
            of = connection.execute("PRAGMA application_id").fetchone()[0]
            connection.execute("SELECT count(*) FROM facts").fetchone()
            return bool(layout == SCHEMA and of == APPLICATION)
    except sqlite3.Error as error:
        # One that is locked, or for which no file can be opened at the moment, may be a good one.
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in _NO_INDEX:
            raise
        return False


def new_place(path: Path) -> Path:
    """Where a file is made that will take the place of another."""
    return path.with_name(f"{path.stem}-{secrets.token_hex(4)}{path.suffix}")


def empty(place: Path, *, indexes: bool = True) -> None:
    """Makes a file with nothing in it. `indexes`: with its indexes, which many rows are better without at first."""
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 8192").close()
        connection.execute("PRAGMA auto_vacuum = NONE").close()
        connection.execute("PRAGMA journal_mode = WAL").close()
        connection.executescript("BEGIN;" + TABLES + (INDEXES if indexes else "") + _NO_OUTLET + "COMMIT;").close()
        connection.execute(f"PRAGMA application_id = {APPLICATION}").close()
        connection.execute(f"PRAGMA user_version = {SCHEMA}").close()


def swap(path: Path, fresh: Path) -> None:
    """Puts a whole file in the place of the one before, which is deleted; who reads that one goes on."""
    link = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    os.symlink(fresh.name, link)
    os.replace(link, path)
    for old in path.parent.glob(f"{path.stem}-*{path.suffix}*"):
        if not old.name.startswith(fresh.name):
            old.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(path: Path, what: str = "writing") -> Iterator[None]:
    """Holds the lock of those who write an index, or who follow a ledger; the system frees it when a process dies.

    Raises LedgerError where there can be none.
    """
    import fcntl

    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        handle = os.open(path.with_name(f".{path.stem}.{what}.lock"), flags, 0o666)
    except OSError as error:
        raise unusable(path, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
