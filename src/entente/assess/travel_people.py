"""Who holds which office, by the lexicon's people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from entente.assess.travel_words import TravelWords
from entente.lexicon import Entry
from entente.records import Mention
from entente.records.travel import Traveller


class People(Protocol):
    """Knows people by their names and offices; `entente.lexicon.load()` does."""

    def mentions(self, text: str, on: dt.date | None) -> list[Mention]:
        """Every place where an actor is named, in order, none overlapping."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """Everything known, people in their offices among them."""
        ...


class Roster:
    """People by name, by state and by office.

    Args:
        people: where they are known.
        words: names of offices.
    """

    def __init__(self, people: People, words: TravelWords) -> None:
        self._words = words
        self._named: dict[str, list[Entry]] = {}
        self._state: dict[str, list[Entry]] = {}
        for entry in people.entries():
            if entry.kind != "leader" or not entry.codes or not entry.office:
                continue
            self._named.setdefault(entry.name, []).append(entry)
            self._state.setdefault(entry.codes[0], []).append(entry)

    def person(self, name: str, code: str, on: dt.date | None) -> Traveller:
        """Somebody who is named, with the office held on a day."""
        entries = [entry for entry in self._named.get(name, ()) if code in entry.codes]
        current = [entry for entry in entries if entry.in_office(on)] or [
            entry for entry in entries if entry.standing(on) == "current"
        ]
        if not current:
            return Traveller(code, name)
        best = max(current, key=lambda entry: (self._words.leads(entry.office), entry.start or dt.date.min))
        return Traveller(code, name, best.office, self._words.leads(best.office))

    def office(self, office: str, code: str, on: dt.date | None) -> Traveller:
        """Somebody of whom only the office is told. The name is filled in where one person alone held it that day."""
        titles = self._words.alike.get(office, (office,))
        holders = {e.name: e.office for e in self._state.get(code, ()) if e.office in titles and e.in_office(on)}
        if on is not None and len(holders) == 1:
            return self.person(next(iter(holders)), code, on)
        return Traveller(code, "", office, self._words.leads(office))

    def surname(self, word: str, codes: Sequence[str], on: dt.date | None) -> tuple[str, str] | None:
        """Name and code of the one person in office of these states whose name begins or ends so, or None."""
        found = {
            (entry.name, code): entry.office
            for code in codes
            for entry in self._state.get(code, ())
            if entry.in_office(on) and word in (entry.name.split()[0], entry.name.split()[-1])
        }
        if len(found) > 1:
            found = {key: office for key, office in found.items() if self._words.leads(office)}
        if len(found) > 1:  # a bare surname is rather the head of state's
            found = {key: office for key, office in found.items() if office != "prime minister"}
        return next(iter(found)) if len(found) == 1 else None
