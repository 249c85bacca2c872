"""Signing in and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from entente.errors import UsageError
from entente.serve.guard import sessions
from entente.serve.guard.auditing import audit
from entente.serve.guard.hosts import network
from entente.serve.guard.keys import digest, same
from entente.serve.guard.passwords import LONGEST
from entente.serve.guard.paths import safe_next
from entente.serve.guard.readers import NOBODY, visit_of
from entente.serve.guard.refusals import Refused
from entente.serve.guard.state import TOKEN, Guard, faulty

router = APIRouter(include_in_schema=False)
#: The one answer to whatever is wrong, so that it does not tell which names there are.
_WRONG = "Name and password do not belong together."


def _page(request: Request, status: int = 200, fault: str = "", name: str = "", next: str = "/") -> Response:
    from entente.serve.rendering import page

    guard: Guard = request.app.state.guard
    return page(
        request, "login.html", status=status, fault=fault, name=name, next=next,
        people=guard.users_file is not None, token=guard.token_file is not None,
    )  # fmt: skip


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:
    """The form; one who is signed in goes on at once."""
    target = safe_next(next)
    return _page(request, next=target) if visit_of(request).reader is NOBODY else _go(target)


@router.post("/login")
async def login(request: Request) -> Response:
    """Checks name and password; the session that begins has a new number (OWASP: session fixation)."""
    guard: Guard = request.app.state.guard
    if not guard.signs_in:
        return _go("/")
    form = await request.form(max_files=0, max_fields=10)
    name, password, target = _text(form, "name").lower().strip(), _text(form, "password"), _text(form, "next")
    name, visit = name or TOKEN, visit_of(request)
    client = network(visit.address)
    if left := guard.waits.left(name, client):
        after = {"Retry-After": str(left)}
        raise Refused(429, "rate", "Too many wrong passwords.", mend=f"wait {left} s", headers=after)
    try:
        stamp = await _check(guard, name, password)
    except UsageError as error:
        raise faulty(error, visit) from error
    if stamp is None:
        guard.waits.wrong(name, client)
        guard.metrics.login_failed()
        # A password typed into the field of the name must not stand in the audit.
        known = name if guard.standing(name) is not None else "a name that nobody has"
        await to_thread.run_sync(_line, guard, "", "login failed", known, {}, visit.address)
        return await to_thread.run_sync(_page, request, 401, _WRONG, name[:64], safe_next(target))
    guard.waits.right(name, client)
    await to_thread.run_sync(_end_old, guard, visit.reader.session)
    cookie = await to_thread.run_sync(sessions.begin, guard.store, guard.now(), name, stamp)
    await to_thread.run_sync(_line, guard, name, "login", name, {}, visit.address)
    visit.set_cookie = sessions.set_cookie(cookie, guard.settings)
    return _go(safe_next(target))


async def _check(guard: Guard, name: str, password: str) -> str | None:
    """The stamp for the session where the password is right, None where it is wrong."""
    if name == TOKEN and guard.token_file is not None:
        token = guard.token_file.get()
        return digest(token)[:32] if same(digest(token), digest(password.strip())) else None
    user = guard.users_file.get().get(name) if guard.users_file is not None else None
    # One character over the longest is enough to be wrong; argon2 is not fed more.
    right = await guard.checker.matches(user.password if user else None, password[: LONGEST + 1])
    if right is None:
        raise Refused(503, "busy", "Too many are signing in.", mend="wait 5 s", headers={"Retry-After": "5"})
    return user.stamp if right and user else None


@router.post("/logout")
def logout(request: Request) -> Response:
    """Ends the session, here and in the store."""
    guard: Guard = request.app.state.guard
    visit = visit_of(request)
    if not guard.signs_in:
        return _go("/")
    _end_old(guard, visit.reader.session)
    _line(guard, visit.reader.name, "logout", visit.reader.name, {}, visit.address)
    visit.set_cookie = sessions.set_cookie("", guard.settings)
    answer = _go("/login")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _end_old(guard: Guard, session: str | None) -> None:
    if session is not None:
        sessions.end(guard.store, session)


def _line(guard: Guard, who: str, action: str, what: str, detail: dict[str, Any], address: str) -> None:
    audit(guard.store, guard.now, who, action, what, detail, address)


def _text(form: FormData, name: str) -> str:
    found = form.get(name, "")
    return found if isinstance(found, str) else ""


def _go(target: str) -> Response:
    # Quoted once more: a path stays as it is, anything that could end a header line does not.
    return RedirectResponse(quote(target, safe="/?&=%:;,+@!$'()*~#-._[]"), 303, {"Cache-Control": "no-store"})
