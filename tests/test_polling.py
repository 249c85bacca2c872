"""Feeds of a ledger, asked over a real server."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from entente.errors import EntenteError, UsageError
from entente.ledger import Ledger
from entente.polling import Feeds, poll
from entente.records import Refusal
from tests.documents.servers import Site, serving
from tests.ledger.builders import Clock, reading, told

ITEM = "<item><title>{title}</title><description>{text}</description><link>http://example.org/{n}</link></item>"


def rss(*texts: str) -> str:
    items = "".join(ITEM.format(title=f"News of the day number {n}", text=text, n=n) for n, text in enumerate(texts))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>{items}</channel></rss>'


@pytest.fixture
def site():
    with serving() as site:
        yield site


def asked(root: Path, clock: Clock, **more) -> tuple:
    refusals: list[Refusal] = []
    lines: list[tuple[str, str, int]] = []
    done = poll(
        root, reading, lambda: "stub 1", now=clock, sleep=lambda seconds: clock.move(0), refused=refusals.append,
        told=lambda *line: lines.append(line), allow_private=True, **more,
    )  # fmt: skip
    return done, refusals, lines


def test_a_feed_is_followed_and_what_is_new_is_read(tmp_path: Path, site: Site) -> None:
    address = site.at("/rss.xml")
    site.tagged("/rss.xml", rss("RUS CONSULT PRK in words that are plain English").encode(), etag='"1"')
    feeds, clock = Feeds(tmp_path), Clock()
    assert feeds.add(address)
    assert not feeds.add(address)
    done, refusals, lines = asked(tmp_path, clock)
    assert (done.new, refusals, lines) == (1, [], [(address, "new", 1)])
    assert told(Ledger(tmp_path)) == ["RUS CONSULT PRK"]
    (kept,) = feeds.list()
    assert (kept.etag, kept.failures, kept.note) == ('"1"', 0, "")

    done, refusals, lines = asked(tmp_path, clock.move(1))
    assert (done.new, lines) == (0, [(address, "unchanged", 0)])
    assert site.headers[-1]["If-None-Match"] == '"1"'

    site.tagged(
        "/rss.xml",
        rss(
            "RUS CONSULT PRK in words that are plain English", "CHN ACCUSE USA of a thing that the paper tells"
        ).encode(),
        etag='"2"',
    )
    done, _, lines = asked(tmp_path, clock.move(1))
    assert (done.new, done.seen, lines) == (1, 1, [(address, "new", 1)])


def test_a_feed_that_fails_is_a_refusal_and_the_others_go_on(tmp_path: Path, site: Site) -> None:
    site.pages["/good.xml"] = (200, {}, rss("IRN AID SYR with many words in English for the reader").encode())
    site.pages["/page"] = (200, {"Content-Type": "text/html"}, b"<html><body><p>Hello there, reader.</p></body></html>")
    feeds = Feeds(tmp_path)
    for path in ("/good.xml", "/page", "/none.xml"):
        feeds.add(site.at(path))
    done, refusals, _ = asked(tmp_path, Clock())
    assert done.new == 1
    assert sorted((r.source, r.reason) for r in refusals) == [
        (site.at("/none.xml"), "unreachable"), (site.at("/page"), "unsupported"),
    ]  # fmt: skip
    assert {k.refusal.source for k in Ledger(tmp_path).refusals()} == {site.at("/none.xml"), site.at("/page")}
    assert [s.failures for s in feeds.list()] == [0, 1, 1]


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path, site: Site) -> None:
    site.pages["/good.xml"] = (200, {}, rss("IRN AID SYR").encode())
    Feeds(tmp_path).add(site.at("/good.xml"))
    refusals: list[Refusal] = []
    clock = Clock()
    done = poll(tmp_path, reading, lambda: "stub", now=clock, sleep=lambda s: None, refused=refusals.append)
    assert done.new == 0
    assert "private network" in refusals[0].detail
    assert site.asked == []


def test_a_feed_that_is_left_is_not_asked_and_its_reports_stay(tmp_path: Path, site: Site) -> None:
    site.pages["/a.xml"] = (200, {}, rss("IRN AID SYR with many words in English for the reader").encode())
    feeds = Feeds(tmp_path)
    feeds.add(site.at("/a.xml"))
    asked(tmp_path, Clock())
    feeds.remove(site.at("/a.xml"))
    assert list(feeds.list()) == []
    with pytest.raises(UsageError, match="is not followed"):
        feeds.remove(site.at("/a.xml"))
    with pytest.raises(UsageError, match="no feeds are followed"):
        asked(tmp_path, Clock())
    assert told(Ledger(tmp_path)) == ["IRN AID SYR"]
    assert feeds.add(site.at("/a.xml"))


def test_rounds_go_on_at_their_interval(tmp_path: Path, site: Site) -> None:
    site.pages["/a.xml"] = (200, {}, rss("IRN AID SYR with many words in English for the reader").encode())
    Feeds(tmp_path).add(site.at("/a.xml"))
    slept: list[float] = []
    clock = Clock()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.moment += dt.timedelta(seconds=seconds)

    done = poll(
        tmp_path, reading, lambda: "stub", every=dt.timedelta(minutes=15), rounds=3, now=clock, sleep=sleep,
        allow_private=True,
    )  # fmt: skip
    assert (done.new, done.seen) == (1, 2)
    assert len([s for s in slept if s > 800]) == 2


def test_a_round_that_fails_is_told_and_the_next_one_goes_on(tmp_path: Path, site: Site) -> None:
    site.pages["/a.xml"] = (200, {}, rss("IRN AID SYR with many words in English for the reader").encode())
    Feeds(tmp_path / "ledger").add(site.at("/a.xml"))
    failures: list[EntenteError] = []
    rounds = 0

    def sleep(seconds: float) -> None:  # between two rounds the ledger goes, and comes back
        nonlocal rounds
        if seconds > 800:
            rounds += 1
            old, new = ("ledger", "gone") if rounds == 1 else ("gone", "ledger")
            if rounds < 3:
                shutil.rmtree(tmp_path / "ledger") if rounds == 2 else None
                (tmp_path / old).rename(tmp_path / new)

    done = poll(
        tmp_path / "ledger", reading, lambda: "stub", every=dt.timedelta(minutes=15), rounds=4, now=Clock(),
        sleep=sleep, allow_private=True, failed=failures.append,
    )  # fmt: skip
    assert (done.new, done.seen) == (1, 2)
    assert [error.message for error in failures] == ["no feeds are followed"]


def test_a_first_round_that_fails_is_raised(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no feeds are followed"):
        poll(tmp_path, reading, lambda: "stub", every=dt.timedelta(minutes=15), rounds=2, failed=pytest.fail)


def test_what_is_no_address_is_not_followed(tmp_path: Path) -> None:
    for wrong in (
        "ftp://example.org/x",
        "rss.xml",
        "",
        "javascript:alert(1)",
        "http://",
        "http://x:99999/",
        "http://[bad/",
        "http://a b/",
    ):
        with pytest.raises(UsageError, match="is no address"):
            Feeds(tmp_path).add(wrong)
    with pytest.raises(UsageError, match="name or password"):
        Feeds(tmp_path).add("https://user:secret@example.org/rss.xml")
    assert list(Feeds(tmp_path).list()) == []


def test_a_clock_set_back_within_a_round_lengthens_no_pause(tmp_path: Path, site: Site) -> None:
    site.pages["/feed"] = (200, {}, rss("IRN AID SYR with many words in English for the reader").encode())
    Feeds(tmp_path, Clock()).add(site.at("/feed"))
    moments = iter([dt.timedelta(), *[dt.timedelta(days=-2)] * 1000])
    slept: list[float] = []
    start = Clock()()
    poll(
        tmp_path, reading, lambda: "stub", every=dt.timedelta(minutes=15), rounds=2, allow_private=True,
        now=lambda: start + next(moments), sleep=slept.append,
    )  # fmt: skip
    assert max(slept) == 15 * 60
