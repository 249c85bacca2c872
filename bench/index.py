"""Measures an index: making it, following a ledger, and its questions.

    python -m bench.index LEDGER [INDEX]

LEDGER: made by `bench.ledger_rows.make`, or any other; INDEX: default LEDGER/.desk/index.sqlite, made where it is not
there, which is measured then. Prints the figures. Seconds and milliseconds of processor time stand beside those on the
wall, for other programs may run. Nothing is written into the ledger.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.process import RSS_UNIT
from entente.desk import Desk
from entente.index import Index
from entente.index_desk import PLACE
from entente.records import Question

#: Times that each question is asked; the index forgets its answers between them.
TIMES = 20


def questions(index: Index) -> dict[str, Question]:
    """Questions of each kind, about what the index holds most of."""
    last = index.last or dt.date.max
    first = last.replace(day=1)
    facets = index.facets()
    codes = [code for code, _ in index.actors(limit=20)]
    kind, matter = facets.kinds[0][0], facets.matters[0][0]
    since = first - dt.timedelta(days=400)
    return {
        "all": Question(),
        "pair": Question(pair=(codes[0], codes[1])),
        "pair, matter": Question(pair=(codes[0], codes[2]), matter=matter),
        "party": Question(party=codes[-1]),
        "holder": Question(holder=codes[0]),
        "matter": Question(matter=matter),
        "kind": Question(event=(kind,)),
        "kind, actor": Question(event=(kind,), actor=codes[-1]),
        "text": Question(text="sanctions"),
        "two words": Question(text="talks grain"),
        "month": Question(since=first, until=last),
        "month, long ago": Question(since=since, until=since + dt.timedelta(days=29)),
        "published in a month": Question(published_since=since, published_until=since + dt.timedelta(days=29)),
    }


def timed(index: Index, ask: Callable[[], object]) -> tuple[float, float, float]:
    """Milliseconds: median and nineteenth of twenty on the wall, median of processor time."""
    walls, cpus = [], []
    for _ in range(TIMES):
        index._remembered.clear()
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append((time.perf_counter() - wall) * 1e3)
        cpus.append((time.process_time() - cpu) * 1e3)
    return sorted(walls)[TIMES // 2], sorted(walls)[-2], sorted(cpus)[TIMES // 2]


def asked(desk: Desk, index: Index) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked, with its name."""
    for name, question in questions(index).items():
        yield f"{name}: claims", lambda q=question: index.claims(q)
        yield f"{name}: least sure first", lambda q=question: index.claims(q, sort="confidence", descending=False)
        yield f"{name}: count", lambda q=question: index.count(q)
        yield f"{name}: events", lambda q=question: index.events(q)
        yield f"{name}: documents", lambda q=question: index.documents(q)
    claim = index.claims().rows[0].claim
    event = index.events().rows[0].id
    yield (
        "document, its claims and copies",
        lambda: (
            index.document(claim.document),
            index.document_claims(claim.document),
            index.copies(claim.document),
        ),
    )
    yield "event, whole", lambda: desk.happening(index, event)
    last = index.last or dt.date.max
    for days in (30, 91, 182):
        yield f"network of {days} days", lambda d=days: index.network(last - dt.timedelta(days=d), last)
    yield "summary", index.summary


def main(words: list[str]) -> int:
    """Measures and prints."""
    root = Path(words[0])
    place = Path(words[1]) if len(words) > 1 else root / PLACE
    desk = Desk()
    with desk.ledger(root) as ledger, desk.index(place) as index:
        for what in ("made or brought up to date", "followed with nothing new"):
            wall, cpu = time.perf_counter(), time.process_time()
            done = desk.follow(index, ledger)
            took = f"{time.perf_counter() - wall:.2f} s, {time.process_time() - cpu:.2f} s of a core"
            print(f"{what}: {took}, {done.claims:,} claims, {done.documents:,} documents, anew: {done.whole}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / 2**20
        print(f"memory {peak:.0f} MiB, file {place.stat().st_size / 2**20:.0f} MiB, {index.summary()}")
        print(f"{'milliseconds':42}{'median':>9}{'19 of 20':>10}{'of a core':>11}")
        for name, ask in asked(desk, index):
            print(f"{name:42}" + "{:9.1f}{:10.1f}{:11.1f}".format(*timed(index, ask)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
