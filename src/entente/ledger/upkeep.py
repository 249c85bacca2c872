"""Care of a ledger's files: small ones joined, an older layout brought up to date."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from entente.errors import LedgerError
from entente.ledger.locking import locked
from entente.ledger.schema import MONTH, OLDER, SCHEMA, SORTED, TABLES, delta_schema, partitioned, sql_type
from entente.ledger.storage import Storage, Where, at
from entente.ledger.tables import (
    HEAD,
    OWN,
    ROW_GROUP,
    Tables,
    check_logs,
    create_tables,
    head_of,
    own,
    scan,
    settings,
    told,
)

if TYPE_CHECKING:
    from arro3.core import Table
    from deltalake import DeltaTable, WriterProperties

#: Files that no table names any more are deleted after so many hours: nobody who asked before still reads them.
KEPT_HOURS = 168
#: A folder of one month is worked over from so many files on.
FEW = 2


def writing() -> WriterProperties:
    """How files are written: packed, in row groups small enough that a pair's claims stand in few."""
    from deltalake import WriterProperties

    return WriterProperties(compression="ZSTD", max_row_group_size=ROW_GROUP)


def optimize(root: Where) -> dict[str, int]:
    """Joins the small files of each month, sorted so that a question reads little; deletes what is long unused.

    Returns:
        Files before, files after, and files deleted. Where there is nothing to join nothing changes.

    Raises LedgerError where another process brings documents in, or the ledger cannot be used.
    """
    tables = Tables(root)
    storage = tables.storage
    with locked(tables.root, "run", wait=False, known=True) as alone, locked(tables.root, "write"):
        if not alone:
            raise LedgerError("an ingest is going on", place=str(storage), mend="run it again when that has ended")
        tables.mend()
        counts: Counter[str] = Counter(before=0, after=0, deleted=0)
        changed = False
        for name in [*(name for name in TABLES if name != "documents"), "documents"]:
            table = tables.newest(name)
            counts["before"] += len(storage.files(table))
            with told(storage):
                changed |= _join(table, name, storage)
                counts["deleted"] += _vacuum(storage, table, name) if changed else 0
            counts["after"] += len(storage.files(newest := tables.newest(name)))
            tables.read(name, newest.version())
        if changed:
            # The newest commit of `documents` names the claims that belong to it.
            tables.append("documents", [], {HEAD: str(tables.newest("claims").version())})
            with told(storage):
                for name in TABLES:
                    tables.newest(name).cleanup_metadata()  # logs older than 30 days, after their checkpoint lasts
        return dict(counts)


def _vacuum(storage: Storage, table: DeltaTable, name: str) -> int:
    """Deletes files that no table names any more; gives their number."""
    since = table.version()
    deleted = table.vacuum(
        KEPT_HOURS, dry_run=False, commit_properties=storage.commit_properties(),
        post_commithook_properties=storage.hooks(),
    )  # fmt: skip
    storage.keep(name, since, table.version())
    return len(deleted)


def join_many(tables: Tables, name: str, many: int) -> None:
    """Joins the files of a small table once there are so many; call it under the write lock, which alone writes it."""
    if len(tables.storage.files(table := tables.newest(name))) >= many:
        with told(tables.storage):
            _join(table, name, tables.storage)
        tables.read(name, table.version())


def _join(table: DeltaTable, name: str, storage: Storage) -> bool:
    """Sorts and joins what stands in several files, month by month; True if something did."""
    months: defaultdict[str | None, list[str]] = defaultdict(list)
    for file in storage.files(table):
        months[_month(file) if partitioned(name) else None].append(file)
    crowded = sorted((month for month, found in months.items() if len(found) >= FEW), key=str)
    for month in crowded:
        storage.check_room(storage.size(months[month]))
        sort_files(table, name, month, months[month], storage)
    return bool(crowded)


def sort_files(table: DeltaTable, name: str, month: str | None, paths: Sequence[str], storage: Storage) -> None:
    """Writes the rows of some files anew, in their order; DuckDB sorts, on disk where memory does not do."""
    import duckdb
    from arro3.core import RecordBatchReader
    from deltalake import write_deltalake
    from deltalake.exceptions import DeltaError

    keys = ", ".join(f'"{key}"' for key in SORTED[name])
    mark = secrets.token_hex(16) if storage.strict else ""
    where, since = f"{MONTH} = '{month}'" if month is not None else None, table.version()
    with duckdb.connect(config=settings()) as connection:
        storage.attach(connection)

        properties = storage.commit_properties({OWN: mark} if mark else {})

        def write() -> None:
            rows = RecordBatchReader.from_arrow(connection.sql(f"{scan(name, paths)} ORDER BY {keys}"))
            storage.fence()
            try:
                write_deltalake(
                    table, rows, mode="overwrite", writer_properties=writing(), predicate=where,
                    commit_properties=properties, post_commithook_properties=storage.hooks(),
                )  # fmt: skip
            except (DeltaError, OSError):
                if not own(storage, name, since + 1, mark):
                    raise
                table.update_incremental()

        storage.again(write)
    storage.keep(name, since, table.version())


