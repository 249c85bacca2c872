"""The guide to what lies ahead, and the pages on scenarios, name commands, options, numbers and cases that exist."""

from __future__ import annotations

import itertools
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from entente.cli.app import app
from entente.desk import Desk, usual

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "docs" / "looking-ahead.md",
    ROOT / "docs" / "reference" / "whatif.md",
    *(ROOT / "docs" / "scenarios").glob("*.md"),
]
NAMES = sorted(str(page.relative_to(ROOT)) for page in PAGES)
GUIDE = PAGES[0].read_text(encoding="utf-8")


def commands(page: str) -> list[list[str]]:
    """The commands of a page, in blocks and between backquotes, as words."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"^    (?:\$ )?(entente .*)$", text, re.MULTILINE) + re.findall(r"`(entente [^`]+)`", text)
    parts = [part.strip() for line in found for part in line.split(";")]
    return [shlex.split(part, comments=True) for part in parts if part.startswith("entente ")]


@pytest.mark.parametrize("page", NAMES)
def test_commands_take_the_options_they_are_given(page: str) -> None:
    known = get_command(app)
    for words in commands(page):
        command = known.commands[words[1]]  # type: ignore[attr-defined]
        if hasattr(command, "commands") and len(words) > 2:
            command = command.commands[words[2]]
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        assert [word for word in words if word.startswith("--") and word not in options] == [], words


@pytest.mark.parametrize("page", NAMES)
def test_what_is_set_and_compared_is_in_the_scenario(page: str) -> None:
    desk, own = usual(), Path(page).stem
    packaged = {scenario.name: scenario for scenario in desk.scenarios()}
    text = (ROOT / page).read_text(encoding="utf-8")
    told = [(words[2], words) for words in commands(page) if words[1] == "whatif" and words[2] in packaged]
    told += [(own, shlex.split(words)) for words in re.findall(r"`(--(?:set|compare) [^`]+)`", text) if own in packaged]
    for name, words in told:
        scenario = packaged[name]
        for option, value in itertools.pairwise(words):
            if option == "--set":
                things = {
                    one.name for group in (scenario.parameters, scenario.choices, scenario.events) for one in group
                }
                assert value.partition("=")[0] in things, words
            if option == "--compare":
                assert set(value.split(",")) <= {case.name for case in scenario.cases}, words


@pytest.mark.parametrize("page", [*NAMES, "docs/reference/forecasts.md", "docs/reference/announced.md", "docs/desk.md"])
def test_links_lead_somewhere(page: str) -> None:
    place = ROOT / page
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)\)", place.read_text(encoding="utf-8"))
    assert [link for link in links if not (place.parent / link).exists()] == []


def test_every_packaged_scenario_has_a_page() -> None:
    assert {scenario.name for scenario in usual().scenarios()} == {
        Path(name).stem for name in NAMES if "scenarios/" in name
    }


def test_the_code_of_the_guide_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert code is not None
    assert re.findall(r"desk\.(\w+)", code[1]) == [
        name for name in re.findall(r"desk\.(\w+)", code[1]) if hasattr(Desk, name)
    ]
    desk = usual()
    found = desk.whatif(desk.scenario("russia_dprk_munitions"), compare=["with", "without"], runs=2000)
    assert "percentage points" in found.differences[0].text
