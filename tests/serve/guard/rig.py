"""A small app behind the guard, and clients for it."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import datetime as dt
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import argon2
import httpx
import jinja2
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.staticfiles import StaticFiles

from entente.inert import visible
from entente.serve import guard
from entente.serve.guard import csrf_field, needs, note, reader_of
from entente.serve.settings import Settings
from entente.serve.store import Store

TOKEN = "a-token-of-more-than-thirty-two-characters"
PASSWORD = "seven bridges over cold water"
HTML = {"Accept": "text/html,application/xhtml+xml"}
HERE = "http://localhost:8700"


@dataclass
class Time:
    """A clock that tests move."""

    moment: dt.datetime = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.moment

    def go(self, **by: float) -> None:
        self.moment += dt.timedelta(**by)


#: One loop for all requests of a test run.
_RUNNER = asyncio.Runner()
atexit.register(_RUNNER.close)


class Client:
    """A browser without a screen: keeps cookies, follows no redirect."""

    def __init__(self, app: FastAPI, address: str, base: str, headers: Mapping[str, str]) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 40000))
        self._client = httpx.AsyncClient(transport=transport, base_url=base, headers=headers)
        self.cookies = self._client.cookies

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        return _RUNNER.run(self._client.request(method, path, **given))

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self.request("POST", path, **given)


@dataclass
class Rig:
    """An app behind the guard."""

    app: FastAPI
    store: Store
    settings: Settings
    now: Time
    seen: list[Any] = field(default_factory=list)

    def client(self, address: str = "127.0.0.1", base: str = HERE, **headers: str) -> Client:
        return Client(self.app, address, base, headers)


def settings(folder: Path, **given: Any) -> Settings:
    return Settings(ledger=folder, state=folder, **given)


def secret(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def make(folder: Path, *, bounds: guard.Bounds | None = None, paths: guard.Paths | None = None, **given: Any) -> Rig:
    made, now = settings(folder, **given), Time()
    store = Store(folder / "desk.sqlite")
    app = FastAPI(openapi_url=None)
    rig = Rig(app, store, made, now)
    app.include_router(_routes(rig), prefix="")
    static = folder / "static"
    static.mkdir(exist_ok=True)
    (static / "a.css").write_text("p {}", encoding="utf-8")
    (folder / "outside.txt").write_text("outside", encoding="utf-8")
    app.mount("/static", StaticFiles(directory=static))
    app.state.templates, app.state.deps = _templates(), _Deps()
    app.state.metrics = _metrics(app)
    guard.install(app, made, store, now, bounds=bounds, paths=paths)
    return rig


def _metrics(app: FastAPI) -> Any:
    from entente.serve import metrics

    return metrics.install(app, figures=metrics.Figures, checks={})


class _Deps:
    """Pages here ask nothing of it."""


def _templates() -> jinja2.Environment:
    base = "<title>{% block title %}{% endblock %}</title><body>{{ reader.name }}{% block content %}{% endblock %}"
    loaders = [jinja2.DictLoader({"base.html": base}), jinja2.PackageLoader("entente.serve", "templates")]
    env = jinja2.Environment(loader=jinja2.ChoiceLoader(loaders), autoescape=True, undefined=jinja2.StrictUndefined)
    env.filters["clean"] = lambda text: visible(text or "")
    return env


def _routes(rig: Rig) -> APIRouter:
    routes = APIRouter()

    @routes.get("/")
    def today(request: Request) -> HTMLResponse:
        reader = reader_of(request)
        return HTMLResponse(f"<p>{reader.name} {reader.role}</p>{csrf_field(request)}")

    @routes.get("/api/v1/me")
    def me(request: Request) -> Any:
        reader = reader_of(request)
        return {"name": reader.name, "role": reader.role, "session": reader.session}

    @routes.post("/change")
    def change(
        request: Request, reader: Annotated[guard.Reader, Depends(needs("reviewer"))], text: Annotated[str, Form()] = ""
    ) -> Any:
        note(request, "change", text, before=1, after=2)
        return {"text": text, "by": reader.name}

    @routes.api_route("/api/v1/things", methods=["POST", "PUT", "DELETE"], dependencies=[Depends(needs("admin"))])
    def things(request: Request) -> Any:
        return {"ok": True}

    @routes.post("/open-change")
    async def unrestricted(request: Request) -> Any:
        return {"size": len(await request.body())}

    @routes.post("/read")
    async def read(request: Request, file: UploadFile) -> Any:
        rig.seen.append(file.filename)
        return {"size": len(await file.read())}

    @routes.get("/boom/{what}")
    def boom(what: str) -> Response:
        raise ValueError(f"the report said {what}")

    @routes.get("/late")
    def late() -> Response:
        time.sleep(0.6)
        return Response("late")

    @routes.get("/events")
    async def events() -> StreamingResponse:
        async def told() -> AsyncIterator[bytes]:
            for number in range(4):
                yield f"data: {number}\n\n".encode()
                await asyncio.sleep(0.15)

        return StreamingResponse(told(), media_type="text/event-stream")

    @routes.get("/watches/{key}/feed.{form}")
    def feed(key: str, form: str) -> Any:
        return {"feed": True}

    @routes.get("/tagged")
    def tagged() -> Response:
        return JSONResponse({}, headers={"ETag": '"1"', "X-Frame-Options": "ALLOW", "Cache-Control": "max-age=5"})

    @routes.get("/down")
    def down() -> Response:
        return Response("x", headers={"Set-Cookie": "theme=dark"})

    return routes


def token_of(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, html
    return found[1]


def sign_in(client: Client, name: str, password: str = PASSWORD, next: str = "/") -> Any:
    proof = token_of(client.get("/login", headers=HTML).text)
    return client.post("/login", data={"csrf": proof, "name": name, "password": password, "next": next})


def people(folder: Path) -> Path:
    """A users file with one of each role."""
    path = folder / "users.jsonl"
    for name, role in (("rita", "reader"), ("vera", "reviewer"), ("ada", "admin")):
        users_of(path, name, role)
    return path


def users_of(path: Path, name: str, role: str) -> None:
    """Adds a user whose password is PASSWORD, with a hash that is quickly checked."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    line = json.dumps({"name": name, "role": role, "password": quick.hash(PASSWORD)})
    secret(path, f"{old}{line}\n")


@contextlib.contextmanager
def listening(rig: Rig, headers_within: float = 30.0) -> Iterator[int]:
    """The app behind a real server on a free port of loopback."""
    options = guard.uvicorn_options(headers_within) | {"log_config": None}
    line = socket.socket()
    line.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(rig.app, lifespan="off", **options))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [line]})
    thread.start()
    try:
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield line.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        line.close()


def raw(port: int, *parts: bytes | float, patience: float = 5.0) -> bytes:
    """What a server answers to bytes sent as they are; a number between them is a pause in seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        for part in parts:
            if isinstance(part, float):
                time.sleep(part)
                continue
            try:
                line.sendall(part)
            except OSError:
                break
        got = b""
        with contextlib.suppress(OSError):
            while chunk := line.recv(65536):
                got += chunk
    return got
