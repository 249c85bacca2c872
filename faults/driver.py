"""One journey into a ledger as a process of its own, with the quick reader and small batches.

    python -m faults.driver ACTION LEDGER [ARGUMENT...] [--batch N] [--edition 1|2] [--die N] [--day DATE] [--wait]
                            [--said FILE] [--careless] [--whole SECONDS]
                            [--every SECONDS]

Writes "ready" when everything is loaded and, with --wait, goes on at the first line of its input. Faults end it as they
end the program: one line, and the exit status of the error. With --said, a line stands in that file as soon as
something is kept: what whoever called could rely on from then on. With --careless nothing is synced.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import json
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from entente.errors import EntenteError
from faults.stub import reading

#: The day on which everything happens, so that a run around midnight is like any other.
TODAY = dt.date(2024, 1, 10)


class Clock:
    """Rises from noon of a day, as the machine's own does; sleeping costs no time."""

    def __init__(self, day: dt.date) -> None:
        self._start, self._began, self._slept = dt.datetime.combine(day, dt.time(12), dt.UTC), time.monotonic(), 0.0

    def __call__(self) -> dt.datetime:
        return self._start + dt.timedelta(seconds=time.monotonic() - self._began + self._slept)

    def sleep(self, seconds: float) -> None:
        self._slept += seconds


