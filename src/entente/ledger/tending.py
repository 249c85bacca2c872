"""Care of a ledger that nobody need ask for: at the end of a run, small files are joined and what is unused goes.

Each commit leaves small files and an entry in a table's log. A feed that is polled every few minutes makes hundreds a
day, and every question would have to open them all. So the run that groups what came in, alone as it then is, also
tends the tables that have grown many files. Readers go on: what they read is deleted only after KEPT. A process that
dies in between loses nothing: `Tables.mend` takes a joining back that the head does not name.

Unlike `upkeep.optimize`, which a person starts, this never rewrites a month that has become large: there, small files
are joined among themselves (size-tiered compaction: O'Neil et al., "The Log-Structured Merge-Tree", 1996), so that
what is written again stays in proportion to what came in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from entente.ledger.locking import locked
from entente.ledger.schema import MONTH, SORTED, TABLES, partitioned
from entente.ledger.storage import Storage
from entente.ledger.tables import HEAD, Tables, scan, settings, told
from entente.ledger.upkeep import sort_files, writing

if TYPE_CHECKING:
    from deltalake import DeltaTable

#: Small files, beyond one for each month, from which on a table is tended; and bytes up to which they are joined: a
#: file of less than half as many is small.
MANY, SMALL = 16, 64 << 20
#: How long files that no table names any more are kept, for those who still read them.
KEPT = dt.timedelta(hours=24)
#: How long entries of a log are kept. A desk that was away for longer makes its index anew.
LOGGED = dt.timedelta(days=3)
#: States of a feed that are kept, the newest of them; each round adds one of every feed.
STATES = 10
#: Delta Lake's names of the two times (Delta transaction protocol; delta.io, "Table properties").
_FILES_KEPT, _LOG_KEPT = "delta.deletedFileRetentionDuration", "delta.logRetentionDuration"


@dataclass(slots=True)
class Tended:
    """What was done: files of months that were joined, and files deleted, by table."""

    joined: dict[str, int] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)


def tend(tables: Tables) -> Tended:
    """Joins the small files of tables that have many, deletes what is unused for KEPT and log entries over LOGGED.

    Call it under the lock `run`, alone, when everything is grouped. Where there is nothing to do it only looks at the
    logs. Each month is worked on under the lock `write`, which is let go in between, so that reviews wait for one only.

    Raises LedgerError where the ledger cannot be used.
    """
    done = Tended()
    for name in TABLES:
        months = crowded(tables.newest(name), name)
        for month, paths in months.items():
            with locked(tables.root, "write"), _committed(tables, name) as table:
                _join(table, name, month, tables.storage)
            done.joined[name] = done.joined.get(name, 0) + len(paths)
        if months:
            with locked(tables.root, "write"):
                with _committed(tables, name) as table:
                    done.deleted[name] = _clear(table, tables.storage)
                _shorten(tables, name)
    return done


def crowded(table: DeltaTable, name: str) -> dict[str | None, list[str]]:
    """The months with several small files of a table that has many, each with their paths; else none.

    None stands for a table without months. Told by the log alone. Counted over all months: reviews, and reports that
    come late, leave a file here and there.
    """
    found: defaultdict[str | None, list[str]] = defaultdict(list)
    for path, size in _sizes(table).items():
        if size < SMALL // 2:  # two of them always make one
            found[_month(path) if partitioned(name) else None].append(path)
    if sum(len(paths) - 1 for paths in found.values()) < MANY:
        return {}
    return {month: paths for month, paths in sorted(found.items(), key=str) if len(paths) > 1}


def _sizes(table: DeltaTable) -> dict[str, int]:
    """Bytes of each file of a table, as its log tells."""
    actions = table.get_add_actions(flatten=True)
    if not actions.num_rows:
        return {}
    return dict(zip(actions["path"].to_pylist(), actions["size_bytes"].to_pylist(), strict=True))


def _month(path: str) -> str:
    return next(part.removeprefix(f"{MONTH}=") for part in unquote(path).split("/") if part.startswith(f"{MONTH}="))


@contextlib.contextmanager
def _committed(tables: Tables, name: str) -> Iterator[DeltaTable]:
    """A table to be worked on under the lock `write`; what is done to it lasts, and is the ledger's, afterwards."""
    storage = tables.storage
    tables.mend()
    table = tables.newest(name)
    since = table.version()
    with told(storage):
        storage.fence()
        yield table
        storage.keep(name, since, table.version())
        tables.read(name, table.version())
    if name in ("claims", "documents") and table.version() > since:
        # The newest commit of `documents` names the claims that belong to it.
        tables.append("documents", [], {HEAD: str(tables.newest("claims").version())})


