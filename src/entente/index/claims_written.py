"""Claims as they are written into an index: at their places, with every list that they stand in."""

from __future__ import annotations

import functools
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from entente.index import neighbours, placing, ties
from entente.index.keys import days_of, keys_of
from entente.index.packing import day_number, moment_number, pack_claim, unpack_claim
from entente.index.tallying import Tallying
from entente.index.words import bag
from entente.records import STANDING, Glance, KeptClaim

#: What a claim says of how its two sides stand: -1 (conflict) to 1 (cooperation), None where it says nothing of it.
Tone = Callable[[Glance], "float | None"]
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


class ClaimsWritten(Tallying):
    """Claims, taken up and let go."""

    def __init__(self, connection: sqlite3.Connection, tone: Tone, *, fresh: bool = False) -> None:
        """The connection, before anything is written. `tone`: what claims say of how their sides stand."""
        super().__init__(connection, fresh=fresh)
        self.tone = tone

    def put_claims(self, found: Iterable[tuple[KeptClaim, str]], asked: Iterable[str] = ()) -> int:
        """Takes up claims in their newest version; of those asked that were not found, nothing is left.

        Returns:
            How many of them are new or other than before.
        """
        rows = {kept.claim.id: (kept, reason) for kept, reason in found}
        old = self._records(sorted({*rows, *asked}))
        new: dict[str, tuple[KeptClaim, bytes]] = {}
        for name, (kept, reason) in rows.items():
            record = pack_claim(kept, reason)
            if name not in old or old[name][1] != record:
                new[name] = kept, record
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

    def _add_claims(self, new: Mapping[str, tuple[KeptClaim, bytes]], stay: Mapping[str, int]) -> None:
        days: defaultdict[int, list[tuple[placing.Key, str]]] = defaultdict(list)
        for name, (kept, _) in new.items():
            if name in stay:
                self.insert_claims([(stay[name], *new[name])])
            else:
                day, key = _place_of(kept)
                days[day].append((key, name))
        following = functools.partial(neighbours.claim, self.connection)
        before = functools.partial(neighbours.last, self.connection, "claims", "n")
        for day, waiting in sorted(days.items(), reverse=True):
            waiting.sort()
            keys = [key for key, _ in waiting]
            try:
                found = placing.places(day, keys, following, before)
            except placing.Crowded:
                self._spread(day, [(key, new[name]) for key, name in waiting])
                continue
            self.insert_claims([(n, *new[name]) for n, (_, name) in zip(found, waiting, strict=True)])

    def _spread(self, day: int, waiting: Sequence[tuple[placing.Key, tuple[KeptClaim, bytes]]]) -> None:
        """Gives all claims of a day new places, with room for those that come."""
        first = placing.base(day)
        sql = "SELECT n, record FROM records WHERE n >= ? AND n < ?"
        rows = list(waiting)
        for n, record in self.connection.execute(sql, (first, first + placing.SPACE)).fetchall():
            kept, _ = unpack_claim(record)
            self._drop_claim(n, kept)
            rows.append((_place_of(kept)[1], (kept, record)))
        rows.sort(key=lambda row: row[0])
        self.insert_claims([(n, *row) for n, (_, row) in zip(placing.spread(day, len(rows)), rows, strict=True)])

    def insert_claims(self, rows: Sequence[tuple[int, KeptClaim, bytes]]) -> None:
        """Writes claims at their places, where nothing is. `rows`: place, claim, record."""
        lists: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _LISTS}
        claims, records, told = [], [], []
        for n, kept, record in rows:
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
        self.learn(words for _, words in told)
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


def _place_of(kept: KeptClaim) -> tuple[int, placing.Key]:
    claim = kept.claim
    key = placing.claim_key(claim.document, claim.place.field, claim.place.start_char, claim.id)
    return day_number(kept.published) or 0, key
