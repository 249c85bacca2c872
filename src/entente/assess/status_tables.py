"""The numbers and words by which it is told how happenings stand: `data/status.toml`, read and checked once."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entente.errors import LexiconError
from entente.lexicon.tables import TableFile
from entente.records.status import POSITIONS, STATES
from entente.records.vocabulary import CERTAINTIES, EVENTS, STANCES

FILE = Path(__file__).parent / "data" / "status.toml"
#: Every number that the algebra, the lists and the wording ask for.
LIMITS = (
    "many", "few", "outright", "older", "apart", "even", "even_few", "several", "alone", "minded", "half_life",
    "passing", "voiced", "named", "told_enough", "dwarfed", "longest_name",
)  # fmt: skip
_LISTS = ("office", "bystander", "open", "undoing")
_TABLES = {
    "limit": {"name": "text!", "is": "number!", "reason": "text!"},
    "weight": {"state": "text!", "is": "number!"},
    "position": {"name": "text!", "once": "text!", "doing": "text!"},
    "stance": {"name": "text!"},
    "hedge": {"certainty": "text!", "words": "text!"},
    "spoken": {"event": "text!"},
    "received": {"event": "text!"},
    "words": {"of": "text!", "are": "list!"},
}
#: table -> (the key by which its entries are told apart, what that key can be).
_KEYS: Mapping[str, tuple[str, Sequence[str]]] = {
    "limit": ("name", LIMITS), "weight": ("state", STATES), "position": ("name", POSITIONS),
    "stance": ("name", STANCES), "hedge": ("certainty", CERTAINTIES), "spoken": ("event", EVENTS),
    "received": ("event", EVENTS), "words": ("of", _LISTS),
}  # fmt: skip
#: Tables in which everything that the key can be has to stand.
_WHOLE = ("limit", "position", "words")


@dataclass(frozen=True, slots=True)
class StatusTables:
    """What the file holds.

    Attributes:
        limits: LIMITS -> number; weights: state -> weight in a list, 0 where it is not there.
        once, doing: position -> words.
        stances: those worth a word; hedges: certainty -> words.
        spoken, received: kinds of events.
        words: "office", "bystander", "open" and "undoing" -> words or phrases in small letters.
    """

    limits: Mapping[str, float]
    weights: Mapping[str, float]
    once: Mapping[str, str]
    doing: Mapping[str, str]
    stances: frozenset[str]
    hedges: Mapping[str, str]
    spoken: frozenset[str]
    received: frozenset[str]
    words: Mapping[str, frozenset[str]]


@functools.cache
def tables() -> StatusTables:
    """The packaged numbers and words. Raises LexiconError with every fault, `FILE:LINE: what (mend)`."""
    return read(FILE)


@functools.cache
def limit(name: str) -> float:
    """A number of LIMITS."""
    return tables().limits[name]


def read(path: Path) -> StatusTables:
    """Numbers and words of a file as `data/status.toml`. Raises LexiconError with every fault."""
    file = TableFile(path, _TABLES)
    found = {table: _entries(file, table) for table in _TABLES}
    if file.faults:
        raise LexiconError(file.faults)
    return StatusTables(
        limits={name: float(row["is"]) for name, row in found["limit"].items()},
        weights={name: float(row["is"]) for name, row in found["weight"].items()},
        once={name: row["once"] for name, row in found["position"].items()},
        doing={name: row["doing"] for name, row in found["position"].items()},
        stances=frozenset(found["stance"]), hedges={name: row["words"] for name, row in found["hedge"].items()},
        spoken=frozenset(found["spoken"]), received=frozenset(found["received"]),
        words={name: frozenset(row["are"]) for name, row in found["words"].items()},
    )  # fmt: skip


def _entries(file: TableFile, table: str) -> dict[str, dict[str, Any]]:
    key, known = _KEYS[table]
    found: dict[str, dict[str, Any]] = {}
    for line, row in file.rows(table):
        name = row[key]
        if name not in known:
            file.fault(line, f"unknown {key} {name!r} in [[{table}]]", f"use one of {', '.join(known)}")
        elif name in found:
            file.fault(line, f"{name} stands twice in [[{table}]]", "keep one")
        if table == "words" and any(word != word.lower().strip() for word in row["are"]):
            file.fault(line, f"[[words]] of {name} are not all in small letters", "write them so")
        found[name] = row
    for name in known if table in _WHOLE and not file.faults else ():
        if name not in found:
            file.fault(1, f"{name} is missing in [[{table}]]", "add it")
    return found
