"""Codes of other data sets as codes of the claim record: countries, bodies, groups, kinds of actor, CAMEO events."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entente.exchange.rows import Fault


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a CAMEO code says in the claim record. `swapped`: its actor is our recipient and the other way round."""

    event: str
    mode: str | None = None
    matter: tuple[str, ...] = ()
    swapped: bool = False


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("cameo.toml").read_text(encoding="utf-8"))


@functools.cache
def _meanings() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for event, codes in _data()["event"].items():
        found |= {code: Meaning(event) for code in codes}
    for code, more in _data()["more"].items():
        base = found[code]
        found[code] = Meaning(base.event, more.get("mode"), tuple(more.get("matter", ())), more.get("swapped", False))
    return found


def cameo(code: str) -> Meaning:
    """Raises Fault for codes that PLOVER has no type for (01, statements) and unknown ones."""
    found = _meanings().get(code)
    if found is None:
        what = "a mere statement, PLOVER has no type for it" if code.startswith("01") else "not in the table"
        raise Fault("unsupported", f"CAMEO code {code[:10]!r} is {what}")
    return found


def country(code: str, known: Set[str]) -> str:
    """Our code of a CAMEO or ISO 3166-1 alpha-3 country code. Raises Fault."""
    told = str(_data()["country"].get(code, code))
    if told not in known:
        raise Fault("unsupported", f"country code {code[:20]!r} has no code here")
    return told


def organisation(code: str, known: Set[str]) -> str:
    """Our code of a CAMEO "known group". Raises Fault."""
    told = str(_data()["group"].get(code, ""))
    if told not in known:
        raise Fault("unsupported", f"group code {code[:20]!r} has no code here")
    return told


def stands_for_its_state(sectors: list[str]) -> bool:
    """True if no kind of actor is told, or one that acts for a state (government, army, police, court ...)."""
    told = [sector for sector in sectors if sector]
    return not told or any(sector in _data()["sectors"]["state"] for sector in told)
