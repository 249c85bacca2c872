"""What is promised in docs/stability.md holds: nothing that stands in release/stable.toml has gone or changed.

A test that fails here is a break for somebody's program. Where it is meant, it waits for the next major version.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import entente
from entente import errors
from entente.cli import status
from entente.cli.app import app
from entente.ledger.schema import CLAIM, SCHEMA, TABLES
from entente.records import Claim, Figure, Holder, Place, vocabulary
from tests.serve.api.test_description import NAMES

ROOT = Path(__file__).parents[2]
STABLE = tomllib.loads((ROOT / "release" / "stable.toml").read_text(encoding="utf-8"))
PLACE = Place("text", 0, 4, "They")
CLAIM_MADE = Claim(
    id="0" * 16, document="d", event="CONSULT", mode=None, actor=("RUS",), recipient=("PRK",), matter=(),
    holders=(Holder("USA", None, "believes"),), polarity="positive", certainty="probable", modality="actual",
    start=None, end=None, place=PLACE, places=(PLACE,), confidence=0.5, inferred=(),
    figures=(Figure(1.0, None, "shell", "a shell"),), reader="none",
)  # fmt: skip


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command with its options."""
    below = getattr(command, "commands", None)
    if below:
        for name, one in below.items():
            yield from commands(one, (*path, name))
    else:
        yield " ".join(path), {word for each in command.params for word in each.opts if word.startswith("--")}


KNOWN = dict(commands(typer.main.get_command(app)))


def test_the_names_of_the_package_are_those_that_are_promised() -> None:
    assert sorted(entente.__all__) == sorted(STABLE["names"])


@pytest.mark.parametrize("command", STABLE["commands"])
def test_no_command_and_no_option_has_gone(command: str) -> None:
    assert command in KNOWN
    assert set(STABLE["commands"][command]) - KNOWN[command] == set()


def test_errors_keep_their_names_and_exit_statuses() -> None:
    found = {
        name: one.exit_code
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, errors.EntenteError)
    }
    assert found == STABLE["errors"]
    kept = {name: getattr(errors, name, None) or getattr(status, name) for name in STABLE["statuses"]}
    assert kept == STABLE["statuses"]


def test_every_exit_status_is_told_in_the_help_and_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "claims.md").read_text(encoding="utf-8")
    for code in {0, 1, *STABLE["errors"].values(), *STABLE["statuses"].values()}:
        assert f"| {code} |" in page
        assert f"{code} " in status.EPILOG


def test_a_claim_keeps_its_keys() -> None:
    made = CLAIM_MADE.as_dict()
    assert list(made) == STABLE["claim"]
    assert list(made["holders"][0]) == STABLE["holder"]
    assert list(made["places"][0]) == STABLE["place"]
    assert list(made["figures"][0]) == STABLE["figure"]


@pytest.mark.parametrize("name", STABLE["words"])
def test_no_word_of_a_claim_has_gone(name: str) -> None:
    assert set(STABLE["words"][name]) - set(getattr(vocabulary, name)) == set()


def test_the_ledger_has_the_layout_that_is_promised() -> None:
    assert STABLE["ledger"] == SCHEMA
    assert {name: list(columns) for name, columns in TABLES.items()} == STABLE["tables"]
    assert set(CLAIM) <= set(STABLE["tables"]["claims"])


def test_no_operation_of_the_api_has_gone() -> None:
    assert set(STABLE["operations"]) - NAMES == set()
