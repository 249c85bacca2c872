"""Reports in no ledger fall into the same origins and events as in a ledger."""

from __future__ import annotations

from pathlib import Path

from entente.ledger import Ledger
from entente.ledger.unkept import unkept
from entente.records import Question
from tests.ledger.builders import START, claims_of, ingest, report

REPORTS = [
    report("RUS CONSULT PRK about arms on 2023-01-09", id="a"),
    report("USA says RUS CONSULT PRK about arms on 2023-01-09", "2023-01-11", id="b", outlet="The Other"),
    report("IRN ASSAULT ISR", "2023-01-11", id="c"),
    report("no claim in it", None, id="d"),
]


def test_events_and_origins_are_those_of_a_ledger(tmp_path: Path) -> None:
    ingest(tmp_path, REPORTS)
    ledger = Ledger(tmp_path)
    found = unkept([(document, claims_of(document)) for document in REPORTS], START)
    assert {event.id: [k.claim.id for k in event.claims] for event in found.events} == {
        event.id: [k.claim.id for k in event.claims] for event in ledger.events(Question())
    }
    assert {k.claim.id: (k.origin, k.event) for k in found.claims} == {
        k.claim.id: (k.origin, k.event) for k in ledger.claims(Question())
    }


def test_copies_of_one_text_are_one_origin() -> None:
    words = "RUS CONSULT PRK about arms on 2023-01-09 and the words go on and on, as they do in a long wire story."
    copies = [report(words, "2023-01-10", id=name, outlet=name) for name in ("a", "b")]
    found = unkept([(document, claims_of(document)) for document in copies], START)
    assert [event.origins for event in found.events] == [1]
    assert {kept.counted_by for kept in found.claims} == {"a"}


def test_the_order_of_reports_changes_nothing() -> None:
    read = [(document, claims_of(document)) for document in REPORTS]
    assert unkept(read, START) == unkept(read[::-1], START)
