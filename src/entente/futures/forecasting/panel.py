"""What a ledger's claims say of pairs, as arrays to count by; and the happenings that count."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from entente.futures.forecasting.kinds import kinds
from entente.records import Glance
from entente.records.vocabulary import MUTUAL_EVENTS, QUAD_CLASSES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole: TypeAlias = NDArray[np.int64]

#: How a claim speaks of a thing: as done; as to come; as wished or under an if; as not so; in doubt.
DONE, AHEAD, WISHED, DENIED, DOUBTED = range(5)
#: What a claim's event is, by PLOVER's quad classes; TRAVEL, HAVE and the like apart.
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
#: Stances under which a thing is not told as having happened.
DOUBTING = frozenset({"denies", "rumour", "not-confirmed", "accuses", "suspects", "questions", "wants"})
#: A claim of more parties than this tells little of any two of them.
MOST_PARTIES = 8
#: Pairs that were never told of together are looked at among so many of the most active actors.
ACTIVE = 40


@dataclass(frozen=True, slots=True)
class Items:
    """One row for each claim and each pair in it, oldest report first; days are ordinals, 0 where there is none.

    Attributes:
        pair: number of the pair; day: of the report; start, end: of the thing told.
        kinds: bits of the kinds that it tells of; way: DONE ... DOUBTED; quad: number in QUADS, 4 for none.
        origin, event: numbers; a claim that is not grouped has an event of its own.
        glance: number of the glance.
    """

    pair: Whole
    day: Whole
    start: Whole
    end: Whole
    kinds: Whole
    way: Whole
    quad: Whole
    origin: Whole
    event: Whole
    glance: Whole


@dataclass(frozen=True, slots=True)
class Happenings:
    """Happenings that count, by cell and day. `cell`: pair * kinds + kind; `day` it happened; `told`: when enough
    origins had told it; `event`: its number."""

    cell: Whole
    day: Whole
    told: Whole
    event: Whole


@dataclass(frozen=True, slots=True)
class Panel:
    """Claims up to a day, ready to be counted.

    Attributes:
        glances: those that were counted, oldest report first.
        codes: actors, sorted; pairs: two numbers of actors each, seen pairs and pairs of active actors, sorted.
        began, until: first day of a report, and the last day looked at, as ordinals.
        seen: for each pair the first day on which a report told of the two together, 0 for never.
        least: so many origins make a happening count. kinds: number of kinds.
        asked: number of the pair that was asked for, -1 for none.
    """

    glances: Sequence[Glance]
    codes: tuple[str, ...]
    pairs: Whole
    began: int
    until: int
    seen: Whole
    items: Items
    happenings: Happenings
    least: int
    kinds: int
    asked: int = -1

    @property
    def cells(self) -> int:
        """Number of cells: pairs times kinds."""
        return len(self.pairs) * self.kinds


@functools.lru_cache(maxsize=20_000)
def kind_bits(event: str, mode: str | None, matter: tuple[str, ...]) -> int:
    """Bits of the kinds that a claim with these fields tells of."""
    return sum(1 << number for number, kind in enumerate(kinds()) if kind.fits(event, mode, matter))


@functools.lru_cache(maxsize=2_000)
def way_of(modality: str, polarity: str, certainty: str, stance: str) -> int:
    """How a claim speaks of its thing, one of DONE ... DOUBTED."""
    if polarity == "negative" or stance == "denies":
        return DENIED
    if modality == "future":
        return AHEAD
    if modality in ("desired", "conditional"):
        return WISHED
    if modality == "former" or stance in DOUBTING or certainty in ("possible", "unknown"):
        return DOUBTED
    return DONE


@functools.lru_cache(maxsize=20_000)
def pairs_in(event: str, actor: tuple[str, ...], recipient: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The pairs that a claim tells of: of mutual events any two of the parties, else one of either side; sorted."""
    parties = tuple(dict.fromkeys(actor + recipient))
    if len(parties) > MOST_PARTIES:
        return ()
    if event in MUTUAL_EVENTS:
        found = {(min(a, b), max(a, b)) for a, b in combinations(parties, 2)}
    else:
        found = {(min(a, b), max(a, b)) for a in actor for b in recipient if a != b}
    return tuple(sorted(found))


