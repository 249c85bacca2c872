"""What stands beside a place, as `placing` asks for it."""

from __future__ import annotations

import sqlite3

from entente.index.placing import Key, claim_key


def claim(connection: sqlite3.Connection, at: int, end: int) -> tuple[int, Key] | None:
    """Place and key of the first claim from one place on, before another; None where there is none."""
    sql = """SELECT c.n, i.id, c.field, c.at, c.id FROM claims c JOIN ids i ON i.k = c.document
        WHERE c.n >= ? AND c.n < ? ORDER BY c.n LIMIT 1"""
    row = connection.execute(sql, (at, end)).fetchone()
    return (row[0], claim_key(*row[1:])) if row else None


def document(connection: sqlite3.Connection, at: int, end: int) -> tuple[int, Key] | None:
    """As `claim`, of documents."""
    sql = "SELECT d, id FROM documents WHERE d >= ? AND d < ? ORDER BY d LIMIT 1"
    row = connection.execute(sql, (at, end)).fetchone()
    return (row[0], (row[1],)) if row else None


def last(connection: sqlite3.Connection, table: str, column: str, first: int, at: int) -> int | None:
    """The last place before one, not before another; None where nothing stands there."""
    sql = f"SELECT max({column}) FROM {table} WHERE {column} >= ? AND {column} < ?"
    found: int | None = connection.execute(sql, (first, at)).fetchone()[0]
    return found
