"""A report's words with every quote marked in place, overlaps too: the text cut where any quote begins or ends.

Offsets are half-open code points, as Python counts them and as the claim record gives them, never UTF-16 units.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

#: Code points of the sentence around a quote that are shown on either side.
AROUND = 320
_STOPS = (". ", "? ", "! ", "” ", ".” ", "\n")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a claim's quote stands in a text: `start` to `end`, half-open; `claim` is the claim's id."""

    claim: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the text in which the same quotes are open.

    Attributes:
        text: verbatim.
        claims: ids of the claims whose quotes hold it, outermost first.
        begins: those of them whose quote begins here, outermost first.
    """

    text: str
    claims: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()


def segments(text: str, spans: Iterable[Span], *, cuts: Iterable[int] = ()) -> list[Segment]:
    """The text in runs; joined they are the text, and those of one span are its quote.

    Args:
        text: title or text of a report.
        spans: quotes, nested or crossing as they are; what lies outside the text is cut to it, empty ones are left out.
        cuts: further offsets at which a run ends.
    """
    size = len(text)
    kept = [Span(s.claim, max(0, s.start), min(size, s.end)) for s in spans]
    # Outermost first: what begins earlier, and of those what ends later.
    kept = sorted((s for s in kept if s.start < s.end), key=lambda s: (s.start, -s.end, s.claim))
    begin: defaultdict[int, list[int]] = defaultdict(list)
    end: defaultdict[int, list[int]] = defaultdict(list)
    for number, span in enumerate(kept):
        begin[span.start].append(number)
        end[span.end].append(number)
    places = sorted({0, size, *begin, *end, *(cut for cut in cuts if 0 < cut < size)})
    found: list[Segment] = []
    opened: dict[int, None] = {}
    for place, until in itertools.pairwise(places):
        for number in end.get(place, ()):
            del opened[number]
        opened.update(dict.fromkeys(begin.get(place, ())))
        found.append(_segment(text[place:until], kept, opened, begin.get(place, ())))
    return found


def _segment(text: str, spans: list[Span], opened: Iterable[int], begun: Iterable[int]) -> Segment:
    return Segment(
        text,
        tuple(dict.fromkeys(spans[number].claim for number in opened)),
        tuple(dict.fromkeys(spans[number].claim for number in begun)),
    )


def paragraphs(text: str, spans: Iterable[Span]) -> list[list[Segment]]:
    """The runs of a text by paragraph; line ends themselves are left out. Quotes may reach over several."""
    ends = [place for place, char in enumerate(text) if char == "\n"]
    found: list[list[Segment]] = [[]]
    for segment in segments(text, spans, cuts=[*ends, *(place + 1 for place in ends)]):
        if segment.text == "\n":
            found.append([])
        else:
            found[-1].append(segment)
    return found


def passage(text: str, start: int, end: int, most: int = AROUND) -> tuple[str, str, str]:
    """The words before a quote in its sentence, the quote, and the words after it; "…" where the sentence is cut.

    Args:
        text: title or text of a report.
        start, end: of the quote.
        most: code points on either side.
    """
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    end = max(start, end)
    first = max((found + len(stop) for stop in _STOPS if (found := text.rfind(stop, 0, start)) >= 0), default=0)
    last = min((found + len(stop) for stop in _STOPS if (found := text.find(stop, max(start, end - 1))) >= 0),
               default=len(text))  # fmt: skip
    last = max(last, end)
    before, after = text[max(first, start - most) : start], text[end : min(last, end + most)]
    return (
        ("…" if start - most > first else "") + before.lstrip(), text[start:end],
        after.rstrip() + ("…" if end + most < last else ""),
    )  # fmt: skip
