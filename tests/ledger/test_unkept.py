"""Reports in no ledger fall into the same origins and events as in a ledger."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.ledger import Ledger
from entente.ledger.grouping import FOLLOWS
from entente.ledger.unkept import Unkept, unkept
from entente.records import Document, Question
from tests.ledger.builders import START, Clock, Where, claims_of, ingest, report

REPORTS = [
    report("RUS CONSULT PRK about arms on 2023-01-09", id="a"),
    report("USA says RUS CONSULT PRK about arms on 2023-01-09", "2023-01-11", id="b", outlet="The Other"),
    report("IRN ASSAULT ISR", "2023-01-11", id="c"),
    report("no claim in it", None, id="d"),
]


def test_events_and_origins_are_those_of_a_ledger(where: Where) -> None:
    ingest(where, REPORTS)
    ledger = Ledger(where)
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


TOLD = ("PRK AID RUS about arms", "PRK not AID RUS about arms", "RUS CONSULT PRK", "CHN AID RUS", "RUS ASSAULT UKR",
        "USA says PRK AID RUS about arms", "PRK AID RUS about arms in future")  # fmt: skip


def wire(number: int, told: list[str], day: int = 10) -> Document:
    """A report whose words no other has, so that only its copies are near-copies."""
    rest = " ".join(f"w{number}x{word}" for word in range(60))
    return report(f"{'. '.join(told)}. {rest}", f"2023-01-{day:02}", id=f"r{number:02}", title=f"Headline {number}")


def copy_of(document: Document, number: int = 1) -> Document:
    return dataclasses.replace(document, id=f"{document.id}+{number}", outlet=f"Paper {number}")


def put(pile: list[Document]) -> Unkept:
    return unkept([(document, claims_of(document)) for document in pile], START)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_copies_change_no_event_of_others_and_no_count_of_origins(data: st.DataObject) -> None:
    words = st.lists(st.sampled_from(TOLD), min_size=1, max_size=3)
    numbers = range(data.draw(st.integers(1, 8)))
    pile = [wire(number, data.draw(words), data.draw(st.integers(10, 28))) for number in numbers]
    copies = [copy_of(document, n) for document in data.draw(st.lists(st.sampled_from(pile), unique=True, min_size=1))
              for n in range(1, data.draw(st.integers(1, 3)) + 1)]  # fmt: skip
    alone, beside = put(pile), put([*copies, *pile])
    ours = {kept.claim.id for kept in alone.claims}
    assert {k.claim.id: (k.event, k.origin) for k in beside.claims if k.claim.id in ours} == {
        k.claim.id: (k.event, k.origin) for k in alone.claims
    }
    assert [(event.id, event.origins) for event in beside.events] == [(e.id, e.origins) for e in alone.events]
    assert all(
        event.reasons[kept.claim.id] == FOLLOWS for event in beside.events for kept in event.claims
        if kept.claim.id not in ours
    )  # fmt: skip


@pytest.mark.parametrize("at", [1, 4, 9])
def test_a_ledger_filled_in_two_goes_has_the_same_events_where_there_are_copies(where: Where, at: int) -> None:
    pile = [wire(number, [TOLD[number], TOLD[0]], 10 + number) for number in range(6)]
    pile = [one for document in pile for one in (document, *(copy_of(document, n) for n in range(1, 4)))]
    ingest(where / "one", pile)
    ingest(where / "two", pile[:at])
    ingest(where / "two", pile[at:])
    one, two = Ledger(where / "one"), Ledger(where / "two")
    # Scores tell more than events: they depend on how often the words were counted.
    sql = "SELECT claim, event, origin, reason, score FROM events ORDER BY claim"
    assert two.connection.execute(sql).fetchall() == one.connection.execute(sql).fetchall()
    assert {kept.claim.id: (kept.event, kept.origin) for kept in two.claims()} == {
        kept.claim.id: (kept.event, kept.origin) for kept in put(pile).claims
    }


def test_a_corrected_claim_of_a_copy_leaves_the_event_and_a_corrected_matter_stays(where: Where) -> None:
    pile = [wire(1, ["PRK AID RUS about arms"]), copy_of(wire(1, ["PRK AID RUS about arms"]))]
    ingest(where, pile)
    ledger = Ledger(where)
    first, copy = sorted(ledger.claims(), key=lambda kept: kept.claim.document)
    same = ledger.correct(copy.claim.id, {"matter": ["food"]}, by="A. B.", now=Clock()())
    assert same.event == first.event
    gone = ledger.correct(copy.claim.id, {"recipient": ["CHN"]}, by="A. B.", now=Clock()())
    assert gone.event != first.event
