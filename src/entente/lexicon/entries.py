"""What one lexicon entry is, and what a name resolves to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

#: A person counts as a holder of the office for so many days before taking it and after leaving it.
GRACE_BEFORE = dt.timedelta(days=90)
GRACE_AFTER = dt.timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor under the names that stand for it.

    Attributes:
        codes: codes that a mention yields; empty for a phrase that only looks like an actor.
        kind: one of MENTION_KINDS, or "phrase".
        name: plain spelling for people ("Russia", "Kremlin", "Vladimir Putin").
        forms: every form that is matched, `name` not included unless it stands here.
        office: office of a person, else empty.
        start, until: first and last day in office; None where open or not a person.
        reason: for a phrase, why it is no actor.
        file, line: where the entry stands.
        own: True for an entry of a user's own file, which outranks the packaged ones.
    """

    codes: tuple[str, ...]
    kind: str
    name: str
    forms: tuple[str, ...]
    office: str = ""
    start: dt.date | None = None
    until: dt.date | None = None
    reason: str = ""
    file: str = ""
    line: int = 0
    own: bool = False

    @property
    def dated(self) -> bool:
        """True for a person in an office, or any other entry that holds only for some days."""
        return self.start is not None or self.until is not None

    def standing(self, on: dt.date | None) -> str:
        """ "current", "former" or "not-yet" on a day, with the grace; "current" where the day is not known."""
        if on is None:
            return "current"
        if self.start is not None and on < self.start - GRACE_BEFORE:
            return "not-yet"
        if self.until is not None and on > self.until + GRACE_AFTER:
            return "former"
        return "current"

    def in_office(self, on: dt.date | None) -> bool:
        """True if the day lies between first and last day, without the grace."""
        return on is None or ((self.start is None or self.start <= on) and (self.until is None or on <= self.until))


@dataclass(frozen=True, slots=True)
class Resolution:
    """One answer to "what does this name mean on this day, and why".

    Attributes:
        form: the form of the lexicon that was matched.
        codes: codes that the name yields; empty where a rule says that it is no actor.
        kind, name: as in Entry.
        standing: "current", "former" or "not-yet".
        chosen: True for the reading that `mentions` would give.
        why: one plain sentence.
        file, line: where the entry or rule stands.
    """

    form: str
    codes: tuple[str, ...]
    kind: str
    name: str
    standing: str
    chosen: bool
    why: str
    file: str
    line: int
