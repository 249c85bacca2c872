"""The brief for programs: JSON, and the schema that describes it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from entente.brief import safe
from entente.brief.jsonfindings import assessed_part
from entente.records import (
    Brief,
    BriefDate,
    BriefDocument,
    BriefLink,
    BriefPassage,
    BriefQuote,
    BriefSentence,
    BriefSide,
    BriefVoice,
)

#: Version of the form; the first number changes when a program that reads it would break.
FORM = "1.2"


def as_json(brief: Brief) -> str:
    """The brief as one JSON object (UTF-8, two spaces of indent, a newline at the end) that `schema()` describes.

    Characters that could act on a terminal are written as \\u escapes, so every string keeps its exact value.
    """
    data = {
        "form": FORM,
        "title": brief.title,
        "generated": brief.generated,
        "threshold": brief.threshold,
        "documents": [_document(document) for document in brief.documents],
        "main": _sentences(brief.main),
        "sides": [_side(side) for side in brief.sides],
        "standings": [
            {"standing": row.standing, "what": _sentence(row.what), "who": list(row.who)} for row in brief.standings
        ],
        "dates": [_date(row) for row in brief.dates],
        "open": _sentences(brief.open),
        "voices": [_voice(voice) for voice in brief.voices],
        "passages": [_passage(passage) for passage in brief.passages],
        "less_sure": _sentences(brief.less_sure),
        "links": [_link(link) for link in brief.links],
        "quotes": [_quote(quote) for quote in brief.quotes],
        "refusals": [
            {"source": r.source, "reason": r.reason, "detail": r.detail, "mend": r.mend} for r in brief.refusals
        ],
        **assessed_part(brief),
    }
    return safe.json_string(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `as_json` gives."""
    text = resources.files("entente.brief").joinpath("data", "brief.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _document(header: BriefDocument) -> dict[str, Any]:
    document = header.document
    return {
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "outlet": document.outlet,
        "url": document.url,
        "source": document.source,
        "language": document.language,
        "published": document.published.isoformat() if document.published else None,
        "published_from": document.published_from,
        "published_quote": document.published_quote,
        "dated": header.dated,
        "words": header.words,
        "claims": header.claims,
        "doubts": list(header.doubts),
    }


def _sentence(sentence: BriefSentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "quotes": list(sentence.quotes),
        "claims": list(sentence.claims),
        "confidence": sentence.confidence,
        "sure": sentence.sure,
        "status": sentence.status,
    }


def _sentences(sentences: tuple[BriefSentence, ...]) -> list[dict[str, Any]]:
    return [_sentence(sentence) for sentence in sentences]


def _side(side: BriefSide) -> dict[str, Any]:
    return {"code": side.code, "name": side.name, "wants": _sentences(side.wants), "has": _sentences(side.has)}


def _date(row: BriefDate) -> dict[str, Any]:
    return {
        "start": row.start.isoformat() if row.start else None,
        "end": row.end.isoformat() if row.end else None,
        "when": row.when,
        "sentence": _sentence(row.sentence),
        "first": row.first,
        "label": row.label,
    }


def _voice(voice: BriefVoice) -> dict[str, Any]:
    return {"name": voice.name, "code": voice.code, "of": voice.of, "says": _sentences(voice.says)}


def _passage(passage: BriefPassage) -> dict[str, Any]:
    return {
        "document": passage.document,
        "field": passage.field,
        "number": passage.number,
        "start_char": passage.start_char,
        "end_char": passage.end_char,
        "sentences": _sentences(passage.sentences),
    }


def _link(link: BriefLink) -> dict[str, Any]:
    return {
        "source": link.source,
        "target": link.target,
        "source_name": link.source_name,
        "target_name": link.target_name,
        "kind": link.kind,
        "firm": link.firm,
        "what": list(link.what),
        "count": link.count,
        "quotes": list(link.quotes),
    }


def _quote(quote: BriefQuote) -> dict[str, Any]:
    place = quote.place
    return {
        "number": quote.number,
        "document": quote.document,
        "field": place.field,
        "start_char": place.start_char,
        "end_char": place.end_char,
        "quote": place.quote,
        "claims": list(quote.claims),
    }
