"""How large an answer may be: an assistant's context is small, and what is left out is told, never lost silently."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from entente.inert import json_text

#: Characters of an answer as JSON, about 7,000 tokens; of a text, and of a brief beside its quotes.
MOST, PIECE, BRIEF = 26_000, 14_000, 9_000
_LINK = re.compile(r"\[\\\[(R?\d+)\\\]\]\(#[a-z]?\d+\)")
_ANCHOR = re.compile(r'<a id="[^"]*"></a>\s*')
_TO_SECTION = re.compile(r"\[([^\]\n]*)\]\(#[a-z-]+\)")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_MARK = re.compile(r"\[(\d+)\]")


def fitted(body: Mapping[str, Any], *lists: str, most: int = MOST) -> dict[str, Any]:
    """An answer of at most `most` characters as JSON.

    Args:
        body: the answer.
        lists: fields that are lists, most important first in each; rows are taken off the end of whichever is
            longest, one of each stays.
        most: characters.

    Returns:
        The answer, with `left_out`: field -> how many rows were taken off, where any were; what the body itself says
        of it is kept.
    """
    kept = dict(body)
    sizes = {name: [len(json_text(row)) + 2 for row in kept[name]] for name in lists}
    size = len(json_text(kept)) + 100
    left: dict[str, Any] = dict(kept.get("left_out", {}))
    while size > most:
        longest = max((name for name in lists if len(sizes[name]) > 1), key=lambda name: sum(sizes[name]), default=None)
        if longest is None:
            break
        size -= sizes[longest].pop()
        left[longest] = left.get(longest, 0) + 1
    kept |= {name: list(kept[name])[: len(sizes[name])] for name in lists}
    if left:
        kept["left_out"] = left
    return kept


def piece(text: str, start: int, most: int = PIECE) -> dict[str, Any]:
    """A part of a long text: `text`, where it `start`s, and `next`, where to go on (None at the end)."""
    end = start + most
    return {"text": text[start:end], "start": start, "next": end if end < len(text) else None}


def plain_brief(markdown: str) -> list[tuple[str, str]]:
    """The sections of a brief, heading and text, without links and anchors: "" is what stands before the first.

    The section of sources is left out: an answer has the quotes beside it.
    """
    text = _ANCHOR.sub("", _LINK.sub(r"[\1]", markdown))
    text = _TO_SECTION.sub(r"\1", text)
    places = [match.start() for match in _HEADING.finditer(text)] + [len(text)]
    found = [("", text[: places[0]].strip())]
    for start, end in itertools.pairwise(places):
        heading = text[start + 3 : text.find("\n", start)].strip()
        if not heading.startswith("Sources"):
            found.append((heading, text[start:end].strip()))
    return found


def chosen(sections: Iterable[tuple[str, str]], most: int) -> tuple[list[str], list[str]]:
    """Texts of the first sections that fit, one at least, and the headings of the others."""
    texts: list[str] = []
    others: list[str] = []
    for heading, text in sections:
        if not others and (not texts or sum(map(len, texts)) + len(text) <= most):
            texts.append(text)
        else:
            others.append(heading)
    return texts, others


def marks(text: str) -> set[int]:
    """Numbers of the quotes that a text leans on."""
    return {int(number) for number in _MARK.findall(text)}
