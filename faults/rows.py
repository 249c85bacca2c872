"""The rows of a ledger as they can be compared: without the clock's columns, each table sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from entente.ledger import Ledger
from entente.ledger.schema import TABLES

#: Columns that tell when something was written, and nothing of what.
CLOCKS = frozenset({"recorded", "began", "ended", "polled", "next_poll"})
#: Table -> columns by which a row is one.
KEYS = {
    "documents": ("id", "version", "reading"), "claims": ("id", "version"), "origins": ("document", "version"),
    "events": ("claim", "version"), "reviews": ("id", "number"), "refusals": ("source", "reason", "detail"),
}  # fmt: skip
#: What must not be: rows whose other half is missing.
_ORPHANS = {
    "claims without their document": """FROM claims c WHERE NOT EXISTS
        (FROM documents d WHERE d.id = c.document AND d.version = c.document_version)""",
    "documents with too few or too many claims": """FROM documents d WHERE version = 1 AND reading = 1 AND claims <>
        (SELECT count(*) FROM claims c WHERE c.document = d.id AND c.version = 1 AND c.document_version = 1
            AND c.reader = d.reader)""",
    "events without their claim": "FROM events e WHERE NOT EXISTS (FROM claims c WHERE c.id = e.claim)",
    "claims without an event": """FROM claims c WHERE status = 'read' AND NOT EXISTS
        (FROM events e WHERE e.claim = c.id)""",
    "origins without their document": "FROM origins o WHERE NOT EXISTS (FROM documents d WHERE d.id = o.document)",
    "documents without an origin": """FROM documents d WHERE NOT EXISTS
        (FROM origins o WHERE o.document = d.id AND o.version = d.version)""",
    "reviews without their claim": "FROM reviews r WHERE NOT EXISTS (FROM claims c WHERE c.id = r.id)"
    " AND NOT EXISTS (FROM reviews a WHERE a.id = r.id AND a.version = 1)",
}  # fmt: skip

Rows = dict[str, list[tuple[str, ...]]]


def rows_of(root: Path, without: Sequence[str] = (), tables: Iterable[str] = (*KEYS, "feeds")) -> Rows:
    """Table -> its rows as text, sorted. `without`: more columns that are left out, as "documents.source"."""
    found: Rows = {}
    with Ledger(root) as ledger:
        connection = ledger.connection
        for table in tables:
            left_out = CLOCKS | ({"month"} if table == "refusals" else set())
            names = [name for name in TABLES[table] if name not in left_out and f"{table}.{name}" not in without]
            columns = ", ".join(f'CAST("{name}" AS VARCHAR)' for name in names)
            found[table] = sorted(
                tuple("" if value is None else value for value in row)
                for row in connection.execute(f"SELECT {columns} FROM {table}").fetchall()
            )
    return found


def differences(expected: Rows, found: Rows) -> list[str]:
    """One line for each table whose rows are not those expected, with the first row of either kind."""
    told = []
    for table, rows in expected.items():
        lacking, extra = (
            sorted((Counter(a) - Counter(b)).elements())
            for a, b in ((rows, found[table]), (found[table], rows))
        )  # fmt: skip
        if lacking or extra:
            first = "; ".join(
                f"{what} {_short(some[0])}" for what, some in (("lacks", lacking), ("has", extra)) if some
            )
            told.append(f"{table}: {len(lacking)} rows lacking, {len(extra)} too many: {first}")
    return told


def _short(row: tuple[str, ...]) -> str:
    return " | ".join(value[:40] for value in row if value)[:300]


def faults_in(root: Path, *, grouped: bool = True, counted: bool = True) -> list[str]:
    """Rows that stand twice, and rows whose other half is missing.

    `grouped`: also those that have no group yet; `counted`: also documents whose number of claims is not as told.
    """
    told: list[str] = []
    with Ledger(root) as ledger:
        connection = ledger.connection
        for table, keys in KEYS.items():
            named = ", ".join(f'"{key}"' for key in keys)
            sql = f"SELECT count(*) FROM (SELECT {named} FROM {table} GROUP BY ALL HAVING count(*) > 1)"
            told += _counted(connection, sql, f"rows twice in {table}")
        for what, sql in _ORPHANS.items():
            if (grouped or "without an" not in what) and (counted or "too few" not in what):
                told += _counted(connection, f"SELECT count(*) {sql}", what)
    return told


def _counted(connection: Any, sql: str, what: str) -> list[str]:
    number = connection.execute(sql).fetchone()[0]
    return [f"{number} {what}"] if number else []
