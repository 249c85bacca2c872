"""Signs: whether two parties are on good terms or at odds, from what origins tell of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from entente.assess.alignment.scores import surely
from entente.assess.alignment.tellings import Told, others, told
from entente.assess.alignment.weights import Weights
from entente.records import Glance

#: A tie has a sign where what origins tell weighs at least this much on average.
LEAST_MEAN = 1.5
#: From this many origins on, one report alone gives no tie a sign, and an act needs several origins.
MANY, SEVERAL = 50, 3


@dataclass(frozen=True, slots=True)
class Tie:
    """How two parties stand. `sign`: 1 good terms, -1 at odds, 0 neither or not known; `mean`: weight by origins."""

    told: Told
    sign: int
    mean: float
    origins: int


def tie(of: Told, *, many: bool = False) -> Tie:
    """The tie that is told. `many`: it has a sign only where that is at least 90 % sure (`scores.surely`)."""
    values = list(of.means.values())
    total = sum(values)
    mean = total / len(values) if values else 0.0
    clear = (not many or surely(values)) and abs(mean) >= LEAST_MEAN
    return Tie(of, (1 if total > 0 else -1) if clear else 0, mean, len(values))


class Thirds:
    """What is told of either party with anyone else.

    Attributes:
        codes: of thirds that both have to do with, in alphabetical order.
        many: much is told at all, so that single reports count for little.
    """

    def __init__(
        self, one: str, two: str, glances: Iterable[Glance], weights: Weights, since: dt.date, until: dt.date
    ) -> None:
        """Sorts claims by party and third; each counts once, however often it is given."""
        self._weights, self._since, self._until = weights, since, until
        self._with: dict[tuple[str, str], list[Glance]] = defaultdict(list)
        self._ties: dict[tuple[str, str], Tie] = {}
        seen = {glance.id: glance for glance in glances}
        for glance in seen.values():
            for party in (one, two):
                if party in glance.actor or party in glance.recipient:
                    for code in others(glance, party):
                        self._with[party, code].append(glance)
        # Held against each other by code: the order of the parties must not change an answer.
        met = [{code for party, code in self._with if party == side} for side in (one, two)]
        self.codes = sorted((met[0] & met[1]) - {one, two})
        self.many = len({glance.origin for glance in seen.values()}) >= MANY

    def tie(self, party: str, third: str) -> Tie:
        """How a party stands to a third."""
        held = self._ties.get((party, third))
        if held is None:
            glances = self._with.get((party, third), [])
            held = tie(told(glances, self._weights, self._since, self._until), many=self.many)
            self._ties[party, third] = held
        return held
