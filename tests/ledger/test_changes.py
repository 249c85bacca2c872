from __future__ import annotations

import shutil

import pytest

from entente import bookkeeping
from entente.ledger import Ledger
from entente.ledger.changes import (
    all_months,
    changed_claims,
    changed_documents,
    changes,
    marks,
    newest_claims,
    newest_documents,
    plain_claims,
    plain_documents,
)
from entente.ledger.rows import claim_row
from entente.ledger.upkeep import optimize
from entente.records import STATUSES, Refusal
from tests.ledger.builders import Clock, Where, folder_of, ingest, reading, report
from tests.ledger.conftest import Places


@pytest.fixture
def root(where: Where) -> Where:
    ingest(where, [report("RUS AID PRK", "2023-01-10"), report("CHN ACCUSE USA", "2023-02-10")], now=Clock())
    return where


def ids(ledger: Ledger) -> tuple[str, ...]:
    return tuple(sorted(kept.claim.id for kept in ledger.claims(statuses=STATUSES)))


def test_nothing_has_changed_since_now(root: Where) -> None:
    with Ledger(root) as ledger:
        now = marks(ledger)
        found = changes(ledger, now)
    assert (found.claims, found.documents, found.refusals, found.whole, found.more) == ((), (), (), False, False)
    assert found.marks == now


def test_what_came_is_told_and_nothing_else(root: Where) -> None:
    with Ledger(root) as ledger:
        before, known = marks(ledger), set(ids(ledger))
        refusal = Refusal("s", "empty", "nothing there")
        ingest(root, [report("UN AID SYR", "2023-01-11"), refusal], now=Clock())
        found = changes(ledger, before)
        (new,) = set(ids(ledger)) - known
        assert (found.claims, found.documents) == ((new,), ("UN AID SYR",))
        assert [kept.refusal for kept in found.refusals] == [refusal]
        assert changes(ledger, found.marks).claims == ()


def test_reviews_and_readings_are_told(root: Where) -> None:
    with Ledger(root) as ledger:
        one, two = ids(ledger)
        before = marks(ledger)
        ledger.reject(one, by="me", now=Clock()())
        assert changes(ledger, before).claims == (one,)
        before = marks(ledger)
        bookkeeping.reread(root, lambda documents: reading(documents, "stub 2"), "stub 2", now=Clock().move(1))
        found = changes(ledger, before)
        assert found.documents == ("CHN ACCUSE USA", "RUS AID PRK")
        assert set(found.claims) <= {one, two}


def test_joining_files_changes_nothing(root: Where) -> None:
    with Ledger(root) as ledger:
        ingest(root, [report("UN AID SYR", "2023-01-11")], now=Clock())
        before = marks(ledger)
        done = optimize(root)
        assert done["before"] > done["after"]
        found = changes(ledger, before)
        assert not found.whole
        assert (found.claims, found.documents) == ((), ())
        assert found.marks != before


def test_a_little_at_a_time_comes_to_the_same(root: Where) -> None:
    with Ledger(root) as ledger:
        at = {**marks(ledger), **dict.fromkeys(("claims", "documents", "events", "origins", "reviews", "refusals"), 0)}
        for number in range(3):
            ingest(root, [report(f"UN AID SYR {number}", "2023-01-11")], now=Clock())
        claims: set[str] = set()
        rounds = 0
        while True:
            found = changes(ledger, at, most=1)
            claims |= set(found.claims)
            at, rounds = found.marks, rounds + 1
            if not found.more:
                break
        assert rounds > 4
        assert tuple(sorted(claims)) == ids(ledger)


def test_what_a_dead_writer_left_is_not_told(root: Where) -> None:
    with Ledger(root) as ledger:
        before = marks(ledger)
        # Claims whose documents were never committed: the next writer takes them back.
        rows = [{**row, "id": "0" * 16} for row in _rows(ledger)]
        ledger.tables.append("claims", rows)
        assert changes(ledger, before).claims == ()
        ingest(root, [report("UN AID SYR", "2023-01-11")], now=Clock())
        found = changes(ledger, before)
        assert not found.whole
        assert "0" * 16 not in ids(ledger)
        assert set(found.claims) - {"0" * 16} <= set(ids(ledger))
        assert list(newest_claims(ledger, ["0" * 16])) == []


def _rows(ledger: Ledger) -> list[dict[str, object]]:
    kept = next(ledger.claims())
    return [claim_row(kept, document_version=1, told=kept.known)]


def test_another_ledger_and_a_log_that_is_gone_are_told(root: Where, places: Places) -> None:
    other = places()
    ingest(other, [report("RUS AID PRK")], now=Clock())
    with Ledger(root) as ledger, Ledger(other) as another:
        at = marks(ledger)
        assert changes(another, at).whole
        assert changes(ledger, {}).whole
        assert changes(ledger, {**at, "claims": at["claims"] + 5}).whole
        log = folder_of(root) / "events" / "_delta_log"
        (log / f"{at['events']:020}.json").rename(folder_of(root) / "kept.json")
        assert changes(ledger, {**at, "events": at["events"] - 1}).whole


def test_files_that_are_gone_are_told(root: Where) -> None:
    with Ledger(root) as ledger:
        at = marks(ledger)
        for folder in (folder_of(root) / "claims").glob("month=*"):
            shutil.rmtree(folder)
        assert changes(ledger, {**at, "claims": 0}).whole


def test_everything_month_by_month_is_everything(root: Where) -> None:
    ingest(root, [report("UN AID SYR", None), report("RUS AID PRK and more", "2023-01-12", id="RUS AID PRK", url="u")])
    with Ledger(root) as ledger:
        ledger.reject(ids(ledger)[0], by="me", now=Clock()())
        changed, newer = changed_claims(ledger), changed_documents(ledger)
        assert all_months(ledger, "claims") == ["2023-02", "2023-01", "undated"]
        found = [row for month in all_months(ledger, "claims") for row in plain_claims(ledger, month, changed)]
        found += list(newest_claims(ledger, changed))
        assert sorted((kept for kept, _ in found), key=lambda k: k.claim.id) == sorted(
            ledger.claims(statuses=STATUSES), key=lambda k: k.claim.id
        )
        for kept, reason in found:
            if kept.status != "rejected" and kept.event:
                assert reason == ledger.event(kept.event).reasons[kept.claim.id]
        documents = [
            kept for month in all_months(ledger, "documents") for kept in plain_documents(ledger, month, newer)
        ]
        documents += list(newest_documents(ledger, newer))
        assert sorted(documents, key=lambda k: k.document.id) == sorted(ledger.documents(), key=lambda k: k.document.id)
