"""Records as plain JSON values, and as cells that are safe in a spreadsheet: the same from every front."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from entente.inert import visible, without_formula
from entente.records import Event, KeptClaim, KeptDocument, KeptRefusal, Review
from entente.records.shown import DocumentRow, EventRow


class Follows(Protocol):
    """What is shown of a feed that a ledger follows."""

    @property
    def address(self) -> str: ...
    @property
    def moved_to(self) -> str: ...
    @property
    def polled(self) -> dt.datetime | None: ...
    @property
    def failures(self) -> int: ...
    @property
    def next_poll(self) -> dt.datetime | None: ...
    @property
    def note(self) -> str: ...


def claim_row(kept: KeptClaim) -> dict[str, Any]:
    """A claim: the claim record, and what the ledger knows of it."""
    return {
        **kept.claim.as_dict(),
        "version": kept.version,
        "status": kept.status,
        "event_id": kept.event,
        "origin": kept.origin,
        "title": kept.title,
        "published": _iso(kept.published),
        "outlet": kept.outlet,
        "url": kept.url,
        "known": _iso(kept.known),
        "recorded": _iso(kept.recorded),
        "by": kept.by,
        "why": kept.why,
    }


def event_row(event: Event) -> dict[str, Any]:
    """An event: who, what, when, how it is told, and the ids of its claims with the reason of each."""
    return {
        "id": event.id,
        "kind": event.kind,
        "actor": list(event.actor),
        "recipient": list(event.recipient),
        "matter": list(event.matter),
        "times": [{"start": _iso(start), "end": _iso(end), "origins": count} for start, end, count in event.times],
        "said": [
            {
                "holder": said.holder,
                "stance": said.stance,
                "polarity": said.polarity,
                "certainty": said.certainty,
                "modality": said.modality,
                "origins": said.origins,
                "claims": said.claims,
                "first": _iso(said.first),
            }
            for said in event.said
        ],
        "claims": [
            {"id": kept.claim.id, "quote": kept.claim.quote, "reason": event.reasons.get(kept.claim.id, "")}
            for kept in event.claims
        ],
        "origins": event.origins,
        "outlets": list(event.outlets),
        "first": _iso(event.first),
        "last": _iso(event.last),
    }


def event_line(row: EventRow) -> dict[str, Any]:
    """An event in one line, as the index has it; `lead` is the claim that shows it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "actor": list(row.actor),
        "recipient": list(row.recipient),
        "matter": list(row.matter),
        "origins": row.origins,
        "claims": row.claims,
        "documents": row.documents,
        "outlets": row.outlets,
        "told": row.told,
        "denied": row.denied,
        "open": row.open,
        "first": _iso(row.first),
        "last": _iso(row.last),
        "begins": _iso(row.begins),
        "ends": _iso(row.ends),
        "lead": claim_row(row.lead),
    }


def document_line(row: DocumentRow) -> dict[str, Any]:
    """A report in one line, as the index has it."""
    return {
        "id": row.id,
        "title": row.title,
        "published": _iso(row.published),
        "outlet": row.outlet,
        "url": row.url,
        "origin": row.origin,
        "copies": row.copies,
        "claims": row.claims,
        "version": row.version,
        "reading": row.reading,
        "known": _iso(row.known),
        "recorded": _iso(row.recorded),
        "notes": list(row.notes),
    }


def document_row(kept: KeptDocument) -> dict[str, Any]:
    """A report with its text, and what the ledger knows of it."""
    document = kept.document
    return {
        "id": document.id,
        "title": document.title,
        "published": _iso(document.published),
        "published_from": document.published_from,
        "outlet": document.outlet,
        "url": document.url,
        "language": document.language,
        "source": document.source,
        "notes": list(document.notes),
        "version": kept.version,
        "reading": kept.reading,
        "origin": kept.origin,
        "lineage": [
            {"name": n.name, "quote": n.quote, "field": n.field, "start_char": n.start_char, "end_char": n.end_char}
            for n in kept.lineage
        ],
        "reader": kept.reader,
        "claims": kept.claims,
        "known": _iso(kept.known),
        "recorded": _iso(kept.recorded),
        "text": document.text,
    }


def refusal_row(kept: KeptRefusal) -> dict[str, Any]:
    """A source that could not be read."""
    refusal = kept.refusal
    return {
        "source": refusal.source,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "mend": refusal.mend,
        "recorded": _iso(kept.recorded),
    }


def review_row(review: Review) -> dict[str, Any]:
    """What a reviewer said of a claim."""
    return {
        "number": review.number,
        "action": review.action,
        "changed": {name: {"from": old, "to": new} for name, (old, new) in review.changed.items()},
        "by": review.by,
        "why": review.why,
        "recorded": _iso(review.recorded),
        "with": list(review.with_),
        "undoes": review.undoes,
    }


def feed_row(feed: Follows) -> dict[str, Any]:
    """A feed that the ledger follows, and how its last poll went."""
    return {
        "address": feed.address,
        "moved_to": feed.moved_to,
        "polled": _iso(feed.polled),
        "next_poll": _iso(feed.next_poll),
        "failures": feed.failures,
        "note": feed.note,
    }


def in_words(value: Any) -> str:
    """A field's value in a sentence: "negative", "RUS, PRK", "nothing"; what is nested as JSON."""
    if value is None or value in ("", [], ()):
        return "nothing"
    if isinstance(value, str):
        return value
    if all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def as_plain(value: Any) -> Any:
    """A record as plain JSON values: fields by name, days as ISO dates, claims as in the claim record."""
    if isinstance(value, KeptClaim):
        return claim_row(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_plain(inner) for inner in value]
    return value


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row for a spreadsheet: without the text of a report, for which a cell has no room; of claims only the ids."""
    claims = row.get("claims")
    ids = {"claims": [claim["id"] for claim in claims]} if isinstance(claims, list) else {}
    return {**{name: value for name, value in row.items() if name != "text"}, **ids}


def csv_lines(row: Mapping[str, Any], *, head: bool) -> str:
    """One row as CSV (RFC 4180), after a line of names where `head` is True.

    Lists of words are joined by ";", other lists are JSON. A cell that a spreadsheet would take for a formula gets an
    apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if head:
        writer.writerow(row)
    writer.writerow(_cell(value) for value in row.values())
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = value if isinstance(value, str) else _joined(value)
    # Asked before tabs and line ends are made visible, for they too begin a formula.
    return ("'" if without_formula(text) != text else "") + visible(text)


def _joined(values: Sequence[Any]) -> str:
    if all(isinstance(value, str) for value in values):
        return ";".join(values)
    return json.dumps(values, ensure_ascii=False)


def _iso(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
