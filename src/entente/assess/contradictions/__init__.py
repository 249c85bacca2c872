"""Contradictions: what cannot both hold, and changes of line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from entente.assess.contradictions.figures import differing_figures
from entente.assess.contradictions.holders import between
from entente.assess.contradictions.lines import changed_lines
from entente.assess.contradictions.sorting import Tally, age, weight
from entente.assess.contradictions.stands import held
from entente.assess.contradictions.times import differing_times
from entente.assess.contradictions.words import Reading
from entente.assess.saying import Says
from entente.records import Claim, Event, KeptClaim
from entente.records.contradiction import Contradiction, Found

__all__ = ["Contradiction", "Found", "contradictions"]


def contradictions(
    events: Sequence[Event],
    says: Says,
    *,
    claims: Sequence[KeptClaim] = (),
    sentence: Callable[[Claim], tuple[str, int]] | None = None,
) -> Found:
    """What cannot both hold among the claims of these events, and changes of line.

    Neither the order in which events and claims are given nor copies of a text change what is found.

    Args:
        events: the happenings.
        claims: further claims, for changes of line and figures across events; those of the events may be among them.
        sentence: gives the report's sentence around a claim's quote and its offset, in which a denial is looked for.
    """
    tally, reading = Tally(), Reading(sentence)
    happenings = sorted(events, key=lambda event: event.id)
    every = list({kept.claim.id: kept for kept in (*claims, *(k for e in happenings for k in e.claims))}.values())
    told = held(happenings, reading, tally)
    found = [
        *between(told, reading, says, tally),
        *changed_lines(told, every, reading, says, tally),
        *differing_figures(every, reading, says, tally),
        *differing_times(happenings, reading, says, tally),
    ]
    return Found(tuple(sorted(found, key=_order)), tally.counts())


def _order(finding: Contradiction) -> tuple[object, ...]:
    return finding.sure != "clash", -weight(finding.claims), age(finding.one), age(finding.two), finding.text
