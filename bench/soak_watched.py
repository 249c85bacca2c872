"""What a soak takes, looked at every so often: memory, threads and files of each process, a ledger's files, questions.

Memory is the proportional set size (`smaps_rollup`, proc(5)): what is shared is divided among those that share it;
where the system does not tell it, the resident set.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
from deltalake.exceptions import DeltaError

from bench.desks import Watching
from entente.errors import EntenteError

MIB = 2**20
#: Seconds between two looks, and the tables whose files are counted.
EVERY = 15.0
TABLES = ("documents", "claims", "origins", "events", "reviews", "refusals", "runs", "feeds")


def process(of: psutil.Process) -> dict[str, Any] | None:
    """Memory in MiB, threads, open files and processor seconds of a process; None where it has just ended."""
    try:
        full = of.memory_full_info()
        used = of.cpu_times()
        return {
            "pid": of.pid, "mib": round(getattr(full, "pss", full.rss) / MIB, 1), "rss": round(full.rss / MIB, 1),
            "own": round(full.uss / MIB, 1), "threads": of.num_threads(), "files": of.num_fds(),
            "cpu": round(used.user + used.system, 1),
        }  # fmt: skip
    except psutil.Error:
        return None


def tables(ledger: Path) -> dict[str, dict[str, int]]:
    """Of each table: files it names, files on the disk, log entries, bytes named and on the disk."""
    from deltalake import DeltaTable

    found = {}
    for name in TABLES:
        if not (ledger / name / "_delta_log").is_dir():
            continue
        table = DeltaTable((ledger / name).as_uri())
        named = table.get_add_actions(flatten=True)
        sizes = named["size_bytes"].to_pylist() if named.num_rows else []
        disk = [
            path for path in _walk(ledger / name) if path.name.endswith(".parquet") and "_delta_log" not in str(path)
        ]
        found[name] = {
            "named": named.num_rows, "disk": len(disk), "log": sum(1 for _ in os.scandir(ledger / name / "_delta_log")),
            "named_bytes": sum(sizes), "disk_bytes": _size(disk), "version": table.version(),
        }  # fmt: skip
    return found


def _walk(root: Path) -> list[Path]:
    return [Path(folder) / name for folder, _, names in os.walk(root) for name in names]


def _size(paths: list[Path]) -> int:
    total = 0
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def folder(root: Path) -> dict[str, float]:
    """Files and MiB of a folder."""
    paths = _walk(root)
    return {"files": len(paths), "mib": round(_size(paths) / MIB, 2)}


def questions(ledger: Path) -> dict[str, float]:
    """Milliseconds of questions to a ledger opened anew, as a command does it, and of opening it."""
    from entente.ledger import Ledger
    from entente.records import Question

    today = dt.datetime.now(dt.UTC).date()
    took = {}
    began = time.perf_counter()
    with Ledger(ledger) as found:
        found.count(Question(pair=("RUS", "UKR")))
        took["open and count"] = _since(began)
        asked: dict[str, Callable[[], Any]] = {
            "claims of a pair": lambda: list(found.claims(Question(pair=("RUS", "UKR"), limit=50))),
            "today's claims": lambda: list(found.claims(Question(published_since=today, limit=200))),
            "events of a week": lambda: found.events(Question(published_since=today - dt.timedelta(days=7), limit=50)),
            "count of everything": lambda: found.count(Question()),
        }
        for name, ask in asked.items():
            began = time.perf_counter()
            ask()
            took[name] = _since(began)
    return took


def against_joined(ledger: Path, joined: Path, times: int = 9) -> dict[str, dict[str, float]]:
    """Questions to a ledger and, turn by turn, to a copy of it whose files were joined: medians in milliseconds."""
    from entente.ledger.upkeep import optimize

    shutil.copytree(ledger, joined)
    optimize(joined)
    took: dict[str, dict[str, list[float]]] = {"soaked": {}, "joined": {}}
    for _ in range(times):
        for which, place in (("soaked", ledger), ("joined", joined)):
            for name, ms in questions(place).items():
                took[which].setdefault(name, []).append(ms)
    return {which: {name: statistics.median(ms) for name, ms in of.items()} for which, of in took.items()}


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


class Watch(Watching):
    """Looks every so often until the end of its block."""

    def __init__(
        self, processes: Callable[[], Mapping[str, psutil.Process]], ledger: Path, state: Path,
        more: Callable[[], Mapping[str, Any]], still: Path, every: float = EVERY,
    ) -> None:  # fmt: skip
        """Args: processes: by name, as they are now; more: what else is told at each look; still: another ledger."""
        super().__init__()
        self._processes, self._every = processes, every
        self._asks: dict[str, Callable[[], Any]] = {
            "tables": lambda: tables(ledger), "questions": lambda: questions(ledger),
            "still": lambda: questions(still), "state": lambda: folder(state), "more": lambda: dict(more()),
        }  # fmt: skip
        self.looks: list[dict[str, Any]] = []
        self.faults: list[str] = []

    def _look(self) -> None:
        began, number = time.monotonic(), 0
        while not self._over.wait(max(0.0, began + number * self._every - time.monotonic())):
            number += 1
            look: dict[str, Any] = {"at": round(time.monotonic() - began, 1), "load": round(os.getloadavg()[0], 2)}
            found = {name: process(of) for name, of in self._processes().items()}
            look["processes"] = {name: taken for name, taken in found.items() if taken}
            for name, ask in self._asks.items():
                try:
                    look[name] = ask()
                except (EntenteError, DeltaError, OSError) as error:  # a finding, not the end of the soak
                    self.faults.append(f"{look['at']:.0f} s, {name}: {type(error).__name__}: {error}"[:300])
            self.looks.append(look)
