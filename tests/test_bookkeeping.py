from __future__ import annotations

import json
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.desk import Desk
from entente.errors import InputError, LedgerError, UsageError
from entente.ledger import Ledger
from entente.records import Question, Refusal
from tests.ledger.builders import files_of, ingest, reading, report, told


class StubReader:
    version = "stub 1"
    first_screen_confidence = 0.5

    def read_many(self, documents):
        return reading(documents)

    def explain(self, document, claim_id):
        raise NotImplementedError


@pytest.fixture
def desk() -> Desk:
    return Desk(reader=StubReader())


def items(path: Path, *texts: str) -> Path:
    lines = [
        json.dumps({"id": str(n), "title": "News of the day", "text": f"{text} as the people of the town say",
                    "published": "2023-01-10"})
        for n, text in enumerate(texts)
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_files_folders_and_patterns(desk: Desk, tmp_path: Path) -> None:
    pile, root = tmp_path / "pile", tmp_path / "ledger"
    (pile / "deep").mkdir(parents=True)
    items(pile / "a.jsonl", "RUS CONSULT PRK", "CHN ACCUSE USA")
    (pile / "deep" / "b.txt").write_text("IRN AID SYR, as the people of the town say to the reporter.")
    (pile / ".hidden.txt").write_text("LAO AID VNM")
    seen: list[tuple[int, int | None]] = []
    done = desk.ingest([str(pile)], root, progress=lambda *at: seen.append(at))
    assert (done.new, done.refused) == (3, 0)
    assert seen[-1] == (3, 3)
    assert told(Ledger(root)) == ["CHN ACCUSE USA", "IRN AID SYR", "RUS CONSULT PRK"]
    assert desk.ingest([str(tmp_path / "pile" / "**" / "*.txt")], root).seen == 1


def test_a_ledger_inside_the_folder_that_is_read_is_no_source(desk: Desk, tmp_path: Path) -> None:
    items(tmp_path / "a.jsonl", "RUS CONSULT PRK")
    refusals: list[Refusal] = []
    for _ in range(2):
        desk.ingest([tmp_path], tmp_path / "ledger", refused=refusals.append)
    assert refusals == []


def test_what_cannot_be_read_is_kept_as_a_refusal(desk: Desk, tmp_path: Path) -> None:
    path = items(tmp_path / "a.jsonl", "RUS CONSULT PRK")
    path.write_text(path.read_text() + "this is no JSON\n")
    refusals: list[Refusal] = []
    done = desk.ingest([path, tmp_path / "absent.html"], tmp_path / "ledger", refused=refusals.append)
    assert (done.new, done.refused, done.reasons) == (1, 2, {"not-found": 1, "not-json": 1})
    kept = {k.refusal for k in desk.ledger(tmp_path / "ledger").refusals()}
    assert kept == set(refusals)
    assert f"{path}:2" in {refusal.source for refusal in kept}


def test_private_addresses_are_refused_unless_allowed(desk: Desk, tmp_path: Path) -> None:
    refusals: list[Refusal] = []
    desk.ingest(["http://127.0.0.1:9/x"], tmp_path / "ledger", refused=refusals.append)
    assert "private network" in refusals[0].detail


def test_rows_of_our_own_export_come_back_without_words(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    ingest(first, [report("USA believes PRK TRANSFER RUS about arms maybe. RUS CONSULT PRK"), report("CHN AID LAO")])
    assert desk.export(first, Question(), "plover", tmp_path / "out.jsonl").rows == 3
    done = desk.import_rows(second, "plover", [tmp_path / "out.jsonl"])
    assert (done.claims, done.refused) == (3, 0)
    theirs = {k.claim.id: k for k in Ledger(second).claims()}
    for kept in Ledger(first).claims():
        other = theirs[kept.claim.id]
        assert (other.status, other.event) == ("imported", None)
        assert other.claim.reader.startswith("import plover")
        for name in ("event", "actor", "recipient", "matter", "holders", "polarity", "certainty", "modality"):
            assert getattr(other.claim, name) == getattr(kept.claim, name)
    before = files_of(second)
    assert desk.import_rows(second, "plover", [tmp_path / "out.jsonl"]).claims == 0
    assert files_of(second) == before


def test_rows_without_words_never_take_the_place_of_words(desk: Desk, tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    ingest(root, [report("RUS CONSULT PRK in the town")])
    desk.export(root, Question(), "plover", tmp_path / "out.jsonl")
    desk.import_rows(root, "plover", [tmp_path / "out.jsonl"])
    (kept,) = Ledger(root).claims()
    assert kept.status == "read"
    assert next(Ledger(root).documents()).document.text == "RUS CONSULT PRK in the town"


def test_imported_rows_are_not_read_again(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    ingest(first, [report("CHN AID LAO")])
    desk.export(first, Question(), "plover", tmp_path / "out.jsonl")
    desk.import_rows(second, "plover", [tmp_path / "out.jsonl"])
    assert desk.reread(second).documents == 0
    assert len(list(Ledger(second).claims())) == 1


def test_training_sets_hold_the_whole_report_of_a_reviewed_claim(desk: Desk, tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    ingest(root, [report("RUS CONSULT PRK. CHN AID LAO", id="d"), report("IRN AID SYR", id="e")])
    ledger = Ledger(root)
    visit, aid = (
        next(k for k in ledger.claims() if k.claim.quote == q).claim.id for q in ("RUS CONSULT PRK", "CHN AID LAO")
    )
    ledger.correct(visit, {"polarity": "negative"}, by="Ada")

    class Explains(StubReader):
        def explain(self, document, claim_id):
            raise UsageError("not read here")

    written = Desk(reader=Explains()).export(root, Question(), "training", tmp_path / "out")
    assert written.rows
    gold = [json.loads(line) for line in (tmp_path / "out" / "gold.jsonl").read_text().splitlines()]
    assert [g["id"] for g in gold] == ["d"]
    assert sorted((c["event"], c["polarity"]) for c in gold[0]["claims"]) == [
        ("AID", "positive"),
        ("CONSULT", "negative"),
    ]
    ledger.reject(aid, by="Ada")
    Desk(reader=Explains()).export(root, Question(), "training", tmp_path / "out")
    gold = [json.loads(line) for line in (tmp_path / "out" / "gold.jsonl").read_text().splitlines()]
    assert [c["event"] for c in gold[0]["claims"]] == ["CONSULT"]


def test_reading_needs_a_ledger(desk: Desk, tmp_path: Path) -> None:
    for call in (desk.ledger, desk.reread, desk.optimize, desk.migrate):
        with pytest.raises(LedgerError, match="no ledger here"):
            call(tmp_path / "none")


def test_an_export_inside_the_ledger_is_refused(desk: Desk, tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    ingest(root, [report("CHN AID LAO")])
    before = files_of(root)
    for place in (root, root / "claims" / "x.csv"):
        with pytest.raises(UsageError, match="inside the ledger"):
            desk.export(root, Question(), "csv", place)
    assert files_of(root) == before
    with pytest.raises(InputError, match="there is no folder"):
        desk.export(root, Question(), "csv", tmp_path / "none" / "x.csv")


def test_claims_that_do_not_stand_are_exported_on_demand(desk: Desk, tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    ingest(root, [report("CHN AID LAO"), report("IRN AID SYR")])
    ledger = Ledger(root)
    ledger.reject(next(ledger.claims()).claim.id, by="Ada")
    assert desk.export(root, Question(), "csv", tmp_path / "x.csv").rows == 1
    assert desk.export(root, Question(), "csv", tmp_path / "x.csv", rejected=True).rows == 2
    assert "rejected" in (tmp_path / "x.csv").read_text()


def test_an_empty_file_of_rows_is_a_refusal(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    refusals: list[Refusal] = []
    for kind in ("plover", "polecat", "gdelt"):
        desk.import_rows(tmp_path / "ledger", kind, [tmp_path / "empty.csv"], refusals.append)
    assert [refusal.reason for refusal in refusals] == ["empty"] * 3


def test_a_later_file_with_more_rows_of_a_known_report_loses_none(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    ingest(first, [report("CHN AID LAO. IRN AID SYR. RUS CONSULT PRK")])
    desk.export(first, Question(), "plover", tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "one.jsonl").write_text(lines[0])
    assert desk.import_rows(second, "plover", [tmp_path / "one.jsonl"]).claims == 1
    assert desk.import_rows(second, "plover", [tmp_path / "all.jsonl"]).claims == 2
    before = files_of(second)
    assert desk.import_rows(second, "plover", [tmp_path / "all.jsonl", tmp_path / "one.jsonl"]).claims == 0
    assert files_of(second) == before
    assert len(list(Ledger(second).claims())) == 3


def deadly(documents):
    """An engine whose readers do not survive one report."""
    for read in reading(documents):
        yield Refusal(read[0].source, "broken", "died") if "LAO" in read[0].text else read


def test_what_no_reader_survives_is_a_refusal_of_the_ledger(tmp_path: Path) -> None:
    pile = [
        report("CHN AID LAO", id="a", source="x:1"),
        report("IRN AID SYR", id="b"),
        report("RUS CONSULT PRK", id="c"),
    ]
    refusals: list[Refusal] = []
    seen: list[int] = []
    done = bookkeeping.ingest(
        pile, tmp_path / "ledger", deadly, lambda: "stub 1", refused=refusals.append, done=seen.append
    )
    assert (done.new, done.refused, done.reasons, sum(seen)) == (2, 1, {"broken": 1}, 3)
    with Ledger(tmp_path / "ledger") as ledger:
        assert [kept.refusal for kept in ledger.refusals()] == refusals
        assert told(ledger) == ["IRN AID SYR", "RUS CONSULT PRK"]


def test_strict_stops_at_what_no_reader_survives(tmp_path: Path) -> None:
    pile = [
        report("IRN AID SYR", id="b"),
        report("CHN AID LAO", id="a", source="x:1"),
        report("RUS CONSULT PRK", id="c"),
    ]
    with pytest.raises(InputError, match="broken: died"):
        bookkeeping.ingest(pile, tmp_path / "ledger", deadly, lambda: "stub 1", strict=True)
    with Ledger(tmp_path / "ledger") as ledger:
        assert told(ledger) == ["IRN AID SYR"]


def test_what_no_reader_survives_now_stays_as_it_was_read(tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    ingest(root, [report("CHN AID LAO", id="a"), report("IRN AID SYR", id="b")])
    refusals: list[Refusal] = []
    done = bookkeeping.reread(root, deadly, "stub 2", refused=refusals.append)
    assert (done.documents, len(refusals)) == (1, 1)
    with Ledger(root) as ledger:
        assert told(ledger) == ["CHN AID LAO", "IRN AID SYR"]
        assert {ledger.document(name).reader for name in "ab"} == {"stub 1", "stub 2"}


def test_an_engine_is_one_that_there_is() -> None:
    for values, words in (
        ({"engine": "spark"}, "no engine 'spark'"),
        ({"address": "10.0.0.5:6379"}, "engine ray alone"),
        ({"engine": "ray", "reader": StubReader()}, "stays in this process"),
    ):
        with pytest.raises(UsageError, match=words):
            Desk(**values)
