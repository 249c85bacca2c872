"""How much a thing that is told says about how two parties stand: the weights' file, read and looked up."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from entente.errors import LexiconError
from entente.lexicon.tables import TableFile
from entente.records import Glance
from entente.records.vocabulary import (
    CERTAINTIES,
    EVENTS,
    MATTERS,
    MODALITIES,
    MODES,
    POLARITIES,
    QUAD_CLASSES,
    STANCES,
)

FILE = Path(__file__).parent.parent / "data" / "weights.toml"
_TABLES = {
    "weight": {
        "event": "text!", "mode": "text", "matter": "text", "for": "number", "against": "number", "partners": "flag",
        "reason": "text!",
    },
    "factor": {"field": "text!", "is": "text!", "counts": "number", "words": "flag", "reason": "text!"},
}  # fmt: skip
_FIELDS = {"modality": MODALITIES, "polarity": POLARITIES, "certainty": CERTAINTIES, "stance": STANCES}
#: An end of the scale.
MOST = 10.0
#: What is read with less than even odds is more likely wrong than right and is left out. 0 is an import's: not known.
EVEN = 0.5


class Weighed(NamedTuple):
    """What a claim weighs.

    Attributes:
        value: -10 (conflict) to 10 (cooperation), not 0 where it counts.
        deed: True for what is told as done, False for words and for what is only announced.
        doubtful: left out where the rest shows that the two are on good terms.
        left: why it does not count, "" where it does.
    """

    value: float
    deed: bool
    doubtful: bool
    left: str


@dataclass(frozen=True, slots=True)
class _Entry:
    value: float
    partners: bool


@dataclass(frozen=True, slots=True)
class _Factor:
    counts: float
    words: bool


class Weights:
    """The scale. `entries`: (event, mode, matter) -> value, "" where not restricted; `factors`: (field, value)."""

    def __init__(
        self, entries: Mapping[tuple[str, str, str], _Entry], factors: Mapping[tuple[str, str], _Factor]
    ) -> None:
        """Keeps both; `read` makes them from a file."""
        self._entries, self._factors = dict(entries), dict(factors)
        self._weighed: dict[tuple[object, ...], Weighed] = {}

    def of(self, glance: Glance) -> Weighed:
        """What a claim weighs. Claims of one kind are worked out once."""
        if 0 < glance.confidence < EVEN:
            return _UNSURE
        key = (
            glance.event, glance.mode, glance.matter, glance.modality, glance.polarity, glance.certainty, glance.stance
        )  # fmt: skip
        found = self._weighed.get(key)
        if found is None:
            found = self._weighed[key] = self._weigh(glance)
        return found

    def _weigh(self, glance: Glance) -> Weighed:
        entry = self._entry(glance)
        if not entry.value:
            return Weighed(0.0, False, False, "kinds that do not tell how two stand")
        value, words = entry.value, QUAD_CLASSES[glance.event].startswith("verbal")
        for field in _FIELDS:
            factor = self._factors.get((field, getattr(glance, field)), _FULL)
            if not factor.counts:
                return Weighed(0.0, False, False, _LEFT.get(field, field))
            value, words = value * factor.counts, words or factor.words
        return Weighed(value, not words, not entry.partners, "")

    def _entry(self, glance: Glance) -> _Entry:
        wide = {m for matter in glance.matter for m in (matter, matter.partition(".")[0])}
        mode = glance.mode or ""
        ways = ([(mode, m) for m in wide], [("", m) for m in wide], [(mode, "")], [("", "")])
        for way in ways:
            found = [entry for at in way if (entry := self._entries.get((glance.event, *at))) is not None]
            if found:
                return max(found, key=lambda entry: (abs(entry.value), entry.value))
        return _NOTHING


_FULL, _NOTHING = _Factor(1.0, False), _Entry(0.0, True)
_UNSURE = Weighed(0.0, False, False, "readings that are more likely wrong than right")
_LEFT = {
    "modality": "wishes, ifs and what used to be", "polarity": "what did not happen",
    "certainty": "what is neither confirmed nor denied", "stance": "what its holder denies, doubts or only wants",
}  # fmt: skip


@functools.cache
def load() -> Weights:
    """The packaged weights, read once.

    Raises:
        LexiconError: with every fault, `FILE:LINE: what (mend)`.
    """
    return read(FILE)


def read(path: Path) -> Weights:
    """Weights of a file as `data/weights.toml`. Raises LexiconError with every fault."""
    file = TableFile(path, _TABLES)
    entries = _entries(file)
    factors = _factors(file)
    if file.faults:
        raise LexiconError(file.faults)
    return Weights(entries, factors)


def _entries(file: TableFile) -> dict[tuple[str, str, str], _Entry]:
    found: dict[tuple[str, str, str], _Entry] = {}
    for line, row in file.rows("weight"):
        key = (row["event"], row.get("mode", ""), row.get("matter", ""))
        for name, value, known in zip(("event", "mode", "matter"), key, (EVENTS, MODES, MATTERS), strict=True):
            if value and value not in known:
                file.fault(line, f"unknown {name} {value!r}", f"use one of {', '.join(known)}")
        if "for" in row and "against" in row:
            file.fault(line, "speaks both for and against", "keep one")
        value = float(row.get("for", 0) or -row.get("against", 0))
        if abs(value) > MOST:
            file.fault(line, f"{abs(value):g} is off the scale", "write a number up to 10")
        if key in found:
            file.fault(line, f"{'.'.join(filter(None, key))} is weighed twice", "keep one")
        found[key] = _Entry(value, bool(row.get("partners", True)))
    for event in EVENTS:
        if (event, "", "") not in found and not file.faults:
            file.fault(1, f"{event} is not weighed", "add a [[weight]] with this event alone")
    return found


def _factors(file: TableFile) -> dict[tuple[str, str], _Factor]:
    found: dict[tuple[str, str], _Factor] = {}
    for line, row in file.rows("factor"):
        known = _FIELDS.get(row["field"], ())
        if row["is"] not in known:
            file.fault(line, f"unknown {row['field']} {row['is']!r}", f"use one of {', '.join(known or _FIELDS)}")
        if row.get("counts", 0) > 1:
            file.fault(line, f"{row['counts']:g} is more than the whole", "write a number up to 1")
        if (row["field"], row["is"]) in found:
            file.fault(line, f"{row['is']} is told twice", "keep one")
        found[row["field"], row["is"]] = _Factor(float(row.get("counts", 0)), bool(row.get("words", False)))
    return found
