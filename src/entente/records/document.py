"""A report as the house keeps it, and the reason why one could not be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

#: Where the date of publication was found, surest first.
PUBLISHED_FROM = ("given", "page", "dateline", "guess")
#: Why a document is refused.
REFUSAL_REASONS = (
    "empty", "not-english", "login-wall", "video-page", "broken", "encrypted", "too-large",
    "unsupported", "not-found", "unreachable", "not-json", "no-text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of the source that is no part of the text. `kind`: navigation, also-read, caption, published, other."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One report.

    Attributes:
        id: given with the item, else a hash of title and text (16 hex digits).
        title: one line, may be empty.
        text: paragraphs joined by one newline; every offset in the house counts code points of this string.
        published: day of publication, or None. Stamps with a zone in feeds, mail and items count in UTC; a page's day
            is the one that the outlet itself prints.
        published_from: one of PUBLISHED_FROM, or None where `published` is None.
        published_quote: the words or the field in which the date was found ("Published: 18th June 2024").
        outlet: name or host of who published it, may be empty.
        url: address, may be empty.
        language: ISO 639-1 code.
        source: file name, address or `FILE:LINE` from which it was read.
        cut: what was left out of the text, in order.
        notes: doubts that a reader of the brief should know ("only the lead could be read").
    """

    id: str
    title: str
    text: str
    published: dt.date | None = None
    published_from: str | None = None
    published_quote: str = ""
    outlet: str = ""
    url: str = ""
    language: str = "en"
    source: str = ""
    cut: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that could not be read.

    Attributes:
        source: file, address or `FILE:LINE`.
        reason: one of REFUSAL_REASONS.
        detail: one plain sentence on what was found.
        mend: what the user can do, may be empty.
    """

    source: str
    reason: str
    detail: str
    mend: str = ""
