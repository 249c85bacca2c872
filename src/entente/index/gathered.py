"""Rows of events, gathered from the claims that stand in them."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from entente.index import placing
from entente.index.schema import STANDS

#: Stances by which a holder leaves open whether something is so, as `ledger.happenings` has it.
OPEN_STANCES = frozenset({"questions", "not-confirmed"})
_INSERT = f"INSERT INTO events VALUES ({', '.join('?' * 20)})"


class _Told(NamedTuple):
    event: int
    name: str
    n: int
    id: str
    document: str
    at: int
    origin: int
    outlet: int
    kind: str
    actor: str
    recipient: str
    matter: str
    polarity: str
    certainty: str
    stance: str | None
    begins: int | None
    ends: int | None

    @property
    def age(self) -> tuple[bool, int, str, int, str]:
        day = placing.day_at(self.n)
        return not day, day, self.document, self.at, self.id


def write(connection: sqlite3.Connection, where: str, values: Sequence[Any]) -> None:
    """Writes the rows of events whose claims a condition names; those rows must not be there."""
    sql = f"""SELECT c.event, v.id, c.n, c.id, i.id, c.at, c.origin, c.outlet, c.kind, c.actor, c.recipient, c.matter,
            c.polarity, c.certainty, c.stance, c.begins, c.ends
        FROM claims c JOIN ids i ON i.k = c.document JOIN event_ids v ON v.e = c.event
        WHERE {where} AND c.status IN ({STANDS}) ORDER BY c.event"""
    told = itertools.starmap(_Told, connection.execute(sql, values))
    rows = _rows(told)
    while chunk := list(itertools.islice(rows, 5000)):
        connection.executemany(_INSERT, chunk)


def _rows(told: Iterable[_Told]) -> Iterator[tuple[Any, ...]]:
    for number, found in itertools.groupby(told, key=lambda each: each.event):
        claims = sorted(found, key=lambda each: each.age)
        if len(claims) == 1:
            yield _row(number, claims, claims[0].kind, claims[0].actor, claims[0].recipient)
        else:
            yield _row(
                number, claims, _commonest(claims, lambda each: each.kind),
                _commonest(claims, lambda each: each.actor), _commonest(claims, lambda each: each.recipient),
            )  # fmt: skip


def _row(number: int, claims: list[_Told], kind: str, actor: str, recipient: str) -> tuple[Any, ...]:
    days = [day for each in claims if (day := placing.day_at(each.n))]
    matters = sorted({matter for each in claims for matter in each.matter.split(",") if matter})
    opened = sum(_open(each) for each in claims)
    denied = sum(each.polarity == "negative" and not _open(each) for each in claims)
    lead = min(
        claims,
        key=lambda each: (each.kind != kind) + (each.actor != actor) + (each.recipient != recipient),
    )
    return (
        number, claims[0].name, kind, actor, recipient, ",".join(matters), len({each.origin for each in claims}),
        len(claims), len({each.document for each in claims}), len({each.outlet for each in claims} - {0}),
        len(claims) - denied - opened, denied, opened, min(days, default=0), max(days, default=0),
        min((each.begins for each in claims if each.begins is not None), default=None),
        max((each.ends for each in claims if each.ends is not None), default=None), lead.id,
        listed(code for each in claims for side in (each.actor, each.recipient) for code in side.split(",") if code),
        listed(each.kind for each in claims),
    )  # fmt: skip


def listed(words: Iterable[str]) -> str:
    """Words side by side, each once, with commas around each: to be looked for by ",word,"."""
    return "," + "".join(f"{word}," for word in sorted(set(words)))


def _open(told: _Told) -> bool:
    return told.certainty == "unknown" or told.stance in OPEN_STANCES


def _commonest(claims: Sequence[_Told], value: Callable[[_Told], str]) -> str:
    """The value that most origins tell, the oldest among equals."""
    origins: dict[str, set[int]] = {}
    for each in claims:
        origins.setdefault(value(each), set()).add(each.origin)
    return max(origins, key=lambda found: len(origins[found]))