def _clear(table: DeltaTable, storage: Storage) -> int:
    """Deletes files that have been unused for KEPT; gives their number.

    Before the next checkpoint forgets which files were let go of; those that nobody names at all go as well.
    """
    _set_times(table, storage)
    gone = table.vacuum(
        None, dry_run=False, full=True, commit_properties=storage.commit_properties(),
        post_commithook_properties=storage.hooks(),
    )  # fmt: skip
    return len(gone)


def _set_times(table: DeltaTable, storage: Storage) -> None:
    """Tells the table how long files and log entries are kept, where it says otherwise."""
    wanted = {_FILES_KEPT: _interval(KEPT), _LOG_KEPT: _interval(LOGGED)}
    known = table.metadata().configuration
    if any(known.get(key) != value for key, value in wanted.items()):
        table.alter.set_table_properties(
            wanted, commit_properties=storage.commit_properties(), post_commithook_properties=storage.hooks()
        )


def _interval(time: dt.timedelta) -> str:
    return f"interval {int(time.total_seconds())} seconds"


def _join(table: DeltaTable, name: str, month: str | None, storage: Storage) -> None:
    """Joins the small files of a month: all of it, sorted, where it is small; else the small ones among themselves."""
    if name == "feeds":
        _forget_states(table, storage)
        return
    sizes = {path: size for path, size in _sizes(table).items() if month is None or _month(path) == month}
    size = sum(sizes.values())
    storage.check_room(sum(small for small in sizes.values() if small < SMALL))
    if size <= SMALL:
        paths = [path for path in storage.files(table) if month is None or _month(path) == month]
        sort_files(table, name, month, paths, storage)
        return
    table.optimize.compact(
        partition_filters=[(MONTH, "=", month)] if month is not None else None, target_size=SMALL,
        writer_properties=writing(), commit_properties=storage.commit_properties(),
        post_commithook_properties=storage.hooks(),
    )  # fmt: skip


def _forget_states(table: DeltaTable, storage: Storage) -> None:
    """Writes the feeds anew with the newest states of each: rows of every round would grow for ever."""
    import duckdb
    from arro3.core import RecordBatchReader
    from deltalake import write_deltalake

    newest = f"row_number() OVER (PARTITION BY address ORDER BY number DESC) <= {STATES}"
    keys = ", ".join(f'"{key}"' for key in (*SORTED["feeds"], "number"))
    with duckdb.connect(config=settings()) as connection:
        storage.attach(connection)
        sql = f"FROM ({scan('feeds', storage.files(table))}) QUALIFY {newest} ORDER BY {keys}"
        rows = RecordBatchReader.from_arrow(connection.sql(sql))
        write_deltalake(
            table, rows, mode="overwrite", writer_properties=writing(),
            commit_properties=storage.commit_properties(), post_commithook_properties=storage.hooks(),
        )  # fmt: skip


def _shorten(tables: Tables, name: str) -> None:
    """Makes a checkpoint of a table's log, and deletes its old entries once that is on the disk."""
    for each in dict.fromkeys((name, "documents") if name == "claims" else (name,)):
        table = tables.newest(each)
        with told(tables.storage):
            table.create_checkpoint()
            tables.storage.keep(each, table.version() - 1, table.version())
            table.cleanup_metadata()
