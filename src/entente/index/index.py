"""The index: the read model beside a ledger that pages are answered from, in milliseconds.

It holds what the ledger's newest versions say, in one SQLite file that can be made anew from the ledger at any time.
What is asked as of a day is not answered here; `IndexDesk.asked` asks the ledger for that.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence

from entente.index.claims import COUNTED, Claims
from entente.index.documents import Documents
from entente.index.events import Events
from entente.records.shown import Network

__all__ = ["COUNTED", "Index"]
#: Ids of a kind that are found by their beginning, at most.
FOUND = 300


class Index(Claims, Events, Documents):
    """An index, open for questions. Threads may ask at once, each from a connection of its own that never writes.

    Every method raises UsageError for a question with `as_of`, a cursor that is none and a sort that there is not, and
    LedgerError where the file cannot be used.
    """

    def network(
        self, since: dt.date | None = None, until: dt.date | None = None, kinds: Sequence[str] = (), *,
        most: int = 300, party: str | None = None,
    ) -> Network:  # fmt: skip
        """The actors of some days and how they are tied: of the claims that Question(since, until, event) finds.

        Args:
            since, until: first and last day of happening, or where unknown of publication.
            kinds: of claims, empty for all.
            most: so many actors, those that most origins tell of.
            party: only this actor and those that it is tied to.
        """
        from entente.index import ties

        def found(connection: sqlite3.Connection) -> Network:
            return ties.network(connection, since, until, kinds, most, party)

        return self._remember(("network", since, until, tuple(kinds), most, party), found)

    def actors(self, prefix: str = "", *, limit: int = 20) -> list[tuple[str, int]]:
        """Codes that begin so, with the numbers of claims that name them, most first."""
        sql = """SELECT key, claims FROM tally WHERE what = 'party' AND key >= ? AND key < ?
            ORDER BY claims DESC, key LIMIT ?"""
        with self.file.reading() as connection:
            return [(code, number) for code, number in connection.execute(sql, (prefix, prefix + "\U0010ffff", limit))]

    def find(self, prefix: str) -> list[tuple[str, str]]:
        """What has an id that begins so: ("claim" | "event" | "document", id), as `Ledger.find` gives it."""
        if not prefix:
            return []
        found: list[tuple[str, str]] = []
        with self.file.reading() as connection:
            for kind, table in (("claim", "claims"), ("document", "documents"), ("event", "event_ids")):
                sql = f"SELECT id FROM {table} WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
                rows = connection.execute(sql, (prefix, prefix + "\U0010ffff", FOUND))
                found += [(kind, row[0]) for row in rows]
        return [item for item in found if item[1] == prefix] or found
