"""The words by which trips and their travellers are told, read once from the room's data."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from entente.errors import LexiconError
from entente.lexicon.tables import ANY, TableFile

FILE = Path(__file__).parent / "data" / "travel.toml"
#: Lists that the file must have.
LISTS = (
    "leaders", "goes", "visits", "trips", "hosts", "meets", "company", "ahead", "reached", "there", "never", "past",
    "cancelled", "postponed", "disputed", "apart", "stays",
)  # fmt: skip
_TABLES = {
    "words": dict.fromkeys(LISTS, "list of words!"),
    "offices": {ANY: "filled text!"},
    "alike": {ANY: "list of words!"},
}


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
    file = TableFile(path, {}, single=_TABLES)
    if file.faults:
        raise LexiconError(file.faults)
    lists, alike = ({key: tuple(listed) for key, listed in file.single(name).items()} for name in ("words", "alike"))
    return TravelWords(lists, file.single("offices"), alike)
