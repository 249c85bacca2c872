"""The words around the sentences that every form of the brief shares."""

from __future__ import annotations

import re

from entente.brief import safe
from entente.brief.days import day
from entente.records import Brief, BriefDate, BriefDocument, BriefPassage, BriefSentence, Document, Refusal

MAIN = "What matters"
REPORTS = "The reports"
SIDES = "What each side wants and has"
STANDINGS = "Confirmed, denied, not confirmed, rumoured"
DATES = "Days and firsts"
OPEN = "Expected, or under a condition"
VOICES = "Voices, and what they argue"
LINKS = "Who to whom"
PASSAGES = "Everything read, by passage"
LESS_SURE = "Less sure"
QUOTES = "The words"
REFUSALS = "Could not be read"


def nothing(brief: Brief) -> str:
    """What the first screen says where nothing can stand on it."""
    if not brief.documents:
        return "No report could be read."
    read = sum(document.claims for document in brief.documents)
    if not read:
        return "Nothing was read here about what states do, want or say to each other."
    what, follow = ("one thing was", "follows") if read == 1 else (f"{read} things were", "follow")
    return f"Nothing was read surely enough to stand here; {what} read less surely and {follow} below."


def outlet(document: Document) -> str:
    """Who published it: a name, or the host where the outlet is given as an address."""
    return host(document.outlet)


def host(name: str) -> str:
    """An outlet's name, or the host where it is given as an address."""
    given = safe.cut(name, 80)
    found = re.match(r"https?://(?:www\.|rss\.|feeds\.)*([^/\s]+)", given)
    return found[1] if found else given


def facts(header: BriefDocument) -> str:
    """Outlet, date, length and number of claims on one line."""
    document = header.document
    words = f"{header.words:,} word{'' if header.words == 1 else 's'}"
    claims = "nothing read" if not header.claims else f"{header.claims} claim{'' if header.claims == 1 else 's'} read"
    return " · ".join([outlet(document) or "outlet not known", header.dated, words, claims])


def summary(brief: Brief) -> str:
    """What many reports are together: their number, days, length and claims."""
    days = sorted(h.document.published for h in brief.documents if h.document.published)
    span = day(days[0]) if days else "no date found"
    if days and days[0] != days[-1]:
        span = f"{day(days[0])} to {day(days[-1])}"
    words = sum(header.words for header in brief.documents)
    claims = sum(header.claims for header in brief.documents)
    told = f"{claims} claim{'' if claims == 1 else 's'} read"
    return " · ".join([f"{len(brief.documents)} reports", span, f"{words:,} words", told])


def title(header: BriefDocument) -> str:
    """The report's title, or what stands for it."""
    document = header.document
    return safe.cut(document.title, 200) or safe.cut(_file(document.source), 80) or "A report without a title"


def _file(source: str) -> str:
    """The last part of a path; an address as it is."""
    return source if "://" in source else source.replace("\\", "/").rsplit("/", 1)[-1]


def passage(brief: Brief, row: BriefPassage) -> str:
    """The name of a passage: "Title", "Paragraph 3"."""
    where = "Title" if row.field == "title" else f"Paragraph {row.number}"
    if len(brief.documents) < 2:
        return where
    index = next(i for i, header in enumerate(brief.documents, 1) if header.document.id == row.document)
    return f"Report {index}, {where.lower()}"


def percent(sentence: BriefSentence) -> str:
    """How surely the reader read it."""
    return f"{round(sentence.confidence * 100)}%"


def date_text(row: BriefDate) -> str:
    """A dated sentence with what the report says of its being a first."""
    told = row.sentence.text
    return f"{told} The report's words: “{_inner(row.first)}”." if row.first else told


def _inner(words: str) -> str:
    return words.replace("“", "‘").replace("”", "’").replace('"', "’")


def refusal(item: Refusal) -> str:
    """Why a report could not be read, as one line."""
    mend = f" ({safe.cut(item.mend, 200)})" if item.mend else ""
    return f"{safe.cut(item.source, 120)}: {item.reason}: {safe.cut(item.detail, 300)}{mend}"


def closing(brief: Brief) -> str:
    """How to read the marks, and who read."""
    return (
        "A number in brackets leads to the report's own words. "
        f"Sentences marked “less sure” were read with a confidence under {round(brief.threshold * 100)}%. "
        "That is how surely they were read, not how true they are. "
        f"Read by {brief.generated or 'a reader without a name'}."
    )
