from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from entente.cli.app import app
from entente.desk import Desk
from tests.cli.fake_ledger import FakeDesk
from tests.cli.fakes import FakeReader

Run = Callable[..., Result]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    """The fake in place of the packaged reader."""
    fake = FakeReader()
    monkeypatch.setattr(Desk, "reader", property(lambda desk: fake))
    return fake


@pytest.fixture
def run(reader: FakeReader, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program in this process, 100 columns wide."""
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: str, **values: Any) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], **values)

    return call


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeDesk:
    """A ledger by hand in place of what the desk would open; its folder stands in the environment."""
    monkeypatch.setenv("ENTENTE_LEDGER", str(tmp_path))
    fake = FakeDesk()
    fake.install(monkeypatch)
    return fake


@pytest.fixture
def items(tmp_path: Path) -> Path:
    """Two reports as JSON Lines."""
    rows = [
        {"id": "one", "title": "A visit", "published": "2024-06-18", "outlet": "The Paper",
         "text": "On Monday Norway visits Chile on 2024-06-17, and the ministers spoke about fish and ships."},
        {"id": "two", "text": "There is talk in the markets that Ghana has a shortage of wheat, and that prices rise."},
    ]  # fmt: skip
    path = tmp_path / "items.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
