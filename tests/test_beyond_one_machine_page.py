"""The guide to many machines names commands and options that there are, and its smallest command runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from entente.cli.app import app
from entente.engine.handing import PATIENCE
from entente.engine.local import FEW
from tests.engine.made import items

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "beyond-one-machine.md").read_text(encoding="utf-8")
LINES = re.findall(r"^ +((?:entente|ray) .*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("line", sorted({line for line in LINES if line.startswith("entente")}))
def test_a_command_of_the_page_takes_the_options_it_is_given(line: str) -> None:
    words = shlex.split(line)
    command = get_command(app).commands[words[1]]  # type: ignore[attr-defined]
    command.make_context(words[1], words[2:], resilient_parsing=False).close()


def test_ray_takes_the_options_that_the_page_gives_it() -> None:
    scripts = pytest.importorskip("ray.scripts.scripts")
    for line in (line for line in LINES if line.startswith("ray")):
        words = shlex.split(line)
        command = scripts.cli.commands[words[1]]
        known = {name for parameter in command.params for name in parameter.opts}
        assert [word for word in words if word.startswith("--") and word not in known] == []


def test_its_first_commands_run(tmp_path: Path) -> None:
    source, ledger = items(tmp_path / "feeds.jsonl", 20), tmp_path / "ledger"
    for line in [line for line in LINES if "feeds.jsonl.gz" in line]:
        words = [str(source) if word == "feeds.jsonl.gz" else word for word in shlex.split(line)[1:]]
        done = CliRunner().invoke(app, [str(ledger) if word == "ledger" else word for word in words])
        assert done.exit_code == 6, done.output  # two lines of the file are no items


def test_the_numbers_of_the_page_are_those_of_the_program() -> None:
    assert f"Below {FEW} reports" in PAGE
    assert PATIENCE == 60.0
    assert "longer than a minute" in PAGE


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)\)", PAGE)
    missing = [link for link in links if not (ROOT / "docs" / link).exists()]
    assert [link for link in missing if link != "../bench/LATEST-engines.md"] == []
