"""Modules can be imported in the default install: what comes with an extra is imported where it is used."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entente import extras
from entente.cli.app import app
from entente.errors import UsageError

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "entente"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Loaded in milliseconds, and needed by nearly everything in the rooms that name them.
LIGHT = {"typer", "rich"}
#: Loaded by `entente serve` and `entente mcp` alone, and for a ledger on object storage; those tell what is missing.
APART = ("serve/", "ledger/cached.py")
#: Extras for who works on Entente itself.
WORK = {"dev", "fuzz", "train"}
#: What loads slowly by its nature and is only loaded by a command that reckons: NumPy.
RECKONING = ("futures/", "reader/")


def imported(tree: ast.AST, *, always: bool = True) -> Iterator[tuple[str, bool]]:
    """Names of imported modules; with each whether it is imported as soon as its module is."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], always) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0], always
        types_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        inside = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        if not types_only:
            yield from imported(node, always=always and not inside)


def found() -> Iterator[tuple[str, str, bool]]:
    """Place, library and whether it is imported at once, for everything that is not Python's or ours."""
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        for name, at_once in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if name != "entente" and name not in sys.stdlib_module_names:
                yield place, name, at_once


def named(words: list[str]) -> set[str]:
    """Distributions of requirement lines, in lower case."""
    return {re.split(r"[^A-Za-z0-9_.-]", word)[0].lower().replace("-", "_") for word in words}


DEFAULT = named(PROJECT["dependencies"])


def test_nothing_of_an_extra_is_imported_before_it_is_needed() -> None:
    early = {(place, name) for place, name, at_once in found() if at_once and not place.startswith(APART)}
    assert {name for _, name in early} & set(extras.EXTRAS) == set()
    heavy = {(place, name) for place, name in early if name not in LIGHT}
    assert {name for place, name in heavy if not place.startswith(RECKONING)} <= {"urllib3"}
    assert {name for place, name in heavy if place.startswith(RECKONING)} <= {"numpy"}


def test_every_library_of_an_extra_has_its_line() -> None:
    """A library that some module asks for and the default install lacks is in EXTRAS, under an extra."""
    with_names = {"ahocorasick", "docx", "lxml", "charset_normalizer", "markupsafe"}  # brought by the default install
    wanted = {name for place, name, _ in found() if not place.startswith(APART)}
    absent = {name for name in wanted if name.lower() not in DEFAULT | with_names}
    assert absent - set(extras.EXTRAS) == set()
    assert set(extras.EXTRAS.values()) <= set(PROJECT["optional-dependencies"])


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match=r"a ledger needs duckdb \(pip install 'entente\[ledger\]'\)"):
        extras.need("a ledger", "deltalake", "duckdb")


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["forecast", "--ledger", "none"], "futures"),
        (["backtest", "--from", "2023-01-01", "--until", "2023-02-01", "--ledger", "none"], "futures"),
        (["claims", "--ledger", "s3://bucket/reports"], "objects"),
        (["ingest", "none.txt", "--ledger", "s3://bucket/reports"], "objects"),
        (["claims", "--ledger", "none"], "ledger"),
    ],
)
def test_the_extra_that_is_named_is_the_one_that_suffices(
    monkeypatch: pytest.MonkeyPatch, words: list[str], extra: str
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    assert f"(pip install 'entente[{extra}]')" in CliRunner().invoke(app, words).stderr


def test_what_is_there_is_no_fault() -> None:
    extras.need("a ledger", "deltalake", "duckdb")


def test_the_guide_tells_of_every_extra_and_what_it_brings_along() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| ?(?:`(\w+)`)? ?\|$", (ROOT / "docs" / "guide.md").read_text("utf-8"), re.M)
    told = dict(rows)
    extras_given = {name: words for name, words in PROJECT["optional-dependencies"].items() if name not in WORK}
    assert told == {n: "ledger" if "entente[ledger]" in words else "" for n, words in extras_given.items()}
