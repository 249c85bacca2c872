"""Everything that is found about a report or a pair, as a brief tells it."""

from __future__ import annotations

from dataclasses import dataclass

from entente.records.alignment import Alignment
from entente.records.finding import Finding


@dataclass(frozen=True, slots=True)
class Assessment:
    """Findings by section, each most important first. Empty sections are left out of a brief.

    Attributes:
        statuses: how each main happening stands.
        contradictions: what cannot both hold, and changes of line.
        news: firsts, records, and a report's own words that say so.
        interests: what each side wants, asks, offers, has, lacks; where want meets have.
        rules: dealings that sanctions rules bear on.
        alignment: how two sides stand to each other and why; empty for less than a pair.
        questions: what is not known, and what would settle it.
        picture: the course of the alignment, None where there is none.
    """

    statuses: tuple[Finding, ...] = ()
    contradictions: tuple[Finding, ...] = ()
    news: tuple[Finding, ...] = ()
    interests: tuple[Finding, ...] = ()
    rules: tuple[Finding, ...] = ()
    alignment: tuple[Finding, ...] = ()
    questions: tuple[Finding, ...] = ()
    picture: Alignment | None = None
