"""Forecasts from a ledger on disk: as of a day, whatever came later."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.desk import Desk
from entente.errors import UsageError
from entente.futures.forecasting import model
from entente.records import Document, Forecast
from tests.cli.fakes import FakeReader
from tests.ledger.builders import Clock, claims_of, report

BEGAN, DAY = dt.date(2023, 1, 1), dt.date(2023, 3, 31)
PAIRS = ("RUS-PRK", "USA-KOR", "CHN-RUS", "IRN-RUS", "USA-JPN", "CHN-USA")


def _reports(days: range, seed: int) -> list[Document]:
    """Two outlets tell of meetings now and then, one of other things."""
    draw, found = random.Random(seed), []
    for number in days:
        day = (BEGAN + dt.timedelta(days=number)).isoformat()
        for pair in PAIRS:
            one, two = pair.split("-")
            if draw.random() < 0.2:
                words = f"On day {number} of it {one} CONSULT {two} on {day}, as reports from {pair} have it; {seed}."
                found.append(report(f"Morning news. {words} Much was said by many people there.", day, outlet="A"))
                found.append(report(f"From the evening desk: {words} Nothing else was heard.", day, outlet="B"))
            if draw.random() < 0.1:
                found.append(report(f"In brief {number}: {one} ACCUSE {two} again, {seed}, say papers.", day))
    return found


def _kept(root: Path, *batches: list[Document]) -> Path:
    clock = Clock(dt.datetime(2023, 9, 1, tzinfo=dt.UTC))
    for batch in batches:
        bookkeeping.ingest(batch, root, lambda found: ((d, claims_of(d)) for d in found), lambda: "hand 1", now=clock)
    return root


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(reader=FakeReader())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _kept(tmp_path_factory.mktemp("past"), _reports(range(90), 1))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MOST_DAYS", 4)


def _forecasts(desk: Desk, root: Path) -> list[Forecast]:
    with desk.ledger(root) as ledger:
        return desk.forecasts(ledger, horizon=10, as_of=DAY)


def test_what_came_later_changes_nothing(desk: Desk, root: Path, tmp_path: Path) -> None:
    expected = _forecasts(desk, root)
    assert expected[0].probability > 2 * expected[-1].probability
    for seed in (2, 3):
        longer = _kept(tmp_path / str(seed), _reports(range(90), 1) + _reports(range(90, 120), seed))
        assert _forecasts(desk, longer) == expected
    after = _kept(tmp_path / "two", _reports(range(90), 1), _reports(range(90, 120), 2))
    assert _forecasts(desk, after) == expected


def test_by_default_as_of_the_newest_report(desk: Desk, root: Path) -> None:
    with desk.ledger(root) as ledger:
        found = desk.forecasts(ledger, pair=("PRK", "RUS"), kinds=("MEET",), horizon=10)
        assert ledger.closed is not None
        assert [each.as_of for each in found] == [ledger.closed]
        assert found[0].until == ledger.closed + dt.timedelta(days=10)


def test_a_backtest_of_a_ledger_and_its_page(desk: Desk, root: Path) -> None:
    with desk.ledger(root) as ledger:
        asked = {"since": dt.date(2023, 3, 1), "until": dt.date(2023, 3, 25), "horizon": 10}
        found = desk.backtest_forecasts(ledger, **asked)  # type: ignore[arg-type]
        assert found == desk.backtest_forecasts(ledger, **asked)  # type: ignore[arg-type]
        assert found.cases > 0 < found.happened
        assert "<html" in desk.backtest_page([found])
        with pytest.raises(UsageError, match="the newest report is of"):
            desk.backtest_forecasts(ledger, since=dt.date(2023, 3, 1), until=dt.date(2023, 12, 1))


@pytest.mark.parametrize(
    "asked", [{"pair": ("RUS", "XXQ")}, {"actor": "XXQ"}, {"pair": ("RUS", "RUS")}, {"kinds": ("WAR",)}]
)
def test_what_means_nothing_is_told(desk: Desk, root: Path, asked: dict[str, object]) -> None:
    with desk.ledger(root) as ledger, pytest.raises(UsageError):
        desk.forecasts(ledger, **asked)  # type: ignore[arg-type]
