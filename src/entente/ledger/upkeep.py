"""Care of a ledger's files: small ones joined, an older layout brought up to date."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from entente.errors import LedgerError
from entente.ledger import lasting
from entente.ledger.locking import locked
from entente.ledger.places import files, folder, uri
from entente.ledger.schema import MONTH, OLDER, SCHEMA, SORTED, TABLES, delta_schema, partitioned, sql_type
from entente.ledger.tables import (
    HEAD,
    ROW_GROUP,
    Tables,
    check_logs,
    check_room,
    create_tables,
    head_of,
    scan,
    schema_of,
    settings,
    told,
)

if TYPE_CHECKING:
    from deltalake import DeltaTable, WriterProperties

#: Files that no table names any more are deleted after so many hours: nobody who asked before still reads them.
KEPT_HOURS = 168
#: A folder of one month is worked over from so many files on.
FEW = 2


def writing() -> WriterProperties:
    """How files are written: packed, in row groups small enough that a pair's claims stand in few."""
    from deltalake import WriterProperties

    return WriterProperties(compression="ZSTD", max_row_group_size=ROW_GROUP)


def optimize(root: Path) -> dict[str, int]:
    """Joins the small files of each month, sorted so that a question reads little; deletes what is long unused.

    Returns:
        Files before, files after, and files deleted. Where there is nothing to join nothing changes.

    Raises LedgerError where another process brings documents in, or the ledger cannot be used.
    """
    tables = Tables(root)
    root = tables.root
    with locked(root, "run", wait=False) as alone, locked(root, "write"):
        if not alone:
            raise LedgerError("an ingest is going on", place=str(root), mend="run it again when that has ended")
        tables.mend()
        counts: Counter[str] = Counter(before=0, after=0, deleted=0)
        changed = False
        for name in [*(name for name in TABLES if name != "documents"), "documents"]:
            table = tables.newest(name)
            counts["before"] += len(files(table))
            with told(root):
                changed |= _join(table, name, root)
                counts["deleted"] += _vacuum(root, table, name) if changed else 0
            counts["after"] += len(files(tables.newest(name)))
        if changed:
            # The newest commit of `documents` names the claims that belong to it.
            tables.append("documents", [], {HEAD: str(tables.newest("claims").version())})
            with told(root):
                for name in TABLES:
                    tables.newest(name).cleanup_metadata()  # logs older than 30 days, after their checkpoint lasts
        return dict(counts)


def _vacuum(root: Path, table: DeltaTable, name: str) -> int:
    """Deletes files that no table names any more; gives their number."""
    since = table.version()
    deleted = table.vacuum(KEPT_HOURS, dry_run=False, post_commithook_properties=lasting.hooks())
    lasting.keep(root, name, since, table.version())
    return len(deleted)


def join_many(tables: Tables, name: str, many: int) -> None:
    """Joins the files of a small table once there are so many; call it under the write lock, which alone writes it."""
    if len(files(table := tables.newest(name))) >= many:
        with told(tables.root):
            _join(table, name, tables.root)


def _join(table: DeltaTable, name: str, root: Path) -> bool:
    """Sorts and joins what stands in several files, month by month; True if something did."""
    months: defaultdict[str | None, list[str]] = defaultdict(list)
    for file in files(table):
        months[_month(file) if partitioned(name) else None].append(file)
    crowded = sorted((month for month, found in months.items() if len(found) >= FEW), key=str)
    for month in crowded:
        check_room(Path(months[month][0]).parent, size_of(months[month]))
        _sort(table, name, month, months[month], root)
    return bool(crowded)


def _sort(table: DeltaTable, name: str, month: str | None, paths: Sequence[str], root: Path) -> None:
    """Writes the rows of some files anew, in their order; DuckDB sorts, on disk where memory does not do."""
    import duckdb
    from arro3.core import RecordBatchReader
    from deltalake import write_deltalake

    keys = ", ".join(f'"{key}"' for key in SORTED[name])
    with duckdb.connect(config=settings()) as connection:
        rows = RecordBatchReader.from_arrow(connection.sql(f"{scan(name, paths)} ORDER BY {keys}"))
        where, since = f"{MONTH} = '{month}'" if month is not None else None, table.version()
        write_deltalake(
            table, rows, mode="overwrite", writer_properties=writing(), predicate=where,
            post_commithook_properties=lasting.hooks(),
        )  # fmt: skip
    lasting.keep(root, name, since, table.version())


