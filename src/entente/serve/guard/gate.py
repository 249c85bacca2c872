"""The gate: who asks, how often, and whether a change was meant. What is not open needs a reader."""

from __future__ import annotations

from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from entente.errors import UsageError
from entente.serve.guard import sessions
from entente.serve.guard.csrf import check_proof, comes_from_here
from entente.serve.guard.doors import SAFE
from entente.serve.guard.hosts import network
from entente.serve.guard.keys import digest
from entente.serve.guard.paths import safe_next
from entente.serve.guard.readers import NOBODY, VISIT, Reader, Visit
from entente.serve.guard.refusals import Refused, wants_page
from entente.serve.guard.state import LOCAL, Guard, faulty


class Gate:
    """ASGI middleware: knows the reader, or turns the request away."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        """Args: app: what stands behind; guard: what it knows readers by."""
        self.app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Refused."""
        path = scope["path"] if scope["type"] == "http" else ""
        if not path or (self._guard.paths.is_free(path) and scope["method"] in SAFE and path != "/metrics"):
            await self.app(scope, receive, send)
            return
        visit: Visit = scope[VISIT]
        try:
            await self._identify(visit, scope)
        except UsageError as error:
            raise faulty(error, visit) from error
        self._count(visit, scope)
        self._check_place(visit, scope)
        if scope["method"] not in SAFE:
            receive = await self._check_change(visit, scope, receive)
        await self.app(scope, receive, send)

    async def _identify(self, visit: Visit, scope: Scope) -> None:
        guard, asked = self._guard, visit.header("authorization")
        if asked and guard.signs_in:
            scheme, _, token = asked.partition(" ")
            reader = guard.bearer(token.strip()) if scheme.lower() == "bearer" else None
            if reader is None:
                self._limit("login", visit)
                raise _unknown("The token is not known here.", scope)
            visit.reader, visit.bearer = reader, True
            return
        cookie = sessions.cookie_of(visit.headers.get("cookie", []), guard.settings)
        if cookie is None and scope["method"] in SAFE and self._shows_forms(scope):
            cookie = sessions.fresh_cookie("a")
            visit.set_cookie = sessions.set_cookie(cookie, guard.settings)
        if cookie is not None:
            visit.csrf = guard.csrf(digest(cookie))
        visit.reader = await self._reader(cookie)

    def _shows_forms(self, scope: Scope) -> bool:
        return wants_page(Request(scope)) and (not self._guard.signs_in or scope["path"] in self._guard.paths.login)

    async def _reader(self, cookie: str | None) -> Reader:
        guard = self._guard
        if not guard.signs_in:
            return Reader(LOCAL, "admin", digest(cookie) if cookie else None)
        if cookie is None or not cookie.startswith("s."):
            return NOBODY
        found = sessions.find(guard.store, guard.now(), cookie)
        standing = guard.standing(found.name) if found is not None else None
        if found is None or standing is None or standing[1] != found.stamp:
            return NOBODY
        if found.stale:
            await to_thread.run_sync(sessions.touch, guard.store, guard.now(), found.digest)
        return Reader(found.name, standing[0], found.digest)

    def _count(self, visit: Visit, scope: Scope) -> None:
        path, changes = scope["path"], scope["method"] not in SAFE
        if visit.reader is NOBODY:
            self._limit("stranger", visit)
        else:
            self._limit("reader", visit)
            self._limit("address", visit)
        if changes and path in self._guard.paths.login:
            self._limit("login", visit)
        elif changes and self._guard.paths.takes_uploads(path):
            self._limit("heavy", visit)

    def _limit(self, bucket: str, visit: Visit) -> None:
        by_name = bucket in ("reader", "heavy") and visit.reader is not NOBODY
        left = self._guard.rates.wait(bucket, visit.reader.name if by_name else network(visit.address))
        if left:
            told, mend = "Too many requests.", f"wait {left} s"
            raise Refused(429, "rate", told, mend=mend, headers={"Retry-After": str(left)})

    def _check_place(self, visit: Visit, scope: Scope) -> None:
        """Only readers, and no parts of other sites' pages (web.dev, "Resource Isolation Policy")."""
        path = scope["path"]
        if self._guard.paths.is_open(path, scope["method"] not in SAFE):
            return
        if visit.reader is NOBODY and path != "/metrics":
            raise _unknown("You are not signed in.", scope)
        site, mode = visit.header("sec-fetch-site"), visit.header("sec-fetch-mode")
        if site in ("cross-site", "same-site") and mode != "navigate":
            raise Refused(403, "origin", "Another site asked for this.", place="Sec-Fetch-Site", mend="open it here")

    async def _check_change(self, visit: Visit, scope: Scope, receive: Receive) -> Receive:
        guard = self._guard
        if visit.bearer:
            return receive
        here = comes_from_here(visit, guard.settings)
        if here is False:
            mend = "make the change on the desk's own pages; behind a proxy, give its address as --base-url"
            raise Refused(403, "origin", "Another site asked for this change.", place="Origin", mend=mend)
        # A program on this machine: no cookie that could be abused, and no browser, which would have said whence.
        if here is None and not guard.signs_in and not visit.csrf and scope["path"].startswith(guard.paths.programs):
            return receive
        return await check_proof(visit, receive, guard.bounds)


def _unknown(told: str, scope: Scope) -> Refused:
    """401 for programs, the way to the login page for people."""
    request = Request(scope)
    if not wants_page(request):
        headers = {"WWW-Authenticate": "Bearer"}
        mend = "send Authorization: Bearer TOKEN, or sign in at /login"
        return Refused(401, "login", told, place="Authorization", mend=mend, headers=headers)
    query = scope.get("query_string", b"").decode("latin-1")
    asked = f"{quote(scope['path'])}?{query}" if query else quote(scope["path"])
    target = safe_next(asked) if scope["method"] in SAFE else "/"
    place = "/login" if target == "/" else f"/login?next={quote(target, safe='/')}"
    if "hx-request" in request.headers:
        return Refused(401, "login", told, mend="sign in", headers={"HX-Redirect": "/login"})
    return Refused(303, "login", told, mend="sign in", headers={"Location": place})
