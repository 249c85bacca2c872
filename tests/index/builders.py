"""Indexes made by hand, without a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from entente.index import Index
from entente.index.opened import MAKER
from entente.records import Document, Glance, KeptClaim, KeptDocument

NOW = dt.datetime(2023, 6, 2, 8, tzinfo=dt.UTC)


def tone(glance: Glance) -> float | None:
    """Cooperation is 1, conflict -1, talks are nothing."""
    return {"AID": 1.0, "COOPERATE": 1.0, "ASSAULT": -1.0, "ACCUSE": -1.0}.get(glance.event)


def put(index: Index, claims: Iterable[KeptClaim], *, asked: Iterable[str] = (), now: dt.datetime = NOW) -> int:
    """Takes up claims, each in its event for the reason "hand"."""
    with index.writing(tone) as writing, writing.changing(now):
        changed = writing.put_claims([(kept, "hand" if kept.event else "") for kept in claims], asked)
        writing.set_facts({"maker": MAKER})
    tidy(index)
    return changed


def tidy(index: Index) -> None:
    """Makes the strips of the network anew."""
    with index.writing(tone) as writing, writing.changing(NOW):
        writing.tidy()


def put_documents(index: Index, documents: Iterable[KeptDocument]) -> int:
    """Takes up documents."""
    with index.writing(tone) as writing, writing.changing(NOW):
        return writing.put_documents(documents)


def kept(document: Document, *, origin: str | None = None, version: int = 1) -> KeptDocument:
    """A document in a ledger."""
    return KeptDocument(document, version, 1, origin or document.id, (), "hand 1", 0, NOW.date(), NOW)


def place(folder: Path) -> Path:
    """Where an index lies."""
    return folder / ".desk" / "index.sqlite"
