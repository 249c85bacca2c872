"""Between records and rows of the tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from entente.ledger.schema import CLAIM, MONTH, UNDATED
from entente.records import Claim, Cut, Document, Figure, Holder, KeptClaim, KeptDocument, Lineage, Place

#: Texts with fewer characters are not digested again for each step of a batch.
REMEMBERED = 20_000
#: Begins the pair key of claims with more than two parties, and of those with several on one side.
MANY = "*"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
#: UTF-16 surrogates standing alone are no text (Unicode 3.9, D75); one replacement character each keeps offsets.
_ALONE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def sound(text: str) -> str:
    """Text that every reader can store, of the same length."""
    return text if text.isascii() else text.translate(_ALONE)


def sound_document(document: Document) -> Document:
    """The document in characters that can be stored; offsets stay."""
    changed: dict[str, Any] = {
        name: sound(value)
        for name in ("id", "title", "text", "published_quote", "outlet", "url", "language", "source")
        if not (value := getattr(document, name)).isascii()
    }
    cut = tuple(Cut(c.kind, sound(c.text)) for c in document.cut)
    return dataclasses.replace(document, **changed, cut=cut, notes=tuple(map(sound, document.notes)))


def digest(document: Document) -> str:
    """16 hex digits of SHA-256 over what a reading depends on: title, text and day of publication."""
    told = document.title, document.text, str(document.published)
    return _digest(*told) if len(document.text) < REMEMBERED else _digest.__wrapped__(*told)


@functools.lru_cache(maxsize=2500)
def _digest(title: str, text: str, published: str) -> str:
    words = json.dumps([title, text, published], ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def month_of(day: dt.date | None) -> str:
    """The partition of a day of publication."""
    return day.isoformat()[:7] if day else UNDATED


def pair_key(actor: Sequence[str], recipient: Sequence[str]) -> str:
    """The key by which claims are sorted: "PRK-RUS" for two parties, "RUS" for one, "*CHN-RUS-USA" for more."""
    parties = sorted({*actor, *recipient})
    many = len(actor) > 1 or len(recipient) > 1 or len(parties) > 2
    return (MANY if many else "") + "-".join(parties)


def document_row(
    document: Document, *, version: int, reading: int, lineage: Sequence[Lineage], reader: str, claims: int,
    told: dt.date, known: dt.date, recorded: dt.datetime,
) -> dict[str, Any]:  # fmt: skip
    """A row of `documents`. A later reading of the same version keeps no second copy of the text."""
    again = reading > 1
    return {
        MONTH: month_of(document.published), "id": document.id, "version": version, "reading": reading,
        "digest": digest(document), "title": document.title, "text": None if again else document.text,
        "published": document.published, "published_from": document.published_from,
        "published_quote": document.published_quote, "outlet": document.outlet, "url": document.url,
        "language": document.language, "source": document.source,
        "cut": [] if again else [{"kind": c.kind, "text": c.text} for c in document.cut],
        "notes": list(document.notes), "lineage": [dataclasses.asdict(line) for line in lineage],
        "reader": reader, "claims": claims, "told": told, "known": known, "recorded": recorded,
    }  # fmt: skip


def claim_row(kept: KeptClaim, *, document_version: int, told: dt.date) -> dict[str, Any]:
    """A row of `claims`, and the claim's part of a row of `reviews`."""
    claim = kept.claim
    values = claim.as_dict()
    for name in ("start", "end"):
        values[name] = getattr(claim, name)
    return {
        MONTH: month_of(kept.published), **{name: values.get(name) for name in CLAIM}, "version": kept.version,
        "status": kept.status, "document_version": document_version,
        "pair": pair_key(claim.actor, claim.recipient), "title": kept.title, "published": kept.published,
        "outlet": kept.outlet, "url": kept.url, "told": told, "known": kept.known, "recorded": kept.recorded,
    }  # fmt: skip


def moment(microseconds: int) -> dt.datetime:
    """A moment as DuckDB's `epoch_us` gives it."""
    return _EPOCH + dt.timedelta(microseconds=microseconds)


def claim_of(row: Mapping[str, Any]) -> Claim:
    """The claim in a row of `claims` or `reviews`."""
    return Claim(
        id=row["id"], document=row["document"], event=row["event"], mode=row["mode"], actor=tuple(row["actor"]),
        recipient=tuple(row["recipient"]), matter=tuple(row["matter"]),
        holders=tuple(Holder(**holder) for holder in row["holders"]), polarity=row["polarity"],
        certainty=row["certainty"], modality=row["modality"], start=row["start"], end=row["end"],
        place=Place(row["field"], row["start_char"], row["end_char"], row["quote"]),
        places=tuple(Place(**place) for place in row["places"]), confidence=row["confidence"],
        inferred=tuple(row["inferred"]), figures=tuple(Figure(**figure) for figure in row["figures"]),
        reader=row["reader"],
    )  # fmt: skip


def kept_claim(row: Mapping[str, Any]) -> KeptClaim:
    """The claim with what the ledger knows of it; `recorded` is asked as microseconds."""
    return KeptClaim(
        claim=claim_of(row), version=row["version"], status=row["status"], event=row.get("event_id"),
        origin=row.get("origin"), title=row["title"] or "", published=row["published"], outlet=row["outlet"] or "",
        url=row["url"] or "", known=row["known"], recorded=moment(row["recorded"]), by=row.get("by") or "",
        why=row.get("why") or "",
    )  # fmt: skip


def document_of(row: Mapping[str, Any]) -> Document:
    """The report in a row of `documents`."""
    return Document(
        id=row["id"], title=row["title"], text=row["text"] or "", published=row["published"],
        published_from=row["published_from"], published_quote=row["published_quote"], outlet=row["outlet"],
        url=row["url"], language=row["language"], source=row["source"],
        cut=tuple(Cut(**cut) for cut in row["cut"]), notes=tuple(row["notes"]),
    )  # fmt: skip


def kept_document(row: Mapping[str, Any]) -> KeptDocument:
    """The report with what the ledger knows of it; `recorded` is asked as microseconds."""
    return KeptDocument(
        document=document_of(row), version=row["version"], reading=row["reading"], origin=row.get("origin"),
        lineage=tuple(Lineage(**line) for line in row["lineage"]), reader=row["reader"], claims=row["claims"],
        known=row["known"], recorded=moment(row["recorded"]),
    )  # fmt: skip