def panel(glances: Iterable[Glance], until: dt.date, least: int, asked: tuple[str, str] | None = None) -> Panel:
    """Counts glances of reports up to a day; a claim whose report has no day is not counted.

    Args:
        glances: as the ledger knew them by the end of `until`.
        until: last day; what is later is left out.
        least: so many independent origins must tell a happening for it to count.
        asked: a pair that is among the pairs whatever is told of it.
    """
    import numpy as np

    last = until.toordinal()
    kept = [g for g in glances if g.published is not None and g.published <= until]
    kept.sort(key=lambda g: (g.published or until, g.id))
    rows, pairs = _rows(kept)
    wanted = (min(asked), max(asked)) if asked else None
    if wanted and wanted not in pairs:
        pairs.append(wanted)
    table = np.array(rows, dtype=np.int64).reshape(-1, 10)
    items = Items(*(np.ascontiguousarray(table[:, column]) for column in range(10)))
    codes = tuple(sorted({code for pair in pairs for code in pair}))
    at = {code: number for number, code in enumerate(codes)}
    numbered = np.array([[at[a], at[b]] for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    seen = np.full(len(pairs), last + 1, dtype=np.int64)
    np.minimum.at(seen, items.pair, items.day)
    seen[seen > last] = 0
    numbered, seen = _with_active(numbered, seen, items, len(codes))
    began = kept[0].published.toordinal() if kept and kept[0].published else last
    number = pairs.index(wanted) if wanted else -1
    found = happenings(items, least)
    return Panel(kept, codes, numbered, began, last, seen, items, found, least, len(kinds()), number)


def _rows(kept: Sequence[Glance]) -> tuple[list[tuple[int, ...]], list[tuple[str, str]]]:
    pairs: dict[tuple[str, str], int] = {}
    origins: dict[str, int] = {}
    events: dict[str, int] = {}
    rows: list[tuple[int, ...]] = []
    for number, glance in enumerate(kept):
        found = pairs_in(glance.event, glance.actor, glance.recipient)
        if not found or glance.published is None:
            continue
        fixed = (
            glance.published.toordinal(), glance.start.toordinal() if glance.start else 0,
            glance.end.toordinal() if glance.end else 0, kind_bits(glance.event, glance.mode, glance.matter),
            way_of(glance.modality, glance.polarity, glance.certainty, glance.stance),
            _QUAD.get(QUAD_CLASSES[glance.event], 4), origins.setdefault(glance.origin, len(origins)),
            events.setdefault(glance.event_id or f"claim {glance.id}", len(events)), number,
        )  # fmt: skip
        rows += [(pairs.setdefault(pair, len(pairs)), *fixed) for pair in found]
    return rows, list(pairs)


_QUAD = {name: number for number, name in enumerate(QUADS)}


def _with_active(pairs: Whole, seen: Whole, items: Items, codes: int) -> tuple[Whole, Whole]:
    """The pairs, with those of the most active actors that were never told of together."""
    import numpy as np

    activity = np.zeros(codes, dtype=np.int64)
    for side in (0, 1):
        np.add.at(activity, pairs[items.pair, side], 1)
    active = np.sort(np.argsort(-activity, kind="stable")[:ACTIVE])
    one, two = (active[side] for side in np.triu_indices(len(active), 1))
    known = pairs[:, 0] * codes + pairs[:, 1]
    fresh = ~np.isin(one * codes + two, known)
    more = np.stack([one[fresh], two[fresh]], axis=1)
    return np.concatenate([pairs, more]), np.concatenate([seen, np.zeros(len(more), dtype=np.int64)])


def by_kind(items: Items, chosen: NDArray[np.bool_] | None = None) -> tuple[Whole, Whole]:
    """Rows of items and cells: each item once for every kind that it tells of. `chosen`: only these items."""
    import numpy as np

    number = len(kinds())
    bits = items.kinds if chosen is None else np.where(chosen, items.kinds, 0)
    rows = [np.flatnonzero(bits >> kind & 1) for kind in range(number)]
    cells = [items.pair[at] * number + kind for kind, at in enumerate(rows)]
    return np.concatenate(rows), np.concatenate(cells)


def happenings(items: Items, least: int) -> Happenings:
    """The happenings that count: told as done by at least so many origins, each of the ledger's events once a cell.

    A happening is of the day that most of those origins give as its start, the earliest of them where they disagree;
    where none gives one, of the day of the first report that tells it as done. Nothing told as done lies ahead of its
    telling: a later start gives way to the day of that report. It is known from the day on which enough origins had
    told it.
    """
    import numpy as np

    rows, cells = by_kind(items, items.way == DONE)
    if not len(rows):
        return Happenings(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
    events = int(items.event.max()) + 1
    group = cells * events + items.event[rows]
    # One row for each group and origin, with its first report.
    order = np.lexsort((items.glance[rows], items.day[rows], items.origin[rows], group))
    rows, group = rows[order], group[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (group[1:] != group[:-1]) | (items.origin[rows][1:] != items.origin[rows][:-1])
    rows, group = rows[first], group[first]
    order = np.lexsort((items.day[rows], group))
    rows, group = rows[order], group[order]
    ids, begins, counts = np.unique(group, return_index=True, return_counts=True)
    enough = counts >= least
    ids, begins = ids[enough], begins[enough]
    told = items.day[rows[begins + least - 1]]
    day = np.minimum(_starts(items, rows, group, ids), items.day[rows[begins]])
    order = np.lexsort((ids, told, day, ids // events))
    return Happenings((ids // events)[order], day[order], told[order], (ids % events)[order])


def _starts(items: Items, rows: Whole, group: Whole, ids: Whole) -> Whole:
    """For each group the start that most of its rows give, the earliest where as many do; far ahead where none does."""
    import numpy as np

    far = np.full(len(ids), np.iinfo(np.int64).max, dtype=np.int64)
    given = (items.start[rows] > 0) & np.isin(group, ids)
    if not given.any():
        return far
    pairs = np.stack([group[given], items.start[rows][given]], axis=1)
    values, counts = np.unique(pairs, axis=0, return_counts=True)
    order = np.lexsort((values[:, 1], -counts, values[:, 0]))
    which, at = np.unique(values[order, 0], return_index=True)
    far[np.searchsorted(ids, which)] = values[order[at], 1]
    return far
