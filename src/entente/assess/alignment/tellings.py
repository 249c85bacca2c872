"""What counts: one origin tells one thing once, however often its text was copied."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from entente.assess.alignment.weights import Weights
from entente.records import Glance
from entente.records.vocabulary import MUTUAL_EVENTS

#: How far back a single report's telling counts, in days: two years.
RECALL = 731
_OUTSIDE, _PARTNERS = "what lies outside the days looked at", "shows of force among partners"
_UNDATED = "reports and what they tell without a day"


class Telling(NamedTuple):
    """One origin tells one thing.

    Attributes:
        day: by which it counts; origin: by which it is counted; thing: the event, or its kind and day where claims
            are not grouped.
        weight: -10 to 10, never 0; deed: False for words and for what is only announced.
        glance: the claim that tells it best.
    """

    day: dt.date
    origin: str
    thing: tuple[str, ...]
    weight: float
    deed: bool
    glance: Glance


@dataclass(frozen=True, slots=True)
class Told:
    """What counts between two parties.

    Attributes:
        tellings: by day, origin and thing.
        means: origin -> mean weight of the things that it tells, origins in alphabetical order.
        left: why claims do not count -> number of origins that tell such.
    """

    tellings: tuple[Telling, ...]
    means: dict[str, float]
    left: dict[str, int]

    @property
    def origins(self) -> int:
        """Number of origins that tell something that counts."""
        return len(self.means)


def means(tellings: Iterable[Telling]) -> dict[str, float]:
    """Mean weight of the things that each origin tells, origins in alphabetical order."""
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    for telling in tellings:
        origin = telling.origin
        sums[origin] = sums.get(origin, 0.0) + telling.weight
        counts[origin] = counts.get(origin, 0) + 1
    return {origin: sums[origin] / counts[origin] for origin in sorted(sums)}


def between(glance: Glance, one: str, two: str) -> bool:
    """True if a claim tells of something between two parties, on opposite sides or in what is mutual."""
    if (one in glance.actor and two in glance.recipient) or (two in glance.actor and one in glance.recipient):
        return True
    both = glance.actor + glance.recipient
    return glance.event in MUTUAL_EVENTS and one in both and two in both


def others(glance: Glance, party: str) -> set[str]:
    """Everyone with whom a party has to do in a claim."""
    sides = (glance.actor, glance.recipient)
    if glance.event in MUTUAL_EVENTS:
        return {code for side in sides for code in side if party in sides[0] + sides[1]} - {party}
    return {code for side, other in (sides, sides[::-1]) if party in side for code in other} - {party}


def told(glances: Iterable[Glance], weights: Weights, since: dt.date, until: dt.date) -> Told:
    """What counts among claims between two parties, in an order that does not depend on theirs.

    A claim counts on its day of happening, else of publication; what is announced on its day of publication. Of the
    claims by which one origin tells one thing the one that weighs most counts. Shows of force and the like
    (`partners = false` in the weights' file) count only where the rest, by origins, is not for good terms.

    Args:
        since, until: first and last day that count. Where both are one day what happened up to RECALL days before
            counts on it too: a single report also tells what led to its day.
    """
    best: dict[tuple[str, tuple[str, ...]], tuple[tuple[object, ...], Telling, bool]] = {}
    left: defaultdict[str, set[str]] = defaultdict(set)
    for glance in glances:
        value, deed, doubtful, why = weights.of(glance)
        if why:
            left[why].add(glance.origin)
            continue
        day = _day(glance, since, until)
        if day is None:
            left[_OUTSIDE if glance.day else _UNDATED].add(glance.origin)
            continue
        thing = _thing(glance)
        published = glance.published.toordinal() if glance.published else 0
        rank = (-abs(value), value, day.toordinal(), -glance.confidence, published, glance.id)
        key = (glance.origin, thing)
        held = best.get(key)
        if held is None or rank < held[0]:
            best[key] = rank, Telling(day, glance.origin, thing, value, deed, glance), doubtful
    kept = sorted(best.values(), key=lambda one: one[1][:3])
    sure = tuple(telling for _, telling, doubtful in kept if not doubtful)
    if len(sure) < len(kept):
        rest = means(sure)
        if sum(rest.values()) > 0:
            left[_PARTNERS] = {telling.origin for _, telling, doubtful in kept if doubtful}
            return Told(sure, rest, _numbers(left))
    tellings = tuple(telling for _, telling, _ in kept)
    return Told(tellings, means(tellings), _numbers(left))


def _numbers(left: dict[str, set[str]]) -> dict[str, int]:
    return {why: len(left[why]) for why in sorted(left, key=lambda why: (-len(left[why]), why))}


def _day(glance: Glance, since: dt.date, until: dt.date) -> dt.date | None:
    day = (glance.published or glance.day) if glance.modality == "future" else glance.day
    if since == until:
        return since if day is None or 0 <= (since - day).days <= RECALL else None
    return day if day is not None and since <= day <= until else None


def _thing(glance: Glance) -> tuple[str, ...]:
    if glance.event_id is not None:
        return (glance.event_id,)
    day = glance.start or glance.end
    return (glance.event, day.isoformat() if day else "")


def heaviest(tellings: Iterable[Telling], most: int, toward: int = 0) -> list[Telling]:
    """The things that weigh most, each by its best telling: |weight| times origins.

    Less where a claim names many parties, and by how surely it was read.

    Args:
        toward: 1 for things for good terms first, -1 for those for bad ones, 0 for all alike.
    """
    sums: dict[tuple[str, ...], float] = {}
    tellings = list(tellings)
    for telling in tellings:
        sums[telling.thing] = sums.get(telling.thing, 0.0) + telling.weight
    nearly = heapq.nsmallest(
        8 * most, sums, key=lambda thing: (toward * sums[thing] < 0, -round(abs(sums[thing]), 6), thing)
    )
    things: dict[tuple[str, ...], list[Telling]] = {thing: [] for thing in nearly}
    for telling in tellings:
        if telling.thing in things:
            things[telling.thing].append(telling)
    ranked = []
    for thing, of in things.items():
        best = min(of, key=_shown)
        # The more parties a claim names, the less it tells of two of them.
        size = abs(sums[thing]) * (best.glance.confidence or 1.0) / max(_parties(best) - 1, 1)
        ranked.append((toward * best.weight < 0, -round(size, 6), thing, best))
    return [best for *_, best in sorted(ranked, key=lambda entry: entry[:3])[:most]]


def _shown(telling: Telling) -> tuple[object, ...]:
    glance = telling.glance
    return _parties(telling), -abs(telling.weight), -glance.confidence, telling.day, glance.id


def _parties(telling: Telling) -> int:
    return len({*telling.glance.actor, *telling.glance.recipient})


def ids(tellings: Sequence[Telling]) -> list[str]:
    """Ids of their claims, each once, in order."""
    return list(dict.fromkeys(telling.glance.id for telling in tellings))


def left_out(left: dict[str, int]) -> str:
    """What does not count as one clause, most origins first, "" where everything does."""
    return "; ".join(f"{why}: {number:,}" for why, number in left.items())
