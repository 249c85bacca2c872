"""The Delta tables of a ledger: made, opened, appended to, and shown to DuckDB as of one consistent moment.

`documents` is the head: a batch's claims are committed first, its documents after them, and the documents' commit
names the version of `claims` that belongs to it. A reader takes claims at that version, so that it never sees half a
batch; a writer that finds claims beyond it takes them back, for their writer died between the two.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entente.errors import LedgerError
from entente.extras import need
from entente.ledger.columns import table_of
from entente.ledger.places import literal
from entente.ledger.schema import MONTH, OLDER, SCHEMA, SORTED, TABLES, UNDATED, delta_schema, partitioned, sql_type
from entente.ledger.storage import Storage, Where, at

if TYPE_CHECKING:
    from arro3.core import Table
    from deltalake import DeltaTable
    from duckdb import DuckDBPyConnection

#: Key in the commits of `documents`: the version of `claims` that belongs to them.
HEAD = "entente.claims"
#: What DuckDB may use, in megabytes.
MEMORY = 1400
_CONNECTIONS = itertools.count()
#: Rows of a row group: a pair's claims stand in few of them, and few are read.
ROW_GROUP = 8192
#: Files beyond twice those that there are, of which a connection remembers the footers, 70 kB each.
REMEMBERED = 300
#: Key in commits where locks can be lost: by it a writer knows its own commit again, whose answer did not reach it.
OWN = "entente.own"


class Tables:
    """The tables in one place."""

    def __init__(self, root: Where) -> None:
        """The ledger at `root`. Raises LedgerError where there is none, or one of another layout."""
        self.storage = storage = at(root)
        need("a ledger", "deltalake", "duckdb")
        self.root = storage.where
        self._watch = storage.watch()
        self._open: dict[str, DeltaTable] = {}
        self._latest: dict[str, DeltaTable] = {}
        self._views: dict[str, int] = {}
        self._files: dict[str, list[str]] = {}
        self._remembered: set[str] = set()
        self._read: dict[str, int] = {}
        self._head: int | None = None
        with told(storage):
            storage.recover()
            ends = storage.ends()
        if "documents" not in ends:
            with told(storage):
                strangers = [name for name in storage.names() if name not in TABLES and not name.startswith(".")]
            mend = "name another folder" if strangers else "entente ingest SOURCE --ledger DIR makes one"
            raise LedgerError("no ledger here", place=str(root), mend=mend)
        check_logs(ends, storage)
        check_schema(self.table("documents").metadata().description or "", storage)

    def table(self, name: str) -> DeltaTable:
        """The table as it stood at the last `refresh`."""
        if name not in self._open:
            with told(self.storage):
                self._open[name] = self.storage.table(name)
        return self._open[name]

    def refresh(self) -> None:
        """Takes up what others have written since."""
        with told(self.storage):
            versions = {name: table.version() for name, table in self._open.items() if name != "claims"}
            try:
                for name in self._watch.beyond(versions):
                    self.storage.again(self._open[name].update_incremental)
            except BaseException:
                self._watch = self.storage.watch()  # what it has seen was not taken up
                raise

    def head(self) -> int:
        """The version of `claims` that belongs to the `documents` of the last `refresh`."""
        return head_of(self.storage, self.table("documents").version())

    def last_month(self) -> str | None:
        """The newest month of which there are claims, as shown last, told by the names of files; None without one."""
        months = (month_of_file(file) for file in self.storage.files(self.table("claims")))
        return max((month for month in months if month != UNDATED), default=None)

    def claims(self) -> int:
        """The number of rows of `claims`, as shown last, told by the log."""
        return int(self.table("claims").count())

    def append(self, name: str, rows: Sequence[Mapping[str, Any]], marks: Mapping[str, str] | None = None) -> int:
        """Commits rows to a table, sorted as its files are; returns its new version.

        Raises LedgerError, also where locks can be lost and others have written since the table was read.
        """
        keys = SORTED[name]
        ordered = sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys))
        table, data = self.newest(name), table_of(ordered, TABLES[name])
        since = table.version()
        self.storage.check_room(data.nbytes)
        self._fence(name, since)
        with told(self.storage):
            table = self._write(name, table, data, marks or {})
            self.storage.keep(name, since, table.version())
        self._latest[name], self._read[name] = table, table.version()
        if name == "claims":  # not to be seen before their documents
            self._open.pop(name, None)
        else:
            self._open[name] = table
        return table.version()

    def _write(self, name: str, table: DeltaTable, data: Table, marks: Mapping[str, str]) -> DeltaTable:
        """Appends rows; gives the table after it."""
        from deltalake import WriterProperties, write_deltalake
        from deltalake.exceptions import DeltaError

        since, mark = table.version(), secrets.token_hex(16)
        if self.storage.strict:
            marks = {**marks, OWN: mark}

        def write() -> DeltaTable:
            try:
                write_deltalake(
                    table,
                    data,
                    mode="append",
                    writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=ROW_GROUP),
                    commit_properties=self.storage.commit_properties(marks),
                    post_commithook_properties=self.storage.hooks(),
                )
            except (DeltaError, OSError):
                if not own(self.storage, name, since + 1, mark):
                    raise
                return self.storage.table(name, since + 1)
            return table

        return self.storage.again(write)

    def _fence(self, name: str, version: int) -> None:
        """Raises LedgerError where a lock was lost, or where others wrote after the table was read."""
        self.storage.fence()
        if self.storage.strict and self._read.get(name, version) != version:
            told = f"another process wrote {name} at the same moment"
            raise LedgerError(told, place=str(self.root), mend="nothing is lost: run the same again")

    def read(self, name: str, version: int) -> None:
        """Notes that a table was read, or written by this process, up to a version."""
        self._read[name] = version

    def newest(self, name: str) -> DeltaTable:
        """The table as it stands now, also where that is beyond the head."""
        with told(self.storage):
            table = self._latest.get(name)
            if table is None:
                table = self._latest[name] = self.storage.table(name)
            else:
                self.storage.again(table.update_incremental)
            return table

    def mend(self) -> bool:
        """Takes claims back whose documents were never committed; call it under the write lock. True if there were."""
        self.refresh()
        head, claims = self.head(), self.newest("claims")
        self._read["claims"] = since = claims.version()
        if since <= head or self._restored(claims, head):
            return False
        self._fence("claims", since)
        with told(self.storage):
            self.storage.again(functools.partial(self._restore, claims, head, secrets.token_hex(16)))
            self.storage.keep("claims", since, claims.version())
        self._read["claims"] = claims.version()
        return True

    def _restore(self, claims: DeltaTable, head: int, mark: str) -> None:
        from deltalake.exceptions import DeltaError

        since, properties = claims.version(), self.storage.commit_properties({OWN: mark} if self.storage.strict else {})
        try:
            claims.restore(head, commit_properties=properties, post_commithook_properties=self.storage.hooks())
        except (DeltaError, OSError):
            if not own(self.storage, "claims", since + 1, mark):
                raise
            claims.update_incremental()

    def _restored(self, claims: DeltaTable, head: int) -> bool:
        """Whether the newest commit took the claims back to `head` already."""
        with told(self.storage):  # read by hand: the library stops every thread while it asks
            lines = self.storage.commit("claims", claims.version()).split("\n")
        found = [json.loads(line).get("commitInfo") for line in lines if line]
        last: dict[str, Any] = next(filter(None, found), {})
        return last.get("operation") == "RESTORE" and str(last["operationParameters"].get("version")) == str(head)

    def hide(self) -> None:
        """Forgets which views were made: the connection that had them is closed."""
        self._views.clear()
        self._remembered.clear()

    @property
    def worn(self) -> bool:
        """Whether the connection that has the views remembers many files that are no more: DuckDB forgets none."""
        return len(self._remembered) > REMEMBERED + 2 * sum(map(len, self._files.values()))

    def show(self, connection: DuckDBPyConnection) -> None:
        """Makes a view of every table, all of one consistent moment. Raises LedgerError where one is damaged."""
        self.refresh()
        with told(self.storage):
            head = self._head
            if head is None or self._views.get("documents") != self.table("documents").version():
                head = self._head = self.head()
            if "claims" not in self._open or self._open["claims"].version() != head:
                # `append` leaves what is written there, which is beyond the head until the documents are.
                self._open["claims"] = self.storage.table("claims", head)
            missing = [name for name in TABLES if name not in self._open]
            self._open.update(zip(missing, self.storage.each(self.storage.table, missing), strict=True))
            for name in TABLES:
                table = self.table(name)
                if self._views.get(name) != table.version():
                    self._files[name] = files = self.storage.files(table)
                    self._remembered.update(files)
                    connection.execute(f"CREATE OR REPLACE VIEW {name} AS {scan(name, files)}")
                    self._views[name] = table.version()
                    if name != "claims":
                        self._read[name] = table.version()


def own(storage: Storage, name: str, version: int, mark: str) -> bool:
    """Whether a commit to a store is this writer's own: it took effect, and the answer was lost. Marked by OWN."""
    try:
        return storage.strict and mark in storage.commit(name, version)
    except FileNotFoundError:
        return False


