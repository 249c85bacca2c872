"""Soaks a ledger: feeds polled, a desk served, claims reviewed, at five times real traffic for half an hour.

    python -m bench --only soak [SHARED] [--minutes 30] [--ledger DIR]

`entente feeds poll --every`, `entente serve` and the asker (`bench/soak_asker.py`) are whole processes, as a user runs
them; feeds that grow are served on this machine. The ledger is a copy of --ledger, or is read from the shared half
year. Writes `bench/results/DATE-COMMIT-soak.json` and `bench/LATEST-soak.md`.

Real traffic, and five times as much:

- Feeds: the ten world-news feeds of the shared half year bring 36 items together in their busiest hour. A unit that
  follows 400 such feeds gets 0.4 items a second, and asks 0.44 feeds a second at the default of a round each 15
  minutes. Here: 2 items a second, from 40 feeds that are asked each 18 seconds.
- Readers: five analysts, each a page every 10 seconds. Here 2.5 pages a second, ever other ones.
- Reviewers: a review a minute. Here one each 12 seconds.
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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil

from bench import soak_feeds, soak_page, soak_told, soak_watched
from bench.desks import desk_processes, until
from entente.serve import keeper, watching
from entente.serve.store import Store
from evals import machine

#: Times real traffic; real items, pages and reviews a second; feeds, and seconds between two rounds over them.
TIMES, ITEMS, PAGES, REVIEWS = 5, 0.4, 0.5, 1 / 60
FEEDS, EVERY = 40, 18
#: Seconds for which files that no table names any more are kept here, so that their deletion is reached in a run.
KEPT = 300
PASSWORD = "a password of the soak alone"
MAIN = "from entente.cli import main; main()"
_FOLDER = Path(__file__).parent


def _program(*words: object, kept: float | None = None) -> list[str]:
    """The command of the program, with what is unused kept for so many seconds where that is told."""
    shorter = (
        "import datetime; from entente.ledger import tending; "
        f"tending.KEPT = tending.LOGGED = datetime.timedelta(seconds={kept}); "
    )
    return [sys.executable, "-c", (shorter if kept else "") + MAIN, *map(str, words)]


def token(users: Path, name: str, role: str) -> str:
    """A user, and a token of theirs."""
    words = _program("users", "add", name, "--role", role, "--users-file", users)
    subprocess.run(words, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
    words = _program("users", "token", name, "--users-file", users)
    return subprocess.run(words, text=True, check=True, capture_output=True).stdout.strip()


@contextlib.contextmanager
def running(words: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process for as long as the block lasts; ended as a service is, by SIGTERM."""
    with log.open("wb") as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str | None:
    text = log.read_text(encoding="utf-8", errors="replace")
    if process.poll() is not None:
        raise RuntimeError(f"entente serve ended: {text[-2000:]}")
    found = re.search(r"the desk is at (http://[0-9.:]+)/", text)
    return found[1] if found else None


def _prepared(ledger: Path | None, shared: Path, folder: Path) -> Path:
    """The ledger that is soaked: a copy, or what is read from the shared half year."""
    made = folder / "ledger"
    if ledger is not None:
        shutil.copytree(ledger, made, ignore=shutil.ignore_patterns(".desk"))
        return made
    source = shared / "corpora" / "world_feeds_2023h1.jsonl.gz"
    if source.is_file():
        lines = subprocess.check_output(["gzip", "-dc", str(source)])
        (folder / "half.jsonl").write_bytes(lines)
        subprocess.run(_program("ingest", folder / "half.jsonl", "--ledger", made), check=True, capture_output=True)
    return made


