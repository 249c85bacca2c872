"""Runs a program once and tells what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

#: `ru_maxrss` counts KiB on Linux, bytes on macOS (getrusage(2)).
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the wall, seconds of processor time, largest memory in MiB, standard output in bytes."""

    wall: float
    cpu: float
    memory_mib: float
    written: int


def run(words: list[str], stdin: Path | None = None) -> Took:
    """Runs to the end; raises RuntimeError where the program fails."""
    began = time.perf_counter()
    with open(stdin or os.devnull, "rb") as source, open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(words, stdin=source, stdout=subprocess.PIPE, stderr=nowhere)
        assert process.stdout is not None
        written = sum(len(part) for part in iter(lambda: process.stdout.read(1 << 16), b""))  # type: ignore[union-attr]
        process.stdout.close()
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # 6: some documents were refused, which is no failure of a run over real feeds.
    if process.returncode not in (0, 6):
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return Took(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * RSS_UNIT / 2**20, written)
