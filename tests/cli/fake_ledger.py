"""A ledger of a few records by hand, and the desk's journeys to it, which note what they were asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from entente.desk import Desk
from entente.errors import LedgerError
from entente.records import (
    Claim,
    Document,
    Event,
    Figure,
    Holder,
    Ingested,
    KeptClaim,
    KeptDocument,
    KeptRefusal,
    Lineage,
    Question,
    Refusal,
    Reread,
    Review,
    Said,
)
from tests.cli.fakes import claim

NOON = dt.datetime(2023, 3, 2, 12, tzinfo=dt.UTC)
MARCH = dt.date(2023, 3, 2)
TEXT = "The harbour was full. Norway visits Chile, they said.\nGhana has no part in it. \x1b[2J It rained."
TITLE = "Norway \u202evisits"
EVENT = "e0e0e0e0e0e0e0e0"


def kept(record: Claim, **values: Any) -> KeptClaim:
    known = {
        "version": 1, "status": "read", "event": EVENT, "origin": record.document, "title": TITLE, "published": MARCH,
        "outlet": "http://feeds.paper.example/rss", "url": "https://paper.example/1", "known": MARCH, "recorded": NOON,
    }  # fmt: skip
    return KeptClaim(record, **(known | values))


def kept_document(name: str, **values: Any) -> KeptDocument:
    outlet, origin = values.pop("outlet", "http://feeds.paper.example/rss"), values.pop("origin", "one")
    document = Document(
        name, TITLE, values.pop("text", TEXT), MARCH, "given", "2023-03-02", outlet, "https://paper.example/1",
    )  # fmt: skip
    known = {
        "version": 1, "reading": 1, "lineage": (Lineage("Reuters", "Reuters reported", "text", 0, 3),),
        "reader": "fake 1", "claims": 2, "known": MARCH, "recorded": NOON,
    }  # fmt: skip
    return KeptDocument(document, origin=origin, **(known | values))


def at(text: str, quote: str, document: str = "one", **values: Any) -> Claim:
    from entente.records import Place

    place = Place("text", text.index(quote), text.index(quote) + len(quote), quote)
    return claim(document, place=place, places=(place,), **values)


VISIT = kept(at(TEXT, "Norway visits Chile", figures=(Figure(2, None, "ship", "two ships"),)))
DENIED = kept(
    at(
        TEXT, "Ghana has no part", polarity="negative", certainty="possible", modality="future", matter=("trade",),
        holders=(Holder("GHA", "=Minister\x1b[2J", "denies"),), start=MARCH, end=MARCH,
    ),
    version=2, status="corrected", by="Ana", why="-misread",
)  # fmt: skip
HAPPENING = Event(
    EVENT, "CONSULT", ("NOR",), ("CHL",), ("trade",), ((None, None, 1), (MARCH, MARCH, 2)),
    (
        Said("", "", "positive", "certain", "actual", 2, 3, MARCH),
        Said("GHA", "denies", "negative", "possible", "future", 1, 1, MARCH),
    ),
    (VISIT, DENIED), {VISIT.claim.id: "first", DENIED.claim.id: "same parties, same day"}, 2,
    ("http://feeds.paper.example/rss", "The Post"), MARCH, MARCH,
)  # fmt: skip


class FakeLedger:
    """Answers every question with what it holds, up to the limit."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.reviewed: list[tuple[Any, ...]] = []
        self.held = [VISIT, DENIED]
        self.happenings = [HAPPENING]
        self.late_claims = 0

    def _some(self, question: Question, rows: list[Any]) -> list[Any]:
        self.asked.append(question)
        return rows[: question.limit]

    def claims(self, question: Question, *, statuses: Any = ()) -> Iterator[KeptClaim]:
        return iter(self._some(question, self.held))

    def events(self, question: Question) -> list[Event]:
        return self._some(question, self.happenings)

    def documents(self, question: Question) -> Iterator[KeptDocument]:
        return iter(self._some(question, [kept_document("one"), kept_document("two", version=2)]))

    def refusals(self, question: Question) -> Iterator[KeptRefusal]:
        rows = [KeptRefusal(Refusal("a\x1b[2J.html", "broken", "no end", "get it whole"), NOON)]
        return iter(self._some(question, rows))

    closed = dt.date(2023, 12, 31)

    def late(self, question: Question) -> int:
        return self.late_claims

    def find(self, prefix: str) -> list[tuple[str, str]]:
        known = [("claim", k.claim.id) for k in self.held] + [
            ("event", EVENT),
            ("document", "one"),
            ("document", "only"),
        ]
        return [pair for pair in known if pair[1].startswith(prefix)]

    def claim(self, name: str, as_of: dt.date | None = None) -> KeptClaim:
        return next(k for k in self.held if k.claim.id == name)

    def versions(self, name: str) -> list[KeptClaim]:
        return [dataclasses.replace(self.claim(name), version=1, status="read", by="", why=""), self.claim(name)]

    def reviews(self, name: str) -> list[Review]:
        return [Review(name, 1, "correct", {"polarity": ("positive", "negative")}, "Ana", "misread\x07", NOON)]

    def event(self, name: str, as_of: dt.date | None = None) -> Event:
        return HAPPENING

    def document(self, name: str, as_of: dt.date | None = None) -> KeptDocument:
        return kept_document(name)

    def texts(self, name: str) -> list[KeptDocument]:
        return [kept_document(name)]

    def copies(self, name: str) -> list[KeptDocument]:
        return [kept_document("copy", outlet="The Post")]

    def same(self, name: str, as_of: dt.date | None = None) -> list[KeptClaim]:
        return [VISIT]

    def opposite(self, name: str, as_of: dt.date | None = None) -> list[KeptClaim]:
        return [DENIED]

    def correct(self, name: str, changes: dict[str, Any], *, by: str, why: str) -> KeptClaim:
        self.reviewed.append(("correct", name, changes, by, why))
        newer = dataclasses.replace(self.claim(name).claim, **{k: v for k, v in changes.items() if k == "polarity"})
        return dataclasses.replace(self.claim(name), claim=newer, version=2, status="corrected", by=by, why=why)

    def reject(self, name: str, *, by: str, why: str) -> KeptClaim:
        self.reviewed.append(("reject", name, by, why))
        return dataclasses.replace(self.claim(name), version=2, status="rejected", by=by, why=why)

    def accept(self, name: str, *, by: str, why: str) -> KeptClaim:
        self.reviewed.append(("accept", name, by, why))
        return dataclasses.replace(self.claim(name), version=2, status="read", by=by, why=why)

    def undo(self, name: str, *, by: str, why: str) -> KeptClaim:
        self.reviewed.append(("undo", name, by, why))
        return dataclasses.replace(self.claim(name), version=3, status="read", by="", why="")


