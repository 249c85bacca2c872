"""The threat model: every door has what stops an attack and a test that shows it, and the tests it names exist."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
#: Doors that the page cannot do without.
DOORS = (
    "Reports", "Addresses that are read", "Files of your own kind", "A ledger from elsewhere", "Model files",
    "The desk's visitors", "What the desk sends", "Assistants", "Other users of the machine", "Secrets",
    "What it is made of",
)  # fmt: skip
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def doors() -> dict[str, list[list[str]]]:
    """The cells of each door's rows."""
    text = PAGE.split("\n## Doors\n")[1].split("\n## ")[0]
    found = {}
    for part in text.split("\n### ")[1:]:
        name, _, rest = part.partition("\n")
        rows = [
            [cell.strip() for cell in line.strip("| ").split(" | ")] for line in rest.splitlines() if line[:1] == "|"
        ]
        found[name.strip()] = rows[2:]
    return found


@functools.cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_door_is_left_out() -> None:
    assert tuple(doors()) == DOORS


@pytest.mark.parametrize("door", DOORS)
def test_every_row_says_what_stops_it_and_names_a_test(door: str) -> None:
    rows = doors()[door]
    assert rows
    for row in rows:
        assert len(row) == 3, row
        assert all(row), row
        assert _NAMED.search(row[2]), row


def test_every_test_that_is_named_is_there() -> None:
    named = _NAMED.findall(PAGE)
    assert len(named) > 80
    assert sorted({f"{path}::{name}" for path, name in named if name not in names_in(path)}) == []


def test_nothing_else_looks_like_a_test() -> None:
    assert PAGE.count("::test_") == len(_NAMED.findall(PAGE))


def test_every_security_test_file_is_named() -> None:
    named = {path for path, _ in _NAMED.findall(PAGE)}
    here = {f"tests/security/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}
    assert here - named == {"tests/security/test_threat_model.py"}


def test_what_is_not_defended_is_said() -> None:
    text = PAGE.split("\n## What is not defended\n")[1].split("\n## ")[0]
    assert text.count("\n- **") >= 8