def soak(ledger: Path, folder: Path, found: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """One run; what was seen."""
    state, users = folder / "state", folder / "users"
    tokens = {role: token(users, role, role) for role in ("reader", "reviewer")}
    wire = soak_feeds.Wire(found, FEEDS, ITEMS * TIMES)
    subprocess.run(_program("feeds", "add", *wire.addresses, "--ledger", ledger), check=True, capture_output=True)
    shutil.copytree(ledger, folder / "still")  # asked the same at the same times, for the machine's own ups and downs
    with contextlib.ExitStack() as stack:
        stack.callback(wire.close)
        words = _program("serve", "--ledger", ledger, "--state", state, "--port", 0, "--users-file", users)
        serve = stack.enter_context(running(words, folder / "serve.log"))
        base = until(lambda: _address(folder / "serve.log", serve), 60)
        store = Store(state / "desk.sqlite")
        stack.callback(store.close)
        until(lambda: True if _looked(store) else None, 900)
        _watch(store)
        wire.begin()
        words = _program("feeds", "poll", "--ledger", ledger, "--every", f"{EVERY}s", "--allow-private", kept=KEPT)
        poll = stack.enter_context(running(words, folder / "poll.log"))
        plan, out = folder / "plan.json", folder / "answers.jsonl"
        asked = {"base": base, "seconds": seconds, "pages": PAGES * TIMES, "reviews": REVIEWS * TIMES, **tokens}
        plan.write_text(json.dumps(asked), encoding="utf-8")

        def processes() -> dict[str, psutil.Process]:
            found = desk_processes(serve.pid, store)
            return found | ({"poll": psutil.Process(poll.pid)} if poll.poll() is None else {})

        def more() -> dict[str, Any]:
            kept = keeper.progress(store)
            return {"told": wire.told, "asked": wire.asked, "lag": kept.lag if kept else None,
                    "fault": kept.fault if kept else ""}  # fmt: skip

        with soak_watched.Watch(processes, ledger, state, more, folder / "still") as watch:
            done = subprocess.run([sys.executable, "-m", "bench.soak_asker", str(plan), str(out)], cwd=machine.ROOT)
        ended = {"poll": poll.poll(), "serve": serve.poll()}
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {
        "looks": watch.looks, "faults": watch.faults, "answers": answers, "asker": done.returncode,
        "ended_early": ended, "stopped": {"poll": poll.returncode, "serve": serve.returncode}, "told": wire.told,
        "joined": soak_watched.against_joined(ledger, folder / "joined"),
        "log": _complaints(folder / "serve.log"), "poll": _complaints(folder / "poll.log"), "kept": _counts(ledger),
    }  # fmt: skip


def _looked(store: Store) -> bool:
    rows = store.ask("SELECT name FROM sqlite_master WHERE name = 'keeper'")
    return bool(rows and any(row["version"] is not None for row in store.ask("SELECT version FROM keeper")))


def _watch(store: Store) -> None:
    watching.prepare(store)
    watching.make(store, owner="reader", name="Everything", question="", now=dt.datetime.now(dt.UTC))


def _complaints(log: Path) -> list[str]:
    """Lines of a log that tell of something that went wrong."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line[:400] for line in lines if re.search(r'"level": ?"(error|critical)"|Traceback|failed', line)][:20]


def _counts(ledger: Path) -> Mapping[str, Any]:
    from entente.ledger import Ledger

    with Ledger(ledger) as found:
        sql = "SELECT count(*), count(DISTINCT id) FROM documents WHERE url LIKE 'https://example.org/soak/%'"
        rows, ids = found.connection.execute(sql).fetchone() or (0, 0)
        reviews = (found.connection.execute("SELECT count(*) FROM reviews").fetchone() or (0,))[0]
        return {"soaked_rows": rows, "soaked_documents": ids, "reviews": reviews, **found.count()}


def run(shared: Path, ledger: Path | None, minutes: float) -> int:
    """Measures, writes and prints."""
    before = machine.facts()
    seconds = minutes * 60
    with tempfile.TemporaryDirectory(prefix="bench-soak-") as name:
        folder = Path(name)
        found, source = soak_feeds.items(shared, int(seconds * ITEMS * TIMES) + 100)
        raw = soak(_prepared(ledger, shared, folder), folder, found, seconds)
    asked = {
        "minutes": minutes, "times": TIMES, "items": ITEMS * TIMES, "pages": PAGES * TIMES, "reviews": REVIEWS * TIMES,
        "feeds": FEEDS, "every": EVERY, "kept": KEPT, "source": source, "busiest": soak_feeds.busiest(shared),
    }  # fmt: skip
    result = {"run": machine.stamp(), "machine": before, "asked": asked, "figures": soak_told.measured(raw)}
    text = json.dumps(result, indent=1) + "\n"
    (_FOLDER / "results" / f"{result['run']}-soak.json").write_text(text, encoding="utf-8")
    page = soak_page.as_page(result)
    (_FOLDER / "LATEST-soak.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 0