def size_of(paths: Sequence[str]) -> int:
    """Bytes of some files."""
    return sum(Path(path).stat().st_size for path in paths)


def _month(file: str) -> str:
    return next(part.removeprefix(f"{MONTH}=") for part in file.split("/") if part.startswith(f"{MONTH}="))


def migrate(root: Path) -> tuple[str, str]:
    """Brings an older ledger to this program's layout; stopped in the middle, it goes on when called again.

    Returns:
        The names of the layout before and after; equal where nothing was to be done.

    Raises LedgerError where there is no ledger, or a newer one.
    """
    root = folder(root)
    if not (root / "documents" / "_delta_log").is_dir():
        raise LedgerError("no ledger here", place=str(root), mend="entente ingest SOURCE --ledger DIR makes one")
    with told(root):
        lasting.recover(root)
    check_logs(root)
    before = schema_of(root)
    if before == SCHEMA:
        return before, before
    if before not in OLDER:
        raise LedgerError(f"its layout is {before!r}, not one that can be migrated", place=str(root))
    with locked(root, "run"), locked(root, "write"):
        claims = _rewrite(root, "claims", at=_head(root))
        for name in TABLES:
            if name not in ("claims", "documents") and (root / name / "_delta_log").is_dir():
                _rewrite(root, name)
        create_tables(root)
        # Last, for its description is the ledger's.
        _rewrite(root, "documents", {HEAD: str(claims)})
    return before, SCHEMA


def _head(root: Path) -> int:
    from deltalake import DeltaTable

    with told(root):
        return head_of(root, DeltaTable(uri(root, "documents")).version())


def _rewrite(root: Path, name: str, marks: dict[str, str] | None = None, at: int | None = None) -> int:
    """Writes a table, as it was at version `at`, anew with the columns of this layout; returns its version.

    Where that was done before, it does nothing.

    From "entente-ledger 0": `told`, the day from which a report could be known, was not kept apart from `known`; a
    text's lineage and a document's count of claims were not kept.
    """
    import duckdb
    from arro3.core import Table
    from deltalake import CommitProperties, DeltaTable, write_deltalake

    with told(root):
        table = DeltaTable(uri(root, name))
        if table.metadata().description == SCHEMA:
            return table.version()
        since = table.version()
        if at is not None:
            table = DeltaTable(uri(root, name), version=at)
        present = {field.name for field in table.schema().fields}
        columns = ", ".join(_column(column, kind, present) for column, kind in TABLES[name].items())
        paths = files(table)
        check_room(root, size_of(paths))
        with duckdb.connect(config=settings()) as connection:
            hive = "hive_partitioning = true, hive_types = {'month': VARCHAR}" if partitioned(name) else ""
            rows = f"SELECT {columns} FROM read_parquet($files{', ' if hive else ''}{hive})" if paths else ""
            data = Table.from_arrow(connection.sql(rows, params={"files": paths})) if paths else None
        if data is not None:
            write_deltalake(
                uri(root, name),
                data,
                mode="overwrite",
                schema_mode="overwrite",
                partition_by=partitioned(name) or None,
                writer_properties=writing(),
                commit_properties=CommitProperties(custom_metadata=marks or {}),
                post_commithook_properties=lasting.hooks(),
            )
        else:
            DeltaTable.create(
                uri(root, name), schema=delta_schema(name), mode="overwrite", partition_by=partitioned(name), name=name,
                description=SCHEMA, commit_properties=CommitProperties(custom_metadata=marks or {}),
            )  # fmt: skip
        table = DeltaTable(uri(root, name))
        version = table.version()
        if table.metadata().description != SCHEMA:
            table.alter.set_table_description(SCHEMA, commit_properties=CommitProperties(custom_metadata=marks or {}))
        lasting.keep(root, name, since, DeltaTable(uri(root, name)).version())
        return version


_FILLED = {"told": "known", "claims": "0::INTEGER"}


def _column(name: str, kind: object, present: set[str]) -> str:
    if name in present:
        return f'"{name}"::{sql_type(kind)} AS "{name}"'
    empty = "[]" if isinstance(kind, list) else "NULL"
    return f'({_FILLED.get(name, empty)})::{sql_type(kind)} AS "{name}"'
