"""The data of announced things: families of kinds, days of slack, words; read once and checked."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entente.errors import LexiconError
from entente.futures.announced.levels import TRAITS
from entente.lexicon.tables import TableFile
from entente.records.vocabulary import EVENTS, MATTERS

#: The packaged file.
FILE = Path(__file__).parent.parent / "data" / "announced.toml"
#: Things of one level of every trait: the levels, how many were kept, how many there were.
Count = tuple[tuple[str, ...], int, int]
#: Entry of [alone] -> the words that it may hold.
_ALONE: Mapping[str, Sequence[str]] = {"kinds": EVENTS, "kinds_by_matter": EVENTS, "matters": MATTERS}


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly a window is given: windows of at most `up_to` days, with `slack` days on either side."""

    name: str
    up_to: int
    slack: int


@dataclass(frozen=True, slots=True)
class Tables:
    """What `announced.toml` holds.

    Attributes:
        families: kind -> family of kinds; a kind without one is not followed.
        report, late, long, lately, far, past: days; often: origins; as the file explains.
        precisions: narrowest first.
        alone: kinds that are no home affair where one party alone is named; alone_by_matter: likewise, if about one of
            alone_matters.
        worded: families in which the same two do so much that a thing is known again by its words only.
        general: words that tell nothing of what is done.
        pending, off: patterns of words.
        counts: packaged cases, (level of every trait, kept, all); counted_until: the last day that they are from.
        worth: what probabilities learned in this way were worth when they were scored.
    """

    families: Mapping[str, str]
    report: int
    late: int
    long: int
    lately: int
    often: int
    far: int
    past: int
    precisions: tuple[Precision, ...]
    alone: frozenset[str]
    alone_by_matter: frozenset[str]
    alone_matters: frozenset[str]
    worded: frozenset[str]
    general: tuple[str, ...]
    pending: re.Pattern[str]
    off: re.Pattern[str]
    counts: tuple[Count, ...]
    counted_until: dt.date
    worth: str

    def precision(self, days: int) -> Precision:
        """The precision of a window of so many days; that of the widest for what is wider still."""
        return next((each for each in self.precisions if days <= each.up_to), self.precisions[-1])


@functools.cache
def tables() -> Tables:
    """The packaged data. Raises LexiconError with every fault in it."""
    return load(FILE)


def load(path: Path) -> Tables:
    """The data of a file. Raises LexiconError with every fault in it."""
    file = TableFile(
        path,
        {
            "precision": {"name": "filled text!", "up_to": "whole number!", "slack": "whole number!"},
        },
        single={
            "families": {"*": "list of words!"},
            "days": dict.fromkeys(("report", "late", "long", "lately", "often", "far", "past"), "whole number!"),
            "counted": {"until": "day!", "rows": "list of lists!"},
            "worth": {"text": "filled text!", "date": "day!", "command": "filled text!"},
            "known_by_words": {"families": "list of words!"},
            "alone": dict.fromkeys(_ALONE, "list of words!"),
            "words": dict.fromkeys(("pending", "off", "general"), "list in small letters!"),
        },
    )
    precisions = [row for _, row in file.rows("precision")]
    families = _families(file)
    worded = file.single("known_by_words").get("families", [])
    for name in sorted({*worded} - {*families.values()}):
        file.fault(file.line("known_by_words", "families"), f"no family {name!r}", "one of [families]")
    alone = {name: frozenset(_known(file, name, words)) for name, words in _ALONE.items()}
    counts = tuple(_counts(file))
    if file.faults:
        raise LexiconError(file.faults)
    words, days = file.single("words"), file.single("days")
    return Tables(
        families, days["report"], days["late"], days["long"], days["lately"], days["often"], days["far"],
        days["past"], _sorted(precisions), alone["kinds"], alone["kinds_by_matter"], alone["matters"],
        frozenset(worded), tuple(words["general"]), _any_of(words["pending"]), _any_of(words["off"]), counts,
        file.single("counted")["until"], file.single("worth")["text"],
    )  # fmt: skip


def _known(file: TableFile, name: str, words: Sequence[str]) -> list[str]:
    """The words of an entry of [alone], each of which must be one of `words`."""
    given: list[str] = file.single("alone").get(name, [])
    for word in given:
        if word not in words:
            file.fault(file.line("alone", name), f"nothing is called {word!r}", f"one of {', '.join(words)}")
    return given


def _counts(file: TableFile) -> Iterator[Count]:
    """The packaged cases: rows of a level of every trait and "2 of 3", the number kept and the number of all."""
    line = file.line("counted", "rows")
    for number, (*levels, counts) in enumerate(file.single("counted").get("rows", []), 1):
        told = re.fullmatch(r"(\d+) of (\d+)", counts)
        if len(levels) != len(TRAITS) or told is None:
            file.fault(line, f"row {number} is no row of counts", f'write {", ".join(TRAITS)}, "2 of 3"')
            continue
        for (trait, known), level in zip(TRAITS.items(), levels, strict=True):
            if level not in known:
                file.fault(line, f"no level {level!r} of {trait} in row {number}", f"one of {', '.join(known)}")
        kept, every = int(told[1]), int(told[2])
        if kept > every:
            file.fault(line, f"kept oftener than there were in row {number}", "mend the numbers")
        yield tuple(levels), kept, every


def _families(file: TableFile) -> dict[str, str]:
    families: dict[str, str] = {}
    for family, kinds in file.single("families").items():
        for kind in kinds:
            if kind not in EVENTS:
                file.fault(file.line("families", family), f"no kind {kind!r}", f"one of {', '.join(EVENTS)}")
            if kind in families:
                file.fault(file.line("families", family), f"{kind} is in {families[kind]} too", "leave one")
            families[kind] = family
    return families


def _sorted(rows: list[dict[str, Any]]) -> tuple[Precision, ...]:
    return tuple(sorted((Precision(**row) for row in rows), key=lambda each: each.up_to))


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b", re.IGNORECASE)
