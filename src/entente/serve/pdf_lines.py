"""Words in lines on the pages of a PDF, in the font that the package carries."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY = "DejaVu"
MARGIN, INDENT = 20.0, 6.0  # mm
BODY, SMALL, HEADS = 10.0, 8.0, {1: 18.0, 2: 13.0}  # points
#: Height of a line in mm for a size in points: 1.35 of the size, a point being 25.4 / 72 mm.
LINE = 1.35 * 25.4 / 72
LINK, INK, SOFT = (26, 82, 136), (29, 33, 38), (86, 92, 100)
#: Stands where the font has no sign for a character.
LACKING = "\N{WHITE SQUARE}"
#: Words, their style ("" or "B"), and where they lead: an address, the number of a link inside, or nowhere.
Run = tuple[str, str, str | int | None]


@dataclass(slots=True)
class Setting:
    """What is being set.

    Attributes:
        pdf: the document; links: anchor -> number of its link.
        known: code points that the font has; lacking: those that it was asked for and has not.
        counters: of each list that is open: number of the next entry, None where it has dots.
    """

    pdf: FPDF
    links: dict[str, int]
    known: frozenset[int]
    lacking: set[int] = field(default_factory=set)
    counters: list[int | None] = field(default_factory=list)

    def text(self, words: str) -> str:
        """The words, with a square for every character that the font has not."""
        missing = {ord(char) for char in words} - self.known
        self.lacking |= missing
        return words.translate(dict.fromkeys(missing, LACKING)) if missing else words

    @property
    def margin(self) -> float:
        """Where lines begin, in mm."""
        return MARGIN + INDENT * len(self.counters)


def set_runs(setting: Setting, runs: Sequence[Run], size: float) -> None:
    """Sets words in lines; a line is never broken inside a word, though its style or lead may change there."""
    pdf = setting.pdf
    right = pdf.w - MARGIN
    beside, pdf.c_margin = pdf.c_margin, 0
    if pdf.get_x() < setting.margin:
        pdf.set_x(setting.margin)
    line: list[Run] = []
    free = right - pdf.get_x()
    for word in _words(setting, runs, size, right - setting.margin):
        width = sum(_width(pdf, run, size) for run in word)
        if line and width > free:
            _line(pdf, line, size)
            pdf.ln(size * LINE)
            pdf.set_x(setting.margin)
            line, free = [], right - setting.margin
            word = [(word[0][0].lstrip(" "), *word[0][1:]), *word[1:]]
            width = sum(_width(pdf, run, size) for run in word)
        line += word
        free -= width
    _line(pdf, line, size)
    pdf.c_margin = beside


def _width(pdf: FPDF, run: Run, size: float) -> float:
    pdf.set_font(FAMILY, run[1], size)
    return float(pdf.get_string_width(run[0]))


def _words(setting: Setting, runs: Sequence[Run], size: float, most: float) -> Iterator[list[Run]]:
    """Pieces that stay together, the space before a word with it; a mark of a quote may begin a line."""
    word: list[Run] = []
    for words, style, lead in runs:
        for part in re.findall(r" ?[^ ]+| ", setting.text(_one_line_keeping_ends(words))):
            if word and (part.startswith(" ") or (lead is not None and part.startswith("["))):
                yield word
                word = []
            pieces = _cut(setting.pdf, (part, style, lead), size, most)
            for piece in pieces[:-1]:
                yield [*word, piece]
                word = []
            word.append(pieces[-1])
    if word:
        yield word


def _one_line_keeping_ends(text: str) -> str:
    """One line with single spaces; a space at the beginning or the end stays, for another run stands there."""
    return re.sub(r"\s+", " ", "".join(char if char.isprintable() else " " for char in text))


def _cut(pdf: FPDF, run: Run, size: float, most: float) -> list[Run]:
    """A word, in pieces where it is wider than a line."""
    width = _width(pdf, run, size)
    if width <= most:
        return [run]
    each = max(1, int(len(run[0]) * most / width * 0.9))
    parts = [run[0][at : at + each] for at in range(0, len(run[0]), each)]
    if any(_width(pdf, (part, *run[1:]), size) > most for part in parts):
        each = max(1, int(most / size / 0.47))  # no sign of the font is wider than 1.33 of its size, 0.353 mm a point
        parts = [run[0][at : at + each] for at in range(0, len(run[0]), each)]
    return [(part, *run[1:]) for part in parts]


def _line(pdf: FPDF, line: Sequence[Run], size: float) -> None:
    for (style, lead), group in itertools.groupby(line, key=lambda run: run[1:]):
        words = "".join(run[0] for run in group)
        pdf.set_font(FAMILY, style, size)
        pdf.set_text_color(*(INK if lead is None else LINK))
        pdf.cell(pdf.get_string_width(words), size * LINE, words, link=lead or "")
