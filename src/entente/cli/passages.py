"""The sentences around a quote, and quotes marked in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from entente.cli.escaping import visible

if TYPE_CHECKING:
    from rich.text import Text

#: A paragraph no longer than this is shown whole, in characters.
SHORT_PARAGRAPH = 500
#: Where one sentence may end and the next begin. It splits after "U.S." too, which only shortens what is shown.
_BETWEEN_SENTENCES = re.compile(r"[.!?][”’\"')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """First and last offset of what to show around `text[start:end]`: the paragraph, or sentences of a long one."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    if last - first <= SHORT_PARAGRAPH:
        return first, last
    ends = [found.end() for found in _BETWEEN_SENTENCES.finditer(text, first, last)]
    return max([at for at in ends if at <= start], default=first), min([at for at in ends if at >= end], default=last)


def marked(text: str, spans: Iterable[tuple[int, int]], *, bold: bool, first: int = 0, last: int | None = None) -> Text:
    """`text[first:last]` with spans marked: in bold, or »so« where there is no bold. Made safe for a terminal.

    Args:
        text: any text; its line ends stay.
        spans: half-open offsets into `text`; what overlaps is marked as one.
    """
    from rich.text import Text

    made, at, last = Text(), first, len(text) if last is None else last
    for start, end in _merged(spans, first, last):
        made.append(_lines(text[at:start]))
        quote = _lines(text[start:end])
        made.append(quote if bold else f"»{quote}«", style="bold" if bold else "")
        at = end
    made.append(_lines(text[at:last]))
    return made


def _merged(spans: Iterable[tuple[int, int]], first: int, last: int) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for start, end in sorted((max(start, first), min(end, last)) for start, end in spans):
        if start >= end:
            continue
        if held and start <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held


def _lines(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))
