"""A data file of tables: read, every key checked by its kind, every fault told with file and line.

Files are TOML (https://toml.io/en/v1.0.0). Tables come in three shapes: a list of entries, `[[rule]]` again and again;
a table of one entry, `[words]`; entries with names, `[kind.AGREE]`, `[kind."CONSULT visit"]`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from entente.lexicon.checking import Lines, day
from entente.lexicon.loading import FOLDER
from entente.lexicon.plain import overgrown, plain_tables
from entente.records.vocabulary import BODIES, GROUPS, REGIONS

#: Kinds of values, each with what to write instead of a wrong one. A "!" after a kind marks a key that must be there.
#: "text" and "list" may be empty, "filled text" and the other lists may not.
KINDS = {
    "text": 'write it in quotes, "..."',
    "filled text": 'write it in quotes, with something in them, "..."',
    "day": "write a day as 2024-06-18",
    "list": 'write a list of texts, ["...", "..."]',
    "list of words": 'write a list of one word or more, ["...", "..."]',
    "list in small letters": 'write a list of one word or more in small letters, ["deny", "denies"]',
    "list of lists": 'write lists of texts in a list, [["...", "..."], ["..."]]',
    "flag": "write true or false",
    "number": "write a number above 0, 4000000 or 2.5",
    "whole number": "write a whole number of 1 or more, 12",
    "cap": 'write {amount = 4000000, unit = "barrel", period = "12 months"}',
    "needs": 'write {calibre = "what it changes"}',
}
#: The table at the head of every packaged file.
HEAD = {
    "title": "filled text!", "origin": "filled text!", "date": "day!", "licence": "filled text!", "faults": "list!",
}  # fmt: skip
#: Stands for any key. `{"*": "list!"}`: keys of one's own, at least one, each with a list.
ANY = "*"
Keys = Mapping[str, str]


class TableFile:
    """One file on its way in.

    Attributes:
        name: of the file, as faults tell it.
        faults: what is wrong with it, `FILE:LINE: what (mend)`.
    """

    def __init__(
        self,
        path: Path,
        tables: Mapping[str, Keys],
        *,
        single: Mapping[str, Keys] | None = None,
        named: Mapping[str, Keys] | None = None,
        own: bool = False,
    ) -> None:
        """Reads the file and checks its tables, those of `tables` only as `rows` gives them.

        Args:
            path: the file.
            tables: table of a list of entries, `[[table]]` -> key -> kind of KINDS.
            single: table of one entry, `[table]`, which must be there -> key, or ANY -> kind.
            named: table of entries with names, `[table.NAME]`, at least one -> key, or ANY -> kind.
            own: a user's own file, which needs no head.
        """
        self.name, self.faults, self._tables = path.name, list[str](), tables
        self._single, self._named = single or {}, named or {}
        self._sound: dict[str, dict[str, Any]] = {}
        self.text = self._text(path)
        self._lines = Lines(self.text)
        self._data = self._parsed()
        if not self.faults:
            self._check_head(own=own)
            self._check_tables()

    def fault(self, line: int, what: str, mend: str) -> None:
        """Notes one fault."""
        self.faults.append(f"{self.name}:{line}: {what} ({mend})")

    def rows(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The entries of a list that have all their keys and every key of its kind, each with its line."""
        rows = self._data.get(table, [])
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            line, before = self._lines.of(table, index), len(self.faults)
            sound = self._checked(row, self._tables[table], f"[[{table}]]", functools.partial(_always, line))
            if len(self.faults) == before:
                yield line, sound

    def single(self, table: str) -> dict[str, Any]:
        """The keys of a table of one entry that are of their kind, as the file orders them; all, if it has no fault."""
        return self._sound.get(table, {})

    def named(self, table: str) -> dict[str, dict[str, Any]]:
        """Name -> the keys of that entry that are of their kind, as the file orders them; all, if it has no fault."""
        return self._sound.get(table, {})

    def line(self, table: str, key: str = "") -> int:
        """Line (from 1) of `[table.key]`, else of a key in `[table]`, else of `[table]`; 1 where it cannot be told."""
        head = self._lines.of(table, 0)
        if not key:
            return head
        entry = re.search(rf"^[ \t]*\[[ \t]*{_written(table)}[ \t]*\.[ \t]*{_written(key)}[ \t]*\]", self.text, re.M)
        return self.text.count("\n", 0, entry.start()) + 1 if entry else self._line_within(head, key)

    def _line_within(self, head: int, key: str) -> int:
        """Line of a key of the table whose head is on a line; that of the head where it cannot be told."""
        assigned = re.compile(rf"[ \t]*{_written(key)}[ \t]*=")
        for number, row in enumerate(self.text.split("\n")[head:] if key else (), head + 1):
            if row.startswith("["):
                break
            if assigned.match(row):
                return number
        return head

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.fault(1, f"cannot be read: {error}", "give a TOML file in UTF-8")
            return ""

    def _parsed(self) -> dict[str, Any]:
        plain = plain_tables(self.text)
        if plain is not None:
            return plain
        if found := overgrown(self.text):
            self.fault(*found, "take some away")
            return {}
        try:
            return tomllib.loads(self.text)
        except RecursionError:
            self.fault(1, "no TOML: brackets nested too deep", "take some away")
            return {}
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            self.fault(int(line.group(1)) if line else 1, f"no TOML: {error}", "mend the line")
            return {}

    def _check_head(self, *, own: bool) -> None:
        head = self._data.get("file")
        if isinstance(head, dict):
            self._checked(head, HEAD, "[file]", functools.partial(self.line, "file"))
        elif not own:
            self.fault(1, "no [file] table", "add [file] with title, origin, date, licence and faults")

    def _check_tables(self) -> None:
        known = sorted({*self._tables, *self._single, *self._named})
        for table, rows in self._data.items():
            if table == "file":
                continue
            if table not in known:
                self.fault(self.line(table), f"unknown table [[{table}]]", f"use one of {', '.join(known)}")
            elif table in self._tables and not isinstance(rows, list):
                self.fault(self.line(table), f"[{table}] is no list of entries", f"write [[{table}]]")
        for table, keys in self._single.items():
            if table in self._data:
                at = functools.partial(self.line, table)
                self._sound[table] = self._checked(self._data[table], keys, f"[{table}]", at)
            else:
                self.fault(1, f"no table [{table}]", "add it")
        for table, keys in self._named.items():
            self._sound[table] = self._check_named(table, keys)

    def _check_named(self, table: str, keys: Keys) -> dict[str, dict[str, Any]]:
        entries = self._data.get(table)
        if not isinstance(entries, dict) or not entries:
            self.fault(self.line(table), f"no tables [{table}.NAME]", "add one")
            return {}
        return {
            name: self._checked(row, keys, f"[{table}.{name}]", functools.partial(self._line_named, table, name))
            for name, row in entries.items()
        }

    def _line_named(self, table: str, name: str, key: str) -> int:
        return self._line_within(self.line(table, name), key)

    def _checked(self, row: object, keys: Keys, where: str, at: Callable[[str], int]) -> dict[str, Any]:
        """What is sound of an entry. `at`: line of a key's fault, of the entry's for ""."""
        if not isinstance(row, dict):
            self.fault(at(""), f"{where} is no table", f"write {where}")
            return {}
        sound = {}
        for key, value in row.items():
            kind = keys.get(key, keys.get(ANY, "")).rstrip("!")
            if kind and is_kind(value, kind):
                sound[key] = value
                continue
            if kind:
                self.fault(at(key), f"{key} is no {kind}", KINDS[kind])
            else:
                self.fault(at(key), f"unknown key {key!r} in {where}", f"use {', '.join(keys)}")
        for key, kind in keys.items():
            if kind.endswith("!") and key == ANY and not row:
                self.fault(at(""), f"{where} is empty", "add an entry")
            elif kind.endswith("!") and key not in row and key != ANY:
                self.fault(at(""), f"{key} is missing in {where}", f"add {key}")
        return sound