def ingest(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """Documents of JSON Lines files."""
    from entente import bookkeeping
    from entente.documents import read_many

    read, name = reading(asked.edition)
    done = bookkeeping.ingest(read_many(asked.words), root, read, lambda: name, sources=asked.words, now=now)
    print(json.dumps({"grouped": done.grouped, "new": done.new, "seen": done.seen, "refused": done.refused}))


def reread(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """The stored texts by another edition of the reader."""
    from entente import bookkeeping

    bookkeeping.reread(root, *reading(asked.edition), now=now)


def correct(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """Claims are corrected, one after the other; one that says so already is passed over."""
    from entente.errors import UsageError
    from entente.ledger import Ledger

    with Ledger(root) as ledger:
        for name in asked.words:
            try:
                ledger.correct(name, {"event": "COERCE"}, by="Ada", why="the words say so", now=now())
                say(asked.said, "review", name)
            except UsageError as error:
                if "already" not in str(error):
                    raise


def optimize(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """Small files are joined."""
    from entente.ledger.upkeep import optimize as join

    join(root)


def migrate(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """An older layout is brought up to date."""
    from entente.ledger.upkeep import migrate as renew

    renew(root)


def poll(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """Feeds are asked once."""
    from entente import documents, polling
    from entente.documents.fetching import Limits

    if asked.whole:
        limits = Limits(connect=asked.whole, wait=asked.whole, whole=asked.whole)
        documents.poll = functools.partial(documents.poll, limits=limits)  # type: ignore[assignment]
    feeds = polling.Feeds(root, now)
    for address in asked.words:
        feeds.add(address)
    read, name = reading(asked.edition)
    every = dt.timedelta(seconds=asked.every) if asked.every else None
    polling.poll(
        root, read, lambda: name, every=every, rounds=1, allow_private=True, now=now, sleep=now.sleep
    )  # fmt: skip
    print(json.dumps({"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def ask(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """Asks until its input ends; tells what it saw that must not be, and how many documents of which moment it saw."""
    from faults.asking import Watcher

    watcher = Watcher(root)
    watcher.watch(lambda: os.path.exists(asked.words[0]))
    print(json.dumps(watcher.told))


def desk(root: Path, asked: argparse.Namespace, now: Clock) -> None:
    """The desk's own file and the users file, in the folder `root`: lines and users come in, one after the other."""
    from entente.serve.guard import users_file
    from entente.serve.store import Store

    store = Store(root / "desk.sqlite")
    store.make("CREATE TABLE IF NOT EXISTS audit (line TEXT PRIMARY KEY)")
    for number in range(int(asked.words[0])):
        with store.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO audit VALUES (?)", (f"line {number}",))
        say(asked.said, "line", f"line {number}")
        users = root / "users"
        if number % 8 == 0 and (not users.exists() or f"user{number}" not in users_file.users(users)):
            users_file.add_user(users, f"user{number}", "reader", f"a long password {number}")
            say(asked.said, "user", f"user{number}")
    store.close()


def say(said: Path | None, kind: str, what: object) -> None:
    """Notes that something was kept."""
    if said is not None:
        with said.open("ab", buffering=0) as file:
            file.write(f"{json.dumps([kind, what])}\n".encode())


def say_batches(said: Path) -> None:
    """Notes each batch as it is kept: how many documents this run has brought in."""
    from entente.ledger import Keeper

    keep = Keeper.keep

    def then_say(keeper: Keeper, *args: Any) -> None:
        keep(keeper, *args)
        say(said, "documents", keeper.counts.new + keeper.counts.changed)

    Keeper.keep = then_say  # type: ignore[method-assign]


ACTIONS: dict[str, Callable[[Path, argparse.Namespace, Clock], None]] = {
    each.__name__: each for each in (ingest, reread, correct, optimize, migrate, poll, ask, desk)
}


def die_after(commits: int) -> None:
    """Lets this process kill itself right after so many commits to tables, whatever makes them; 0: before the first."""
    import deltalake
    from deltalake.table import TableAlterer, TableOptimizer

    made: Counter[str] = Counter()

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def then_die(*args: Any, **named: Any) -> Any:
            if made["commits"] >= commits:
                os.kill(os.getpid(), signal.SIGKILL)
            found = call(*args, **named)
            made["commits"] += 1
            if made["commits"] >= commits:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return then_die

    for owner, name in (
        (deltalake, "write_deltalake"), (deltalake.DeltaTable, "create"), (deltalake.DeltaTable, "restore"),
        (deltalake.DeltaTable, "vacuum"), (TableOptimizer, "z_order"), (TableAlterer, "set_table_description"),
    ):  # fmt: skip
        setattr(owner, name, counted(getattr(owner, name)))


def main(words: list[str]) -> int:
    """Loads, waits where asked to, and acts."""
    parser = argparse.ArgumentParser(prog="python -m faults.driver")
    parser.add_argument("action", choices=sorted(ACTIONS))
    parser.add_argument("ledger", type=lambda name: name if "://" in name else Path(name))
    parser.add_argument("words", nargs="*")
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--edition", default="1")
    parser.add_argument("--die", type=int)
    parser.add_argument("--day", type=dt.date.fromisoformat, default=TODAY)
    parser.add_argument("--wait", action="store_true")
    parser.add_argument("--every", type=float, help="seconds between rounds of polls, of which one is made")
    parser.add_argument("--said", type=Path)
    parser.add_argument("--careless", action="store_true")
    parser.add_argument("--whole", type=float, help="seconds that a request may take")
    asked = parser.parse_args(words)
    load(asked.batch)
    if asked.die is not None:
        die_after(asked.die)
    if asked.careless:
        from entente.ledger import lasting

        lasting.keep = lambda *_: None
    if asked.said is not None:
        say_batches(asked.said)
    print("ready", flush=True)
    if asked.wait:
        sys.stdin.readline()
    try:
        ACTIONS[asked.action](asked.ledger, asked, Clock(asked.day))
    except EntenteError as error:
        print(f"entente: {error}", file=sys.stderr)
        return error.exit_code
    say(asked.said, "done", asked.action)
    return 0


def load(batch: int) -> None:
    """Loads what the actions need, and sets the size of batches."""
    import deltalake  # noqa: F401
    import duckdb  # noqa: F401
    import numpy  # noqa: F401

    import entente.documents  # noqa: F401
    import entente.ledger.gathering as gathering
    from entente import bookkeeping

    bookkeeping.BATCH, bookkeeping.LOOKED_UP, gathering.CHUNK = batch, batch, batch * 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
