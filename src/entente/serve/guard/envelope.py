"""What goes around every request: an id, security headers, a log line, counts, and an answer where all else fails."""

from __future__ import annotations

import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entente.serve.guard.hosts import client_address
from entente.serve.guard.paths import Paths
from entente.serve.guard.readers import VISIT, Visit
from entente.serve.guard.refusals import Refused, answer_refused, plain_refusal
from entente.serve.logs import log_error, log_request
from entente.serve.metrics import Metrics, route_of
from entente.serve.settings import Settings

#: No script, style, font or frame but the desk's own, and none inline (W3C Content Security Policy Level 3).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; worker-src 'self'"
)
_OFF = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"
#: On every answer (OWASP HTTP Headers Cheat Sheet).
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{name}=()" for name in _OFF.split()),
}
#: Browsers ask by https alone from then on, for a year (RFC 6797).
_HTTPS = {"strict-transport-security": "max-age=31536000"}
_FOR_EVER = b"public, max-age=31536000, immutable"
_ASK_FIRST = b"private, no-cache"


class Envelope:
    """The outermost ASGI middleware."""

    def __init__(self, app: ASGIApp, settings: Settings, paths: Paths, metrics: Metrics) -> None:
        """Args: app: what stands behind; settings: of the desk; paths: by how they are guarded; metrics: counts."""
        self.app, self._settings, self._paths, self._metrics = app, settings, paths, metrics
        told = HEADERS | (_HTTPS if settings.https else {})
        self._headers = [(name.encode(), value.encode()) for name, value in told.items()]
        self._names = frozenset(name for name, _ in self._headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers every request, whatever happens behind; a connection breaks only in the middle of an answer."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.perf_counter()
        visit = scope[VISIT] = self._visit(scope)
        out = _Out(self, scope, visit, send)
        try:
            try:
                await self.app(scope, receive, out.send)
            except Refused as error:
                if out.status:
                    raise
                await answer_refused(Request(scope), error)(scope, receive, out.send)
        except Exception as error:
            log_error(error, id=visit.id)
            if out.status:
                raise
            answer = plain_refusal(
                Request(scope), 500, "fault", "Something went wrong here; it is no fault of yours.",
                f"request {visit.id}", "try again; the line of that id in the desk's log says where it happened",
            )  # fmt: skip
            await answer(scope, receive, out.send)
        finally:
            self._tell(scope, visit, out, time.perf_counter() - begun)

    def _visit(self, scope: Scope) -> Visit:
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
        peer = scope["client"][0] if scope.get("client") else ""
        address = client_address(peer, ",".join(headers.get("x-forwarded-for", ())), self._settings)
        return Visit(secrets.token_hex(8), address, headers=headers)

    def dress(self, message: Message, scope: Scope, visit: Visit) -> Message:
        """The beginning of an answer with the headers that every answer has."""
        given = message.get("headers", ())
        headers = [pair for pair in given if pair[0].lower() not in self._names]
        headers += self._headers
        headers.append((b"x-request-id", visit.id.encode()))
        if not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", self._caching(scope, message["status"])))
        if visit.set_cookie:
            headers.append((b"set-cookie", visit.set_cookie.encode("latin-1")))
        return {**message, "headers": headers}

    def _caching(self, scope: Scope, status: int) -> bytes:
        if status >= 400:
            return b"no-store"
        # A file under static whose address holds the digest of its bytes never changes.
        if scope["path"].startswith(self._paths.static) and scope.get("query_string", b"").startswith(b"v="):
            return _FOR_EVER
        return _ASK_FIRST

    def _tell(self, scope: Scope, visit: Visit, out: _Out, seconds: float) -> None:
        route = route_of(scope)
        status = out.status or 499  # nginx's word for a client that went away before there was an answer
        self._metrics.request(route, scope["method"], status, None if out.stream else seconds)
        log_request({
            "id": visit.id, "method": scope["method"][:16], "path": self._shown(scope["path"], route),
            "status": status, "ms": round(seconds * 1000, 1), "bytes": out.size, "reader": visit.reader.name,
            "address": visit.address,
        })  # fmt: skip

    def _shown(self, path: str, route: str) -> str:
        """A path without the secrets that feeds may have in theirs."""
        return route if self._paths.opened.fullmatch(path) else path[:300]


class _Out:
    """What has been answered so far."""

    def __init__(self, envelope: Envelope, scope: Scope, visit: Visit, send: Send) -> None:
        self._envelope, self._scope, self._visit, self._send = envelope, scope, visit, send
        self.status = self.size = 0
        self.stream = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = self._envelope.dress(message, self._scope, self._visit)
            self.status = message["status"]
            kinds: list[Any] = [value for name, value in message["headers"] if name == b"content-type"]
            self.stream = bool(kinds) and kinds[0].startswith(b"text/event-stream")
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)
