"""Announced things: claims that tell of one and the same thing to come, with the window that it is announced for."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from entente.futures.announced.tables import Tables
from entente.records import Claim, Glance, KeptClaim
from entente.records.vocabulary import BODIES, MUTUAL_EVENTS

#: Modalities that announce.
ANNOUNCING = ("future", "desired")
Window = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Thing:
    """One announced thing.

    Attributes:
        claims: those that announce it, oldest report first; the first one names it.
        start, end: the window, both days in it.
        told: day of the first report.
        family: of its kind.
        parties: every code that any of its claims names; origins: what they are counted by; events: the happenings
            that they are grouped into.
    """

    claims: tuple[KeptClaim, ...]
    start: dt.date
    end: dt.date
    told: dt.date
    family: str
    parties: frozenset[str]
    origins: frozenset[str]
    events: frozenset[str]

    @classmethod
    def of(cls, claims: Sequence[KeptClaim], start: dt.date, end: dt.date, family: str) -> Self:
        """The thing that claims announce for a window, oldest report first."""
        return cls(
            tuple(claims), start, end, claims[0].published or start, family,
            frozenset(code for kept in claims for code in kept.claim.parties),
            frozenset(kept.counted_by for kept in claims),
            frozenset(kept.event for kept in claims if kept.event),
        )  # fmt: skip

    @property
    def first(self) -> Claim:
        """The claim that announced it first."""
        return self.claims[0].claim

    @property
    def days(self) -> int:
        """Days in the window."""
        return (self.end - self.start).days + 1


def window(claim: Claim | Glance, told: dt.date) -> Window | None:
    """The first and last day for which a claim announces something; None where it announces nothing that can be due.

    A start alone is that day, its whole month or its whole year where it is the first of one and still to come; an end
    alone counts from the day of the report. A window that was over on that day announces nothing.
    """
    start, end = claim.start, claim.end
    if start is None and end is None:
        return None
    if start is None:
        start = told
    if end is None:
        if start < told:
            return None
        end = _last_of(start)
    return (start, end) if start <= end and end >= told else None


def _last_of(start: dt.date) -> dt.date:
    if (start.month, start.day) == (1, 1):
        return start.replace(month=12, day=31)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1]) if start.day == 1 else start


def announces(kept: KeptClaim, tables: Tables) -> bool:
    """Whether a claim announces a thing with a time for it: positive, of a family, to come."""
    claim = kept.claim
    return (
        kept.published is not None
        and claim.modality in ANNOUNCING
        and claim.polarity == "positive"
        and claim.event in tables.families
        and bool(claim.parties)
        and (claim.holders[-1].stance if claim.holders else "") != "denies"
        and window(claim, kept.published) is not None
    )


def things(claims: Iterable[KeptClaim], tables: Tables) -> list[Thing]:
    """The announced things that claims tell of, in the order in which they were told first.

    Claims announce one thing where their windows overlap and either the ledger has them as one happening or their kinds
    are of one family with the same parties; see `same_parties`. The window is that of most origins, then the narrowest.
    """
    told = [
        (kept, given)
        for kept in claims
        if announces(kept, tables) and (given := window(kept.claim, kept.published or dt.date.min)) is not None
    ]
    told.sort(key=lambda each: (each[0].published or dt.date.max, each[0].claim.document, each[0].claim.id))
    groups: list[tuple[str, list[_Told]]] = []
    named: dict[tuple[str, str], list[int]] = {}
    for each in told:
        family = tables.families[each[0].claim.event]
        names = [(family, name) for name in sorted({*each[0].claim.parties, *filter(None, [each[0].event])})]
        near = sorted({number for name in names for number in named.get(name, ())})  # others have nothing in common
        found = next((at for at in near if any(_same(each, other, tables) for other in groups[at][1])), len(groups))
        if found == len(groups):
            groups.append((family, []))
        groups[found][1].append(each)
        for name in names:
            if found not in (listed := named.setdefault(name, [])):
                listed.append(found)
    made = [_thing(group, family) for family, group in groups]
    return sorted(made, key=lambda thing: (thing.told, thing.first.document, thing.first.id))


_Told = tuple[KeptClaim, Window]


def _same(one: _Told, other: _Told, tables: Tables) -> bool:
    (mine, my_window), (theirs, their_window) = one, other
    if not _overlap(my_window, their_window):
        return False
    if mine.event and mine.event == theirs.event:
        return True
    near = all((end - start).days < tables.long for start, end in (my_window, their_window))
    alike = near or my_window == their_window
    return alike and same_parties(mine.claim, theirs.claim) and same_mode(mine.claim.mode, theirs.claim.mode)


def _overlap(one: Window, other: Window) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def between_states(thing: Thing, tables: Tables) -> bool:
    """Whether a thing is no home affair of the one party that is named: see [alone] in the packaged file."""
    if len(thing.parties) > 1 or not thing.parties.isdisjoint(BODIES):
        return True
    claims = [kept.claim for kept in thing.claims]
    return any(
        each.event in tables.alone
        or (each.event in tables.alone_by_matter and not tables.alone_matters.isdisjoint(each.matter))
        for each in claims
    )


def same_parties(one: Claim, other: Claim) -> bool:
    """Whether two claims are between the same: the sides overlap; of mutual kinds, two parties or all are in common."""
    if one.event in MUTUAL_EVENTS or other.event in MUTUAL_EVENTS:
        mine, theirs = set(one.parties), set(other.parties)
        return len(mine & theirs) >= min(2, max(len(mine), len(theirs)))
    return bool(set(one.actor) & set(other.actor)) and (
        bool(set(one.recipient) & set(other.recipient)) or not (one.recipient or other.recipient)
    )


def same_mode(one: str | None, other: str | None) -> bool:
    """Whether two modes can be of one happening: a telephone call is no visit; a visit and a meeting are."""
    if one is None or other is None or one == other:
        return True
    return {one, other} == {"meet", "visit"}


def _thing(group: Sequence[_Told], family: str) -> Thing:
    by: dict[Window, set[str]] = {}
    for kept, given in group:
        by.setdefault(given, set()).add(kept.counted_by)
    start, end = min(by, key=lambda span: (-len(by[span]), span[1] - span[0], span))
    return Thing.of([kept for kept, _ in group], start, end, family)
