"""The commands of the guide's pages, with what the pages say they print.

A command stands in an indented block, behind "$ " or alone, and begins with `entente`; several on a line are parted by
"; ". What it prints follows in the same block, or in the fenced text block below it. A line of "…" alone stands for any
lines. `<!-- ledger: NAME -->` tells which ledger the commands below it ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Of what the pages ask: the example reports, the openly licensed articles, half a year of feeds, nothing at all.
LEDGERS = ("examples", "articles", "half-year", "none")
_LEDGER = re.compile(r"<!-- ledger: ([\w-]+) -->")
_COMMAND = re.compile(r"    (?:\$ )?((?:\.venv/bin/)?entente (?!\d).*)")
ANY = "…"


@dataclass(frozen=True, slots=True)
class Console:
    """A command of a page.

    Attributes:
        page: path from the root of the repository.
        line: where the command stands, from 1.
        command: as a shell takes it.
        told: the lines that the page says are printed, None where it says nothing; `first` and `last` are where.
        ledger: one of LEDGERS.
    """

    page: str
    line: int
    command: str
    told: tuple[str, ...] | None
    first: int
    last: int
    ledger: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def consoles(page: str) -> Iterator[Console]:
    """The commands of a page in their order. Raises ValueError for a mark of a ledger that there is not."""
    lines = (ROOT / page).read_text(encoding="utf-8").split("\n")
    ledger = "examples"
    fenced = False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
        if found := _LEDGER.match(line):
            ledger = found[1]
            if ledger not in LEDGERS:
                raise ValueError(f"{page}:{number + 1}: no ledger {ledger!r}, there is {', '.join(LEDGERS)}")
        command = None if fenced else _COMMAND.fullmatch(line)
        if command:
            told = _told(lines, number)
            indent = "    " if told and told[0] == number + 1 else ""
            printed = tuple(line.removeprefix(indent) for line in lines[told[0] : told[1]]) if told else None
            yield Console(page, number + 1, command[1].removeprefix(".venv/bin/"), printed, *(told or (0, 0)), ledger)


def _told(lines: Sequence[str], number: int) -> tuple[int, int] | None:
    """From where to where the printed lines of the command at `number` stand."""
    below = number + 1
    end = below
    while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
        if _COMMAND.fullmatch(lines[end]):
            break
        end += 1
    while end > below and not lines[end - 1].strip():
        end -= 1
    if end > below:
        return below, end
    if lines[below : below + 2] == ["", "```text"]:
        return below + 2, lines.index("```", below + 2)
    return None


def same(told: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether `printed` is what was told, where a told line of `ANY` stands for any number of lines."""
    if not told:
        return not printed
    if told[0].strip() == ANY:
        return any(same(told[1:], printed[at:]) for at in range(len(printed) + 1))
    return bool(printed) and told[0].rstrip() == printed[0].rstrip() and same(told[1:], printed[1:])


def framed(lines: Sequence[str]) -> list[str]:
    """Lines without the blank ones at either end: a block of a page cannot tell them."""
    kept = [number for number, line in enumerate(lines) if line.strip()]
    return list(lines[kept[0] : kept[-1] + 1]) if kept else []
