"""A folder in which the guide's commands can be given: reports, feeds and ledgers by the names that the pages use."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pages.consoles import ROOT

#: Openly licensed articles; not a part of the project.
ARTICLES = ROOT.parent / "shared" / "corpora" / "open_articles.jsonl"
#: A ledger of half a year of feeds, where somebody has made one: its words may not be passed on.
HALF_YEAR = os.environ.get("ENTENTE_HALF_YEAR", "")
BIN = Path(sys.executable).parent
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Made up</title><item>
<title>Chile and Peru sign a treaty</title>
<description>Chile and Peru signed a treaty on fishing on Monday.</description>
<link>https://example.org/a</link><pubDate>Mon, 02 Jun 2025 08:00:00 GMT</pubDate></item></channel></rss>"""


@dataclass(frozen=True, slots=True)
class Site:
    """Folders to give commands in, one a page, and the ledgers they ask."""

    root: Path
    ledgers: dict[str, Path]

    def folder(self, page: str, ledger: str) -> Path:
        """The folder of a page, laid when it is first asked for; `ledger` and `archive` lie in it as copies."""
        place = self.root / Path(page).stem / ledger
        if not place.exists():
            place.mkdir(parents=True)
            shutil.copytree(ROOT / "examples", place / "examples")
            (place / "reports").mkdir()
            for name in ("exercise.html", "shells.html"):
                shutil.copy(ROOT / "examples" / name, place / "reports")
            shutil.copy(ROOT / "examples" / "exercise.html", place / "report.html")
            shutil.copy(ROOT / "examples" / "water.txt", place / "report.txt")
            wire = (ROOT / "examples" / "wire.jsonl").read_bytes()
            for name in ("items.jsonl.gz", "feeds.jsonl.gz"):
                (place / name).write_bytes(gzip.compress(wire, mtime=0))
            for name, words in _small().items():
                (place / name).write_text(words, encoding="utf-8")
            (place / "feed.xml").write_text(FEED, encoding="utf-8")
            if ledger in self.ledgers:
                shutil.copytree(self.ledgers[ledger], place / "archive")
                (place / "ledger").symlink_to("archive")
        return place


def _small() -> dict[str, str]:
    """A lexicon file as the guide has it, and an item with its labels."""
    lexicon = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "guide.md").read_text(encoding="utf-8"), re.DOTALL)
    assert lexicon is not None
    item = {"id": "a", "title": "", "text": "Chile and Peru signed a treaty.", "published": "2025-06-02"}
    return {
        "mine.toml": lexicon[1],
        "items.jsonl": json.dumps(item) + "\n",
        "gold.jsonl": json.dumps({"id": "a", "claims": []}) + "\n",
    }


def run(command: str, folder: Path) -> tuple[int, str]:
    """A command's exit code, and all it printed on both streams."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "100", "ENTENTE_LEDGER": "ledger", "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout


def made(tmp: Path) -> Site:
    """The ledgers of example reports and, where they are at hand, of articles and of half a year."""
    ledgers = {"examples": tmp / "examples"}
    _ingest([str(ROOT / "examples" / name) for name in ("wire.jsonl", "shells.html")], ledgers["examples"])
    if HALF_YEAR:
        ledgers["half-year"] = Path(HALF_YEAR)
    if ARTICLES.is_file():
        ledgers["articles"] = tmp / "articles"
        _ingest([str(ARTICLES)], ledgers["articles"])
    return Site(tmp / "site", ledgers)


def _ingest(sources: list[str], ledger: Path) -> None:
    subprocess.run([str(BIN / "entente"), "ingest", *sources, "--ledger", str(ledger)], check=True, capture_output=True)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of this run."""
    return made(tmp_path_factory.mktemp("pages"))