def check_logs(ends: Mapping[str, tuple[int, str]], storage: Storage) -> None:
    """Raises LedgerError where a table's newest commit was cut off; one cut to nothing would read as no rows.

    `ends`: number and text of the newest commit of each table.
    """
    for name, (number, text) in ends.items():
        try:
            whole = bool([json.loads(line) for line in text.split("\n") if line])
        except ValueError:
            whole = False
        if not whole:
            also = ", and the newest of documents/_delta_log with it" if name == "claims" else ""
            raise LedgerError(
                f"a commit was cut off, {name}/_delta_log/{number:020}.json", place=str(storage),
                mend=f"put the file back from a copy, or delete it{also}, and read the last sources again",
            )  # fmt: skip


def head_of(storage: Storage, version: int) -> int:
    """The version of `claims` that the documents' commit `version` names, or the last one before it that names one.

    Raises LedgerError where these commits are no longer in the log.
    """
    for number in range(version, -1, -1):
        with told(storage):
            lines = storage.commit("documents", number).split("\n")
            actions = [json.loads(line) for line in lines if line]
        for action in actions:
            if HEAD in (info := action.get("commitInfo", {})):
                return int(info[HEAD])
    return 0


def month_of_file(file: str) -> str:
    """The month in whose folder a file stands."""
    return next(part.removeprefix(f"{MONTH}=") for part in file.split("/") if part.startswith(f"{MONTH}="))


