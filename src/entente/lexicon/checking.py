"""Checks the entries of a lexicon file against what each table may hold; every fault is told with file and line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from entente.lexicon.entries import Entry
from entente.lexicon.namesakes import Rule
from entente.records.mention import MENTION_KINDS
from entente.records.vocabulary import BODIES, GROUPS, REGIONS

_TEXT, _DAY, _LIST, _FLAG = "text", "day", "list of texts", "true or false"
#: Tables that a data file may hold, with the type of each key; "!" marks a key that must be there.
TABLES: dict[str, dict[str, str]] = {
    "file": {"title!": _TEXT, "origin!": _TEXT, "date!": _DAY, "licence!": _TEXT, "faults!": _LIST},
    "state": {
        "code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names": _LIST, "demonyms": _LIST, "cities": _LIST,
        "institutions": _LIST,
    },
    "institution": {"code!": _TEXT, "names!": _LIST},
    "body": {"code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names!": _LIST, "institutions": _LIST},
    "group": {"code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names!": _LIST, "institutions": _LIST},
    "region": {"code!": _TEXT, "name!": _TEXT, "article": _FLAG, "names!": _LIST},
    "joint": {"codes!": _LIST, "kind!": _TEXT, "name!": _TEXT, "names!": _LIST},
    "person": {"name!": _TEXT, "also": _LIST, "code!": _TEXT, "office!": _TEXT, "from": _DAY, "until": _DAY},
    "words": {"name!": _TEXT, "words!": _LIST},
    "phrase": {"forms!": _LIST, "reason!": _TEXT},
    "rule": {
        "forms": _LIST, "kinds": _LIST, "left": _LIST, "right": _LIST, "near": _LIST, "unless": _LIST,
        "only": _FLAG, "means": _TEXT, "reason!": _TEXT,
    },
    "matter": {"code!": _TEXT, "words!": _LIST},
    "doubt": {"certainty!": _TEXT, "words!": _LIST},
    "told": {"stance!": _TEXT, "words!": _LIST},
    "actor": {
        "code!": _TEXT, "name!": _TEXT, "also": _LIST, "kind!": _TEXT, "from": _DAY, "until": _DAY,
    },
    "remove": {"form!": _TEXT},
}  # fmt: skip
KINDS = {table: {key.rstrip("!"): kind for key, kind in keys.items()} for table, keys in TABLES.items()}
NEEDED = {table: [key[:-1] for key in keys if key.endswith("!")] for table, keys in TABLES.items()}
#: Tables that only a user's own file may hold.
USER_TABLES = frozenset({"actor", "remove"})


@dataclass
class Loaded:
    """Everything that the files say, checked."""

    entries: list[Entry] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    matters: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    doubts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    stances: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


class Lines:
    """Finds the line on which the n-th entry of a table stands, as tomllib tells none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._heads: dict[str, list[int]] | None = None

    def of(self, table: str, index: int) -> int:
        """Line (from 1) of the head of the entry; 1 where it cannot be told."""
        if self._heads is None:
            self._heads = {}
            for number, line in enumerate(self._text.split("\n"), 1):
                if line[:2] == "[[" and line[-2:] == "]]":
                    self._heads.setdefault(line[2:-2].strip(), []).append(number)
                elif line.lstrip()[:1] == "[":
                    match = re.match(r"\s*\[\[?\s*([\w-]+)\s*\]", line)
                    if match:
                        self._heads.setdefault(match.group(1), []).append(number)
        lines = self._heads.get(table, [])
        return lines[index] if index < len(lines) else 1


class Reading:
    """One file on its way in: what was found and what is wrong with it."""

    def __init__(self, name: str, text: str, into: Loaded, states: frozenset[str], *, own: bool) -> None:
        self.name, self.lines, self.into, self.states, self.own = name, Lines(text), into, states, own
        self.faults: list[str] = []
        self.words = into.words
        self._table, self._index = "", 0

    def fault(self, what: str, mend: str) -> None:
        """Notes one fault of the entry at hand."""
        self.faults.append(f"{self.name}:{self.line}: {what} ({mend})")

    @property
    def line(self) -> int:
        """Line of the entry at hand."""
        return self.lines.of(self._table, self._index)

    def take(self, data: dict[str, Any], keepers: Keepers) -> None:
        """Checks every entry and keeps the good ones, each table by its keeper."""
        self._take_head(data)
        for table, rows in data.items():
            self._table, self._index = table, 0
            if table == "file":
                continue
            if table not in TABLES or (table in USER_TABLES and not self.own):
                self.fault(f"unknown table [[{table}]]", f"use one of {', '.join(sorted(set(TABLES) - {'file'}))}")
            elif not isinstance(rows, list):
                self.fault(f"[{table}] is no list of entries", f"write [[{table}]]")
            else:
                for self._index, row in enumerate(rows):
                    if self.checked(table, row):
                        keepers[table](self, row)

    def _take_head(self, data: dict[str, Any]) -> None:
        self._table, self._index = "file", 0
        head = data.get("file")
        if isinstance(head, dict):
            if self.checked("file", head):
                self.into.files[self.name] = head
        elif not self.own:
            self.fault("no [file] table", "add [file] with title, origin, date, licence and faults")

    def checked(self, table: str, row: dict[str, Any]) -> bool:
        """True if all keys are known, present where they must be, and of their type."""
        before, kinds = len(self.faults), KINDS[table]
        for key in row:
            if key not in kinds:
                self.fault(f"unknown key {key!r} in [[{table}]]", f"use {', '.join(kinds)}")
            elif not _is(row[key], kinds[key]):
                self.fault(f"{key} is no {kinds[key]}", _EXAMPLES[kinds[key]])
        for key in NEEDED[table]:
            if key not in row:
                self.fault(f"{key} is missing in [[{table}]]", f"add {key}")
        return len(self.faults) == before

    def known(self, code: str) -> bool:
        """True if the code is a state's or one of the vocabulary; else notes a fault."""
        if code in self.states or code in BODIES or code in GROUPS or code in REGIONS:
            return True
        self.fault(f"unknown code {code!r}", "use ISO 3166-1 alpha-3, or a body, group or region of the claim record")
        return False

    def add(self, codes: tuple[str, ...], kind: str, name: str, forms: list[str], **more: Any) -> None:
        """Keeps one entry."""
        if kind not in MENTION_KINDS and kind != "phrase":
            self.fault(f"unknown kind {kind!r}", f"use one of {', '.join(MENTION_KINDS)}")
        elif any(not form.strip() for form in forms):
            self.fault("an empty form", "remove it")
        else:
            unique = tuple(dict.fromkeys(forms))
            self.into.entries.append(
                Entry(codes, kind, name, unique, file=self.name, line=self.line, own=self.own, **more)
            )


_EXAMPLES = {
    _TEXT: 'write it in quotes, "..."',
    _DAY: "write a day as 2024-06-18",
    _LIST: 'write a list, ["...", "..."]',
    _FLAG: "write true or false",
}


def _is(value: object, kind: str) -> bool:
    if kind == _TEXT:
        return isinstance(value, str) and bool(value.strip() or value == "")
    if kind == _DAY:
        return day(value) is not None
    if kind == _LIST:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, bool)


def day(value: object) -> dt.date | None:
    """A TOML date, or a date written as text; None where it is neither."""
    if isinstance(value, dt.datetime):
        return None
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    return None


Keepers = Mapping[str, Callable[[Reading, dict[str, Any]], None]]
