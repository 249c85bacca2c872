"""What comes from other programs: event data sets as claims, robots.txt, JSON of our own records."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from entente.records import Claim, Document, Refusal
from fuzz import promises
from fuzz.doors import texts
from fuzz.doors.loaders import place_for_a_file
from fuzz.harness import Harness

_JSON = (
    b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"true", b"1e999", b"-1", b"NaN", b"Infinity", b"\\u0000",
    b"\\ud800", b"[" * 60, b'"attribution"', b'"entente"', b'"actor"', b'"event"', b'"date"', b'"code"', b'"sector"',
    b'"holders"', b'"places"', b'"figures"', b'"low"', b'"start"', b'"start_char"', b'"cite_info"', b'"id"', b'"AID"',
    b'"RUS"', b'"2024-06-18"', b'"20240618"', b"\n", b"1" * 30,
)  # fmt: skip
_TABS = (
    b"\t", b"\n", b"None", b"RUS", b"PRK", b"; ", b"|", b"Event ID\t", b"Entente Claim", b"CONSULT", b"2024-06-18",
    b"0000", b"[]", b"{}", b'[{"stance": "says"}]', b"NaN", b"0.5", b"1e999", b"\t" * 40, b"036", b"Government",
    b"REB", b"20240618", b"99999999",
)  # fmt: skip
_ROBOTS = (
    b"User-agent: *\n", b"User-agent: entente\n", b"Disallow: ", b"Allow: ", b"Crawl-delay: ", b"*", b"$", b"%2F",
    b"%zz", b"#", b"\r", b"/*/*/*", b"*" * 200, b"Sitemap: x\n", b"inf", b"-1", b": ", b"/robots.txt",
)  # fmt: skip
_ADDRESSES = (
    "http://a/",
    "http://a/a/b?c=%7E",
    "https://[::1]:8/%zz/a*b$",
    "http://a/" + "a/" * 300,
    "http://a/%ff%00",
)


def _import(kind: str) -> Callable[[], Callable[[bytes, bool], None]]:
    def make() -> Callable[[bytes, bool], None]:
        from entente.exchange.reading import read

        own = place_for_a_file()

        def once(data: bytes) -> object:
            own.write_bytes(data)
            found = list(read(kind, own))
            for row in found:
                if isinstance(row, Refusal):
                    promises.sound([row])
                else:
                    _fits(*row)
            return found

        return promises.twice(once)

    return make


def _fits(report: Document, claim: Claim) -> None:
    """Checks a claim that came in: it can be kept in a table and written as JSON, and its offsets are some."""
    from entente.inert import json_text

    promises.texts(report)
    promises.texts(claim)
    promises.keep(bool(report.id) and claim.document == report.id, "a claim of no report")
    promises.keep(0 <= claim.confidence <= 1, "a confidence that is none")
    for day in (claim.start, claim.end, report.published):
        promises.keep(day is None or type(day) is dt.date, "a day that is no date")
    for place in (claim.place, *claim.places):
        promises.keep(
            type(place.start_char) is int and 0 <= place.start_char <= place.end_char < 2**63, "an offset that is none"
        )
    for figure in claim.figures:
        for end in (figure.low, figure.high):
            promises.keep(end is None or math.isfinite(float(end)), "an amount without end")
    json_text(claim.as_dict())


def _robots() -> Callable[[bytes, bool], None]:
    from entente.documents.robots import parse_robots

    def once(data: bytes) -> object:
        found = parse_robots(data)
        promises.keep(found.delay is None or 0 <= found.delay < math.inf, "a delay that is none")
        allowed = [found.allows(address) for address in _ADDRESSES]
        promises.keep(found.allows("http://a/robots.txt"), "robots.txt may not be asked for")
        return found, allowed

    return promises.twice(once)


def _of(
    name: str,
    door: str,
    make: Callable[[], Callable[[bytes, bool], None]],
    tokens: tuple[bytes, ...],
    parts: bytes,
    *modules: str,
) -> Harness:
    seeds = getattr(texts, name)
    return Harness(name, door, make, seeds, tokens, parts, modules=tuple(f"entente.{each}" for each in modules))


_TREE = rb'"(?:[^"\\]|\\.){0,400}"|[\w.+-]+|\s+|.'
_CELLS = rb"[^\t\n]*[\t\n]|[^\t\n]+"
HARNESSES = (
    _of("plover", "PLOVER records as claims", _import("plover"), _JSON, _TREE, "exchange.plover_rows", "exchange.rows"),
    _of("polecat", "POLECAT's weekly files as claims", _import("polecat"), _TABS, _CELLS, "exchange.polecat_rows",
        "exchange.rows"),
    _of("gdelt", "GDELT's events as claims", _import("gdelt"), _TABS, _CELLS, "exchange.gdelt", "exchange.codes"),
    _of("robots", "robots.txt", _robots, _ROBOTS, rb"\w+|\s+|.", "documents.robots"),
)  # fmt: skip
