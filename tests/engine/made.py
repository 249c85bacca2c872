"""Reports made by hand for the real reader, and what a ledger of them holds."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from entente.ledger import Ledger
from entente.ledger.schema import TABLES

NOW = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
_TOLD = (
    "Russia accused the United States of arming Ukraine.",
    "Kim Jong Un met Vladimir Putin in Pyongyang on 19 June 2024.",
    "China may send a delegation to Vietnam, officials said.",
    "Iran denied that it had supplied drones to Russia.",
    "The United Kingdom imposed sanctions on Belarus.",
    "Germany promised aid to Ukraine. France wants to join.",
    "The weather was fine in the valley, and the people of the town went out to see the river.",
)


def now() -> dt.datetime:
    """A clock that stands still."""
    return NOW


def items(path: Path, count: int, *, start: int = 0) -> Path:
    """Items as JSON Lines: some under one id with other texts, some twice, some that cannot be read."""
    lines = []
    for number in range(start, start + count):
        told = " ".join(_TOLD[(number + at * at) % len(_TOLD)] for at in range(1 + number % 4))
        name = f"item {number % 11 if number % 5 == 0 else number}"
        text = f"{told} That was report {number // 2} of the day." if number % 7 else told
        lines.append(json.dumps({"id": name, "title": _TOLD[number % 5], "text": text, "published": "2024-06-20"}))
    lines.insert(count // 3, '{"id": "x"}')
    lines.insert(count // 2, "no JSON")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(root: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    with Ledger(root) as ledger:
        found = {name: ledger.connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
    return {name: sorted(each, key=repr) for name, each in found.items()}
