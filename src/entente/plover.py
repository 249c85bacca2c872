"""Claims as PLOVER event records, for programs that read that format.

Source: PLOVER manual, draft version 2.0 (Open Event Data Alliance): record fields `id`, `date`, `actor`, `event`
(required), `recipient`, `quad_code`, `mode`, `context`, `text`, `text_info`, `cite_info`, `coder`; `event`, `mode` and
`context` are lists. What PLOVER has no field for (who says so, how sure) stands under `attribution`.

What is lost: TRAVEL and HAVE have no PLOVER type and give no record; TRANSFER becomes COOPERATE, or AID where it
brings relief. An empty `actor` means that the text leaves the actor open.
"""

from __future__ import annotations

from typing import Any

from entente.records import Claim, Document

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
    return {
        "id": claim.id,
        "date": day.isoformat() if day else None,
        "enddate": claim.end.isoformat() if claim.end else None,
        "date_from": "text" if claim.start else "publication" if day else None,
        "actor": [{"code": code} for code in claim.actor],
        "recipient": [{"code": code} for code in claim.recipient],
        "event": [kind],
        "mode": _modes(claim, kind),
        "context": _contexts(claim),
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
            "holders": [{"actor": h.actor, "name": h.name, "stance": h.stance} for h in claim.holders],
            "certainty": claim.certainty,
            "polarity": claim.polarity,
            "modality": claim.modality,
            "confidence": claim.confidence,
            "entente_event": claim.event,
        },
    }


def _modes(claim: Claim, kind: str) -> list[str]:
    modes = [claim.mode] if claim.mode in MODES.get(kind, ()) else []
    if kind == "CONSULT" and claim.mode == "meet" and len(claim.parties) > 2:
        modes.append("multilateral")
    if claim.modality in AUXILIARY:
        modes.append(AUXILIARY[claim.modality])
    if claim.polarity == "negative":
        modes.append("negation")
    return [mode for mode in modes if mode]


def _contexts(claim: Claim) -> list[str]:
    told = {matter.split(".")[0] for matter in claim.matter} | {claim.mode}
    return [context for context, words in CONTEXTS.items() if told & set(words)]
