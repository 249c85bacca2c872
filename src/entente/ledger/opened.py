"""An open ledger: its tables as DuckDB shows them, at one moment."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from entente.ledger.storage import Where
from entente.ledger.tables import Tables, settings, told

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Opened:
    """A ledger's connection. Threads may ask at once."""

    def __init__(self, path: Where) -> None:
        """Opens a ledger.

        Args:
            path: its folder, or its address on object storage.

        Raises LedgerError where there is none, or one of another layout.
        """
        self.tables = Tables(path)
        self.path = self.tables.root
        self._open: DuckDBPyConnection | None = None
        self._lock = threading.RLock()
        self._still = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files."""
        if self._open is not None:
            self._open.close()
            self._open = None
            self.tables.hide()

    @property
    def connection(self) -> DuckDBPyConnection:
        """A DuckDB connection with a view of every table (docs/reference/ledger.md), up to date at this moment."""
        return self._shown()

    def _shown(self) -> DuckDBPyConnection:
        import duckdb

        with self._lock:
            if self.tables.worn and not self._still:
                self._open = None  # closed by whoever still asks it, when they are done
                self.tables.hide()
            if self._open is None:
                self._open = duckdb.connect(config=settings())
                self.tables.storage.attach(self._open)
                # Else long questions draw a bar over the terminal.
                self._open.execute("SET enable_progress_bar = false")
            if not self._still:
                self.tables.show(self._open)
            return self._open

    @contextlib.contextmanager
    def moment(self) -> Iterator[None]:
        """What is asked inside is answered from one moment, whoever writes meanwhile."""
        with self._lock:
            self._shown()
            self._still += 1  # counted: threads enter and leave in any order
        try:
            yield
        finally:
            with self._lock:
                self._still -= 1

    def rows(self, sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of an answer, plain. Raises LedgerError where a table cannot be read."""
        with told(self.tables.storage):
            return self.connection.execute(sql, values or {}).fetchall()

    def _ask(self, sql: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        with self._lock:  # threads may ask at once, each by a cursor of its own
            connection = self.connection.cursor()
        with told(self.tables.storage):
            connection.execute(sql, values)
            names = [column[0] for column in connection.description or []]
            while rows := connection.fetchmany(2000):
                for row in rows:
                    yield dict(zip(names, row, strict=True))
