"""Puts the guard before an app."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, cast

import fastapi.routing
from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant

from entente.serve import metrics
from entente.serve.guard import auditing, keys, login, sessions
from entente.serve.guard.doors import SAFE, BodyBounds, Doors
from entente.serve.guard.envelope import Envelope
from entente.serve.guard.gate import Gate
from entente.serve.guard.hosts import check_host, outside
from entente.serve.guard.paths import Bounds, Paths
from entente.serve.guard.rates import Rates, Waits
from entente.serve.guard.readers import Reader, reader_of
from entente.serve.guard.refusals import Refused, answer_refused
from entente.serve.guard.state import Guard, open_files
from entente.serve.metrics import Metrics
from entente.serve.settings import Settings
from entente.serve.store import Store


def install(
    app: FastAPI, settings: Settings, store: Store, now: Callable[[], dt.datetime], *,
    paths: Paths | None = None, bounds: Bounds | None = None,
) -> None:  # fmt: skip
    """Puts the guard before an app and adds /login, /logout, /metrics and /healthz.

    Args:
        app: whose routes stand behind it; `app.state.guard` is set. `metrics.install` is done where it was not yet.
        settings: of the desk.
        store: holds sessions, keys and the audit; its file is closed to other users of the machine.
        now: the clock, UTC.
        paths, bounds: other than the usual ones.

    Raises:
        UsageError: as `check_host`.
    """
    check_host(settings)
    keys.prepare(store)
    store.make(sessions.SCHEMA)
    store.make(auditing.SCHEMA)
    token_file, users_file = open_files(settings)
    counts: Metrics = app.state.metrics if hasattr(app.state, "metrics") else metrics.install(app)
    guard = Guard(
        settings, store, now, paths or Paths(), bounds or Bounds(), keys.signing_key(store),
        Rates(settings.per_minute, now), Waits(now), counts, token_file=token_file, users_file=users_file,
    )  # fmt: skip
    app.state.guard = guard
    app.include_router(login.router)
    app.add_exception_handler(Refused, answer_refused)
    # The last one added stands outermost.
    app.add_middleware(Gate, guard=guard)
    app.add_middleware(BodyBounds, settings=settings, paths=guard.paths, bounds=guard.bounds)
    app.add_middleware(Doors, settings=settings, paths=guard.paths)
    app.add_middleware(Envelope, settings=settings, paths=guard.paths, metrics=guard.metrics)


def check_counts(request: Request) -> None:
    """Raises Refused where /metrics is none of the asker's business: beyond loopback it needs a reader or a token."""
    guard: Guard = request.app.state.guard
    if outside(guard.settings) and not reader_of(request).may("reader"):
        mend, headers = "send Authorization: Bearer TOKEN", {"WWW-Authenticate": "Bearer"}
        raise Refused(401, "login", "You are not signed in.", place="Authorization", mend=mend, headers=headers)


def standing(app: FastAPI, name: str) -> Reader | None:
    """The reader of that name as the users file says now, None for one who is not there; for feeds and alerts.

    Raises UsageError where the users file has become faulty.
    """
    guard: Guard = app.state.guard
    found = guard.standing(name)
    return Reader(name, found[0]) if found is not None else None


def unguarded(app: FastAPI) -> list[str]:
    """Routes that change something and ask for no role, as "METHOD PATH", sorted; a test holds this list short."""
    found = set()
    for route in _routes(app):
        dependant = getattr(route, "dependant", None)
        if dependant is not None and not _asks_role(dependant):
            found |= {f"{method} {route.path}" for method in set(route.methods or ()) - SAFE}
    return sorted(found)


def _routes(app: FastAPI) -> Iterable[Any]:
    # Newer FastAPI keeps included routers as they are and tells their routes, prefixes and dependencies by this.
    contexts = getattr(fastapi.routing, "iter_route_contexts", None)
    return app.routes if contexts is None else cast(Iterable[Any], contexts(app.routes))


def _asks_role(dependant: Dependant) -> bool:
    own = getattr(dependant.call, "role", None) is not None
    return own or any(_asks_role(each) for each in dependant.dependencies)
