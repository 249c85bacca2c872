"""Writing an index: what is new takes the place of what was, in one transaction."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence

from entente.index import gathered, ties
from entente.index.claims_written import ClaimsWritten
from entente.index.documents_written import DocumentsWritten
from entente.index.packing import moment_number
from entente.index.words import fold
from entente.records import KeptRefusal, Review

#: Rows of the list of changes that are kept.
KEPT = 200_000


class Writing(ClaimsWritten, DocumentsWritten):
    """One connection that writes. Everything inside `changing` is one transaction, and one version of the index."""

    @contextlib.contextmanager
    def changing(self, now: dt.datetime) -> Iterator[None]:
        """One transaction; what raises inside is taken back. Where nothing changes, neither does the version."""
        self._begin()
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._close(now)
        except BaseException:
            if self.connection.in_transaction:  # SQLite ends it by itself where the disk is full
                self.connection.execute("ROLLBACK")
            for numbers in self._numbers.values():
                numbers.clear()
            self._known_words.clear()
            raise
        self.connection.execute("COMMIT")

    # Refusals and reviews

    def put_refusals(self, found: Iterable[KeptRefusal]) -> None:
        """Takes up refusals; those that are there stay."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO refusals VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            [
                (r.source, r.reason, r.detail, r.mend, moment_number(kept.recorded),
                 fold(f"{r.source} {r.reason} {r.detail}"))
                for kept in found for r in (kept.refusal,)
            ],
        )  # fmt: skip

    def put_reviews(self, found: Iterable[Review]) -> None:
        """Takes up reviews; those that are there stay."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO reviews VALUES (?, ?, ?, ?)",
            [
                (review.claim, review.number, moment_number(review.recorded), json.dumps(
                    [review.action, review.changed, review.by, review.why, review.with_, review.undoes],
                    ensure_ascii=False))
                for review in found
            ],
        )  # fmt: skip

    # What follows from it

    def _close(self, now: dt.datetime) -> None:
        """Everything that follows from what was written: counts, events, what is to be done later, what changed."""
        self.flush()
        for at in range(0, len(ordered := sorted(self.events)), 500):
            self._renew_events(ordered[at : at + 500])
        self.mark_strips()
        if not any(self.changed.values()):
            return
        known = self.fact("version")
        version = int(known) + 1 if known is not None else max(1, int(now.timestamp()))
        self.connection.executemany(
            "INSERT INTO changes VALUES (?, ?, ?)",
            [(version, what, name) for what, names in self.changed.items() for name in sorted(names)],
        )
        self.set_facts({"version": version})
        self._prune()

    def mark_strips(self) -> None:
        """Notes which strips of the network are to be made anew."""
        strips = [(strip,) for strip in sorted(self.strips)]
        self.connection.executemany("INSERT OR IGNORE INTO dirty VALUES (?)", strips)
        self.strips.clear()

    def _renew_events(self, numbers: Sequence[int]) -> None:
        marks = ", ".join("?" * len(numbers))
        self.connection.execute(f"DELETE FROM events WHERE e IN ({marks})", numbers)
        gathered.write(self.connection, f"c.event IN ({marks})", numbers)
        names = self.connection.execute(f"SELECT id FROM event_ids WHERE e IN ({marks})", numbers)
        self.changed["event"].update(row[0] for row in names)

    def _prune(self) -> None:
        """Forgets the oldest changes where there are too many; whole versions only."""
        most = self.connection.execute("SELECT count(*) FROM changes").fetchone()[0]
        if most <= KEPT:
            return
        sql = "SELECT version FROM changes ORDER BY version DESC LIMIT 1 OFFSET ?"
        (version,) = self.connection.execute(sql, (KEPT // 2,)).fetchone()
        self.connection.execute("DELETE FROM changes WHERE version <= ?", (version,))
        self.set_facts({"told_since": version})

    def tidy(self, most: int = 1000) -> int:
        """Makes the network's strips anew that were touched; call it inside `changing`. Returns how many are left."""
        rows = self.connection.execute("SELECT strip FROM dirty ORDER BY strip LIMIT ?", (most,)).fetchall()
        for (strip,) in rows:
            ties.renew(self.connection, strip, lambda code: self.number("codes", code))
            self.connection.execute("DELETE FROM dirty WHERE strip = ?", (strip,))
        left: int = self.connection.execute("SELECT count(*) FROM dirty").fetchone()[0]
        return left
