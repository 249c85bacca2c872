"""A claim that a reviewer marks in a report is a claim like any other; one that says two things becomes two."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from entente import bookkeeping, exchange
from entente.errors import ConflictError, UsageError
from entente.ledger import Ledger
from entente.ledger.upkeep import optimize
from entente.records import Claim, Holder, Place, Question, claim_id
from tests.ledger.builders import Clock, Where, claims_of, ingest, reading, report

NOON = dt.datetime(2023, 7, 1, 12, tzinfo=dt.UTC)
TEXT = "RUS CONSULT PRK again. Moscow sends shells to Pyongyang, Beijing to Tehran."
SHELLS = "Moscow sends shells to Pyongyang"
AID: dict[str, Any] = {"event": "AID", "actor": ["RUS"], "recipient": ["PRK"]}


@pytest.fixture
def ledger(where: Where) -> Ledger:
    ingest(where, [report(TEXT, id="d", title="Shells for Kim"), report("CHN ACCUSE USA", id="e")])
    return Ledger(where)


def add(ledger: Ledger, words: str = SHELLS, **values: Any) -> Any:
    start = TEXT.index(words)
    return ledger.add(
        "d", {**AID, **values}, by="Ada", why="missed", start_char=start, end_char=start + len(words), now=NOON
    )


def ids(ledger: Ledger, **asked: Any) -> list[str]:
    return sorted(kept.claim.id for kept in ledger.claims(Question(**asked)))


def test_it_has_the_words_the_id_and_the_values_that_the_contract_says(ledger: Ledger) -> None:
    kept = add(
        ledger, mode="military", matter=["arms.ammunition"], holders=[{"actor": "USA", "name": None, "stance": "says"}],
        start="2023-01-09", figures=[{"low": 1000, "high": None, "unit": "shell", "quote": "shells"}],
    )  # fmt: skip
    claim, start = kept.claim, TEXT.index(SHELLS)
    assert claim.place == Place("text", start, start + len(SHELLS), SHELLS)
    holders = (Holder("USA", None, "says"),)
    wanted = claim_id("d", claim.place, "AID", ("RUS",), ("PRK",), holders, "positive", "actual")
    assert (claim.id, claim.polarity, claim.certainty, claim.modality) == (wanted, "positive", "certain", "actual")
    assert (claim.mode, claim.start, claim.confidence, claim.inferred) == ("military", dt.date(2023, 1, 9), 1.0, ())
    assert claim.figures[0].low == 1000.0
    assert (kept.status, kept.version, kept.by, kept.why) == ("added", 1, "Ada", "missed")
    assert (kept.title, kept.published, kept.outlet) == ("Shells for Kim", dt.date(2023, 1, 10), "The Daily")
    (review,) = ledger.reviews(claim.id)
    assert (review.action, review.number, review.changed) == ("add", 1, {})
    assert ledger.versions(claim.id) == [dataclasses.replace(kept, event=None, origin=None)]


def test_words_of_the_title_can_be_marked(ledger: Ledger) -> None:
    kept = ledger.add("d", AID, by="Ada", start_char=0, end_char=6, field="title")
    assert kept.claim.place == Place("title", 0, 6, "Shells")


def test_every_question_finds_it(ledger: Ledger) -> None:
    name = add(ledger, matter=["arms"]).claim.id
    assert name in ids(ledger)
    for asked in (
        {"document": "d"}, {"pair": ("RUS", "PRK")}, {"event": ("AID",)}, {"matter": "arms"}, {"text": "shells"},
        {"holder": "author"}, {"party": "PRK"}, {"actor": "RUS"}, {"published_since": dt.date(2023, 1, 1)},
        {"min_confidence": 0.99}, {"outlet": "daily"}, {"document": "d", "limit": 5}, {"since": dt.date(2023, 1, 1)},
    ):  # fmt: skip
        assert name in ids(ledger, **asked), asked
    assert ledger.count()["claims"] == 3
    assert ledger.find(name[:8]) == [("claim", name)]
    assert ledger.claim(name[:8]).claim.id == name
    assert [kept.claim.id for kept in ledger.these([name])] == [name]
    assert [glance.id for glance in ledger.glances(Question(event=("AID",)))] == [name]
    assert any(row[0] == name for row in ledger.relation(Question(event=("AID",))).select("id").fetchall())


def test_it_counts_from_the_day_it_was_added(ledger: Ledger) -> None:
    name = add(ledger).claim.id
    assert name not in ids(ledger, as_of=dt.date(2023, 6, 30))
    assert name in ids(ledger, as_of=dt.date(2023, 7, 1))
    with pytest.raises(UsageError):
        ledger.claim(name, dt.date(2023, 6, 30))


def test_it_joins_the_event_that_others_tell_of(ledger: Ledger, where: Where) -> None:
    ingest(where, [report("RUS CONSULT PRK on 2023-01-09", id="f", outlet="The Post")])
    told = ledger.claim(ids(ledger, document="f")[0])
    fields = {"event": "CONSULT", "actor": ["RUS"], "recipient": ["PRK"], "start": "2023-01-09", "end": "2023-01-09"}
    kept = ledger.add("d", fields, by="Ada", start_char=0, end_char=len("RUS CONSULT PRK again"))
    assert kept.event == told.event
    assert kept.origin == "d"
    assert kept == ledger.claim(kept.claim.id)


def test_later_reports_join_the_event_that_it_began(ledger: Ledger, where: Where) -> None:
    ingest(where, [report("Ministers met in Oslo.", id="g", title="Summit of ministers in Oslo")])
    fields = {"event": "CONSULT", "actor": ["NOR"], "recipient": ["CHL"]}
    kept = ledger.add("g", fields, by="Ada", start_char=0, end_char=21)
    assert kept.event is not None
    later = report("NOR CONSULT CHL", id="f", title="Ministers met, summit in Oslo", outlet="The Post")
    ingest(where, [later])
    (event,) = ledger.events(Question(pair=("NOR", "CHL")))
    assert (event.id, {k.claim.document for k in event.claims}) == (kept.event, {"g", "f"})


def test_it_stays_through_rereading_and_joining_of_files(ledger: Ledger, where: Where) -> None:
    before = add(ledger)

    def newer(documents: Any) -> Any:
        """A reader that now sees the shells itself, with more words around them."""
        for document, claims in reading(documents, "stub 2"):
            yield document, [*claims, *([_seen(document.id)] if document.id == "d" else [])]

    told = bookkeeping.reread(where, newer, "stub 2", now=Clock(NOON))
    assert (told.new, told.withdrawn) == (0, 0)
    optimize(where)
    assert ledger.claim(before.claim.id) == before
    assert len(ids(ledger, document="d")) == 2


def _seen(document: str) -> Claim:
    place = Place("text", TEXT.index("sends"), TEXT.index(","), "sends shells to Pyongyang")
    like = claims_of(report(TEXT, id=document))[0]
    return dataclasses.replace(like, id="seen", event="AID", place=place, places=(place,), reader="stub 2")


def test_it_can_be_reviewed_like_any_other(ledger: Ledger) -> None:
    name = add(ledger).claim.id
    assert ledger.accept(name, by="Ben").status == "added"
    kept = ledger.correct(name, {"recipient": ["CHN"]}, by="Ben")
    assert (kept.status, kept.version) == ("corrected", 3)
    assert ids(ledger, pair=("RUS", "CHN")) == [name]
    (event,) = ledger.events(Question(pair=("RUS", "CHN")))
    assert event.id == kept.event
    ledger.reject(name, by="Ben")
    assert name not in ids(ledger)
    assert ledger.accept(name, by="Ben").status == "corrected"


def test_taken_back_it_does_not_stand_and_accepted_it_stands_again(ledger: Ledger) -> None:
    name = add(ledger).claim.id
    gone = ledger.undo(name, by="Ada")
    assert (gone.status, gone.version, gone.by) == ("rejected", 2, "")
    assert name not in ids(ledger)
    with pytest.raises(UsageError, match="no review to take back"):
        ledger.undo(name, by="Ada")
    with pytest.raises(ConflictError, match="accept it"):
        add(ledger)
    assert ledger.accept(name, by="Ben").status == "added"
    assert name in ids(ledger)


def test_what_is_there_already_is_not_added(ledger: Ledger) -> None:
    add(ledger)
    with pytest.raises(ConflictError, match=r"says so already, added by Ada \(correct or accept it\)") as caught:
        add(ledger)
    assert caught.value.kept is not None
    visit = {"event": "CONSULT", "actor": ["RUS"], "recipient": ["PRK"]}
    with pytest.raises(ConflictError, match="says so already, read "):
        ledger.add("d", visit, by="Ada", start_char=0, end_char=len("RUS CONSULT PRK"))


@pytest.mark.parametrize(
    ("place", "fields", "fault"),
    [
        ((0, 3, "text"), {"actor": ["RUS"]}, "needs an event"),
        ((0, 3, "text"), {"event": "AID"}, "needs a party"),
        ((0, 3, "text"), {**AID, "quote": "other words"}, "no field 'quote'"),
        ((0, 3, "text"), {**AID, "start": "soon"}, "start is no date"),
        ((0, 3, "text"), {**AID, "figures": [{"low": "many"}]}, "numbers"),
        ((0, 3, "text"), {**AID, "figures": [{"low": 1, "high": 2}]}, "are words"),
        ((0, 3, "text"), {**AID, "figures": {"low": 1}}, "must be a list"),
        ((0, 3, "text"), {**AID, "figures": [{"many": 1}]}, "has low, high"),
        ((3, 3, "text"), AID, "no words stand from 3 to 3"),
        ((-2, 3, "text"), AID, "no words stand"),
        ((0, 9999, "text"), AID, "it has 75 characters"),
        ((3, 4, "text"), AID, "only space was marked"),
        ((0, 3, "url"), AID, "text or title"),
        (("0", 3, "text"), AID, "no whole number"),
    ],
)
def test_faults_are_told_and_nothing_is_written(
    ledger: Ledger, place: tuple[Any, Any, str], fields: dict[str, Any], fault: str
) -> None:
    with pytest.raises(UsageError, match=fault):
        ledger.add("d", fields, by="Ada", start_char=place[0], end_char=place[1], field=place[2])
    assert ledger.reviews() == []


def test_a_report_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="no document nowhere"):
        ledger.add("nowhere", AID, by="Ada", start_char=0, end_char=3)


# Splits

BOTH = "Moscow sends shells to Pyongyang, Beijing to Tehran"


def doubled(ledger: Ledger) -> Any:
    return add(ledger, BOTH, actor=["RUS", "CHN"], recipient=["PRK", "IRN"])


def test_a_part_over_the_same_words_corrects_and_the_others_are_added(ledger: Ledger) -> None:
    whole = doubled(ledger)
    start = TEXT.index("Beijing")
    parts: list[dict[str, Any]] = [
        {"actor": ["RUS"], "recipient": ["PRK"]},
        {"actor": ["CHN"], "recipient": ["IRN"], "start_char": start, "end_char": start + 17, "matter": ["arms"]},
    ]
    first, second = ledger.split(whole.claim.id, parts, by="Ben", why="two deliveries", version=whole.version)
    assert (first.claim.id, first.status, first.claim.recipient) == (whole.claim.id, "corrected", ("PRK",))
    assert (second.status, second.claim.quote, second.version) == ("added", "Beijing to Tehran", 1)
    assert (second.claim.matter, second.by, second.title) == (("arms",), "Ben", "Shells for Kim")
    for kept in (first, second):
        assert kept == ledger.claim(kept.claim.id)
        assert kept.event is not None
        review = ledger.reviews(kept.claim.id)[-1]
        assert (review.action, review.with_) == ("split", tuple(sorted([first.claim.id, second.claim.id])))
    assert ids(ledger, pair=("CHN", "IRN")) == [second.claim.id]


def test_where_no_part_has_the_same_words_the_claim_is_rejected(ledger: Ledger) -> None:
    whole = doubled(ledger)
    start, end = TEXT.index("Beijing"), TEXT.index(".", 30)
    parts: list[dict[str, Any]] = [
        {"actor": ["RUS"], "recipient": ["PRK"], "start_char": TEXT.index(SHELLS), "end_char": start - 2},
        {"actor": ["CHN"], "recipient": ["IRN"], "start_char": start, "end_char": end},
    ]
    gone, one, two = ledger.split(whole.claim.id, parts, by="Ben", why="two of them")
    assert (gone.claim.id, gone.status) == (whole.claim.id, "rejected")
    assert gone.why == f"split into {one.claim.id}, {two.claim.id}: two of them"
    assert ids(ledger, event=("AID",)) == sorted([one.claim.id, two.claim.id])


def test_undo_of_any_of_them_takes_all_of_it_back(ledger: Ledger) -> None:
    whole = doubled(ledger)
    before = ids(ledger)
    first, second = ledger.split(
        whole.claim.id, [{"recipient": ["PRK"]}, {"recipient": ["IRN"], "actor": ["CHN"]}], by="Ben"
    )
    ledger.undo(second.claim.id, by="Cleo")
    assert ids(ledger) == before
    kept = ledger.claim(first.claim.id)
    assert (kept.claim, kept.status, kept.by, kept.event) == (whole.claim, "added", "Ada", whole.event)
    assert ledger.claim(second.claim.id).status == "rejected"
    assert [review.undoes for review in ledger.reviews(first.claim.id)] == [None, None, 2]


def test_a_part_that_was_reviewed_since_is_taken_back_first(ledger: Ledger) -> None:
    whole = doubled(ledger)
    first, second = ledger.split(
        whole.claim.id, [{"recipient": ["PRK"]}, {"recipient": ["IRN"], "actor": ["CHN"]}], by="Ben"
    )
    ledger.accept(second.claim.id, by="Cleo")
    with pytest.raises(UsageError, match=f"{second.claim.id} of the same split was reviewed since by Cleo"):
        ledger.undo(first.claim.id, by="Ben")
    ledger.undo(second.claim.id, by="Cleo")
    assert ledger.undo(first.claim.id, by="Ben").claim == whole.claim


def test_the_part_that_says_what_the_claim_said_keeps_its_id(ledger: Ledger) -> None:
    kept = add(ledger)
    same, other = ledger.split(kept.claim.id, [{"recipient": ["CHN"]}, {"matter": ["arms"]}], by="Ben")
    assert (same.claim.id, same.claim.matter) == (kept.claim.id, ("arms",))
    assert other.claim.recipient == ("CHN",)


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ([{"mode": "visit"}], "into two or more"),
        ([{"mode": "military"}, {"mode": "economic"}], "two parts are the same claim"),
        ([{"recipient": ["CHN"]}, {"recipient": ["Kim"]}], "takes codes"),
        ([{"recipient": ["CHN"]}, {"start_char": 5}], "no words stand from 5 to -1"),
        ([{"recipient": ["CHN"]}, {"start_char": 5, "end_char": 500}], "no words stand"),
    ],
)
def test_faulty_parts_are_told_and_nothing_is_written(ledger: Ledger, parts: list[Any], fault: str) -> None:
    name = add(ledger).claim.id
    with pytest.raises(UsageError, match=fault):
        ledger.split(name, parts, by="Ben")
    assert len(ledger.reviews()) == 1


def test_a_part_that_the_ledger_has_already(ledger: Ledger) -> None:
    name, there = add(ledger).claim.id, add(ledger, recipient=["CHN"]).claim.id
    with pytest.raises(ConflictError, match=f"claim {there} says so already"):
        ledger.split(name, [{"matter": ["arms"]}, {"recipient": ["CHN"]}], by="Ben")
    assert len(ledger.reviews()) == 2


def test_a_claim_that_does_not_stand_is_not_split(ledger: Ledger) -> None:
    name = add(ledger).claim.id
    ledger.reject(name, by="Ben")
    with pytest.raises(UsageError, match="accept it first"):
        ledger.split(name, [{"matter": ["arms"]}, {"recipient": ["CHN"]}], by="Ben")


def test_files_of_reviews_are_joined_when_they_are_many(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from entente.ledger import reviewing

    monkeypatch.setattr(reviewing, "FILES", 5)
    name = add(ledger).claim.id
    for number in range(9):
        ledger.correct(name, {"mode": "visit" if number % 2 else "meet"}, by="Ada")
        with Ledger(ledger.path) as other:
            assert len(ledger.tables.storage.files(other.tables.newest("reviews"))) <= 5
            assert len(other.reviews(name)) == number + 2
    assert ledger.claim(name).version == 10


def test_as_items_for_training(ledger: Ledger, tmp_path: Path) -> None:
    """A report with a claim of each kind: what was added, corrected and split is in its labels, what fell is not."""
    whole = doubled(ledger)
    first, second = ledger.split(
        whole.claim.id, [{"recipient": ["PRK"]}, {"recipient": ["IRN"], "actor": ["CHN"]}], by="Ben"
    )
    taken_back = add(ledger, "Moscow").claim.id
    ledger.undo(taken_back, by="Ada")
    visit = next(kept.claim.id for kept in ledger.claims(Question(event=("CONSULT",))))
    ledger.reject(visit, by="Ada")
    statuses = ("read", "corrected", "added", "rejected", "withdrawn", "imported")
    claims = ledger.claims(Question(document="d"), statuses=statuses)
    done = exchange.write(
        "training", claims, tmp_path / "out", document=lambda name: ledger.document(name).document, names=str,
        trigger=lambda claim, document: None,
    )  # fmt: skip
    assert done.rows == 2
    assert done.left_out == {"rejected by a reviewer": 2}
    (gold,) = map(json.loads, (tmp_path / "out" / "gold.jsonl").read_text().splitlines())
    told = [(label["actor"], label["recipient"], label["quote"]) for label in gold["claims"]]
    assert sorted(told) == sorted(
        (list(kept.claim.actor), list(kept.claim.recipient), kept.claim.quote) for kept in (first, second)
    )
