"""Tries every door with bred inputs, and writes down what came of it.

    python -m fuzz [--only NAME] [--inputs N] [--shards N] [--seed N] [--fresh] [--page] [--names]

Goes on where the last run with the same seed was broken off (kept in `runs/fuzz`). Writes `fuzz/LATEST.md`. Ends with 1
where a fault is still there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from evals import machine
from fuzz.doors import HARNESSES, named
from fuzz.harness import Harness
from fuzz.page import page
from fuzz.replaying import still
from fuzz.running import KEPT, ROOT, State, keep, known, run, write_faults

#: Inputs for each harness.
INPUTS = 1_000_000


def _ticker(harness: Harness, inputs: int) -> Callable[[State], None]:
    def tick(state: State) -> None:
        keep(harness, state)
        end = "" if sys.stderr.isatty() else "\n"
        if end and state.inputs % 100_000 and state.inputs != inputs:
            return
        line = f"{harness.name}: {state.inputs:,} of {inputs:,} inputs, {len(state.faults)} faults"
        sys.stderr.write(line + end if end else f"\r\033[K{line}")
        sys.stderr.flush()

    return tick


def main(words: list[str]) -> int:
    """Tries, tells and writes."""
    parser = argparse.ArgumentParser(prog="python -m fuzz")
    parser.add_argument("--only", default="", help="names of harnesses, or how they begin, with commas between")
    parser.add_argument("--inputs", type=int, default=INPUTS, help="for each harness; a slow one gets fewer")
    parser.add_argument("--shards", type=int, default=os.cpu_count() or 1, help="processes side by side")
    parser.add_argument("--seed", type=int, default=20230101)
    parser.add_argument("--fresh", action="store_true", help="begin anew, whatever is kept")
    parser.add_argument("--page", action="store_true", help="only write the page of what is kept")
    parser.add_argument("--names", action="store_true", help="only print the names of the harnesses")
    asked = parser.parse_args(words)
    if asked.names:
        print(*(each.name for each in HARNESSES))
        return 0
    chosen = {each.name: each for word in asked.only.split(",") for each in named(word)}
    commit = machine.stamp().rpartition("-")[2]
    for harness in chosen.values() if not asked.page else ():
        state = State(asked.seed) if asked.fresh else known(harness, asked.seed)
        inputs = asked.inputs // harness.slow
        run(harness, state, inputs, asked.shards, commit, _ticker(harness, inputs))
        keep(harness, state)
        write_faults(state)
    return _told(asked.seed, asked.inputs)


def _told(seed: int, inputs: int) -> int:
    rows = []
    for harness in HARNESSES:
        state = known(harness, seed)
        for fault in state.faults.values():
            fault["still"] = still(harness, bytes.fromhex(fault["bytes"]))
        if state.done:
            keep(harness, state)
        rows.append((harness, state, inputs // harness.slow))
    written = page(machine.stamp(), machine.facts(), rows, seed)
    print(written)
    (ROOT / "fuzz" / "LATEST.md").write_text(written, encoding="utf-8")
    if faults := [fault for _, state, _ in rows for fault in state.faults.values() if fault["still"]]:
        print(f"{len(faults)} faults are still there; their inputs lie in {KEPT / 'faults'}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