def is_kind(value: object, kind: str) -> bool:
    """True if a value is of one of KINDS."""
    return _IS[kind](value)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _small(value: object) -> bool:
    return isinstance(value, str) and value == value.lower().strip() != ""


def _listed(value: object, item: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and bool(value) and all(map(item, value))


def _cap(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"amount", "unit", "period"}:
        return False
    return _number(value["amount"]) and _word(value["unit"]) and _word(value["period"])


_IS: Mapping[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "filled text": _word,
    "day": lambda value: day(value) is not None,
    "list": lambda value: isinstance(value, list) and all(isinstance(item, str) and item for item in value),
    "list of words": lambda value: _listed(value, _word),
    "list in small letters": lambda value: _listed(value, _small),
    "list of lists": lambda value: _listed(value, lambda item: _listed(item, _word)),
    "flag": lambda value: isinstance(value, bool),
    "number": _number,
    "whole number": lambda value: _number(value) and isinstance(value, int),
    "cap": _cap,
    "needs": lambda value: isinstance(value, dict) and bool(value) and all(map(_word, value.values())),
}


def _always(line: int, _key: str) -> int:
    """A fault of a list's entry is told on the entry's line."""
    return line


def _written(key: str) -> str:
    """A pattern for a key as TOML may have it, bare or in quotes."""
    return rf"""(?:{re.escape(key)}|"{re.escape(key)}"|'{re.escape(key)}')"""


def a_day(value: object) -> dt.date | None:
    """The day of a checked key, None where the key is left out."""
    return None if value is None else day(value)


@functools.cache
def codes() -> frozenset[str]:
    """Every code that a claim can name: states and territories of the lexicon, bodies, groups and regions."""
    text = (FOLDER / "states.toml").read_text(encoding="utf-8")
    rows = (plain_tables(text) or tomllib.loads(text))["state"]
    return frozenset(row["code"] for row in rows).union(BODIES, GROUPS, REGIONS)
