"""The desk's journeys into a ledger and out of it."""

from __future__ import annotations

import abc
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from entente.bookkeeping import Clock, clock
from entente.errors import EntenteError, UsageError
from entente.records import (
    STANDING,
    STATUSES,
    Claim,
    Document,
    Explanation,
    Ingested,
    KeptClaim,
    Question,
    Refusal,
    Reread,
)

if TYPE_CHECKING:
    from entente.exchange import Written
    from entente.ledger import Ledger
    from entente.polling import Feeds

Source = str | Path | bytes


class Reads(Protocol):
    """What the desk needs of a reader."""

    version: str

    @property
    def first_screen_confidence(self) -> float:
        """Confidence from which a claim may stand on a brief's first screen."""

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """Documents with their claims, in the order given."""

    def explain(self, document: Document, claim_id: str) -> Explanation:
        """Why a claim was read."""


class Engine(Protocol):
    """What hands documents to readers: the cores of this machine, or a cluster."""

    @property
    def version(self) -> str:
        """Name and version of what reads."""

    def documents(
        self, sources: Iterable[Source], *, published: dt.date | None = None, allow_private: bool = True
    ) -> Iterator[Document | Refusal]:
        """What sources hold, in their order."""

    def read(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]] | Refusal]:
        """Documents with their claims, those of one id in order; a Refusal for one that no reader survives."""


