"""A report between its file and the Document: what a format's reader found, not yet cleaned."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field

from entente.records import Cut

#: What third-party parsers raise on damaged or hostile input, besides their own error classes. Programming errors of
#: ours would look the same, so only the calls into such a parser are guarded with it.
PARSER_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day of publication. `where`: one of records.document.PUBLISHED_FROM; `quote`: the words or the field."""

    day: dt.date
    where: str
    quote: str


@dataclass(slots=True)
class Draft:
    """What one format's reader found.

    Attributes:
        source: file, address or place in one.
        paragraphs: raw paragraphs in order.
        dates: days found in the page's own fields, surest first.
        marked: days that stand in the page's markup without a field that says what they are.
        guesses: days found by looking around, weakest.
        cut: what the format's reader left out.
        id: given with the item, else empty.
        video: True if the source is a page around a video.
        walled: True if the source's own markup says that the text is for subscribers only.
        linked: True for web pages, after whose text headlines of other reports may trail.
        title_is_enough: True if a title without text is a document all the same (an entry of a feed).
    """

    source: str
    paragraphs: list[str]
    title: str = ""
    dates: list[FoundDate] = field(default_factory=list)
    marked: list[FoundDate] = field(default_factory=list)
    guesses: list[FoundDate] = field(default_factory=list)
    outlet: str = ""
    url: str = ""
    language: str = ""
    cut: list[Cut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    id: str = ""
    video: bool = False
    walled: bool = False
    title_is_enough: bool = False
    linked: bool = False


def quieten_parsers() -> None:
    """Third-party parsers log what they find odd: without a handler of their own it would go to the terminal."""
    for name in ("charset_normalizer", "courlan", "htmldate", "justext", "pypdf", "readability", "trafilatura"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
