"""Puts an assessment into a brief, so that nothing stands in it twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from entente.brief import safe
from entente.brief.findings import SECTIONS, Findings
from entente.brief.naming import Names
from entente.brief.quotes import QuoteBook
from entente.brief.status import status
from entente.records import Alignment, Brief, BriefSentence, Claim
from entente.records.assessment import BriefFinding

#: What claims of a sentence can come to that no confirmation elsewhere outweighs.
_DISPUTES = ("contested", "denied", "not confirmed", "questioned")


def assessed(
    brief: Brief,
    findings: Findings,
    picture: Alignment | None,
    claims: Mapping[str, Claim],
    book: QuoteBook,
    names: Names,
    events: Mapping[str, str],
) -> Brief:
    """The brief with the findings of an assessment.

    Args:
        brief: of the reports alone.
        findings: what is shown of the assessment.
        picture: its alignment.
        claims: every claim of the reports, by id.
        book: numbers the words, those of the findings' claims too.
        names: what codes are called.
        events: claim id -> event of a ledger.

    Interests take the place of what each side wants and has. Standings, days and what is expected leave out what a
    finding tells already.
    """
    shown: dict[str, Any] = {key: findings.section(key, book) for key in SECTIONS}
    pair = [safe.line(names.name(code)) or code for code in (picture.one, picture.two)] if picture else []
    everything = {**findings.claims(*SECTIONS), **claims}
    told = {key: _ids(shown[key]) for key in SECTIONS}
    return dataclasses.replace(
        brief,
        assessed=True,
        lead=findings.lead(book),
        main=tuple(
            dataclasses.replace(s, status=_status(s, findings.state(s.claims, events), shown["statuses"], everything))
            for s in brief.main
        ),
        sides=() if shown["interests"] else brief.sides,
        standings=tuple(row for row in brief.standings if not set(row.what.claims) <= told["statuses"]),
        dates=tuple(row for row in brief.dates if row.when or not set(row.sentence.claims) & told["news"]),
        open=tuple(s for s in brief.open if not set(s.claims) <= told["questions"]),
        course=findings.course(pair, book),
        denied=findings.denied,
        more=dict(findings.more),
        rulebook=findings.rulebook(),
        sources=book.sources,
        **shown,
    )


def _ids(findings: Sequence[BriefFinding]) -> set[str]:
    return {claim for finding in findings for claim in finding.claims}


def _status(sentence: BriefSentence, state: str, statuses: Sequence[BriefFinding], claims: Mapping[str, Claim]) -> str:
    """The status of a sentence: the state of its happening, unless the sentence itself tells of a dispute that this
    leaves out; where none is known, reckoned from its own claims and those of the findings about the same thing."""
    own = set(sentence.claims)
    if not state:
        own = own.union(*(finding.claims for finding in statuses if own & set(finding.claims)))
    told = status([claims[key] for key in sorted(own) if key in claims])
    if not state or (told in _DISPUTES and state in ("confirmed", "asserted")):
        return told
    return state


__all__ = ["assessed"]