class LedgerDesk(abc.ABC):
    """What a desk with a reader does with ledgers."""

    @property
    @abc.abstractmethod
    def reader(self) -> Reads:
        """The reader with its model."""

    @property
    @abc.abstractmethod
    def engine(self) -> Engine:
        """What brings many documents to readers."""

    @abc.abstractmethod
    def claims(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """Documents with their claims, in the order given."""

    @abc.abstractmethod
    def name(self, code: str) -> str:
        """The English name of a code."""

    def ledger(self, path: Path | str) -> Ledger:
        """The ledger in a folder or at an address, open for questions.

        Raises LedgerError where there is none, or one of another layout.
        """
        from entente.ledger import Ledger

        return Ledger(path)

    def ingest(
        self,
        sources: Source | Iterable[Source],
        ledger: Path | str,
        *,
        published: dt.date | None = None,
        strict: bool = False,
        allow_private: bool = False,
        refused: Callable[[Refusal], None] = lambda refusal: None,
        progress: Callable[[int, int | None], None] = lambda done, total: None,
        now: Clock = clock,
    ) -> Ingested:
        """Reads sources into a ledger; what the ledger has is not read again, what cannot be read is a refusal in it.

        Args:
            sources: files, folders, globs, addresses, "-", bytes.
            ledger: its folder or address, made where it is missing.
            published: as for `documents`.
            strict: stop at the first refusal, with InputError.
            allow_private: addresses may lead into private networks.
            refused: called with each refusal.
            progress: called with the number of documents dealt with, and of all where that can be told.
            now: the clock, UTC.
        """
        from entente import bookkeeping
        from entente.documents import expand, size_of

        listed = [sources] if isinstance(sources, (str, bytes, Path)) else list(sources)
        # Its own files are no sources, where it lies in a folder that is read.
        folder = ledger.resolve() if isinstance(ledger, Path) else None
        # Bytes have no place of their own; everything else is expanded once, so that its size can be told.
        found = [
            item
            for source in listed
            for item in ([source] if isinstance(source, bytes) else expand([source]))
            if not (isinstance(item, Path) and folder in item.resolve().parents)
        ]
        total, done = size_of([item for item in found if isinstance(item, (str, Path))]), 0

        def dealt_with(number: int) -> None:
            nonlocal done
            done += number
            progress(done, total)

        def items() -> Iterator[Document | Refusal]:
            for refusal, several in itertools.groupby(found, lambda item: isinstance(item, Refusal)):
                if refusal:
                    yield from (item for item in several if isinstance(item, Refusal))
                else:
                    sound = [item for item in several if not isinstance(item, Refusal)]
                    yield from self.engine.documents(sound, published=published, allow_private=allow_private)

        return bookkeeping.ingest(
            items(), ledger, self.engine.read, lambda: self.engine.version, strict=strict, refused=refused,
            done=dealt_with,
            sources=["bytes" if isinstance(source, bytes) else str(source) for source in listed], now=now,
        )  # fmt: skip

    def keep(self, documents: Iterable[Document], ledger: Path | str, *, now: Clock = clock) -> Ingested:
        """Brings documents that were read already from their sources into a ledger, as `ingest` does."""
        from entente import bookkeeping

        given = list(documents)
        return bookkeeping.ingest(
            given, ledger, self.engine.read, lambda: self.engine.version,
            sources=[document.source for document in given], now=now,
        )  # fmt: skip

    def reread(
        self,
        ledger: Path | str,
        *,
        progress: Callable[[int, int | None], None] = lambda done, total: None,
        refused: Callable[[Refusal], None] = lambda refusal: None,
        now: Clock = clock,
    ) -> Reread:
        """Reads a ledger's documents again with this desk's model and lexicon; see `bookkeeping.reread`."""
        from entente import bookkeeping

        return bookkeeping.reread(
            ledger, self.engine.read, self.engine.version, done=progress, refused=refused, now=now
        )

    def feeds(self, ledger: Path | str) -> Feeds:
        """The feeds that a ledger follows; the ledger is made where there is none. Raises LedgerError."""
        from entente.polling import Feeds

        return Feeds(ledger)

    def poll(
        self,
        ledger: Path | str,
        *,
        every: dt.timedelta | None = None,
        allow_private: bool = False,
        refused: Callable[[Refusal], None] = lambda refusal: None,
        told: Callable[[str, str, int], None] = lambda address, outcome, new: None,
        rounds: int | None = None,
        failed: Callable[[EntenteError], None] = lambda error: None,
    ) -> Ingested:
        """Asks a ledger's feeds and reads what is new into it, once or every so often; see `polling.poll`."""
        from entente import polling

        return polling.poll(
            ledger, self.claims, lambda: self.reader.version, every=every, allow_private=allow_private,
            refused=refused, told=told, rounds=rounds, failed=failed,
        )  # fmt: skip

    def post(
        self,
        address: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        allow_private: bool = False,
        timeout: float = 10.0,
    ) -> tuple[int, float | None]:
        """Sends something to an address by the rules of reading one; see `documents.posting.post`."""
        from entente.documents.posting import post

        return post(address, body, headers, allow_private=allow_private, timeout=timeout)

    def optimize(self, ledger: Path | str) -> dict[str, int]:
        """Joins a ledger's small files; see `ledger.upkeep.optimize`."""
        from entente.ledger.upkeep import optimize

        return optimize(ledger)

    def migrate(self, ledger: Path | str) -> tuple[str, str]:
        """Brings an older ledger to the present layout; see `ledger.upkeep.migrate`."""
        from entente.ledger.upkeep import migrate

        return migrate(ledger)

    def export(
        self, ledger: Path | str, question: Question, kind: str, out: Path, *, rejected: bool = False
    ) -> Written:
        """Writes the claims of a ledger that a question finds to a file; see `exchange.write`.

        Args:
            ledger: its folder.
            question: which claims.
            kind: one of `exchange.KINDS`.
            out: the file, for "training" the folder.
            rejected: also claims that no longer stand, for formats that mark them as such.

        Raises UsageError for an unknown kind and for a place inside the ledger, InputError where it cannot be written.
        """
        from entente import exchange

        kept = self.ledger(ledger)
        if kept.path in [out.resolve(), *out.resolve().parents]:
            raise UsageError("is a place inside the ledger", place=str(out), mend="write elsewhere")

        reports: dict[str, Document] = {}

        def document(name: str) -> Document | None:
            found = reports.get(name) or kept.document(name).document
            return found if found.text or found.title else None

        def with_reports(claims: Iterator[KeptClaim]) -> Iterator[KeptClaim]:
            # The reports of many claims are asked for at once; those of the chunk before are no longer needed.
            while chunk := list(itertools.islice(claims, 2000)):
                reports.clear()
                reports.update(kept.reports([each.claim.document for each in chunk]))
                yield from chunk

        def trigger(claim: Claim, of: Document) -> str | None:
            try:
                return self.reader.explain(of, claim.id).trigger
            except UsageError:  # a claim that this model does not read
                return None

        statuses = STATUSES if rejected else STANDING
        found = _labelled(kept, question) if kind == "training" else kept.claims(question, statuses=statuses)
        claims = with_reports(found)
        return exchange.write(kind, claims, out, document=document, names=self.name, trigger=trigger)

    def import_rows(
        self,
        ledger: Path | str,
        kind: str,
        files: Sequence[Path],
        refused: Callable[[Refusal], None] = lambda refusal: None,
        *,
        now: Clock = clock,
    ) -> Ingested:
        """Brings rows of another data set into a ledger as claims without words; see `exchange.read`."""
        from entente import bookkeeping, exchange

        return bookkeeping.import_rows(
            (item for file in files for item in exchange.read(kind, file)), ledger,
            sources=[str(file) for file in files], refused=refused, now=now,
        )  # fmt: skip


def _labelled(ledger: Ledger, question: Question) -> Iterator[KeptClaim]:
    """Every claim, whatever its status, of the reports with a reviewed claim that is asked for."""
    reviewed = (kept for kept in ledger.claims(question, statuses=STATUSES) if kept.by)
    for document in sorted({kept.claim.document for kept in reviewed}):
        yield from ledger.claims(Question(document=document), statuses=STATUSES)
