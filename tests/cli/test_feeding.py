from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from entente import polling
from entente.cli.feeding import News, duration
from entente.cli.signals import ends_softly
from entente.errors import LedgerError
from entente.ledger import Ledger
from tests.cli.conftest import Run
from tests.cli.fake_ledger import FakeDesk
from tests.documents.servers import serving


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


def test_a_service_that_polls_is_ended_by_sigterm_with_what_it_read(tmp_path: Path) -> None:
    item = "<item><title>Iran helps Syria with grain</title><link>http://example.org/1</link></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>{item}</channel></rss>'
    with serving() as site:
        site.pages["/rss.xml"] = (200, {}, feed.encode())
        polling.Feeds(tmp_path / "ledger").add(site.at("/rss.xml"))
        words = [sys.executable, "-c", "from entente.cli import main; main()", "feeds", "poll", "--every", "1h"]
        words += ["--ledger", str(tmp_path / "ledger"), "--allow-private"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            assert "1 new report" in process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.startswith("new ")
    with Ledger(tmp_path / "ledger") as kept:
        assert [document.document.title for document in kept.documents()] == ["Iran helps Syria with grain"]


def test_a_round_that_fails_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    News().failed(LedgerError("the disk is full", place="/x\x1b[2J", mend="make room"))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("this round failed, the next one tries again: /x\\x1b[2J: the disk is full (make room)")


def test_what_a_library_makes_of_an_interrupt_is_still_one() -> None:
    def imports() -> None:
        with ends_softly(True) as ended:
            assert not ended()
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            except KeyboardInterrupt:
                assert ended()
                raise ImportError("initialization failed") from None

    with pytest.raises(KeyboardInterrupt):
        imports()
    with pytest.raises(ImportError), ends_softly(True):
        raise ImportError("of its own")
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
