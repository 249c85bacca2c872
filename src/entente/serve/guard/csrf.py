"""Proof that a change was meant: a token bound to the session, and where the request says it comes from.

OWASP Cross-Site Request Forgery Prevention Cheat Sheet: HMAC tokens, Origin and Referer, Fetch Metadata.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from markupsafe import Markup
from starlette.types import Message, Receive

from entente.serve.guard.hosts import split_host
from entente.serve.guard.keys import same
from entente.serve.guard.paths import Bounds
from entente.serve.guard.readers import Visit, visit_of
from entente.serve.guard.refusals import Refused
from entente.serve.settings import Settings

FIELD, HEADER = "csrf", "x-csrf-token"
_PORTS = {"http": "80", "https": "443"}


def csrf_token(request: Request) -> str:
    """The token that a change from this session must show; "" where there is no session."""
    return visit_of(request).csrf


def csrf_field(request: Request) -> Markup:
    """The hidden field of a form. Put it first: a large upload is refused before it is read."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token(request))


def origin_of(text: str) -> tuple[str, str] | None:
    """Host and port of an origin or address, None for "null" and what is none."""
    try:
        parts = urlsplit(text)
        port = str(parts.port) if parts.port else _PORTS.get(parts.scheme, "")
    except ValueError:
        return None
    return (parts.hostname.rstrip("."), port) if parts.hostname and port else None


def comes_from_here(visit: Visit, settings: Settings) -> bool | None:
    """Whether a request was made by the desk's own pages; None where it does not say, as programs do not.

    Sec-Fetch-Site (W3C Fetch Metadata) is written by the browser alone; then Origin (RFC 6454), then Referer.
    """
    site = visit.header("sec-fetch-site")
    if site and site != "same-origin":
        return False
    told = visit.header("origin") or visit.header("referer")
    if not told:
        return True if site else None
    host = split_host(visit.header("host"))
    here = {(host[0], host[1] or _PORTS["https" if settings.https else "http"])} if host else set()
    if settings.base_url and (known := origin_of(settings.base_url)):
        here.add(known)
    return origin_of(told) in here


async def check_proof(visit: Visit, receive: Receive, bounds: Bounds) -> Receive:
    """Looks for the token in header, then form.

    Args:
        visit: whose session it must belong to.
        receive: gives the body.
        bounds: how much of a body is looked at.

    Returns:
        What gives the whole body again.

    Raises:
        Refused: 403 where the token is missing or of another session.
    """
    shown = visit.header(HEADER)
    if not shown:
        kind = visit.header("content-type").partition(";")[0].strip().lower()
        if kind == "application/x-www-form-urlencoded":
            shown, receive = await _of_form(receive, bounds)
        elif kind == "multipart/form-data":
            shown, receive = await _of_parts(visit.header("content-type"), receive, bounds)
    if not visit.csrf or not shown or not same(shown, visit.csrf):
        raise Refused(
            403, "csrf", "This change could not be tied to your session.", place="csrf",
            mend="go back, load the page again and repeat; cookies must be allowed for this site",
        )  # fmt: skip
    return receive


class _Again:
    """Gives messages a second time, then goes on."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._held: list[Message] = []
        self.whole = False

    async def read(self) -> bytes:
        message = await self._receive()
        self._held.append(message)
        self.whole = message["type"] != "http.request" or not message.get("more_body", False)
        body: bytes = message.get("body", b"")
        return body

    async def __call__(self) -> Message:
        return self._held.pop(0) if self._held else await self._receive()


async def _of_form(receive: Receive, bounds: Bounds) -> tuple[str, Receive]:
    again, body = _Again(receive), bytearray()
    while not again.whole:
        body += await again.read()
    if body.count(b"&") >= bounds.fields:
        raise Refused(413, "fields", f"The form has more than {bounds.fields} fields.", place="body", mend="send less")
    pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="replace")
    return next((value for name, value in pairs if name == FIELD), ""), again


async def _of_parts(kind: str, receive: Receive, bounds: Bounds) -> tuple[str, Receive]:
    """The field of a multipart form (RFC 7578), looked for in the first `bounds.peek` bytes only."""
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import parse_options_header

    _, options = parse_options_header(kind)
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:
        raise Refused(400, "form", "The form has no boundary.", place="Content-Type", mend="send it as a form")
    parts, again, seen = _Parts(boundary), _Again(receive), 0
    try:
        while not again.whole and parts.found is None and seen < bounds.peek:
            chunk = await again.read()
            parts.feed(chunk[: bounds.peek - seen])
            seen += len(chunk)
    except FormParserError as error:
        raise Refused(400, "form", "The form is damaged.", place="body", mend="send it again") from error
    return parts.found or "", again


class _Parts:
    """Reads a multipart body until its `csrf` field is whole."""

    def __init__(self, boundary: bytes) -> None:
        from python_multipart.multipart import MultipartParser

        self.found: str | None = None
        self._name = self._header = self._value = self._data = b""
        self._parser = MultipartParser(boundary, {
            "on_part_begin": self._begin, "on_header_field": self._on_field, "on_header_value": self._on_value,
            "on_header_end": self._header_end, "on_part_data": self._on_data, "on_part_end": self._end,
        })  # fmt: skip

    def feed(self, chunk: bytes) -> None:
        self._parser.write(chunk)

    def _begin(self) -> None:
        self._name = self._header = self._value = self._data = b""

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        from python_multipart.multipart import parse_options_header

        if self._header.lower() == b"content-disposition":
            self._name = parse_options_header(self._value)[1].get(b"name", b"")
        self._header = self._value = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._name == FIELD.encode():
            self._data += data[start:end]

    def _end(self) -> None:
        if self.found is None and self._name == FIELD.encode():
            self.found = self._data.decode("utf-8", "replace")
