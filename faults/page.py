"""What came of the trials: kept as JSON, scene by scene, and made a page of Markdown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from faults.scenes import Outcome

_HEAD = """# What a ledger survives

`make faults` makes this page (about an hour and a half; `python -m faults --quick` tries a few of each in minutes,
`--only SCENE` runs one scene anew and keeps the rows of the others, each with the day and the commit of its run).

Survived means: run again to its end, the ledger holds exactly the rows of a run that nothing disturbed (documents,
claims, origins, events, reviews, refusals; every column but the clock's `recorded`, `began`, `ended`, `polled`,
`next_poll`), no row twice, no claim without its document, event and origin; and between the two it answered, with whole
batches only. What else a scene asks for stands in its row. The quick reader is a pattern over made-up reports, so that
many runs can be made; "the program itself" is `entente` with the model that ships.

Power cuts are a model: every write, name and fsync(2) of a run is noted, and the disk rebuilt as a cut at some moment
may leave it. What was not synced is kept whole, gone, there by name alone, full of zeros, there without its name, or
kept in part, page by page and name by name (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014).
Survived means there too that all is left that was said to be kept before the cut: a batch, a review, a run that ended
with 0.
"""


def _rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def put(path: Path, scene: str, outcome: Outcome, stamp: str, machine: Mapping[str, Any]) -> None:
    """Keeps an outcome in the place of an earlier one of that name. `stamp`: date and commit."""
    row = {
        "scene": scene, "name": outcome.name, "what": outcome.what, "note": outcome.note, "tried": outcome.tried,
        "lost": outcome.lost, "seconds": round(outcome.seconds), "run": stamp, "machine": dict(machine),
    }  # fmt: skip
    rows = _rows(path)
    same = [at for at, old in enumerate(rows) if (old["scene"], old["name"]) == (scene, outcome.name)]
    if same:
        rows[same[0]] = row
    else:
        rows.append(row)
    _write(path, rows)


def kept(path: Path, scene: str, names: Sequence[str]) -> None:
    """Leaves out outcomes of a scene that it no longer has."""
    _write(path, [row for row in _rows(path) if row["scene"] != scene or row["name"] in names])


def page(path: Path, scenes: Sequence[str] = ()) -> str:
    """The page. `scenes`: in which order they stand, as kept where it is empty."""
    rows = _rows(path)
    order = {name: at for at, name in enumerate(scenes)}
    rows.sort(key=lambda row: order.get(row["scene"], len(order)))
    lines = [
        _HEAD,
        *dict.fromkeys(_machine(row) for row in rows),
        "",
        "| fault | tried | survived | lost | s | run | |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for row in rows:
        note = _plain(f"{row['what']}{'; ' if row['note'] else ''}{row['note']}")
        lost = len(row["lost"])
        told = [row["name"], row["tried"], row["tried"] - lost, lost, row["seconds"], row["run"], note]
        lines.append(f"| {' | '.join(map(str, told))} |")
    tried, lost = sum(row["tried"] for row in rows), sum(len(row["lost"]) for row in rows)
    lines += ["", f"In all: {tried} tried, {tried - lost} survived, {lost} lost."]
    if lost:
        lines += ["", "## Lost", ""]
        lines += [f"- {row['name']}: {_plain(line)}" for row in rows for line in row["lost"]]
    return "\n".join(lines) + "\n"


def _machine(row: Mapping[str, Any]) -> str:
    facts = row["machine"]
    return (
        f"{facts['cpu']}, {facts['cores']} cores, {facts['memory_gib']} GiB, Python {facts['python']}; seed "
        f"{facts['seed']}. The seconds are those of a machine that did other things beside."
    )


def _plain(line: str) -> str:
    return " ".join(line.split()).replace("|", "\\|")
