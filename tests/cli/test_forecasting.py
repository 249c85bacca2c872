"""`entente forecast` and `entente backtest`: what they ask of the desk, and what they write."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import typer

from entente.cli.forecast_tables import percent
from entente.cli.forecasting import days
from entente.desk import Desk
from entente.errors import UsageError
from entente.records import Backtest, Estimate, Forecast, ForecastReason, Reliability
from tests.cli.conftest import Run
from tests.futures.forecasting.test_report import RESULT

FOUND = Forecast(
    "MEET", "PRK", "RUS", dt.date(2023, 4, 30), dt.date(2023, 5, 30), 0.41, 0.12, 4, 2, True,
    (ForecastReason("They met \x1b[31mtwice.", 1.2, ("0123456789abcdef",)), ForecastReason("Silence.", -0.4)),
    Reliability(0.4, 0.6, 0.5, 87, Estimate(0.46, 0.4, 0.6)), True, "Little history.", 1,
)  # fmt: skip


class _Kept:
    closed = dt.date(2023, 6, 30)

    def __enter__(self) -> _Kept:
        return self

    def __exit__(self, *error: object) -> None:
        return None


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """What the desk was asked for."""
    seen: dict[str, Any] = {"found": [FOUND]}
    monkeypatch.setenv("ENTENTE_LEDGER", str(tmp_path))
    monkeypatch.setattr(Desk, "ledger", lambda self, path: _Kept())

    def forecasts(self: Desk, ledger: object, **words: Any) -> list[Forecast]:
        seen.update(words)
        found: list[Forecast] = seen["found"]
        return found

    def backtest(self: Desk, ledger: object, **words: Any) -> Backtest:
        seen.update(words)
        return RESULT

    def announced(self: Desk, ledger: object, **words: Any) -> Backtest:
        return dataclasses.replace(RESULT, what="announced")

    monkeypatch.setattr(Desk, "forecasts", forecasts)
    monkeypatch.setattr(Desk, "backtest_forecasts", backtest)
    monkeypatch.setattr(Desk, "backtest_announced", announced)
    return seen


def test_a_forecast_as_a_table(run: Run, asked: dict[str, Any]) -> None:
    done = run("forecast", "--pair", "Russia", "PRK", "--horizon", "12w", "--event", "meet,arms", "--least", 3)
    assert done.exit_code == 0, done.output
    assert (asked["pair"], asked["horizon"], asked["kinds"], asked["least"]) == (
        ("RUS", "PRK"), 84, ("MEET", "ARMS"), 3,
    )  # fmt: skip
    for words in ("41 %", "base rate 12 %, 1 of 4 past windows", "North Korea and Russia", "would be the first told",
                  "01234567", "Of 87 earlier forecasts of all pairs and kinds", "Little history."):  # fmt: skip
        assert words in done.stdout
    assert "\x1b[31m" not in done.stdout


def _of(kind: str, probability: float, **more: Any) -> Forecast:
    return dataclasses.replace(FOUND, kind=kind, probability=probability, **more)


def test_what_is_common_to_all_stands_once_on_top(run: Run, asked: dict[str, Any]) -> None:
    poor = "In past windows of this ledger these forecasts were no better than the base rate."
    asked["found"] = [_of("MEET", 0.4, note=f"Little history. {poor}", skilled=False),
                      _of("ARMS", 0.3, note=f"Little history. Of arms alone. {poor}", skilled=False)]  # fmt: skip
    told = " ".join(run("forecast").stdout.split())
    top, below = told.split("MEET", 1)
    assert "Little history." in top
    assert poor in top
    assert "Base rate: the share of the pair's past windows of 30 days" in top
    assert "+ raises and − lowers it, against what is usual at such a base rate" in top
    assert "Little history." not in below
    assert "no better" not in below
    assert "Of arms alone." in below
    asked["found"][1] = dataclasses.replace(asked["found"][1], skilled=True, note="")
    assert poor in " ".join(run("forecast").stdout.split()).split("MEET", 1)[1]


def test_what_is_hardly_likely_is_left_out_of_a_list_of_all_kinds(run: Run, asked: dict[str, Any]) -> None:
    asked["found"] = [_of("MEET", 0.4), _of("ARMS", 0.019), _of("AID", 0.001)]
    told = run("forecast").stdout
    assert "2 kinds under 2 % not shown; --all shows them" in told
    assert "ARMS" not in told
    for words in (("--all",), ("--limit", 0), ("--event", "MEET,ARMS,AID")):
        assert "AID" in run("forecast", *words).stdout
    assert run("forecast", "--format", "json").stdout.count("\n") == 3
    asked["found"] = [_of("MEET", 0.01), _of("ARMS", 0.005)]
    told = run("forecast").stdout
    assert "MEET" in told
    assert "1 kind under 2 % not shown" in told
    assert run("forecast", "--all").exit_code == 0
    assert asked["limit"] is None
    assert run("forecast", "--all", "--limit", 3).exit_code != 0


def test_lines_are_broken_inside_their_block(run: Run, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    asked["found"] = [_of("MEET", 0.9995)]
    told = run("forecast").stdout
    block = told[told.index("over 99 %") :].rstrip().splitlines()
    assert len(block) > 3
    assert all(line.startswith(" " * 11) for line in block[1:])
    assert max(map(len, told.splitlines())) <= 60
    assert all(line == line.rstrip() for line in told.splitlines())


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.9995, "over 99 %"), (0.9949, "99 %"), (1.0, "100 %"), (0.0004, "under 0.1 %"), (0.0, "0 %"), (0.0123, "1.2 %"),
     (0.0996, "10 %"), (0.41, "41 %")],
)  # fmt: skip
def test_percent_is_never_0_or_100_for_what_is_neither(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_forecast_for_programs(run: Run, asked: dict[str, Any]) -> None:
    done = run("forecast", "--format", "json", "--limit", 0, "--as-of", "2023-04-30")
    row = json.loads(done.stdout)
    assert row["kind"] == "MEET"
    assert row["reasons"][0]["claims"] == ["0123456789abcdef"]
    assert asked["limit"] is None
    assert asked["as_of"] == dt.date(2023, 4, 30)
    assert asked["horizon"] == 90


def test_a_pair_and_an_actor_at_once_are_refused(run: Run, asked: dict[str, Any]) -> None:
    done = run("forecast", "--pair", "RUS", "PRK", "--actor", "USA")
    assert isinstance(done.exception, UsageError) or done.exit_code == 2


def test_an_unknown_kind_is_told(run: Run, asked: dict[str, Any]) -> None:
    done = run("forecast", "--event", "WAR")
    assert isinstance(done.exception, UsageError) or "no kind 'WAR'" in done.output


def test_a_backtest_has_both_in_one(run: Run, asked: dict[str, Any], tmp_path: Path) -> None:
    words = ("backtest", "--from", "2023-05-01", "--until", "2023-06-30")
    table = run(*words)
    assert table.exit_code == 0, table.output
    assert "Forecasts, windows from 2023-05-01" in table.stdout
    assert "Announced, windows" in table.stdout
    assert asked["horizon"] == 30
    found = json.loads(run(*words, "--format", "json").stdout)
    assert set(found) == {"forecasts", "announced"}
    out = tmp_path / "page.html"
    assert run(*words, "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8").count("<section") == 2


@pytest.mark.parametrize(("text", "number"), [("90", 90), ("90d", 90), ("12w", 84), ("3m", 90), ("1y", 365)])
def test_lengths_of_time(text: str, number: int) -> None:
    assert days(text) == number


@pytest.mark.parametrize("text", ["0d", "-3d", "soon", "3 months", ""])
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="no length of time"):
        days(text)
