"""Finds every form of the lexicon in a text: one automaton, longest match, whole words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from entente.lexicon.entries import Entry
from entente.lexicon.folding import fold

#: Forms of at least so many letters are also known in capitals ("RUSSIA"), and capitals in title case ("Nato").
CAPITALS_FROM = 4


class Matcher:
    """Longest matches of forms over a folded text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Builds the automaton; the first entry of a form comes first in `readings`."""
        self.readings: dict[str, list[Entry]] = {}
        for entry in entries:
            for form in entry.forms:
                self.readings.setdefault(fold(form), []).append(entry)
        self._forms: list[str] = []
        self._lengths: list[int] = []
        self._automaton = self._build()

    def _build(self) -> Any:
        import ahocorasick

        automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for form in self.readings:
            self._add(automaton, form, form)
        for form, entries in self.readings.items():
            if " " in form and entries[0].kind == "leader" and fold(entries[0].name) != form:
                continue  # "PRIME MINISTER SUNAK" is found by his name alone; it keeps the automaton small
            variant = other_case(form)
            if variant and variant not in self.readings:
                self._add(automaton, variant, form)
        automaton.make_automaton()
        return automaton

    def _add(self, automaton: Any, surface: str, form: str) -> None:
        automaton.add_word(surface, len(self._forms))
        self._forms.append(form)
        self._lengths.append(len(surface))

    def find(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and form of each match, leftmost first, longest at each place, none overlapping."""
        if not self._forms:
            return
        found: list[tuple[int, int, int]] = []
        size = len(folded)
        for last, index in self._automaton.iter(folded):
            end = last + 1
            start = end - self._lengths[index]
            if end < size and folded[end].isalnum():
                continue
            if start and (folded[start - 1].isalnum() or folded[start - 1] in "_@"):
                continue
            found.append((start, -end, index))
        found.sort()
        reached = 0
        for start, minus_end, index in found:
            if start >= reached:
                reached = -minus_end
                yield start, reached, self._forms[index]


def other_case(form: str) -> str | None:
    """The form in capitals, or an acronym in title case ("Nato"); None where too short to be safe."""
    if len(form) < CAPITALS_FROM or "." in form:
        return None
    if form.isupper():
        return form.capitalize() if form.isalpha() else None
    return form.upper()
