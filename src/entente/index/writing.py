"""Writing an index: what is new takes the place of what was, in one transaction."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from entente.index import gathered, placing, ties
from entente.index.keys import days_of, keys_of
from entente.index.packing import day_number, moment_number, pack_claim, pack_document, unpack_claim, unpack_document
from entente.index.words import bag, fold, runs
from entente.records import STANDING, Glance, KeptClaim, KeptDocument, KeptRefusal, Review

#: What a claim says of how its two sides stand: -1 (conflict) to 1 (cooperation), None where it says nothing of it.
Tone = Callable[[Glance], "float | None"]
#: Rows of the list of changes that are kept.
KEPT = 200_000
#: Columns of `claims`.
COLUMNS = (
    "n", "id", "status", "document", "origin", "event", "kind", "mode", "polarity", "certainty", "modality", "begins",
    "ends", "starts", "stops", "confidence", "reviewed", "recorded", "field", "at", "outlet", "actor", "recipient",
    "matter", "holder", "stance", "tone",
)  # fmt: skip
_CLAIM = f"INSERT INTO claims VALUES ({', '.join('?' * len(COLUMNS))})"
_LISTS = {
    "parties": "INSERT INTO parties VALUES (?, ?, ?)", "pairs": "INSERT INTO pairs VALUES (?, ?)",
    "matters": "INSERT INTO matters VALUES (?, ?)", "holders": "INSERT INTO holders VALUES (?, ?)",
    "stances": "INSERT INTO stances VALUES (?, ?)",
}  # fmt: skip
_DOCUMENT = f"INSERT INTO documents VALUES ({', '.join('?' * 12)})"


class Writing:
    """One connection that writes. Everything inside `changing` is one transaction, and one version of the index."""

    def __init__(self, connection: sqlite3.Connection, tone: Tone, *, fresh: bool = False) -> None:
        """The connection, before anything is written.

        Args:
            connection: which may write.
            tone: what claims say of how their sides stand.
            fresh: nothing is there yet, and words are listed at the end, by `learn_all`.
        """
        self.connection, self.tone, self.fresh = connection, tone, fresh
        self._numbers: dict[str, dict[str, int]] = {"ids": {}, "event_ids": {}, "outlets": {}, "codes": {}}
        self._known_words: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self.tally: Counter[tuple[str, Any]] = Counter()
        self.events: set[int] = set()
        self.strips: set[int] = set()
        self.changed: dict[str, set[str]] = {"claim": set(), "event": set(), "document": set()}

    @contextlib.contextmanager
    def changing(self, now: dt.datetime) -> Iterator[None]:
        """One transaction; what raises inside is taken back. Where nothing changes, neither does the version."""
        self._begin()
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._close(now)
        except BaseException:
            self.connection.execute("ROLLBACK")
            for numbers in self._numbers.values():
                numbers.clear()
            self._known_words.clear()
            raise
        self.connection.execute("COMMIT")

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

    # Claims

    def put_claims(self, found: Iterable[tuple[KeptClaim, str]], asked: Iterable[str] = ()) -> int:
        """Takes up claims in their newest version; of those asked that were not found, nothing is left.

        Returns:
            How many of them are new or other than before.
        """
        rows = {kept.claim.id: (kept, reason) for kept, reason in found}
        old = self._records(sorted({*rows, *asked}))
        new: dict[str, tuple[KeptClaim, str, bytes]] = {}
        for name, (kept, reason) in rows.items():
            record = pack_claim(kept, reason)
            if name not in old or old[name][1] != record:
                new[name] = kept, reason, record
        gone = {name: old[name] for name in old if name in new or name not in rows}
        stay: dict[str, int] = {}
        for name, (n, record) in gone.items():
            before = unpack_claim(record)[0]
            self._drop_claim(n, before)
            if name in new and _place_of(before) == _place_of(new[name][0]):
                stay[name] = n
        self._add_claims(new, stay)
        return len({*new, *gone})

    def _records(self, names: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        found = {}
        for at in range(0, len(names), 500):
            part = names[at : at + 500]
            sql = f"""SELECT c.id, c.n, r.record FROM claims c JOIN records r ON r.n = c.n
                WHERE c.id IN ({", ".join("?" * len(part))})"""
            found.update({name: (n, record) for name, n, record in self.connection.execute(sql, part)})
        return found

    def _add_claims(self, new: Mapping[str, tuple[KeptClaim, str, bytes]], stay: Mapping[str, int]) -> None:
        days: defaultdict[int, list[tuple[placing.Key, str]]] = defaultdict(list)
        for name, (kept, _, _) in new.items():
            if name in stay:
                self.insert_claims([(stay[name], *new[name])])
            else:
                day, key = _place_of(kept)
                days[day].append((key, name))
        for day, waiting in sorted(days.items(), reverse=True):
            waiting.sort()
            keys = [key for key, _ in waiting]
            try:
                found = placing.places(day, keys, self._next_claim, self._before_claim)
            except placing.Crowded:
                self._spread(day, [(key, new[name]) for key, name in waiting])
                continue
            self.insert_claims([(n, *new[name]) for n, (_, name) in zip(found, waiting, strict=True)])

    def _next_claim(self, at: int, end: int) -> tuple[int, placing.Key] | None:
        sql = """SELECT c.n, i.id, c.field, c.at, c.id FROM claims c JOIN ids i ON i.k = c.document
            WHERE c.n >= ? AND c.n < ? ORDER BY c.n LIMIT 1"""
        row = self.connection.execute(sql, (at, end)).fetchone()
        return (row[0], placing.claim_key(*row[1:])) if row else None

    def _before_claim(self, first: int, at: int) -> int | None:
        sql = "SELECT max(n) FROM claims WHERE n >= ? AND n < ?"
        found: int | None = self.connection.execute(sql, (first, at)).fetchone()[0]
        return found

    def _spread(self, day: int, waiting: Sequence[tuple[placing.Key, tuple[KeptClaim, str, bytes]]]) -> None:
        """Gives all claims of a day new places, with room for those that come."""
        first = placing.base(day)
        sql = "SELECT n, record FROM records WHERE n >= ? AND n < ?"
        rows = list(waiting)
        for n, record in self.connection.execute(sql, (first, first + placing.SPACE)).fetchall():
            kept, reason = unpack_claim(record)
            self._drop_claim(n, kept)
            rows.append((_place_of(kept)[1], (kept, reason, record)))
        rows.sort(key=lambda row: row[0])
        self.insert_claims([(n, *row) for n, (_, row) in zip(placing.spread(day, len(rows)), rows, strict=True)])

    def insert_claims(self, rows: Sequence[tuple[int, KeptClaim, str, bytes]]) -> None:
        """Writes claims at their places, where nothing is. `rows`: place, claim, reason, record."""
        lists: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _LISTS}
        claims, records, told = [], [], []
        for n, kept, _, record in rows:
            keys = keys_of(kept)
            columns = self._columns(n, kept)
            claims.append(columns)
            records.append((n, record))
            told.append((n, bag(f"{kept.claim.quote} {kept.title}")))
            lists["parties"] += [(code, n, side) for code, side in keys.parties.items()]
            lists["pairs"] += [(pair, n) for pair in keys.pairs]
            lists["matters"] += [(matter, n) for matter in keys.matters]
            lists["holders"] += [(holder, n) for holder in keys.holders]
            lists["stances"] += [(stance, n) for stance in keys.stances]
            self._count(columns, kept, 1)
        write = self.connection.executemany
        write(_CLAIM, claims)
        write("INSERT INTO records VALUES (?, ?)", records)
        for name, sql in _LISTS.items():
            write(sql, lists[name])
        self._learn(words for _, words in told)
        write("INSERT INTO told (rowid, words) VALUES (?, ?)", told)

    def _columns(self, n: int, kept: KeptClaim) -> tuple[Any, ...]:
        claim = kept.claim
        begins, ends = days_of(kept)
        inner = claim.holders[-1] if claim.holders else None
        return (
            n, claim.id, kept.status, self.number("ids", claim.document), self.number("ids", kept.counted_by),
            self.number("event_ids", kept.event) if kept.event is not None else None, claim.event, claim.mode,
            claim.polarity, claim.certainty, claim.modality, begins, ends, day_number(claim.start),
            day_number(claim.end), claim.confidence, bool(kept.by), moment_number(kept.recorded), claim.place.field,
            claim.place.start_char, self.number("outlets", kept.outlet), ",".join(claim.actor),
            ",".join(claim.recipient), ",".join(claim.matter), (inner.actor or inner.name or "") if inner else None,
            inner.stance if inner else None, self.tone(Glance.of(kept)),
        )  # fmt: skip

    def _drop_claim(self, n: int, kept: KeptClaim) -> None:
        keys, columns, run = keys_of(kept), self._columns(n, kept), self.connection.execute
        for table in ("claims", "records"):
            run(f"DELETE FROM {table} WHERE n = ?", (n,))
        for code in keys.parties:
            run("DELETE FROM parties WHERE code = ? AND n = ?", (code, n))
        for table, column, found in (
            ("pairs", "pair", keys.pairs), ("matters", "matter", keys.matters), ("holders", "holder", keys.holders),
            ("stances", "stance", keys.stances),
        ):  # fmt: skip
            self.connection.executemany(
                f"DELETE FROM {table} WHERE {column} = ? AND n = ?", [(key, n) for key in found]
            )
        words = bag(f"{kept.claim.quote} {kept.title}")
        run("INSERT INTO told (told, rowid, words) VALUES ('delete', ?, ?)", (n, words))
        self._count(columns, kept, -1)

    def _count(self, columns: Sequence[Any], kept: KeptClaim, by: int) -> None:
        """Counts a claim in (1) or out (-1), and notes what it touches."""
        row = dict(zip(COLUMNS, columns, strict=True))
        self.changed["claim"].add(kept.claim.id)
        self.changed["document"].add(kept.claim.document)
        if row["event"] is not None:
            self.events.add(row["event"])
        self.strips.add(ties.strip_of(row["begins"], row["ends"]))
        if kept.status not in STANDING:
            return
        keys = keys_of(kept)
        counted: list[tuple[str, Any]] = [
            ("all", ""), ("kind", row["kind"]), ("polarity", row["polarity"]), ("certainty", row["certainty"]),
            ("modality", row["modality"]), ("outlet", row["outlet"]), ("document", row["document"]),
            ("origin", row["origin"]), ("day", placing.day_at(row["n"])), ("begins", row["begins"] or 0),
        ]  # fmt: skip
        if row["mode"] is not None:
            counted.append(("mode", row["mode"]))
        if not kept.claim.holders:
            counted.append(("author", ""))
        for what, found in (
            ("party", keys.parties), ("pair", keys.pairs), ("matter", keys.matters), ("holder", keys.holders),
            ("stance", keys.stances),
        ):  # fmt: skip
            counted += [(what, key) for key in found]
        for key in counted:
            self.tally[key] += by

    def _learn(self, bags: Iterable[str]) -> None:
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

    # Documents

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
        try:
            found = placing.places(day, [row[0] for row in waiting], self._next_document, self._before_document)
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

    def _next_document(self, at: int, end: int) -> tuple[int, placing.Key] | None:
        sql = "SELECT d, id FROM documents WHERE d >= ? AND d < ? ORDER BY d LIMIT 1"
        row = self.connection.execute(sql, (at, end)).fetchone()
        return (row[0], (row[1],)) if row else None

    def _before_document(self, first: int, at: int) -> int | None:
        sql = "SELECT max(d) FROM documents WHERE d >= ? AND d < ?"
        found: int | None = self.connection.execute(sql, (first, at)).fetchone()[0]
        return found

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
        self._learn(each for _, each in words)
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
        self.connection.executemany(
            "INSERT OR IGNORE INTO dirty VALUES (?)", [(strip,) for strip in sorted(self.strips)]
        )
        if not any(self.changed.values()):
            return
        version = max(int(self.fact("version") or 0) + 1, int(now.timestamp()) if self.fact("version") is None else 0)
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


def _place_of(kept: KeptClaim) -> tuple[int, placing.Key]:
    claim = kept.claim
    key = placing.claim_key(claim.document, claim.place.field, claim.place.start_char, claim.id)
    return day_number(kept.published) or 0, key
