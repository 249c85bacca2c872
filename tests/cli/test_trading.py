from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.fake_ledger import FakeDesk


def test_export_with_filters(run: Run, desk: FakeDesk, tmp_path: Path) -> None:
    desk.left_out = {"TRAVEL": 2}
    done = run("export", "--to", "plover", "--pair", "Russia", "PRK", tmp_path / "out.jsonl")
    assert done.exit_code == 0
    assert done.stdout == f"7 rows in {tmp_path / 'out.jsonl'}\n"
    assert done.stderr == "entente: 2 left out: TRAVEL\n"
    _, ledger, question, kind, out = desk.calls[0]
    assert (ledger, kind, out) == (tmp_path, "plover", tmp_path / "out.jsonl")
    assert (question.pair, question.limit) == (("RUS", "PRK"), None)


def test_export_of_nothing(run: Run, desk: FakeDesk, tmp_path: Path) -> None:
    desk.rows = 0
    done = run("export", "--to", "csv", "--event", "AID", tmp_path / "out.csv")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nothing found for --event AID" in done.stderr


def test_an_export_is_a_file(run: Run, desk: FakeDesk) -> None:
    done = run("export", "--to", "csv", "-")
    assert done.exit_code == 2
    assert "name one" in " ".join(done.stderr.split())
    assert desk.calls == []


def test_import(run: Run, desk: FakeDesk, tmp_path: Path) -> None:
    done = run("import", "--from", "gdelt", tmp_path / "a.tsv", tmp_path / "b.tsv")
    assert done.exit_code == 0
    assert desk.calls == [("import", tmp_path, "gdelt", [tmp_path / "a.tsv", tmp_path / "b.tsv"])]
    assert done.stdout.startswith("new")


@pytest.mark.parametrize("words", [("export", "--to", "xls", "out"), ("import", "--from", "xls", "in")])
def test_kinds_that_are_none(run: Run, desk: FakeDesk, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert "plover, polecat" in " ".join(done.stderr.split())
