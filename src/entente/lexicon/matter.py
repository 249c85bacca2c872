"""Finds what a stretch of text is about, by the words of `data/matter.toml`."""

from __future__ import annotations

from entente.lexicon.folding import fold
from entente.records.vocabulary import MATTERS


class MatterWords:
    """Words that tell a matter; case does not count, whole words only, plain plurals included."""

    def __init__(self, matters: list[tuple[str, tuple[str, ...]]]) -> None:
        self._codes: dict[str, tuple[str, ...]] = {}
        for code, words in matters:
            for word in words:
                for form in plurals(fold(word).lower()):
                    held = self._codes.get(form, ())
                    if code not in held:
                        self._codes[form] = (*held, code)
        self._automaton = self._build()

    def _build(self) -> object:
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for form in self._codes:
            automaton.add_word(form, form)
        automaton.make_automaton()
        return automaton

    def find(self, text: str) -> tuple[str, ...]:
        """Matter codes in the order of the vocabulary; a longer word hides the shorter ones inside it."""
        if not self._codes:
            return ()
        folded = fold(text)
        lowered = folded.lower()
        if len(lowered) != len(folded):
            lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)
        size, found = len(lowered), []
        for last, form in self._automaton.iter(lowered):  # type: ignore[attr-defined]
            start, end = last + 1 - len(form), last + 1
            if (end == size or not lowered[end].isalnum()) and not (start and lowered[start - 1].isalnum()):
                found.append((start, -end, form))
        found.sort()
        reached, codes = 0, set[str]()
        for start, minus_end, form in found:
            if start >= reached:
                reached = -minus_end
                codes.update(self._codes[form])
        return tuple(code for code in MATTERS if code in codes)


def plurals(word: str) -> tuple[str, ...]:
    """The word and its plain English plural."""
    if word.endswith(("s", "ing", "-")) or not word[-1].isalpha():
        return (word,)
    if word.endswith(("ch", "sh", "x", "z")):
        return (word, word + "es")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return (word, word[:-1] + "ies")
    return (word, word + "s")
