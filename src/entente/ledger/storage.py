"""Where a ledger lies, and all that depends on it: a folder of this machine, or a prefix of an object store.

The tables, their locks and their files are the same in both; what differs is asked of a `Storage` alone.
"""

from __future__ import annotations

import abc
import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from entente.errors import LedgerError
from entente.inert import visible
from entente.ledger import lasting
from entente.ledger.places import address_of, folder, is_address
from entente.ledger.schema import TABLES

if TYPE_CHECKING:
    from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties
    from duckdb import DuckDBPyConnection

#: A folder, or an address as "s3://bucket/prefix".
Where = Path | str
T = TypeVar("T")
#: Bytes that a commit needs beside its rows: its entry in the log, and the frame of a file for each month.
ROOM = 1 << 20


class Watch(Protocol):
    """Looks whether others have written."""

    def beyond(self, versions: Mapping[str, int]) -> list[str]:
        """The tables, of those given with the version at hand, whose logs may hold more."""


class Storage(abc.ABC):
    """A place of ledgers.

    Attributes:
        where: what names it: the folder's whole path, or the address.
        strict: commits go to exactly the version that was read, for locks here can be lost.
    """

    where: Where
    strict: bool = False

    def __str__(self) -> str:
        return str(self.where)

    @property
    def options(self) -> dict[str, str] | None:
        """What the Delta library is told of it."""
        return None

    @abc.abstractmethod
    def address(self, table: str) -> str:
        """A table's address for the Delta library."""

    def table(self, name: str, version: int | None = None) -> DeltaTable:
        """A table, as it is now or was at a version."""
        from deltalake import DeltaTable

        return self.again(lambda: DeltaTable(self.address(name), version=version, storage_options=self.options))

    def again(self, do: Callable[[], T]) -> T:
        """Does what may be done twice; once more where a connection to the place was cut meanwhile."""
        return do()

    def commit_properties(self, marks: Mapping[str, str] | None = None) -> CommitProperties:
        """How commits are made. `marks`: what is kept with them."""
        from deltalake import CommitProperties

        return CommitProperties(custom_metadata=dict(marks or {}), max_commit_retries=0 if self.strict else None)

    def files(self, table: DeltaTable) -> list[str]:
        """A table's files as DuckDB names them, sorted. Raises LedgerError where one lies outside of its folder."""
        found = sorted(self.file(uri) for uri in table.file_uris())
        if climbing := next((file for file in found if ".." in file.split("/")), None):
            raise LedgerError(
                "a table names a file outside of its own folder",
                place=visible(climbing),
                mend="whoever made it meant harm",
            )
        return found

    @abc.abstractmethod
    def file(self, uri: str) -> str:
        """What the Delta library calls `uri`, as DuckDB names it."""

    @abc.abstractmethod
    def file_of(self, table: str, path: str) -> str:
        """A file of a table by its path in the log, as DuckDB names it."""

    @abc.abstractmethod
    def exists(self, file: str) -> bool:
        """Whether a file is there."""

    @abc.abstractmethod
    def size(self, files: Sequence[str]) -> int:
        """Bytes of some files."""

    def attach(self, connection: DuckDBPyConnection) -> None:  # noqa: B027
        """Lets a connection read the files."""

    def each(self, do: Callable[[str], T], names: Sequence[str]) -> list[T]:
        """The same for several names, in their order."""
        return [do(name) for name in names]

    def unread(self) -> LedgerError | None:
        """Why the last file could not be read, where this house reads it for DuckDB; told once."""
        return None

    @abc.abstractmethod
    def ends(self) -> dict[str, tuple[int, str]]:
        """The number and the text of the newest commit of every table that there is."""

    @abc.abstractmethod
    def commit(self, table: str, version: int) -> str:
        """The text of a commit. Raises FileNotFoundError where the log does not have it."""

    @abc.abstractmethod
    def names(self) -> list[str]:
        """The names of what lies there, of folders as of files, sorted."""

    @abc.abstractmethod
    def make(self) -> None:
        """Makes the place where it is missing. Raises LedgerError."""

    def check_room(self, size: int) -> None:  # noqa: B027
        """Raises LedgerError where there is no room for so many bytes, before the writer below finds out."""

    @abc.abstractmethod
    def locked(self, name: str, *, shared: bool, wait: bool, known: bool) -> contextlib.AbstractContextManager[bool]:
        """Holds a lock; see `locking.locked`."""

    def fence(self) -> None:  # noqa: B027
        """Raises LedgerError where a lock that this thread holds was lost."""

    @abc.abstractmethod
    def watch(self) -> Watch:
        """Looks whether others have written since."""

    @abc.abstractmethod
    def signature(self, tables: Sequence[str]) -> tuple[int, ...]:
        """Another one after every commit to these tables.

        The greatest number in it is a time, in nanoseconds since 1970.
        """

    def recover(self) -> None:  # noqa: B027
        """Takes back what a power cut tore."""

    @abc.abstractmethod
    def keep(self, table: str, since: int, version: int) -> None:
        """Makes the commits after `since`, up to `version`, last, and lets others see that there are some."""

    def hooks(self) -> PostCommitHookProperties:
        """What the Delta library does after a commit."""
        return lasting.hooks()

    @abc.abstractmethod
    def fault(self, error: BaseException) -> LedgerError:
        """A fault of the storage as one line."""


