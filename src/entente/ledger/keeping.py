"""Writing what was read: whole batches, each document once, whatever is interrupted and whoever writes beside."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from entente.ledger.before import Before
from entente.ledger.days import closed
from entente.ledger.ledger import Ledger
from entente.ledger.locking import locked
from entente.ledger.renewal import Renewed, renew
from entente.ledger.rows import claim_row, digest, document_row, month_of, sound, sound_document
from entente.ledger.tables import HEAD
from entente.records import Claim, Document, KeptClaim, Refusal, Reread, claim_id

#: Words that two texts under one id must share to be versions of one report, as a share of the shorter one's.
SAME_REPORT = 0.5


@dataclasses.dataclass
class Counts:
    """What one run has come to so far."""

    new: int = 0
    changed: int = 0
    seen: int = 0
    late: int = 0
    claims: int = 0
    refused: Counter[str] = dataclasses.field(default_factory=Counter)


class Keeper:
    """Brings documents and their claims into a ledger, for the time of one run."""

    def __init__(self, ledger: Ledger, now: Callable[[], dt.datetime], status: str = "read") -> None:
        """Takes back what a dead writer left half done, and notes up to which day the past is closed.

        Args:
            ledger: where to write.
            now: the clock, UTC.
            status: of the claims that come in, "read" or "imported".
        """
        self.ledger, self.now, self.status, self.counts = ledger, now, status, Counts()
        with locked(ledger.path, "write"):
            ledger.tables.mend()
        self.closed = closed(ledger)
        self._known: dict[str, _Known] = {}

    def unseen(self, documents: Iterable[Document]) -> list[Document]:
        """The documents that the ledger does not have in these words, each under an id of its own.

        Another text under an id that is taken is a newer version where address or words say that it is the same report;
        else it gets some digits of its digest added to its id.
        """
        waiting = [sound_document(document) for document in documents]
        self._look_up([name for document in waiting for name in (document.id, other_id(document))])
        fresh = []
        for document in waiting:
            named = self._named(document)
            if named is None:
                self.counts.seen += 1
            else:
                fresh.append(named)
        return fresh

    def _named(self, document: Document) -> Document | None:
        for name in (document.id, other_id(document)):
            document = dataclasses.replace(document, id=name)
            known = self._known.get(name)
            if known is None:
                self._known[name] = _Known({digest(document)}, document, fresh=True)
                return document
            if digest(document) in known.digests or self.status == "imported":
                return None  # rows without words never take the place of words
            if self._same_report(known, document):
                known.digests.add(digest(document))
                # The newest text is what the next is compared with, written or not: where a run stops must not matter.
                known.document, known.fresh = document, True
                return document
        return None

    def _same_report(self, known: _Known, document: Document) -> bool:
        older = known.document or self.ledger.document(document.id).document
        known.document = older
        if older.url and older.url == document.url:
            return True
        first, second = ({*f"{d.title} {d.text}".lower().split()} for d in (older, document))
        return len(first & second) >= SAME_REPORT * min(len(first), len(second)) > 0

    def _look_up(self, names: Sequence[str]) -> None:
        """What the ledger has under these ids; what this run has met itself stays known."""
        self._known = {name: known for name, known in self._known.items() if known.fresh}
        asked = sorted({name for name in names if name not in self._known})
        sql = "SELECT id, digest FROM documents WHERE id IN (SELECT unnest($ids)) AND reading = 1"
        for name, found in self.ledger.rows(sql, {"ids": asked}) if asked else ():
            self._known.setdefault(name, _Known(set(), None, fresh=False)).digests.add(found)

    def keep(self, read: Sequence[tuple[Document, Sequence[Claim]]], reader: str) -> None:
        """Commits a batch: all of it is in the ledger afterwards, or none. Raises LedgerError."""
        with locked(self.ledger.path, "write"):
            self.ledger.tables.mend()
            now = self.now()
            names = [name for document, _ in read for name in (document.id, other_id(document))]
            held = self._held(names)
            batch = _Batch(self.ledger, now, self.closed, reader, self.status, names)
            for document, claims in read:
                if document.id in batch.names:  # a newer text of one that is not yet written
                    self._write(batch)
                    batch = _Batch(self.ledger, now, self.closed, reader, self.status, names)
                if self._taken(document, held.get(document.id, {})):
                    document, claims = _renamed(document, claims)
                versions = held.get(document.id, {})
                if digest(document) in versions:  # another run brought it in meanwhile
                    self.counts.seen += 1
                    continue
                self.counts.changed += bool(versions)
                self.counts.new += not versions
                batch.add(document, claims, max(versions.values(), default=0) + 1)
                held.setdefault(document.id, {})[digest(document)] = max(versions.values(), default=0) + 1
            self._write(batch)
        for document, _ in read:
            known = self._known.get(document.id)
            if known is not None and known.document is not None and digest(known.document) == digest(document):
                known.fresh = False

    def _taken(self, document: Document, versions: dict[str, int]) -> bool:
        """Whether another run has meanwhile kept quite another report under this id."""
        if not versions or digest(document) in versions:
            return False
        older = self.ledger.document(document.id).document
        return not self._same_report(_Known(set(), older, fresh=False), document)

    def _write(self, batch: _Batch) -> None:
        batch.write()
        self.counts.claims += len(batch.claims)
        self.counts.late += batch.late

    def _held(self, names: Sequence[str]) -> dict[str, dict[str, int]]:
        held: defaultdict[str, dict[str, int]] = defaultdict(dict)
        sql = "SELECT id, digest, version FROM documents WHERE id IN (SELECT unnest($ids)) AND reading = 1"
        for name, found, version in self.ledger.rows(sql, {"ids": sorted(set(names))}):
            held[name][found] = version
        return held

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Keeps refusals; one that was told before is not written again."""
        self.counts.refused.update(refusal.reason for refusal in refusals)
        rows = {_refusal_key(r): r for r in refusals}
        if not rows:
            return
        with locked(self.ledger.path, "write"):
            sql = "SELECT source, reason, detail FROM refusals WHERE source IN (SELECT unnest($sources))"
            sources = sorted({sound(refusal.source) for refusal in refusals})
            for found in self.ledger.rows(sql, {"sources": sources}):
                rows.pop(found, None)
            now = self.now()
            if rows:
                self.ledger.tables.append("refusals", [_refusal_row(*key, r.mend, now) for key, r in rows.items()])

    def outdated(self, reader: str) -> list[str]:
        """Ids of the documents that something else than `reader` read last; imports hold no words to read."""
        sql = """SELECT id FROM (FROM documents
                QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC, reading DESC) = 1)
            WHERE reader <> $reader AND NOT starts_with(reader, 'import') ORDER BY published NULLS LAST, id"""
        return [row[0] for row in self.ledger.rows(sql, {"reader": reader})]

    def reread(self, read: Sequence[tuple[Document, Sequence[Claim]]], reader: str) -> Reread:
        """Commits a new reading of documents that the ledger has, and tells what became of their claims."""
        with locked(self.ledger.path, "write"):
            self.ledger.tables.mend()
            ids = [document.id for document, _ in read]
            batch = _Batch(self.ledger, self.now(), self.closed, reader, self.status, ids)
            told = [batch.again(document, claims) for document, claims in read]
            batch.write()
        counted = Counter(renewed.what for document in told for renewed in document)
        return Reread(documents=len(told), **counted)


