"""The claim: one thing that a report says about how states stand to each other."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose statement a claim is. `actor`: code or None; `name`: person or body as the text names it, or None."""

    actor: str | None
    name: str | None
    stance: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: `field` is "title" or "text", offsets are half-open code points in that field."""

    field: str
    start_char: int
    end_char: int
    quote: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that a claim states. `low` or `high` None leaves that side open; `unit` singular, lower case."""

    low: float | None
    high: float | None
    unit: str
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; fields as in the claim record (docs/reference/claims.md).

    Attributes beyond the record's own:
        place: where `quote` stands.
        places: every place where the document tells this claim, `place` first.
        confidence: calibrated probability, 0 to 1, that event and parties are right.
        inferred: names of fields filled from context, not from the quote's own sentence.
        reader: name and version of model and lexicon.
    """

    id: str
    document: str
    event: str
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    matter: tuple[str, ...]
    holders: tuple[Holder, ...]
    polarity: str
    certainty: str
    modality: str
    start: dt.date | None
    end: dt.date | None
    place: Place
    places: tuple[Place, ...]
    confidence: float
    inferred: tuple[str, ...]
    figures: tuple[Figure, ...]
    reader: str

    @property
    def quote(self) -> str:
        """The shortest run of the text, verbatim, that carries the claim."""
        return self.place.quote

    @property
    def parties(self) -> tuple[str, ...]:
        """All codes of both sides, actor first."""
        return self.actor + tuple(code for code in self.recipient if code not in self.actor)

    def as_dict(self) -> dict[str, Any]:
        """The claim as plain JSON values, fields named as in the claim record."""
        return {
            "id": self.id,
            "document": self.document,
            "event": self.event,
            "mode": self.mode,
            "actor": list(self.actor),
            "recipient": list(self.recipient),
            "matter": list(self.matter),
            "holders": [{"actor": h.actor, "name": h.name, "stance": h.stance} for h in self.holders],
            "polarity": self.polarity,
            "certainty": self.certainty,
            "modality": self.modality,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "quote": self.quote,
            "field": self.place.field,
            "start_char": self.place.start_char,
            "end_char": self.place.end_char,
            "places": [
                {"field": p.field, "start_char": p.start_char, "end_char": p.end_char, "quote": p.quote}
                for p in self.places
            ],
            "confidence": self.confidence,
            "inferred": list(self.inferred),
            "figures": [{"low": f.low, "high": f.high, "unit": f.unit, "quote": f.quote} for f in self.figures],
            "reader": self.reader,
        }


def claim_id(
    document: str,
    place: Place,
    event: str,
    actor: tuple[str, ...],
    recipient: tuple[str, ...],
    holders: tuple[Holder, ...],
    polarity: str,
    modality: str,
) -> str:
    """16 hex digits of SHA-256 over only what makes it the same claim, as the claim record lists it."""
    parts = [
        document, place.field, place.start_char, place.end_char, event, actor, recipient,
        [[h.actor, h.name, h.stance] for h in holders], polarity, modality,
    ]  # fmt: skip
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