class Folder(Storage):
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        """Args: root: as `places.folder` gave it."""
        self.where = self.root = root

    def address(self, table: str) -> str:
        """A file's address: Delta Lake takes a bare path with % or # in it for another one."""
        return (self.root / table).as_uri()

    def file(self, uri: str) -> str:
        """Its path."""
        return unquote(urlsplit(uri).path)

    def file_of(self, table: str, path: str) -> str:
        """Its path."""
        return str(self.root / table / path)

    def exists(self, file: str) -> bool:
        """Whether a file is there."""
        return Path(file).exists()

    def size(self, files: Sequence[str]) -> int:
        """Bytes of some files."""
        return sum(Path(file).stat().st_size for file in files)

    def ends(self) -> dict[str, tuple[int, str]]:
        """The newest log file of each table; what a writer was staging when it died does not count."""
        found = {}
        for name in TABLES:
            newest = max((self.root / name / "_delta_log").glob("*.json"), default=None)
            if newest is not None:
                found[name] = (int(newest.stem), newest.read_text(encoding="utf-8", errors="replace"))
        return found

    def commit(self, table: str, version: int) -> str:
        """The text of a log file."""
        return (self.root / table / "_delta_log" / f"{version:020}.json").read_text(encoding="utf-8")

    def names(self) -> list[str]:
        """The folder's entries; none where it is not there yet, and what stands in its place."""
        if not self.root.is_dir():
            return [self.root.name] if self.root.exists() else []
        return sorted(path.name for path in self.root.iterdir())

    def make(self) -> None:
        """Makes the folder."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lasting.keep_folder(self.root)
        except OSError as error:
            raise LedgerError(f"the folder cannot be made, {error.strerror}", place=str(self)) from error

    def check_room(self, size: int) -> None:
        """Files are smaller than the rows in memory. A writer without room tells its own panic on standard error."""
        try:
            free = shutil.disk_usage(self.root).free
        except OSError as error:
            raise self.fault(error) from error
        if free < size + ROOM:
            raise self._full()

    @contextlib.contextmanager
    def locked(self, name: str, *, shared: bool, wait: bool, known: bool) -> Iterator[bool]:
        """A lock of the operating system, which frees it when a process dies (flock(2))."""
        import fcntl  # POSIX only, as is the rest of keeping a ledger

        try:
            # A link would have the file made wherever a ledger from elsewhere says.
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            handle = os.open(self.root / f".{name}.lock", flags, 0o666)
        except OSError as error:
            raise LedgerError(f"cannot be written, {error.strerror}", place=str(self)) from error
        try:
            try:
                fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                held = False
            except OSError as error:  # some file systems of networks have none
                mend = "keep it on a file system with locks (flock), or on object storage"
                raise LedgerError(f"cannot be locked, {error.strerror}", place=str(self), mend=mend) from error
            else:
                held = True
            yield held
        finally:
            os.close(handle)

    def watch(self) -> Watch:
        """Looks at the times of the logs' folders."""
        return _FolderWatch(self.root)

    def signature(self, tables: Sequence[str]) -> tuple[int, ...]:
        """When each table was last written, as its log's folder tells."""
        logs = [self.root / name / "_delta_log" for name in tables]
        return tuple(log.stat().st_mtime_ns if log.is_dir() else 0 for log in logs)

    def recover(self) -> None:
        """See `lasting.recover`."""
        if self.root.is_dir():
            lasting.recover(self.root)

    def keep(self, table: str, since: int, version: int) -> None:
        """See `lasting.keep`."""
        lasting.keep(self.root, table, since, version)

    def fault(self, error: BaseException) -> LedgerError:
        """A fault of the disk."""
        words = str(error)
        if "No space left" in words or "os error 28" in words or getattr(error, "errno", None) == 28:
            return self._full()
        return LedgerError(f"cannot be used: {' '.join(words.split())[:200]}", place=str(self))

    def _full(self) -> LedgerError:
        mend = "nothing is lost: make room and run the same again"
        return LedgerError("the disk is full", place=str(self), mend=mend)


class _FolderWatch:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: dict[str, int] = {}

    def beyond(self, versions: Mapping[str, int]) -> list[str]:
        return [name for name, version in versions.items() if self._written(name, version)]

    def _written(self, name: str, version: int) -> bool:
        log = self._root / name / "_delta_log"
        changed = log.stat().st_mtime_ns
        # Clocks of file systems are coarse: a commit may fall into the tick of the one before it.
        same = self._seen.get(name) == changed and not (log / f"{version + 1:020}.json").exists()
        self._seen[name] = changed
        return not same


def at(where: Where | Storage) -> Storage:
    """The storage of a ledger. Raises LedgerError for a name under which none can lie."""
    if isinstance(where, Storage):
        return where
    if isinstance(where, str) and is_address(where):
        return _bucket(os.getpid(), address_of(where))
    return Folder(folder(where))


@functools.lru_cache(maxsize=64)
def _bucket(process: int, address: str) -> Storage:
    """One for each address in a process: its connections are kept, but do not survive a fork."""
    from entente.ledger.bucket import Bucket

    return Bucket(address)
