"""Claims as PLOVER event records, for programs that read that format.

Source: PLOVER manual, draft version 2.0 (Open Event Data Alliance): record fields `id`, `date`, `actor`, `event`
(required), `recipient`, `quad_code`, `mode`, `context`, `text`, `text_info`, `cite_info`, `coder`; `event`, `mode` and
`context` are lists. What PLOVER has no field for (who says so, how sure) stands under `attribution`.

`entente` holds the claim's fields that PLOVER words more coarsely or not at all, so that the record reads back whole.

What is lost: TRAVEL and HAVE have no PLOVER type and give no record; TRANSFER becomes COOPERATE, or AID where it
brings relief. An empty `actor` means that the text leaves the actor open.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from entente.exchange.characters import json_text
from entente.exchange.lookups import Lookups, Tally, Written
from entente.exchange.staging import staged_text
from entente.records import Claim, Document, KeptClaim

#: Verbal cooperation, material cooperation, verbal conflict, material conflict.
QUAD_CODES = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
#: Modes of ours that are PLOVER modes too, by event; the others are contexts or have no equal.
MODES = {"CONSULT": ("visit", "phone"), "ASSAULT": ("aerial", "explosives")}
#: Auxiliary modes: what the event is apart from being a fact.
AUXILIARY = {"future": "future", "desired": "hypothetical", "conditional": "hypothetical", "former": "historical"}
RELIEF = {"humanitarian", "food", "health"}
#: The manual's scores of conflict and cooperation (appendix), -10 to 10. It prints 3 for ACCUSE, whose modes are all
#: below 0; the former draft's -2 stands here.
SCORES = {
    "AID": 10.0, "COOPERATE": 9.5, "RETREAT": 6.5, "SUPPORT": 5.0, "CONCEDE": 4.5, "AGREE": 2.5, "CONSULT": 2.5,
    "REQUEST": 0.0, "REJECT": -2.0, "ACCUSE": -2.0, "THREATEN": -3.5, "PROTEST": -5.0, "MOBILIZE": -5.5,
    "SANCTION": -6.0, "COERCE": -7.0, "ASSAULT": -9.0,
}  # fmt: skip
#: Why TRAVEL and HAVE are not there.
NO_TYPE = "PLOVER has no type for TRAVEL and HAVE"
#: Our modes and matters, by the PLOVER context they fall under; a matter counts for its parts ("arms.drones").
CONTEXTS = {
    "military": ("military", "arms", "exercises", "troops", "training"),
    "intelligence": ("intelligence", "espionage"),
    "economic": ("economic", "money", "trade", "labour", "sanctions"),
    "legal": ("judicial",),
    "human_rights": ("rights",),
    "human_security": ("humanitarian", "food"),
    "diplomatic": ("diplomacy",),
    "territory": ("territory",),
    "health": ("health",),
    "migration": ("refugees",),
    "natural_resource": ("energy", "oil", "gas"),
    "environment": ("climate",),
    "technology": ("technology",),
    "cbrn": ("nuclear",),
    "cyber": ("cyber",),
}


def event(claim: Claim) -> str | None:
    """The PLOVER type of a claim; None for TRAVEL and HAVE."""
    if claim.event == "TRANSFER":
        return "AID" if RELIEF & set(claim.matter) or claim.mode == "humanitarian" else "COOPERATE"
    return claim.event if claim.event in QUAD_CODES else None


def record(claim: Claim, document: Document) -> dict[str, Any] | None:
    """One PLOVER record as plain JSON values; None where PLOVER has no type for the claim.

    `date` is the first day of the claim, and where the text gives none the day of publication (`date_from` tells).
    """
    kind = event(claim)
    if kind is None:
        return None
    day = claim.start or document.published
    values = claim.as_dict()
    return {
        "id": claim.id,
        "date": day.isoformat() if day else None,
        "enddate": claim.end.isoformat() if claim.end else None,
        "date_from": "text" if claim.start else "publication" if day else None,
        "actor": [{"code": code} for code in claim.actor],
        "recipient": [{"code": code} for code in claim.recipient],
        "event": [kind],
        "mode": modes(claim, kind),
        "context": contexts(claim),
        "quad_code": QUAD_CODES[kind],
        "text": claim.quote,
        "text_info": {"part": claim.place.field, "start": claim.place.start_char, "end": claim.place.end_char},
        "cite_info": {
            "citation": document.id,
            "title": document.title,
            "publication": document.outlet,
            "url": document.url,
            "language": document.language,
        },
        "coder": claim.reader,
        "attribution": {
            "holders": values["holders"],
            "certainty": claim.certainty,
            "polarity": claim.polarity,
            "modality": claim.modality,
            "confidence": claim.confidence,
            "entente_event": claim.event,
        },
        "entente": {
            "mode": claim.mode,
            "matter": list(claim.matter),
            "inferred": list(claim.inferred),
            "places": values["places"],
            "figures": values["figures"],
            "published": document.published.isoformat() if document.published else None,
        },
    }


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """One record a line, of claims that stand. Raises InputError where `out` cannot be written."""
    tally = Tally()
    with staged_text(out) as file:
        for kept in claims:
            if not tally.stands(kept):
                continue
            made = record(kept.claim, lookups.report(kept))
            if made is None:
                tally.left_out[NO_TYPE] += 1
                continue
            made["entente"] |= {"status": kept.status, "version": kept.version, "event_id": kept.event}
            file.write(json_text(made) + "\n")
            tally.rows += 1
    return tally.written()


def modes(claim: Claim, kind: str) -> list[str]:
    """PLOVER modes of a claim, auxiliary ones among them."""
    found = [claim.mode] if claim.mode in MODES.get(kind, ()) else []
    if kind == "CONSULT" and claim.mode == "meet" and len(claim.parties) > 2:
        found.append("multilateral")
    if claim.modality in AUXILIARY:
        found.append(AUXILIARY[claim.modality])
    if claim.polarity == "negative":
        found.append("negation")
    return [mode for mode in found if mode]


def contexts(claim: Claim) -> list[str]:
    """PLOVER contexts of a claim."""
    told = {matter.split(".")[0] for matter in claim.matter} | {claim.mode}
    return [context for context, words in CONTEXTS.items() if told & set(words)]
