"""Breaks ledgers in every way that we know, and writes down what they survive.

    python -m faults [--kills N] [--seed N] [--only WORD] [--keep DIR]

Kills, crowds, fills and cuts; each time the ledger must end with exactly the rows of a run that nothing disturbed.
Writes `evals/reliability.md`. Ends with 1 where something was lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from evals import machine
from faults import beside, disks, kills
from faults.page import page
from faults.scenes import Outcome, Scene

#: Lines of the sources: of one for the quick reader, and of one for the program itself.
ITEMS, PROGRAM_ITEMS, BATCH = 240, 1500, 30
#: One kill in so many is of the program itself.
PROGRAM = 12


def outcomes(work: Path, number: int, seed: int, progress: Callable[[str, int, int], None], only: str = "") -> (
    Iterator[Outcome]
):  # fmt: skip
    """Every trial, `number` kills of an ingest among them. `only`: trials that begin with the word."""
    for name in ("quick", "small", "program"):
        (work / name).mkdir()
    scene = Scene(work / "quick", ITEMS, BATCH, seed, progress=progress)
    small = Scene(work / "small", ITEMS // 3, BATCH, seed, 45, progress)
    program = Scene(work / "program", PROGRAM_ITEMS, BATCH, seed, progress=progress)
    of_program = max(1, number // PROGRAM)
    trials: list[tuple[str, Callable[[], Iterator[Outcome]]]] = [
        ("kills", lambda: iter([kills.ingests(scene, number - of_program)])),
        ("program", lambda: iter([kills.ingests(program, of_program, real=True)])),
        ("journeys", lambda: kills.every_journey(small, moments=3)),
        ("beside", lambda: iter([beside.same(scene, 4), beside.overlapping(scene, 4), beside.programs(program)])),
        ("disks", lambda: iter([disks.full(scene), disks.full_program(program), disks.read_only(small),
                                disks.cut_logs(small)])),
    ]  # fmt: skip
    for name, trial in trials:
        if name.startswith(only):
            yield from trial()


def _ticker(name: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{name}: {done} of {of}")
        sys.stderr.flush()


def main(words: list[str]) -> int:
    """Tries, tells and writes."""
    parser = argparse.ArgumentParser(prog="python -m faults")
    parser.add_argument("--kills", type=int, default=100, help="of an ingest, at random moments")
    parser.add_argument("--seed", type=int, default=20230101)
    parser.add_argument(
        "--only", default="", help="kills, program, journeys, beside or disks; the page is then not kept"
    )
    parser.add_argument("--keep", type=Path, help="a new folder to work in, where what was lost stays")
    asked = parser.parse_args(words)
    before, began, found = machine.facts(), time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        if asked.keep:
            asked.keep.mkdir(parents=True)
        for outcome in outcomes(asked.keep or Path(folder), asked.kills, asked.seed, _ticker, asked.only):
            found.append(outcome)
            _ticker("", 0, 0)
            print(f"\r{outcome.name}: {outcome.survived} of {outcome.tried} survived, {outcome.seconds:.0f} s "
                  f"{outcome.note}".rstrip(), file=sys.stderr)  # fmt: skip
            for line in outcome.lost:
                print(f"  lost: {line}", file=sys.stderr)
    facts = {"kills": asked.kills, "items": ITEMS, "seed": asked.seed, "seconds": time.monotonic() - began}
    written = page(machine.stamp(), before, facts, found)
    print(written)
    if not asked.only:
        (machine.ROOT / "evals" / "reliability.md").write_text(written, encoding="utf-8")
    return 1 if any(outcome.lost for outcome in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
