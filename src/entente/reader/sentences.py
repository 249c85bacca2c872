"""Sentences of a text, with offsets that stay true.

Paragraphs end at a newline. Inside a paragraph `sentencex` (Wikimedia, MIT) finds the ends of sentences; where it
splits after a title or an abbreviation of news English that it does not know, the pieces are joined again, and
a sentence too long for a window of the network is cut where a reader would breathe.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Any

from entente.records import Span

#: A sentence of more words than this is cut at a semicolon, a dash, or a comma before a conjunction.
LONGEST = 120
#: Words after which a full stop ends no sentence, as long as a capital or a digit follows.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“‘])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Brig|Sen|Rep|Gov|Pres|Amb|Rev|Hon|St|Mt|Ft"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|vs|v|Art|Res|Op|Fig|approx|ca|No|Nos)\.\s*$"
)
_NUMBERED = re.compile(r"(?:^|\s)Nos?\.\s*$")
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s*$")
_INITIALS = re.compile(r"(?:^|[\s(])(?:[A-Z]\.){1,4}\s*$")
#: The library takes "no." for "number" even where it is the answer.
_ANSWER = re.compile(r"\bno\.[\"”’']?\s+(?=[A-Z“\"])")
_WORD = re.compile(r"\S+")
_BREATH = re.compile(r"[;]\s|\s[–—-]{1,2}\s|,\s(?=(?:and|but|while|which|who|as|because|although|with|or)\s)")


def sentence_spans(text: str) -> list[Span]:
    """Sentences of `text` in order: no blanks at their ends, each character that is no blank in exactly one.

    Args: text: any text; paragraphs are separated by "\\n".
    """
    spans: list[Span] = []
    start = 0
    for paragraph in text.split("\n"):
        if paragraph and not paragraph.isspace():
            for begin, end in _mended(paragraph, _boundaries(paragraph)):
                for span in _trimmed(text, start + begin, start + end):
                    spans.extend(_cut(text, span))
        start += len(paragraph) + 1
    return spans


_ALONE = re.compile("[\ud800-\udfff]")
#: Blanks of more than one byte: the library counts bytes where a capital, such a blank and a stop meet, and dies of it.
_WIDE_BLANK = re.compile(r"[^\S\x00-\x7f]")


@lru_cache(maxsize=1)
def _splitter() -> Any:
    """The library, loaded on first use."""
    import sentencex

    return sentencex


def _boundaries(paragraph: str) -> list[tuple[int, int]]:
    """Half-open pieces that cover the paragraph. `segment` gives back every character, so lengths add up."""
    if not re.search(r"[.!?…。]", paragraph):
        return [(0, len(paragraph))]
    # A surrogate standing alone is no text (Unicode 3.9, D75), and the library takes text only; offsets stay.
    paragraph = _WIDE_BLANK.sub(" ", _ALONE.sub("\ufffd", paragraph))
    pieces: list[tuple[int, int]] = []
    at = 0
    for piece in _splitter().segment("en", paragraph):
        found = at if paragraph.startswith(piece, at) else paragraph.find(piece, at)
        if found < 0 or not piece:
            continue
        for answer in _ANSWER.finditer(paragraph, at, found + len(piece)):
            pieces.append((at, answer.end()))
            at = answer.end()
        if at < found + len(piece):
            pieces.append((at, found + len(piece)))
        at = found + len(piece)
    if at < len(paragraph):
        pieces.append((at, len(paragraph)))
    return pieces


def _mended(paragraph: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces joined where the stop between them belongs to an abbreviation, or a piece holds no letter or digit."""
    joined: list[tuple[int, int]] = []
    for begin, end in pieces:
        if joined and _belongs(paragraph[joined[-1][0] : begin], paragraph[begin:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return joined


def _belongs(before: str, after: str) -> bool:
    """True if `after` goes on the sentence that `before` seems to end."""
    if not any(c.isalnum() for c in after):
        return True
    head = after.lstrip()[:1]
    tail = before[-24:]
    if _NUMBERED.search(tail) or _MONTH.search(tail):
        return head.isdigit()
    if _ABBREVIATION.search(tail):
        return True
    return bool(_INITIALS.search(tail)) and head.islower()


def _trimmed(text: str, begin: int, end: int) -> list[Span]:
    """The stretch without blanks at its ends; nothing if it is blank."""
    piece = text[begin:end]
    left = begin + len(piece) - len(piece.lstrip())
    right = begin + len(piece.rstrip())
    return [Span(left, right)] if left < right else []


def _cut(text: str, span: Span) -> list[Span]:
    """`span`, or its parts where it has more than LONGEST words."""
    words = [m.start() for m in _WORD.finditer(text, span.start, span.end)]
    breaths = [m.end() for m in _BREATH.finditer(text, span.start, span.end)] if len(words) > LONGEST else []
    parts: list[Span] = []
    start, done = span.start, 0
    while len(words) - done > LONGEST:
        low, middle, high = (words[done + LONGEST * k // 3] for k in (1, 2, 3))
        inside = breaths[bisect_left(breaths, low) : bisect_right(breaths, high)]
        at = min(inside, key=lambda b: (text[b - 2] != ";", abs(b - middle))) if inside else high
        parts.extend(_trimmed(text, start, at))
        start, done = at, bisect_left(words, at)
    return parts + _trimmed(text, start, span.end)
