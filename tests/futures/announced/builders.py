"""What is announced and told, made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from entente.futures.announced.tables import tables
from entente.futures.announced.watching import View, view
from entente.records import Glance, KeptClaim
from tests.assess.builders import Plain, told

TABLES = tables()


def planned(actor: str, recipient: str, published: str, start: str | None, end: str | None, **more: Any) -> KeptClaim:
    """A visit that is to be, "A will visit B"; other fields by name."""
    fields: dict[str, Any] = {"mode": "visit", "modality": "future", "quote": f"{actor} will visit {recipient}"}
    event = more.pop("event", "CONSULT")
    return told(actor, event, recipient, published, start=start, end=end, **(fields | more))


def happened(actor: str, recipient: str, published: str, **more: Any) -> KeptClaim:
    """A visit that was, "A visits B"; other fields by name."""
    fields: dict[str, Any] = {"mode": "visit", "quote": f"{actor} visits {recipient}", "outlet": "The Post"}
    event = more.pop("event", "CONSULT")
    return told(actor, event, recipient, published, **(fields | more))


def seen(claims: Iterable[KeptClaim], as_of: str) -> View:
    """What claims come to by a day, as a ledger would answer them on that day."""
    day = dt.date.fromisoformat(as_of)
    known = [kept for kept in claims if kept.published is None or kept.published <= day]
    by_id = {kept.claim.id: kept for kept in known}

    def fetch(ids: Sequence[str]) -> list[KeptClaim]:
        return [by_id[name] for name in ids if name in by_id]

    def read(ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        return {kept.claim.id: (kept.claim.quote, kept.title) for kept in fetch(ids)}

    return view([Glance.of(kept) for kept in known], fetch, read, day, TABLES, Plain().name)


def became(claims: Iterable[KeptClaim], as_of: str) -> list[str]:
    """What became of each thing that claims announce, in the order in which they were told."""
    return [each.fate.became for each in seen(claims, as_of).watched]
