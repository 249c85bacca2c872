"""Breaks ledgers in every way that we know, and writes down what they survive.

    python -m faults [--quick] [--only SCENE,...] [--kills N] [--seed N] [--keep DIR]

Kills, cuts the power, crowds, fills, misdirects; each time the ledger must end with exactly the rows of a run that
nothing disturbed. Writes `evals/reliability.md`, and `evals/results/reliability.json` from which it is made: with
--only the rows of other scenes stay, with the commit that they were run at. Ends with 1 where something was lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from evals import machine
from faults.page import kept, page, put
from faults.processes import nursery
from faults.scenes import Outcome
from faults.staging import QUICK, SCENES, Size, Stage

RESULTS = machine.ROOT / "evals" / "results" / "reliability.json"


def _ticker(name: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{name}: {done} of {of}")
        sys.stderr.flush()


def _tell(outcome: Outcome) -> None:
    _ticker("", 0, 0)
    told = f"{outcome.survived} of {outcome.tried} survived, {outcome.seconds:.0f} s {outcome.note}"
    print(f"\r{outcome.name}: {told}".rstrip(), file=sys.stderr)
    for line in outcome.lost:
        print(f"  lost: {line}", file=sys.stderr)


def main(words: list[str]) -> int:
    """Tries, tells and writes."""
    parser = argparse.ArgumentParser(prog="python -m faults")
    parser.add_argument("--quick", action="store_true", help="a few trials of each scene; the page is not kept")
    parser.add_argument("--only", default="", help=f"of {', '.join(SCENES)}; with commas between")
    parser.add_argument("--kills", type=int, default=Size().kills, help="of each journey into a ledger")
    parser.add_argument("--seed", type=int, default=20230101)
    parser.add_argument("--keep", type=Path, help="a new folder to work in, where what was lost stays")
    asked = parser.parse_args(words)
    chosen = asked.only.split(",") if asked.only else list(SCENES)
    if strangers := set(chosen) - set(SCENES):
        parser.error(f"no scene {sorted(strangers)[0]}")
    size = QUICK if asked.quick else Size(kills=asked.kills)
    lost = False
    with tempfile.TemporaryDirectory() as folder, nursery():
        if asked.keep:
            asked.keep.mkdir(parents=True)
        stage = Stage(asked.keep or Path(folder), size, asked.seed, _ticker)
        for name in chosen:
            before, names = machine.facts() | {"seed": asked.seed}, []
            began = time.monotonic()
            for outcome in SCENES[name](stage):
                _tell(outcome)
                lost |= bool(outcome.lost)
                names.append(outcome.name)
                if not asked.quick:
                    put(RESULTS, name, outcome, machine.stamp(), before)
            if not asked.quick:
                kept(RESULTS, name, names)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    if not asked.quick:
        (machine.ROOT / "evals" / "reliability.md").write_text(page(RESULTS, list(SCENES)), encoding="utf-8")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
