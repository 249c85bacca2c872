"""Addresses: http and https only, with time-outs, few redirects and a largest size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, overload
from urllib.parse import urljoin

from entente.documents.addresses import is_address, suffixes_of
from entente.documents.cleaning import clean_line
from entente.records import Refusal

if TYPE_CHECKING:
    import urllib3

    from entente.documents.hosts import Guard

#: What to call an answer's kind when its bytes leave it open.
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md", "application/pdf": ".pdf",
    "application/rss+xml": ".rss", "application/atom+xml": ".atom", "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl", "application/warc": ".warc", "message/rfc822": ".eml",
}  # fmt: skip
#: Redirects (RFC 9110, 15.4): found, moved for good, see other, and the two that keep the method.
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Those that say that the old address should no longer be used (RFC 9110, 15.4.2 and 15.4.9).
_FOR_GOOD = frozenset({301, 308})
TOO_MANY_REDIRECTS = "too many redirects"
#: Stands in the detail of a refusal whose server named a time.
ASKS_TO_WAIT = " and asks to wait "
ALLOW_PRIVATE = "allow it with --allow-private"
_TOO_SLOW = "no whole answer in time"
_LONGEST_VALIDATOR = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: `connect`, `wait` (between bytes) and `whole` in seconds, `size` in bytes unpacked.

    `cut`: an answer with more than `size` bytes is cut off there, and not refused.
    """

    connect: float = 5.0
    wait: float = 10.0
    whole: float = 30.0
    size: int = 20_000_000
    redirects: int = 4
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer.

    Attributes:
        data: its bytes, unpacked.
        url: the address that gave it in the end.
        charset, suffix: as its headers tell, may be empty.
        etag, modified: what to send along the next time (RFC 9110, 8.8.3 and 8.8.2), may be empty.
        moved_to: the new address, where the old one was left for good (RFC 9110, 15.4.2 and 15.4.9), else empty.
    """

    data: bytes
    url: str
    charset: str
    suffix: str
    etag: str = ""
    modified: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The answer 304: what was had before still stands (RFC 9110, 15.4.5). The fields are as in `Fetched`."""

    url: str
    etag: str = ""
    modified: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Redirected:
    """An answer that sends on to `address`; `for_good`: the old address should no longer be used."""

    address: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class Declined(Refusal):
    """A refusal by the server itself.

    Attributes:
        status: of its answer.
        retry_after: seconds that it asks to wait (RFC 9110, 10.2.3), None where it does not say.
    """

    status: int = 0
    retry_after: float | None = None

    def plain(self) -> Refusal:
        """The refusal without what only a caller that asks again needs."""
        return Refusal(self.source, self.reason, self.detail, self.mend)


@dataclass(frozen=True, slots=True)
class _Errand:
    """What stays the same from redirect to redirect. `source`: what a Refusal calls the address."""

    source: str
    limits: Limits
    guard: Guard
    etag: str
    modified: str


@overload
def fetch(address: str, limits: Limits | None = None, *, allow_private: bool = True) -> Fetched | Refusal: ...
@overload
def fetch(
    address: str, limits: Limits | None = None, *, allow_private: bool = True, etag: str, modified: str
) -> Fetched | NotModified | Refusal: ...
def fetch(
    address: str,
    limits: Limits | None = None,
    *,
    allow_private: bool = True,
    etag: str = "",
    modified: str = "",
) -> Fetched | NotModified | Refusal:
    """The bytes at an address, or why they could not be had.

    Args:
        address: http or https; redirects are followed to such addresses only.
        limits: time, size and number of redirects.
        allow_private: False to refuse hosts in private networks, at every redirect; True to take them where `address`
            itself leads there, and never by a redirect from the internet.
        etag: of an answer had before: asked for only if it has changed (RFC 9110, 13.1.2).
        modified: likewise, its time of change as the server wrote it (RFC 9110, 13.1.3); not used beside an etag by
            servers that keep to 13.2.2.

    Returns:
        Fetched; NotModified, only where `etag` or `modified` is given; Declined where the server refuses; or Refusal.
    """
    from entente.documents.hosts import Guard

    limits = limits or Limits()
    here, moved_to, for_good = address, "", True
    with Guard(limits.whole, allow_private) as guard:
        errand = _Errand(address, limits, guard, etag, modified)
        for _ in range(limits.redirects + 1):
            answer = _request(here, errand, moved_to)
            if not isinstance(answer, Redirected):
                return answer
            here, for_good = answer.address, for_good and answer.for_good
            moved_to = here if for_good else moved_to
    return unreachable(address, TOO_MANY_REDIRECTS)


def request(
    address: str, limits: Limits, *, allow_private: bool, etag: str = "", modified: str = "", source: str = ""
) -> Fetched | NotModified | Redirected | Refusal:
    """As `fetch`, but one request only: a redirect is an answer. `source`: what a Refusal calls the address."""
    from entente.documents.hosts import Guard

    with Guard(limits.whole, allow_private) as guard:
        return _request(address, _Errand(source or address, limits, guard, etag, modified), "")


