"""A scenario file on its way in: TOML with its keys checked by kind, every fault told with the line of its key."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from entente.lexicon.scenarios.formulas import NAME, RESERVED
from entente.lexicon.scenarios.keys import KINDS, TABLES
from entente.lexicon.scenarios.lines import KeyLines, Path
from entente.lexicon.tables import KINDS as TABLE_KINDS
from entente.lexicon.tables import is_kind

Made = TypeVar("Made")
#: Largest file in bytes, longest line in characters, most entries of it; most faults that are told and looked for.
LARGEST, LONGEST, ENTRIES = 500_000, 8000, 2000
TOLD, ENOUGH = 200, 1000
_DEEP_KEY = re.compile(r"(?:[\"'\w-]{1,40}[ \t]{0,9}\.[ \t]{0,9}){20}")


class EnoughError(Exception):
    """A file has so many faults that no more are looked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a file. `path`: where it stands; `values`: its keys that are of their kind; `sound`: whether all are
    and none is missing."""

    path: Path
    values: Mapping[str, Any]
    sound: bool

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, `default` where it is left out or not of its kind."""
        return self.values.get(key, default)


class Reading:
    """One file on its way in.

    Attributes:
        name: of the file, as faults tell it.
        faults: line and text of what is wrong; notes: of what is only to be said.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Reads the bytes of a file."""
        self.name = name
        self.faults: list[tuple[int, str]] = []
        self.notes: list[tuple[int, str]] = []
        self._rows: dict[str, list[Row]] = {}
        text = self._text(data)
        self._data = self._parsed(text)
        self._lines = KeyLines(text) if self._data else None

    def _text(self, data: bytes) -> str:
        if len(data) > LARGEST:
            self._fault(1, f"a file of more than {LARGEST:,} bytes", "take the scenario apart")
            return ""
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._fault(line, "is not UTF-8", "save the file as UTF-8")
            return ""

    def _parsed(self, text: str) -> dict[str, Any]:
        for line, row in enumerate(text.split("\n"), 1):
            if len(row) > LONGEST:
                self._fault(line, f"a line of {len(row):,} characters", "break it")
            elif _DEEP_KEY.search(row):
                self._fault(line, "a name with twenty dots", "take some away")
        if self.faults:
            return {}
        try:
            data = tomllib.loads(text)
        except RecursionError:
            self._fault(1, "no TOML: brackets nested too deep", "take some away")
            return {}
        except ValueError as error:
            found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
            at = (int(found[1]) if found[1] else text.count("\n") + 1) if found else 1
            what = str(error)[: found.start()] if found else str(error)
            self._fault(at, f"no TOML: {what[:200]}", "mend the line")
            return {}
        if not data:
            self._fault(1, "an empty file", "begin with `entente scenario new NAME`")
        entries = sum(len(rows) for rows in data.values() if isinstance(rows, list))
        if entries > ENTRIES:
            self._fault(1, f"{entries:,} entries, {ENTRIES:,} at most", "take the scenario apart")
            return {}
        return data

    def _fault(self, line: int, what: str, mend: str) -> None:
        if len(self.faults) >= ENOUGH:
            raise EnoughError
        self.faults.append((line, f"{self.name}:{line}: {_one_line(what)} ({_one_line(mend)})"))

    def fault(self, path: Path, what: str, mend: str) -> None:
        """Notes a fault of an entry or a key."""
        self._fault(self.line(path), what, mend)

    def note(self, at: Path | int, what: str) -> None:
        """Notes what is no fault but is to be said. `at`: an entry or a key, or a line."""
        line = at if isinstance(at, int) else self.line(at)
        self.notes.append((line, f"{self.name}:{line}: {_one_line(what)}"))

    def line(self, path: Path) -> int:
        """Line of an entry or key."""
        return self._lines.of(path) if self._lines else 1

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be checked."""
        return not self._data

    def has(self, table: str) -> bool:
        """Whether the file has such a table."""
        return table in self._data

    def told(self) -> list[str]:
        """Every fault in the order of lines, each once; those beyond TOLD only counted."""
        faults = [text for _, text in sorted(dict.fromkeys(self.faults), key=lambda fault: fault[0])]
        more = len(faults) - TOLD
        return [*faults[:TOLD], f"{self.name}: {more} more faults (mend these first)"] if more > 0 else faults

    def check_tables(self) -> None:
        """Notes tables that no scenario has."""
        for table in self._data:
            if table not in TABLES:
                self.fault((table, 0), f"unknown table [{table[:40]}]", _nearest(table, TABLES))

    def single(self, table: str) -> Row:
        """The table of one entry, `[table]`."""
        if table not in self._data:
            if self._data:
                self.fault((), f"no [{table}] table", f"add [{table}] with {_needed(TABLES[table])}")
            return Row((table,), {}, sound=False)
        return self.row((table,), self._data[table], TABLES[table], f"[{table}]")

    def rows(self, table: str) -> list[Row]:
        """The entries of a list of tables, `[[table]]`; their keys are checked once."""
        if table not in self._rows:
            self._rows[table] = list(self.rows_in((table,), self._data.get(table, []), table))
        return self._rows[table]

    def rows_in(self, path: Path, found: object, table: str) -> Iterator[Row]:
        """The entries of a list of tables that stands somewhere. `table`: its name in TABLES, with dots."""
        if not isinstance(found, list):
            self.fault(path, f"[{table}] is no list of entries", f"write [[{table}]]")
            return
        for index, row in enumerate(found):
            yield self.row((*path, index), row, TABLES[table], f"[[{table}]]")

    def row(self, path: Path, found: object, keys: Mapping[str, str], where: str) -> Row:
        """An entry with its keys checked."""
        if not isinstance(found, dict):
            self.fault(path, f"{where} is no table", f"write {where}")
            return Row(path, {}, sound=False)
        before, values = len(self.faults), {}
        for key, value in found.items():
            kind = keys.get(key, "").rstrip("!")
            if not kind:
                self.fault((*path, key), f"unknown key {key[:40]!r} in {where}", _nearest(key, keys))
            elif not _is(value, kind):
                self.fault((*path, key), f"{key} is no {kind}", _mend(kind))
            else:
                values[key] = value
        for key, kind in keys.items():
            if kind.endswith("!") and key not in found:
                self.fault(path, f"{key} is missing in {where}", f"add {key}: {_mend(kind.rstrip('!'))}")
        return Row(path, values, sound=len(self.faults) == before)


def built(rows: list[Row], make: Callable[[Row], Made | None]) -> tuple[Made, ...]:
    """What was made of entries; those that have faults give nothing."""
    return tuple(made for row in rows if (made := make(row)) is not None)


def _one_line(text: str) -> str:
    """A text without line breaks and signs that a terminal obeys."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _nearest(word: str, known: Mapping[str, object]) -> str:
    return nearest(word, [name for name in known if "." not in name])


