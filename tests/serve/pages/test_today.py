from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from entente import bookkeeping
from entente.serve.app import create_app
from entente.serve.keeper import Memory
from entente.serve.settings import Settings
from entente.serve.watching.schema import stamp
from tests.ledger.builders import Clock, claims_of, report

NOW = dt.datetime(2023, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    reports = [report("RUS AID PRK.", "2023-05-30")]
    bookkeeping.ingest(
        reports, tmp_path / "ledger", lambda some: ((each, claims_of(each)) for each in some), lambda: "stub 1",
        now=Clock(),
    )  # fmt: skip
    app = create_app(Settings(ledger=tmp_path / "ledger", state=tmp_path / "state"), now=lambda: NOW)
    with TestClient(app, base_url="http://127.0.0.1:8700") as made:
        yield made


@pytest.mark.parametrize(("minutes", "told"), [(5, True), (0, False)])
def test_a_keeper_that_gives_no_sign_of_life_is_told(client: TestClient, minutes: int, told: bool) -> None:
    beat = stamp(NOW - dt.timedelta(minutes=minutes))
    Memory(client.app.state.deps.store).beat(phase="watching", beat=beat)  # type: ignore[attr-defined]
    assert ("no sign of life" in client.get("/").text) is told


def test_a_watch_that_is_gone_is_not_taken_for_everything(client: TestClient) -> None:
    answer = client.get("/?watch=gone")
    assert answer.status_code == 404
    assert "no such watch" in answer.text


def test_the_heading_says_since_when(client: TestClient) -> None:
    assert "The last 7 days" in client.get("/?since=7").text
    assert "Everything kept" in client.get("/?since=all").text
    assert "What is new" in client.get("/?since=soon").text
