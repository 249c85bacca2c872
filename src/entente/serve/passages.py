"""A report's words as they can be marked: each paragraph knows at which code point it begins, and no character is lost.

Control and direction characters are shown as escapes; an escape knows which character it stands for, so that a browser
counts one code point for it and can say the words back exactly.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from entente.inert import visible

_BACK = Markup('<sup class="number"><a href="#b{0}" aria-label="Back to {0}">{0}</a></sup>')


@dataclass(frozen=True, slots=True)
class Span:
    """Words that are marked. `name`: what the mark is called; `own`: it is what the page is about; half-open."""

    start: int
    end: int
    name: str
    own: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text. `near`: beside or with the words that the page is about."""

    start: int
    end: int
    html: Markup
    near: bool


def paragraphs(text: str, spans: Iterable[Span], *, around: int = 1, numbers: bool = False) -> list[Paragraph]:
    """A text's paragraphs with marks.

    Args:
        text: as the ledger has it, paragraphs joined by line ends.
        spans: what is marked; they may overlap.
        around: so many paragraphs before and after the words that the page is about count as near.
        numbers: the names of spans stand after their last character, as links back to `#b{name}`.
    """
    marked = sorted((span for span in spans if 0 <= span.start < span.end <= len(text)), key=lambda s: (s.start, s.end))
    bounds, start = [], 0
    for line in text.split("\n"):
        bounds.append((start, start + len(line)))
        start += len(line) + 1
    own = [number for number, (one, two) in enumerate(bounds)
           if any(span.own and span.start < two + 1 and span.end > one for span in marked)]  # fmt: skip
    first, last = (own[0] - around, own[-1] + around) if own else (0, len(bounds))
    begun: set[str] = set()
    found = []
    for number, (one, two) in enumerate(bounds):
        over = [span for span in marked if span.start < two and span.end > one]
        found.append(Paragraph(one, two, _marked(text, one, two, over, begun, numbers), first <= number <= last))
    return found


def _marked(text: str, start: int, end: int, spans: Sequence[Span], begun: set[str], numbers: bool) -> Markup:
    cuts = sorted({start, end, *(max(start, s.start) for s in spans), *(min(end, s.end) for s in spans)})
    html = Markup("")
    for one, two in itertools.pairwise(cuts):
        over = [span for span in spans if span.start <= one and span.end >= two]
        html += _piece(literal(text[one:two]), over, begun)
        for span in spans if numbers else ():
            if span.end == two:
                html += _BACK.format(span.name)
    return html


def _piece(words: Markup, over: Sequence[Span], begun: set[str]) -> Markup:
    if not over:
        return words
    kind = "own" if any(span.own for span in over) else "other"
    told = "; ".join(dict.fromkeys(span.label for span in over if span.label))
    title = Markup(' title="{}"').format(told) if told else Markup("")
    anchors = Markup("")
    for span in over:  # the first piece of each carries its anchor
        if span.name not in begun:
            begun.add(span.name)
            anchors += Markup('<span class="anchor" id="m{}"></span>').format(span.name)
    return Markup('{}<mark class="{}"{}>{}</mark>').format(anchors, kind, title, words)


def literal(text: str) -> Markup:
    """Words whose characters a browser can count: what is not shown as it is stands in an element that names it."""
    if visible(text) == text:
        return escape(text)
    return Markup("").join(
        escape(char)
        if (shown := visible(char)) == char
        else Markup('<span class="odd" data-char="{}">{}</span>').format(ord(char), shown)
        for char in text
    )


def located(text: str, words: str, near: int = 0) -> list[tuple[int, int]]:
    """Where words stand in a text, the place next to `near` first: half-open code points. Whole matches only."""
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return sorted(found, key=lambda place: (abs(place[0] - near), place[0]))
