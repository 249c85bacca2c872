"""The layout of a ledger: Delta Lake tables, their columns, and the name of the layout (docs/reference/ledger.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deltalake import Schema

#: Name of the layout. It stands in every table's description, where any Delta reader shows it.
SCHEMA = "entente-ledger 1"
#: Layouts that `migrate` can bring up to date, oldest first.
OLDER: tuple[str, ...] = ("entente-ledger 0",)
#: The partition column of every table but `feeds` and `runs`: month of publication, "2023-09", or UNDATED.
MONTH = "month"
UNDATED = "undated"

_HOLDER = {"actor": "string", "name": "string", "stance": "string"}
_PLACE = {"field": "string", "start_char": "integer", "end_char": "integer", "quote": "string"}
_FIGURE = {"low": "double", "high": "double", "unit": "string", "quote": "string"}
_LINEAGE = {"name": "string", "quote": "string", "field": "string", "start_char": "integer", "end_char": "integer"}
_CUT = {"kind": "string", "text": "string"}
_WHEN = {"told": "date", "known": "date", "recorded": "timestamp"}

#: Columns of a claim, in `claims` and in `reviews`. A list stands for a list of what is in it.
CLAIM: dict[str, Any] = {
    "id": "string", "version": "integer", "status": "string", "document": "string", "document_version": "integer",
    "pair": "string", "event": "string", "mode": "string", "actor": ["string"], "recipient": ["string"],
    "matter": ["string"], "holders": [_HOLDER], "polarity": "string", "certainty": "string", "modality": "string",
    "start": "date", "end": "date", "field": "string", "start_char": "integer", "end_char": "integer",
    "quote": "string", "places": [_PLACE], "confidence": "double", "inferred": ["string"], "figures": [_FIGURE],
    "reader": "string", "title": "string", "published": "date", "outlet": "string", "url": "string", **_WHEN,
}  # fmt: skip
#: Table -> column -> Delta type.
TABLES: dict[str, dict[str, Any]] = {
    "documents": {
        MONTH: "string", "id": "string", "version": "integer", "reading": "integer", "digest": "string",
        "title": "string", "text": "string", "published": "date", "published_from": "string",
        "published_quote": "string", "outlet": "string", "url": "string", "language": "string", "source": "string",
        "cut": [_CUT], "notes": ["string"], "lineage": [_LINEAGE], "reader": "string", "claims": "integer", **_WHEN,
    },
    "claims": {MONTH: "string", **CLAIM},
    "origins": {
        MONTH: "string", "document": "string", "version": "integer", "origin": "string", "reason": "string",
        "similarity": "double", "signature": "binary", "published": "date",
        "outlet": "string", **_WHEN,
    },
    "events": {
        MONTH: "string", "event": "string", "claim": "string", "version": "integer", "pair": "string",
        "origin": "string", "reason": "string", "score": "double", **_WHEN,
    },
    "reviews": {
        MONTH: "string", "number": "integer", "action": "string", "changed": "string", "by": "string",
        "why": "string", **CLAIM,
    },
    "refusals": {
        MONTH: "string", "source": "string", "reason": "string", "detail": "string", "mend": "string",
        "recorded": "timestamp",
    },
    "runs": {
        "began": "timestamp", "ended": "timestamp", "sources": ["string"], "documents": "long", "claims": "long",
        "closed": "date", "program": "string",
    },
    "feeds": {
        "address": "string", "number": "integer", "state": "string", "etag": "string",
        "modified": "string", "moved_to": "string", "polled": "timestamp", "next_poll": "timestamp",
        "failures": "integer", "note": "string", "recorded": "timestamp",
    },
}  # fmt: skip
#: Columns by which rows are sorted inside a file, so that a question reads few of them: versions first, for newer ones
#: are few and every question looks for them.
SORTED: dict[str, tuple[str, ...]] = {
    "documents": ("id",), "claims": ("version", "pair", "id"), "origins": ("document",),
    "events": ("version", "pair", "event", "claim"),
    "reviews": ("id",), "refusals": ("source",), "runs": ("began",), "feeds": ("address",),
}  # fmt: skip


def partitioned(table: str) -> list[str]:
    """The partition columns of a table."""
    return [MONTH] if MONTH in TABLES[table] else []


def delta_schema(table: str) -> Schema:
    """The table's schema for Delta Lake."""
    from deltalake import Field, Schema

    return Schema([Field(name, _delta(kind), nullable=True) for name, kind in TABLES[table].items()])


def _delta(kind: Any) -> Any:
    from deltalake.schema import ArrayType, Field, PrimitiveType, StructType

    if isinstance(kind, list):
        return ArrayType(_delta(kind[0]), contains_null=True)
    if isinstance(kind, dict):
        return StructType([Field(name, _delta(inner), nullable=True) for name, inner in kind.items()])
    return PrimitiveType(kind)


_SQL = {"string": "VARCHAR", "integer": "INTEGER", "long": "BIGINT", "double": "DOUBLE", "date": "DATE",
        "timestamp": "TIMESTAMPTZ", "boolean": "BOOLEAN", "binary": "BLOB"}  # fmt: skip


def sql_type(kind: Any) -> str:
    """The column's type in DuckDB."""
    if isinstance(kind, list):
        return f"{sql_type(kind[0])}[]"
    if isinstance(kind, dict):
        return "STRUCT(" + ", ".join(f'"{name}" {sql_type(inner)}' for name, inner in kind.items()) + ")"
    return _SQL[kind]
