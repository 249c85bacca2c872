"""The guide to findings names commands, options and journeys that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from entente.cli.app import app
from entente.desk import Desk

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
LINES = re.findall(r"^    (?:\$ )?(entente .*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("line", sorted(set(LINES)))
def test_a_command_of_the_page_takes_the_options_it_is_given(line: str) -> None:
    words = shlex.split(line.split(" | ")[0])
    command = get_command(app).commands[words[1]]  # type: ignore[attr-defined]
    known = {name for parameter in command.params for name in parameter.opts}
    assert [word for word in words if word.startswith("--") and word not in known] == []


def test_every_command_for_findings_is_on_the_page() -> None:
    for name in ("status", "contradictions", "precedents", "alignment", "interests", "travel", "record", "check"):
        assert any(line.split()[1] == name for line in LINES), name


def test_every_journey_of_the_page_is_the_desks() -> None:
    told = re.findall(r"desk\.(\w+)", PAGE)
    assert told
    assert [name for name in told if not hasattr(Desk, name)] == []


@pytest.mark.parametrize("page", ["README.md", "docs/findings.md", "docs/guide.md", "docs/keeping-a-ledger.md"])
def test_links_lead_somewhere(page: str) -> None:
    place = ROOT / page
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)\)", place.read_text(encoding="utf-8"))
    assert [link for link in links if not (place.parent / link).exists()] == []
