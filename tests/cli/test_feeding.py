from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import typer

from entente.cli.feeding import duration
from tests.cli.conftest import Run
from tests.cli.fake_ledger import FakeDesk


def test_add_list_remove(run: Run, desk: FakeDesk) -> None:
    assert run("feeds", "list").exit_code == 1
    assert run("feeds", "add", "https://a.example/rss", "https://b.example/rss").exit_code == 0
    assert "not asked yet" in run("feeds", "list").stdout
    rows = [json.loads(line) for line in run("feeds", "list", "--format", "json").stdout.splitlines()]
    assert [row["address"] for row in rows] == ["https://a.example/rss", "https://b.example/rss"]
    run("feeds", "remove", "https://a.example/rss")
    assert "a.example" not in run("feeds", "list").stdout


def test_one_round_tells_news_and_a_summary(run: Run, desk: FakeDesk, tmp_path: Path) -> None:
    done = run("feeds", "poll")
    assert done.exit_code == 0
    (line,) = done.stderr.splitlines()
    assert line.endswith("UTC  https://a.example/\\x1b[2J: 3 new reports")
    assert done.stdout.startswith("new")
    assert desk.calls == [("poll", tmp_path, {"every": None, "allow_private": False})]


def test_round_after_round_until_interrupted(run: Run, desk: FakeDesk) -> None:
    desk.stops = True
    done = run("feeds", "poll", "--every", "15m")
    assert done.exit_code == 0
    assert desk.calls[0][2]["every"] == dt.timedelta(minutes=15)
    assert "3 new reports since it began" in done.stderr
    assert run("feeds", "poll").exit_code == 130


@pytest.mark.parametrize(("words", "seconds"), [("30s", 30), ("15m", 900), ("2h", 7200), ("1d", 86400), (" 1H ", 3600)])
def test_durations(words: str, seconds: int) -> None:
    assert duration(words).total_seconds() == seconds


@pytest.mark.parametrize("words", ["", "0m", "15", "m", "1.5h", "-1m", "1w", "15 m", "99999999d"])
def test_what_is_no_duration(words: str) -> None:
    with pytest.raises(typer.BadParameter):
        duration(words)
