"""The words by which trips and their travellers are told, read once from the room's data."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entente.errors import LexiconError

FILE = Path(__file__).parent / "data" / "travel.toml"
#: Lists that the file must have.
LISTS = (
    "leaders", "goes", "visits", "trips", "hosts", "meets", "company", "ahead", "reached", "there", "never", "past",
    "cancelled", "postponed", "disputed", "apart", "stays",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class TravelWords:
    """Words of `data/travel.toml`.

    Attributes:
        lists: name of a list -> its words, lower case.
        offices: office as the words have it -> as the lexicon's leaders have it.
        alike: office of the words -> offices of the lexicon that it may stand for.
    """

    lists: dict[str, tuple[str, ...]]
    offices: dict[str, str]
    alike: dict[str, tuple[str, ...]]

    def tells(self, name: str, text: str) -> bool:
        """True if a word of the list stands in the text."""
        return bool(self.pattern(name).search(text))

    def pattern(self, name: str) -> re.Pattern[str]:
        """What finds a word of a list, case left aside."""
        return _pattern(self.lists[name])

    def any(self, name: str) -> str:
        """A group for a larger pattern that matches a word of the list."""
        return joined(self.lists[name])

    def leads(self, office: str) -> bool:
        """True for a head of state, of government or of a body."""
        return office in self.lists["leaders"]


def joined(words: Iterable[str]) -> str:
    """Words as one group of a pattern, longest first."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))})"


@functools.cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b{joined(words)}\b", re.IGNORECASE)


@functools.cache
def words() -> TravelWords:
    """The packaged words. Raises LexiconError with every fault of the file."""
    return read_words(FILE)


def read_words(path: Path) -> TravelWords:
    """Reads a file of words. Raises LexiconError with every fault, `FILE:LINE: what (mend)`."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise LexiconError([f"{path.name}:{line.group(1) if line else 1}: {error} (mend the file)"]) from None
    faults: list[str] = []
    lists = {name: _list(data.get("words"), name, path, text, faults) for name in LISTS}
    offices = {key: str(value) for key, value in _table(data, "offices", path, text, faults).items()}
    alike = {
        key: _list(data.get("alike"), key, path, text, faults) for key in _table(data, "alike", path, text, faults)
    }
    if "file" not in data:
        faults.append(f"{path.name}:1: says nothing of itself (begin with [file])")
    if faults:
        raise LexiconError(faults)
    return TravelWords(lists, offices, alike)


def _table(data: dict[str, Any], name: str, path: Path, text: str, faults: list[str]) -> dict[str, Any]:
    table = data.get(name)
    if isinstance(table, dict) and table:
        return table
    faults.append(f"{path.name}:{_line(text, name)}: no table [{name}] (add it)")
    return {}


def _list(table: object, name: str, path: Path, text: str, faults: list[str]) -> tuple[str, ...]:
    value = table.get(name) if isinstance(table, dict) else None
    if isinstance(value, list) and value and all(isinstance(word, str) and word.strip() for word in value):
        return tuple(value)
    faults.append(f"{path.name}:{_line(text, name)}: {name} is no list of words (give some)")
    return ()


def _line(text: str, name: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip(' ["').startswith(name):
            return number
    return 1
