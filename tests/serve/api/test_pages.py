"""The pages for programs are true: what they show is what a desk, an assistant's tools and the tables give."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.serve.api.replay import DESK, replayed
from tests.serve.api.rig import REPORTS, Api

ROOT = Path(__file__).parents[3]
API, MCP, TABLES = (
    (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("reference/api.md", "reference/mcp.md", "using-the-tables.md")
)
CONSOLE = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```$", API, re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$(?:\n\nprints `(.*?)`)?", re.MULTILINE | re.DOTALL)
#: What differs from one state of the program to the next.
CHANGING = frozenset({"reader"})


def settled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: settled(inner) for name, inner in value.items() if name not in CHANGING}
    return [settled(inner) for inner in value] if isinstance(value, list) else value


def run(code: str, address: str = DESK) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code.replace(DESK, address), "page", "exec"), {"__name__": "page"})
    return out.getvalue().strip()


def test_the_reports_of_the_page_are_those_that_are_asked() -> None:
    found = re.search(r"^```json\n(.*?)^```$", API, re.MULTILINE | re.DOTALL)
    assert found is not None
    assert [json.loads(line) for line in found[1].splitlines()] == list(REPORTS)


@pytest.mark.parametrize(("line", "shown"), CONSOLE, ids=[line[:60] for line, _ in CONSOLE])
def test_a_curl_of_the_page_prints_what_the_page_shows(api: Api, line: str, shown: str) -> None:
    got = replayed(line, str(api.client.base_url).rstrip("/"))
    assert settled(json.loads(got)) == settled(json.loads(shown))


@pytest.mark.parametrize(("code", "prints"), PYTHON.findall(API))
def test_a_program_of_the_page_prints_what_the_page_says(api: Api, code: str, prints: str) -> None:
    assert prints
    assert run(code, str(api.client.base_url).rstrip("/")) == prints


def test_the_page_shows_enough() -> None:
    assert len(CONSOLE) >= 4
    assert len(PYTHON.findall(API)) >= 4


# ---------------------------------------------------------------------- the tables


def test_the_programs_on_tables_run(small_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("polars", "pandas", "pyarrow"):
        pytest.importorskip(name)
    monkeypatch.chdir(small_ledger.parent)
    printed = [run(code) for code, _ in PYTHON.findall(TABLES)]
    assert len(printed) == 4
    assert printed[0].startswith("[('CONSULT', 2)") or "2)" in printed[0]
    assert printed[1] == "7"
    assert printed[2].startswith("{'")
    assert printed[3].endswith(" 0")


def test_columns_that_the_page_names_are_there(small_ledger: Path) -> None:
    from deltalake import DeltaTable

    columns = {
        field.name
        for table in ("claims", "reviews", "origins")
        for field in DeltaTable(str(small_ledger / table)).schema().fields
    }
    assert {"month", "pair", "known", "version", "status", "origin"} <= columns


# ---------------------------------------------------------------------- the tools


def test_the_page_names_every_tool_with_every_argument(small_ledger: Path) -> None:
    pytest.importorskip("mcp")
    from entente.serve.assistant.tools import Looker, server

    made = server(Looker(small_ledger))
    rows = {
        row[0]: set(re.findall(r"`(\w+)`", row[1]))
        for row in re.findall(r"^\| `(\w+)` \|.*\|(.*)\|$", MCP, re.MULTILINE)
    }
    tools = {tool.name: set(tool.inputSchema.get("properties", {})) for tool in asyncio.run(made.list_tools())}
    assert rows == tools
    for prompt in asyncio.run(made.list_prompts()):
        assert f"`{prompt.name}`" in MCP


@pytest.mark.parametrize("name", ["reference/api.md", "reference/mcp.md", "using-the-tables.md"])
def test_links_lead_somewhere(name: str) -> None:
    place = ROOT / "docs" / name
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)\)", place.read_text(encoding="utf-8"))
    assert [link for link in links if not (place.parent / link).exists()] == []
