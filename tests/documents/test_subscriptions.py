"""What follows from the answer of a feed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.documents import Polled, Subscription
from entente.documents.fetching import Declined, Fetched, NotModified
from entente.documents.subscriptions import put_off, settle
from entente.records import Document, Refusal
from tests.documents.builders import TEXT, TITLE, html_page, packed

NOW = dt.datetime(2024, 6, 18, 10, tzinfo=dt.UTC)
EVERY = dt.timedelta(minutes=15)
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Norland Post</title>"
    f"<item><title>{TITLE}</title><description>{TEXT}</description></item></channel></rss>"
).encode()
EMPTY = b"<?xml version='1.0'?><rss version='2.0'><channel><title>Norland Post</title></channel></rss>"
KNOWN = Subscription("https://a.test/feed", etag='"1"', modified="then", failures=2, note="broken")


def _answer(data: bytes, suffix: str = "", **fields: str) -> Fetched:
    return Fetched(data, "https://a.test/feed", "", suffix, **fields)


def _settle(answer: Fetched | NotModified | Refusal, moved_to: str = "", known: Subscription = KNOWN) -> Polled:
    return settle(known, answer, moment=NOW, every=EVERY, moved_to=moved_to)


def test_news() -> None:
    polled = _settle(_answer(FEED, etag='"2"'), "https://b.test/feed")
    assert polled.subscription == Subscription(
        KNOWN.address, '"2"', "", "https://b.test/feed", polled=NOW, failures=0, next_poll=NOW + EVERY, note=""
    )
    assert polled.outcome == "new"
    (document,) = polled.documents
    assert isinstance(document, Document)
    assert (document.title, document.source) == (TITLE, "https://a.test/feed#1")


def test_moved_back_to_where_it_was() -> None:
    assert _settle(_answer(FEED), KNOWN.address).subscription.moved_to == ""


@pytest.mark.parametrize(("etag", "kept"), [("", '"1"'), ('"2"', '"2"')])
def test_no_news(etag: str, kept: str) -> None:
    polled = _settle(NotModified(KNOWN.address, etag))
    assert (polled.outcome, polled.documents) == ("unchanged", [])
    assert (polled.subscription.etag, polled.subscription.modified, polled.subscription.failures) == (kept, "then", 0)
    assert (polled.subscription.next_poll, polled.subscription.note) == (NOW + EVERY, "")


@pytest.mark.parametrize(
    ("data", "suffix", "reason", "detail"),
    [
        (html_page(), ".html", "unsupported", "the address gives a web page and not a feed"),
        (html_page(), ".rss", "unsupported", "the address gives a web page and not a feed"),
        (packed(html_page()), ".xml.gz", "unsupported", "the address gives a web page and not a feed"),
        (b'{"id": "a", "text": "b"}', "", "unsupported", "the address gives JSON and not a feed"),
        (b"Norland looks to Sudmark", "", "unsupported", "the address gives plain text and not a feed"),
        (b"\x89PNG\r\n", "", "unsupported", "the address gives something and not a feed"),
        (b"\x1f\x8b\x08nonsense", "", "broken", ""),
        (b"<rss><channel><item", "", "broken", ""),
        (b"<?xml version='1.0'?><rss><channel>&nothing;<<", "", "broken", ""),
        (b" \n", ".rss", "empty", "the file is empty"),
        (b"", "", "empty", "the file is empty"),
    ],
)
def test_what_is_no_feed(data: bytes, suffix: str, reason: str, detail: str) -> None:
    polled = _settle(_answer(data, suffix, etag='"2"'), "https://b.test/feed")
    (refusal,) = polled.documents
    assert isinstance(refusal, Refusal)
    assert (refusal.source, refusal.reason) == (KNOWN.address, reason)
    assert detail in refusal.detail
    assert polled.outcome == "refused"
    # What was known of the last good answer stays, and the new address is not trusted.
    kept = polled.subscription
    assert (kept.etag, kept.moved_to, kept.failures, kept.note) == ('"1"', "", 3, refusal.detail)
    assert kept.next_poll == NOW + EVERY * 8


def test_a_packed_feed() -> None:
    assert _settle(_answer(packed(FEED), ".xml.gz")).outcome == "new"


def test_a_feed_without_entries_is_no_failure() -> None:
    polled = _settle(_answer(EMPTY, etag='"2"'))
    assert polled.outcome == "refused"
    assert [each.reason for each in polled.documents if isinstance(each, Refusal)] == ["empty"]
    kept = polled.subscription
    assert (kept.etag, kept.failures, kept.next_poll) == ('"2"', 0, NOW + EVERY)
    assert kept.note == "the feed has no entries"


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_pauses_double_up_to_a_day(minutes: int, failures: int) -> None:
    every, known = dt.timedelta(minutes=minutes), Subscription("https://a.test/", failures=failures)
    refusal = Refusal(known.address, "unreachable", "no such host")
    polled = settle(known, refusal, moment=NOW, every=every)
    assert polled.documents == [refusal]
    assert polled.subscription.next_poll is not None
    pause = polled.subscription.next_poll - NOW
    day = dt.timedelta(days=1)
    assert pause == (every if every >= day else min(every * 2 ** min(failures + 1, 20), day))


def test_a_wish_to_wait_is_followed_within_reason() -> None:
    for wish, pause in ((7200.0, 7200.0), (1.0, 7200.0 / 60 * 60), (1e9, 30 * 86400.0)):
        answer = Declined(KNOWN.address, "unreachable", "the server answers 429", "", 429, wish)
        polled = _settle(answer)
        assert polled.documents == [answer.plain()]
        assert type(polled.documents[0]) is Refusal
        assert polled.subscription.next_poll == NOW + dt.timedelta(seconds=pause)


def test_gone() -> None:
    known = Subscription("https://a.test/feed", moved_to="https://b.test/feed")
    polled = _settle(Declined(known.address, "unreachable", "the server answers 410", "", 410), known=known)
    kept = polled.subscription
    assert (kept.note, kept.moved_to) == ("gone for good: the server answers 410", "")
    assert kept.next_poll == NOW + dt.timedelta(days=1)


@pytest.mark.parametrize(("status", "moved_to"), [(404, ""), (500, "https://b.test/feed")])
def test_a_new_address_that_is_not_there_is_dropped(status: int, moved_to: str) -> None:
    known = Subscription("https://a.test/feed", moved_to="https://b.test/feed")
    polled = _settle(Declined(known.address, "unreachable", "", "", status), known=known)
    assert polled.subscription.moved_to == moved_to


def test_put_off() -> None:
    answer = Declined("https://a.test/other", "unreachable", "the server answers 429", "", 429, 600.0)
    polled = put_off(KNOWN, answer, NOW)
    assert polled.documents == [Refusal(KNOWN.address, "unreachable", "not asked: the server answers 429")]
    kept = polled.subscription
    assert (kept.failures, kept.polled, kept.next_poll) == (2, None, NOW + dt.timedelta(minutes=10))
