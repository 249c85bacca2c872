"""A review is taken back: the former value counts again, and who did what stays to be read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente import bookkeeping
from entente.errors import UsageError
from entente.ledger import Ledger
from entente.records import Question
from tests.ledger.builders import Clock, Where, ingest, reading, report

NOON = dt.datetime(2023, 7, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def ledger(where: Where) -> Ledger:
    ingest(where, [report("RUS CONSULT PRK again", id="d"), report("CHN ACCUSE USA", id="e")])
    return Ledger(where)


def one(ledger: Ledger) -> str:
    return next(ledger.claims(Question(document="d"))).claim.id


def test_the_former_value_counts_again_and_who_did_it_is_kept(ledger: Ledger) -> None:
    name = one(ledger)
    ledger.correct(name, {"polarity": "negative"}, by="Ana", why="it says not", now=NOON)
    kept = ledger.undo(name, by="Ben", why="it does not", now=NOON)
    assert (kept.claim.polarity, kept.status, kept.version, kept.by, kept.why) == ("positive", "read", 3, "", "")
    assert kept == ledger.claim(name) == next(ledger.claims(Question(document="d")))
    first, second = ledger.reviews(name)
    assert (first.action, first.by, first.undoes) == ("correct", "Ana", None)
    assert (second.action, second.by, second.why, second.undoes) == ("undo", "Ben", "it does not", 1)
    assert second.changed == {"polarity": ("negative", "positive")}


def test_what_counts_again_keeps_the_name_of_who_said_it(ledger: Ledger) -> None:
    name = one(ledger)
    ledger.correct(name, {"polarity": "negative"}, by="Ana", why="it says not")
    ledger.reject(name, by="Ben", why="nonsense")
    kept = ledger.undo(name, by="Cleo")
    assert (kept.status, kept.by, kept.why) == ("corrected", "Ana", "it says not")
    for asked in (Question(document="d"), Question(document="d", limit=5), Question(pair=("RUS", "PRK"))):
        assert [(k.claim.id, k.by, k.version) for k in ledger.claims(asked)] == [(name, "Ana", 4)]
    assert [k.by for k in ledger.these([name])] == ["Ana"]
    assert [k.by for k in ledger.versions(name)] == ["", "Ana", "Ben", "Ana"]


def test_undo_after_undo_goes_back_farther_and_then_there_is_no_more(ledger: Ledger) -> None:
    name = one(ledger)
    ledger.accept(name, by="Ana")
    ledger.correct(name, {"mode": "visit"}, by="Ana")
    ledger.correct(name, {"mode": "meet"}, by="Ana")
    assert ledger.undo(name, by="Ana").claim.mode == "visit"
    assert ledger.undo(name, by="Ana").claim.mode is None
    assert ledger.claim(name).by == "Ana"  # who accepted it
    ledger.correct(name, {"mode": "phone"}, by="Ana")
    assert ledger.undo(name, by="Ana").claim.mode is None
    assert ledger.undo(name, by="Ana").by == ""
    with pytest.raises(UsageError, match="no review to take back"):
        ledger.undo(name, by="Ana")


def test_where_nothing_was_reviewed_nothing_is_taken_back(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="no review to take back"):
        ledger.undo(one(ledger), by="Ana")


def test_it_goes_back_to_its_event_and_its_pair(ledger: Ledger) -> None:
    name = one(ledger)
    before = ledger.claim(name)
    ledger.correct(name, {"recipient": ["CHN"]}, by="Ana", now=NOON)
    ledger.undo(name, by="Ana", now=NOON + dt.timedelta(days=3))
    assert ledger.events(Question(pair=("RUS", "CHN"))) == []
    (event,) = ledger.events(Question(pair=("RUS", "PRK")))
    assert event.id == before.event == ledger.claim(name).event
    assert ledger.claim(name, dt.date(2023, 7, 2)).claim.recipient == ("CHN",)
    assert [g.id for g in ledger.glances(Question(pair=("RUS", "PRK")))] == [name]


def test_a_claim_that_nobody_reviews_any_more_is_as_sure_as_the_reader_was(ledger: Ledger) -> None:
    name = one(ledger)
    ledger.accept(name, by="Ana")
    assert [g.confidence for g in ledger.glances(Question(document="d"))] == [1.0]
    ledger.undo(name, by="Ana")
    assert [g.confidence for g in ledger.glances(Question(document="d"))] == [0.8]


def test_accepted_again_after_a_rejection_it_stands_as_it_stood(ledger: Ledger) -> None:
    name = one(ledger)
    ledger.correct(name, {"mode": "visit"}, by="Ana")
    ledger.undo(name, by="Ana")
    ledger.reject(name, by="Ana")
    assert ledger.accept(name, by="Ben").status == "read"


def test_a_reread_leaves_it_and_a_newer_reading_is_what_counts_when_all_is_taken_back(
    ledger: Ledger, where: Where
) -> None:
    name = one(ledger)
    ledger.correct(name, {"polarity": "negative"}, by="Ana")

    def newer(documents: Any) -> Any:
        for document, claims in reading(documents, "stub 2"):
            yield document, [dataclasses.replace(claim, certainty="probable") for claim in claims]

    bookkeeping.reread(where, newer, "stub 2", now=Clock(NOON))
    assert ledger.claim(name).claim.polarity == "negative"
    kept = ledger.undo(name, by="Ana")
    assert (kept.claim.polarity, kept.claim.certainty, kept.status) == ("positive", "probable", "read")


ACTIONS = st.lists(st.sampled_from(["accept", "reject", "visit", "meet", "CHN", "undo"]), max_size=7)


@settings(max_examples=12, deadline=None)
@given(ACTIONS)
def test_any_number_of_reviews_and_undos_is_a_stack(actions: list[str]) -> None:
    with tempfile.TemporaryDirectory() as root, _ledger(Path(root)) as ledger:
        name = one(ledger)
        first = ledger.claim(name)
        stack = [first]
        for action in actions:
            try:
                kept = _do(ledger, name, action)
            except UsageError:
                assert action != "undo" or len(stack) == 1
                continue
            if action == "undo":
                stack.pop()
                told = stack[-1]
                assert (kept.claim, kept.status, kept.by) == (told.claim, told.status, told.by)
            else:
                stack.append(kept)
        assert ledger.claim(name).claim == stack[-1].claim
        while len(stack) > 1:
            ledger.undo(name, by="Ben")
            stack.pop()
        last = ledger.claim(name)
        assert (last.claim, last.status, last.by, last.event) == (first.claim, first.status, "", first.event)


def _ledger(root: Where) -> Ledger:
    ingest(root, [report("RUS CONSULT PRK again", id="d")])
    return Ledger(root)


def _do(ledger: Ledger, name: str, action: str) -> Any:
    if action in ("accept", "reject", "undo"):
        return getattr(ledger, action)(name, by="Ana")
    changes = {"recipient": ["CHN"]} if action == "CHN" else {"mode": action}
    return ledger.correct(name, changes, by="Ana")
