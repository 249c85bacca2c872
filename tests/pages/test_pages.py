"""Every command of the README and of the guide is given, and prints what the page says.

Written anew, where a change is meant: `python -m tests.pages.write PAGE`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.consoles import ROOT, Console, consoles, framed, same
from tests.pages.site import Site, run, site

__all__ = ["site"]

PAGES = ["README.md", *sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md"))]
CONSOLES = [console for page in PAGES for console in consoles(page)]
#: Commands that cannot be given here, by a part of them, and where they are tried instead.
ELSEWHERE = {
    "https://": "needs an address of the world; tests/documents and tests/test_polling.py ask servers of this machine",
    "s3://": "needs a bucket; tests/ledger asks a server of this machine",
    "gs://": "needs a bucket",
    "az://": "needs a bucket",
    "entente serve": "goes on until it is stopped; tests/serve and tests/browser open it",
    "entente mcp": "goes on until it is stopped; tests/serve/assistant speaks with it",
    "--every": "goes on until it is stopped; tests/test_polling.py",
    "--engine ray": "tests/engine",
    "--model large": "the large model may not be installed; tests/reader/test_models.py",
    "…": "holds a name to fill in",
    "import --from gdelt": "needs a file of somebody else's; tests/exchange has made-up ones",
    "entente users": "asks for a password; tests/cli/test_serving.py",
}
#: 6: some sources were refused, as a page may want to show.
GOOD = {0, 6}


def elsewhere(console: Console) -> str:
    """Why a command is not given here, empty where it is."""
    return next((reason for part, reason in ELSEWHERE.items() if part in console.command), "")


@pytest.mark.parametrize("console", CONSOLES, ids=str)
def test_a_command_of_the_guide_does_what_its_page_says(console: Console, site: Site) -> None:
    if reason := elsewhere(console):
        pytest.skip(reason)
    if console.ledger not in ("none", *site.ledgers):
        pytest.skip(f"there is no ledger of {console.ledger} here")
    code, printed = run(console.command, site.folder(console.page, console.ledger))
    assert code in GOOD, printed
    if console.told is not None:
        assert same(framed(console.told), framed(printed.split("\n"))), printed


def test_pages_have_commands() -> None:
    told = {console.page for console in CONSOLES if console.told is not None}
    assert {"docs/tour.md", "docs/findings.md", "docs/keeping-a-ledger.md", "docs/looking-ahead.md"} <= told


def test_told_lines_are_compared() -> None:
    assert same(["a", "…", "d"], ["a", "b", "c", "d"])
    assert same(["a", "…"], ["a"])
    assert not same(["a", "…", "d"], ["a", "b", "c"])
    assert not same(["a"], ["a", "b"])
    assert not same([], ["a"])


def test_a_page_is_parted_into_commands_and_what_they_print(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- ledger: none -->\n    $ entente a; entente b\n    one\n\n    two\n\n    entente c\n\n"
        "```text\nthree\n```\n    .venv/bin/entente d\n",
        encoding="utf-8",
    )
    found = list(consoles(str(page)))
    assert [(one.command, one.told) for one in found] == [
        ("entente a; entente b", ("one", "", "two")), ("entente c", ("three",)), ("entente d", None),
    ]  # fmt: skip
    assert {one.ledger for one in found} == {"none"}
