"""Reports as they are written into an index: at their places, with their texts and words."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from entente.index import neighbours, placing
from entente.index.packing import day_number, moment_number, pack_document, unpack_document
from entente.index.tallying import Tallying
from entente.index.words import bag
from entente.records import KeptDocument

_DOCUMENT = f"INSERT INTO documents VALUES ({', '.join('?' * 12)})"


class DocumentsWritten(Tallying):
    """Reports, taken up and let go."""

    def put_documents(self, found: Iterable[KeptDocument], asked: Iterable[str] = ()) -> int:
        """Takes up documents in their newest version; of those asked that were not found, nothing is left."""
        rows = {kept.document.id: kept for kept in found}
        changed = 0
        days: defaultdict[int, list[tuple[placing.Key, KeptDocument, bytes]]] = defaultdict(list)
        for name in sorted({*rows, *asked}):
            old = self.connection.execute(
                "SELECT d.d, t.record FROM documents d JOIN texts t ON t.d = d.d WHERE d.id = ?", (name,)
            ).fetchone()
            record = pack_document(rows[name]) if name in rows else None
            if old is not None and old[1] == record:
                continue
            changed += 1
            if old is not None:
                self._drop_document(old[0], unpack_document(old[1]))
            if record is not None:
                days[day_number(rows[name].document.published) or 0].append(((name,), rows[name], record))
        for day, waiting in sorted(days.items(), reverse=True):
            self._place_documents(day, waiting)
        return changed

    def _place_documents(self, day: int, waiting: list[tuple[placing.Key, KeptDocument, bytes]]) -> None:
        waiting.sort(key=lambda row: row[0])
        following = functools.partial(neighbours.document, self.connection)
        before = functools.partial(neighbours.last, self.connection, "documents", "d")
        try:
            found = placing.places(day, [row[0] for row in waiting], following, before)
        except placing.Crowded:
            first = placing.base(day)
            sql = "SELECT d, record FROM texts WHERE d >= ? AND d < ?"
            for d, record in self.connection.execute(sql, (first, first + placing.SPACE)).fetchall():
                kept = unpack_document(record)
                self._drop_document(d, kept)
                waiting.append(((kept.document.id,), kept, record))
            waiting.sort(key=lambda row: row[0])
            found = placing.spread(day, len(waiting))
        self.insert_documents([(d, *row[1:]) for d, row in zip(found, waiting, strict=True)])

    def insert_documents(self, rows: Sequence[tuple[int, KeptDocument, bytes]]) -> None:
        """Writes documents at their places, where nothing is. `rows`: place, document, record."""
        documents, words = [], []
        for d, kept, _ in rows:
            document = kept.document
            origin = self.number("ids", kept.origin) if kept.origin is not None else None
            documents.append((
                d, self.number("ids", document.id), document.id, document.title,
                self.number("outlets", document.outlet), document.url, origin, kept.version, kept.reading,
                kept.known.toordinal(), moment_number(kept.recorded), json.dumps(document.notes, ensure_ascii=False),
            ))  # fmt: skip
            words.append((d, bag(f"{document.title} {document.text}")))
            self._count_document(kept, 1)
        self.connection.executemany(_DOCUMENT, documents)
        self.connection.executemany("INSERT INTO texts VALUES (?, ?)", [(d, record) for d, _, record in rows])
        self.learn(each for _, each in words)
        self.connection.executemany("INSERT INTO written (rowid, words) VALUES (?, ?)", words)

    def _drop_document(self, d: int, kept: KeptDocument) -> None:
        words = bag(f"{kept.document.title} {kept.document.text}")
        self.connection.execute("INSERT INTO written (written, rowid, words) VALUES ('delete', ?, ?)", (d, words))
        for table in ("documents", "texts"):
            self.connection.execute(f"DELETE FROM {table} WHERE d = ?", (d,))
        self._count_document(kept, -1)

    def _count_document(self, kept: KeptDocument, by: int) -> None:
        self.changed["document"].add(kept.document.id)
        self.tally["documents", ""] += by
        if kept.origin is not None:
            self.tally["shared", self.number("ids", kept.origin)] += by
            self.tally["copies", ""] += by * (kept.origin != kept.document.id)
