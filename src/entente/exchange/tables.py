"""Claims as Parquet with lists and structures, written by DuckDB from Arrow batches; needs no pyarrow."""

from __future__ import annotations

import datetime as dt
import errno
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from entente.exchange.characters import as_unicode
from entente.exchange.lookups import Lookups, Tally, Written, in_utc
from entente.exchange.staging import staged
from entente.records import KeptClaim

#: Claims held at once.
BATCH = 8192
_EPOCH = dt.date(1970, 1, 1).toordinal()
_MICROSECOND = dt.timedelta(microseconds=1)
_Get = Callable[[KeptClaim], Any]


def _of_claim(name: str) -> _Get:
    return lambda kept: getattr(kept.claim, name)


def _of_ledger(name: str) -> _Get:
    return lambda kept: getattr(kept, name)


def _place(name: str) -> _Get:
    return lambda kept: getattr(kept.claim.place, name)


_PLACE = {"field": "text", "start_char": "whole", "end_char": "whole", "quote": "text"}
_HOLDER = {"actor": "text", "name": "text", "stance": "text"}
_FIGURE = {"low": "number", "high": "number", "unit": "text", "quote": "text"}
#: Column -> (type, value): types are names of scalars, a list of them, or a list of structures.
COLUMNS: dict[str, tuple[Any, _Get]] = {
    "id": ("text", _of_claim("id")),
    "document": ("text", _of_claim("document")),
    "event": ("text", _of_claim("event")),
    "mode": ("text", _of_claim("mode")),
    "actor": (["text"], _of_claim("actor")),
    "recipient": (["text"], _of_claim("recipient")),
    "matter": (["text"], _of_claim("matter")),
    "holders": ([_HOLDER], _of_claim("holders")),
    "polarity": ("text", _of_claim("polarity")),
    "certainty": ("text", _of_claim("certainty")),
    "modality": ("text", _of_claim("modality")),
    "start": ("day", _of_claim("start")),
    "end": ("day", _of_claim("end")),
    "quote": ("text", _place("quote")),
    "field": ("text", _place("field")),
    "start_char": ("whole", _place("start_char")),
    "end_char": ("whole", _place("end_char")),
    "places": ([_PLACE], _of_claim("places")),
    "confidence": ("number", _of_claim("confidence")),
    "inferred": (["text"], _of_claim("inferred")),
    "figures": ([_FIGURE], _of_claim("figures")),
    "reader": ("text", _of_claim("reader")),
    "version": ("whole", _of_ledger("version")),
    "status": ("text", _of_ledger("status")),
    "event_id": ("text", _of_ledger("event")),
    "origin": ("text", _of_ledger("origin")),
    "title": ("text", _of_ledger("title")),
    "published": ("day", _of_ledger("published")),
    "outlet": ("text", _of_ledger("outlet")),
    "url": ("text", _of_ledger("url")),
    "known": ("day", _of_ledger("known")),
    "recorded": ("moment", _of_ledger("recorded")),
    "by": ("text", _of_ledger("by")),
    "why": ("text", _of_ledger("why")),
}


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """One row a claim, whatever its status. Raises InputError where `out` cannot be written."""
    import duckdb
    from arro3.core import RecordBatchReader

    tally, faults = Tally(), list[BaseException]()
    schema = batch_of([]).schema
    reader = RecordBatchReader.from_batches(schema, _batches(iter(claims), tally, faults))
    with staged(out) as beside, duckdb.connect(config={"threads": 1}) as database:
        database.register("claims", reader)
        target = str(beside).replace("'", "''")
        try:
            database.execute(f"COPY (SELECT * FROM claims) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608
        except duckdb.Error as fault:
            if faults:
                raise faults[0] from None
            raise _of_system(fault) from fault
    return tally.written()


def _of_system(fault: Exception) -> OSError:
    """The database's error as the system's; its own words name files beside the one asked for."""
    number = errno.ENOSPC if "No space left" in str(fault) else errno.EIO
    return OSError(number, os.strerror(number))


def _batches(claims: Iterator[KeptClaim], tally: Tally, faults: list[BaseException]) -> Iterator[Any]:
    """Batches of rows; a fault of the claims' own source is kept, since the database would only tell its words."""
    try:
        while rows := list(itertools.islice(claims, BATCH)):
            tally.rows += len(rows)
            yield batch_of(rows)
    except BaseException as fault:
        faults.append(fault)
        raise


def batch_of(rows: list[KeptClaim]) -> Any:
    """One Arrow record batch of kept claims."""
    from arro3.core import Field, RecordBatch, Schema

    columns = {name: _array([value(row) for row in rows], kind) for name, (kind, value) in COLUMNS.items()}
    schema = Schema([Field(name, column.type) for name, column in columns.items()])
    return RecordBatch(list(columns.values()), schema=schema)


def _array(values: list[Any], kind: Any) -> Any:
    from arro3.core import Array, DataType, list_array

    if isinstance(kind, list):
        offsets = [0, *itertools.accumulate(len(value) for value in values)]
        flat = list(itertools.chain.from_iterable(values))
        entries = _structures(flat, kind[0]) if isinstance(kind[0], dict) else _array(flat, kind[0])
        return list_array(Array(offsets, DataType.int32()), entries)
    if kind == "text":
        return Array([None if value is None else as_unicode(value) for value in values], DataType.utf8())
    if kind == "number":
        return Array([None if value is None else float(value) for value in values], DataType.float64())
    if kind == "whole":
        return Array(values, DataType.int64())
    if kind == "day":
        days = [None if value is None else value.toordinal() - _EPOCH for value in values]
        return Array(days, DataType.int32()).cast(DataType.date32())
    return Array([_micros(value) for value in values], DataType.int64()).cast(DataType.timestamp("us", tz="UTC"))


def _structures(records: list[Any], parts: dict[str, str]) -> Any:
    from arro3.core import Field, struct_array

    arrays = [_array([getattr(record, name) for record in records], kind) for name, kind in parts.items()]
    return struct_array(arrays, fields=[Field(name, array.type) for name, array in zip(parts, arrays, strict=True)])


def _micros(moment: dt.datetime) -> int:
    return (in_utc(moment) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // _MICROSECOND
