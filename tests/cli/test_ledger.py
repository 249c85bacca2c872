"""The commands over a real ledger, with the reader that needs no model."""

from __future__ import annotations

import csv
import errno
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.fakes import FakeReader
from tests.cli.test_program import FAKED, ROOT


@pytest.fixture
def ledger(run: Run, items: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENTENTE_LEDGER", str(tmp_path / "ledger"))
    done = run("ingest", items)
    assert (done.exit_code, done.stderr) == (0, "")
    return tmp_path / "ledger"


def rows(run: Run, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*words, "--format", "jsonl").stdout.splitlines()]


def test_in_and_asked(run: Run, ledger: Path, items: Path) -> None:
    (visit,) = rows(run, "claims", "--pair", "Chile", "Norway")
    assert (visit["document"], visit["outlet"], visit["status"]) == ("one", "The Paper", "read")
    assert [row["id"] for row in rows(run, "events")] == [
        row["event_id"] for row in sorted(rows(run, "claims"), key=lambda row: row["published"] is None)
    ]
    assert {row["id"] for row in rows(run, "documents")} == {"one", "two"}
    assert json.loads(run("ingest", items, "--format", "json").stdout)["seen"] == 2


def _all_of(terminal: int) -> str:
    """What a process writes to a terminal until it ends; on Linux the end is an error."""
    parts = []
    try:
        while part := os.read(terminal, 1 << 16):
            parts.append(part)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
    return b"".join(parts).decode()


def test_progress_at_a_terminal(items: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a terminal of POSIX")
    ours, theirs = pty.openpty()
    words = [*FAKED, "ingest", str(items), "--ledger", str(tmp_path / "ledger")]
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(words, cwd=ROOT, stdout=out, stderr=theirs)
    os.close(theirs)
    told = _all_of(ours)
    os.close(ours)
    assert process.wait(60) == 0
    assert (tmp_path / "out").read_bytes().startswith(b"new")
    assert "2 reports" in told
    assert "left" in told


def test_refusals_are_kept(run: Run, ledger: Path, tmp_path: Path) -> None:
    assert run("refusals").exit_code == 1
    assert run("ingest", tmp_path / "absent.html").exit_code == 7
    assert [row["reason"] for row in rows(run, "refusals")] == ["not-found"]


def test_strict_stops(run: Run, ledger: Path, tmp_path: Path) -> None:
    done = run("ingest", tmp_path / "absent.html", "--strict")
    assert (done.exit_code, done.stdout) == (3, "")


def test_reviewed(run: Run, ledger: Path) -> None:
    (visit,) = rows(run, "claims", "--pair", "NOR", "CHL")
    run("correct", visit["id"][:8], "--set", "polarity=negative", "--by", "Ana", "--why", "=misread")
    (corrected,) = rows(run, "claims", "--polarity", "negative", "--pair", "NOR", "CHL")
    assert (corrected["version"], corrected["status"], corrected["by"]) == (2, "corrected", "Ana")
    shown = run("show", visit["id"][:8]).stdout
    assert "polarity: positive → negative (=misread)" in " ".join(shown.split())
    assert "»Norway visits Chile on 2024-06-17«" in " ".join(shown.split())
    assert run("reject", visit["id"], "--by", "Ana").exit_code == 0
    done = run("claims", "--pair", "NOR", "CHL")
    assert (done.exit_code, done.stdout) == (1, "")
    assert run("show", visit["id"]).exit_code == 0
    run("accept", visit["id"], "--by", "Bo")
    assert len(rows(run, "claims", "--pair", "NOR", "CHL")) == 1


def test_everything_can_be_shown(run: Run, ledger: Path) -> None:
    (visit,) = rows(run, "claims", "--pair", "NOR", "CHL")
    for name in (visit["id"], visit["event_id"], visit["document"]):
        assert run("show", name).exit_code == 0
        assert run("show", name, "--as-of", "2024-06-18").exit_code == 0
        assert json.loads(run("show", name, "--format", "json").stdout)["id"] == name
    early = run("show", visit["id"], "--as-of", "2024-06-17")
    assert (early.exit_code, early.stdout) == (2, "")


def test_as_of_before_the_report(run: Run, ledger: Path) -> None:
    assert run("claims", "--as-of", "2024-06-17").exit_code == 1
    assert [row["document"] for row in rows(run, "claims", "--as-of", "2024-06-18")] == ["one"]


def test_out_again(run: Run, ledger: Path, tmp_path: Path) -> None:
    done = run("export", "--to", "csv", tmp_path / "out.csv", "--event", "CONSULT")
    assert (done.exit_code, done.stderr) == (0, "")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        exported = list(csv.DictReader(file))
    printed = list(csv.DictReader(run("claims", "--event", "CONSULT", "--format", "csv").stdout.splitlines()))
    assert exported == printed


def test_kept_in_order(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("optimize").exit_code == 0
    assert "nothing to do" in run("migrate").stdout
    assert run("reread").stdout == "every report was read by this model and lexicon already, nothing to do\n"
    monkeypatch.setattr(FakeReader, "version", "fake 2, lexicon hand")
    done = json.loads(run("reread", "--format", "json").stdout)
    assert (done["documents"], done["same"], done["new"], done["withdrawn"]) == (2, 2, 0, 0)


def test_feeds(run: Run, ledger: Path) -> None:
    assert run("feeds", "poll").exit_code == 2
    assert run("feeds", "add", "http://127.0.0.1:9/rss").exit_code == 0
    assert "follows already" in run("feeds", "add", "http://127.0.0.1:9/rss").stdout
    assert run("feeds", "poll").exit_code == 7
    assert "127.0.0.1" in run("feeds", "list").stdout
    assert run("feeds", "remove", "http://127.0.0.1:9/rss").exit_code == 0
    assert run("feeds", "list").exit_code == 1
