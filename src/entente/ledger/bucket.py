"""A ledger on object storage: Amazon S3 and what speaks its protocol, Google Cloud Storage, Azure Blob Storage.

Credentials are taken from the environment alone, by the names that the Delta library reads (docs/reference/ledger.md),
and what a store answers is never told word for word, for some stores answer with what they were sent.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from entente.errors import LedgerError
from entente.extras import need
from entente.ledger import cuts
from entente.ledger.leases import Leases
from entente.ledger.schema import TABLES
from entente.ledger.storage import Storage, Watch

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from entente.ledger.cached import Fetched

#: Holds an object for every table, written after each commit to it: one list of them tells what there is anew.
CHANGES = ".changes"
#: Seconds for which what was seen last is answered from, and after which every log is looked at, come what may: by then
#: is seen what was committed by a writer that died before it could tell, or that is none of this house.
FRESH, LOOKED = 0.5, 60.0
#: How requests are made: seconds for connecting, for a whole one, for all tries of one, and their number.
CONNECT, REQUEST, TRIES, TRIED = 5, 60, 30, 5
#: Requests at once.
WIDTH = 8
_PART = 8 << 20
#: Variables that say where a store is, and so which one an address means.
_ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "AZURE_STORAGE_ENDPOINT", "GOOGLE_BASE_URL")
_ACCOUNT = ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT")
T = TypeVar("T")


class Bucket(Storage):
    """A prefix of a bucket (on Azure, of a container)."""

    strict = True

    def __init__(self, address: str) -> None:
        """Nothing is asked yet. Raises UsageError where a library is not installed, LedgerError for a wrong setting.

        Args:
            address: as `places.address_of` gave it.
        """
        need("a ledger on object storage", "obstore", "fsspec", "deltalake")
        self.where = address
        self.kind, _, rest = address.partition("://")
        self.bucket, _, self.prefix = rest.partition("/")
        #: Goes up whenever this process takes a lock or commits: what it saw before may be old.
        self.turn = 0
        self.leases = Leases(self, self.took_over)
        self._ends: tuple[int, float, dict[str, tuple[int, str]]] | None = None
        self._pool = ThreadPoolExecutor(WIDTH, thread_name_prefix="objects")

    # ------------------------------------------------------------------ objects

    @functools.cached_property
    def _store(self) -> Any:
        from obstore.exceptions import BaseError
        from obstore.store import AzureStore, GCSStore, S3Store

        make: Any = {"s3": S3Store, "gs": GCSStore, "az": AzureStore}[self.kind]
        plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true", "yes")
        try:
            return make(
                self.bucket,
                prefix=self.prefix or None,
                client_options={
                    "connect_timeout": f"{CONNECT}s",
                    "timeout": f"{REQUEST}s",
                    **({"allow_http": True} if plain or self.kind == "az" else {}),
                },
                retry_config={"max_retries": TRIED, "retry_timeout": dt.timedelta(seconds=TRIES)},
            )
        except (BaseError, OSError, ValueError) as error:  # a setting in the environment that is none
            raise self.fault(error) from None

    def create(self, name: str, body: bytes) -> bool:
        """See `leases.Objects`."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        def make() -> bool:
            try:
                obstore.put(self._store, name, body, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
            return True

        return self._asked(make)

    def put(self, name: str, body: bytes) -> None:
        """See `leases.Objects`."""
        import obstore

        self._asked(lambda: obstore.put(self._store, name, body, use_multipart=False))

    def get(self, name: str) -> bytes | None:
        """See `leases.Objects`."""
        import obstore

        def get() -> bytes | None:
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except FileNotFoundError as error:
                if _code(str(error)) == "NoSuchBucket":
                    raise
                return None

        return self._asked(get)

    def listed(self, folder: str, after: str | None = None) -> dict[str, dt.datetime]:
        """See `leases.Objects`. `after`: only names beyond this one."""
        import obstore

        found = self._asked(lambda: obstore.list(self._store, folder, offset=after, chunk_size=1000).collect())
        return {each["path"]: each["last_modified"] for each in found}

    def date(self, name: str) -> dt.datetime:
        """See `leases.Objects`."""
        import obstore

        return self._asked(lambda: obstore.head(self._store, name)["last_modified"])

    def delete(self, *names: str) -> None:
        """See `leases.Objects`."""
        import obstore

        def delete(some: list[str]) -> None:
            try:
                obstore.delete(self._store, some)
            except FileNotFoundError as error:  # which S3 passes over
                if _code(str(error)) in _NO_BUCKET:
                    raise

        # Others do not go on with the rest where one is gone.
        for some in [list(names)] if self.kind == "s3" else [[name] for name in names]:
            if some:
                self._asked(functools.partial(delete, some))

    def marks(self) -> dict[str, tuple[dt.datetime, str]]:
        """When the mark of each table was last written, and what tells one writing from another."""
        import obstore

        found = self._asked(lambda: obstore.list(self._store, CHANGES, chunk_size=1000).collect())
        return {e["path"].rpartition("/")[2]: (e["last_modified"], e["e_tag"] or "") for e in found}

    def each(self, do: Callable[[str], T], names: Sequence[str]) -> list[T]:
        """All at once."""
        return list(self._pool.map(do, names))

    # ------------------------------------------------------------------ storage

    @property
    def options(self) -> dict[str, str]:
        """How long the Delta library tries; it reads the environment itself."""
        return {
            "connect_timeout": f"{CONNECT}s",
            "timeout": f"{REQUEST}s",
            "max_retries": str(TRIED),
            "retry_timeout": f"{TRIES}s",
        }

    def address(self, table: str) -> str:
        """Below its own."""
        return f"{self.where}/{table}"

    def file(self, uri: str) -> str:
        """By its key below the ledger's prefix."""
        from entente.ledger.cached import KIND

        base = f"{self.where}/"
        if not uri.startswith(base):
            mend = "whoever made it meant harm"
            raise LedgerError("a table names a file outside of its own folder", place=str(self), mend=mend)
        return f"{KIND}://{unquote(uri.removeprefix(base))}"

    def file_of(self, table: str, path: str) -> str:
        """By its key below the ledger's prefix."""
        from entente.ledger.cached import KIND

        return f"{KIND}://{table}/{path}"

    def exists(self, file: str) -> bool:
        """Asked of the store, whether it was fetched or not."""
        return self._size(file.partition("://")[2]) is not None

    def size(self, files: Sequence[str]) -> int:
        """Told by the store."""
        return sum(size or 0 for size in self.each(self._size, [file.partition("://")[2] for file in files]))

    def _size(self, key: str) -> int | None:
        import obstore

        def size() -> int | None:
            try:
                return obstore.head(self._store, key)["size"]
            except FileNotFoundError:
                return None

        return self._asked(size)

    @functools.cached_property
    def _fetched(self) -> Fetched:
        from entente.ledger.cached import Fetched

        told = [os.environ.get(name, "") for name in (*_ENDPOINTS, *_ACCOUNT)]
        return Fetched("\n".join([str(self.where), *told]), self._parts)

    def _parts(self, key: str) -> Iterator[bytes]:
        import obstore

        with self._told():
            yield from map(bytes, obstore.get(self._store, key).stream(min_chunk_size=_PART))

    def unread(self) -> LedgerError | None:
        """Why the last file could not be fetched; told once."""
        error, self._fetched.failed = self._fetched.failed, None
        if isinstance(error, FileNotFoundError):
            mend = "put it back from a copy of the bucket, or read its sources into a new ledger"
            return LedgerError("a file of the ledger is gone", place=str(self), mend=mend)
        return error

    def attach(self, connection: DuckDBPyConnection) -> None:
        """Registers the file system of fetched files."""
        from entente.ledger.cached import Files

        connection.register_filesystem(Files(self._fetched))

    def ends(self) -> dict[str, tuple[int, str]]:
        """Lists and reads the ends of all logs at once; what was seen just now is not asked again."""
        seen = self._ends
        if seen is None or seen[0] != self.turn or time.monotonic() - seen[1] > FRESH:
            turn, moment = self.turn, time.monotonic()
            found = dict(zip(TABLES, self.each(self._end, list(TABLES)), strict=True))
            seen = self._ends = (turn, moment, {name: end for name, end in found.items() if end is not None})
        return seen[2]

    def _end(self, table: str) -> tuple[int, str] | None:
        newest = self.newest(table)
        return None if newest is None else (newest, self.commit(table, newest))

    def newest(self, table: str, after: int | None = None) -> int | None:
        """The number of the newest commit, of those beyond `after` if given; None without one."""
        log = f"{table}/_delta_log"
        found = self.listed(log, None if after is None else f"{log}/{after:020}.json")
        stems = [name.rpartition("/")[2].removesuffix(".json") for name in found if name.endswith(".json")]
        return max((int(stem) for stem in stems if stem.isdigit()), default=None)

    def commit(self, table: str, version: int) -> str:
        """The text of a log's object."""
        body = self.get(f"{table}/_delta_log/{version:020}.json")
        if body is None:
            raise FileNotFoundError(f"{table}/_delta_log/{version:020}.json")
        return body.decode("utf-8", errors="replace")

    def names(self) -> list[str]:
        """What lies below the prefix, one step deep."""
        import obstore

        found = self._asked(lambda: obstore.list_with_delimiter(self._store))
        paths = [*found["common_prefixes"], *(each["path"] for each in found["objects"])]
        return sorted({path.strip("/").rpartition("/")[2] for path in paths})

    def make(self) -> None:
        """A prefix needs no making; whether one may write there is found out by the first table."""

    @contextlib.contextmanager
    def locked(self, name: str, *, shared: bool, wait: bool, known: bool) -> Iterator[bool]:
        """A lease."""
        with self.leases.locked(name, shared=shared, wait=wait, known=known) as held:
            self.turn += 1
            yield held

    def fence(self) -> None:
        """A process that was stopped for longer than its lease holds commits nothing."""
        if not self.leases.check():
            told = "this process was stopped for so long that others may write now"
            raise LedgerError(told, place=str(self), mend="nothing is lost: run the same again")

    def watch(self) -> Watch:
        """Lists the marks of the tables, and only of those that changed the ends of the logs."""
        return _BucketWatch(self)

    def signature(self, tables: Sequence[str]) -> tuple[int, ...]:
        """Dates and kinds of the marks."""
        marks = self.marks()
        found = [marks[name] for name in tables if name in marks]
        numbers = [(int(date.timestamp() * 1_000_000_000), hash(mark) % 1_000_003) for date, mark in found]
        return tuple(number for pair in numbers for number in pair) or (0,)

    def keep(self, table: str, since: int, version: int) -> None:
        """Objects last once they are put; others see by its mark that there is something new."""
        self.turn += 1
        # Committed it is all the same: without the mark others see it within LOOKED.
        with contextlib.suppress(LedgerError):
            self.put(f"{CHANGES}/{table}", f"{version} {secrets.token_hex(16)}".encode())

    def took_over(self) -> None:
        """What a writer committed that died before it could tell is told in its place."""
        for name in self.ends():
            self.keep(name, -1, 0)

    def again(self, do: Callable[[], T]) -> T:
        """Where the connection was cut, once more; see `cuts`."""
        from deltalake.exceptions import DeltaError
        from obstore.exceptions import BaseError

        return cuts.again(do, (BaseError, DeltaError, OSError))

    def _asked(self, do: Callable[[], T]) -> T:
        with self._told():
            return self.again(do)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        from obstore.exceptions import BaseError

        try:
            yield
        except FileNotFoundError as error:
            if _code(str(error)) not in _NO_BUCKET:
                raise
            raise self.fault(error) from None
        except (BaseError, OSError) as error:
            raise self.fault(error) from None

    def fault(self, error: BaseException) -> LedgerError:
        """What went wrong, in words of this house alone: none of the store's answer, for it may hold a secret."""
        if isinstance(error, LedgerError):
            return error
        told, mend = _told(str(error), self.kind)
        return LedgerError(told, place=str(self), mend=mend)


class _BucketWatch:
    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._turn, self._marks = -1, dict[str, str]()
        self._asked, self._looked = float("-inf"), time.monotonic()

    def beyond(self, versions: Mapping[str, int]) -> list[str]:
        moment, turn = time.monotonic(), self._bucket.turn
        if turn == self._turn and moment - self._asked < FRESH:
            return []
        marks = {name: mark for name, (_, mark) in self._bucket.marks().items()}
        found = [name for name in versions if self._marks.get(name) != marks.get(name)]
        if moment - self._looked >= LOOKED:
            found = self._written(versions)
            self._looked = moment
        self._turn, self._asked, self._marks = turn, moment, marks
        return found

    def _written(self, versions: Mapping[str, int]) -> list[str]:
        """Those whose logs hold more, whatever their marks say."""
        names = list(versions)
        newer = self._bucket.each(lambda name: self._bucket.newest(name, versions[name]), names)
        return [name for name, newest in zip(names, newer, strict=True) if newest is not None]


#: The Delta library tells causes as a coloured tree.
_BRANCH = re.compile(r"\s*(?:\x1b\[\d*m)*↳(?:\x1b\[\d*m)*\s*")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status(?: code)?:? ?(\d{3})")
_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound")
_VARIABLES = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_AGAIN = "nothing is lost: run the same again"


def _code(words: str) -> str:
    found = _CODE.search(words)
    return found[1] if found else ""


def _told(words: str, kind: str) -> tuple[str, str]:
    """What a fault comes to, and the mend, told by signs in the libraries' words (object_store, deltalake)."""
    words = _BRANCH.sub(": ", words)
    small, code, status = words.lower(), _code(words), _STATUS.search(words)
    number = status[1] if status else ""
    variables = _VARIABLES[kind]
    if code in _NO_BUCKET or "bucket does not exist" in small:
        return "there is no such bucket", "make it first, or see whether the address is right"
    # Without any, the machine's own are asked for (Amazon EC2 User Guide, "Instance metadata"), which is no store.
    signs = (
        "169.254.169.254",
        "/latest/",
        "metadata",
        "no credential",
        "credentials provider",
        "missing credential",
        "oauth",
    )
    if any(sign in small for sign in signs):
        return "no credentials were found in the environment", f"set {variables}"
    if number in ("401", "403") or code in ("AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId"):
        return "the store refuses access", f"see whether {variables} are right, and may read and write there"
    if "account must be" in small:
        return "no account was found in the environment", f"set {variables}"
    if "failed to commit" in small or "already exists" in small or "transaction" in small:
        return "another process wrote at the same moment", _AGAIN
    if number.startswith("5") or number == "429":
        return f"the store fails (status {number})", f"{_AGAIN} later"
    unreached = ("error sending request", "connect", "dns", "timed out", "timeout", "reset", "incomplete", "body")
    if any(sign in small for sign in unreached):
        where = "AWS_ENDPOINT_URL" if kind == "s3" else "its address"
        return "the store cannot be reached", f"see whether there is a network, and whether {where} is right"
    detail = code or (f"status {number}" if number else "")
    return f"the store cannot be used{f' ({detail})' if detail else ''}", "see the settings in the environment"