def scan(name: str, paths: Sequence[str]) -> str:
    """SQL that reads a table's files; months come from the folders' names, so that whole months are passed over."""
    if not paths:
        nothing = ", ".join(f'NULL::{sql_type(kind)} AS "{column}"' for column, kind in TABLES[name].items())
        return f"SELECT {nothing} WHERE false"
    columns = ", ".join(f'"{column}"' for column in TABLES[name])
    listed = ", ".join(map(literal, paths))
    hive = ", hive_partitioning = true, hive_types = {'month': VARCHAR}" if partitioned(name) else ""
    return f"SELECT {columns} FROM read_parquet([{listed}]{hive})"


def settings() -> dict[str, str | bool | int | float | list[str]]:
    """How DuckDB is set up: bounded memory, the rest of a large question on disk, and nothing fetched at run time."""
    # In a folder of its own, for DuckDB's temporary files have the same names in every process.
    apart = _apart(os.getpid()) / str(next(_CONNECTIONS))
    return {
        "autoinstall_known_extensions": "false",
        "memory_limit": f"{MEMORY}MB",
        "temp_directory": str(apart),
        "parquet_metadata_cache": "true",
    }


@functools.cache
def _apart(process: int) -> Path:
    """A folder of one process that no other user of the machine can guess, make first or look into (mkdtemp(3))."""
    made = Path(tempfile.mkdtemp(prefix="entente-"))
    atexit.register(_clear, made, process)
    return made


def _clear(made: Path, process: int) -> None:
    if os.getpid() == process:  # not by a process that was forked since
        shutil.rmtree(made, ignore_errors=True)


def create(root: Where) -> Where:
    """Makes what is missing of an empty ledger; `documents` comes last, for with it the ledger is there.

    Returns its whole name. Raises LedgerError where the place cannot be written, or holds other things.
    """
    storage = at(root)
    need("a ledger", "deltalake", "duckdb")
    storage.make()
    with told(storage):
        storage.recover()
        ends = storage.ends()
        strangers = [] if "documents" in ends else [name for name in storage.names() if name not in TABLES]
    if strangers := [name for name in strangers if not name.startswith(".")]:
        raise LedgerError(f"the folder holds other things ({strangers[0]})", place=str(storage), mend="name a new one")
    create_tables(storage, ends)
    return storage.where


def create_tables(storage: Storage, there: Container[str]) -> None:
    """Makes the tables that are missing. `there`: those that are not."""
    from deltalake import DeltaTable

    def make(name: str) -> None:
        storage.again(lambda: DeltaTable.create(
            storage.address(name), schema=delta_schema(name), mode="ignore", partition_by=partitioned(name),
            name=name, description=SCHEMA, storage_options=storage.options,
        ))  # fmt: skip
        storage.keep(name, -1, 0)

    with told(storage):
        storage.each(make, [name for name in TABLES if name != "documents" and name not in there])
        storage.each(make, [name for name in ("documents",) if name not in there])


def check_schema(schema: str, storage: Storage) -> None:
    """Raises LedgerError where this program does not read that layout."""
    if schema == SCHEMA:
        return
    if schema in OLDER:
        mend = "entente migrate --ledger DIR"
        raise LedgerError(f"its layout is {schema}, older than {SCHEMA}", place=str(storage), mend=mend)
    if schema.startswith("entente-ledger "):
        told = f"its layout is {schema}, newer than {SCHEMA}"
        raise LedgerError(told, place=str(storage), mend="use a newer Entente")
    raise LedgerError("not a ledger of Entente", place=str(storage), mend="name another folder")


@contextlib.contextmanager
def told(storage: Storage) -> Iterator[None]:
    """Faults of the storage as one line. Raises LedgerError."""
    import duckdb
    from deltalake.exceptions import DeltaError

    # What DuckDB raises for files that are damaged or gone, and for want of memory; its other errors are our mistakes.
    asked = (duckdb.IOException, duckdb.InvalidInputException, duckdb.OutOfMemoryException)
    try:
        yield
    except LedgerError:
        raise
    except (DeltaError, OSError, *asked) as error:
        # What an object store answers may hold a secret: it is not told further, not even as a cause.
        raise storage.fault(error) from (None if storage.strict else error)
    except duckdb.Error:
        # What went wrong while it fetched a file, it tells in words of its own.
        if (fault := storage.unread()) is None:
            raise
        raise fault from None
