"""Measures the desk under load: every page at 20 requests a second on a ledger of a million claims, beside an ingest.

    python -m bench --only serve [--ledger DIR --state DIR] [--seconds 60] [--rate 20] [--alone]

A made-up ledger (`bench/ledger_rows.py`) is made and indexed once, into --ledger and --state where they are given and
hold none; what is served is always a copy. `entente serve` and `entente ingest` are whole processes, as a user runs
them, and so is the asker (`bench/serve_asker.py`). Writes `bench/results/DATE-COMMIT-serve.json` and
`bench/LATEST-serve.md`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from bench import serve_asked, serve_items, serve_told
from bench.desks import desk_processes, until
from bench.ledger_rows import make
from bench.serve_watched import Watch
from entente.serve import keeper, watching
from entente.serve.store import Store
from evals import machine

CLAIMS, RATE, SECONDS, WARM = 1_000_000, 20.0, 60.0, 10.0
#: Seconds after which an answer counts as an error; reports a second that the ingest needs at most.
LIMIT, READ_A_SECOND = 30.0, 400
PROGRAM = [sys.executable, "-c", "from entente.cli import main; main()"]
_FOLDER = Path(__file__).parent


# ---------------------------------------------------------------------- what runs


class Desk:
    """An `entente serve` of its own."""

    def __init__(self, ledger: Path, state: Path, log: Path) -> None:
        """Starts it and waits until it answers."""
        self.state, self._log = state, log.open("wb")
        words = [*PROGRAM, "serve", "--ledger", str(ledger), "--state", str(state), "--port", "0"]
        self.process = subprocess.Popen(words, stdout=self._log, stderr=subprocess.STDOUT)
        self.base = until(lambda: self._address(log), 60)
        self.store = Store(state / "desk.sqlite")

    def _address(self, log: Path) -> str | None:
        if self.process.poll() is not None:
            raise RuntimeError(f"entente serve ended: {log.read_text(encoding='utf-8')[-2000:]}")
        found = re.search(r"the desk is at (http://[0-9.:]+)/", log.read_text(encoding="utf-8", errors="replace"))
        return found[1] if found else None

    def processes(self) -> dict[str, psutil.Process]:
        """Its processes by what they do."""
        return desk_processes(self.process.pid, self.store)

    def lag(self) -> float | None:
        """Seconds that the index is behind the ledger."""
        kept = keeper.progress(self.store)
        return kept.lag if kept is not None else None

    def looked(self) -> bool | None:
        """Whether the keeper's first look for news is over, None where it is not; pairs may still wait for theirs."""
        rows = self.store.ask("SELECT version FROM keeper")
        return True if rows and rows[0]["version"] is not None else None

    def end(self) -> None:
        """Ends it as Ctrl-C does."""
        self.store.close()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self._log.close()


@contextlib.contextmanager
def serving(ledger: Path, state: Path, log: Path) -> Iterator[Desk]:
    """A desk for as long as the block lasts."""
    desk = Desk(ledger, state, log)
    try:
        yield desk
    finally:
        desk.end()


@contextlib.contextmanager
def reading(ledger: Path, folder: Path, number: int) -> Iterator[psutil.Process]:
    """An ingest of so many reports for as long as the block lasts; it is stopped at the end."""
    items = serve_items.write(folder / "items.jsonl", number)
    with (folder / "ingest.log").open("wb") as log:
        words = [*PROGRAM, "ingest", str(items), "--ledger", str(ledger)]
        process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield psutil.Process(process.pid)
            if process.poll() is not None:
                raise RuntimeError("the ingest ended before the load did: give it more reports")
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            process.wait(60)


# ---------------------------------------------------------------------- the run


def prepare(ledger: Path, state: Path, claims: int) -> None:
    """Makes ledger, index and the keeper's first news where there are none yet."""
    if not (ledger / "claims").is_dir():
        make(ledger, claims)
    if not (state / "ready").is_file():
        with serving(ledger, state, _log(state)) as desk:
            until(desk.looked, 3600)
        (state / "ready").write_text("", encoding="utf-8")


def _log(state: Path) -> Path:
    state.mkdir(parents=True, exist_ok=True)
    return state / "serve.log"


def load(ledger: Path, state: Path, folder: Path, *, seconds: float, rate: float, alone: bool) -> dict[str, Any]:
    """One run on copies of ledger and state; raw answers and what the processes took."""
    served, own = folder / "ledger", folder / "state"
    shutil.copytree(ledger, served)
    shutil.copytree(state, own, symlinks=True)
    feed = _watch(own)
    sample = serve_asked.Sample(own / "index.sqlite")
    with contextlib.ExitStack() as stack:
        desk = stack.enter_context(serving(served, own, folder / "serve.log"))
        ingest = None
        if not alone:
            ingest = stack.enter_context(reading(served, folder, int((seconds + WARM + 30) * READ_A_SECOND)))
            time.sleep(5)  # it loads its model
        plan, out = folder / "plan.json", folder / "answers.json"
        asked = list(serve_asked.plan(sample, WARM + seconds, rate, feed))
        plan.write_text(json.dumps({"base": desk.base, "limit_s": LIMIT, "asked": asked}), encoding="utf-8")

        def processes() -> dict[str, psutil.Process]:
            return desk.processes() | ({"ingest": ingest} if ingest else {})

        asker = subprocess.Popen([sys.executable, "-m", "bench.serve_asker", str(plan), str(out)], cwd=machine.ROOT)
        time.sleep(WARM)
        with Watch(processes, desk.lag) as watch:
            if asker.wait() != 0:
                raise RuntimeError("the asker failed")
        answers: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return answers | {
            "processes": {name: course.told() for name, course in watch.courses.items()}, "lags": watch.lags,
            "courses": {name: [round(mib, 1) for _, mib in course.own] for name, course in watch.courses.items()},
            "commits": _commits(served),
        }  # fmt: skip


def _watch(state: Path) -> str:
    """A watch of everything; returns the path of its feed."""
    store = Store(state / "desk.sqlite")
    watching.prepare(store)
    made = watching.make(store, owner="local", name="Everything", question="", now=dt.datetime.now(dt.UTC))
    store.close()
    return watching.feed_address(made, "")


def _commits(ledger: Path) -> int:
    return len(list((ledger / "claims" / "_delta_log").glob("*.json")))


def run(ledger: Path | None, state: Path | None, *, claims: int = CLAIMS, seconds: float = SECONDS, rate: float = RATE,
        alone: bool = False) -> int:  # fmt: skip
    """Measures, writes and prints."""
    with tempfile.TemporaryDirectory(prefix="bench-serve-", dir=state.parent if state else None) as name:
        folder = Path(name)
        ledger, state = ledger or folder / "made" / "ledger", state or folder / "made" / "state"
        prepare(ledger, state, claims)
        before = machine.facts()
        raw = load(ledger, state, folder, seconds=seconds, rate=rate, alone=alone)
    asked = {"claims": claims, "seconds": seconds, "rate": rate, "alone": alone, "warm": WARM}
    result = {
        "run": machine.stamp(),
        "machine": before,
        "asked": asked,
        "figures": serve_told.measured(raw, seconds, WARM),
    }
    (_FOLDER / "results" / f"{result['run']}-serve.json").write_text(
        json.dumps(result, indent=1) + "\n", encoding="utf-8"
    )
    page = serve_told.as_page(result)
    (_FOLDER / "LATEST-serve.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 0
