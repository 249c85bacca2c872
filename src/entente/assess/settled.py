"""A happening with its verdict, still without words, and what it weighs in a list."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from entente.assess.heads import Head, bearing, is_asked
from entente.assess.speakers import speaks_for
from entente.assess.stances import NOBODY, OWN, Join, Line, lines
from entente.assess.status_tables import limit, tables
from entente.assess.sure import sureness
from entente.assess.verdict import Verdict, verdict
from entente.records import Event, KeptClaim, origins

#: Stances that tell whose belief, wish or denial it is: in one report they are what is asked for first.
_MINDED = frozenset({"believes", "suspects", "wants", "denies", "confirms", "not-confirmed", "questions"})


@dataclass(frozen=True, slots=True)
class Settled:
    """A happening with its verdict.

    Attributes:
        bearing: the claims that bear on it; told: their lines; days: of these lines, sorted.
    """

    event: Event
    head: Head
    bearing: tuple[KeptClaim, ...]
    told: tuple[Line, ...]
    found: Verdict
    days: tuple[dt.date, ...]

    @classmethod
    def of(cls, event: Event) -> Settled:
        """What the claims of an event come to."""
        head = Head.of(event)
        claims = tuple(bearing(event, head))
        told = lines(Join.of(claims, lack=head.lack))
        days = sorted(day for line in told for day in (line.first, line.last) if day)
        return cls(event, head, claims, told, verdict(told, head.roles), tuple(days))

    @property
    def origins(self) -> int:
        """Number of origins that tell of it."""
        return len({kept.counted_by for kept in self.bearing})

    @property
    def place(self) -> tuple[bool, int]:
        """Where its first claim stands in its report: title first, then as the text goes."""
        return min((kept.claim.place.field != "title", kept.claim.place.start_char) for kept in self.bearing)

    def weight(self, newest: dt.date | None) -> float:
        """What it weighs in a list whose newest report is of the day `newest`."""
        count, half_life = self.origins, limit("half_life")
        age = (newest - self.days[-1]).days if newest and self.days else 10 * half_life
        said = tables().weights.get(self.found.state, 0.0)
        if self.found.state == "asserted" and self.is_voiced:
            said += limit("voiced")
        return said * count / (count + 2) + math.log2(1 + count) + math.pow(0.5, age / half_life)

    @property
    def is_voiced(self) -> bool:
        """Whether somebody with a name takes a stand to it."""
        return any(line.voice not in (OWN, NOBODY) for group in self.found.groups for line in group)

    @property
    def is_told(self) -> bool:
        """Whether it is worth a place in a list: not if titles only ask it, or nobody by name does not want it."""
        if all(is_asked(kept) for kept in self.bearing):
            return False
        return self.found.state != "not wanted" or self.is_voiced

    @property
    def is_background(self) -> bool:
        """Whether it is only named in passing: "the war in Ukraine", "both criticise the US".

        Reports tell it in their own voice, as so, most of them without a day; and it is one report alone or they lie
        far apart. Where another voice tells it too, three in four origins do so in their own.
        """
        if self.found.state != "asserted" or self.found.modality != "actual":
            return False
        own = frozenset().union(*(line.origins for line in self.found.asserting if line.voice == OWN))
        every = frozenset().union(*(line.origins for line in self.found.asserting))
        dated = {kept.counted_by for kept in self.bearing if kept.claim.start or kept.claim.end}
        if 4 * len(own) < 3 * len(every) or 2 * len(dated) >= self.origins:
            return False
        return self.origins == 1 or (self.days[-1:] != () and (self.days[-1] - self.days[0]).days > limit("passing"))


def is_sure(claims: Sequence[KeptClaim], *, alone: bool) -> bool:
    """Whether any of the claims of a happening was read surely enough for it to stand in a list.

    Args:
        alone: the list is of one report, whose words are at hand: then less will do, least where they say which
            state's or body's belief, wish or denial it is.
    """
    best = max(sureness(kept) for kept in claims)
    if not alone:
        # What few tell may rest on one slip of the reader; what several tell seldom does.
        few = origins(claims) < limit("several")
        return best >= limit("even_few" if few else "even")
    return best >= limit("alone") or any(_is_minded(kept) for kept in claims)


def _is_minded(kept: KeptClaim) -> bool:
    inner = kept.claim.holders[-1] if kept.claim.holders else None
    if inner is None or inner.stance not in _MINDED or sureness(kept) < limit("minded"):
        return False
    return speaks_for(inner, kept.published) is not None


def is_alone(events: Sequence[Event]) -> bool:
    """Whether all of it is one report, or copies of one."""
    return len({kept.counted_by for event in events for kept in event.claims}) == 1
