from __future__ import annotations

import json

from tests.cli.conftest import Run


def rows(run: Run, *words: str) -> list[dict]:
    return [json.loads(line) for line in run("actors", *words, "--format", "json").stdout.splitlines()]


def test_everything_known(run: Run) -> None:
    known = {row["code"]: row for row in rows(run)}
    assert known["NOR"]["name"] == "Norway"
    assert "demonym" in known["NOR"]["kinds"]
    assert "NATO" in known


def test_a_name_on_a_day(run: Run) -> None:
    (norway,) = rows(run, "Norway", "--on", "2020-01-01")
    assert (norway["codes"], norway["chosen"]) == (["NOR"], True)
    assert norway["line"] > 0


def test_table(run: Run) -> None:
    assert "NOR" in run("actors", "Norway").stdout
    assert "Norway" in run("actors").stdout


def test_unknown_name(run: Run) -> None:
    done = run("actors", "Freedonia\x1b[2J")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "\x1b" not in done.stderr


def test_a_lexicon_of_ones_own_with_faults(run: Run, tmp_path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[[nonsense]]\ncode = 3\n", encoding="utf-8")
    done = run("actors", "Norway", "--lexicon", str(mine))
    assert done.exit_code == 4
    assert "mine.toml:1: " in done.stderr
