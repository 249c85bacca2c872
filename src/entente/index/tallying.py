"""What every row that is written touches: numbers of ids, how much has which value, the list of words, what changed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from entente.index.words import fold, runs


class Tallying:
    """One connection that writes, and what is counted until `flush`."""

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool = False) -> None:
        """The connection, before anything is written.

        Args:
            connection: which may write.
            fresh: nothing is there yet, and words are listed at the end, by `learn_all`.
        """
        self.connection, self.fresh = connection, fresh
        self._numbers: dict[str, dict[str, int]] = {"ids": {}, "event_ids": {}, "outlets": {}, "codes": {}}
        self._known_words: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self.tally: Counter[tuple[str, Any]] = Counter()
        self.events: set[int] = set()
        self.strips: set[int] = set()
        self.changed: dict[str, set[str]] = {"claim": set(), "event": set(), "document": set()}

    # Facts

    def fact(self, name: str) -> Any:
        """A fact by its name, None where it is not told."""
        row = self.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_facts(self, facts: Mapping[str, Any]) -> None:
        """Tells facts anew."""
        self.connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def number(self, table: str, word: str) -> int:
        """The number of an id, an outlet or a code, a new one where it has none."""
        known = self._numbers[table]
        if word not in known and not (table == "outlets" and not word):
            column = {"ids": "id", "event_ids": "id", "outlets": "outlet", "codes": "code"}[table]
            row = None
            if not self.fresh:
                row = self.connection.execute(f"SELECT rowid FROM {table} WHERE {column} = ?", (word,)).fetchone()
            if row is None:
                more = (word, fold(word)) if table == "outlets" else (word,)
                marks = ", ".join("?" * len(more))
                cursor = self.connection.execute(f"INSERT INTO {table} VALUES (NULL, {marks})", more)
                row = (cursor.lastrowid or 0,)
            known[word] = int(row[0])
        return known.get(word, 0)

    # Words

    def learn(self, bags: Iterable[str]) -> None:
        """Adds words that are new to the list of words."""
        if self.fresh:
            return
        fresh = {word for words in bags for word in runs(words)} - self._known_words
        if not fresh:
            return
        highest = self.connection.execute("SELECT coalesce(max(w), 0) FROM words").fetchone()[0]
        self.connection.executemany("INSERT OR IGNORE INTO words (word) VALUES (?)", [(w,) for w in sorted(fresh)])
        self.connection.execute("INSERT INTO parts (rowid, word) SELECT w, word FROM words WHERE w > ?", (highest,))
        self._known_words |= fresh

    def learn_all(self) -> None:
        """Lists the words of everything that is told or written; from then on, new ones are added as they come."""
        run = self.connection.execute
        for table in ("told", "written"):
            run(f"CREATE VIRTUAL TABLE temp.{table}_words USING fts5vocab(main, {table}, row)").close()
            run(f"INSERT OR IGNORE INTO words (word) SELECT term FROM temp.{table}_words").close()
            run(f"DROP TABLE temp.{table}_words").close()
        run("INSERT INTO parts (rowid, word) SELECT w, word FROM words").close()
        self.fresh = False

    # Counts

    def flush(self) -> None:
        """Writes what was counted."""
        sql = """INSERT INTO tally VALUES (?, ?, ?)
            ON CONFLICT (what, key) DO UPDATE SET claims = claims + excluded.claims"""
        counted = [(what, key, number) for (what, key), number in self.tally.items() if number]
        distinct: Counter[str] = Counter()
        for what, key, number in counted:
            if what in ("document", "origin"):
                found = "SELECT claims FROM tally WHERE what = ? AND key = ?"
                row = None if self.fresh else self.connection.execute(found, (what, key)).fetchone()
                before = row[0] if row else 0
                distinct[f"{what}s told"] += (before + number > 0) - (before > 0)
        counted += [(what, "", number) for what, number in distinct.items()]
        self.connection.executemany(sql, counted)
        gone = [(what, key) for what, key, number in counted if number < 0]
        self.connection.executemany("DELETE FROM tally WHERE what = ? AND key = ? AND claims <= 0", gone)
        self.tally.clear()
