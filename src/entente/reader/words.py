"""Words and word pieces: what the network counts in.

Words are found by one pattern, pieces by greedy longest match (WordPiece: Wu et al. 2016, arXiv 1609.08144, §4.1;
the vocabulary is that of BERT uncased). Both give offsets into the text as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

#: A word keeps inner hyphens, stops and apostrophes ("US-led", "U.S", "hasn’t"); every other sign stands alone.
WORD = re.compile(r"\w+(?:[-'’.]\w+)*|[^\w\s]")
#: No word gives more pieces than this; the rest of it is dropped (addresses, hashes).
MAX_PIECES_PER_WORD = 12
#: Longer words, which nobody writes, are not remembered: they would fill the memory.
LONGEST_KEPT = 100
_SPLIT = re.compile(r"[^\W_]+|[^\s]")

#: How a word is written; the encoders are uncased, so this is added to the piece vectors.
SHAPES = ("", "lower", "title", "upper", "mixed", "digits", "alphanumeric", "sign", "capital letter")


def word_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Half-open offsets of the words of `text` from `start` to `end`, in order."""
    return [match.span() for match in WORD.finditer(text, start, len(text) if end is None else end)]


def shape(word: str) -> int:
    """Index into SHAPES for `word`."""
    return _shape(word) if len(word) <= LONGEST_KEPT else _shape.__wrapped__(word)


@lru_cache(maxsize=65536)
def _shape(word: str) -> int:
    if any(c.isdigit() for c in word):
        return 5 if not any(c.isalpha() for c in word) else 6
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 7
    if not any(c.isupper() for c in letters):
        return 1
    if len(word) == 1:
        return 8
    if all(c.isupper() for c in letters):
        return 3
    return 2 if letters[0].isupper() and not any(c.isupper() for c in letters[1:]) else 4


def _plain(word: str) -> str:
    """Lower case without accents, as BERT uncased was trained on."""
    word = word.lower().replace("’", "'").replace("“", '"').replace("”", '"')
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")


class Pieces:
    """Word -> ids of its pieces, remembered between calls."""

    def __init__(self, vocabulary: Mapping[str, int], unknown: str = "[UNK]") -> None:
        """Args: vocabulary: piece -> id, continued pieces marked "##"; unknown: the piece for what can't be split."""
        self._ids = vocabulary
        self._unknown = vocabulary[unknown]
        self._seen: dict[str, tuple[int, ...]] = {}

    def __call__(self, word: str) -> tuple[int, ...]:
        """The ids of the pieces of `word`, at least one and at most MAX_PIECES_PER_WORD."""
        if len(word) > LONGEST_KEPT:
            return self._split(word)
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) > 200_000:  # hostile input must not fill the memory
                self._seen.clear()
            found = self._seen[word] = self._split(word)
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        ids: list[int] = []
        for part in _SPLIT.findall(_plain(word[:200])):
            ids.extend(self._longest(part))
            if len(ids) >= MAX_PIECES_PER_WORD:
                break
        return tuple(ids[:MAX_PIECES_PER_WORD]) or (self._unknown,)

    def _longest(self, part: str) -> list[int]:
        ids, start = [], 0
        while start < len(part):
            end = len(part)
            while end > start:
                piece = self._ids.get(("##" if start else "") + part[start:end])
                if piece is not None:
                    break
                end -= 1
            else:
                return [self._unknown]
            ids.append(piece)
            start = end
        return ids
