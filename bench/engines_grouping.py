"""What grouping takes, for `bench/engines.py`: 1,000 reports more in ledgers of several sizes, and memory by claim."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import hashlib
import json
import resource
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.process import RSS_UNIT
from entente.records import Claim, Document, Question, Refusal

#: Reports that come in at last.
MORE = 1000


def group_once(path: Path, recorded: Path, root: Path) -> dict[str, Any]:
    """Brings in reports with recorded claims on the last day of a ledger and groups them, in this process."""
    from entente.bookkeeping import Ingest, clock
    from entente.engine.forms import claims_from
    from entente.ledger import Ledger

    with Ledger(root) as ledger:
        day, held = ledger.closed, int(ledger.connection.execute("SELECT count(*) FROM claims").fetchall()[0][0])
    claims = {name: claims_from(values) for name, values in json.loads(recorded.read_text(encoding="utf-8")).items()}
    salt = str(held)  # again is others again

    def reading(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            told = claims[document.id.removesuffix(salt)]
            named = [hashlib.sha256(f"{claim.id}{salt}".encode()).hexdigest()[:16] for claim in told]
            yield (
                document,
                [dataclasses.replace(c, document=document.id, id=i) for c, i in zip(told, named, strict=True)],
            )

    run, began = Ingest(root, clock), time.perf_counter()
    run.run(_more(path, salt, day), reading, lambda: "replay 1")
    committed, used = time.perf_counter(), time.process_time()
    run.finish(["replay"])
    return {
        "claims": held, "more": run.keeper.counts.claims, "commit_s": round(committed - began, 2),
        "group_s": round(time.perf_counter() - committed, 2), "group_cpu_s": round(time.process_time() - used, 2),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / 2**20),
    }  # fmt: skip


def _more(path: Path, salt: str, day: dt.date | None) -> Iterator[Document]:
    from entente.documents import read_many

    found = (item for item in read_many([path]) if not isinstance(item, Refusal))
    for _, document in zip(range(MORE), found, strict=False):
        yield dataclasses.replace(document, id=document.id + salt, published=day)


def held_once(root: Path, what: str) -> dict[str, Any]:
    """Number, bytes and milliseconds of each claim or report that grouping holds ready for the ledger's last day.

    Args: what: "claims" or "reports".
    """
    from entente.ledger import Ledger
    from entente.ledger.grouping import Grouping
    from entente.ledger.members import ask, members
    from entente.ledger.origins import WINDOW, OriginRow, Origins

    with Ledger(root) as ledger:
        day = ledger.closed or dt.date.max
        ledger.count(Question(limit=1))  # what the store itself takes is there before
        before, began = _resident(), time.process_time()
        if what == "claims":
            held: Any = list(members(ledger, day, day))
            number, state = len(held), Grouping(held)
        else:
            sql = """SELECT document, origin, reason, similarity, signature, published, outlet FROM origins
                WHERE version = 1 AND published >= $since"""
            held = [OriginRow(**row) for row in ask(ledger, sql, {"since": day - dt.timedelta(days=2 * WINDOW)})]
            number, state = len(held), Origins(held, lambda names: {})
        took = time.process_time() - began
        gc.collect()
        told = {"held": number, "bytes": round((_resident() - before) / number), "ms": round(1000 * took / number, 3)}
        del state
    return told


def _resident() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)
