"""Measures what a ledger on object storage costs beside one in a folder: committing, and asking, cold and warm.

    python -m bench.objects [SHARED] [--items N] [--rounds N] [--delay MS]

The items are read once; what was read is then brought into a folder and onto a server of the S3 protocol on this
machine, in turn, so that a machine that is busy with other things is so for both. `--delay` lets the server wait so
many milliseconds before it answers each request, as a store in a data centre does. Writes
`bench/results/DATE-COMMIT-objects.json` and `bench/LATEST-objects.md`.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import os
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from entente import bookkeeping
from entente.desk import Desk
from entente.ledger import Ledger
from entente.records import Claim, Document, Question, Refusal
from evals import machine
from faults.objects import serving

ITEMS, ROUNDS = 2000, 3
#: What is asked, of a ledger that was opened just now.
QUESTIONS: dict[str, Callable[[Ledger], object]] = {
    "opened": lambda ledger: ledger.connection,
    "counted": lambda ledger: ledger.count(),
    "the newest 20 claims": lambda ledger: list(ledger.claims(Question(limit=20))),
    "claims of one pair": lambda ledger: list(ledger.claims(Question(pair=("RUS", "UKR"), limit=20))),
    "events of one pair": lambda ledger: ledger.events(Question(pair=("RUS", "UKR"), limit=10)),
}
Read = list[tuple[Document, list[Claim]]]


def measured(shared: Path, items: int, rounds: int, delay: float) -> dict[str, Any]:
    """Seconds of everything, by place and what was done: the median of the rounds, and all of them."""
    read = _read(shared / "corpora" / "world_feeds_2023h1.jsonl.gz", items)
    took: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as name, serving(Path(name) / "objects", delay=delay) as objects:
        os.environ.update({**objects.environment, "ENTENTE_CACHE": str(Path(name) / "cache")})
        for number in range(rounds):
            places = {"folder": Path(name) / str(number), "objects": objects.ledger(str(number))}
            for kind, where in places.items():
                _round(where, read, Path(name) / "cache", took[kind])
        size = sum(path.stat().st_size for path in objects.files("0").rglob("*") if path.is_file())
    claims = sum(len(found) for _, found in read)
    medians = {kind: {what: statistics.median(found) for what, found in each.items()} for kind, each in took.items()}
    return {
        "items": len(read), "claims": claims, "rounds": rounds, "delay_ms": delay * 1000, "bytes": size,
        "seconds": medians, "all": took,
    }  # fmt: skip


def _read(path: Path, items: int) -> Read:
    from entente.documents import read_many

    documents = (item for item in read_many([path]) if not isinstance(item, Refusal))
    found = list(Desk().claims(itertools.islice(documents, items)))
    if not found:
        raise SystemExit(f"{path} holds no items")
    return found


def _round(where: Path | str, read: Read, cache: Path, took: defaultdict[str, list[float]]) -> None:
    claims = {document.id: found for document, found in read}

    def reading(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            own = [dataclasses.replace(claim, document=document.id) for claim in claims[document.id]]
            yield document, own

    def timed(what: str, do: Callable[[], object]) -> None:
        began = time.perf_counter()
        do()
        took[what].append(time.perf_counter() - began)

    documents = [document for document, _ in read]
    timed("ingest", lambda: bookkeeping.ingest(documents, where, reading, lambda: "bench"))
    timed("the same again", lambda: bookkeeping.ingest(documents, where, reading, lambda: "bench"))
    for state in ("cold", "warm"):
        for what, ask in QUESTIONS.items():
            if state == "cold":
                shutil.rmtree(cache, ignore_errors=True)
            with Ledger(where) as ledger:
                if what != "opened":
                    _ = ledger.connection
                timed(f"{what}, {state}", lambda ask=ask, ledger=ledger: ask(ledger))  # type: ignore[misc]


def page(found: dict[str, Any], stamp: str, about: dict[str, Any]) -> str:
    """The run as a page."""
    folder, objects = found["seconds"]["folder"], found["seconds"]["objects"]
    rows = [f"| {what} | {folder[what]:.3f} | {objects[what]:.3f} |" for what in folder]
    return "\n".join([
        "# Ledgers on object storage", "",
        f"{stamp}, {about['cpu']}, {about['cores']} cores, Python {about['python']}, load {about['load']}. "
        f"{found['items']:,} feed items with {found['claims']:,} claims, {found['bytes'] / 1e6:.1f} MB of objects; "
        f"medians of {found['rounds']} rounds, folder and store in turn; the store is a server of the S3 protocol on "
        f"this machine that waits {found['delay_ms']:.0f} ms before each answer. Reading is left out: what was read "
        "once is brought in each time.", "",
        "| seconds | folder | objects |", "| --- | ---: | ---: |", *rows, "",
        "Written by `python -m bench.objects`.", "",
    ])  # fmt: skip


def main() -> None:
    """Measures, writes the run down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=machine.ROOT / "shared")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--delay", type=float, default=0.0, metavar="MS")
    asked = parser.parse_args()
    found = measured(asked.shared, asked.items, asked.rounds, asked.delay / 1000)
    stamp, about = machine.stamp(), machine.facts()
    results = Path(__file__).parent / "results"
    (results / f"{stamp}-objects.json").write_text(json.dumps({"machine": about, **found}, indent=1), encoding="utf-8")
    name = "LATEST-objects.md" if not asked.delay else "LATEST-objects-far.md"
    (Path(__file__).parent / name).write_text(page(found, stamp, about), encoding="utf-8")


if __name__ == "__main__":
    main()
