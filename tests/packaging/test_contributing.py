"""CONTRIBUTING.md can be followed: its files are written as it shows them, and its commands do what it says."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from entente.desk import Desk
from entente.lexicon import rules
from tests.pages.consoles import ROOT, Console, consoles, same

PAGE = "CONTRIBUTING.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
_FILE = re.compile(r"`(\w+\.toml)`:\n+```toml\n(.*?)```", re.S)
_MADE = re.compile(r"\bmake ([a-z]+)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of the page."""
    made = tmp_path_factory.mktemp("contributing")
    for name, text in _FILE.findall(TEXT):
        (made / name).write_text(text, encoding="utf-8")
    return made


def given(console: Console, folder: Path) -> tuple[int, list[str]]:
    """Runs a command of the page: its status and all that it says."""
    program, *words = shlex.split(console.command)
    done = subprocess.run(
        [Path(sys.executable).parent / program, *words],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.rstrip("\n").split("\n")


@pytest.mark.parametrize("console", [c for c in consoles(PAGE) if "export" not in c.command], ids=str)
def test_commands_of_the_page_do_what_it_says(console: Console, folder: Path) -> None:
    code, printed = given(console, folder)
    assert code in (0, 1), printed
    assert console.told is not None
    assert same(console.told, printed), printed


def test_the_entry_of_the_page_names_the_person(folder: Path) -> None:
    desk = Desk(lexicon=folder / "mine.toml")
    (reading,) = desk.actor("Jane Example", dt.date(2026, 3, 1))
    assert reading.codes == ("FRA",)


def test_the_rule_of_the_page_goes_with_those_of_the_package(folder: Path) -> None:
    """As when its file lies in the folder of regimes."""
    read = rules.read([*sorted(rules.FOLDER.glob("*.toml")), folder / "embargo.toml"])
    assert [rule.id for rule in read if rule.regime == "Example"] == ["example-1-1-to"]


def test_what_it_tells_to_make_can_be_made() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(_MADE.findall(TEXT)) - targets == set()


def test_every_place_that_it_names_is_there() -> None:
    named = re.findall(r"`((?:src|tests|docs|training|evals|release|models)/[\w/.]+)`", TEXT)
    named += re.findall(r"\]\(([\w/.]+)\)", TEXT)
    assert [place for place in named if not (ROOT / place).exists() and "VERSION" not in place] == []
