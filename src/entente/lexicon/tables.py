"""A data file of tables: read, every key checked by its kind, every fault told with file and line."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from entente.lexicon.checking import Lines, day
from entente.lexicon.loading import FOLDER
from entente.lexicon.plain import plain_tables
from entente.records.vocabulary import BODIES, GROUPS, REGIONS

#: Kinds of values, each with what to write instead of a wrong one. A "!" after a kind marks a key that must be there.
KINDS = {
    "text": 'write it in quotes, "..."',
    "day": "write a day as 2024-06-18",
    "list": 'write a list of texts, ["...", "..."]',
    "flag": "write true or false",
    "number": "write a number, 4000000 or 2.5",
    "cap": 'write {amount = 4000000, unit = "barrel", period = "12 months"}',
    "needs": 'write {calibre = "what it changes"}',
}
#: The table at the head of every packaged file.
HEAD = {"title": "text!", "origin": "text!", "date": "day!", "licence": "text!", "faults": "list!"}


class TableFile:
    """One file on its way in.

    Attributes:
        name: of the file, as faults tell it.
        faults: what is wrong with it, `FILE:LINE: what (mend)`.
    """

    def __init__(self, path: Path, tables: Mapping[str, Mapping[str, str]], *, own: bool = False) -> None:
        """Reads the file. `tables`: table -> key -> kind; `own`: a user's own file, which needs no head."""
        self.name, self.faults, self._tables = path.name, list[str](), tables
        self.text = self._text(path)
        self._lines = Lines(self.text)
        self._data = self._parsed()
        self._check_tables(own=own or bool(self.faults))

    def fault(self, line: int, what: str, mend: str) -> None:
        """Notes one fault."""
        self.faults.append(f"{self.name}:{line}: {what} ({mend})")

    def rows(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The entries of a table that have all their keys and every key of its kind, each with its line."""
        rows = self._data.get(table, [])
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            line = self._lines.of(table, index)
            if self._checked(line, table, row, self._tables[table]):
                yield line, row

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
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            self.fault(int(line.group(1)) if line else 1, f"no TOML: {error}", "mend the line")
            return {}

    def _check_tables(self, *, own: bool) -> None:
        head = self._data.get("file")
        if isinstance(head, dict):
            self._checked(self._lines.of("file", 0), "file", head, HEAD)
        elif not own:
            self.fault(1, "no [file] table", "add [file] with title, origin, date, licence and faults")
        for table, rows in self._data.items():
            line = self._lines.of(table, 0)
            if table == "file":
                continue
            if table not in self._tables:
                self.fault(line, f"unknown table [[{table}]]", f"use one of {', '.join(sorted(self._tables))}")
            elif not isinstance(rows, list):
                self.fault(line, f"[{table}] is no list of entries", f"write [[{table}]]")

    def _checked(self, line: int, table: str, row: object, keys: Mapping[str, str]) -> bool:
        before = len(self.faults)
        if not isinstance(row, dict):
            self.fault(line, f"{table} is no table", f"write [[{table}]]")
            return False
        for key, value in row.items():
            kind = keys.get(key, "").rstrip("!")
            if not kind:
                self.fault(line, f"unknown key {key!r} in [[{table}]]", f"use {', '.join(keys)}")
            elif not is_kind(value, kind):
                self.fault(line, f"{key} is no {kind}", KINDS[kind])
        for key, kind in keys.items():
            if kind.endswith("!") and key not in row:
                self.fault(line, f"{key} is missing in [[{table}]]", f"add {key}")
        return len(self.faults) == before


def is_kind(value: object, kind: str) -> bool:
    """True if a value is of one of KINDS."""
    if kind == "text":
        return isinstance(value, str)
    if kind == "day":
        return day(value) is not None
    if kind == "list":
        return isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return _number(value)
    if not isinstance(value, dict):
        return False
    if kind == "cap":
        words = (value.get("unit"), value.get("period"))
        return set(value) == {"amount", "unit", "period"} and _number(value["amount"]) and all(map(_word, words))
    return bool(value) and all(_word(fact) for fact in value.values())


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def a_day(value: object) -> dt.date | None:
    """The day of a checked key, None where the key is left out."""
    return None if value is None else day(value)


@functools.cache
def codes() -> frozenset[str]:
    """Every code that a claim can name: states and territories of the lexicon, bodies, groups and regions."""
    text = (FOLDER / "states.toml").read_text(encoding="utf-8")
    rows = (plain_tables(text) or tomllib.loads(text))["state"]
    return frozenset(row["code"] for row in rows).union(BODIES, GROUPS, REGIONS)
