"""What the lexicon knows, as tables or JSON Lines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from entente.cli.escaping import visible

if TYPE_CHECKING:
    from rich.table import Table

    from entente.desk import Desk
    from entente.lexicon import Entry, Resolution


def listed(entries: Iterable[Entry], name: Any) -> Iterator[dict[str, Any]]:
    """One row for each code: what it is called, how many names and people stand for it. `name`: code -> plain name."""
    by_code: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for code in entry.codes:
            by_code[code].append(entry)
    for code, known in by_code.items():
        people = [entry for entry in known if entry.kind == "leader"]
        yield {
            "code": code,
            "name": name(code),
            "forms": sum(len(entry.forms) for entry in known),
            "people": len(people),
            "kinds": sorted({entry.kind for entry in known}),
        }


def resolved(readings: Iterable[Resolution]) -> Iterator[dict[str, Any]]:
    """One row for each reading of a name."""
    for reading in readings:
        yield {
            "form": reading.form,
            "codes": list(reading.codes),
            "kind": reading.kind,
            "name": reading.name,
            "standing": reading.standing,
            "chosen": reading.chosen,
            "why": reading.why,
            "file": reading.file,
            "line": reading.line,
        }


def listed_table(rows: Iterable[dict[str, Any]]) -> Table:
    """All codes."""
    table = _table(("code", "name", "forms", "people", "known as"))
    for row in rows:
        table.add_row(
            row["code"], visible(row["name"]), str(row["forms"]), str(row["people"]) if row["people"] else "",
            ", ".join(row["kinds"]),
        )  # fmt: skip
    return table


def resolved_table(rows: Iterable[dict[str, Any]]) -> Table:
    """What a name means, the chosen reading first."""
    table = _table(("", "form", "codes", "name", "why", "where"))
    for row in rows:
        place = f"{row['file']}:{row['line']}" if row["line"] else row["file"]
        table.add_row(
            "✓" if row["chosen"] else "", visible(row["form"]), ", ".join(row["codes"]) or "none",
            visible(row["name"]), visible(row["why"]), visible(place),
        )  # fmt: skip
    return table


def _table(columns: Iterable[str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column in ("code", "where"), ratio=3 if column == "why" else None)
    return table


def rows(desk: Desk, name: str | None, on: dt.date | None) -> list[dict[str, Any]]:
    """The rows for a name, or for everything."""
    if name is None:
        return list(listed(desk.entries(), desk.lexicon.name))
    return list(resolved(desk.actor(name, on)))
