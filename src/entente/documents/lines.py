"""From lines as printed to paragraphs as meant: hard-wrapped lines are joined, hyphens at their ends undone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from entente.documents.cleaning import has_bullet

#: No text that people wrap by hand or by program is wider than this; longer lines are paragraphs themselves.
_WIDEST_WRAP = 130
#: Below this width a line break tells nothing.
_NARROWEST_WRAP = 35
#: With fewer line ends than this the width is a guess: lines then go on only in mid-sentence.
_FEW_LINES = 4
_ENDS_SENTENCE = re.compile(r"[.!?:;][\"'”’)\]]*$")
_FULL_STOP = re.compile(r"[.!][\"'”’)\]]*$")
#: Characters at the end of a line that tell whether a hyphen ends it.
_WORD_END = 40
_HYPHEN = re.compile(r"[^\W\d_]{2,}[-‐\u00ad]$")


def blocks(lines: Sequence[str]) -> list[list[str]]:
    """Runs of lines that blank lines part."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def wrap_width(groups: Sequence[Sequence[str]]) -> int:
    """The width in characters at which lines were wrapped, 0 where they were not."""
    lengths = sorted(len(line) for group in groups for line in group[:-1])
    everything = [len(line) for group in groups for line in group]
    # Long lines that nobody wrapped: the short ones then are lists, headlines, verse.
    if not lengths or sum(size for size in everything if size > _WIDEST_WRAP) > 0.3 * sum(everything):
        return 0
    width = lengths[(len(lengths) * 9) // 10]
    return width if _NARROWEST_WRAP <= width <= _WIDEST_WRAP else 0


def join_wrapped(lines: Sequence[str], *, slack: float = 0.9) -> list[str]:
    """Paragraphs of `lines`: a line goes on in the next if the next one's first word would not have fitted.

    Args:
        lines: as printed; blank lines always part paragraphs.
        slack: share of the width that counts as full (proportional type needs less than 1).
    """
    groups = blocks(lines)
    width = wrap_width(groups)
    few = sum(len(group) - 1 for group in groups) < _FEW_LINES
    paragraphs: list[str] = []
    for group in groups:
        current = [group[0].strip()]
        for before, line in itertools.pairwise(group):
            if (
                width
                and not has_bullet(line.strip())
                and _goes_on(before.strip(), line.strip(), width * slack, few and not _is_prose(group))
            ):
                go_on(current, line.strip())
            else:
                paragraphs.append("".join(current))
                current = [line.strip()]
        paragraphs.append("".join(current))
    return paragraphs


def _is_prose(group: Sequence[str]) -> bool:
    """True if only the last line of a block ends a sentence: lines of one paragraph, no list of headlines."""
    stops = [_FULL_STOP.search(line.strip()) is not None for line in group]
    return stops[-1] and not all(stops)


def _goes_on(line: str, following: str, full: float, few: bool) -> bool:
    first_word = following.split(" ", 1)[0]
    if len(line) + 1 + len(first_word) >= full and (not few or following[:1].islower()):
        return True
    # A line that stops in mid-sentence while the next starts small goes on even where it is not full.
    return following[:1].islower() and not _ENDS_SENTENCE.search(line) and len(line) >= full / 2


def go_on(parts: list[str], line: str) -> None:
    """Adds a printed line to a paragraph, which is kept in parts: joining it each time would take its length squared.

    A hyphen between small letters is taken for one that the line break made.
    """
    end = "".join(part[-_WORD_END:] for part in parts[-2:])
    if not (_HYPHEN.search(end) and line[:1].islower()):
        parts.append(" ")
    elif end[-2:-1].islower():
        parts[-1] = parts[-1][:-1]
    parts.append(line)
