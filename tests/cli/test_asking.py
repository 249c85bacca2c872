from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from entente.records import Question
from entente.rows import csv_lines
from tests.cli.conftest import Run
from tests.cli.fake_ledger import DENIED, EVENT, VISIT, FakeDesk, FakeLedger, kept_document

COMMANDS = ("claims", "events", "documents", "refusals")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("columns", [40, 60, 80, 109, 110, 120, 200])
def test_tables_fit_the_terminal(run: Run, desk: FakeDesk, command: str, columns: int) -> None:
    done = run(command, env={"COLUMNS": str(columns)})
    assert done.exit_code == 0
    assert max(len(line) for line in done.stdout.splitlines()) <= columns


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("format", ["table", "jsonl", "csv"])
def test_hostile_words_reach_no_terminal(run: Run, desk: FakeDesk, command: str, format: str) -> None:
    assert not {"\x1b", "\u202e", "\x07"} & set(run(command, "--format", format).stdout)


def test_a_table_of_claims_shows_words_voice_day_outlet_and_id(run: Run, desk: FakeDesk) -> None:
    shown = " ".join(run("claims", env={"COLUMNS": "200"}).stdout.split())
    assert f"{VISIT.claim.id[:8]} 2023-03-02 CONSULT visit: NOR → CHL" in shown
    assert "paper.example" in shown
    assert "“Norway visits Chile”" in shown
    for words in ("(GHA) denies; not;", "possible; future; corrected by Ana"):
        assert words in shown


def test_a_table_of_events_counts_origins_and_sets_times_side_by_side(run: Run, desk: FakeDesk) -> None:
    shown = " ".join(run("events", env={"COLUMNS": "200"}).stdout.split())
    assert "the reports themselves (2)" in shown
    assert "GHA denies, not, possible, future (1)" in shown
    assert "2023-03-02 (2)" in shown
    assert "paper.example, The Post" in shown


def test_documents_tell_copies_versions_and_lineage(run: Run, desk: FakeDesk) -> None:
    shown = " ".join(run("documents", env={"COLUMNS": "200"}).stdout.split())
    assert "version 2; near-copy of one; from Reuters" in shown


