"""Finds how sure a text is, and who denies, by the words before an event word, from `data/doubt.toml`."""

from __future__ import annotations

import re

from entente.lexicon.folding import fold


class DoubtWords:
    """Words that tell a certainty or a stance; case does not count, whole words only."""

    def __init__(self, entries: list[tuple[str, tuple[str, ...]]]) -> None:
        self._patterns = [
            (value, re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(w).lower()) for w in words) + r")(?!\w)"))
            for value, words in entries
        ]

    def find(self, before: str) -> str | None:
        """The value of the first entry that has a word in `before`, or None."""
        lowered = fold(before).lower()
        return next((value for value, pattern in self._patterns if pattern.search(lowered)), None)
