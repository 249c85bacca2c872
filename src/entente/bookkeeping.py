"""The journeys into a ledger: reports in, read again, polled. The desk calls them; here the rooms meet for them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from entente.errors import InputError
from entente.records import Claim, Document, Ingested, Refusal, Reread

if TYPE_CHECKING:
    from entente.ledger import Keeper, Ledger

Refused = Callable[[Refusal], None]
Progress = Callable[[int, int | None], None]
Reading = Callable[[Iterable[Document]], Iterator[tuple[Document, list[Claim]]]]
#: As an engine reads: a document that its reader did not survive comes back as a refusal.
EngineReading = Callable[[Iterable[Document]], Iterator[tuple[Document, list[Claim]] | Refusal]]
Clock = Callable[[], dt.datetime]
#: Documents of one commit, and the seconds after which one is made at the latest: what an interruption can cost.
BATCH = 1000
PATIENCE = 20.0
#: Documents looked up in the ledger at once, before they are read, and the seconds for which one waits for others.
LOOKED_UP = 1024
WAITED = 2.0


def clock() -> dt.datetime:
    """The moment, UTC."""
    return dt.datetime.now(dt.UTC)


class Ingest:
    """One run that brings documents into a ledger."""

    def __init__(self, root: Path | str, now: Clock, *, status: str = "read") -> None:
        """Opens the ledger, and makes one where there is none. Raises LedgerError."""
        from entente.ledger import Keeper, Ledger, create

        self.ledger, self.now, self.began = Ledger(create(root)), now, now()
        self.keeper: Keeper = Keeper(self.ledger, now, status)
        self._refusals: list[Refusal] = []
        self._stopped: Refusal | None = None

    def run(
        self, items: Iterable[Document | Refusal], reading: EngineReading, reader: Callable[[], str], *,
        strict: bool = False, refused: Refused = lambda refusal: None,
        done: Callable[[int], None] = lambda number: None,
    ) -> None:  # fmt: skip
        """Reads what the ledger does not have, and commits it batch by batch.

        Raises InputError at the first refusal where `strict`, after what came before it is kept.
        """
        batch: list[tuple[Document, list[Claim]]] = []
        since = time.monotonic()

        def commit() -> None:
            nonlocal since
            if batch:
                self.keeper.keep(batch, reader())
                batch.clear()
            self.keeper.refuse(self._refusals)
            self._refusals.clear()
            since = time.monotonic()

        try:
            for read in reading(self._fresh(items, strict, refused, done)):
                if not isinstance(read, Refusal):
                    batch.append(read)
                    done(1)
                elif self._refuse(read, strict, refused, done):
                    break
                if len(batch) >= BATCH or time.monotonic() - since > PATIENCE:
                    commit()
        except KeyboardInterrupt:
            commit()  # what was read is kept
            raise
        commit()
        if (why := self._stopped) is not None:
            raise InputError(f"{why.reason}: {why.detail}", place=why.source, mend=why.mend)

    def _refuse(self, refusal: Refusal, strict: bool, refused: Refused, done: Callable[[int], None]) -> bool:
        """Notes a refusal; whether the run is to end with it."""
        self._refusals.append(refusal)
        refused(refusal)
        done(1)
        if strict and self._stopped is None:
            self._stopped = refusal
        return strict

    def _fresh(
        self, items: Iterable[Document | Refusal], strict: bool, refused: Refused, done: Callable[[int], None]
    ) -> Iterator[Document]:
        waiting: list[Document] = []
        since = time.monotonic()
        for item in items:
            if isinstance(item, Refusal):
                if self._refuse(item, strict, refused, done):
                    break
                continue
            waiting.append(item)
            if len(waiting) >= LOOKED_UP or time.monotonic() - since > WAITED:
                yield from self._unseen(waiting, done)
                waiting, since = [], time.monotonic()
        yield from self._unseen(waiting, done)

    def _unseen(self, waiting: list[Document], done: Callable[[int], None]) -> list[Document]:
        fresh = self.keeper.unseen(waiting) if waiting else []
        done(len(waiting) - len(fresh))
        return fresh

    def finish(self, sources: Iterable[str]) -> Ingested:
        """Groups what came in, unless another run goes on, and tells what it came to."""
        from entente.ledger import gather

        gathered = gather(
            self.ledger, self.now, began=self.began, sources=[str(source) for source in sources],
            program=f"entente {version('entente')}",
        )  # fmt: skip
        counts = self.keeper.counts
        reasons: Counter[str] = counts.refused
        return Ingested(
            new=counts.new, changed=counts.changed, seen=counts.seen, refused=sum(reasons.values()),
            reasons=dict(sorted(reasons.items())), claims=counts.claims, late=counts.late,
            near_copies=gathered.near_copies if gathered else 0, events=gathered.events if gathered else 0,
            closed=gathered.closed if gathered else self.keeper.closed, grouped=gathered is not None,
            was_closed=self.keeper.closed,
        )  # fmt: skip


def ingest(
    items: Iterable[Document | Refusal], root: Path | str, reading: EngineReading, reader: Callable[[], str], *,
    sources: Iterable[str] = (), strict: bool = False, refused: Refused = lambda refusal: None,
    done: Callable[[int], None] = lambda number: None, now: Clock = clock, status: str = "read",
) -> Ingested:  # fmt: skip
    """Brings items into the ledger at `root`.

    Args:
        items: documents and refusals, in any order; a document that the ledger has is not read again.
        root: the ledger's folder or address, made where it is missing.
        reading: from documents to claims; documents of one id in the order given.
        reader: name and version of what reads; asked only where something is read.
        sources: names for the ledger's list of runs.
        strict: stop at the first refusal.
        refused: called with each refusal as it comes.
        done: called with the number of items that are dealt with.
        now: the clock.
        status: of the claims, "read" or "imported".

    Raises LedgerError where the ledger cannot be used, InputError where `strict` stops it.
    """
    from entente.ledger import create
    from entente.ledger.locking import bringing

    root = create(root)
    with bringing(root):
        run = Ingest(root, now, status=status)
        run.run(items, reading, reader, strict=strict, refused=refused, done=done)
    return run.finish(sources)


def reread(
    root: Path | str, reading: EngineReading, reader: str, *,
    done: Callable[[int, int], None] = lambda number, of: None, refused: Refused = lambda refusal: None,
    now: Clock = clock,
) -> Reread:  # fmt: skip
    """Reads every document of a ledger again that another model or lexicon read last. Interrupted, it goes on.

    Args:
        root: the ledger's folder or address.
        reading: from documents to claims.
        reader: name and version of what reads now.
        done: called with the number of documents read, and of all that are to be read.
        refused: called with each that no reader survives; it stays as it was read before.
        now: the clock.
    """
    from entente.ledger import Keeper, Ledger, gather
    from entente.ledger.locking import bringing

    total: Counter[str] = Counter()
    ledger = Ledger(root)
    with bringing(ledger.path):
        keeper = Keeper(ledger, now)
        names = keeper.outdated(reader)
        read = reading(_reports(ledger, names))
        at = 0
        while batch := list(itertools.islice(read, LOOKED_UP)):
            refusals = [item for item in batch if isinstance(item, Refusal)]
            told = keeper.reread([item for item in batch if not isinstance(item, Refusal)], reader)
            keeper.refuse(refusals)
            for refusal in refusals:
                refused(refusal)
            total.update({field: getattr(told, field) for field in Reread.__slots__})
            done(at := at + len(batch), len(names))
    # Also where nothing was left to read: an earlier run may have died before it grouped.
    gather(ledger, now, program=f"entente {version('entente')}")
    return Reread(**total)


def _reports(ledger: Ledger, names: Sequence[str]) -> Iterator[Document]:
    """The newest texts of reports, some at a time."""
    for at in range(0, len(names), LOOKED_UP):
        held = ledger.reports(names[at : at + LOOKED_UP])
        yield from (held[name] for name in names[at : at + LOOKED_UP])


def import_rows(
    rows: Iterable[tuple[Document, Claim] | Refusal], root: Path | str, *, sources: Iterable[str] = (),
    refused: Refused = lambda refusal: None, now: Clock = clock,
) -> Ingested:  # fmt: skip
    """Brings in claims that hold no words, each with the document that stands for where it came from.

    Args:
        rows: one claim each, or why a row could not be used.
        root: the ledger's folder or address, made where it is missing.
        sources, refused, now: as for `ingest`.
    """
    from entente.ledger import create

    claims: dict[str, list[Claim]] = {}
    documents: dict[str, Document] = {}
    refusals: list[Refusal] = []
    root = create(root)
    for item in rows:
        if isinstance(item, Refusal):
            refusals.append(item)
            continue
        document, claim = item
        documents.setdefault(document.id, document)
        claims.setdefault(document.id, []).append(claim)

    def known(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            yield document, claims[document.id]

    items: list[Document | Refusal] = [*refusals, *_unknown(root, documents, claims)]
    return ingest(items, root, known, lambda: "import", sources=sources, refused=refused, now=now, status="imported")


def _unknown(root: Path | str, documents: Mapping[str, Document], claims: dict[str, list[Claim]]) -> Iterator[Document]:
    """The reports of rows as they are to be kept; claims that the ledger has already are left out.

    Where the ledger has the report but not all of its rows, these come under an id of their own.
    """
    from entente.ledger import Ledger

    with Ledger(root) as ledger:
        held = ledger.holds([claim.id for each in claims.values() for claim in each], list(documents))
    for name, document in documents.items():
        new = [claim for claim in claims[name] if claim.id not in held]
        if name not in held:
            claims[name] = new
        elif new:
            digits = hashlib.sha256(" ".join(sorted(claim.id for claim in new)).encode()).hexdigest()[:8]
            document = dataclasses.replace(document, id=f"{name} (rows {digits})")
            claims[document.id] = [dataclasses.replace(claim, document=document.id) for claim in new]
        yield document
