from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from entente import bookkeeping
from entente.errors import UsageError
from entente.ledger import Ledger
from entente.records import Question
from tests.ledger.builders import START, Clock, Where, claims_of, ingest, reading, report

VISIT = "RUS CONSULT PRK"
LATER = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)


@pytest.fixture
def ledger(where: Where) -> Ledger:
    ingest(where, [report(f"{VISIT} again", id="d"), report("CHN ACCUSE USA", id="e")])
    return Ledger(where)


def visit(ledger: Ledger) -> str:
    return next(k.claim.id for k in ledger.claims() if k.claim.quote == VISIT)


def test_a_correction_is_a_newer_version_and_the_reading_stays(ledger: Ledger) -> None:
    name = visit(ledger)
    kept = ledger.correct(name, {"polarity": "negative"}, by="Ada", why="the text says not", now=LATER)
    assert (kept.claim.polarity, kept.status, kept.version, kept.by) == ("negative", "corrected", 2, "Ada")
    assert [(v.status, v.claim.polarity) for v in ledger.versions(name)] == [
        ("read", "positive"), ("corrected", "negative"),
    ]  # fmt: skip
    (review,) = ledger.reviews(name)
    assert (review.action, review.changed, review.why) == (
        "correct", {"polarity": ("positive", "negative")}, "the text says not",
    )  # fmt: skip
    assert [k.claim.id for k in ledger.claims(Question(polarity="negative"))] == [name]


def test_what_was_known_before_the_correction_stays_known(ledger: Ledger) -> None:
    name = visit(ledger)
    ledger.correct(name, {"polarity": "negative"}, by="Ada", now=LATER)
    ledger.reject(name, by="Ben", now=LATER + dt.timedelta(days=5))
    assert ledger.claim(name, dt.date(2023, 6, 30)).claim.polarity == "positive"
    assert ledger.claim(name, dt.date(2023, 7, 1)).claim.polarity == "negative"
    assert ledger.claim(name).status == "rejected"
    assert name in [k.claim.id for k in ledger.claims(Question(as_of=dt.date(2023, 7, 5)))]
    assert name not in [k.claim.id for k in ledger.claims(Question(as_of=dt.date(2023, 7, 6)))]


def test_a_corrected_party_moves_the_claim_to_the_other_pair(ledger: Ledger) -> None:
    name = visit(ledger)
    ledger.correct(name, {"recipient": ["CHN"]}, by="Ada", now=LATER)
    assert list(ledger.claims(Question(pair=("RUS", "PRK")))) == []
    (kept,) = ledger.claims(Question(pair=("RUS", "CHN")))
    assert kept.claim.id == name
    assert kept.event is not None
    (event,) = ledger.events(Question(pair=("RUS", "CHN")))
    assert event.id == kept.event


def test_rejected_claims_are_neither_shown_nor_counted(ledger: Ledger) -> None:
    name = visit(ledger)
    before = ledger.count()
    assert ledger.reject(name, by="Ada").status == "rejected"
    assert ledger.count()["claims"] == before["claims"] - 1
    assert ledger.events(Question(pair=("RUS", "PRK"))) == []
    assert ledger.accept(name, by="Ben").status == "read"
    assert ledger.count() == before


def test_corrected_and_rejected_claims_survive_a_newer_reader(ledger: Ledger, where: Where) -> None:
    name, other = visit(ledger), next(k.claim.id for k in ledger.claims() if k.claim.event == "ACCUSE")
    ledger.correct(name, {"polarity": "negative"}, by="Ada", now=START)
    ledger.reject(other, by="Ada", now=START)

    def newer(documents: Any) -> Any:
        """A reader that now sees the denial itself, and the accusation as before, and one more claim."""
        for document, claims in reading(documents, "stub 2"):
            yield (
                document,
                [
                    dataclasses.replace(c, polarity="negative", id="seen by the newer reader")
                    if c.quote == VISIT
                    else c
                    for c in claims
                ],
            )

    told = bookkeeping.reread(where, newer, "stub 2", now=Clock(LATER))
    assert (told.documents, told.new, told.withdrawn) == (2, 0, 0)
    assert [(k.claim.id, k.claim.polarity, k.status) for k in ledger.claims()] == [(name, "negative", "corrected")]
    assert bookkeeping.reread(where, newer, "stub 2", now=Clock(LATER)).documents == 0


def test_a_reread_keeps_ids_and_the_past(ledger: Ledger, where: Where) -> None:
    name = visit(ledger)

    def newer(documents: Any) -> Any:
        for document, claims in reading(documents, "stub 2"):
            yield document, [dataclasses.replace(c, certainty="probable") for c in claims if c.quote == VISIT]

    told = bookkeeping.reread(where, newer, "stub 2", now=Clock(LATER))
    assert (told.changed, told.withdrawn, told.new) == (1, 1, 0)
    assert [(k.claim.id, k.claim.certainty) for k in ledger.claims()] == [(name, "probable")]
    before = ledger.claims(Question(as_of=dt.date(2023, 6, 30)))
    assert sorted((k.claim.event, k.claim.certainty) for k in before) == [("ACCUSE", "certain"), ("CONSULT", "certain")]
    assert ledger.document("d").reader == "stub 2"
    assert ledger.document("d").document.text == f"{VISIT} again"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, "nothing to correct"),
        ({"polarity": "positive"}, "says so already"),
        ({"polarity": "maybe"}, "polarity cannot be 'maybe'"),
        ({"quote": "other words"}, "no field 'quote' can be set"),
        ({"event": "DANCE"}, "event cannot be 'DANCE'"),
        ({"actor": "RUS"}, "actor must be a list"),
        ({"actor": ["Russia"]}, "takes codes"),
        ({"actor": [], "recipient": []}, "needs a party"),
        ({"start": "yesterday"}, "start is no date"),
        ({"start": "2023-02-01", "end": "2023-01-01"}, "before it starts"),
        ({"matter": ["guns"]}, "matter cannot be 'guns'"),
        ({"holders": [{"actor": "USA", "stance": "mutters"}]}, "stance cannot be 'mutters'"),
        ({"holders": "USA"}, "holders must be a list"),
        ({"holders": [{"actor": 5, "stance": "says"}]}, "words or null"),
    ],
)
def test_faults_are_told_and_nothing_is_written(ledger: Ledger, changes: dict[str, Any], fault: str) -> None:
    name = visit(ledger)
    with pytest.raises(UsageError, match=fault):
        ledger.correct(name, changes, by="Ada")
    assert ledger.reviews(name) == []


def test_a_review_needs_a_name_and_a_claim(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="needs a name"):
        ledger.reject(visit(ledger), by=" ")
    with pytest.raises(UsageError, match="no claim nothing"):
        ledger.reject("nothing", by="Ada")


def test_every_field_can_be_set(ledger: Ledger) -> None:
    changes: dict[str, Any] = {
        "event": "AID", "mode": "military", "actor": ["PRK"], "recipient": ["RUS", "CHN"], "matter": ["arms"],
        "holders": [{"actor": None, "name": "an exile", "stance": "believes"}], "polarity": "negative",
        "certainty": "probable", "modality": "future", "start": "2023-02-01", "end": "2023-02-03",
    }  # fmt: skip
    kept = ledger.correct(visit(ledger), changes, by="Ada")
    values = kept.claim.as_dict()
    assert {name: values[name] for name in changes} == changes
    assert claims_of(report(f"{VISIT} again", id="d"))[0].place == kept.claim.place
