from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from entente.records import Refusal
from tests.cli.conftest import Run
from tests.cli.fake_ledger import FakeDesk


def test_ingest_tells_one_summary(run: Run, desk: FakeDesk, tmp_path: Path) -> None:
    done = run("ingest", "a.html", "b", "--published", "2023-01-02", "--strict", "--allow-private")
    assert (done.exit_code, done.stderr) == (0, "")
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["new", "1,204"], ["changed", "3"], ["seen", "before"], ["near-copies", "310"], ["refused", "0"],
        ["claims", "2,310"], ["events", "1,877"],
    ]  # fmt: skip
    values = {"published": dt.date(2023, 1, 2), "strict": True, "allow_private": True}
    assert desk.calls == [("ingest", ["a.html", "b"], tmp_path, values)]


def test_ingest_tells_what_came_too_late_to_be_known(run: Run, desk: FakeDesk) -> None:
    desk.done = dataclasses.replace(desk.done, late=2, was_closed=dt.date(2023, 3, 1), grouped=False)
    shown = run("ingest", "a").stdout
    assert "2 reports are older than what this ledger had already told (closed up to 2023-03-01)" in shown
    assert "Another ingest goes on" in shown


def test_ingest_for_programs(run: Run, desk: FakeDesk) -> None:
    desk.done = dataclasses.replace(desk.done, reasons={"empty": 1}, closed=dt.date(2023, 3, 1))
    told = json.loads(run("ingest", "a", "--format", "json").stdout)
    assert (told["new"], told["reasons"], told["closed"]) == (1204, {"empty": 1}, "2023-03-01")


@pytest.mark.parametrize(("new", "status"), [(1, 6), (0, 7)])
def test_refusals(run: Run, desk: FakeDesk, new: int, status: int) -> None:
    desk.refusals = [Refusal("x.pdf", "encrypted", "It asks for a password.")]
    desk.done = dataclasses.replace(desk.done, new=new, changed=0, seen=0, refused=1, reasons={"encrypted": 1})
    done = run("ingest", "x.pdf")
    assert done.exit_code == status
    assert done.stderr == "entente: refused x.pdf: encrypted: It asks for a password.\n"
    assert "refused           1  encrypted 1" in done.stdout


def test_interrupted_it_says_how_to_go_on(run: Run, desk: FakeDesk) -> None:
    desk.stops = True
    done = run("ingest", "a")
    assert (done.exit_code, done.stdout) == (130, "")
    assert done.stderr == "entente: stopped; what was read is kept, the same command goes on from there\n"


def test_reread_optimize_migrate(run: Run, desk: FakeDesk) -> None:
    assert "same          3  claims as they were" in run("reread").stdout
    assert json.loads(run("reread", "--format", "json").stdout)["changed"] == 1
    assert "files before" in run("optimize").stdout
    assert json.loads(run("optimize", "--format", "json").stdout) == {"files_before": 9, "files_after": 1}
    assert run("migrate").stdout == "from entente-ledger 1 to entente-ledger 2\n"


def test_an_engine_and_its_workers(run: Run, desk: FakeDesk) -> None:
    assert run("ingest", "a", "--workers", "3").exit_code == 0
    assert run("ingest", "a", "--engine", "ray", "--address", "127.0.0.1:6379").exit_code == 0
    wrong = run("ingest", "a", "--address", "127.0.0.1:6379")
    assert (wrong.exit_code, "--engine ray" in wrong.stderr) == (2, True)
    assert run("ingest", "a", "--engine", "spark").exit_code == 2
    assert run("ingest", "a", "--workers", "0").exit_code == 2
