"""Words that two quotes have in common beside the names of the parties and what everybody writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

#: Letters of a stem: "cease-fire" and "cease-fires", "offensive" and "offensives" have one in common.
_STEM, _SHORTEST = 6, 4
#: A stem in more quotes than this share, and than this number, tells nothing.
_SHARE, _NUMBER = 0.03, 12
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Content:
    """Tells which words of a quote are its own."""

    def __init__(
        self, words: Mapping[str, str], name: Callable[[str], str], general: Iterable[str] = (),
        stems: dict[str, frozenset[str]] | None = None,
    ) -> None:  # fmt: skip
        """Counts the words.

        Args:
            words: claim id -> its words, of all claims that are compared.
            name: the plain name of a code.
            general: words that tell nothing of what is done, in small letters.
            stems: text -> its stems, of texts that were taken apart before; those of `words` are added.
        """
        self._by_text = {} if stems is None else stems
        self._stems = {key: self._taken_apart(text) for key, text in words.items()}
        counts = Counter(stem for found in self._stems.values() for stem in found)
        most = max(_NUMBER, _SHARE * len(words))
        self._name = name
        self._names: dict[frozenset[str], tuple[str, ...]] = {}
        self._own: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._common = {stem for stem, number in counts.items() if number > most} | {
            stem for word in general for stem in _stems(word)
        }

    def own(self, key: str, text: str, parties: frozenset[str]) -> frozenset[str]:
        """Stems of a text that are its own. `key`: the claim's id, where it was among the words."""
        if (key, parties) in self._own:
            return self._own[key, parties]
        if key not in self._stems:
            self._stems[key] = self._taken_apart(text)
        if parties not in self._names:
            self._names[parties] = tuple({stem[:4] for code in parties for stem in _stems(self._name(code))})
        found, names = self._stems[key], self._names[parties]
        own = frozenset(stem for stem in found - self._common if not (names and stem.startswith(names)))
        self._own[key, parties] = own
        return own

    def _taken_apart(self, text: str) -> frozenset[str]:
        if text not in self._by_text:
            self._by_text[text] = frozenset(_stems(text))
        return self._by_text[text]


def _stems(text: str) -> Iterable[str]:
    for word in _WORD.findall(text.replace("’s", "").replace("'s", "").casefold()):
        if len(word) >= _SHORTEST:
            yield word[:_STEM]
