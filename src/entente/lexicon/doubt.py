"""Finds how sure a text is by the words just before an event word, from `data/doubt.toml`."""

from __future__ import annotations

import re

from entente.lexicon.folding import fold


class DoubtWords:
    """Words that tell a certainty; case does not count, whole words only."""

    def __init__(self, doubts: list[tuple[str, tuple[str, ...]]]) -> None:
        self._patterns = [
            (certainty, re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(w).lower()) for w in words) + r")(?!\w)"))
            for certainty, words in doubts
        ]

    def find(self, before: str) -> str | None:
        """The certainty of the first entry that has a word in `before`, or None."""
        lowered = fold(before).lower()
        return next((certainty for certainty, pattern in self._patterns if pattern.search(lowered)), None)
