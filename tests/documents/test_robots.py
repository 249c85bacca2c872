"""robots.txt by RFC 9309."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.documents.fetching import Limits
from entente.documents.robots import LARGEST_ROBOTS, Robots, fetch_robots, origin_of, parse_robots
from tests.documents.servers import Site, serving

HOST = "https://a.test"


def _allows(text: str, *paths: str) -> list[bool]:
    robots = parse_robots(text.encode())
    return [robots.allows(HOST + path) for path in paths]


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /", "/", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow:", "/x", True),
        ("Disallow: /x", "/xyz", False),
        ("Disallow: /x", "/X", True),
        ("Disallow: /x/", "/x", True),
        # RFC 9309, 5.2: the longest match
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", False),
        ("Disallow: /\nAllow: /feed", "/feed.xml", True),
        ("Allow: /feed\nDisallow: /feed", "/feed", True),
        ("Disallow: /feed\nAllow: /feed", "/feed", True),
        # RFC 9309, 2.2.3: special characters
        ("Disallow: /*.php$", "/a/b.php", False),
        ("Disallow: /*.php$", "/a/b.php?x=1", True),
        ("Disallow: /*.php", "/a/b.php?x=1", False),
        ("Disallow: *private*", "/a/private/b", False),
        ("Disallow: /a*b*c$", "/abcbc", False),
        ("Disallow: /a*b*c$", "/acb", True),
        ("Disallow: /ab*b$", "/ab", True),
        ("Disallow: /x$", "/x", False),
        ("Disallow: /x$", "/xy", True),
        ("Disallow: /a$b", "/a$bc", False),
        ("Disallow: /file-with-a-%2A.html", "/file-with-a-*.html", False),
        ("Disallow: /file-with-a-%2A.html", "/file-with-a-b.html", True),
        # RFC 9309, 2.2.2: the table of octets
        ("Disallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", False),
        ("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%e3%83%84", "/foo/bar/ツ", False),
        ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /a%2fb", "/a%2Fb", False),
        ("Disallow: /a%zz%", "/a%zz%b", False),
        ("Disallow: no-slash", "/no-slash", True),
    ],
)
def test_rules(rules: str, path: str, allowed: bool) -> None:
    assert _allows(f"User-agent: *\n{rules}", path) == [allowed]


def test_the_group_that_names_us_counts_and_no_other() -> None:
    text = "User-agent: *\nDisallow: /\n\nuser-AGENT: Entente/1.0 # us\nDisallow: /private\n"
    assert _allows(text, "/x", "/private/x") == [True, False]
    assert _allows("User-agent: ententes\nDisallow: /", "/x") == [True]
    assert _allows("User-agent: enten\nDisallow: /", "/x") == [True]


def test_groups_of_one_name_are_taken_together() -> None:
    text = (
        "User-agent: entente\nDisallow: /a\n\nUser-agent: other\nUser-agent: entente\n\nDisallow: /b\nSitemap: x\n"
        "Disallow: /c\nUser-agent: third\nDisallow: /d"
    )
    assert _allows(text, "/a", "/b", "/c", "/d") == [False, False, False, True]


def test_unknown_lines_do_not_end_a_list_of_names() -> None:
    text = "User-agent: *\nCrawl-delay: 7\n\nUser-agent: other\nDisallow: /a"
    assert _allows(text, "/a") == [False]
    assert parse_robots(text.encode()).delay == 7


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark(end: str) -> None:
    text = "\ufeff" + end.join(["User-agent : *", "  disallow\t:\t/a  # no", "nonsense", ": /b", "Disallow /c"])
    assert _allows(text, "/a", "/b", "/c") == [False, True, True]


@pytest.mark.parametrize(
    ("value", "delay"),
    [("10", 10.0), ("0.5", 0.5), ("-1", None), ("nan", None), ("inf", None), ("x", None), ("", None)],
)
def test_crawl_delay(value: str, delay: float | None) -> None:
    assert parse_robots(f"User-agent: *\nCrawl-delay: {value}\n".encode()).delay == delay
    assert parse_robots(f"User-agent: other\nCrawl-delay: {value}\n".encode()).delay is None


def test_rules_before_any_name_are_nobodys() -> None:
    assert _allows("Disallow: /\nUser-agent: other\nDisallow: /", "/x") == [True]


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_break_it(data: bytes, path: str) -> None:
    robots = parse_robots(b"User-agent: *\nDisallow: " + data)
    assert robots.allows(f"{HOST}/{path}") in (True, False)
    assert robots.allows(f"{HOST}/robots.txt")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n#*$%?"), min_size=1, max_size=30))
def test_a_path_fits_itself_and_what_is_below(path: str) -> None:
    pattern = "/x" + path.strip()
    for address in (quote(pattern), f"{quote(pattern)}/below"):
        assert _allows(f"User-agent: *\nDisallow: {pattern}", address) == [False]


def test_stars_without_end_take_no_time() -> None:
    started = time.process_time()
    assert _allows(f"User-agent: *\nDisallow: /{'a*' * 100_000}b$", "/" + "a" * 50_000) == [True]
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("HTTPS://User:x@A.test/feed?x#y", "https://a.test"),
        ("http://a.test:8080/feed", "http://a.test:8080"),
        ("http://[::1]:80/", "http://[::1]:80"),
        ("http://a.test:x/", ""),
        ("http://[x", ""),
        ("http://", ""),
        ("ftp://a.test/", ""),
        ("file:///etc/passwd", ""),
    ],
)
def test_origins(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def _fetched(site: Site, *, allow_private: bool = True) -> Robots:
    return fetch_robots(site.at(""), Limits(), allow_private=allow_private)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_host_without_one_allows_all(site: Site, status: int) -> None:
    site.pages["/robots.txt"] = (status, {}, b"User-agent: *\nDisallow: /")
    assert _fetched(site).allows(site.at("/feed"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_fails_allows_nothing(site: Site, status: int) -> None:
    site.pages["/robots.txt"] = (status, {"Retry-After": "7"}, b"")
    robots = _fetched(site)
    assert not robots.allows(site.at("/feed"))
    assert robots.refusal is not None
    assert robots.refusal.detail.startswith(
        f"robots.txt cannot be read, and so nothing may be: the server answers {status}"
    )


def test_a_host_that_is_not_there_allows_nothing() -> None:
    assert not fetch_robots("http://127.0.0.1:1", Limits(), allow_private=True).allows("http://127.0.0.1:1/feed")


def test_a_private_host_is_refused_as_such(site: Site) -> None:
    refusal = _fetched(site, allow_private=False).refusal
    assert refusal is not None
    assert (refusal.detail, refusal.mend) == (
        "the address leads into a private network (127.0.0.1)",
        "allow it with --allow-private",
    )


@pytest.mark.parametrize(("hops", "allowed"), [(5, False), (6, True)])
def test_five_redirects_are_followed(site: Site, hops: int, allowed: bool) -> None:
    site.moved("/robots.txt", "/1", 302)
    for number in range(1, hops):
        site.moved(f"/{number}", f"/{number + 1}", 302)
    site.pages[f"/{hops}"] = (200, {}, b"User-agent: *\nDisallow: /")
    assert _fetched(site).allows(site.at("/feed")) == allowed


def test_the_first_half_megabyte_counts(site: Site) -> None:
    head = b"User-agent: *\nDisallow: /a\n"
    site.pages["/robots.txt"] = (200, {}, head + b"#\n" * LARGEST_ROBOTS + b"Disallow: /b\n")
    robots = _fetched(site)
    assert [robots.allows(site.at(path)) for path in ("/a", "/b")] == [False, True]
