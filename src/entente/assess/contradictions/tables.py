"""The word lists and units of `assess/data`, read and checked once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from entente.errors import LexiconError
from entente.lexicon.tables import ANY, TableFile

_DATA = Path(__file__).parent.parent / "data"
WORDS, UNITS = _DATA / "contradiction_words.toml", _DATA / "units.toml"
_SMALL = "list in small letters!"
#: Tables of lists -> the one list that each holds, or any.
_LISTS = {
    table: {only: _SMALL}
    for table, only in {
        "denying": "words", "negating": "words", "open": "phrases", "undoing": "words", "generic": "words",
        "former": "phrases", "alleging": "phrases", "questioning": "phrases", "capacity": "phrases",
        "partial": "phrases", "per": ANY, "running": "phrases", "dated": "words",
        "happenings": ANY, "alike": ANY, "empty": "words",
    }.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordTables:
    """Word lists by what they show; `per`, `happenings`, `alike`: word or phrase -> what it stands for."""

    lists: Mapping[str, frozenset[str]]
    per: Mapping[str, str]
    happenings: Mapping[str, str]
    alike: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitTables:
    """`counted`: word -> the thing that it counts; `measured`: measure -> (what it measures, expression for Pint)."""

    counted: Mapping[str, str]
    measured: Mapping[str, tuple[str, str]]


@functools.cache
def word_tables() -> WordTables:
    """The packaged word lists. Raises LexiconError with every fault."""
    return read_words(WORDS)


@functools.cache
def unit_tables() -> UnitTables:
    """The packaged units. Raises LexiconError with every fault."""
    return read_units(UNITS)


def read_words(path: Path) -> WordTables:
    """Word lists of a file as `data/contradiction_words.toml`. Raises LexiconError, `FILE:LINE: what (mend)`."""
    file = TableFile(path, {}, single=_LISTS)
    if file.faults:
        raise LexiconError(file.faults)
    lists = {table: frozenset(file.single(table)[only]) for table, (only,) in _LISTS.items() if only != ANY}
    return WordTables(lists, _turned(file, "per"), _turned(file, "happenings"), _turned(file, "alike"))


def read_units(path: Path) -> UnitTables:
    """Units of a file as `data/units.toml`. Raises LexiconError with every fault, `FILE:LINE: what (mend)`."""
    file = TableFile(path, {}, single={"counted": {ANY: _SMALL}}, named={"measured": {ANY: "filled text!"}})
    things = _turned(file, "counted")
    for thing, words in file.single("counted").items():
        for word in words:
            if things[word] != thing:
                file.fault(file.line("counted", thing), f"{word!r} is of {thing} and {things[word]}", "keep one")
    if file.faults:
        raise LexiconError(file.faults)
    kinds = {name: (kind, one) for kind, rows in file.named("measured").items() for name, one in rows.items()}
    return UnitTables(things, kinds)


def _turned(file: TableFile, table: str) -> dict[str, str]:
    """Word -> name of the list of the table that holds it."""
    return {word: name for name, words in file.single(table).items() for word in words}
