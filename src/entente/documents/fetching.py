"""Addresses: http and https only, with time-outs, few redirects and a largest size."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from entente.documents.addresses import is_address, suffixes_of
from entente.documents.cleaning import clean_line
from entente.records import Refusal

#: What to call an answer's kind when its bytes leave it open.
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md", "application/pdf": ".pdf",
    "application/rss+xml": ".rss", "application/atom+xml": ".atom", "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl", "application/warc": ".warc", "message/rfc822": ".eml",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: `connect`, `wait` (between bytes) and `whole` in seconds, `size` in bytes unpacked."""

    connect: float = 5.0
    wait: float = 10.0
    whole: float = 30.0
    size: int = 20_000_000
    redirects: int = 4


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its bytes, the address that gave it in the end, charset and suffix as its headers tell."""

    data: bytes
    url: str
    charset: str
    suffix: str


def fetch(address: str, limits: Limits | None = None) -> Fetched | Refusal:
    """The bytes at an address, or why they could not be had."""
    import urllib3

    limits = limits or Limits()
    deadline = time.monotonic() + limits.whole
    retries = urllib3.Retry(total=None, connect=0, read=0, status=0, other=0, redirect=limits.redirects)
    timeout = urllib3.Timeout(connect=limits.connect, read=limits.wait)
    headers = {"User-Agent": "entente (reads reports)", "Accept-Encoding": "gzip, deflate", "Accept": "*/*"}
    with urllib3.PoolManager(retries=retries, timeout=timeout, headers=headers) as pool:
        try:
            answer = pool.request("GET", address, preload_content=False)
            with answer:
                return _take(answer, address, limits, deadline)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
            return _unreachable(address, _in_words(fault))


def _unreachable(address: str, detail: str) -> Refusal:
    return Refusal(address, "unreachable", detail, "check the address, or save the page and read the file")


def _in_words(fault: Exception) -> str:
    import urllib3

    reason = getattr(fault, "reason", None) or fault
    if isinstance(reason, urllib3.exceptions.NameResolutionError):
        return "no such host"
    if isinstance(reason, urllib3.exceptions.NewConnectionError):
        return "no server answers there"
    if isinstance(reason, urllib3.exceptions.TimeoutError):
        return "no answer in time"
    if isinstance(reason, urllib3.exceptions.ResponseError) and "redirect" in str(reason):
        return "too many redirects"
    words = re.sub(r"<[^<>]*>:?|\bat 0x[0-9a-f]+", "", str(reason))
    return clean_line(words)[:160] or type(fault).__name__


def _take(answer: object, address: str, limits: Limits, deadline: float) -> Fetched | Refusal:
    import urllib3

    assert isinstance(answer, urllib3.BaseHTTPResponse)
    if answer.status in (401, 402):
        return Refusal(address, "login-wall", f"the server answers {answer.status}", "save the page while signed in")
    if answer.status != 200:
        return _unreachable(address, f"the server answers {answer.status}")
    parts, size = [], 0
    for part in answer.stream(65536, decode_content=True):
        size += len(part)
        if size > limits.size:
            return Refusal(address, "too-large", f"the answer has more than {limits.size:,} bytes", "save and cut it")
        if time.monotonic() > deadline:
            return _unreachable(address, "no whole answer in time")
        parts.append(part)
    kind = answer.headers.get("Content-Type", "")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", kind, re.IGNORECASE)
    final = answer.geturl() or address
    return Fetched(
        data=b"".join(parts),
        url=final if is_address(final) else address,
        charset=charset[1] if charset else "",
        suffix=_SUFFIXES.get(kind.split(";")[0].strip().lower(), "") or suffixes_of(final),
    )
