"""Reports that are in no ledger, put together as a ledger would: origins of near-copies, events of claims."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from entente.ledger.grouping import Grouping
from entente.ledger.happenings import event_of
from entente.ledger.origins import Arrival, Origins
from entente.records import Claim, Document, Event, KeptClaim, Membership


@dataclass(frozen=True, slots=True)
class Unkept:
    """Claims, oldest report first, and the events that they tell of, most origins first."""

    claims: tuple[KeptClaim, ...]
    events: tuple[Event, ...]


def unkept(read: Iterable[tuple[Document, list[Claim]]], now: dt.datetime) -> Unkept:
    """Claims of reports with the events that a new ledger would put them in.

    Args:
        read: reports with their claims, each report once.
        now: UTC; a report without a day counts from this one.
    """
    reports = sorted(read, key=lambda pair: (pair[0].published or now.date(), pair[0].id))
    origins = _origins([document for document, _ in reports], now.date())
    grouping = Grouping()
    claims: list[KeptClaim] = []
    members: dict[str, Membership] = {}
    for document, found in reports:
        known = document.published or now.date()
        for claim in sorted(found, key=_order):
            origin = origins[document.id]
            joined = grouping.add(claim, known, document.title, origin)
            members[claim.id] = joined
            claims.append(
                KeptClaim(
                    claim=claim, version=1, status="read", event=joined.event, origin=origin, title=document.title,
                    published=document.published, outlet=document.outlet, url=document.url, known=known, recorded=now,
                )
            )  # fmt: skip
    return Unkept(tuple(claims), tuple(_events(claims, members)))


def _order(claim: Claim) -> tuple[bool, int, str]:
    # As the ledger's own order has it: "title" before "text".
    return (claim.place.field != "title", claim.place.start_char, claim.id)


def _origins(documents: list[Document], today: dt.date) -> dict[str, str]:
    if len(documents) < 2:
        return {document.id: document.id for document in documents}
    texts = {document.id: (document.title, document.text) for document in documents}
    held = Origins([], lambda names: {name: texts[name] for name in names if name in texts})
    arrivals = [Arrival(d.id, d.title, d.text, d.published or today, d.outlet) for d in documents]
    return {row.document: row.origin for row in held.add_many(arrivals)}


def _events(claims: list[KeptClaim], members: dict[str, Membership]) -> list[Event]:
    of: defaultdict[str, list[KeptClaim]] = defaultdict(list)
    for kept in claims:
        of[members[kept.claim.id].event].append(kept)
    reasons = {name: joined.reason for name, joined in members.items()}
    events = [event_of(name, found, reasons) for name, found in of.items()]
    return sorted(events, key=lambda event: (-event.origins, -_ordinal(event.last), event.id))


def _ordinal(day: dt.date | None) -> int:
    return day.toordinal() if day else 0
