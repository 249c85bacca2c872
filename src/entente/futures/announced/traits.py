"""What is known of an announced thing on a day that tells how likely it is kept: each trait one level of a few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entente.futures.announced.fate import Reports, done_before
from entente.futures.announced.levels import TRAITS
from entente.futures.announced.tables import Tables
from entente.futures.announced.things import Thing

#: From so many days to the window's end, origins that tell of the happening, and confidence of the reader on, a level
#: is the next one.
_DUE, _TALKED, _SURE = (1,), (2, 5), (0.5, 0.8)
_KINDS = {
    "meeting": "meeting", "deal": "agreement", "cooperation": "agreement", "support": "agreement", "help": "help",
    "withdrawal": "withdrawal", "measure": "pressure", "word": "pressure", "attack": "pressure", "forces": "pressure",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Traits:
    """The level of every trait, in the order of TRAITS, and the claims behind what the parties did lately."""

    levels: tuple[str, ...]
    lately: tuple[str, ...] = ()

    def level(self, trait: str) -> str:
        """The level of one trait."""
        return self.levels[list(TRAITS).index(trait)]


def traits(thing: Thing, reports: Reports, day: dt.date, tables: Tables) -> Traits:
    """The traits of a thing as it was known by the end of a day."""
    claims = [kept.claim for kept in thing.claims]
    lately = done_before(thing, reports, day, tables)
    done = len({glance.origin for glance in lately})
    levels = (
        _level("due", (thing.end - day).days, _DUE),
        "yes" if thing.start <= day else "no",
        _level("talked", reports.talked_of(thing, day), _TALKED),
        _level("reading", max(claim.confidence for claim in claims), _SURE),
        "often" if done > tables.often else "some" if done else "no",
        _hedge([(claim.modality, claim.certainty) for claim in claims]),
        _KINDS[thing.family],
        _voice(thing),
    )
    return Traits(levels, tuple(glance.id for glance in reversed(lately))[:10])


def _level(trait: str, value: float, steps: Sequence[float]) -> str:
    return TRAITS[trait][sum(value >= step for step in steps)]


def _hedge(told: Iterable[tuple[str, str]]) -> str:
    """As the surest of the claims tells it."""
    said = set(told)
    if any(modality == "future" and certainty == "certain" for modality, certainty in said):
        return "plain"
    return "hedged" if any(modality == "future" for modality, _ in said) else "wished"


def _voice(thing: Thing) -> str:
    holders = [kept.claim.holders[-1] for kept in thing.claims if kept.claim.holders]
    if any(holder.actor in thing.parties for holder in holders):
        return "party"
    return "report" if len(holders) < len(thing.claims) else "other"
