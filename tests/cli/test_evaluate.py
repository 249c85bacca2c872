from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

VISIT = {
    "event": "CONSULT", "mode": "visit", "actor": ["CHL"], "recipient": ["NOR"], "matter": [], "holders": [],
    "polarity": "positive", "certainty": "certain", "modality": "actual", "start": None, "end": None,
    "quote": "Norway visits Chile",
}  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    rows = [{"id": "one", "claims": [VISIT]}, {"id": "two", "claims": []}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_items_are_read_and_scored(run: Run, items: Path, gold: Path) -> None:
    figures = json.loads(run("evaluate", items, gold, "--format", "json", "--errors", "3").stdout)
    assert (figures["strict"]["precision"], figures["strict"]["recall"]) == (0.5, 1.0)
    assert figures["faults"] == {"spurious": 1}
    assert figures["errors"][0]["read"]["event"] == "HAVE"
    assert figures["attributes"]["time"] == 0.0


def test_text(run: Run, items: Path, gold: Path) -> None:
    done = run("evaluate", items, gold, "--errors", "1")
    assert done.exit_code == 0
    assert "0.500  1.000  0.667" in done.stdout
    assert "spurious, document two" in done.stdout


def test_given_predictions_are_scored_without_reading(run: Run, items: Path, gold: Path, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(json.dumps({**VISIT, "document": "one"}) + "\n", encoding="utf-8")
    done = run("evaluate", items, gold, "--predicted", predicted, "--format", "json")
    assert json.loads(done.stdout)["full"]["f1"] == 1.0


def test_labelled_documents_that_are_not_there(run: Run, items: Path, gold: Path) -> None:
    gold.write_text('{"id": "other", "claims": []}\n', encoding="utf-8")
    done = run("evaluate", items, gold)
    assert done.exit_code == 3
    assert "1 labelled documents are not among the items: other" in done.stderr


def test_one_report_goes_with_one_labelled_document(run: Run, tmp_path: Path, gold: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "Norway visits Chile, and the ministers spoke about fish, ships and the weather.", encoding="utf-8"
    )
    gold.write_text(json.dumps({"id": "mine", "claims": [VISIT]}), encoding="utf-8")
    assert json.loads(run("evaluate", report, gold, "--format", "json").stdout)["strict"]["f1"] == 1.0


def test_a_fault_in_the_gold_ends_with_its_line(run: Run, items: Path, gold: Path) -> None:
    gold.write_text("{}\n", encoding="utf-8")
    done = run("evaluate", items, gold)
    assert done.exit_code == 3
    assert f"{gold}:1: " in done.stderr


def test_a_refused_item_counts_as_nothing_read(run: Run, items: Path, gold: Path) -> None:
    lines = items.read_text(encoding="utf-8").splitlines()
    items.write_text(lines[1] + "\n" + '{"id": "one", "text": ""}\n', encoding="utf-8")
    done = run("evaluate", items, gold, "--format", "json")
    assert done.exit_code == 6
    assert json.loads(done.stdout)["strict"]["recall"] == 0.0
