"""A desk with its API on a small ledger of four reports of our own, served for real on a free port."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import uvicorn
from fastapi import FastAPI

from entente.desk import Desk
from entente.serve import api
from entente.serve.app import create_app
from entente.serve.settings import Settings

REPORTS = (
    {
        "id": "river-1", "title": "Peru and Chile sign a water agreement", "published": "2024-03-04",
        "outlet": "Andean Post", "url": "https://andean.example/1",
        "text": "Peru and Chile signed an agreement on water on Monday. Peru's foreign minister visited Santiago. "
        "Bolivia criticised the agreement.",
    },
    {
        "id": "river/2", "title": "Bolivia denies it will leave the talks", "published": "2024-03-05",
        "outlet": "La Paz Times", "url": "https://lapaz.example/2",
        "text": "Bolivia denied that it would leave the talks with Peru. Chile said it will supply Peru with "
        "helicopters in May.",
    },
    {
        "id": "river-3", "title": "Chile will sell helicopters to Peru", "published": "2024-03-06",
        "outlet": "Harbour News", "url": "https://harbour.example/3",
        "text": "Chile will supply Peru with helicopters, its defence minister said on Wednesday. Peru condemned "
        "Bolivia for closing the border.",
    },
    {
        "id": "north-1", "title": "Russia and North Korea", "published": "2024-03-07", "outlet": "Harbour News",
        "url": "https://harbour.example/4",
        "text": "Russia will supply oil to North Korea, South Korea's government said. Russia denied that it had "
        "received shells from North Korea.",
    },
)  # fmt: skip
NOW = dt.datetime(2024, 3, 8, 6, tzinfo=dt.UTC)
BASE = "/api/v1"


def clock() -> dt.datetime:
    return NOW


def make_ledger(folder: Path) -> Path:
    """The ledger of the four reports."""
    lines = folder / "reports.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in REPORTS), encoding="utf-8")
    Desk().ingest([str(lines)], folder / "ledger", now=clock)
    return folder / "ledger"


def make_app(ledger: Path, state: Path, **settings: Any) -> FastAPI:
    """The whole desk on a ledger, its index up to date, its API described."""
    desk = Desk()
    asked = Settings(ledger=ledger, state=state, per_minute=10**6, **settings)
    state.mkdir(parents=True, exist_ok=True)
    app = create_app(asked, desk=desk, now=clock)
    api.describe(app, asked)
    deps = app.state.deps
    desk.follow(deps.index, deps.ledger, now=clock)
    return app


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """An app, served on a free port of this machine; gives its address."""
    line = socket.socket()
    line.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [line]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{line.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        line.close()


@dataclass
class Api:
    """A client of a served API, that holds every answer against the description."""

    app: FastAPI
    client: httpx.Client

    def ask(self, operation: str, method: str, path: str, status: int = 200, **given: Any) -> Any:
        """The answer's JSON. Fails where status or shape are not as described."""
        response = self.client.request(method, BASE + path, **given)
        assert response.status_code == status, (method, path, response.status_code, response.text[:500])
        self.fits(operation, response)
        return response.json() if response.content else None

    def get(self, operation: str, path: str, status: int = 200, **given: Any) -> Any:
        """As `ask`, by GET."""
        return self.ask(operation, "GET", path, status, **given)

    def fits(self, operation: str, response: httpx.Response) -> None:
        """Fails where an answer is none that the description tells of."""
        described = self.app.openapi()
        found = operations(described)[operation]["responses"]
        told = found.get(str(response.status_code)) or found["default"]
        told = resolved(described, told)
        if response.content:
            kind = response.headers["content-type"].partition(";")[0]
            schema = {**told["content"][kind]["schema"], "components": described["components"]}
            jsonschema.Draft202012Validator(
                schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
            ).validate(response.json())  # fmt: skip

    def refused(self, path: str, status: int, *, method: str = "GET", place: str | None = None, **given: Any) -> Any:
        """The fault of a request that is refused, in the one shape."""
        response = self.client.request(method, BASE + path, **given)
        assert response.status_code == status, (path, response.status_code, response.text[:300])
        fault = response.json()["error"]
        assert set(fault) == {"code", "message", "place", "mend"}
        assert fault["message"]
        assert all(isinstance(value, str) for value in fault.values())
        if place is not None:
            assert fault["place"] == place
        return fault


def operations(described: dict[str, Any]) -> dict[str, Any]:
    """Operations by their ids."""
    return {
        operation["operationId"]: operation for methods in described["paths"].values() for operation in methods.values()
    }


def resolved(described: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of a description, or what its `$ref` leads to."""
    if "$ref" not in part:
        return part
    found: Any = described
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


@contextlib.contextmanager
def served(ledger: Path, folder: Path, **settings: Any) -> Iterator[Api]:
    """The API on a copy of a ledger that may be written to."""
    copy = folder / "ledger"
    shutil.copytree(ledger, copy)
    app = make_app(copy, folder / "state", **settings)
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield Api(app, client)
