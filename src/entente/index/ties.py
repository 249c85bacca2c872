"""Who is told of with whom: rows of pairs packed week by week, so that a network of any days is counted exactly.

Counting distinct origins needs each row; packed side by side (structured arrays of numpy) a million of them are read
and counted in a fraction of a second, where SQL takes several.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from entente.index.keys import apart, pairs_of
from entente.index.schema import LONG, STANDS
from entente.records.shown import Network, NetworkTie, Node

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ties = NDArray[np.void]

#: Strips of what has no day; of what lasts longer than LONG days, by years back from here.
UNDATED, LONG_YEARS = -1, -10
_WEEK, _YEAR = 7, 366
_FIELDS = [
    ("claim", "<i8"), ("begins", "<i4"), ("ends", "<i4"), ("one", "<i4"), ("two", "<i4"), ("origin", "<i4"),
    ("kind", "<i4"), ("tone", "<f4"),
]  # fmt: skip


def strip_of(begins: int | None, ends: int | None) -> int:
    """The strip in which the pairs of a claim stand."""
    if begins is None or ends is None:
        return UNDATED
    return LONG_YEARS - begins // _YEAR if ends - begins > LONG else begins // _WEEK


def renew(connection: sqlite3.Connection, strip: int, number: Callable[[str], int]) -> None:
    """Packs a strip anew from the claims. `number`: of a code or a kind."""
    found = rows(connection, strip, number)
    if len(found):
        connection.execute("INSERT OR REPLACE INTO strips VALUES (?, ?)", (strip, found.tobytes()))
    else:
        connection.execute("DELETE FROM strips WHERE strip = ?", (strip,))


def rows(connection: sqlite3.Connection, strip: int, number: Callable[[str], int]) -> Ties:
    """The rows of a strip, from the claims."""
    import numpy as np

    days: tuple[int, ...] = ()
    if strip == UNDATED:
        where = "begins IS NULL OR ends IS NULL"
    elif strip <= LONG_YEARS:
        first = (LONG_YEARS - strip) * _YEAR
        where, days = f"ends - begins > {LONG} AND begins BETWEEN ? AND ?", (first, first + _YEAR - 1)
    else:
        where, days = f"ends - begins <= {LONG} AND begins BETWEEN ? AND ?", (strip * _WEEK, strip * _WEEK + _WEEK - 1)
    sql = f"""SELECT n, begins, ends, actor, recipient, origin, kind, tone FROM claims
        WHERE ({where}) AND status IN ({STANDS}) ORDER BY n"""
    found = []
    for n, begins, ends, actor, recipient, origin, kind, tone in connection.execute(sql, days):
        for pair in pairs_of(kind, apart(actor), apart(recipient)):
            one, _, two = pair.partition("-")
            value = float("nan") if tone is None else tone
            found.append((n, begins or 0, ends or 0, number(one), number(two), origin, number(kind), value))
    return np.array(found, dtype=_FIELDS)


def strips(connection: sqlite3.Connection, since: dt.date | None, until: dt.date | None) -> Iterator[tuple[int, bytes]]:
    """The strips in which there may be rows of some days."""
    if since is None and until is None:
        where, days = "true", []
    else:
        first = (since.toordinal() - LONG) // _WEEK if since else 0
        last = until.toordinal() // _WEEK if until else 1 << 40
        year = LONG_YEARS - until.toordinal() // _YEAR if until else -(1 << 40)
        where, days = "strip BETWEEN ? AND ? OR strip BETWEEN ? AND ?", [first, last, year, LONG_YEARS]
    return iter(connection.execute(f"SELECT strip, ties FROM strips WHERE {where} ORDER BY strip", days))


def network(
    connection: sqlite3.Connection, since: dt.date | None, until: dt.date | None, kinds: Sequence[str], most: int,
    party: str | None,
) -> Network:  # fmt: skip
    """The network of some days; see `Index.network`."""
    import numpy as np

    codes = dict(connection.execute("SELECT code, c FROM codes"))
    found = _chosen(connection, since, until, kinds, codes)
    if party is not None:
        own = codes.get(party, -1)
        near = np.unique(np.concatenate([found["one"][found["two"] == own], found["two"][found["one"] == own], [own]]))
        found = found[np.isin(found["one"], near) & np.isin(found["two"], near)]
    names = {number: code for code, number in codes.items()}
    actors, claims, origins = _nodes(found)
    ranked = sorted(range(len(actors)), key=lambda at: (-origins[at], -claims[at], names[actors[at]]))
    if party is not None:
        ranked.sort(key=lambda at: names[actors[at]] != party)
    shown = ranked[:most]
    kept = np.array(sorted(actors[at] for at in shown), dtype="<i4")
    within = found[np.isin(found["one"], kept) & np.isin(found["two"], kept)]
    return Network(
        since, until, tuple(kinds), tuple(Node(names[actors[at]], claims[at], origins[at]) for at in shown),
        tuple(sorted(_ties(within, names), key=lambda tie: (-tie.origins, -tie.claims, tie.one, tie.two))), len(actors),
    )  # fmt: skip


def _chosen(
    connection: sqlite3.Connection, since: dt.date | None, until: dt.date | None, kinds: Sequence[str],
    codes: dict[str, int],
) -> Ties:  # fmt: skip
    """The rows of some days and kinds."""
    import numpy as np

    stale = {row[0] for row in connection.execute("SELECT strip FROM dirty")}
    parts = [
        np.frombuffer(packed, dtype=_FIELDS) for strip, packed in strips(connection, since, until) if strip not in stale
    ]

    def number(code: str) -> int:
        # A code that is new and not yet numbered; it stays so until the strips are made anew.
        return codes.setdefault(code, len(codes) + (1 << 20))

    parts += [rows(connection, strip, number) for strip in sorted(stale)]
    wanted = [codes.get(kind, -1) for kind in kinds]
    chosen = []
    for part in parts:
        if not len(part):
            continue
        fits = np.ones(len(part), dtype=bool)
        if since is not None:
            fits &= part["ends"] >= since.toordinal()
        if until is not None:
            fits &= (part["begins"] <= until.toordinal()) & (part["begins"] > 0)
        if wanted:
            fits &= np.isin(part["kind"], wanted)
        chosen.append(part[fits])
    return np.concatenate(chosen) if chosen else np.array([], dtype=_FIELDS)


def _nodes(found: Ties) -> tuple[list[Any], list[Any], list[Any]]:
    """Numbers of actors, with their numbers of claims and of origins."""
    import numpy as np

    actors = np.concatenate([found["one"], found["two"]])
    numbers = np.unique(actors)
    counts = []
    for field in ("claim", "origin"):
        of = np.concatenate([found[field], found[field]])
        _, first = np.unique(_joined(actors, of), return_index=True)
        counts.append(np.bincount(np.searchsorted(numbers, actors[first]), minlength=len(numbers)))
    return numbers.tolist(), counts[0].tolist(), counts[1].tolist()


def _joined(groups: NDArray[Any], values: NDArray[Any]) -> NDArray[Any]:
    """One number for each pair of a group and a value."""
    import numpy as np

    _, ranked = np.unique(values, return_inverse=True)
    return groups.astype(np.int64) * (int(ranked.max(initial=0)) + 1) + ranked.reshape(-1)


def _ties(found: Ties, names: dict[int, str]) -> Iterator[NetworkTie]:
    import numpy as np

    if not len(found):
        return
    pairs, at = np.unique(found["one"].astype(np.int64) << 32 | found["two"], return_inverse=True)
    at = at.reshape(-1)
    claims = np.bincount(at, minlength=len(pairs))
    told, of = np.unique(_joined(at, found["origin"]), return_inverse=True)
    of = of.reshape(-1)
    pair_of = np.zeros(len(told), dtype=np.int64)
    pair_of[of] = at
    origins = np.bincount(pair_of, minlength=len(pairs))
    weighs = ~np.isnan(found["tone"])
    sums = np.bincount(of, weights=np.where(weighs, found["tone"], 0.0), minlength=len(told))
    counts = np.bincount(of, weights=weighs, minlength=len(told))
    speaks = counts > 0
    means = sums[speaks] / counts[speaks]
    tones = np.bincount(pair_of[speaks], weights=means, minlength=len(pairs))
    speaking = np.bincount(pair_of[speaks], minlength=len(pairs))
    for number, pair in enumerate(pairs.tolist()):
        one, two = names[pair >> 32], names[pair & 0xFFFFFFFF]
        tone = round(float(tones[number] / speaking[number]), 4) if speaking[number] else None
        yield NetworkTie(one, two, int(claims[number]), int(origins[number]), tone)
