"""From a Question to SQL over the index: which condition is walked along, and which are checked on the way.

For each condition it is known, or guessed from counts, how many claims fulfil it. Walking along one answers in order
and stops when a page is full, after about page / share of the others rows; gathering all of one answers in any order.
The cheapest is taken, and SQLite is held to it (CROSS JOIN, INDEXED BY), for its own guess knows no shares.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from entente.errors import UsageError
from entente.index import placing
from entente.index.keys import ACTOR, NAMED, RECIPIENT, pair_of
from entente.index.schema import LONG
from entente.index.words import Looked, fold, look
from entente.records import STANDING, Question

#: Keys that are walked along side by side; of more, all their rows are gathered.
ARMS = 40
#: So many rows at most are gathered where walking along might be endless.
GATHERED = 20_000
#: Matches of words that are looked at to guess how many there are.
SAMPLE = 1000
#: A row that is looked up costs so many that are only passed.
_LOOKED_UP = 1.5


@dataclass(frozen=True, slots=True)
class Walk:
    """A way along rows in the order of places. `arms`: tables, or "claims", with conditions; `rows`: about how many."""

    arms: tuple[tuple[str, str, tuple[Any, ...]], ...]
    rows: float
    gathers: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of a claim `c`. `rows`: about how many claims fulfil it; `walk`: a way along them, if any.

    `reads`: checking it reads the claim's record.
    """

    sql: str
    values: tuple[Any, ...]
    rows: float
    walk: Walk | None = None
    reads: bool = False


@dataclass(slots=True)
class Asked:
    """A question's conditions.

    Attributes:
        low, high: places between which the claims lie.
        nothing: it finds none, whatever else is asked.
        slow: words are looked for in each claim, for they are too short or stand in too many words.
        total: number of claims there are.
    """

    total: float
    low: int = 0
    high: int = 1 << 62
    conditions: list[Condition] = field(default_factory=list)
    nothing: bool = False
    slow: bool = False
    within: float = 1.0

    def add(
        self, sql: str, values: Sequence[Any], rows: float, walk: Walk | None = None, *, reads: bool = False
    ) -> None:
        """One more condition."""
        self.conditions.append(Condition(sql, tuple(values), rows, walk, reads))

    def reads(self, walked: Condition | None) -> bool:
        """Whether, along one condition, each claim's record must be read."""
        return any(condition.reads for condition in self.conditions if condition is not walked)

    @property
    def share(self) -> float:
        """About which share of all claims is asked for."""
        return self.share_without(None)

    def share_without(self, walked: Condition | None) -> float:
        """The share of what one condition leaves that fulfils all others."""
        share = self.within
        for condition in self.conditions:
            if condition is not walked:
                share *= min(1.0, (condition.rows + 0.5) / (self.total + 1))
        return max(share, 1e-9)

    def best(self, wanted: float) -> tuple[Condition | None, float]:
        """The condition to walk along until so many are found, None for all claims; and what it costs, in rows."""
        everything = (self.total + 1) * self.within
        found: tuple[Condition | None, float] = None, min(everything, wanted / max(self.share / self.within, 1e-9))
        for condition in self.conditions:
            walk = condition.walk
            if walk is None:
                continue
            if walk.gathers:
                cost = walk.rows * _LOOKED_UP
            else:
                inside = walk.rows * self.within
                cost = min(inside, wanted / max(self.share_without(condition) / self.within, 1e-9)) * _LOOKED_UP
            if cost < found[1]:
                found = condition, cost
        return found

    def least(self) -> Condition | None:
        """The condition that fewest rows fulfil, of those that can be walked along; None where all claims are fewer."""
        walks = [c for c in self.conditions if c.walk is not None]
        best = min(walks, key=lambda c: c.walk.rows if c.walk else 0.0, default=None)
        if best is None or best.walk is None or best.walk.rows > (self.total + 1) * self.within:
            return None
        return best

    def where(self, walked: Condition | None = None) -> tuple[str, list[Any]]:
        """All conditions but the one that is walked along, as SQL over `c`."""
        parts: list[str] = []
        values: list[Any] = []
        for condition in self.conditions:
            if condition is not walked:
                parts.append(f"({condition.sql})")
                values += condition.values
        return " AND ".join(parts) or "true", values

    def source(
        self, columns: str, walked: Condition | None, order: str = "ASC", limit: int | None = None
    ) -> tuple[str, list[Any]]:
        """SQL of the claims that are asked for, along one condition.

        Args:
            columns: of `c`; the first must be `c.n`.
            walked: as of `best` or `least`.
            order: "ASC" or "DESC" by place, "" for none.
            limit: most rows.
        """
        where, values = self.where(walked)
        arms = walked.walk.arms if walked is not None and walked.walk is not None else (("claims", "true", ()),)
        sql, bound = [], []
        for table, condition, own in arms:
            sql.append(f"SELECT {columns} FROM {self._from(table, condition)} AND {where}")
            bound += [*own, self.low, self.high, *values]
        text = " UNION ".join(sql)
        by = f" ORDER BY {1 if len(sql) > 1 else self._by(arms[0][0])} {order}" if order else ""
        return text + by + (f" LIMIT {int(limit)}" if limit is not None else ""), bound

    @staticmethod
    def _by(table: str) -> str:
        return "c.n" if table.startswith("claims") else ("w.rowid" if table == "told" else "w.n")

    @staticmethod
    def _from(table: str, condition: str) -> str:
        if table == "claims":
            return f"claims c NOT INDEXED WHERE ({condition}) AND c.n BETWEEN ? AND ?"
        if table.startswith("claims_"):
            return f"claims c INDEXED BY {table} WHERE ({condition}) AND c.n BETWEEN ? AND ?"
        if table == "told":
            return f"told w CROSS JOIN claims c ON c.n = w.rowid WHERE ({condition}) AND w.rowid BETWEEN ? AND ?"
        return f"{table} w CROSS JOIN claims c ON c.n = w.n WHERE ({condition}) AND w.n BETWEEN ? AND ?"


