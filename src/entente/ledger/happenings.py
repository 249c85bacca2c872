"""Events as they are answered: the claims of one happening, side by side. Nothing is averaged."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from entente.records import Event, KeptClaim, Said

_Value = TypeVar("_Value", bound=Hashable)
#: Stances by which a holder leaves open whether something is so.
OPEN_STANCES = frozenset({"questions", "not-confirmed"})


def position(kept: KeptClaim) -> str:
    """Where a claim stands to the happening that it tells of: "told", "denied" or "open"."""
    claim = kept.claim
    if claim.certainty == "unknown" or (claim.holders and claim.holders[-1].stance in OPEN_STANCES):
        return "open"
    return "denied" if claim.polarity == "negative" else "told"


def event_of(name: str, claims: Sequence[KeptClaim], reasons: Mapping[str, str]) -> Event:
    """The event `name` from the claims that stand in it. Raises ValueError where there is none."""
    if not claims:
        raise ValueError(f"event {name} has no claims")
    ordered = sorted(claims, key=_age)
    days = sorted(kept.published for kept in ordered if kept.published is not None)
    return Event(
        id=name,
        kind=_commonest((kept.claim.event, kept) for kept in ordered),
        actor=_commonest((kept.claim.actor, kept) for kept in ordered),
        recipient=_commonest((kept.claim.recipient, kept) for kept in ordered),
        matter=tuple(sorted({matter for kept in ordered for matter in kept.claim.matter})),
        times=_times(ordered),
        said=_said(ordered),
        claims=tuple(ordered),
        reasons={kept.claim.id: reasons.get(kept.claim.id, "") for kept in ordered},
        origins=len({kept.counted_by for kept in ordered}),
        outlets=tuple(sorted({kept.outlet for kept in ordered if kept.outlet})),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )


def _age(kept: KeptClaim) -> tuple[str, str, int, str]:
    day = kept.published.isoformat() if kept.published else "9999"
    return day, kept.claim.document, kept.claim.place.start_char, kept.claim.id


def _commonest(told: Iterable[tuple[_Value, KeptClaim]]) -> _Value:
    """The value that most origins tell, the oldest among equals."""
    origins: defaultdict[_Value, set[str]] = defaultdict(set)
    for value, kept in told:
        origins[value].add(kept.counted_by)
    # Dictionaries keep the order in which values came: the oldest first.
    return max(origins, key=lambda value: len(origins[value]))


def _times(claims: Sequence[KeptClaim]) -> tuple[tuple[dt.date | None, dt.date | None, int], ...]:
    origins: defaultdict[tuple[dt.date | None, dt.date | None], set[str]] = defaultdict(set)
    for kept in claims:
        if kept.claim.start or kept.claim.end:
            origins[kept.claim.start, kept.claim.end].add(kept.counted_by)
    counted = Counter({times: len(names) for times, names in origins.items()})
    return tuple((start, end, number) for (start, end), number in counted.most_common())


def _said(claims: Sequence[KeptClaim]) -> tuple[Said, ...]:
    groups: defaultdict[tuple[str, str, str, str, str], list[KeptClaim]] = defaultdict(list)
    for kept in claims:
        claim = kept.claim
        inner = claim.holders[-1] if claim.holders else None
        holder = (inner.actor or inner.name or "somebody") if inner else ""
        stance = inner.stance if inner else ""
        groups[holder, stance, claim.polarity, claim.certainty, claim.modality].append(kept)
    said = [
        Said(*way, origins=len({kept.counted_by for kept in told}), claims=len(told), first=_first(told))
        for way, told in groups.items()
    ]
    return tuple(sorted(said, key=lambda way: (-way.origins, -way.claims, way.holder, way.stance, way.polarity)))


def _first(claims: Sequence[KeptClaim]) -> dt.date | None:
    return min((kept.published for kept in claims if kept.published), default=None)
