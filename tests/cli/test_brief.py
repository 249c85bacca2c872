from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.fakes import FakeReader


def test_text_by_default_no_wider_than_the_terminal(run: Run, items: Path) -> None:
    for columns in (60, 80, 120):
        done = run("brief", items, env={"COLUMNS": str(columns)})
        assert done.exit_code == 0
        assert "Norway" in done.stdout
        assert max(len(line) for line in done.stdout.splitlines()) <= columns


@pytest.mark.parametrize(
    ("name", "start"), [("b.html", "<!doctype html>"), ("b.md", "# "), ("b.json", "{"), ("b.txt", "")]
)
def test_the_suffix_of_the_file_tells_the_format(run: Run, items: Path, tmp_path: Path, name: str, start: str) -> None:
    done = run("brief", items, "--out", tmp_path / name)
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert (done.exit_code, done.stdout) == (0, "")
    assert written.lower().startswith(start)
    assert "Norway" in written
    assert "\x1b" not in written


def test_a_dash_is_standard_output(run: Run, items: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("brief", items, "--out", "-").stdout == run("brief", items).stdout
    assert not (tmp_path / "-").exists()


def test_format_outranks_the_suffix(run: Run, items: Path, tmp_path: Path) -> None:
    run("brief", items, "--out", tmp_path / "b.html", "--format", "json")
    assert json.loads((tmp_path / "b.html").read_text(encoding="utf-8"))


def test_the_same_input_gives_the_same_bytes(run: Run, items: Path) -> None:
    for format in ("text", "md", "html", "json"):
        assert run("brief", items, "--format", format).stdout == run("brief", items, "--format", format).stdout


def test_a_place_that_cannot_be_written(run: Run, items: Path, tmp_path: Path) -> None:
    done = run("brief", items, "--out", tmp_path / "no" / "b.html")
    assert done.exit_code == 3
    assert "cannot be written" in done.stderr
    assert "(name another place)" in done.stderr


def test_refusals_are_in_the_brief_and_in_the_status(run: Run, items: Path, tmp_path: Path) -> None:
    done = run("brief", items, tmp_path / "absent.pdf")
    assert done.exit_code == 6
    assert "absent.pdf" in "".join(done.stdout.split())
    assert "not-found" in done.stderr


def test_all_refused(run: Run, reader: FakeReader, tmp_path: Path) -> None:
    done = run("brief", tmp_path / "absent.pdf", "--out", tmp_path / "b.html")
    assert (done.exit_code, done.stdout, reader.asked) == (7, "", [])
    assert not (tmp_path / "b.html").exists()


def test_hostile_words_reach_no_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    text = (
        "Norway visits Chile on Monday, they said. \x1b]0;gone\x07\x1b[2J \u202eelihC\u202c <script>alert(1)</script>."
    )
    path.write_text(json.dumps({"id": "x", "title": "A \u202etitle\x9b2J <b>", "text": text}), encoding="utf-8")
    for format in ("text", "md", "html"):
        out = run("brief", path, "--format", format).stdout
        assert "Norway" in out
        assert not {"\x1b", "\u202e", "\x9b", "\x07"} & set(out)
        assert "<script>alert" not in out
