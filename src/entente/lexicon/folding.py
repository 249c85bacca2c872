"""One spelling for matching: accents, typographic quotes, dashes and odd spaces folded, offsets kept.

Every fold replaces one code point by one code point, so offsets in the folded text are offsets in the text.
"""

from __future__ import annotations

import functools
import unicodedata

#: Letters that Unicode does not decompose, and marks of punctuation.
_SINGLE = {
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "“": '"', "”": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "—",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ",
    "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h",
    "ə": "e", "Ə": "E",
}  # fmt: skip


class _Table(dict[int, str]):
    """A translation table that works out a letter the first time that it meets it."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = _SINGLE.get(char)
        if folded is None:
            parts = unicodedata.normalize("NFD", char)
            folded = parts[0] if len(parts) > 1 and all(unicodedata.combining(mark) for mark in parts[1:]) else char
        self[point] = folded
        return folded


@functools.cache
def _table() -> _Table:
    return _Table()


def fold(text: str) -> str:
    """The text with accents, quotes, dashes and spaces folded; same length as `text`."""
    if text.isascii():
        return text.replace("\t", " ").replace("`", "'")
    return text.translate(_table())
