"""What came of a run, as a page of Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fuzz.harness import MOST_MEMORY, MOST_SECONDS, Harness
from fuzz.running import State


def page(stamp: str, machine: Mapping[str, Any], rows: Sequence[tuple[Harness, State, int]], seed: int) -> str:
    """The page. `rows`: harness, state of its run, inputs that were asked for."""
    lines = [
        "# Poison for every door",
        "",
        f"Run {stamp}; {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Python "
        f"{machine['python']}. `make fuzz` makes this page and goes on where it was broken off; seed {seed}.",
        "",
        f"An input passes if documents, refusals or one of the named errors come out: no other exception, no signal, "
        f"at most {MOST_SECONDS:g} s of CPU, at most {MOST_MEMORY / 1e9:g} GB beyond what the program takes by itself, "
        "no text that cannot be written down, every offset within its text, and (one input in 16) the same again when "
        "it is tried again. Seconds are CPU seconds of all processes, breeding included. Faults are those that were "
        "found in all runs with this seed, by kind, mended ones too; under \"still\" those that the same inputs show "
        "today.",
        "",
        "| harness | what | inputs | of | CPU s | inputs/s | slowest, ms | memory, MB | faults found | still |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    lines += [_row(*each) for each in rows]
    tried, still = sum(state.inputs for _, state, _ in rows), 0
    for _, state, _ in rows:
        still += sum(bool(fault.get("still", True)) for fault in state.faults.values())
    lines += ["", f"In all: {tried:,} inputs, {still} faults still there."]
    lines += _faults(rows)
    return "\n".join(lines) + "\n"


def _row(harness: Harness, state: State, asked: int) -> str:
    ends = list(state.done.values())
    seconds = sum(each["seconds"] for each in ends)
    slowest = max((each["slowest"] for each in ends), default=0.0)
    memory = max((each["memory"] for each in ends), default=0)
    still = sum(bool(fault.get("still", True)) for fault in state.faults.values())
    cells = (
        harness.name, harness.door, f"{state.inputs:,}", f"{asked:,}", f"{seconds:,.0f}",
        f"{state.inputs / seconds:,.0f}" if seconds else "", f"{slowest * 1000:,.0f}", f"{memory / 1e6:,.0f}",
        str(len(state.faults)), str(still),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _faults(rows: Sequence[tuple[Harness, State, int]]) -> list[str]:
    found = [(fault, "still there" if fault.get("still", True) else "mended") for _, state, _ in rows
             for fault in state.faults.values()]  # fmt: skip
    if not found:
        return []
    lines = ["", "## Faults found", ""]
    for fault, now in found:
        what = " ".join(f"{fault['fault']} ({fault['where']})".split()).replace("`", "'")
        what = what.encode("ascii", "backslashreplace").decode()
        lines.append(f"- {fault['harness']}, input {fault['input']:,}: `{what}`, {now}")
    return lines
