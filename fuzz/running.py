"""Runs of a harness: stretches of inputs in processes side by side, kept so that a run that was broken off goes on."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fuzz.breeding import Breeder
from fuzz.harness import Harness
from fuzz.shard import told

ROOT = Path(__file__).parents[1]
#: Where a run is kept, out of the history.
KEPT = ROOT / "runs" / "fuzz"
#: Inputs of one process; seconds on the wall after which a process that shows no new input is taken for asleep.
STRETCH, ASLEEP = 5000, 120.0
_DEATHS = {signal.SIGPROF: "takes more than 5 s", signal.SIGKILL: "sleeps, or takes all memory"}


@dataclass(slots=True)
class State:
    """What is known of one harness's run.

    Attributes:
        seed: of the run.
        done: first input of each stretch that was tried to its end -> its figures.
        faults: what was found, each kind once, with one input that shows it.
    """

    seed: int
    done: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def inputs(self) -> int:
        """Inputs tried."""
        return sum(each["done"] for each in self.done.values())


def known(harness: Harness, seed: int, folder: Path = KEPT) -> State:
    """The state of a run, a new one where there is none with this seed."""
    path = folder / f"{harness.name}.json"
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["seed"] == seed:
            return State(seed, {int(first): each for first, each in kept["done"].items()}, kept["faults"])
    return State(seed)


def keep(harness: Harness, state: State, folder: Path = KEPT) -> None:
    """Writes the state, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{harness.name}.json.part"
    kept = {"seed": state.seed, "done": state.done, "faults": state.faults}
    beside.write_text(json.dumps(kept), encoding="utf-8")
    os.replace(beside, folder / f"{harness.name}.json")


def run(
    harness: Harness, state: State, inputs: int, shards: int, commit: str, told_of: Callable[[State], None]
) -> None:  # fmt: skip
    """Tries what is still to be tried of `inputs`; `told_of` is called after each stretch."""
    waiting = [first for first in range(0, inputs, STRETCH) if first not in state.done]
    running: list[_Process] = []
    try:
        while waiting or running:
            while waiting and len(running) < shards:
                first = waiting.pop(0)
                running.append(_Process(harness, state.seed, first, min(first + STRETCH, inputs)))
            for process in [each for each in running if each.ended()]:
                running.remove(process)
                for fault in process.faults():
                    state.faults.setdefault(f"{fault['fault']} @ {fault['where']}", fault | {"commit": commit})
                state.done[process.first] = process.figures() | {"commit": commit}
                told_of(state)
            time.sleep(0.05)
    finally:
        for process in running:
            process.stop()


class _Process:
    """A stretch of inputs on its way; where the process dies on an input, another one goes on after it."""

    def __init__(self, harness: Harness, seed: int, first: int, last: int) -> None:
        self.harness, self.seed, self.first, self._last = harness, seed, first, last
        self._lines: list[dict[str, Any]] = []
        self._start(first)

    def _start(self, first: int) -> None:
        self._begin = first
        self._out = tempfile.TemporaryFile()  # noqa: SIM115  # closed in _end
        self._at = tempfile.NamedTemporaryFile()  # noqa: SIM115  # closed in _end
        self._at.write(first.to_bytes(8, "little"))
        self._at.flush()
        words = [self.harness.name, str(self.seed), str(first), str(self._last), self._at.name]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "fuzz.shard", *words], cwd=ROOT, stdout=self._out, stderr=subprocess.DEVNULL,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        self._seen, self._since = first, time.monotonic()

    def ended(self) -> bool:
        """True if the stretch was tried to its end."""
        if self._child.poll() is None:
            if (at := self._number()) != self._seen:
                self._seen, self._since = at, time.monotonic()
            elif time.monotonic() - self._since > ASLEEP:
                self._child.kill()
            return False
        code, at = self._child.returncode, self._number()
        if code > 0:  # the program's own fault, none of an input
            raise RuntimeError(f"python -m fuzz.shard {self.harness.name} {self.seed} {at} {at + 1} ends with {code}")
        self._end()
        if code == 0:
            return True
        why = _DEATHS.get(-code, f"the process dies of signal {-code}")
        data = Breeder(self.harness, self.harness.corpus()).bred(self.seed, at)
        self._lines.append(told(self.harness, at, data, RuntimeError(why)) | {"where": "-"})
        self._lines.append(
            {"done": at + 1 - self._begin, "seconds": 0.0, "slowest": 0.0, "slow_input": at, "memory": 0}
        )
        if at + 1 >= self._last:
            return True
        self._start(at + 1)
        return False

    def _number(self) -> int:
        return int.from_bytes(Path(self._at.name).read_bytes()[:8], "little")

    def _end(self) -> None:
        self._out.seek(0)
        for line in self._out.read().splitlines():
            self._lines.append(json.loads(line))
        self._out.close()
        self._at.close()

    def stop(self) -> None:
        """Ends the process."""
        self._child.kill()
        self._child.wait()

    def faults(self) -> Iterator[dict[str, Any]]:
        """Faults that were found."""
        return (line for line in self._lines if "fault" in line)

    def figures(self) -> dict[str, Any]:
        """Inputs, seconds, slowest input and memory of the stretch."""
        ends = [line for line in self._lines if "done" in line]
        slow = max(ends, key=lambda line: line["slowest"])
        return {
            "done": sum(line["done"] for line in ends), "seconds": sum(line["seconds"] for line in ends),
            "slowest": slow["slowest"], "slow_input": slow["slow_input"],
            "memory": max(line["memory"] for line in ends),
        }  # fmt: skip


def write_faults(state: State, folder: Path = KEPT) -> list[Path]:
    """One file for each fault found, with the bytes that show it, named by their hash."""
    found = []
    for fault in state.faults.values():
        data = bytes.fromhex(fault["bytes"])
        path = folder / "faults" / fault["harness"] / hashlib.sha256(data).hexdigest()[:12]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        found.append(path)
    return found
