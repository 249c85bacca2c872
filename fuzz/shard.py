"""One process that tries a stretch of inputs, bounded in time and memory, and says what came of each fault.

    python -m fuzz.shard NAME SEED FIRST LAST PROGRESS

Writes one line of JSON for each fault and one at the end to standard output. The number of the input at hand stands in
the file PROGRESS, so that whoever started the process knows on which one it died.
"""

from __future__ import annotations

import json
import mmap
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from fuzz.breeding import Breeder
from fuzz.doors import named
from fuzz.harness import MOST_MEMORY, MOST_SECONDS, Harness

#: Every so many inputs one is tried twice.
_AGAIN = 16


def main(words: list[str]) -> int:
    """Tries the inputs."""
    name, seed, first, last, progress = words[0], int(words[1]), int(words[2]), int(words[3]), Path(words[4])
    harness = next(each for each in named(name) if each.name == name)
    trial, breeder = harness.make(), Breeder(harness, harness.corpus())
    trial(breeder.wrapped(harness.seeds()[0]), True)  # whatever loads late is loaded now
    with progress.open("r+b") as file, mmap.mmap(file.fileno(), 8) as at:
        before = _bounded()
        tell(_tried(harness, trial, breeder, seed, range(first, last), at) | {"memory": _peak() - before})
    return 0


def _tried(harness: Harness, trial: Any, breeder: Breeder, seed: int, numbers: range, at: mmap.mmap) -> dict[str, Any]:
    slowest, slow_input, began = 0.0, numbers.start, time.process_time()
    for number in numbers:
        data = breeder.bred(seed, number)
        at[:8] = number.to_bytes(8, "little")
        # The clock counts this process's own CPU time: a crowded machine makes nothing late.
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        before = time.process_time()
        try:
            trial(data, number % _AGAIN == 0)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as fault:  # noqa: BLE001  # no named error is a fault; Rust's panics are no Exceptions
            tell(told(harness, number, data, fault))
        took = time.process_time() - before
        if took > slowest:
            slowest, slow_input = took, number
    signal.setitimer(signal.ITIMER_PROF, 0)
    seconds = time.process_time() - began
    return {"done": len(numbers), "seconds": seconds, "slowest": slowest, "slow_input": slow_input}


def told(harness: Harness, number: int, data: bytes, fault: BaseException) -> dict[str, Any]:
    """A fault as plain values."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if "/fuzz/" not in frame.filename][-3:]
    what = f"{type(fault).__name__}: {' '.join(str(fault).split())[:160]}"
    return {"fault": what, "where": " ".join(places), "harness": harness.name, "input": number, "bytes": data.hex()}


def tell(values: dict[str, Any]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _bounded() -> int:
    """Bounds the memory that may still be taken; returns what was taken at most so far."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if sys.platform == "linux" else 0
    if pages:
        most = pages * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return _peak()


def _peak() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
