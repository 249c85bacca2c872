"""What became of an announced thing, by the claims of a ledger: kept, late, dropped, denied, open, or not heard of."""

from __future__ import annotations

import bisect
import datetime as dt
import operator
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from entente.futures.announced.content import Content
from entente.futures.announced.tables import Tables
from entente.futures.announced.things import Thing, same_mode
from entente.records import Glance, KeptClaim
from entente.records.vocabulary import BODIES, MUTUAL_EVENTS, QUAD_CLASSES

#: Stances by which a voice asserts that something happened.
_ASSERTING = frozenset({"", "says", "confirms", "reports", "believes", "accuses", "warns"})
_SURE = ("certain", "probable")
#: The day of a claim's report, and its place among others; of claims that have a day.
_PUBLISHED, _ORDER = operator.attrgetter("published"), operator.attrgetter("published", "id")
#: Of a claim that announces: whether its kind is mutual, its actor and its recipient.
_Way = tuple[bool, frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a thing: of records.BECAME; the day on which that was told first; ids of claims that show it."""

    became: str
    on: dt.date | None = None
    by: tuple[str, ...] = ()


class Words:
    """The words of the claims that are looked at."""

    def __init__(self, texts: Mapping[str, str], content: Content) -> None:
        """Args: texts: claim id -> its words; content: tells which of them are its own."""
        self._texts, self._content = texts, content

    def text(self, claim: str) -> str:
        """The words of a claim, "" where they were not asked for."""
        return self._texts.get(claim, "")

    def own(self, claim: str, parties: frozenset[str]) -> frozenset[str]:
        """The words of a claim that are its own; see Content."""
        return self._content.own(claim, self.text(claim), parties)

    def own_of(self, kept: KeptClaim, parties: frozenset[str]) -> frozenset[str]:
        """Likewise of a claim that announces."""
        return self._content.own(kept.claim.id, f"{kept.claim.quote} {kept.title}", parties)


class Reports:
    """The claims that can show what became of things, to be looked up by family and party, or by happening."""

    def __init__(self, glances: Iterable[Glance], tables: Tables) -> None:
        """Sorts the claims; those without a day of publication, and of no family, are left out."""
        self._by_party: dict[tuple[str, str], list[Glance]] = {}
        self._by_event: dict[str, list[Glance]] = {}
        for glance in sorted((glance for glance in glances if glance.published is not None), key=_ORDER):
            family = tables.families.get(glance.event)
            if family is None:
                continue
            for code in {*glance.actor, *glance.recipient}:
                self._by_party.setdefault((family, code), []).append(glance)
            if glance.event_id:
                self._by_event.setdefault(glance.event_id, []).append(glance)

    def near(self, thing: Thing, since: dt.date, until: dt.date) -> list[Glance]:
        """Claims of the thing's family with one of its parties, or of its happening, published between two days.

        Oldest first, each once.
        """
        told = [self._by_party.get((thing.family, code), ()) for code in sorted(thing.parties)]
        told += [self._by_event.get(event, ()) for event in sorted(thing.events)]
        return _joined(told, since, until)

    def of_both(self, thing: Thing, since: dt.date, until: dt.date) -> list[Glance]:
        """Likewise claims of the thing's family with two of its parties at least, or with the one that it has."""
        told = [self._by_party.get((thing.family, code), ()) for code in sorted(thing.parties)]
        # What names both of two is among the claims of either.
        near = _joined([min(told, key=len)] if len(told) == 2 else told, since, until)
        least = min(2, len(thing.parties))
        return [g for g in near if len(thing.parties & {*g.actor, *g.recipient}) >= least]

    def talked_of(self, thing: Thing, day: dt.date) -> int:
        """Number of origins that tell of the thing's happening in any way, up to a day."""
        told = (g for event in thing.events for g in self._by_event.get(event, ()))
        return len({g.origin for g in told if _day(g) <= day} | thing.origins)


def candidates(things: Iterable[Thing], reports: Reports, tables: Tables) -> list[str]:
    """Ids of the claims whose words are needed to tell what became of things, sorted."""
    return sorted({g.id for thing in things for g in _looked_at(thing, reports, tables)})


def _looked_at(thing: Thing, reports: Reports, tables: Tables) -> list[Glance]:
    """Claims about a thing that came between its announcement and the last day on which one can still be of it."""
    last = later(thing.end, tables.precision(thing.days).slack + tables.late)
    claims = [kept.claim for kept in thing.claims]
    ways = {(each.event in MUTUAL_EVENTS, frozenset(each.actor), frozenset(each.recipient)) for each in claims}
    modes = {each.mode for each in claims}
    return [g for g in reports.near(thing, thing.told, last) if _about(thing, ways, modes, g, tables)]


def fate(thing: Thing, reports: Reports, read: Words, as_of: dt.date, tables: Tables) -> Fate:
    """What became of a thing by a day.

    Args:
        thing: as announced.
        reports: claims known by that day.
        read: words of the claims that `candidates` names.
        as_of: the day.
        tables: families, days and words.
    """
    slack = tables.precision(thing.days).slack
    often = _origins(done_before(thing, reports, thing.told, tables)) > tables.often
    about = [
        g for g in _looked_at(thing, reports, tables) if _day(g) <= as_of and _worded(thing, g, read, often, tables)
    ]
    done = [g for g in about if _tells_done(thing, g, read, tables)]
    kept = [g for g in done if _falls(thing, g, slack, tables)]
    off = [g for g in about if _tells_off(thing, g, read, tables) and thing.told < _day(g) <= later(thing.end, slack)]
    if thing.days >= tables.long:
        off = [g for g in off if _shared(thing, g, read)]
    called_off = bool(off) and _origins(off) > _origins(g for g in kept if _day(g) >= _day(off[0]))
    if kept and not called_off:
        return _of("kept", kept)
    late = [g for g in done if _late(thing, g, slack, called_off, tables)]
    if late:
        return _of("late", late)
    if off:
        denied = [g for g in off if g.stance == "denies" and g.holder in thing.parties]
        return _of("denied", denied) if len(denied) == len(off) else _of("dropped", [g for g in off if g not in denied])
    return Fate("unheard" if is_over(thing, as_of, tables) else "open")


def is_over(thing: Thing, as_of: dt.date, tables: Tables) -> bool:
    """Whether a thing's window is over by a day, and reports of it have had their time."""
    return as_of > later(thing.end, tables.precision(thing.days).slack + tables.report)


def done_before(thing: Thing, reports: Reports, day: dt.date, tables: Tables) -> list[Glance]:
    """Claims that tell, up to a day, of things of the family between the same as done lately, oldest first."""
    near = reports.of_both(thing, earlier(day, tables.lately), day)
    return [g for g in near if g.modality == "actual" and g.polarity == "positive"]


def _origins(glances: Iterable[Glance]) -> int:
    return len({glance.origin for glance in glances})


def _day(glance: Glance) -> dt.date:
    return glance.published or dt.date.min


def _joined(told: Sequence[Sequence[Glance]], since: dt.date, until: dt.date) -> list[Glance]:
    found = {g.id: g for listed in told for g in _between_days(listed, since, until)}
    return sorted(found.values(), key=_ORDER)


def _between_days(listed: Sequence[Glance], since: dt.date, until: dt.date) -> Sequence[Glance]:
    """Of claims in order of publication those of some days, the first and the last with them."""
    first = bisect.bisect_left(listed, since, key=_PUBLISHED)
    return listed[first : bisect.bisect_right(listed, until, first, key=_PUBLISHED)]


def _of(became: str, shown: Sequence[Glance]) -> Fate:
    return Fate(became, shown[0].published, tuple(g.id for g in shown[:10]))


def later(day: dt.date, days: int) -> dt.date:
    """A day so many days later, the calendar's last where it ends before."""
    return dt.date.max if (dt.date.max - day).days < days else day + dt.timedelta(days=days)


def earlier(day: dt.date, days: int) -> dt.date:
    """A day so many days before, the calendar's first where it begins later."""
    return dt.date.min if (day - dt.date.min).days < days else day - dt.timedelta(days=days)


def _about(thing: Thing, ways: Set[_Way], modes: Set[str | None], glance: Glance, tables: Tables) -> bool:
    """Whether a claim is about the thing: of its happening, or of its family between the same in such a mode."""
    family = tables.families.get(glance.event)
    if glance.event_id in thing.events:
        return family == thing.family or QUAD_CLASSES[glance.event] == QUAD_CLASSES[thing.first.event]
    if family != thing.family:
        return False
    return any(same_mode(mode, glance.mode) for mode in modes) and any(_between(way, glance) for way in ways)


def _between(way: _Way, glance: Glance) -> bool:
    """Whether a claim is between the same: on both sides; of mutual kinds two of them, an actor if there are more."""
    mutual, actor, recipient = way
    if mutual:
        mine, theirs = actor | recipient, {*glance.actor, *glance.recipient}
        return len(mine & theirs) >= min(2, len(mine)) and (len(mine) < 3 or not theirs.isdisjoint(actor))
    if not recipient:
        return not (actor.isdisjoint(glance.actor) and actor.isdisjoint(glance.recipient))
    return not actor.isdisjoint(glance.actor) and not recipient.isdisjoint(glance.recipient)


def _worded(thing: Thing, glance: Glance, read: Words, often: bool, tables: Tables) -> bool:
    """Whether a claim shares words with the thing, where parties and days do not tell it from others of its kind.

    Where no other side is told, or the same two do much of the kind: two words, or one if the ledger has both as one
    happening. Where the window is long and the two did such things often: one word.
    """
    same = glance.event_id in thing.events
    if thing.family in tables.worded:
        return _shared(thing, glance, read) > (0 if same else 1)
    if len(thing.parties) == 1:
        return same if not thing.parties.isdisjoint(BODIES) else _shared(thing, glance, read) > (0 if same else 1)
    if thing.days < tables.long or same or (not often and glance.mode in {kept.claim.mode for kept in thing.claims}):
        return True
    return _shared(thing, glance, read) > 0


def _shared(thing: Thing, glance: Glance, read: Words) -> int:
    theirs = read.own(glance.id, thing.parties)
    return max(len(theirs & read.own_of(kept, thing.parties)) for kept in thing.claims)


def _tells_done(thing: Thing, glance: Glance, read: Words, tables: Tables) -> bool:
    return (
        glance.modality == "actual"
        and glance.polarity == "positive"
        and glance.certainty in _SURE
        and glance.stance in _ASSERTING
        and glance.origin not in thing.origins
        and not tables.pending.search(read.text(glance.id))
        and not tables.off.search(read.text(glance.id))
    )


def _falls(thing: Thing, glance: Glance, slack: int, tables: Tables) -> bool:
    """Whether what a claim tells as done falls into the window, some days of slack allowed."""
    if glance.published is None or glance.published < thing.start:
        return False
    if glance.start is None and glance.end is None:
        return glance.published <= later(thing.end, slack + tables.report)
    start, end = glance.start or glance.end or thing.start, glance.end or glance.start or thing.end
    before = 1 if tables.precision((end - start).days).slack == 1 else 0  # a day may be off by one, last month is not
    return start <= later(thing.end, slack) and end >= earlier(thing.start, before)


def _late(thing: Thing, glance: Glance, slack: int, called_off: bool, tables: Tables) -> bool:
    """Whether it is told as done after the window: of the same happening, or after it was put off."""
    after, last = later(thing.end, slack), later(thing.end, slack + tables.late)
    day = glance.start or glance.end or _day(glance)
    if not after < day <= last or _day(glance) <= after:
        return False
    both = {*thing.first.parties} <= {*glance.actor, *glance.recipient}
    return glance.event_id in thing.events or (called_off and both and thing.days < tables.long)


def _tells_off(thing: Thing, glance: Glance, read: Words, tables: Tables) -> bool:
    """Whether a claim tells that a thing is called off or put off, or denies that it is to be."""
    if glance.polarity != "negative" or glance.modality not in ("actual", "future"):
        return False
    if tables.off.search(read.text(glance.id)):
        return True
    return glance.stance == "denies" and (glance.modality == "future" or _day(glance) <= thing.start)