class FakeDesk:
    """The journeys to a ledger, put into Desk by `install`."""

    def __init__(self) -> None:
        self.ledger, self.calls = FakeLedger(), []
        self.refusals: list[Refusal] = []
        self.done = Ingested(new=1204, changed=3, seen=12, near_copies=310, claims=2310, events=1877)
        self.followed: list[Any] = []
        self.stops = False
        self.left_out: dict[str, int] = {}
        self.rows = 7

    def ingest(self, sources: Any, ledger: Path, *, refused: Any, progress: Any, **values: Any) -> Ingested:
        self.calls.append(("ingest", list(sources), ledger, values))
        progress(1, None)
        progress(2, 10)
        if self.stops:
            raise KeyboardInterrupt
        for refusal in self.refusals:
            refused(refusal)
        return self.done

    def poll(self, ledger: Path, *, refused: Any, told: Any, failed: Any, **values: Any) -> Ingested:
        self.calls.append(("poll", ledger, values))
        told("https://a.example/\x1b[2J", "new", 3)
        told("https://b.example/", "unchanged", 0)
        if self.stops:
            raise KeyboardInterrupt
        return self.done

    def export(self, ledger: Path, question: Question, kind: str, out: Path, *, rejected: bool = False) -> Any:
        self.calls.append(("export", ledger, question, kind, out))
        return SimpleNamespace(rows=self.rows, left_out=self.left_out)

    def import_rows(self, ledger: Path, kind: str, files: Any, refused: Any) -> Ingested:
        self.calls.append(("import", ledger, kind, list(files)))
        return self.done

    def add(self, address: str) -> bool:
        if any(feed.address == address for feed in self.followed):
            return False
        unasked = {"moved_to": "", "polled": None, "failures": 0, "next_poll": None, "note": ""}
        self.followed.append(SimpleNamespace(address=address, **unasked))
        return True

    def remove(self, address: str) -> None:
        self.followed = [feed for feed in self.followed if feed.address != address]

    def list(self) -> Any:
        return self.followed

    def open(self, path: Path) -> FakeLedger:
        if not path.is_dir():
            raise LedgerError("no ledger here", place=str(path))
        return self.ledger

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        journeys = {
            "ledger": lambda desk, path: self.open(path),
            "ingest": lambda desk, *words, **values: self.ingest(*words, **values),
            "reread": lambda desk, path, *, progress, refused: Reread(documents=4, same=3, changed=1),
            "optimize": lambda desk, path: {"files_before": 9, "files_after": 1},
            "migrate": lambda desk, path: ("entente-ledger 1", "entente-ledger 2"),
            "feeds": lambda desk, path: self,
            "poll": lambda desk, *words, **values: self.poll(*words, **values),
            "export": lambda desk, *words, **values: self.export(*words, **values),
            "import_rows": lambda desk, *words, **values: self.import_rows(*words, **values),
            "name": lambda desk, code: desk.lexicon.name(code),
        }
        for name, journey in journeys.items():
            monkeypatch.setattr(Desk, name, journey, raising=False)
