"""Reads the lexicon's data files, the packaged ones and a user's own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from entente.errors import LexiconError
from entente.lexicon.checking import Loaded, Reading
from entente.lexicon.entries import Entry
from entente.lexicon.folding import fold
from entente.lexicon.keeping import KEEPERS
from entente.lexicon.plain import overgrown, plain_tables

FOLDER = Path(__file__).parent / "data"


def read_files(paths: list[Path], own: Path | None = None) -> Loaded:
    """Reads and checks packaged files and a user's own file; the user's entries come first.

    Raises:
        LexiconError: with every fault of every file, `FILE:LINE: what (mend)`.
    """
    into = Loaded()
    faults: list[str] = []
    texts = [(path.name, _text(path, faults), False) for path in paths]
    parsed = [(name, text, _parsed(name, text, faults), own_file) for name, text, own_file in texts]
    if own is not None:
        text = _text(own, faults)
        parsed.insert(0, (own.name, text, _parsed(own.name, text, faults), True))
    states = frozenset(
        row["code"]
        for _, _, data, _ in parsed
        for row in (*_rows(data, "state"), *_rows(data, "actor"))  # a user's actor may bring a code of its own
        if isinstance(row.get("code"), str)
    )
    for name, text, data, is_own in parsed:
        reading = Reading(name, text, into, states, own=is_own)
        reading.take(data, KEEPERS)
        faults.extend(reading.faults)
    faults.extend(clashes(into.entries))
    if faults:
        raise LexiconError(faults)
    return into


def _rows(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    rows = data.get(table, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(path: Path, faults: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}:1: cannot be read: {error} (give a TOML file in UTF-8)")
        return ""


def _parsed(name: str, text: str, faults: list[str]) -> dict[str, Any]:
    plain = plain_tables(text)
    if plain is not None:
        return plain
    if found := overgrown(text):
        faults.append(f"{name}:{found[0]}: {found[1]} (take some away)")
        return {}
    try:
        return tomllib.loads(text)
    except RecursionError:
        faults.append(f"{name}:1: no TOML: brackets nested too deep (take some away)")
        return {}
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        faults.append(f"{name}:{line.group(1) if line else 1}: no TOML: {error} (mend the line)")
        return {}


def clashes(entries: list[Entry]) -> list[str]:
    """Faults for forms of packaged entries that stand for two different codes at all times."""
    seen: dict[str, Entry] = {}
    faults: list[str] = []
    for entry in entries:
        if entry.dated:
            continue  # two people of one name are told apart by their days
        for form in entry.forms:
            first = seen.setdefault(fold(form), entry)
            if first.codes != entry.codes and first.own == entry.own:
                what = f"{form!r} stands for {_codes(entry)} here and {_codes(first)} in {first.file}:{first.line}"
                faults.append(f"{entry.file}:{entry.line}: {what} (keep one, or add a namesake rule)")
    return faults


def _codes(entry: Entry) -> str:
    return "+".join(entry.codes) or "nothing"
