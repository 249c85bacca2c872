"""Files of object storage as DuckDB reads them: whole, once, into a folder of this machine, however often asked.

The files of Delta tables are never changed, so one that was fetched is right for ever; those used least are deleted
when there are too many. One that a power cut or another program left without its frame is fetched again. Only what a
question opens is fetched: months that it passes over are told by files' names.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec

from entente.errors import LedgerError

#: The kind of address by which DuckDB is told of these files.
KIND = "entente"
#: Bytes that are kept unless ENTENTE_CACHE_GB says otherwise, and how much is fetched between two looks at the sum.
BOUND = 10_000_000_000
LOOKED = 0.05
#: Seconds for which a file that was used is not deleted.
USED = 300.0
_GB = 1_000_000_000
#: How files begin and end (Apache Parquet, "File Format").
_MAGIC = b"PAR1"


def cache_folder() -> Path:
    """Where fetched files lie: ENTENTE_CACHE, else the user's cache (XDG Base Directory Specification 0.8)."""
    if named := os.environ.get("ENTENTE_CACHE"):
        return Path(named).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "entente"


def bound() -> int:
    """Bytes that may be kept. Raises LedgerError where ENTENTE_CACHE_GB is no number."""
    told = os.environ.get("ENTENTE_CACHE_GB")
    if told is None:
        return BOUND
    try:
        found = float(told)
    except ValueError:
        found = -1.0
    if not 0 < found < 1e9:
        raise LedgerError("is no number of gigabytes", place="ENTENTE_CACHE_GB", mend="10, for instance")
    return int(found * _GB)


class Fetched:
    """The files of one ledger that are here."""

    def __init__(self, address: str, fetch: Callable[[str], Iterator[bytes]]) -> None:
        """What is fetched from where.

        Args:
            address: of the ledger and its store, by which its folder is named.
            fetch: gives the whole of a file, in parts.
        """
        self.root = cache_folder()
        self._folder = self.root / "objects" / hashlib.sha256(address.encode()).hexdigest()[:24]
        self._fetch = fetch
        self._turns: dict[str, threading.Lock] = {}
        self._since_looked: float | None = None
        #: Why the last file could not be had: whoever reads through DuckDB sees only that something failed.
        self.failed: LedgerError | FileNotFoundError | None = None

    def path(self, key: str) -> Path:
        """Where a file is here, whether it is or not."""
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.parquet"

    def open(self, key: str) -> int:
        """A file, open for reading, fetched if it is not here. Raises LedgerError, FileNotFoundError."""
        try:
            return self._open(key)
        except (LedgerError, FileNotFoundError) as error:
            self.failed = error
            raise

    def _open(self, key: str) -> int:
        path, brought = self.path(key), False
        for _ in range(4):  # another process may delete it between
            try:
                handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                with self._turns.setdefault(key, threading.Lock()):
                    if not path.exists():
                        self._bring(key, path)
                self._turns.pop(key, None)
                brought = True
            except OSError as error:
                raise self._unusable(error) from None
            else:
                if not brought and not _is_whole(handle):
                    os.close(handle)
                    self._drop(path)
                    continue
                with contextlib.suppress(OSError):
                    os.utime(handle)  # used just now
                return handle
        raise LedgerError("the folder of fetched files is too small", place=str(self.root), mend="see ENTENTE_CACHE_GB")

    def _drop(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from None

    def _bring(self, key: str, path: Path) -> None:
        try:
            for folder in (self.root, path.parent.parent, path.parent):  # reports are nobody else's business
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".fetching-", dir=path.parent)
        except OSError as error:
            raise self._unusable(error) from None
        try:
            with os.fdopen(handle, "wb") as file:
                for part in self._fetch(key):
                    file.write(part)
                size = file.tell()
                file.flush()
                os.fsync(handle)  # before it has its name: else a power cut leaves pages that were never written
            Path(name).replace(path)
        except OSError as error:
            Path(name).unlink(missing_ok=True)
            raise (error if isinstance(error, FileNotFoundError) else self._unusable(error)) from None
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._tidy(size)

    def _unusable(self, error: OSError) -> LedgerError:
        mend = "name another folder by ENTENTE_CACHE"
        return LedgerError(f"fetched files cannot be kept, {error.strerror}", place=str(self.root), mend=mend)

    def _tidy(self, size: int) -> None:
        """Deletes what was used least, once so much was fetched that there may be too much."""
        most = bound()
        self._since_looked = None if self._since_looked is None else self._since_looked + size
        if self._since_looked is not None and self._since_looked < LOOKED * most:
            return
        self._since_looked = 0.0
        found = []
        for path in (self.root / "objects").glob("*/*"):
            with contextlib.suppress(FileNotFoundError):
                held = path.stat()
                found.append((held.st_mtime, held.st_size, path))
        left, now = sum(size for _, size, _ in found), dt.datetime.now(dt.UTC).timestamp()
        for used, size, path in sorted(found):
            if left <= most or now - used < USED:
                return
            path.unlink(missing_ok=True)
            left -= size


def _is_whole(handle: int) -> bool:
    """Whether an open file has its beginning and its end."""
    size = os.fstat(handle).st_size
    return size >= 2 * len(_MAGIC) and {os.pread(handle, 4, at) for at in (0, size - 4)} == {_MAGIC}


class Files(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """Fetched files as a file system that DuckDB reads (DuckDB, "Using fsspec filesystems")."""

    protocol = KIND
    cachable = False

    def __init__(self, fetched: Fetched) -> None:
        """Args: fetched: the files."""
        super().__init__()
        self._fetched = fetched

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix(f"{KIND}://")

    def _open(self, path: str, *_: Any, **__: Any) -> _File:
        return _File(self._fetched.open(self._strip_protocol(path)))

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Size and kind of a file."""
        return {"name": path, "size": self._stat(path).st_size, "type": "file"}

    def modified(self, path: str) -> dt.datetime:
        """One and the same moment: files do not change."""
        return dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

    def exists(self, path: str, **_: Any) -> bool:
        """A table names it, so it is there, or the question tells."""
        return True

    def isfile(self, path: str) -> bool:
        """There are no folders."""
        return True

    def glob(self, path: str, **_: Any) -> list[str]:
        """Names are no patterns here."""
        return [path]

    def _stat(self, path: str) -> os.stat_result:
        handle = self._fetched.open(self._strip_protocol(path))
        try:
            return os.fstat(handle)
        finally:
            os.close(handle)


class _File:
    """An open file. DuckDB's threads seek and read the same one at once, so that each has a place of its own."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._size = os.fstat(handle).st_size
        self._places = threading.local()
        self.closed = False

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self._size}[whence]
        self._places.at = base + offset
        return base + offset

    def tell(self) -> int:
        return int(getattr(self._places, "at", 0))

    def read(self, size: int = -1) -> bytes:
        at = self.tell()
        found = os.pread(self._handle, self._size - at if size < 0 else size, at)
        self._places.at = at + len(found)
        return found

    def flush(self) -> None:
        """Nothing is written."""

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            os.close(self._handle)

    def __del__(self) -> None:
        self.close()
