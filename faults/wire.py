"""Feeds whose servers misbehave: each is bounded in time and memory, is put off, and holds up no other."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from entente.ledger import Ledger
from entente.ledger.following import followed
from faults.feed import serving
from faults.processes import Ended, driver, run
from faults.rows import Rows, rows_of
from faults.scenes import Outcome, Scene, Timed, answers, compared
from faults.servers import FAULTS, misbehaving

#: Seconds that one request may take in these trials (the program's own limit is 30), and a whole poll beside them.
WHOLE, BESIDE = 3.0, 30.0
#: What can be read in part, and is.
READABLE = frozenset({"a gzip file cut", "entities of entities"})
#: MiB that the process may come to.
MEMORY = 1024
#: Rows that the good feed alone must give.
_TABLES = ("documents", "claims", "origins", "events")


def every_fault(scene: Scene, names: Sequence[str] = tuple(FAULTS)) -> Outcome:
    """Each fault in a poll together with a good feed; then some of it at the robots.txt; then all in one poll."""
    what = f"each beside a good feed: in {WHOLE:.0f} s a request, under {MEMORY} MiB, the good one read whole"
    with Timed(Outcome("feeds that misbehave", what)) as outcome, serving(scene.items // 6, scene.seed) as good:
        expected = _alone(scene, good)
        longest = peak = 0.0
        trials = [([name], False) for name in names] + [(list(names[:1]), True), (list(names[5:6]), True)]
        for number, (some, everywhere) in enumerate([*trials, (list(names), False)]):
            if not some:
                continue
            label = "all at once" if len(some) > 1 else some[0] + (" (robots.txt)" if everywhere else "")
            seconds, memory, told = _polled(scene, good, some, everywhere, expected)
            longest = max(longest, seconds if len(some) == 1 else 0.0)
            peak = max(peak, memory)
            outcome.judge(label, told)
            scene.progress(outcome.name, number + 1, len(trials) + 1)
        outcome.note = f"longest poll {longest:.1f} s, peak {peak:.0f} MiB"
    return outcome


def _alone(scene: Scene, good: str) -> Rows:
    root = scene.folder()
    run(driver("poll", root, good, batch=scene.batch))
    return rows_of(root, tables=_TABLES)


@contextlib.contextmanager
def _bad(names: Sequence[str], everywhere: bool) -> Iterator[list[str]]:
    """Addresses of feeds at fault, each of a host of its own."""
    with contextlib.ExitStack() as stack:
        found = []
        for number, name in enumerate(names):
            host = f"127.0.1.{number + 1}"
            port, _ = stack.enter_context(misbehaving(host, FAULTS[name], everywhere=everywhere))
            found.append(f"{'https' if name == 'no HTTP' else 'http'}://{host}:{port}/feed.xml")
        yield found


def _polled(
    scene: Scene, good: str, names: Sequence[str], everywhere: bool, expected: Rows
) -> tuple[float, float, list[str]]:
    """One poll of feeds at fault and the good one; seconds, MiB, and what is wrong."""
    root = scene.folder()
    with _bad(names, everywhere) as bad:
        ended = run(driver("poll", root, *bad, good, batch=scene.batch, whole=WHOLE), status=None)
    told = [] if ended.status == 0 else [f"ends with {ended.status}: {ended.err[-300:]}"]
    if "Traceback" in ended.err:
        told.append(ended.err[-300:])
    bound = len(names) * WHOLE * (2 if everywhere else 1) + BESIDE
    told += [f"{ended.seconds:.1f} s of {bound:.0f}"] if ended.seconds > bound else []
    memory = _peak(ended)
    told += [f"{memory:.0f} MiB of {MEMORY}"] if memory > MEMORY else []
    told += answers(root)
    if ended.status == 0:
        # What a feed at fault gave comes on top.
        told += [line for line in compared(expected, root) if ": 0 rows lacking" not in line or not READABLE & {*names}]
    read = [address for name, address in zip(names, bad, strict=True) if name not in READABLE]
    return ended.seconds, memory, told + _put_off(root, read)


def _peak(ended: Ended) -> float:
    lines = [line for line in ended.out.splitlines() if line.startswith('{"peak_mib"')]
    return float(json.loads(lines[-1])["peak_mib"]) if lines else 0.0


def _put_off(root: Path, bad: Sequence[str]) -> list[str]:
    """Feeds at fault that were not put off, with a note that says why."""
    with Ledger(root) as ledger:
        states = {row["address"]: row for row in followed(ledger)}
    return [
        f"{address} is not put off"
        for address in bad
        if not states[address]["note"] or not (states[address]["failures"] and states[address]["next_poll"])
    ]
