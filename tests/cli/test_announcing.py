"""Announced things at the terminal and for programs, over a small real ledger."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_announced_desk import FIRST, made, visits

DAY = (FIRST + dt.timedelta(days=7 * 40 + 5)).isoformat()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ledger")
    made(root, visits(44)).close()
    return root


def test_a_table(run: Run, kept: Path) -> None:
    found = run("announced", "--ledger", kept, "--as-of", DAY, "--limit", "3")
    assert found.exit_code == 0
    assert "open, " in found.stdout
    assert "not heard of" in found.stdout
    assert "To come\n" in found.stdout
    assert "No longer open\n" in found.stdout
    assert "China → Russia" in found.stdout
    assert all(len(line) <= 100 for line in found.stdout.splitlines()[:-4])
    assert "will visit RUS" in found.stdout
    assert "41 announced: " in found.stdout
    assert "38 more" in found.stderr


def test_for_programs(run: Run, kept: Path) -> None:
    found = run("announced", "--ledger", kept, "--as-of", DAY, "--format", "json", "--became", "open,kept")
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert {row["became"] for row in rows} == {"open", "kept"}
    assert rows[0]["became"] == "open"
    assert 0 < rows[0]["probability"] < 1
    assert rows[0]["reasons"][0]["text"]


def test_names_are_taken_as_codes(run: Run, kept: Path) -> None:
    by_name = run("announced", "--ledger", kept, "--pair", "Russia", "North Korea", "--format", "json").stdout
    assert by_name == run("announced", "--ledger", kept, "--pair", "RUS", "PRK", "--format", "json").stdout
    assert {row["actor"][0] for row in map(json.loads, by_name.splitlines())} == {"PRK"}
    assert run("announced", "--ledger", kept, "--actor", "Brazil").exit_code == 0


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--pair", "RUS", "USA"), 1, "nothing found"),
        (("--pair", "RUS", "Russia"), 2, "both are RUS"),
        (("--pair", "RUS", "PRK", "--actor", "RUS"), 2, "a pair and an actor at once"),
        (("--actor", "Atlantis"), 2, "names no actor"),
        (("--became", "forgotten"), 2, "one of kept, late"),
    ],
)
def test_faults(run: Run, kept: Path, words: tuple[str, ...], status: int, told: str) -> None:
    found = run("announced", "--ledger", kept, *words)
    assert found.exit_code == status
    assert told in found.stderr


def test_a_new_ledger_says_where_its_chances_are_from(run: Run, tmp_path: Path) -> None:
    made(tmp_path, visits(1, kept=False)).close()
    found = run("announced", "--ledger", tmp_path)
    assert "(prior)" in found.stdout
    assert "too few of its own" in found.stdout
