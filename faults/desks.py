"""What is wrong with the desk's own files after a fault."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from entente.errors import EntenteError
from entente.serve.guard.users_file import users


def desk_faults(place: Path, said: Sequence[Any]) -> list[str]:
    """What was said to be kept and is not, and whether both files can be read. `said`: as the driver notes it."""
    lines = {what for kind, what in said if kind == "line"}
    names = {what for kind, what in said if kind == "user"}
    told, held = [], set[str]()
    try:
        if (place / "desk.sqlite").exists():
            with contextlib.closing(sqlite3.connect(place / "desk.sqlite")) as connection:
                ((whole,),) = connection.execute("PRAGMA integrity_check").fetchall()
                told += [] if whole == "ok" else [f"SQLite: {whole}"]
                if lines:
                    held = {row[0] for row in connection.execute("SELECT line FROM audit").fetchall()}
        there = set(users(place / "users")) if (place / "users").exists() else set()
    except (sqlite3.Error, EntenteError) as error:
        return [str(error)]
    told += [f"{len(lines - held)} lines that were said to be kept"] if lines - held else []
    return told + [f"user {name} was said to be kept" for name in sorted(names - there)]
