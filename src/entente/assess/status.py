"""How a happening stands: its claims sorted, the algebra of stances applied, and the claims that show it."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entente.assess.saying import Says, counted, thing
from entente.assess.stances import NOBODY, OWN, Join, Line, line_key, lines, stand
from entente.assess.verdict import Roles, Verdict, verdict
from entente.assess.wording import SPOKEN, told_in_words
from entente.records import Event, KeptClaim
from entente.records.status import Status, Voice
from entente.records.vocabulary import MUTUAL_EVENTS, QUAD_CLASSES

#: Kinds in which the recipient has a part of its own, so that its word confirms as the actor's does.
_RECEIVED = MUTUAL_EVENTS | {"AID", "TRANSFER"}
#: A claim dated to have ended so many days before the first report of a happening tells of an older one.
_OLDER = 30
#: Happenings of which no claim was read with this confidence are not listed.
_SURE = 0.4
#: So many of the surest origins give a happening its name.
_NAMING = 9
#: Most claims that a status shows.
_SHOWN = 12
#: What comes first in a list: a state's weight, full where many tell it, beside the logarithm of the number of origins.
_WEIGHTS = {
    "contested": 3.0, "not confirmed": 2.5, "called off": 1.5, "denied": 1.5, "questioned": 1.5, "rumoured": 0.5,
    "announced": 0.5,
}  # fmt: skip
#: Days in which the weight of being recent, 1 at first, halves.
_HALF_LIFE = 30


@dataclass(frozen=True, slots=True)
class _Head:
    """What a happening is about: kind and sides as most origins have them together."""

    kind: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        return self.actor + tuple(code for code in self.recipient if code not in self.actor)


def status(event: Event, says: Says) -> Status:
    """How the happening stands by its claims. What was known on a day: give the event as of that day."""
    return _told(_settled(event), says)


def statuses(events: Iterable[Event], says: Says, limit: int | None = None) -> list[Status]:
    """How happenings stand, those first that are in dispute, told by many origins, or recent. `limit`: most of them.

    What was nowhere read surely (`is_sure`) is left out.
    """
    found = [_settled(event) for event in events if is_sure(event)]
    newest = max((each.days[-1] for each in found if each.days), default=None)
    found.sort(key=lambda each: (-_weight(each, newest), each.event.id))
    return [_told(each, says) for each in found[:limit]]


@dataclass(frozen=True, slots=True)
class _Settled:
    """A happening with its verdict, still without words. `days`: of its lines, sorted."""

    event: Event
    head: _Head
    roles: Roles
    bearing: tuple[KeptClaim, ...]
    told: tuple[Line, ...]
    found: Verdict
    days: tuple[dt.date, ...]

    @property
    def origins(self) -> int:
        return len({kept.counted_by for kept in self.bearing})


def _settled(event: Event) -> _Settled:
    head = _head(event)
    roles = _roles(head)
    bearing = tuple(_bearing(event, head))
    told = lines(Join.of(bearing))
    days = sorted(day for line in told for day in (line.first, line.last) if day)
    return _Settled(event, head, roles, bearing, told, verdict(told, roles), tuple(days))


def _told(settled: _Settled, says: Says) -> Status:
    event, head, found = settled.event, settled.head, settled.found
    voices = _voices(settled.told, found, _shown(settled.bearing), says)
    silent = _silent(event, head)
    label = _label(settled.bearing, head, says)
    aside = len(event.claims) - len(settled.bearing)
    return Status(
        text=told_in_words(label, found, voices, silent, head.kind, settled.roles, says),
        reason=_reason(settled.origins, aside),
        claims=tuple(dict.fromkeys(kept for speaker in voices for kept in speaker.claims))[:_SHOWN], event=event.id,
        kind=head.kind, actor=head.actor, recipient=head.recipient, label=label, state=found.state,
        modality=found.modality, voices=voices, silent=silent, origins=settled.origins,
        due=_due(settled.bearing) if found.modality == "future" else None,
        aside=aside, first=settled.days[0] if settled.days else None, last=settled.days[-1] if settled.days else None,
    )  # fmt: skip


def is_sure(event: Event) -> bool:
    """Whether any of its claims was read surely enough for the happening to stand in a list."""
    return any(kept.claim.confidence >= _SURE for kept in event.claims)


def _weight(settled: _Settled, newest: dt.date | None) -> float:
    """What it weighs in a list whose newest report is of the day `newest`."""
    count = settled.origins
    age = (newest - settled.days[-1]).days if newest and settled.days else 10 * _HALF_LIFE
    dispute = _WEIGHTS.get(settled.found.state, 0.0) * count / (count + 2)
    return dispute + math.log2(1 + count) + math.pow(0.5, age / _HALF_LIFE)


# ---------------------------------------------------------------------- what bears on it


def _head(event: Event) -> _Head:
    """The sides that most origins tell together; both sides where half as many origins as tell one tell both."""
    of_kind = [kept for kept in event.claims if kept.claim.event == event.kind] or list(event.claims)
    told: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], set[str]] = defaultdict(set)
    for kept in of_kind:
        actor = kept.claim.actor
        told[actor, tuple(code for code in kept.claim.recipient if code not in actor)].add(kept.counted_by)
    ranked = sorted(told, key=lambda sides: (-len(told[sides]), -len(sides[0]) - len(sides[1]), sides))
    full = [sides for sides in ranked if sides[0] and sides[1]]
    best = full[0] if full and 2 * len(told[full[0]]) >= len(told[ranked[0]]) else ranked[0]
    return _Head(event.kind, *best)


def _bearing(event: Event, head: _Head) -> list[KeptClaim]:
    """The claims that tell of this happening, without those of other parties, another deed or an older time."""
    same = [kept for kept in event.claims if _same_deed(kept, head)] or list(event.claims)
    first = min((kept.published for kept in same if kept.published), default=None)
    if first is None:
        return same
    edge = first - dt.timedelta(days=_OLDER)
    older = [kept for kept in same if kept.claim.modality == "actual" and _ended_before(kept, edge)]
    past, all_origins = ({kept.counted_by for kept in claims} for claims in (older, same))
    if not older or 2 * len(past) >= len(all_origins):
        return same
    return [kept for kept in same if kept not in older]


def _ended_before(kept: KeptClaim, edge: dt.date) -> bool:
    return kept.claim.end is not None and kept.claim.end < edge


def _denies(kept: KeptClaim) -> bool:
    return bool(kept.claim.holders) and kept.claim.holders[-1].stance == "denies"


def _same_deed(kept: KeptClaim, head: _Head) -> bool:
    claim = kept.claim
    if claim.event != head.kind and QUAD_CLASSES[claim.event] != QUAD_CLASSES[head.kind]:
        return False
    if head.kind in MUTUAL_EVENTS and claim.event in MUTUAL_EVENTS:
        ours, theirs = set(head.parties), set(claim.parties)
        return len(ours & theirs) >= max(1, min(2, len(ours), len(theirs)))
    sides = ((claim.actor, head.actor), (claim.recipient, head.recipient))
    meets = [bool(set(theirs) & set(ours)) for theirs, ours in sides]
    if claim.event != head.kind:  # Not to have done something akin says nothing of this, unless it answers a charge.
        return all(meets) and (claim.polarity == "positive" or _denies(kept))
    # Who tells of a deed without its doer says nothing of who did it.
    return (meets[0] or not head.actor) and (meets[1] or not claim.recipient or not head.recipient)


def _roles(head: _Head) -> Roles:
    hostile = QUAD_CLASSES[head.kind] == "material conflict"
    return Roles(
        parties=head.parties, doers=head.parties if head.kind in _RECEIVED else head.actor,
        undergoing=head.recipient if hostile else (),
        addressed=head.recipient if QUAD_CLASSES[head.kind] == "verbal conflict" else (),
    )  # fmt: skip


def _silent(event: Event, head: _Head) -> tuple[str, ...]:
    """Parties that speak nowhere in what is grouped here; who acts by speaking has spoken."""
    spoken = {holder.actor for kept in event.claims for holder in kept.claim.holders}
    spoken |= set(head.actor) if head.kind in SPOKEN else set()
    return tuple(code for code in head.parties if code not in spoken)


# ---------------------------------------------------------------------- what shows it


def _shown(claims: Sequence[KeptClaim]) -> dict[tuple[str, str, str, bool], list[KeptClaim]]:
    """By line the claims that tell it, originals before copies, the surest reading first, then the oldest."""
    groups: defaultdict[tuple[str, str, str, bool], list[KeptClaim]] = defaultdict(list)
    for kept in sorted(claims, key=_worth):
        groups[line_key(stand(kept.claim))].append(kept)
    return groups


def _worth(kept: KeptClaim) -> tuple[bool, float, dt.date, str, int, str, str]:
    claim = kept.claim
    return (
        claim.document != kept.counted_by, -claim.confidence, kept.published or dt.date.max, claim.document,
        claim.place.start_char, claim.id, claim.certainty,
    )  # fmt: skip


def _voices(
    told: Sequence[Line],
    found: Verdict,
    shown: dict[tuple[str, str, str, bool], list[KeptClaim]],
    says: Says,
) -> tuple[Voice, ...]:
    """Every line as a record, those that decide first."""
    order = [
        *found.confirming,
        *found.asserting,
        *found.denying,
        *found.open,
        *found.unclear,
        *found.minor,
        *found.mixed,
    ]
    rest = sorted((line for line in told if line not in order), key=lambda line: (line.standing, -len(line.origins)))
    return tuple(_voice(line, shown[line.voice, line.modality, line.position, line.contrary], says) for line in
                 (*order, *rest))  # fmt: skip


def _voice(line: Line, claims: Sequence[KeptClaim], says: Says) -> Voice:
    fitting = [kept for kept in claims if stand(kept.claim).how == line.how] or list(claims)
    inner = fitting[0].claim.holders[-1] if fitting[0].claim.holders else None
    code = inner.actor if inner else None
    name = says.name(code) if code else (inner.name or NOBODY) if inner else OWN
    return Voice(
        name=name, code=code, position=line.position, how=line.how, certainty=line.certainty, modality=line.modality,
        standing=line.standing, first=line.first, last=line.last, origins=len(line.origins), claims=(fitting[0],),
    )  # fmt: skip


def _label(claims: Sequence[KeptClaim], head: _Head, says: Says) -> str:
    """The happening in the words that most of its surest origins give it."""
    ours = [kept for kept in claims if kept.claim.event == head.kind and kept.claim.polarity == "positive"] or claims
    full = [
        kept for kept in ours
        if kept.claim.actor == head.actor and set(kept.claim.recipient) - set(head.actor) == set(head.recipient)
    ] or ours  # fmt: skip
    surest: dict[str, KeptClaim] = {}
    for kept in sorted(full, key=_worth):
        surest.setdefault(kept.counted_by, kept)
    counts = Counter(thing(kept.claim, says) for kept in list(surest.values())[:_NAMING])
    return min(counts, key=lambda words: (-counts[words], len(words), words))


def _due(claims: Sequence[KeptClaim]) -> tuple[dt.date, dt.date] | None:
    """The time that most origins give for what is to come, the earlier of equals."""
    origins: defaultdict[tuple[dt.date, dt.date], set[str]] = defaultdict(set)
    for kept in claims:
        start, end = kept.claim.start or kept.claim.end, kept.claim.end or kept.claim.start
        if start and end and kept.claim.modality == "future" and kept.claim.polarity == "positive":
            origins[start, end].add(kept.counted_by)
    return min(origins, key=lambda time: (-len(origins[time]), time), default=None)


def _reason(origins: int, aside: int) -> str:
    own = f"By who takes which stance in {counted(origins, 'origin')}, counted as independent; copies count once."
    if not aside:
        return own
    verb = "tells" if aside == 1 else "tell"
    return f"{own} {counted(aside, 'claim')} grouped here {verb} of other parties, another deed or an older time."
