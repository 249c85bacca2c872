"""The application: pages, API, feeds and health, behind one guard."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib import resources
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from entente.serve import api, faults, guard, keeper, metrics, watching
from entente.serve.context import Clock, Deps, clock
from entente.serve.jobs import Jobs
from entente.serve.rendering import environment
from entente.serve.routes import include
from entente.serve.settings import Settings
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.desk import Desk

#: Requests that are worked on at once; more wait for their turn. Python works on one at a time anyhow, and each thread
#: holds connections and their memory.
THREADS = 12


def create_app(settings: Settings, *, desk: Desk | None = None, now: Clock = clock) -> FastAPI:
    """The web desk on one ledger.

    Args:
        settings: what is served and how.
        desk: instead of the one that would be made.
        now: the clock, UTC.

    Raises LedgerError where there is no ledger, UsageError where it may not listen as asked.
    """
    from entente.desk import Desk

    guard.check_host(settings)
    made = desk or Desk(lexicon=settings.lexicon, model=settings.model)
    store = Store(settings.state / "desk.sqlite")
    watching.prepare(store)
    keeper.prepare(store)
    index = made.index(settings.state / "index.sqlite")
    ledger = made.ledger(settings.ledger)
    ledger.settles = False  # the keeper finds the events of what reviews move: a reviewer need not wait for it
    deps = Deps(settings, made, ledger, index, store, Jobs(settings), now)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        deps.jobs.close()
        deps.index.close()
        deps.ledger.close()
        store.close()

    app = FastAPI(
        title="Entente", version=made.versions().package, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.deps = deps
    app.state.templates = environment(made)
    static = resources.files("entente.serve").joinpath("static")
    app.mount("/static", StaticFiles(directory=str(static)), name="static")
    include(app)
    api.describe(app, settings)
    faults.install(app)
    metrics.install(app)
    guard.install(app, settings, store, now)
    return app
