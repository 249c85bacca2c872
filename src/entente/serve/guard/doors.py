"""The outer doors: addresses that make no sense, foreign host names, bodies that are too large or too slow."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entente.serve.guard.hosts import Names, split_host
from entente.serve.guard.paths import CLIMBS, HEADER, HEADERS, PATH, QUERY, Bounds, Paths
from entente.serve.guard.readers import VISIT, Visit
from entente.serve.guard.refusals import Refused, refusal
from entente.serve.settings import Settings

METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
#: Headers of which a second one would let two readers of the request see two requests.
_ONCE = ("host", "origin", "authorization", "content-length", "content-type", "x-csrf-token", "sec-fetch-site")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Doors:
    """ASGI middleware: turns away what no honest client sends."""

    def __init__(self, app: ASGIApp, settings: Settings, paths: Paths) -> None:
        """Args: app: what stands behind; settings: of the desk; paths: by how they are guarded."""
        self.app, self._names, self._free = app, Names(settings), paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Refused."""
        if scope["type"] == "http":
            check_address(scope)
            self._check_headers(scope[VISIT], scope)
        await self.app(scope, receive, send)

    def _check_headers(self, visit: Visit, scope: Scope) -> None:
        sizes = [len(name) + len(value) for name, value in scope["headers"]]
        if sum(sizes) > HEADERS or max(sizes, default=0) > HEADER:
            raise Refused(431, "headers", "The headers are too large.", mend="clear this site's cookies")
        for name in _ONCE:
            if len(visit.headers.get(name, ())) > 1:
                raise Refused(400, "headers", "A header stands twice.", place=name, mend="send it once")
        # Where a proxy goes by the one and the desk by the other, they see two requests (RFC 9112 sections 6.1, 11.2).
        if "transfer-encoding" in visit.headers and "content-length" in visit.headers:
            told, mend, closing = "The body has two lengths.", "send one of the two", {"Connection": "close"}
            raise Refused(400, "headers", told, place="Content-Length", mend=mend, headers=closing)
        host = split_host(visit.header("host"))
        if host is None:
            raise Refused(400, "host", "The Host header is missing or malformed.", place="Host", mend="send the host")
        if not self._names.allow(host[0]):
            mend = "open it by the address it was started with, or start it with --base-url"
            raise Refused(421, "host", "This desk is not known by that host name.", place="Host", mend=mend)


def check_address(scope: Scope) -> None:
    """Raises Refused where method, path or query are none that the desk could have."""
    path, query = scope["path"], scope.get("query_string", b"")
    if scope["method"] not in METHODS:
        mend, allow = "use GET or POST", {"Allow": ", ".join(sorted(METHODS))}
        raise Refused(405, "method", "This address cannot be asked in that way.", mend=mend, headers=allow)
    if len(path) > PATH or len(query) > QUERY:
        raise Refused(414, "address", "The address is too long.", mend="shorten the question")
    if _CONTROL.search(path) or "\\" in path or CLIMBS.search(path):
        raise Refused(400, "address", "The path holds what no path of this desk holds.", mend="check the address")
    if b"%00" in query:
        raise Refused(400, "address", "The question holds a NUL.", mend="take it out")


class BodyBounds:
    """ASGI middleware: bodies of a bounded size that come in a bounded time, answers that begin in time.

    What is streamed out, such as server-sent events, may go on for as long as it likes.
    """

    def __init__(self, app: ASGIApp, settings: Settings, paths: Paths, bounds: Bounds) -> None:
        """Args: app: what stands behind; settings: of the desk; paths, bounds: what is allowed where."""
        self.app, self._settings, self._paths, self._bounds = app, settings, paths, bounds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Refused, or answers 504 itself."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        upload = self._paths.takes_uploads(scope["path"])
        longest = self._bounds.answer + (self._settings.max_seconds if upload else 0)
        most = self._settings.max_upload if upload else self._bounds.body
        visit: Visit = scope[VISIT]
        answer = _Answer(scope, receive, send)
        if "content-length" in visit.headers or "transfer-encoding" in visit.headers:
            receive = _Body(receive, visit, most, self._bounds, lambda: answer.begin_in(longest))
            answer.begin_in(longest + self._bounds.patience + most / self._bounds.slowest)
        else:
            answer.begin_in(longest)
        try:
            await self.app(scope, receive, answer.send)
        finally:
            await answer.over()


class _Body:
    """Receives a body within its bounds."""

    def __init__(self, receive: Receive, visit: Visit, most: int, bounds: Bounds, whole: Callable[[], None]) -> None:
        self._receive, self._most, self._bounds, self._on_whole = receive, most, bounds, whole
        self._begun, self._seen, self._whole = time.monotonic(), 0, False
        length = visit.header("content-length")
        if length and not (length.isascii() and length.isdigit() and len(length) < 20):
            raise Refused(400, "length", "The Content-Length is no number.", place="Content-Length")
        self._check(int(length or 0))

    def _check(self, size: int) -> None:
        if size > self._most:
            told, mend = f"The body is larger than {self._most:,} bytes.", "send less, or in parts"
            raise Refused(413, "size", told, place="body", mend=mend)

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        left = self._begun + self._bounds.patience + self._seen / self._bounds.slowest - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0.001)):
                message = await self._receive()
        except TimeoutError as error:
            self._whole = True
            told, closing = "The body came too slowly.", {"Connection": "close"}
            raise Refused(408, "slow", told, place="body", mend="try again", headers=closing) from error
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            self._check(self._seen)
            if not message.get("more_body", False):
                self._whole = True
                self._on_whole()
        return message


class _Answer:
    """Sends an answer, or says that it takes too long; what comes after that is dropped."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._begun = False
        self._timer: asyncio.TimerHandle | None = None
        self._told: asyncio.Task[Any] | None = None

    def begin_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._late)

    async def send(self, message: Message) -> None:
        if self._told is not None:
            return
        self._begun = True
        await self._send(message)

    async def over(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._told is not None:
            await self._told

    def _late(self) -> None:
        if not self._begun:
            told, mend = "The answer takes too long.", "ask for less, or try again in a minute"
            answer = refusal(Request(self._scope), 504, "late", told, mend=mend)
            self._told = asyncio.ensure_future(answer(self._scope, self._receive, self._send))
