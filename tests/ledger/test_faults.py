"""The small version of `make faults`: killed, crowded or out of room, a ledger ends as if nothing had been."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from deltalake import DeltaTable

from entente.ledger import Ledger
from entente.ledger.schema import TABLES
from faults import beside, disks, kills, words
from faults.processes import driver, run
from faults.rows import differences, faults_in, rows_of
from faults.scenes import Outcome, Scene, one_line
from tests.ledger.builders import Clock, ingest, report


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("faults"), items=60, batch=20, seed=7, days=40)


def _whole(outcome: Outcome) -> None:
    if outcome.note and not outcome.tried:
        pytest.skip(outcome.note)
    assert outcome.tried
    assert outcome.lost == []


def test_an_ingest_killed_at_random_moments_ends_as_one_that_was_not(scene: Scene) -> None:
    _whole(kills.ingests(scene, 2))


def test_an_ingest_killed_between_two_tables_ends_as_one_that_was_not(scene: Scene) -> None:
    root = scene.folder()
    kills.killed_once(scene, root, len(TABLES) + 1)  # every table made, and the first claims written
    assert DeltaTable(root / "claims").version() == 1
    assert rows_of(root)["claims"] == []
    assert faults_in(root, grouped=False) == []
    kills.killed_once(scene, root, None)
    assert differences(rows_of(scene.whole()[0]), rows_of(root)) == []
    assert faults_in(root) == []


def test_a_correction_killed_before_its_event_was_found_gets_it_when_made_again(scene: Scene) -> None:
    whole = scene.whole()[0]
    with Ledger(whole) as ledger:
        claim = next(kept.claim.id for kept in ledger.claims() if kept.claim.event != "COERCE")
    killed, undisturbed = scene.copied(whole), scene.copied(whole)
    run(driver("correct", undisturbed, claim))
    run(driver("correct", killed, claim, die=1), status=-signal.SIGKILL)
    run(driver("correct", killed, claim))
    assert differences(rows_of(undisturbed), rows_of(killed)) == []


def test_two_ingests_at_once_and_a_reader(scene: Scene) -> None:
    _whole(beside.overlapping(scene, 1))


def test_a_full_disk(scene: Scene) -> None:
    _whole(disks.full(scene, (0.5,)))


def test_a_folder_that_cannot_be_written(scene: Scene) -> None:
    _whole(disks.read_only(scene))


def test_where_a_run_stops_does_not_matter_for_what_a_newer_text_is_compared_with(tmp_path: Path) -> None:
    texts = ["a b c d e f g h RUS CONSULT PRK", "e f g h i j k l RUS CONSULT PRK", "i j k l m n o p q r s t u v"]
    told = [report(text, id="one", source=f"pile.jsonl:{number}") for number, text in enumerate(texts)]
    ingest(tmp_path / "whole", told)
    for stopped in (1, 2):
        root = tmp_path / f"stopped-{stopped}"
        ingest(root, told[:stopped], now=Clock())
        ingest(root, told, now=Clock())
        names = [
            [(kept.document.id, kept.version) for kept in Ledger(path).documents()]
            for path in (tmp_path / "whole", root)
        ]
        assert names[0] == names[1]


def test_the_comparison_sees_a_row_that_is_lacking_and_one_that_stands_twice(scene: Scene) -> None:
    root = scene.copied(scene.whole()[0])
    expected = rows_of(root)
    with Ledger(root) as ledger:
        ledger.tables.append("refusals", [_first(ledger, "refusals")])
        ledger.tables.append("origins", [{**_first(ledger, "origins"), "document": "nobody"}])
    assert [line.split(":")[0] for line in differences(expected, rows_of(root))] == ["origins", "refusals"]
    assert faults_in(root) == ["1 rows twice in refusals", "1 origins without their document"]


def _first(ledger: Ledger, table: str) -> dict[str, object]:
    row: dict[str, object] = ledger.connection.sql(f"SELECT * FROM {table} LIMIT 1").to_arrow_table().to_pylist()[0]
    return row


def test_one_clear_line_is_told_from_a_traceback() -> None:
    assert one_line(8, "entente: /l: the disk is full (make room)\n", 8) == []
    assert one_line(1, "Traceback (most recent call last):\n  File\nOSError\n", 8)[0] == "status 1 instead of 8"
    assert len(one_line(8, "", 8)) == 1


def test_made_up_reports_are_the_same_for_a_seed_and_hold_all_kinds() -> None:
    lines = list(words.lines(200, 3))
    assert lines == list(words.lines(200, 3))
    assert lines != list(words.lines(200, 4))
    assert any("AHAVEN" in line for line in lines)
    assert any('"published": ""' in line for line in lines)
    assert any(not line.endswith("}") for line in lines)


def test_the_driver_is_called_with_its_options() -> None:
    command = driver("ingest", Path("l"), Path("a.jsonl"), batch=5, die=None, wait=True)
    assert command[2:] == ["faults.driver", "ingest", "l", "a.jsonl", "--batch", "5", "--wait"]
