"""Claims and events made by hand, as a ledger would answer them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar

from entente.ledger.happenings import event_of
from entente.records import Claim, Event, Figure, Holder, KeptClaim, Place, claim_id

NOON = dt.datetime(2023, 6, 1, 12, tzinfo=dt.UTC)


def day(text: str | None) -> dt.date | None:
    """A date from its ISO form."""
    return dt.date.fromisoformat(text) if text else None


def holder(code: str | None, stance: str, name: str | None = None) -> Holder:
    """Whose statement it is."""
    return Holder(code, name, stance)


def told(
    actor: str,
    event: str,
    recipient: str = "",
    published: str | None = "2023-03-01",
    *,
    matter: str = "",
    mode: str | None = None,
    by: Sequence[Holder] = (),
    polarity: str = "positive",
    certainty: str = "certain",
    modality: str = "actual",
    start: str | None = None,
    end: str | None = None,
    document: str = "",
    origin: str = "",
    outlet: str = "The Daily",
    quote: str = "",
    title: str = "",
    figures: Sequence[Figure] = (),
    confidence: float = 0.8,
    of: str | None = None,
    at: int = 0,
    status: str = "read",
) -> KeptClaim:
    """A claim in a ledger. Several codes or matters stand with commas: "RUS,CHN".

    Args:
        published: day of the report, ISO.
        document: id of the report; by default made of day and outlet, so that another day is another report.
        origin: what it is counted by; by default its own document.
        of: id of the event that it tells of.
        at: where the quote begins in the text.
    """
    sides = [tuple(filter(None, side.split(","))) for side in (actor, recipient)]
    words = quote or f"{actor} {event} {recipient}".strip()
    place = Place("text", at, at + len(words), words)
    name = document or f"{outlet} {published}"
    claim = Claim(
        id=claim_id(name, place, event, sides[0], sides[1], tuple(by), polarity, modality), document=name, event=event,
        mode=mode, actor=sides[0], recipient=sides[1], matter=tuple(filter(None, matter.split(","))),
        holders=tuple(by), polarity=polarity, certainty=certainty, modality=modality, start=day(start), end=day(end),
        place=place, places=(place,), confidence=confidence, inferred=(), figures=tuple(figures), reader="hand 1",
    )  # fmt: skip
    known = day(published) or NOON.date()
    return KeptClaim(
        claim=claim, version=1, status=status, event=of, origin=origin or name, title=title, published=day(published),
        outlet=outlet, url="", known=known, recorded=NOON,
    )  # fmt: skip


def happening(*claims: KeptClaim, name: str = "e0e0e0e0e0e0e0e0") -> Event:
    """One event of these claims."""
    return event_of(name, claims, {})


class Plain:
    """Says codes and kinds as they are, for tests: "RUS", "consult about arms"."""

    NAMES: ClassVar = {
        "RUS": "Russia",
        "PRK": "North Korea",
        "USA": "the United States",
        "CHN": "China",
        "UKR": "Ukraine",
    }

    def name(self, code: str) -> str:
        return self.NAMES.get(code, code)

    def label(self, claim: Claim) -> str:
        about = f" about {', '.join(claim.matter)}" if claim.matter else ""
        return (claim.mode or claim.event.lower()) + about
