"""A desk on a small ledger made by hand, for the pages of claims, events and reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from starlette.testclient import TestClient

from entente import bookkeeping
from entente.desk import Desk
from entente.records import Claim, Document, Refusal
from entente.serve import faults, guard
from entente.serve.context import Deps, clock
from entente.serve.jobs import Jobs
from entente.serve.pages import claims, documents, events, find
from entente.serve.rendering import environment
from entente.serve.settings import Settings
from entente.serve.store import Store
from tests.ledger.builders import Clock, claims_of

HERE = "http://127.0.0.1:8700"


@contextmanager
def desk(
    folder: Path, items: Iterable[Document | Refusal], reads: Callable[[Document], list[Claim]] = claims_of
) -> Iterator[TestClient]:
    """The pages of this part, on a ledger of these reports, as the guard lets a person on this machine see them."""
    from fastapi import FastAPI

    place, state = folder / "ledger", folder / "state"
    bookkeeping.ingest(
        items, place, lambda reports: ((each, reads(each)) for each in reports), lambda: "stub 1", now=Clock()
    )
    made, settings = Desk(), Settings(ledger=place, state=state)
    store, index, ledger = Store(state / "desk.sqlite"), made.index(state / "index.sqlite"), made.ledger(place)
    made.follow(index, ledger)
    app = FastAPI()
    app.state.deps = Deps(settings, made, ledger, index, store, Jobs(settings), clock)
    app.state.templates = environment(made)
    for part in (find, claims, events, documents):
        app.include_router(part.router)
    faults.install(app)
    guard.install(app, settings, store, clock)
    try:
        with TestClient(app, base_url=HERE, follow_redirects=False) as client:
            yield client
    finally:
        index.close()
        ledger.close()
        store.close()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(html: str) -> str:
    """The text of a page on one line."""
    return re.sub(r"\s+", " ", "".join(_parsed(html).words)).strip()


def tags_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """The tags of a page with their attributes."""
    return _parsed(html).tags


def _parsed(html: str) -> _Words:
    parser = _Words()
    parser.feed(html)
    return parser


def links_of(html: str) -> list[str]:
    """Where the links of a page lead."""
    return [attrs.get("href") or "" for tag, attrs in tags_of(html) if tag == "a"]


def acts(html: str) -> list[str]:
    """What in a page could act: scripts of no file of ours, handlers, styles, foreign frames, odd schemes."""
    found = []
    for tag, attrs in tags_of(html):
        if tag == "script" and not (attrs.get("src") or "").startswith("/static/"):
            found.append("script")
        if tag in ("iframe", "object", "embed", "style", "base", "img"):
            found.append(tag)
        found += [name for name in attrs if name.startswith("on") or name in ("style", "srcdoc")]
        for name in ("href", "src", "action", "formaction"):
            value = (attrs.get(name) or "").strip().lower()
            if value and not value.startswith(("/", "#", "http://", "https://")):
                found.append(f"{name}={value[:40]}")
    return found