def ask(connection: sqlite3.Connection, question: Question, statuses: Sequence[str] = STANDING) -> Asked:
    """The conditions of a question. Raises UsageError where it asks as of a day."""
    if question.as_of is not None:
        raise UsageError("the index knows only how things are now", place="as_of", mend="ask the ledger")
    counts = _Counts(connection)
    asked = Asked(counts.of("all", ""))
    _statuses(asked, statuses, connection)
    _sides(asked, question, counts)
    _fields(asked, question, counts)
    _voices(asked, question, counts)
    _belonging(asked, question, connection)
    _days(asked, question, counts)
    if question.text and not asked.nothing:
        _words(asked, look(connection, question.text), connection)
    return asked


class _Counts:
    """How many claims that stand have which value."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def of(self, what: str, key: Any) -> int:
        sql = "SELECT claims FROM tally WHERE what = ? AND key = ?"
        row = self.connection.execute(sql, (what, key)).fetchone()
        return int(row[0]) if row else 0

    def between(self, what: str, first: int, last: int) -> int:
        sql = "SELECT coalesce(sum(claims), 0) FROM tally WHERE what = ? AND key BETWEEN ? AND ?"
        return int(self.connection.execute(sql, (what, first, last)).fetchone()[0])


def _statuses(asked: Asked, statuses: Sequence[str], connection: sqlite3.Connection) -> None:
    named = ", ".join("?" * len(statuses))
    walk, rows = None, asked.total
    if statuses and not set(statuses) - {"rejected", "withdrawn"}:
        # What does not stand is little, and the counts do not hold it.
        (rows,) = connection.execute("SELECT count(*) FROM claims WHERE status IN ('rejected', 'withdrawn')").fetchone()
        arms = tuple(("claims_off", "c.status = ? AND c.status IN ('rejected', 'withdrawn')", (s,)) for s in statuses)
        walk = Walk(arms, rows)
    asked.add(f"c.status IN ({named})", statuses, rows, walk)


def _listed(asked: Asked, table: str, column: str, keys: Sequence[str], rows: float, also: str = "") -> None:
    """A condition that one of some keys stands in a list."""
    named = ", ".join("?" * len(keys))
    check = f"EXISTS (SELECT 1 FROM {table} x WHERE x.{column} IN ({named}) AND x.n = c.n{also.replace('$', 'x')})"
    if len(keys) <= ARMS:
        arms = tuple((table, f"w.{column} = ?{also.replace('$', 'w')}", (key,)) for key in keys)
        walk = Walk(arms, rows)
    else:
        among = f"c.n IN (SELECT x.n FROM {table} x WHERE x.{column} IN ({named}){also.replace('$', 'x')})"
        walk = Walk((("claims", among, tuple(keys)),), rows, gathers=True)
    asked.add(check, keys, rows, walk)


def _sides(asked: Asked, question: Question, counts: _Counts) -> None:
    if question.pair is not None:
        pair = pair_of(*question.pair)
        _listed(asked, "pairs", "pair", [pair], counts.of("pair", pair))
    for code, side in ((question.actor, ACTOR), (question.recipient, RECIPIENT), (question.party, 0)):
        if code is not None:
            also = f" AND $.side & {side}" if side else ""
            _listed(asked, "parties", "code", [code], counts.of("party", code), also)


def _fields(asked: Asked, question: Question, counts: _Counts) -> None:
    if question.event:
        kinds = list(dict.fromkeys(question.event))
        rows = sum(counts.of("kind", kind) for kind in kinds)
        walk = Walk(tuple(("claims_kind", "c.kind = ?", (kind,)) for kind in kinds), rows)
        asked.add(f"c.kind IN ({', '.join('?' * len(kinds))})", kinds, rows, walk)
    for name in ("mode", "polarity", "certainty", "modality"):
        value = getattr(question, name)
        if value is not None:
            asked.add(f"c.{name} = ?", (value,), counts.of(name, value))
    if question.matter is not None:
        _listed(asked, "matters", "matter", [question.matter], counts.of("matter", question.matter))
    if question.min_confidence > 0:
        asked.add("c.confidence >= ?", (question.min_confidence,), asked.total * (1 - question.min_confidence / 2))


def _voices(asked: Asked, question: Question, counts: _Counts) -> None:
    holder = question.holder
    if holder == "author":
        asked.add("c.holder IS NULL", (), counts.of("author", ""))
    elif holder is not None:
        keys = [holder]
        if not holder.isupper():
            sql = "SELECT key FROM tally WHERE what = 'holder' AND key >= ? AND key < ? AND instr(key, ?) > 0"
            found = counts.connection.execute(sql, (NAMED, chr(ord(NAMED) + 1), fold(holder)))
            keys += [row[0] for row in found if fold(holder) in row[0][1:]]
        _listed(asked, "holders", "holder", keys, sum(counts.of("holder", key) for key in keys))
    if question.stance is not None:
        _listed(asked, "stances", "stance", [question.stance], counts.of("stance", question.stance))


def _belonging(asked: Asked, question: Question, connection: sqlite3.Connection) -> None:
    for name, table, column in (("document", "ids", "document"), ("event_id", "event_ids", "event")):
        value = getattr(question, name)
        if value is not None:
            row = connection.execute(f"SELECT rowid FROM {table} WHERE id = ?", (value,)).fetchone()
            asked.nothing |= row is None
            number = row[0] if row else -1
            walk = Walk(((f"claims_{column}", f"c.{column} = ?", (number,)),), 5.0)
            asked.add(f"c.{column} = ?", (number,), 5.0, walk)
    if question.outlet is not None:
        numbers = outlets(connection, question.outlet)
        asked.nothing |= not numbers
        counts = _Counts(connection)
        rows = sum(counts.of("outlet", number) for number in numbers)
        named = ", ".join("?" * len(numbers))
        if len(numbers) <= ARMS:
            walk = Walk(tuple(("claims_outlet", "c.outlet = ?", (number,)) for number in numbers), rows)
        else:
            among = f"c.n IN (SELECT n FROM claims WHERE outlet IN ({named}))"
            walk = Walk((("claims", among, tuple(numbers)),), rows, gathers=True)
        asked.add(f"c.outlet IN ({named})", numbers, rows, walk)


def outlets(connection: sqlite3.Connection, part: str) -> list[int]:
    """The numbers of the outlets whose names contain this."""
    return [row[0] for row in connection.execute("SELECT o FROM outlets WHERE instr(folded, ?) > 0", (fold(part),))]


def _days(asked: Asked, question: Question, counts: _Counts) -> None:
    since, until = question.published_since, question.published_until
    if since is not None:
        asked.high = placing.base(since.toordinal()) + placing.SPACE - 1
    if until is not None:
        asked.low = placing.base(until.toordinal())
    if since is not None or until is not None:
        asked.high = min(asked.high, placing.base(None) - 1)
        first, last = (since or dt.date.min).toordinal(), (until or dt.date.max).toordinal()
        asked.within = (counts.between("day", first, last) + 0.5) / (asked.total + 1)
    if question.since is None and question.until is None:
        return
    parts, values = [], []
    if question.since is not None:
        parts.append("c.ends >= ?")
        values.append(question.since.toordinal())
    if question.until is not None:
        parts.append("c.begins <= ?")
        values.append(question.until.toordinal())
    first = question.since.toordinal() - LONG if question.since else 1
    last = question.until.toordinal() if question.until else dt.date.max.toordinal()
    rows = counts.between("begins", first, last)
    walk = None
    if question.since is not None:
        # From two indexes: what lasts longer is little, and would have to be looked for in all the past.
        among = f"""c.n IN (SELECT n FROM claims INDEXED BY claims_days WHERE begins BETWEEN ? AND ? AND ends >= ?
            UNION ALL SELECT n FROM claims INDEXED BY claims_long
            WHERE ends - begins > {LONG} AND begins < ? AND ends >= ?)"""
        day = question.since.toordinal()
        walk = Walk((("claims", among, (first, last, day, first, day)),), rows * 1.1 + 1, gathers=True)
    asked.add(" AND ".join(parts), values, rows, walk)


def _words(asked: Asked, looked: Looked, connection: sqlite3.Connection) -> None:
    asked.nothing |= looked.nothing
    # A word is what `str.split` leaves: it holds no blank.
    words = " ".join(looked.words)
    tells = "tells((SELECT record FROM records r WHERE r.n = c.n), ?)"
    if looked.nothing or not looked.words:
        return
    if looked.match is None:
        asked.slow = True
        asked.add(tells, (words,), asked.total / 2, reads=True)
        return
    rows = _matches(connection, looked.match, asked)
    walk = Walk((("told", "told MATCH ?", (looked.match,)),), rows)
    if not looked.exact:
        asked.add(tells, (words,), rows, None, reads=True)
    if rows <= GATHERED * 2:
        check = "c.n IN (SELECT rowid FROM told WHERE told MATCH ?)"
        asked.add(check, (looked.match,), rows, walk)
    else:
        # Walked along, it needs no check; beside another way, the words are looked at.
        asked.add(tells, (words,), rows, walk, reads=True)


def _matches(connection: sqlite3.Connection, match: str, asked: Asked) -> float:
    """About how many claims are found by words: exactly where they are few, else by how far the newest reach back."""
    sql = "SELECT rowid FROM told WHERE told MATCH ? ORDER BY rowid LIMIT ?"
    found = connection.execute(sql, (match, SAMPLE)).fetchall()
    if len(found) < SAMPLE:
        return len(found)
    first = placing.day_at(found[-1][0])
    newer = _Counts(connection).between("day", first, dt.date.max.toordinal()) if first else asked.total
    return min(asked.total, SAMPLE * asked.total / max(newer, SAMPLE))
