"""Rows of plain Python values as an Arrow table, without a library beyond the one that writes the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arro3.core import Array, Table

_EPOCH_DAY = dt.date(1970, 1, 1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def table_of(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Any]) -> Table:
    """An Arrow table.

    Args:
        rows: column name -> value; lists are never None, dates are `date`, moments aware `datetime`.
        columns: column name -> type, as in `schema.TABLES`.
    """
    from arro3.core import Table

    return Table.from_pydict({name: _array([row[name] for row in rows], kind) for name, kind in columns.items()})


def _array(values: Sequence[Any], kind: Any) -> Array:
    """One column. Lists are laid out flat with offsets, structs field by field (Arrow columnar format 1.4)."""
    from arro3.core import Array, DataType, list_array, struct_array

    if isinstance(kind, list):
        import numpy as np

        offsets = np.zeros(len(values) + 1, dtype=np.int32)
        np.cumsum([len(value) for value in values], out=offsets[1:])
        flat = [item for value in values for item in value]
        return list_array(Array.from_numpy(offsets), _array(flat, kind[0]))
    if isinstance(kind, dict):
        parts = [_array([value[name] for value in values], inner) for name, inner in kind.items()]
        return struct_array(parts, fields=[part.field.with_name(name) for part, name in zip(parts, kind, strict=True)])
    if kind == "date":
        days = [None if value is None else (value - _EPOCH_DAY).days for value in values]
        return Array(days, type=DataType.int32()).cast(DataType.date32())
    if kind == "timestamp":
        moments = [None if value is None else (value - _EPOCH) // _MICROSECOND for value in values]
        return Array(moments, type=DataType.int64()).cast(DataType.timestamp("us", tz="UTC"))
    types = {"string": DataType.string(), "integer": DataType.int32(), "long": DataType.int64(),
             "double": DataType.float64(), "boolean": DataType.bool(), "binary": DataType.binary()}  # fmt: skip
    return Array(list(values), type=types[kind])
