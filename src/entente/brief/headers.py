"""Says what a report is, and what should be known before it is trusted."""

from __future__ import annotations

from collections import Counter

from entente.brief import safe
from entente.brief.days import day
from entente.records import BriefDocument, Document

_FOUND = {
    "given": "as given with the report",
    "page": "found on the page",
    "dateline": "found in the dateline",
    "guess": "guessed from the text",
}
_CUT = {
    "navigation": ("piece of navigation", "pieces of navigation"),
    "also-read": ("headline of another story", "headlines of other stories"),
    "caption": ("caption", "captions"),
    "published": ("line with the date of publication", "lines with the date of publication"),
}


def header(document: Document, claims: int) -> BriefDocument:
    """What a report is."""
    words = len(document.title.split()) + len(document.text.split())
    return BriefDocument(document, words, claims, _dated(document), tuple(_doubts(document)))


def _dated(document: Document) -> str:
    if document.published is None:
        return "no date found"
    found = _FOUND.get(document.published_from or "", "")
    quote = safe.cut(document.published_quote, 60)
    where = f" (“{quote}”)" if quote and document.published_from in ("page", "dateline", "guess") else ""
    return f"{day(document.published)}, {found}{where}" if found else day(document.published)


def _doubts(document: Document) -> list[str]:
    doubts = []
    if document.published is None:
        doubts.append("The report has no date, so words such as “this week” could not be turned into days.")
    elif document.published_from == "guess":
        doubts.append("The date is a guess; days worked out from it may be wrong.")
    doubts += [sentence(note) for note in document.notes if safe.line(note)]
    if document.cut:
        counts = Counter(cut.kind if cut.kind in _CUT else "other" for cut in document.cut)
        told = [
            f"{n} {_CUT[kind][n > 1] if kind in _CUT else 'other piece' + 's' * (n > 1)}" for kind, n in counts.items()
        ]
        doubts.append(f"Left out as no part of the text: {', '.join(told)}.")
    return doubts


def sentence(text: str) -> str:
    """A note as a sentence."""
    said = safe.cut(text, 300)
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?", "…")) else ".")
