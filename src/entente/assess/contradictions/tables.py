"""The word lists and units of `assess/data`, read and checked once."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from entente.errors import LexiconError

WORDS, UNITS = "contradiction_words.toml", "units.toml"
_HEAD = ("title", "origin", "date", "licence", "faults")
#: Tables of lists -> the one list that each holds, or None for a table of any lists.
_LISTS = {
    "denying": "words", "negating": "words", "open": "phrases", "undoing": "words", "generic": "words",
    "former": "phrases", "alleging": "phrases", "questioning": "phrases", "capacity": "phrases",
    "partial": "phrases", "per": None, "running": "phrases", "dated": "words",
    "happenings": None, "alike": None, "empty": "words",
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
    return read_words(_packaged(WORDS))


@functools.cache
def unit_tables() -> UnitTables:
    """The packaged units. Raises LexiconError with every fault."""
    return read_units(_packaged(UNITS))


def read_words(text: str, name: str = WORDS) -> WordTables:
    """Word lists from TOML. Raises LexiconError with every fault, `FILE:LINE: what (mend)`."""
    data, faults = _parsed(text, name)
    for table, only in _LISTS.items():
        rows = data.get(table)
        if not isinstance(rows, dict) or (only is not None and set(rows) != {only}):
            faults.append(_fault(name, text, table, "is missing or not as it must be", f"give [{table}] {only or ''}"))
            continue
        for key, row in rows.items():
            if not _words(row):
                faults.append(_fault(name, text, table, f"{key} is no list of words in small letters", "mend it"))
    if faults:
        raise LexiconError(faults)
    lists = {table: frozenset(data[table][only]) for table, only in _LISTS.items() if only}
    return WordTables(lists, _turned(data["per"]), _turned(data["happenings"]), _turned(data["alike"]))


def read_units(text: str, name: str = UNITS) -> UnitTables:
    """Units from TOML. Raises LexiconError with every fault, `FILE:LINE: what (mend)`."""
    data, faults = _parsed(text, name)
    counted, measured = data.get("counted"), data.get("measured")
    taken: dict[str, str] = {}
    if not isinstance(counted, dict) or not all(_words(row) for row in counted.values()):
        faults.append(_fault(name, text, "counted", "is missing or holds no lists of words", "give [counted]"))
        counted = {}
    if not isinstance(measured, dict) or not all(_expressions(row) for row in measured.values()):
        faults.append(_fault(name, text, "measured", "is missing or holds no expressions", "give [measured]"))
        measured = {}
    for thing, words in counted.items():
        for word in words:
            if taken.setdefault(word, thing) != thing:
                faults.append(_fault(name, text, "counted", f"{word!r} is of {taken[word]} and {thing}", "keep one"))
    if faults:
        raise LexiconError(faults)
    kinds = {name: (kind, expression) for kind, rows in measured.items() for name, expression in rows.items()}
    return UnitTables(taken, kinds)


def _packaged(name: str) -> str:
    return files("entente.assess").joinpath("data", name).read_text(encoding="utf-8")


def _parsed(text: str, name: str) -> tuple[dict[str, Any], list[str]]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError([f"{name}:1: cannot be read: {error} (give TOML in UTF-8)"]) from error
    head = data.get("file")
    if not isinstance(head, dict):
        return data, [f"{name}:1: no [file] head (give {', '.join(_HEAD)})"]
    return data, [f"{name}:1: the head has no {key} (give it)" for key in _HEAD if not head.get(key)]


def _fault(name: str, text: str, table: str, what: str, mend: str) -> str:
    match = re.search(rf"^\[{re.escape(table)}\]", text, re.MULTILINE)
    return f"{name}:{text.count(chr(10), 0, match.start()) + 1 if match else 1}: [{table}] {what} ({mend})"


def _words(row: object) -> bool:
    return isinstance(row, list) and bool(row) and all(isinstance(w, str) and w == w.lower().strip() != "" for w in row)


def _expressions(rows: object) -> bool:
    return isinstance(rows, dict) and bool(rows) and all(isinstance(row, str) and row for row in rows.values())


def _turned(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words}
