"""The rules of sanctions regimes as data, from `regimes/*.toml` and from a user's own files.

One `[[rule]]` an entry, its keys the fields of `records.Rule` (docs/reference/rules.md). A user's own file, or a folder
of such files, extends the packaged ones:

    [[rule]]
    id = "xx-decree-7"
    regime = "Utopia"
    ...
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from entente.errors import LexiconError
from entente.lexicon.tables import TableFile, a_day, codes
from entente.records.rule import (
    ACTIVITIES,
    DIRECTIONS,
    EXEMPTIONS,
    FORCES,
    MARKS,
    READINGS,
    Cap,
    Rule,
)
from entente.records.vocabulary import MATTERS

FOLDER = Path(__file__).parent / "regimes"
_KEYS = {
    "id": "text!", "regime": "text!", "instrument": "text!", "paragraph": "text!", "title": "text!", "text": "text!",
    "adopted": "day!", "state": "list!", "direction": "text!", "matters": "list!", "excluded": "list",
    "activities": "list!", "bound": "list!", "valid_from": "day!", "valid_until": "day", "superseded_by": "text",
    "exemption": "text", "exempted": "text", "cap": "cap", "approval": "flag", "force": "text", "reading": "text",
    "recognised_by": "list", "contested_by": "list", "needs": "needs", "source": "text!", "mark": "text!",
    "note": "text",
}  # fmt: skip
_WORDS = {
    "direction": DIRECTIONS, "exemption": EXEMPTIONS, "force": FORCES, "reading": READINGS, "mark": MARKS,
    "matters": (*MATTERS, "*"), "excluded": MATTERS, "activities": ACTIVITIES,
}  # fmt: skip
#: What `bound` may hold beside codes.
BOUND = ("target", "anyone")
_FILLED = ("state", "matters", "activities", "bound")
_CODES = ("state", "bound", "recognised_by", "contested_by")


@functools.cache
def load(*own: Path) -> tuple[Rule, ...]:
    """All rules: packaged files by name, each in its own order, then the user's own as they are given.

    Args:
        own: a user's own files or folders of `*.toml`.

    Raises:
        LexiconError: with every fault of every file, `FILE:LINE: what (mend)`.
    """
    return read([*_files(FOLDER)], [file for path in own for file in _files(path)])


@functools.cache
def version(*own: Path) -> str:
    """8 hex digits over the rules' files; the same data gives the same version."""
    hashed = hashlib.sha256()
    for path in [*_files(FOLDER), *(file for given in own for file in _files(given))]:
        hashed.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return hashed.hexdigest()[:8]


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.toml"), key=lambda file: file.name) if path.is_dir() else [path]


def read(paths: Iterable[Path], own: Iterable[Path] = ()) -> tuple[Rule, ...]:
    """Reads and checks files. Raises LexiconError with every fault of every file."""
    faults: list[str] = []
    rules: list[Rule] = []
    for path, is_own in [*((path, False) for path in paths), *((path, True) for path in own)]:
        file = TableFile(path, {"rule": _KEYS}, own=is_own)
        rows = list(file.rows("rule"))
        if not rows and not file.faults:
            file.fault(1, "no [[rule]] in it", "add one, or leave the file out")
        rules += [_rule(file, line, row) for line, row in rows if _sound(file, line, row)]
        faults += file.faults
    faults += _across(rules)
    if faults:
        raise LexiconError(faults)
    return tuple(rules)


def _sound(file: TableFile, line: int, row: dict[str, Any]) -> bool:
    before = len(file.faults)
    for key, allowed in _WORDS.items():
        for word in _listed(row.get(key, [])):
            if word not in allowed:
                file.fault(line, f"unknown {key} {word!r}", f"use one of {', '.join(allowed)}")
    known = codes()
    for key in _CODES:
        for code in row.get(key, []):
            if code not in known and not (key == "bound" and code in BOUND):
                more = ", target or anyone" if key == "bound" else ""
                file.fault(line, f"unknown code {code!r} in {key}", f"use a code of the claim record{more}")
    for key, kind in _KEYS.items():
        if (key in _FILLED and not row[key]) or (kind == "text!" and not row[key].strip()):
            file.fault(line, f"{key} is empty", "say what it is")
    _check_days(file, line, row)
    return len(file.faults) == before


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _check_days(file: TableFile, line: int, row: dict[str, Any]) -> None:
    adopted, start, until = (a_day(row.get(key)) for key in ("adopted", "valid_from", "valid_until"))
    if start and until and until < start:
        file.fault(line, "valid_until is before valid_from", "mend one of the days")
    if adopted and start and start < adopted and not row.get("note"):
        file.fault(line, "valid_from is before adopted", "mend one of the days, or tell why in a note")


def _rule(file: TableFile, line: int, row: dict[str, Any]) -> Rule:
    fields: dict[str, Any] = {}
    for key, kind in _KEYS.items():
        if key in row:
            fields[key] = _TURNED.get(kind.rstrip("!"), _as_is)(row[key])
    return Rule(**fields, file=file.name, line=line)


def _as_is(value: Any) -> Any:
    return value


_TURNED: dict[str, Callable[[Any], Any]] = {
    "list": lambda value: tuple(dict.fromkeys(value)),
    "day": a_day,
    "cap": lambda value: Cap(float(value["amount"]), value["unit"], value["period"]),
}


def _follows(new: Rule, old: Rule) -> bool:
    """Whether one takes the other's place on the day after its last."""
    return old.valid_until is not None and new.valid_from == old.valid_until + dt.timedelta(1)


def _across(rules: list[Rule]) -> list[str]:
    """Faults that show only between rules."""
    faults: list[str] = []
    first: dict[str, Rule] = {}
    for rule in rules:
        other = first.setdefault(rule.id, rule)
        if other is not rule:
            faults.append(
                f"{rule.file}:{rule.line}: id {rule.id!r} is taken in {other.file}:{other.line} (give another)"
            )
    for rule in rules:
        if rule.superseded_by == rule.id or (rule.superseded_by and rule.superseded_by not in first):
            what = f"superseded_by names no other rule: {rule.superseded_by!r}"
            faults.append(f"{rule.file}:{rule.line}: {what} (give the id of the rule that took its place)")
        elif rule.superseded_by and not _follows(first[rule.superseded_by], rule):
            what = f"{rule.superseded_by} does not begin on the day after the last"
            faults.append(f"{rule.file}:{rule.line}: {what} (give valid_until, or leave superseded_by out)")
    return faults
