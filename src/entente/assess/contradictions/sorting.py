"""Claims in an order that neither arrival nor copies change, and counts of what was left alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from entente.assess.saying import Says, listed
from entente.records import KeptClaim, origins

#: Claims shown with a finding.
SHOWN = 12


class Tally:
    """Counts what is not compared, by reason."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, reason: str, number: int = 1) -> None:
        """Counts `number` more."""
        self._counts[reason] += number

    def counts(self) -> tuple[tuple[str, int], ...]:
        """(reason, how often), most often first."""
        return tuple(sorted(self._counts.items(), key=lambda item: (-item[1], item[0])))


def age(kept: KeptClaim) -> tuple[str, str, int, str]:
    """Sorts oldest report first, those without a day last."""
    day = kept.published.isoformat() if kept.published else "9999"
    return day, kept.claim.document, kept.claim.place.start_char, kept.claim.id


def singly(claims: Iterable[KeptClaim]) -> list[KeptClaim]:
    """The claims, oldest first, each told once for an origin: copies of a text repeat its claims word by word.

    Of equals, that of the document which the origin is named after stays.
    """
    found: dict[tuple[object, ...], KeptClaim] = {}
    for kept in sorted(claims, key=lambda kept: (kept.claim.document != kept.counted_by, age(kept))):
        claim = kept.claim
        key = (
            kept.counted_by, claim.event, claim.actor, claim.recipient, claim.holders, claim.polarity, claim.certainty,
            claim.modality, claim.quote, claim.start, claim.end, claim.figures,
        )  # fmt: skip
        found.setdefault(key, kept)
    return sorted(found.values(), key=age)


def shown(pair: Sequence[KeptClaim], others: Iterable[KeptClaim]) -> tuple[KeptClaim, ...]:
    """The two claims that clash, then others, one for each origin, SHOWN at most."""
    told, seen = list(pair), {kept.counted_by for kept in pair}
    for kept in sorted(others, key=age):
        if kept.counted_by not in seen:
            seen.add(kept.counted_by)
            told.append(kept)
    return tuple(told[:SHOWN])


def weight(claims: Iterable[KeptClaim]) -> int:
    """Number of origins."""
    return origins(claims)


def on_day(kept: KeptClaim) -> str:
    """The day of its report in words, "day unknown" where it has none."""
    return kept.published.isoformat() if kept.published else "day unknown"


def source(kept: KeptClaim) -> str:
    """Where it was reported: the outlet, the host where that is an address, "a report" where neither is known."""
    return urlsplit(kept.outlet).netloc or kept.outlet or "a report"


def apart(one: KeptClaim, two: KeptClaim) -> int | None:
    """Days between two reports, None where one has no day."""
    return abs((one.published - two.published).days) if one.published and two.published else None


def interval(kept: KeptClaim) -> tuple[dt.date, dt.date] | None:
    """First and last day told; a side left open reaches as far as dates go. None where neither is told."""
    start, end = kept.claim.start, kept.claim.end
    return (start or dt.date.min, end or dt.date.max) if start or end else None


def overlap(one: tuple[dt.date, dt.date], two: tuple[dt.date, dt.date], slack: int = 0) -> bool:
    """True if two intervals share a day, or lie no more than `slack` days apart."""
    first, last = max(one[0], two[0]), min(one[1], two[1])
    return first <= last or (first - last).days <= slack


def spoken(codes: Iterable[str], says: Says) -> str:
    """Voices by name."""
    return listed([says.name(code) for code in sorted(codes)])
