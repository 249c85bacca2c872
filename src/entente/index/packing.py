"""Records as bytes and back: JSON without names, packed by zlib from a dictionary of what records mostly say."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from typing import Any

from entente.records import (
    Claim,
    Cut,
    Document,
    Figure,
    Holder,
    KeptClaim,
    KeptDocument,
    Lineage,
    Place,
)
from entente.records.vocabulary import CERTAINTIES, EVENTS, MATTERS, MODALITIES, MODES, STANCES

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
#: Raw deflate (RFC 1951) with a window of 4 kB: a claim's record is shorter.
_WINDOW = -12
#: What records mostly say, the most usual last, as RFC 1950 (preset dictionary) advises.
_USUAL = (
    " ".join((*MODES, *MATTERS, *EVENTS, *STANCES, *CERTAINTIES, *MODALITIES))
    + '"first report of it","as told by its origin",parties in common same kind, told 1 days apart; words in common: '
    'https://www.html"withdrawn""rejected""corrected"null,"wants"]],[[null,"denies"]],"negative","possible","future",'
    ',"says"]],"positive","certain","actual",null,null,["title",0,["text",1],0,0.9,[],[],"small","read",'
).encode()
_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def pack(values: list[Any]) -> bytes:
    """Plain values as bytes; equal values give equal bytes."""
    squeezing = zlib.compressobj(6, zlib.DEFLATED, _WINDOW, 5, zlib.Z_DEFAULT_STRATEGY, _USUAL)
    return squeezing.compress(_PLAIN(values).encode("utf-8", "surrogatepass")) + squeezing.flush()


def unpack(packed: bytes) -> list[Any]:
    """The values of `pack`. Raises zlib.error or ValueError for bytes that are none of it."""
    found: list[Any] = json.loads(
        zlib.decompressobj(_WINDOW, _USUAL).decompress(packed).decode("utf-8", "surrogatepass")
    )
    return found


def moment_number(moment: dt.datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(number: int) -> dt.datetime:
    """The moment of `moment_number`."""
    return _EPOCH + dt.timedelta(microseconds=number)


def day_number(day: dt.date | None) -> int | None:
    """The day's number in the proleptic Gregorian calendar, None for no day."""
    return day.toordinal() if day is not None else None


def day_of(number: int | None) -> dt.date | None:
    """The day of `day_number`; 0 and None are no day."""
    return dt.date.fromordinal(number) if number else None


def pack_claim(kept: KeptClaim, reason: str) -> bytes:
    """A claim and why it belongs to its event."""
    claim = kept.claim
    place = claim.place
    first = [place.field, place.start_char, place.end_char, place.quote]
    places = [[p.field, p.start_char, p.end_char, p.quote] for p in claim.places] if claim.places != (place,) else 0
    return pack([
        claim.id, claim.document, claim.event, claim.mode, claim.actor, claim.recipient, claim.matter,
        [[h.actor, h.name, h.stance] for h in claim.holders], claim.polarity, claim.certainty, claim.modality,
        day_number(claim.start), day_number(claim.end), first, places, claim.confidence, claim.inferred,
        [[f.low, f.high, f.unit, f.quote] for f in claim.figures], claim.reader, kept.version, kept.status, kept.event,
        kept.origin, kept.title, day_number(kept.published), kept.outlet, kept.url, kept.known.toordinal(),
        moment_number(kept.recorded), kept.by, kept.why, reason,
    ])  # fmt: skip


def unpack_claim(packed: bytes) -> tuple[KeptClaim, str]:
    """The claim and the reason of `pack_claim`."""
    (name, document, event, mode, actor, recipient, matter, holders, polarity, certainty, modality, start, end, first,
     places, confidence, inferred, figures, reader, version, status, event_id, origin, title, published, outlet, url,
     known, recorded, by, why, reason) = unpack(packed)  # fmt: skip
    place = Place(*first)
    claim = Claim(
        name, document, event, mode, tuple(actor), tuple(recipient), tuple(matter),
        tuple([Holder(*holder) for holder in holders]), polarity, certainty, modality, day_of(start), day_of(end),
        place, tuple([Place(*each) for each in places]) if places != 0 else (place,), confidence, tuple(inferred),
        tuple([Figure(*figure) for figure in figures]), reader,
    )  # fmt: skip
    kept = KeptClaim(
        claim, version, status, event_id, origin, title, day_of(published), outlet, url, dt.date.fromordinal(known),
        moment_of(recorded), by, why,
    )  # fmt: skip
    return kept, reason


def pack_document(kept: KeptDocument) -> bytes:
    """A report with its text."""
    document = kept.document
    return pack([
        document.id, document.title, document.text, day_number(document.published), document.published_from,
        document.published_quote, document.outlet, document.url, document.language, document.source,
        [[cut.kind, cut.text] for cut in document.cut], document.notes, kept.version, kept.reading, kept.origin,
        [[line.name, line.quote, line.field, line.start_char, line.end_char] for line in kept.lineage], kept.reader,
        kept.claims, kept.known.toordinal(), moment_number(kept.recorded),
    ])  # fmt: skip


def unpack_document(packed: bytes) -> KeptDocument:
    """The report of `pack_document`."""
    (name, title, text, published, published_from, published_quote, outlet, url, language, source, cut, notes, version,
     reading, origin, lineage, reader, claims, known, recorded) = unpack(packed)  # fmt: skip
    document = Document(
        name, title, text, day_of(published), published_from, published_quote, outlet, url, language, source,
        tuple([Cut(*each) for each in cut]), tuple(notes),
    )  # fmt: skip
    return KeptDocument(
        document, version, reading, origin, tuple([Lineage(*line) for line in lineage]), reader, claims,
        dt.date.fromordinal(known), moment_of(recorded),
    )  # fmt: skip
