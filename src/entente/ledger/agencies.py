"""Agencies, newspapers and broadcasters by the names that reports give them; data in `agencies.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entente.errors import LexiconError

FILE = Path(__file__).parent / "agencies.toml"
KINDS = ("agency", "newspaper", "broadcaster")
_HEAD: dict[str, type] = {"title": str, "origin": str, "date": str, "licence": str, "faults": list}
_KEYS: dict[str, type] = {
    "name": str,
    "kind": str,
    "country": str,
    "state": bool,
    "forms": list,
    "cued": list,
    "unless": list,
}
_LEFT_OUT = ("cued", "unless")
_HEADING = re.compile(r"^\[\[agency\]\]\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Agency:
    """One source of news.

    Attributes:
        name: the name that lineage carries.
        kind: one of KINDS.
        country: ISO 3166-1 alpha-3 of its head office.
        state: True where a state runs it.
        forms: names that are its own.
        cued: names that also mean something else ("the Sun", "SPA", "Kan"); see the head of the file.
        unless: words that show that the text means something else by all of them ("Federal Police" for AFP).
    """

    name: str
    kind: str
    country: str
    state: bool
    forms: tuple[str, ...]
    cued: tuple[str, ...]
    unless: tuple[str, ...] = ()


@functools.cache
def agencies() -> tuple[Agency, ...]:
    """The packaged list, read and checked once.

    Raises:
        LexiconError: with every fault, `agencies.toml:LINE: what (mend)`.
    """
    return read_agencies(FILE)


@functools.cache
def by_name() -> dict[str, Agency]:
    """The packaged list by name."""
    return {agency.name: agency for agency in agencies()}


def read_agencies(path: Path) -> tuple[Agency, ...]:
    """Reads and checks a list.

    Raises:
        LexiconError: with every fault, `FILE:LINE: what (mend)`.
    """
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError([f"{path.name}:1: cannot be read: {error} (give a TOML file in UTF-8)"]) from error
    lines = [text.count("\n", 0, match.start()) + 1 for match in _HEADING.finditer(text)]
    faults = [f"{path.name}:1: {fault}" for fault in _head_faults(data)]
    rows = data.get("agency", [])
    rows = rows if isinstance(rows, list) else []
    taken: dict[str, str] = {}
    for at, row in enumerate(rows):
        line = lines[at] if at < len(lines) else 1
        faults += [f"{path.name}:{line}: {fault}" for fault in _row_faults(row, taken)]
    if faults:
        raise LexiconError(faults)
    return tuple(_agency(row) for row in rows)


def _agency(row: dict[str, Any]) -> Agency:
    cued, unless = (tuple(row.get(key, ())) for key in _LEFT_OUT)
    return Agency(row["name"], row["kind"], row["country"], row["state"], tuple(row["forms"]), cued, unless)


def _head_faults(data: dict[str, Any]) -> list[str]:
    head = data.get("file")
    if not isinstance(head, dict):
        return ["no [file] table (add [file] with title, origin, date, licence and faults)"]
    faults = [f"{key} is missing or of another type in [file] (add {key})" for key, kind in _HEAD.items()
              if not isinstance(head.get(key), kind)]  # fmt: skip
    if not data.get("agency"):
        faults.append("no [[agency]] in it (add one)")
    return faults


def _row_faults(row: Any, taken: dict[str, str]) -> list[str]:
    """Faults of one entry; notes its forms in `taken`."""
    if not isinstance(row, dict):
        return ["an agency that is no table (write [[agency]])"]
    faults = [f"unknown key {key!r} (use {', '.join(_KEYS)})" for key in row if key not in _KEYS]
    for key, kind in _KEYS.items():
        if not isinstance(row.get(key, [] if key in _LEFT_OUT else None), kind):
            faults.append(f"{key} is missing or of another type (write {key} as {kind.__name__})")
    if faults:
        return faults
    if row["kind"] not in KINDS:
        faults.append(f"unknown kind {row['kind']!r} (use one of {', '.join(KINDS)})")
    if not re.fullmatch("[A-Z]{3}", row["country"]):
        faults.append(f"country {row['country']!r} is no code (use ISO 3166-1 alpha-3)")
    forms = [*row["forms"], *row.get("cued", ())]
    if not forms or any(not isinstance(form, str) or not form.strip() for form in forms):
        return [*faults, "no form, or an empty one (add the names that reports use)"]
    for form in forms:
        other = taken.setdefault(form, row["name"])
        if other != row["name"] or forms.count(form) > 1:
            faults.append(f"{form!r} stands twice, also for {other} (keep one)")
    return faults
