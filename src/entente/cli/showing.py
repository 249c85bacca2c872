"""`entente show`: everything that a ledger knows of a claim, an event or a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entente.cli.escaping import json_line
from entente.cli.filters import the_one
from entente.cli.options import LedgerFolder, LexiconFile, Plain, PlainFormat
from entente.cli.output import write
from entente.cli.parsing import day
from entente.records import Event, KeptClaim, KeptDocument, Question, Review

if TYPE_CHECKING:
    from entente.desk import Ledger


@dataclass(frozen=True)
class ClaimSeen:
    """A claim and everything around it. `versions` oldest first, `kept` the last of them."""

    kept: KeptClaim
    versions: list[KeptClaim]
    reviews: list[Review]
    document: KeptDocument
    copies: list[KeptDocument]
    event: Event | None
    same: list[KeptClaim]
    opposite: list[KeptClaim]


@dataclass(frozen=True)
class DocumentSeen:
    """A document and everything around it. `versions` oldest first, `kept` the last of them."""

    kept: KeptDocument
    versions: list[KeptDocument]
    copies: list[KeptDocument]
    claims: list[KeptClaim]


def show(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a claim, an event or a document, or its first digits.")
    ],
    ledger: LedgerFolder,
    as_of: Annotated[
        dt.date | None,
        typer.Option("--as-of", parser=day, metavar="DATE", help="As the ledger had it by the end of that day."),
    ] = None,
    format: Plain = PlainFormat.text,
    lexicon: LexiconFile = None,
) -> None:
    """Everything known of a claim, an event or a document. Quotes are marked in the text."""
    from entente.cli import views
    from entente.desk import Desk

    desk = Desk(lexicon=lexicon)
    kept = desk.ledger(ledger)
    kind, name = the_one(kept, id)
    seen = _seen(kept, kind, name, as_of)
    if format is PlainFormat.json:
        write(json_line({"thing": kind, **as_dict(seen)}) + "\n")
        return
    if isinstance(seen, ClaimSeen):
        views.print_claim(desk, seen)
    elif isinstance(seen, Event):
        views.print_event(desk, seen)
    else:
        views.print_document(desk, seen)


def _seen(ledger: Ledger, kind: str, name: str, as_of: dt.date | None) -> ClaimSeen | DocumentSeen | Event:
    if kind == "claim":
        return _claim(ledger, name, as_of)
    return ledger.event(name, as_of) if kind == "event" else _document(ledger, name, as_of)


def _claim(ledger: Ledger, name: str, as_of: dt.date | None) -> ClaimSeen:
    kept = ledger.claim(name, as_of)
    document = kept.claim.document
    # The event of a rejected claim may have no other.
    events = ledger.events(Question(event_id=kept.event, as_of=as_of)) if kept.event else []
    return ClaimSeen(
        kept,
        [version for version in ledger.versions(name) if as_of is None or version.known <= as_of],
        [review for review in ledger.reviews(name) if as_of is None or review.recorded.date() <= as_of],
        ledger.document(document, as_of),
        _others(ledger.copies(document), document, as_of),
        events[0] if events else None,
        list(ledger.same(name, as_of)),
        list(ledger.opposite(name, as_of)),
    )


def _document(ledger: Ledger, name: str, as_of: dt.date | None) -> DocumentSeen:
    versions = [kept for kept in ledger.texts(name) if as_of is None or kept.known <= as_of]
    claims = list(ledger.claims(Question(document=name, as_of=as_of)))
    return DocumentSeen(ledger.document(name, as_of), versions, _others(ledger.copies(name), name, as_of), claims)


def _others(copies: Iterable[KeptDocument], name: str, as_of: dt.date | None) -> list[KeptDocument]:
    return [kept for kept in copies if kept.document.id != name and (as_of is None or kept.known <= as_of)]


def as_dict(seen: ClaimSeen | DocumentSeen | Event) -> dict[str, Any]:
    """What is shown as plain JSON values."""
    from entente.rows import claim_row, document_row, event_row, review_row

    if isinstance(seen, Event):
        return {**event_row(seen), "claims": [_with_reason(seen, kept) for kept in seen.claims]}
    if isinstance(seen, DocumentSeen):
        return {
            **document_row(seen.kept),
            "cut": [{"kind": cut.kind, "text": cut.text} for cut in seen.kept.document.cut],
            "versions": [document_row(kept) for kept in seen.versions],
            "copies": [_brief(kept) for kept in seen.copies],
            "held": [claim_row(kept) for kept in seen.claims],
        }
    return {
        **claim_row(seen.kept),
        "passage": _passage(seen),
        "versions": [claim_row(kept) for kept in seen.versions],
        "reviews": [review_row(review) for review in seen.reviews],
        "report": _brief(seen.document),
        "copies": [_brief(kept) for kept in seen.copies],
        "told_of": event_row(seen.event) if seen.event else None,
        "same": [claim_row(kept) for kept in seen.same],
        "opposite": [claim_row(kept) for kept in seen.opposite],
    }


def _with_reason(event: Event, kept: KeptClaim) -> dict[str, Any]:
    from entente.rows import claim_row

    return {**claim_row(kept), "reason": event.reasons.get(kept.claim.id, "")}


def _brief(kept: KeptDocument) -> dict[str, Any]:
    from entente.rows import document_row

    row = document_row(kept)
    del row["text"]
    return row


def _passage(seen: ClaimSeen) -> dict[str, Any] | None:
    from entente.cli.passages import around

    place, document = seen.kept.claim.place, seen.document.document
    text = document.title if place.field == "title" else document.text
    if not place.quote or text[place.start_char : place.end_char] != place.quote:
        return None
    first, last = around(text, place.start_char, place.end_char)
    return {"field": place.field, "start_char": first, "end_char": last, "text": text[first:last]}
