"""Polls of servers on this machine, with a clock and a sleep that the test holds."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Callable, Iterator

import pytest

from entente.documents import Limits, Polled, Subscription, hosts, poll
from entente.documents.hosts import is_private
from entente.records import Document, Refusal
from tests.documents.builders import html_page
from tests.documents.servers import Site, serving
from tests.documents.test_subscriptions import EMPTY, FEED

START = dt.datetime(2024, 6, 18, 10, tzinfo=dt.UTC)
EVERY = dt.timedelta(minutes=15)
ALLOW_ALL = (404, {}, b"")


class Clock:
    """Stands still but for sleep."""

    def __init__(self) -> None:
        self.now, self.slept = START, [0.0][:0]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.pages["/feed"] = (200, {}, FEED)
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _poll(
    clock: Clock, *subscriptions: Subscription | str, allow_private: bool = True, limits: Limits | None = None
) -> list[Polled]:
    feeds = [Subscription(each) if isinstance(each, str) else each for each in subscriptions]
    return list(
        poll(
            feeds,
            now=lambda: clock.now,
            sleep=clock.sleep,
            every=EVERY,
            limits=limits,
            allow_private=allow_private,
        )
    )


def _one(clock: Clock, feed: Subscription | str, **options: bool) -> Polled:
    (polled,) = _poll(clock, feed, **options)
    return polled


def _detail(polled: Polled) -> str:
    (refusal,) = polled.documents
    assert isinstance(refusal, Refusal)
    assert polled.outcome == "refused"
    return refusal.detail


def test_news_and_then_none(site: Site, clock: Clock) -> None:
    site.tagged("/feed", FEED, etag='"1"', modified="Tue, 18 Jun 2024 10:00:00 GMT")
    first = _one(clock, site.at("/feed"))
    assert [type(each) for each in first.documents] == [Document]
    assert first.outcome == "new"
    assert first.subscription.polled == first.subscription.next_poll - EVERY == START + dt.timedelta(seconds=2)  # type: ignore[operator]
    assert _poll(clock, first.subscription) == []
    clock.now += EVERY
    again = _one(clock, first.subscription)
    assert (again.outcome, again.documents) == ("unchanged", [])
    assert (again.subscription.etag, again.subscription.modified) == ('"1"', "Tue, 18 Jun 2024 10:00:00 GMT")
    assert site.asked == ["/robots.txt", "/feed"] * 2
    assert "entente" in site.headers[0]["User-Agent"]


@pytest.mark.parametrize(
    ("page", "detail"),
    [
        ((200, {"Content-Type": "text/html"}, html_page()), "the address gives a web page and not a feed"),
        ((200, {"Content-Type": "text/xml"}, b"<rss><channel><item"), "unclosed token"),
        ((200, {"Content-Type": "text/xml"}, EMPTY), "the feed has no entries"),
        ((200, {}, b""), "the file is empty"),
        ((200, {}, FEED * 1000), "the answer has more than 100,000 bytes"),
        ((404, {}, b""), "the server answers 404"),
        ((410, {}, b""), "the server answers 410"),
        ((401, {}, b""), "the server answers 401"),
        ((302, {"Location": "/feed"}, b""), "too many redirects"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "the server sends on to an address that is not http or https"),
    ],
)
def test_what_a_feed_can_turn_into(
    site: Site, clock: Clock, page: tuple[int, dict[str, str], bytes], detail: str
) -> None:
    site.pages["/feed"] = page
    (polled,) = _poll(clock, site.at("/feed"), limits=Limits(size=100_000))
    assert detail in _detail(polled)
    assert detail in polled.subscription.note or polled.subscription.note == f"gone for good: {detail}"


@pytest.mark.parametrize("address", ["ftp://a.test/feed", "file:///etc/passwd", "http://[x", "http://", "feed.xml", ""])
def test_other_addresses_are_refused_at_once(clock: Clock, address: str) -> None:
    polled = _one(clock, address)
    assert _detail(polled)
    assert polled.subscription.address == address
    assert clock.slept == []


def test_robots_forbids(site: Site, clock: Clock) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: entente\nDisallow: /feed\nAllow: /feed/open\n")
    site.pages["/feed/open"] = (200, {}, FEED)
    polled = _poll(clock, site.at("/feed"), site.at("/feed/open"))
    assert [each.outcome for each in polled] == ["refused", "new"]
    assert _detail(polled[0]) == "robots.txt of 127.0.0.1 does not let it be fetched"
    assert polled[0].subscription.failures == 1
    assert site.asked == ["/robots.txt", "/feed/open"]


def test_robots_fails(site: Site, clock: Clock) -> None:
    site.pages["/robots.txt"] = (503, {"Retry-After": "7200"}, b"")
    polled = _one(clock, site.at("/feed"))
    assert "robots.txt cannot be read" in _detail(polled)
    assert polled.subscription.next_poll == START + dt.timedelta(hours=2)
    assert (site.asked, clock.slept) == (["/robots.txt"], [])


def test_robots_holds_for_what_a_feed_redirects_to(site: Site, clock: Clock) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /inner\n")
    site.moved("/feed", "/inner/feed")
    assert "robots.txt" in _detail(_one(clock, site.at("/feed")))
    assert site.asked == ["/robots.txt", "/feed"]


def test_a_delay_between_two_requests_to_a_host(site: Site, clock: Clock) -> None:
    polled = _poll(clock, *(site.at(f"/feed?{number}") for number in range(3)))
    assert len(polled) == 3
    assert site.asked == ["/robots.txt", "/feed?0", "/feed?1", "/feed?2"]
    assert clock.slept == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(("asked", "delay"), [("10", 10.0), ("1", 2.0), ("86400", 60.0)])
def test_crawl_delay(site: Site, clock: Clock, asked: str, delay: float) -> None:
    site.pages["/robots.txt"] = (200, {}, f"User-agent: *\nCrawl-delay: {asked}\n".encode())
    _poll(clock, site.at("/feed"), site.at("/feed"))
    assert clock.slept == [delay, delay]


def test_hosts_take_turns(site: Site, clock: Clock) -> None:
    slow, quick = site.at("/feed", "127.0.0.1"), site.at("/feed", "localhost")
    when: list[tuple[str, float]] = []

    def robots(request: object) -> tuple[int, dict[str, str], bytes]:
        host = site.headers[-1]["Host"].partition(":")[0]
        return 200, {}, b"User-agent: *\nCrawl-delay: 30\n" if host == "127.0.0.1" else b""

    def feed(request: object) -> tuple[int, dict[str, str], bytes]:
        host = site.headers[-1]["Host"].partition(":")[0]
        when.append((host, (clock.now - START).total_seconds()))
        return 200, {}, FEED

    site.pages |= {"/robots.txt": robots, "/feed": feed}
    assert len(_poll(clock, slow, slow, quick, quick, quick)) == 5
    assert when == [("localhost", 2), ("localhost", 4), ("localhost", 6), ("127.0.0.1", 30), ("127.0.0.1", 60)]


def test_answers_are_given_as_they_come(site: Site, clock: Clock) -> None:
    feeds = [Subscription(site.at("/feed")), Subscription(site.at("/feed"))]
    polling = poll(feeds, now=lambda: clock.now, sleep=clock.sleep, every=EVERY, allow_private=True)
    assert site.asked == []
    next(polling)
    assert site.asked == ["/robots.txt", "/feed"]


def test_a_clock_set_back_does_not_hold_it_up(site: Site) -> None:
    moments = iter([START] * 3 + [START - dt.timedelta(days=400)] * 100)
    slept: list[float] = []
    polled = list(
        poll(
            [Subscription(site.at("/feed"))],
            now=lambda: next(moments),
            sleep=slept.append,
            every=EVERY,
            allow_private=True,
        )
    )
    assert [each.outcome for each in polled] == ["new"]
    assert slept == [60.0]


def test_a_long_wish_to_wait_holds_for_all_feeds_of_the_host(site: Site, clock: Clock) -> None:
    site.pages["/feed"] = (429, {"Retry-After": "7200"}, b"")
    first, second = _poll(clock, site.at("/feed"), site.at("/feed?2"))
    assert _detail(first) == "the server answers 429 and asks to wait 7200 s"
    assert _detail(second) == "not asked: the server answers 429 and asks to wait 7200 s"
    assert (first.subscription.failures, second.subscription.failures) == (1, 0)
    for polled in (first, second):
        assert polled.subscription.next_poll == clock.now + dt.timedelta(hours=2)
    assert site.asked == ["/robots.txt", "/feed"]


def test_a_short_wish_to_wait_is_waited_for(site: Site, clock: Clock) -> None:
    site.pages["/feed"] = (503, {"Retry-After": "20"}, b"")
    site.pages["/feed?2"] = (200, {}, FEED)
    first, second = _poll(clock, site.at("/feed"), site.at("/feed?2"))
    assert (first.outcome, second.outcome) == ("refused", "new")
    assert clock.slept == [2.0, 20.0]
    assert first.subscription.next_poll == START + dt.timedelta(seconds=2) + EVERY * 2


def test_a_permanent_redirect_is_kept(site: Site, clock: Clock) -> None:
    site.moved("/old", "/feed", 308)
    polled = _one(clock, site.at("/old"))
    assert (polled.outcome, polled.subscription.moved_to) == ("new", site.at("/feed"))
    assert polled.subscription.address == site.at("/old")
    clock.now += EVERY
    del site.asked[:]
    again = _one(clock, polled.subscription)
    assert (again.outcome, again.subscription.moved_to) == ("new", site.at("/feed"))
    assert site.asked == ["/robots.txt", "/feed"]
    # The new address ceases to be: the one that was given is asked again, after a pause.
    del site.pages["/feed"]
    clock.now += EVERY
    lost = _one(clock, again.subscription)
    assert (lost.outcome, lost.subscription.moved_to) == ("refused", "")


@pytest.mark.parametrize(("status", "page"), [(302, FEED), (301, html_page()), (301, b"")])
def test_other_redirects_are_not(site: Site, clock: Clock, status: int, page: bytes) -> None:
    site.moved("/old", "/there", status)
    site.pages["/there"] = (200, {}, page)
    assert _one(clock, site.at("/old")).subscription.moved_to == ""


def test_private_networks(site: Site, clock: Clock) -> None:
    polled = _one(clock, site.at("/feed"), allow_private=False)
    assert polled.documents == [
        Refusal(
            site.at("/feed"),
            "unreachable",
            "the address leads into a private network (127.0.0.1)",
            "allow it with --allow-private",
        )
    ]
    assert (site.asked, clock.slept) == ([], [])


def test_a_redirect_into_a_private_network(site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    # The server has to be on this machine: its address stands for a public one.
    monkeypatch.setattr(hosts, "is_private", lambda address: address != "127.0.0.1" and is_private(address))
    site.moved("/feed", site.at("/secret", "127.0.0.2"))
    assert _detail(_one(clock, site.at("/feed"), allow_private=False)).endswith("(127.0.0.2)")
    assert site.asked == ["/robots.txt", "/feed"]


def test_a_name_that_turns_private_after_robots(site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    real, answers = socket.getaddrinfo, iter(["127.0.0.1", "127.0.0.2", "127.0.0.2"])

    def resolve(host: str, *args: int, **options: int) -> object:
        return real(next(answers), *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(hosts, "is_private", lambda address: address != "127.0.0.1" and is_private(address))
    assert _detail(_one(clock, site.at("/feed", "feed.test"), allow_private=False)).endswith("(127.0.0.2)")
    assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize("order", [list, lambda feeds: list(reversed(feeds))])
def test_only_what_is_due_is_asked(
    site: Site, clock: Clock, order: Callable[[list[Subscription]], list[Subscription]]
) -> None:
    feeds = [
        Subscription(site.at("/feed?now"), next_poll=START),
        Subscription(site.at("/feed?later"), next_poll=START + dt.timedelta(seconds=1)),
        Subscription(site.at("/feed?never-asked")),
    ]
    assert {each.subscription.address for each in _poll(clock, *order(feeds))} == {
        site.at("/feed?now"),
        site.at("/feed?never-asked"),
    }


def test_a_feed_that_was_asked_in_the_future_is_due_for_the_clock_was_set_back(site: Site, clock: Clock) -> None:
    ahead = START + dt.timedelta(days=40)
    site.pages["/robots.txt"] = ALLOW_ALL
    known = Subscription(site.at("/feed"), polled=ahead, next_poll=ahead + EVERY, failures=1, note="no answer in time")
    (polled,) = _poll(clock, known)
    assert polled.outcome == "new"
    assert polled.subscription.polled == clock.now
