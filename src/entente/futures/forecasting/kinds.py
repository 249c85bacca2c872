"""The kinds of happenings that are forecast, and which claims tell of each (futures/data/kinds.toml)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from entente.errors import LexiconError
from entente.records.outlook import FORECAST
from entente.records.vocabulary import EVENTS, MATTERS, MODES


@dataclass(frozen=True, slots=True)
class Tells:
    """Which claims tell of a kind: one of the events, modes and matters each; nothing of `without`."""

    event: tuple[str, ...]
    mode: tuple[str, ...] = ()
    matter: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def fits(self, event: str, mode: str | None, matter: tuple[str, ...]) -> bool:
        """Whether a claim with these fields tells of the kind."""
        return (
            event in self.event
            and (not self.mode or mode in self.mode)
            and (not self.matter or _any_of(matter, self.matter))
            and not _any_of(matter, self.without)
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of happening. `title`, `short`, `many`: its name with an article, in a table, and of several."""

    name: str
    title: str
    short: str
    many: str
    tells: tuple[Tells, ...]

    def fits(self, event: str, mode: str | None, matter: tuple[str, ...]) -> bool:
        """Whether a claim with these fields tells of it."""
        return any(tells.fits(event, mode, matter) for tells in self.tells)


def _any_of(matter: tuple[str, ...], beginnings: tuple[str, ...]) -> bool:
    return any(word == each or word.startswith(each + ".") for word in matter for each in beginnings)


_FIELDS = ("title", "short", "many", "tells")


@functools.cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of `records.FORECAST`. Raises LexiconError with every fault of the file."""
    text = files("entente.futures").joinpath("data", "kinds.toml").read_text(encoding="utf-8")
    return read(text, "kinds.toml")


def read(text: str, place: str) -> tuple[Kind, ...]:
    """The kinds of a file's text. Raises LexiconError with every fault."""
    rows = {str(row.get("name")): row for row in tomllib.loads(text).get("kind", [])}
    faults = [f"{place}: no kind {name}" for name in FORECAST if name not in rows]
    faults += [f"{place}: {name!r} is no kind (one of {', '.join(FORECAST)})" for name in rows if name not in FORECAST]
    for name, row in rows.items():
        faults += [
            f"{place}: {name}: no {field}" for field in ("title", "short", "many", "tells") if not row.get(field)
        ]
        faults += [f"{place}: {name}: {fault}" for tells in row.get("tells", []) for fault in _faults(tells)]
    if faults:
        raise LexiconError(faults)
    return tuple(_kind(rows[name]) for name in FORECAST)


def _faults(tells: Mapping[str, Any]) -> list[str]:
    known = {"event": EVENTS, "mode": MODES, "matter": MATTERS, "without": MATTERS}
    faults = [f"{field!r} is no field" for field in tells if field not in known]
    if not tells.get("event"):
        faults.append("no event")
    for field, words in known.items():
        faults += [f"{word!r} is no {field}" for word in tells.get(field, []) if word not in words]
    return faults


def _kind(row: Mapping[str, Any]) -> Kind:
    tells = tuple(Tells(**{field: tuple(words) for field, words in each.items()}) for each in row["tells"])
    return Kind(row["name"], row["title"], row["short"], row["many"], tells)
