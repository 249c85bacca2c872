from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def ids(run: Run, items: Path) -> list[str]:
    return [json.loads(line)["id"] for line in run("read", items, "--format", "jsonl").stdout.splitlines()]


def test_words_parties_and_alternatives(run: Run, items: Path) -> None:
    done = run("explain", items, "--claim", ids(run, items)[0])
    assert done.exit_code == 0
    assert "visits: CONSULT 0.90, none 0.10" in done.stdout
    assert "NOR 0.97 taken: “Norway”" in done.stdout
    assert "GHA 0.02 left: no words" in done.stdout
    assert "note          actor: filled from another sentence" in done.stdout


def test_first_digits_do(run: Run, items: Path) -> None:
    first = ids(run, items)[0]
    done = run("explain", items, "--claim", first[:8], "--format", "json")
    assert json.loads(done.stdout)["claim"]["id"] == first
    assert json.loads(done.stdout)["attributes"]["modality"] == [{"value": "actual", "probability": 0.99}]


def test_a_claim_that_is_not_there(run: Run, items: Path) -> None:
    done = run("explain", items, "--claim", "zzzz")
    assert done.exit_code == 2
    assert "no claim zzzz" in done.stderr
    assert ids(run, items)[0] in done.stderr


def test_no_report(run: Run, tmp_path: Path) -> None:
    done = run("explain", tmp_path / "absent", "--claim", "zzzz")
    assert done.exit_code == 2
    assert "not-found" in done.stderr
