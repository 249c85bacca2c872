"""Words as they are looked for: contained in title or quote, in whatever case, exactly as the ledger looks.

What is told is kept as a bag of words, folded and cut at everything that is neither letter nor digit; a list of all
words there are tells, by their parts, in which of them a searched one is contained.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

#: Words that contain the searched one, at most; where there are more, claims are looked through instead.
MOST = 1500
#: The shortest word that the list of parts finds (trigrams).
PART = 3
#: What is kept together by FTS5's "ascii" tokenizer in folded text (SQLite FTS5, 4.3.2).
_RUN = re.compile(r"[0-9a-z\x80-\U0010ffff]+")
#: Signs beyond ASCII, which that tokenizer would take for letters.
_SIGN = re.compile(r"[^\x00-\x7f\w]")


def fold(text: str) -> str:
    """Lower case, character by character, of the same length: as DuckDB's `lower` has it."""
    # Of all characters only these have another lower case among others than alone (Unicode's SpecialCasing.txt).
    return text.lower() if text.isascii() else text.replace("\u0130", "i").replace("\u03a3", "\u03c3").lower()


def bag(text: str) -> str:
    """The words of a text, folded, each as often as it stands there, apart from each other."""
    folded = fold(text)
    return folded if folded.isascii() else _SIGN.sub(" ", folded)


def runs(words: str) -> list[str]:
    """The words in a bag."""
    return _RUN.findall(words)


@dataclass(frozen=True, slots=True)
class Looked:
    """How a text is looked for.

    Attributes:
        match: in FTS5's words, None where it must be looked for in each claim.
        exact: what `match` finds needs no look at the words themselves.
        words: the words, folded.
        nothing: no word there is contains one of them.
    """

    match: str | None
    exact: bool
    words: tuple[str, ...]
    nothing: bool = False


def look(connection: sqlite3.Connection, text: str) -> Looked:
    """How the words of a text are found; words are what `str.split` makes of it."""
    words = tuple(dict.fromkeys(fold(word) for word in text.split()))
    matches, exact = [], True
    for word in words:
        core = max(runs(bag(word)), key=len, default="")
        found = _containing(connection, core) if core else None
        if found is not None and not found:
            return Looked(None, True, words, nothing=True)
        exact = exact and found is not None and core == word
        if found is not None:
            matches.append("(" + " OR ".join('"' + each + '"' for each in found) + ")")
    return Looked(" AND ".join(matches) or None, exact, words)


def _containing(connection: sqlite3.Connection, core: str) -> list[str] | None:
    """The words that contain this one, None where they are too many to be listed."""
    if len(core) < PART:
        # Most texts hold such a word; a walk through the claims finds it at once.
        return None
    asked = '"' + core + '"'
    found = connection.execute(
        "SELECT word FROM words WHERE w IN (SELECT rowid FROM parts WHERE parts MATCH ? LIMIT ?) ORDER BY word",
        (asked, MOST + 1),
    ).fetchall()
    return [row[0] for row in found] if len(found) <= MOST else None


def stands(words: Sequence[str], text: str) -> bool:
    """Whether every one of some folded words is contained in a text."""
    folded = fold(text)
    return all(word in folded for word in words)
