"""What the processes of a desk, and an ingest beside it, take: memory, processor time and open files, each second."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psutil

from bench.desks import Watching

MIB = 2**20


@dataclass(slots=True)
class Course:
    """One process, each second.

    Attributes:
        own: (seconds, MiB) of memory of its own; mapped: MiB of files and libraries that it shares with others and the
            system may take back at any time (the index is mapped into memory).
        cpu: (seconds, seconds of processor time so far).
        files: open ones.
    """

    own: list[tuple[float, float]] = field(default_factory=list)
    mapped: list[float] = field(default_factory=list)
    cpu: list[tuple[float, float]] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """Start, end and most of the memory, its slope in the second half, when caches are full, processor, files."""
        first, last = self.cpu[0], self.cpu[-1]
        return {
            "memory_start_mib": round(self.own[0][1], 1), "memory_end_mib": round(self.own[-1][1], 1),
            "memory_most_mib": round(max(mib for _, mib in self.own), 1),
            "memory_slope_mib_a_minute": round(60 * slope(self.own[len(self.own) // 2 :]), 2),
            "mapped_mib": round(self.mapped[-1], 1),
            "cpu_share": round((last[1] - first[1]) / max(1e-9, last[0] - first[0]), 3),
            "files_start": self.files[0], "files_end": self.files[-1], "files_most": max(self.files),
        }  # fmt: skip


def slope(points: list[tuple[float, float]]) -> float:
    """Least squares: what is added each second."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


class Watch(Watching):
    """Looks each second until the end of its block."""

    def __init__(self, processes: Callable[[], Mapping[str, psutil.Process]], lag: Callable[[], float | None]) -> None:
        """Args: processes: by name, as they are now; lag: seconds that the index is behind, None where not told."""
        super().__init__()
        self._processes, self._lag = processes, lag
        self.courses: dict[str, Course] = {}
        self.lags: list[float] = []

    def _look(self) -> None:
        began = time.monotonic()
        while not self._over.wait(1.0):
            now = time.monotonic() - began
            for name, process in self._processes().items():
                try:
                    with process.oneshot():
                        used, memory, files = process.cpu_times(), process.memory_info(), process.num_fds()
                except psutil.Error:
                    continue  # it has just ended
                course = self.courses.setdefault(name, Course())
                course.own.append((now, (memory.rss - memory.shared) / MIB))
                course.mapped.append(memory.shared / MIB)
                course.cpu.append((now, used.user + used.system))
                course.files.append(files)
            lag = self._lag()
            if lag is not None:
                self.lags.append(lag)
