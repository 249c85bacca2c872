"""Which addresses are open, which take uploads, and how long things may take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

#: Longest path and query, bytes; longest headers together and longest single one, bytes.
PATH, QUERY, HEADERS, HEADER = 2_048, 8_192, 32_768, 8_192


@dataclass(frozen=True, slots=True)
class Paths:
    """Addresses by how they are guarded.

    Attributes:
        free: exact ones open to all and never counted.
        static: prefix open to all, never counted.
        opened: pattern of addresses that check a secret of their own (feeds): open to read, counted by address.
        login: exact ones open to all, counted by address.
        uploads: prefixes whose bodies may be as large as an upload, and that do heavy work for each change.
        programs: prefix of the API.
    """

    free: tuple[str, ...] = ("/healthz", "/metrics", "/favicon.ico", "/robots.txt")
    static: str = "/static/"
    opened: re.Pattern[str] = re.compile(r"/watches/[^/]+/feed\.[a-z]+")
    login: tuple[str, ...] = ("/login",)
    uploads: tuple[str, ...] = ("/read", "/api/v1/read", "/api/v1/brief")
    programs: str = "/api/"

    def is_free(self, path: str) -> bool:
        """Whether everybody may have it as often as they like."""
        return path in self.free or path.startswith(self.static)

    def is_open(self, path: str, changes: bool) -> bool:
        """Whether it does without a signed-in reader; a change only where one signs in."""
        return path in self.login or (not changes and self.opened.fullmatch(path) is not None)

    def takes_uploads(self, path: str) -> bool:
        """Whether its body may be as large as an upload."""
        return any(path == prefix or path.startswith(f"{prefix}/") for prefix in self.uploads)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large and slow a request may be.

    Attributes:
        body: bytes of a body that is no upload.
        patience: seconds until a body must be there; more bytes earn more time, at `slowest` bytes a second.
        answer: seconds until an answer begins; an upload's answer may take `Settings.max_seconds` more.
        fields: of a form.
        peek: bytes of a multipart body within which its `csrf` field must stand.
    """

    body: int = 1_000_000
    patience: float = 30.0
    slowest: int = 16_000
    answer: float = 60.0
    fields: int = 1_000
    peek: int = 65_536


CLIMBS = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")
_OUTSIDE = re.compile(r"[\\\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
_CONTROL = re.compile(r"[\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]")


def safe_next(text: str | None) -> str:
    """Where to go after signing in: a path of this desk, "/" for anything else.

    No scheme, no host, no backslash (browsers take it for a slash: WHATWG URL, "special authority slashes state"), no
    control characters, no dots to climb by, and nothing of that kind after decoding once more (OWASP Unvalidated
    Redirects Cheat Sheet).
    """
    if not text or len(text) > PATH:
        return "/"
    path = text.partition("?")[0].partition("#")[0]
    if _OUTSIDE.search(text) or _CONTROL.search(unquote(path)):
        return "/"
    if any(
        not shown.startswith("/") or shown.startswith("//") or CLIMBS.search(shown) for shown in (path, unquote(path))
    ):
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or parts.path in ("/login", "/logout"):
        return "/"
    return text
