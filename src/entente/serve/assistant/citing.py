"""Records as an assistant gets them: short, with the words and where they stand, so that it can cite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from entente.desk import Desk
from entente.inert import visible
from entente.records import Claim, Document, Event, Finding, KeptClaim
from entente.records.rule import cited

#: Claims and rules shown behind a finding.
BEHIND = 4


def source(kept: KeptClaim) -> dict[str, Any]:
    """The words of a claim and where they stand. Offsets are half-open code points of the report's title or text."""
    claim = kept.claim
    return {
        "quote": claim.quote,
        "cite": f"{outlet_and_day(kept.outlet, kept.url, kept.published)}, claim {claim.id}",
        "title": kept.title,
        "url": kept.url,
        "document": claim.document,
        "field": claim.place.field,
        "start_char": claim.place.start_char,
        "end_char": claim.place.end_char,
        "claim": claim.id,
        "origin": kept.counted_by,
    }


def outlet_and_day(outlet: str, url: str, published: dt.date | None) -> str:
    """Who published a report and when, on one line; a feed's address is told as the host of the report."""
    name = outlet
    if outlet.startswith(("http://", "https://")):
        try:
            name = urlsplit(url).hostname or urlsplit(outlet).hostname or outlet
        except ValueError:
            name = outlet
        name = name.removeprefix("www.")
    return f"{visible(name)[:80] or 'outlet not known'}, {published or 'no date'}"


def told(desk: Desk, claim: Claim) -> dict[str, Any]:
    """What a claim says: in words, and in the fields of the claim record."""
    holders = [
        {
            "who": holder.name or (desk.name(holder.actor) if holder.actor else "somebody not named"),
            "actor": holder.actor, "stance": holder.stance,
        }
        for holder in claim.holders
    ]  # fmt: skip
    return {
        "what": desk.says.label(claim),
        "event": claim.event,
        "mode": claim.mode,
        "actor": _named(desk, claim.actor),
        "recipient": _named(desk, claim.recipient),
        "matter": list(claim.matter),
        "told_by": holders or [{"who": "the report's own voice", "actor": None, "stance": "says"}],
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "modality": claim.modality,
        "start": claim.start.isoformat() if claim.start else None,
        "end": claim.end.isoformat() if claim.end else None,
        "confidence": claim.confidence,
    }


def _named(desk: Desk, codes: Iterable[str]) -> list[dict[str, str]]:
    return [{"code": code, "name": desk.name(code)} for code in codes]


def kept_claim(desk: Desk, kept: KeptClaim) -> dict[str, Any]:
    """A claim in a ledger with its source."""
    return {"id": kept.claim.id, **told(desk, kept.claim), "status": kept.status, "event_id": kept.event,
            "source": source(kept)}  # fmt: skip


def read_claim(desk: Desk, document: Document, claim: Claim) -> dict[str, Any]:
    """A claim of a text that was given, with the place of its words in that text."""
    place = claim.place
    return {"id": claim.id, **told(desk, claim), "source": {
        "quote": claim.quote, "document": document.id, "field": place.field, "start_char": place.start_char,
        "end_char": place.end_char,
    }}  # fmt: skip


def finding(each: Finding) -> dict[str, Any]:
    """A finding: its sentence, why it was found, the words and the rules that it rests on."""
    row: dict[str, Any] = {"text": each.text, "reason": each.reason}
    row["sources"] = [source(kept) for kept in each.claims[:BEHIND]]
    if len(each.claims) > BEHIND:
        row["more_sources"] = len(each.claims) - BEHIND
    if each.rules:
        row["rules"] = [
            {"id": rule.id, "cite": cited(rule.instrument, rule.paragraph), "title": rule.title, "mark": rule.mark}
            for rule in each.rules[:BEHIND]
        ]
    return row


def event(desk: Desk, found: Event, most: int) -> dict[str, Any]:
    """An event: sides, days, and its claims with their words, one of each origin first."""
    lead = found.claims[0].claim
    return {
        "id": found.id,
        "what": desk.says.label(lead),
        "kind": found.kind,
        "actor": _named(desk, found.actor),
        "recipient": _named(desk, found.recipient),
        "matter": list(found.matter),
        "origins": found.origins,
        "outlets": len(found.outlets),
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "number_of_claims": len(found.claims),
        "claims": [kept_claim(desk, kept) for kept in _spread(found.claims)[:most]],
    }


def _spread(claims: Iterable[KeptClaim]) -> list[KeptClaim]:
    """One claim of each origin before the second of any: copies say nothing new."""
    turns: dict[str, int] = {}
    ranked = []
    for at, kept in enumerate(claims):
        turns[kept.counted_by] = turn = turns.get(kept.counted_by, 0) + 1
        ranked.append((turn, at, kept))
    return [kept for _, _, kept in sorted(ranked, key=lambda each: each[:2])]
