"""A desk on a small ledger made by hand, with people who review, and work that is done at once."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from entente.desk import Desk
from entente.errors import EntenteError, InputError, UsageError
from entente.ledger import Ledger
from entente.records import Document
from entente.serve import faults, guard, metrics
from entente.serve.context import Deps
from entente.serve.guard import add_user, sessions, users
from entente.serve.guard.keys import digest
from entente.serve.jobs import Job
from entente.serve.pages import account, jobs, read, read_work, review
from entente.serve.rendering import environment
from entente.serve.settings import Settings
from entente.serve.store import Store
from tests.ledger.builders import READER, Clock, claims_of, ingest, report

HERE = "http://127.0.0.1:8700"
PEOPLE = {"ana": "reviewer", "ben": "reviewer", "ada": "admin", "rita": "reader"}
#: Words before which code points, UTF-16 units and bytes count differently.
ODD = "\U0001f600 e\u0301te\u0301 \u202etxt "
REPORTS = (
    report(
        f"{ODD}RUS CONSULT PRK maybe. Later IRN AID SYR.\nA second paragraph: CHN ACCUSE USA.",
        id="r1",
        title="Talks <script>alert(1)</script> \U0001f680 in Moscow",
        outlet="<b>Daily</b>",
    ),
    report("USA says RUS AID PRK about arms on 2023-01-05.", "2023-01-11", id="r2/with/slash", title="Arms"),
    report("One.\nTwo.\nThree.\nCHN CONSULT RUS maybe.\nFive.\nSix.\nSeven.", "2023-01-12", id="r3"),
)


class StubReader:
    """Reads "RUS CONSULT PRK" as a claim; counts the texts that it read."""

    version = READER
    first_screen_confidence = 0.5

    def __init__(self) -> None:
        self.read: list[str] = []

    def read_many(self, documents: Iterable[Document]) -> Iterator[Any]:
        for document in documents:
            self.read.append(document.id)
            yield document, claims_of(document)

    def explain(self, document: Document, claim_id: str) -> Any:
        raise UsageError("not known")


class StubBench:
    """The worker's desk and ledger, in this process."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self.settings, self.desk = settings, desk


class AtOnce:
    """Jobs that are done when they are begun."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self.jobs: dict[str, Job] = {}
        self.bench = StubBench(settings, desk)

    def start(self, kind: str, args: Mapping[str, Any], *, owner: str, key: str = "") -> Job:
        job = Job(f"job{len(self.jobs)}", kind, dict(args), key, owner)
        self.jobs[job.id] = job
        try:
            job.result = read_work.KINDS[kind](self.bench, args, lambda *told: None)  # type: ignore[arg-type]
            job.state = "done"
        except EntenteError as error:
            job.state, job.fault = "failed", str(error)
            job.status = 422 if isinstance(error, (UsageError, InputError)) else 500
        return job

    def get(self, name: str) -> Job | None:
        return self.jobs.get(name)

    def found(self, key: str) -> Job | None:
        return next((job for job in self.jobs.values() if key and job.key == key), None)

    def close(self) -> None:
        pass


@dataclass
class Person:
    """Somebody signed in, with a browser that follows no redirect."""

    client: TestClient
    csrf: str

    def get(self, path: str, **given: Any) -> Any:
        return self.client.get(path, headers={"Accept": "text/html"}, **given)

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, data={"csrf": self.csrf, **fields}, headers={"Accept": "text/html"})

    def on(self, path: str) -> Any:
        """Where a redirect leads in the end."""
        answer = self.get(path)
        while answer.status_code == 303:
            answer = self.get(answer.headers["location"])
        return answer


@dataclass
class Rig:
    """A running desk."""

    app: FastAPI
    deps: Deps
    now: Clock
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def ledger(self) -> Ledger:
        return self.deps.ledger

    def one(self, words: str) -> Any:
        """The claim of these words."""
        return next(kept for kept in self.ledger.claims() if kept.claim.quote == words)

    def person(self, name: str) -> Person:
        if name not in self.people:
            known = users(self.deps.settings.users_file or Path())[name]
            cookie = sessions.begin(self.deps.store, self.now(), name, known.stamp)
            client = TestClient(self.app, base_url=HERE, follow_redirects=False, cookies={"entente": cookie})
            self.people[name] = Person(client, self.app.state.guard.csrf(digest(cookie)))
        return self.people[name]


_HASHED: dict[str, str] = {}


def _users(folder: Path) -> Path:
    path = folder / "users"
    if not _HASHED:
        for name, role in PEOPLE.items():
            add_user(path, name, role, "seven bridges over cold water")
        _HASHED["text"] = path.read_text()
    path.write_text(_HASHED["text"])
    path.chmod(0o600)
    return path


@contextlib.contextmanager
def desk(folder: Path, reports: Iterable[Document] = REPORTS, **given: Any) -> Iterator[Rig]:
    """The pages of this part, for the people above."""
    now = Clock()
    ingest(folder / "ledger", reports, now=now)
    settings = Settings(
        **{"ledger": folder / "ledger", "state": folder / "state", "users_file": _users(folder), **given}
    )
    made, store = Desk(reader=StubReader()), Store(settings.state / "desk.sqlite")
    index, ledger = made.index(settings.state / "index.sqlite"), made.ledger(settings.ledger)
    made.follow(index, ledger)
    app = FastAPI()
    deps = Deps(settings, made, ledger, index, store, AtOnce(settings, made), now)  # type: ignore[arg-type]
    app.state.deps, app.state.templates = deps, environment(made)
    for part in (review, read, jobs, account):
        app.include_router(part.router)
    faults.install(app)
    app.state.metrics = metrics.install(app, figures=metrics.Figures, checks={})
    guard.install(app, settings, store, now)
    try:
        yield Rig(app, deps, now)
    finally:
        index.close()
        ledger.close()
        store.close()


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def claim_in(answer: Any) -> str:
    """Which claim an answer leads to."""
    assert answer.status_code == 303, answer.text
    found = re.search(r"claim=([0-9a-f]{16})", answer.headers["location"])
    return found[1] if found else ""
