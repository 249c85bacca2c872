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
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entente.errors import LedgerError
from entente.ledger import lasting
from entente.ledger.columns import table_of
from entente.ledger.places import files, folder, literal, uri
from entente.ledger.schema import MONTH, OLDER, SCHEMA, SORTED, TABLES, UNDATED, delta_schema, partitioned, sql_type

if TYPE_CHECKING:
    from deltalake import DeltaTable
    from duckdb import DuckDBPyConnection

#: Key in the commits of `documents`: the version of `claims` that belongs to them.
HEAD = "entente.claims"
#: What DuckDB may use, in megabytes.
MEMORY = 1400
_CONNECTIONS = itertools.count()
#: Rows of a row group: a pair's claims stand in few of them, and few are read.
ROW_GROUP = 8192
#: Bytes that a commit needs beside its rows: its entry in the log, and the frame of a file for each month.
ROOM = 1 << 20


class Tables:
    """The tables in one folder."""

    def __init__(self, root: Path) -> None:
        """The ledger at `root`. Raises LedgerError where there is none, or one of another layout."""
        self.root = root = folder(root)
        self._open: dict[str, DeltaTable] = {}
        self._latest: dict[str, DeltaTable] = {}
        self._views: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._head: int | None = None
        if root.is_dir():
            with told(root):
                lasting.recover(root)
        if not _is_table(root / "documents"):
            raise LedgerError("no ledger here", place=str(root), mend="entente ingest SOURCE --ledger DIR makes one")
        check_logs(root)
        check_schema(schema_of(root), root)

    def table(self, name: str) -> DeltaTable:
        """The table as it stood at the last `refresh`."""
        from deltalake import DeltaTable

        if name not in self._open:
            with told(self.root):
                self._open[name] = DeltaTable(uri(self.root, name))
        return self._open[name]

    def refresh(self) -> None:
        """Takes up what others have written since."""
        for name, table in list(self._open.items()):
            if name != "claims" and self._written(name, table.version()):
                with told(self.root):
                    table.update_incremental()

    def _written(self, name: str, version: int) -> bool:
        """Whether a table's log has changed since it was last looked at, told by its folder alone."""
        log = self.root / name / "_delta_log"
        with told(self.root):
            changed = log.stat().st_mtime_ns
        # Clocks of file systems are coarse: a commit may fall into the tick of the one before it.
        same = self._seen.get(name) == changed and not (log / f"{version + 1:020}.json").exists()
        self._seen[name] = changed
        return not same

    def head(self) -> int:
        """The version of `claims` that belongs to the `documents` of the last `refresh`."""
        return head_of(self.root, self.table("documents").version())

    def last_month(self) -> str | None:
        """The newest month of which there are claims, as shown last, told by the names of files; None without one."""
        months = (month_of_file(file) for file in files(self.table("claims")))
        return max((month for month in months if month != UNDATED), default=None)

    def claims(self) -> int:
        """The number of rows of `claims`, as shown last, told by the log."""
        return int(self.table("claims").count())

    def append(self, name: str, rows: Sequence[Mapping[str, Any]], marks: Mapping[str, str] | None = None) -> int:
        """Commits rows to a table, sorted as its files are; returns its new version. Raises LedgerError."""
        from deltalake import CommitProperties, WriterProperties, write_deltalake

        keys = SORTED[name]
        ordered = sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys))
        table, data = self.newest(name), table_of(ordered, TABLES[name])
        since = table.version()
        check_room(self.root, data.nbytes)
        with told(self.root):
            write_deltalake(
                table,
                data,
                mode="append",
                writer_properties=WriterProperties(compression="ZSTD", max_row_group_size=ROW_GROUP),
                commit_properties=CommitProperties(custom_metadata=dict(marks or {})),
                post_commithook_properties=lasting.hooks(),
            )
            lasting.keep(self.root, name, since, table.version())
        if name == "claims":  # not to be seen before their documents
            self._open.pop(name, None)
        else:
            self._open[name] = table
        return table.version()

    def newest(self, name: str) -> DeltaTable:
        """The table as it stands now, also where that is beyond the head."""
        from deltalake import DeltaTable

        with told(self.root):
            table = self._latest.get(name)
            if table is None:
                table = self._latest[name] = DeltaTable(uri(self.root, name))
            else:
                table.update_incremental()
            return table

    def mend(self) -> bool:
        """Takes claims back whose documents were never committed; call it under the write lock. True if there were."""
        self.refresh()
        head, claims = self.head(), self.newest("claims")
        if claims.version() == head:
            return False
        with told(self.root):
            if claims.version() > head and claims.history(1)[0].get("operation") != "RESTORE":
                since = claims.version()
                claims.restore(head, post_commithook_properties=lasting.hooks())
                lasting.keep(self.root, "claims", since, claims.version())
                return True
        return False

    def hide(self) -> None:
        """Forgets which views were made: the connection that had them is closed."""
        self._views.clear()

    def show(self, connection: DuckDBPyConnection) -> None:
        """Makes a view of every table, all of one consistent moment. Raises LedgerError where one is damaged."""
        from deltalake import DeltaTable

        self.refresh()
        with told(self.root):
            head = self._head
            if head is None or self._views.get("documents") != self.table("documents").version():
                head = self._head = self.head()
            if "claims" not in self._open or self._open["claims"].version() != head:
                # `append` leaves what is written there, which is beyond the head until the documents are.
                self._open["claims"] = DeltaTable(uri(self.root, "claims"), version=head)
            for name in TABLES:
                table = self.table(name)
                if self._views.get(name) != table.version():
                    connection.execute(f"CREATE OR REPLACE VIEW {name} AS {scan(name, files(table))}")
                    self._views[name] = table.version()