@dataclasses.dataclass
class _Known:
    digests: set[str]
    document: Document | None
    fresh: bool


class _Batch:
    """The rows of one commit."""

    def __init__(
        self, ledger: Ledger, now: dt.datetime, closed: dt.date | None, reader: str, status: str, ids: Sequence[str]
    ) -> None:
        self._ids = ids  # of all documents that may come into it
        self._ledger, self._now, self._closed, self._reader, self._status = ledger, now, closed, reader, status
        self.documents: list[dict[str, Any]] = []
        self.claims: list[dict[str, Any]] = []
        # A clock that was set back does not open the past again.
        self._today = max(now.date(), closed) if closed else now.date()
        self.names: set[str] = set()
        self.late = 0

    def days(self, document: Document) -> tuple[dt.date, dt.date]:
        """The day from which a report could be known, and the day from which this ledger counts it.

        A past that was told is closed: what comes after counts from the day on which it came.
        """
        today = self._today
        told = document.published or today
        late = self._closed is not None and told <= self._closed
        return told, max(told, today) if late else told

    def add(self, document: Document, claims: Sequence[Claim], version: int) -> None:
        """A document that is new, or a newer text of one."""
        told, known = self.days(document)
        self.late += known > told
        self._add_document(document, len(claims), told, known, version=version, reading=1)
        if version == 1:
            for claim in {claim.id: claim for claim in reversed(claims)}.values():  # an id stands for one claim
                self._add_claim(document, claim, 1, version, told, known, self._status)
        else:
            self._renew(document, claims, version, told, known, same_text=False)

    def again(self, document: Document, claims: Sequence[Claim]) -> list[Renewed]:
        """The same text, read anew."""
        today = self._today
        version, reading = self._before.reading(document.id)
        self._add_document(document, len(claims), today, today, version=version, reading=reading + 1)
        return self._renew(document, claims, version, today, today, same_text=True)

    def _renew(
        self, document: Document, claims: Sequence[Claim], version: int, told: dt.date, known: dt.date, *,
        same_text: bool,
    ) -> list[Renewed]:  # fmt: skip
        old, reviewed = self._before.claims(document.id), self._before.reviewed(document.id)
        told_anew = renew(old, reviewed, claims, same_text=same_text)
        for renewed in told_anew:
            if renewed.what in ("changed", "new", "withdrawn"):
                status = "withdrawn" if renewed.what == "withdrawn" else self._status
                self._add_claim(document, renewed.claim, renewed.version, version, told, known, status)
        spoken = {kept.claim.id for kept in reviewed}
        return [
            dataclasses.replace(renewed, what="reviewed") if renewed.claim.id in spoken else renewed
            for renewed in told_anew
        ]

    @functools.cached_property
    def _before(self) -> Before:
        return Before(self._ledger, self._ids)

    def _add_document(
        self, document: Document, claims: int, told: dt.date, known: dt.date, *, version: int, reading: int
    ) -> None:
        from entente.ledger.lineage import lineage

        row = document_row(
            document, version=version, reading=reading, lineage=lineage(document), reader=self._reader, claims=claims,
            told=told, known=known, recorded=self._now,
        )  # fmt: skip
        self.documents.append(row)
        self.names.add(document.id)

    def _add_claim(
        self, document: Document, claim: Claim, version: int, of: int, told: dt.date, known: dt.date, status: str
    ) -> None:
        claim = claim if claim.document == document.id else dataclasses.replace(claim, document=document.id)
        kept = KeptClaim(
            claim=claim, version=version, status=status, event=None, origin=None, title=document.title,
            published=document.published, outlet=document.outlet, url=document.url, known=known, recorded=self._now,
        )  # fmt: skip
        self.claims.append(claim_row(kept, document_version=of, told=told))

    def write(self) -> None:
        """Claims first, then the documents whose commit makes them visible."""
        tables = self._ledger.tables
        if not self.documents:
            return
        head = tables.append("claims", self.claims) if self.claims else tables.head()
        tables.append("documents", self.documents, {HEAD: str(head)})


def other_id(document: Document) -> str:
    """The id of a report whose own id another report has already."""
    return f"{document.id} ({digest(document)[:8]})"


def _renamed(document: Document, claims: Sequence[Claim]) -> tuple[Document, list[Claim]]:
    """The report under its other id, and its claims under the ids that follow from that."""
    document = dataclasses.replace(document, id=other_id(document))
    return document, [
        dataclasses.replace(
            c,
            document=document.id,
            id=claim_id(document.id, c.place, c.event, c.actor, c.recipient, c.holders, c.polarity, c.modality),
        )
        for c in claims
    ]


def _refusal_key(refusal: Refusal) -> tuple[str, str, str]:
    return sound(refusal.source), refusal.reason, sound(refusal.detail)


def _refusal_row(source: str, reason: str, detail: str, mend: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "month": month_of(now.date()), "source": source, "reason": reason, "detail": detail, "mend": mend,
        "recorded": now,
    }  # fmt: skip