def _request(here: str, errand: _Errand, moved_to: str) -> Fetched | NotModified | Redirected | Refusal:
    import urllib3

    from entente.documents.hosts import PrivateHost, pool_for

    # A server ignores conditions on anything that it would not answer with 200 (RFC 9110, 13.2.1), so they may go
    # along to an address that redirects.
    headers = {"User-Agent": "entente (reads reports)", "Accept-Encoding": "gzip, deflate", "Accept": "*/*"}
    headers |= {"If-None-Match": errand.etag} if errand.etag else {}
    headers |= {"If-Modified-Since": errand.modified} if errand.modified else {}
    timeout = urllib3.Timeout(connect=errand.limits.connect, read=errand.limits.wait)
    try:
        url = urllib3.util.parse_url(here)
        with pool_for(url, timeout, errand.guard) as pool:
            answer = pool.urlopen(
                "GET", url.request_uri, headers=headers, retries=False, redirect=False, preload_content=False
            )
            with answer:
                return _take(answer, here, errand, moved_to)
    except PrivateHost as fault:
        return Refusal(errand.source, "unreachable", str(fault), ALLOW_PRIVATE)
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
        return unreachable(errand.source, _TOO_SLOW if errand.guard.left <= 0 else _in_words(fault))


def unreachable(address: str, detail: str) -> Refusal:
    """The usual refusal of an address."""
    return Refusal(address, "unreachable", detail, "check the address, or save the page and read the file")


def _in_words(fault: Exception) -> str:
    import urllib3

    reason = getattr(fault, "reason", None) or fault
    if isinstance(fault, urllib3.exceptions.NameResolutionError):
        return "no such host"
    if isinstance(fault, urllib3.exceptions.NewConnectionError):
        return "no server answers there"
    if isinstance(fault, urllib3.exceptions.TimeoutError):
        return "no answer in time"
    words = re.sub(r"<[^<>]*>:?|\bat 0x[0-9a-f]+", "", str(reason))
    return clean_line(words)[:160] or type(fault).__name__


def _take(
    answer: urllib3.BaseHTTPResponse, here: str, errand: _Errand, moved_to: str
) -> Fetched | NotModified | Redirected | Refusal:
    etag, modified = _validator(answer, "ETag"), _validator(answer, "Last-Modified")
    if answer.status == 304 and (errand.etag or errand.modified):
        return NotModified(here, etag, modified, moved_to)
    if answer.status in _REDIRECTS and (location := answer.headers.get("Location")):
        there = urljoin(here, location)
        if not is_address(there):
            return unreachable(errand.source, "the server sends on to an address that is not http or https")
        return Redirected(there, answer.status in _FOR_GOOD)
    if answer.status != 200:
        return _declined(answer, errand.source)
    data = _body(answer, errand)
    if isinstance(data, Refusal):
        return data
    kind = answer.headers.get("Content-Type", "")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", kind, re.IGNORECASE)
    return Fetched(
        data=data,
        url=here,
        charset=charset[1] if charset else "",
        suffix=_SUFFIXES.get(kind.split(";")[0].strip().lower(), "") or suffixes_of(here),
        etag=etag,
        modified=modified,
        moved_to=moved_to,
    )


def _body(answer: urllib3.BaseHTTPResponse, errand: _Errand) -> bytes | Refusal:
    parts, size, limits = [], 0, errand.limits
    for part in answer.stream(65536, decode_content=True):
        size += len(part)
        parts.append(part)
        if size > limits.size and limits.cut:
            break
        if size > limits.size:
            return Refusal(
                errand.source, "too-large", f"the answer has more than {limits.size:,} bytes", "save and cut it"
            )
        if errand.guard.left <= 0:
            break
    # Time is asked after the last byte too: a body of no stated length that was shut looks like one that ended.
    return unreachable(errand.source, _TOO_SLOW) if errand.guard.left <= 0 else b"".join(parts)[: limits.size]


def _validator(answer: urllib3.BaseHTTPResponse, name: str) -> str:
    """A header's value if it can be sent back as it is, else an empty string."""
    value: str = answer.headers.get(name, "").strip()
    return value if len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else ""


def _declined(answer: urllib3.BaseHTTPResponse, source: str) -> Declined:
    detail, wait = f"the server answers {answer.status}", None
    if answer.status in (401, 402):
        return Declined(source, "login-wall", detail, "save the page while signed in", answer.status)
    if answer.status in (429, 503):  # RFC 6585, 4, and RFC 9110, 15.6.4
        wait = _seconds(answer.headers.get("Retry-After", ""), answer.headers.get("Date", ""))
    if wait is not None:
        detail += f"{ASKS_TO_WAIT}{wait:.0f} s"
    return Declined(source, "unreachable", detail, unreachable(source, "").mend, answer.status, wait)


def _seconds(retry_after: str, date: str) -> float | None:
    """Seconds of a Retry-After field (RFC 9110, 10.2.3); a moment counts from the Date of the same answer."""
    if re.fullmatch(r"\d{1,9}", retry_after.strip(), re.ASCII):
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - parsedate_to_datetime(date)).total_seconds())
    except (ValueError, TypeError):  # absent, no dates, or one of them without a zone
        return None