def test_a_report_without_a_title_is_told_by_its_first_words_and_a_mark(
    run: Run, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_document("one")
    bare = dataclasses.replace(kept.document, title="", text="Norway " * 20)
    monkeypatch.setattr(FakeLedger, "documents", lambda *_: iter([dataclasses.replace(kept, document=bare)]))
    assert "Norway Nor…" in " ".join(run("documents", env={"COLUMNS": "200"}).stdout.split())


def test_jsonl_of_claims_is_the_record_and_what_the_ledger_knows(run: Run, desk: FakeDesk) -> None:
    rows = [json.loads(line) for line in run("claims", "--format", "jsonl").stdout.splitlines()]
    assert {name: rows[1][name] for name in DENIED.claim.as_dict()} == DENIED.claim.as_dict()
    assert [rows[1][name] for name in ("version", "status", "event_id", "origin", "by", "why")] == [
        2, "corrected", EVENT, "one", "Ana", "-misread",
    ]  # fmt: skip
    assert (rows[1]["published"], rows[1]["known"], rows[1]["recorded"]) == (
        "2023-03-02",
        "2023-03-02",
        "2023-03-02T12:00:00+00:00",
    )


def test_csv_is_flat_and_safe_in_a_spreadsheet(run: Run, desk: FakeDesk) -> None:
    rows = list(csv.DictReader(io.StringIO(run("claims", "--format", "csv").stdout)))
    assert [row["actor"] for row in rows] == ["NOR", "NOR"]
    assert rows[1]["why"] == "'-misread"
    assert json.loads(rows[1]["holders"])[0]["stance"] == "denies"


def test_csv_of_events_and_documents_fits_cells(run: Run, desk: FakeDesk) -> None:
    (event,) = csv.DictReader(io.StringIO(run("events", "--format", "csv").stdout))
    assert event["claims"] == f"{VISIT.claim.id};{DENIED.claim.id}"
    assert json.loads(event["times"])[1] == {"start": "2023-03-02", "end": "2023-03-02", "origins": 2}
    assert "harbour" not in run("documents", "--format", "csv").stdout
    assert "harbour" in run("documents", "--format", "jsonl").stdout


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    (read,) = csv.reader(io.StringIO(csv_lines({"a": cell}, head=False)))
    assert read[0].startswith("'")
    assert csv_lines({"a": "plain", "b": -0.5, "c": None}, head=True) == "a,b,c\r\nplain,-0.5,\r\n"


def test_filters_become_a_question(run: Run, desk: FakeDesk) -> None:
    run(
        "claims", "--pair", "Russia", "North Korea", "--event", "aid", "--event", "TRANSFER", "--matter", "arms",
        "--holder", "United States", "--stance", "denies", "--polarity", "negative", "--certainty", "possible",
        "--modality", "future", "--mode", "visit", "--text", "two words", "--since", "2023-01-01", "--until",
        "2023-02-01", "--published-since", "2023-01-02", "--published-until", "2023-02-02", "--as-of", "2023-03-01",
        "--late", "--min-confidence", "0.5", "--outlet", "Paper", "--document", "one", "--event-id", EVENT[:9],
        "--limit", "5",
    )  # fmt: skip
    assert desk.ledger.asked == [
        Question(
            pair=("RUS", "PRK"), event=("AID", "TRANSFER"), matter="arms", holder="USA", stance="denies",
            polarity="negative", certainty="possible", modality="future", mode="visit", text="two words",
            since=dt.date(2023, 1, 1), until=dt.date(2023, 2, 1), published_since=dt.date(2023, 1, 2),
            published_until=dt.date(2023, 2, 2), as_of=dt.date(2023, 3, 1), late=True, min_confidence=0.5,
            outlet="Paper", document="one", event_id=EVENT, limit=6,
        )
    ]  # fmt: skip


def test_people_stay_names_as_holders_and_become_codes_as_parties(run: Run, desk: FakeDesk) -> None:
    run("claims", "--holder", "Vladimir Putin", "--actor", "Vladimir Putin", "--as-of", "2023-01-01")
    assert (desk.ledger.asked[0].holder, desk.ledger.asked[0].actor) == ("Vladimir Putin", "RUS")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--pair", "Freedonia", "RUS"), "entente actors NAME"),
        (("--pair", "Moscow", "RUS"), "both sides are RUS"),
        (("--actor", "Russia and China"), "RUS, CHN"),
        (("--event", "visit"), "AGREE, CONSULT"),
        (("--matter", "arm"), "arms, arms.ammunition"),
        (("--mode", "swim"), "meet, visit"),
        (("--stance", "thinks"), "says, confirms"),
        (("--polarity", "no"), "positive, negative"),
        (("--late",), "--as-of"),
        (("--document", "zz"), "no document zz"),
        (("--document", EVENT), "no document"),
        (("--since", "yesterday"), "2024-06-18"),
    ],
)
def test_what_means_nothing_is_wrong_use(run: Run, desk: FakeDesk, words: tuple[str, ...], told: str) -> None:
    done = run("claims", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("words", "limit"),
    [((), 51), (("--limit", "3"), 4), (("--limit", "0"), None), (("--format", "jsonl"), None),
     (("--format", "csv", "--limit", "9"), 10)],
)  # fmt: skip
def test_limits(run: Run, desk: FakeDesk, words: tuple[str, ...], limit: int | None) -> None:
    run("claims", *words)
    assert desk.ledger.asked[0].limit == limit


def test_a_cut_is_told(run: Run, desk: FakeDesk) -> None:
    done = run("claims", "--limit", "1", "--format", "jsonl")
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "entente: there is more than this row; --limit 0 shows all\n"
    assert run("claims", "--limit", "2").stderr == ""


def test_nothing_found(run: Run, desk: FakeDesk) -> None:
    desk.ledger.held = []
    done = run("claims", "--event", "AID", "--text", "\x1b[2J")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "entente: nothing found for --event AID --text \\x1b[2J; leave one out\n"
    desk.ledger.late_claims = 2
    assert "2 claims of reports published by then" in run("claims", "--as-of", "2023-01-01").stderr


def test_no_ledger(run: Run, desk: FakeDesk, tmp_path: Path) -> None:
    done = run("claims", "--ledger", tmp_path / "absent")
    assert (done.exit_code, done.stdout) == (8, "")
    assert done.stderr == f"entente: {tmp_path / 'absent'}: no ledger here\n"


def test_a_ledger_must_be_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENTENTE_LEDGER", raising=False)
    done = run("claims")
    assert done.exit_code == 2
    assert "--ledger" in done.stderr


def test_an_imported_row_has_no_words(run: Run, desk: FakeDesk) -> None:
    place = dataclasses.replace(VISIT.claim.place, quote="", end_char=0)
    bare = dataclasses.replace(VISIT.claim, place=place, places=())
    desk.ledger.held = [dataclasses.replace(VISIT, claim=bare, status="imported")]
    assert "no words" in run("claims").stdout