def check_room(root: Path, size: int) -> None:
    """Raises LedgerError where the disk has no room for so many bytes, before the writer below finds out.

    Files are smaller than the rows in memory. A writer that runs out of room tells its own panic on standard error.
    """
    with told(root):
        free = shutil.disk_usage(root).free
    if free < size + ROOM:
        raise full_disk(root)


def full_disk(root: Path) -> LedgerError:
    """The one line that is told when there is no room left."""
    return LedgerError("the disk is full", place=str(root), mend="nothing is lost: make room and run the same again")


def check_logs(root: Path) -> None:
    """Raises LedgerError where a table's newest commit was cut off; one cut to nothing would read as no rows."""
    for name in TABLES:
        newest = max((root / name / "_delta_log").glob("*.json"), default=None)
        if newest is None:
            continue
        with told(root):
            lines = newest.read_text(encoding="utf-8", errors="replace").split("\n")
        try:
            whole = bool([json.loads(line) for line in lines if line])
        except ValueError:
            whole = False
        if not whole:
            also = ", and the newest of documents/_delta_log with it" if name == "claims" else ""
            raise LedgerError(
                f"a commit was cut off, {newest.relative_to(root)}", place=str(root),
                mend=f"put the file back from a copy, or delete it{also}, and read the last sources again",
            )  # fmt: skip


def head_of(root: Path, version: int) -> int:
    """The version of `claims` that the documents' commit `version` names, or the last one before it that names one.

    Raises LedgerError where these commits are no longer in the log.
    """
    for number in range(version, -1, -1):
        path = root / "documents" / "_delta_log" / f"{number:020}.json"
        with told(root):
            actions = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
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


def create(root: Path) -> Path:
    """Makes what is missing of an empty ledger; `documents` comes last, for with it the ledger is there.

    Returns its folder's whole path. Raises LedgerError where the folder cannot be written, or holds other things.
    """
    root = folder(root)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lasting.keep_folder(root)
        lasting.recover(root)
    except OSError as error:
        raise LedgerError(f"the folder cannot be made, {error.strerror}", place=str(root)) from error
    if not _is_table(root / "documents"):
        strangers = sorted(p.name for p in _entries(root) if p.name not in TABLES and not p.name.startswith("."))
        if strangers:
            raise LedgerError(f"the folder holds other things ({strangers[0]})", place=str(root), mend="name a new one")
    create_tables(root)
    return root


def create_tables(root: Path) -> None:
    """Makes the tables that are missing."""
    from deltalake import DeltaTable

    for name in [*(name for name in TABLES if name != "documents"), "documents"]:
        if not _is_table(root / name):
            with told(root):
                DeltaTable.create(
                    uri(root, name), schema=delta_schema(name), mode="ignore", partition_by=partitioned(name),
                    name=name, description=SCHEMA,
                )  # fmt: skip
                lasting.keep(root, name, -1, 0)


def _entries(root: Path) -> list[Path]:
    with told(root):
        return list(root.iterdir())


def _is_table(path: Path) -> bool:
    """Whether a first commit is there; what a writer was staging when it died does not count."""
    return any((path / "_delta_log").glob("*.json"))


def schema_of(root: Path) -> str:
    """The name of the layout of the ledger at `root`."""
    from deltalake import DeltaTable

    with told(root):
        return DeltaTable(uri(root, "documents")).metadata().description or ""


def check_schema(schema: str, root: Path) -> None:
    """Raises LedgerError where this program does not read that layout."""
    if schema == SCHEMA:
        return
    if schema in OLDER:
        mend = "entente migrate --ledger DIR"
        raise LedgerError(f"its layout is {schema}, older than {SCHEMA}", place=str(root), mend=mend)
    if schema.startswith("entente-ledger "):
        raise LedgerError(f"its layout is {schema}, newer than {SCHEMA}", place=str(root), mend="use a newer Entente")
    raise LedgerError("not a ledger of Entente", place=str(root), mend="name another folder")


@contextlib.contextmanager
def told(root: Path) -> Iterator[None]:
    """Faults of the storage as one line. Raises LedgerError."""
    import duckdb
    from deltalake.exceptions import DeltaError

    # What DuckDB raises for files that are damaged or gone, and for want of memory; its other errors are our mistakes.
    asked = (duckdb.IOException, duckdb.InvalidInputException, duckdb.OutOfMemoryException)
    try:
        yield
    except (DeltaError, OSError, *asked) as error:
        words = str(error)
        if "No space left" in words or "os error 28" in words or getattr(error, "errno", None) == 28:
            raise full_disk(root) from error
        raise LedgerError(f"cannot be used: {' '.join(words.split())[:200]}", place=str(root)) from error