def nearest(word: str, known: list[str]) -> str:
    """A mend that names what is nearest to a word, or the first of what there is."""
    near = difflib.get_close_matches(word[:80], known[:300], 1)
    if near:
        return f"did you mean {near[0]}?"
    more = ", ..." if len(known) > 20 else ""
    return f"use one of {', '.join(known[:20])}{more}" if known else "there are none"


def _needed(keys: Mapping[str, str]) -> str:
    return ", ".join(key for key, kind in keys.items() if kind.endswith("!"))


def _mend(kind: str) -> str:
    return KINDS.get(kind) or TABLE_KINDS[kind]


def finite(value: object) -> bool:
    """Whether a value of a file is a number that can be reckoned with."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 1e150 if isinstance(value, int) else math.isfinite(value) and abs(value) <= 1e150


def _is(value: object, kind: str) -> bool:
    return _IS[kind](value) if kind in _IS else is_kind(value, kind)


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _table_of(value: object, item: Callable[[object], bool]) -> bool:
    return isinstance(value, dict) and bool(value) and all(map(item, value.values()))


def _formula(value: object) -> bool:
    return _text(value) or finite(value)


_IS: Mapping[str, Callable[[object], bool]] = {
    "name": lambda value: isinstance(value, str) and bool(NAME.fullmatch(value)) and value not in RESERVED,
    "finite number": finite,
    "low and high": lambda value: isinstance(value, list) and len(value) == 2 and all(map(finite, value)),
    "formula": _formula,
    "table of formulas": lambda value: _table_of(value, _formula),
    "table of settings": lambda value: value == {} or _table_of(value, _formula),
    "table of numbers": lambda value: _table_of(value, lambda item: finite(item) and float(item) > 0),  # type: ignore[arg-type]
    "groups of stocks": lambda value: value == [] or is_kind(value, "list of lists"),
    "table": lambda value: isinstance(value, dict),
    "entries": lambda value: isinstance(value, list) and bool(value),
}
