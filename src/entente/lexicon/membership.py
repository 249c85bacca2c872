"""Who is a member of which intergovernmental body on a day, and whom a body's law binds."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from entente.errors import LexiconError
from entente.lexicon.tables import TableFile, a_day, codes
from entente.records.vocabulary import BODIES

FILE = Path(__file__).parent / "members" / "bodies.toml"
_KEYS = {"body": "text!", "states": "list!", "from": "day!", "until": "day", "note": "text"}
_TABLES = {"membership": _KEYS, "reach": _KEYS}


@dataclass(frozen=True, slots=True)
class Entry:
    """A state in a body from `start` to `until`, both days included; `until` None while it lasts."""

    state: str
    body: str
    start: dt.date
    until: dt.date | None

    def holds(self, on: dt.date) -> bool:
        """True on a day within."""
        return self.start <= on and (self.until is None or on <= self.until)


class Memberships:
    """Membership of bodies by day. A suspended member is none where the data leaves a gap (docs/reference/rules.md)."""

    def __init__(self, entries: Iterable[Entry], reach: Iterable[Entry] = ()) -> None:
        """Args: entries: memberships; reach: states that a body's law binds without membership."""
        self._by_state: dict[str, list[Entry]] = {}
        self._by_body: dict[str, list[Entry]] = {}
        self._reach: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            self._by_state.setdefault(entry.state, []).append(entry)
            self._by_body.setdefault(entry.body, []).append(entry)
        for entry in reach:
            self._reach.setdefault((entry.body, entry.state), []).append(entry)
        self._bodies = functools.lru_cache(65536)(self._bodies_of)

    def bodies(self, code: str, on: dt.date) -> tuple[str, ...]:
        """Codes of the bodies that a state is a member of on a day, in alphabetical order."""
        return self._bodies(code, on)

    def _bodies_of(self, code: str, on: dt.date) -> tuple[str, ...]:
        return tuple(sorted({entry.body for entry in self._by_state.get(code, ()) if entry.holds(on)}))

    def members(self, body: str, on: dt.date) -> tuple[str, ...]:
        """Codes of the members of a body on a day, in alphabetical order; empty where the body is not known."""
        return tuple(sorted({entry.state for entry in self._by_body.get(body, ()) if entry.holds(on)}))

    def bound(self, body: str, code: str, on: dt.date) -> bool:
        """True if a body's law binds a party on a day.

        It binds its members, the body itself, and those within its reach: EU law bound the United Kingdom until
        31 December 2020 (Withdrawal Agreement, art. 127). What binds the members of the UN (Charter, art. 25 and 48)
        binds another body through its members (art. 48, 2).
        """
        if body == code or body in self._bodies(code, on):
            return True
        if any(entry.holds(on) for entry in self._reach.get((body, code), ())):
            return True
        return body == "UN" and code in self._by_body and bool(self.members(code, on))


@functools.cache
def load() -> Memberships:
    """The packaged memberships, read once.

    Raises:
        LexiconError: with every fault, `FILE:LINE: what (mend)`.
    """
    return read(FILE)


def read(path: Path) -> Memberships:
    """Memberships of a file as `members/bodies.toml`. Raises LexiconError with every fault."""
    file = TableFile(path, _TABLES)
    entries, reach = _entries(file, "membership"), _entries(file, "reach")
    if file.faults:
        raise LexiconError(file.faults)
    return Memberships(entries, reach)


def _entries(file: TableFile, table: str) -> list[Entry]:
    known, seen, found = codes(), dict[tuple[str, str], list[Entry]](), list[Entry]()
    for line, row in file.rows(table):
        start, until = a_day(row["from"]), a_day(row.get("until"))
        if start is None or (until is not None and until < start):
            file.fault(line, "until is before from", "mend one of the days")
            continue
        if row["body"] not in BODIES:
            file.fault(line, f"unknown body {row['body']!r}", "use a body of the claim record")
        for state in row["states"]:
            entry = Entry(state, row["body"], start, until)
            if state not in known:
                file.fault(line, f"unknown code {state!r}", "use ISO 3166-1 alpha-3, or a body of the claim record")
            for other in seen.setdefault((state, row["body"]), []):
                if not (_before(other, entry) or _before(entry, other)):
                    file.fault(line, f"{state} is in {row['body']} twice on one day", "mend one of the days")
            seen[state, row["body"]].append(entry)
            found.append(entry)
    return found


def _before(first: Entry, second: Entry) -> bool:
    return first.until is not None and first.until < second.start
