"""Runs the desk: listens, starts the keeper, ends both together."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import socket
import sys
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from entente.desk import Desk
from entente.errors import LedgerError, UsageError
from entente.serve import guard, keeper, logs
from entente.serve.app import create_app
from entente.serve.layout import Tied, positions
from entente.serve.settings import Settings

#: Seconds that answers under way have when the desk is ended.
GRACE = 5
#: Heaps of the C library (`mallopt`, M_ARENA_MAX): one for each thread, as it likes, keeps what all have let go of.
ARENAS = (-8, 2)
#: Seconds after which a thread gives way to another: an answer of a millisecond must not wait for one of a tenth.
TURN = 0.001


def run(settings: Settings, told: Callable[[str], None] = print) -> None:
    """Serves until it is interrupted.

    Args:
        settings: what and how; `port` 0 takes a free one.
        told: called with the lines that a person should read.

    Raises LedgerError where there is no ledger, UsageError where it may not or cannot listen as asked.
    """
    guard.check_host(settings)
    # Before anything is made: a slip in the ledger's name leaves no folder behind.
    Desk(lexicon=settings.lexicon, model=settings.model).ledger(settings.ledger).close()
    line = _listening(settings)
    try:
        try:
            settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"the desk's folder cannot be made, {error.strerror}", place=str(settings.state),
                mend="--state DIR names another place",
            ) from error  # fmt: skip
        settings = _with_port(settings, line)
        app = create_app(settings)
        logs.configure(json=settings.log_json)
        sys.setswitchinterval(TURN)
        with contextlib.suppress(OSError, AttributeError):  # other C libraries have no such switch
            ctypes.CDLL(None).mallopt(*ARENAS)
        threading.Thread(target=warm, args=(app,), name="warming", daemon=True).start()
        told(f"entente: the desk is at {settings.address}/ (Ctrl-C ends it)")
        with keeper.watched(settings):
            config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=GRACE, **guard.uvicorn_options())
            uvicorn.Server(config).run(sockets=[line])
    finally:
        line.close()


def warm(app: FastAPI) -> None:
    """Reads what pages need, templates, names and rules, before the first one waits for it.

    It stays as long as the desk runs, so the collector of garbage is told not to look through it again and again: each
    such look would stop every page for a tenth of a second (`gc.freeze`, Python's library reference).
    """
    templates, desk = app.state.templates, app.state.deps.desk
    for name in templates.list_templates(extensions=("html",)):
        templates.get_template(name)
    desk.rules, desk.lexicon  # noqa: B018  reading them is all
    positions(["A", "B"], [Tied("A", "B", 1.0, None)])  # loads what lays out networks
    gc.collect()
    gc.freeze()


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # With its protocol named, asyncio sends without delay (Nagle, RFC 896): else short answers take 40 ms more.
    line = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((settings.host, settings.port))
        line.listen(256)
    except OSError as error:
        line.close()
        raise UsageError(
            f"cannot listen there, {error.strerror}", place=f"{settings.host}:{settings.port}",
            mend="--port N names another port",
        ) from error  # fmt: skip
    return line


def _with_port(settings: Settings, line: socket.socket) -> Settings:
    import dataclasses

    return dataclasses.replace(settings, port=line.getsockname()[1])
