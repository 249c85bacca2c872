"""How two actors stand to each other over time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.records.finding import Estimate, Finding


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of time. `start`, `end`: first and last day.

    Attributes:
        words_for, deeds_for, words_against, deeds_against: origins that tell verbal cooperation, material cooperation,
            verbal conflict, material conflict (PLOVER's quad classes; what is only announced counts as words).
        score: mean weight of what origins tell, -10 (conflict) to 10 (cooperation); None where nothing is told.
    """

    start: dt.date
    end: dt.date
    words_for: int
    deeds_for: int
    words_against: int
    deeds_against: int
    score: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Finding):
    """A rupture: from `on` on the two stand otherwise than before.

    Attributes:
        on: first day after the change.
        before, after: mean scores of the stretches on both sides.
        chance: share of shuffles of the dates in which a change as large comes about, 0 to 1.
    """

    on: dt.date
    before: float
    after: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Triad(Finding):
    """Two actors and a third.

    Attributes:
        signs: of (one, two), (one, third), (two, third): 1 good terms, -1 at odds; 0 where it cannot be told, which
            only happens for a third that was asked for.
        balanced: the product of the signs is positive.
    """

    third: str
    signs: tuple[int, int, int]
    balanced: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two actors stand to each other.

    Attributes:
        one, two: codes. since, until: first and last day that is looked at.
        steps: stretches of time, without gaps, oldest first.
        words, deeds, score: over the whole time; None where nothing is told.
        origins: number of origins counted.
        summary: what is to be said first.
        changes: ruptures, most certain first.
        why: common adversaries, shared memberships, exchanges.
        triads: with the thirds that both have to do with, most origins first.
        shuffles: number of shuffles behind every `chance`.
        unit: length of a step: "day", "week", "month" or "year"; the first and the last may be cut.
    """

    one: str
    two: str
    since: dt.date
    until: dt.date
    steps: tuple[Step, ...]
    words: Estimate | None
    deeds: Estimate | None
    score: Estimate | None
    origins: int
    summary: tuple[Finding, ...]
    changes: tuple[Change, ...]
    why: tuple[Finding, ...]
    triads: tuple[Triad, ...]
    shuffles: int
    unit: str = "week"