def _month(file: str) -> str:
    return next(part.removeprefix(f"{MONTH}=") for part in file.split("/") if part.startswith(f"{MONTH}="))


def migrate(root: Where) -> tuple[str, str]:
    """Brings an older ledger to this program's layout; stopped in the middle, it goes on when called again.

    Returns:
        The names of the layout before and after; equal where nothing was to be done.

    Raises LedgerError where there is no ledger, or a newer one.
    """
    storage = at(root)
    with told(storage):
        storage.recover()
        ends = storage.ends()
    if "documents" not in ends:
        raise LedgerError("no ledger here", place=str(storage), mend="entente ingest SOURCE --ledger DIR makes one")
    check_logs(ends, storage)
    with told(storage):
        before = storage.table("documents").metadata().description or ""
    if before == SCHEMA:
        return before, before
    if before not in OLDER:
        raise LedgerError(f"its layout is {before!r}, not one that can be migrated", place=str(storage))
    with locked(storage.where, "run"), locked(storage.where, "write"):
        claims = _rewrite(storage, "claims", at=_head(storage))
        for name in ends:
            if name not in ("claims", "documents"):
                _rewrite(storage, name)
        create_tables(storage, ends)
        # Last, for its description is the ledger's.
        _rewrite(storage, "documents", {HEAD: str(claims)})
    return before, SCHEMA


def _head(storage: Storage) -> int:
    with told(storage):
        return head_of(storage, storage.table("documents").version())


def _rewrite(storage: Storage, name: str, marks: dict[str, str] | None = None, at: int | None = None) -> int:
    """Writes a table, as it was at version `at`, anew with the columns of this layout; returns its version.

    Where that was done before, it does nothing.

    From "entente-ledger 0": `told`, the day from which a report could be known, was not kept apart from `known`; a
    text's lineage and a document's count of claims were not kept.
    """
    from deltalake import CommitProperties, DeltaTable, write_deltalake

    with told(storage):
        table = storage.table(name)
        if table.metadata().description == SCHEMA:
            return table.version()
        since = table.version()
        data = _rows(storage, table if at is None else storage.table(name, at), name)
        storage.fence()
        properties = CommitProperties(custom_metadata=marks or {})
        if data is not None:
            write_deltalake(
                storage.address(name),
                data,
                mode="overwrite",
                schema_mode="overwrite",
                partition_by=partitioned(name) or None,
                writer_properties=writing(),
                commit_properties=properties,
                post_commithook_properties=storage.hooks(),
                storage_options=storage.options,
            )
        else:
            DeltaTable.create(
                storage.address(name), schema=delta_schema(name), mode="overwrite", partition_by=partitioned(name),
                name=name, description=SCHEMA, commit_properties=properties, storage_options=storage.options,
            )  # fmt: skip
        table = storage.table(name)
        version = table.version()
        if table.metadata().description != SCHEMA:
            table.alter.set_table_description(SCHEMA, commit_properties=properties)
        storage.keep(name, since, storage.table(name).version())
        return version


def _rows(storage: Storage, table: DeltaTable, name: str) -> Table | None:
    """The rows of an older table with the columns of this layout; None without any."""
    import duckdb
    from arro3.core import Table

    present = {field.name for field in table.schema().fields}
    columns = ", ".join(_column(column, kind, present) for column, kind in TABLES[name].items())
    paths = storage.files(table)
    if not paths:
        return None
    storage.check_room(storage.size(paths))
    with duckdb.connect(config=settings()) as connection:
        storage.attach(connection)
        hive = ", hive_partitioning = true, hive_types = {'month': VARCHAR}" if partitioned(name) else ""
        rows = f"SELECT {columns} FROM read_parquet($files{hive})"
        return Table.from_arrow(connection.sql(rows, params={"files": paths}))


_FILLED = {"told": "known", "claims": "0::INTEGER"}


def _column(name: str, kind: object, present: set[str]) -> str:
    if name in present:
        return f'"{name}"::{sql_type(kind)} AS "{name}"'
    empty = "[]" if isinstance(kind, list) else "NULL"
    return f'({_FILLED.get(name, empty)})::{sql_type(kind)} AS "{name}"'
