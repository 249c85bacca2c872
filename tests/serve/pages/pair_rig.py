"""A desk on a small ledger made by hand, for the pages of pairs and of the network; jobs are done when tests say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from entente.desk import Desk
from entente.errors import EntenteError
from entente.index import Index
from entente.ledger import Ledger
from entente.records import Document
from entente.serve import faults, guard
from entente.serve.context import Deps
from entente.serve.jobs import Busy, Job
from entente.serve.pages import network, pair, pair_work
from entente.serve.rendering import environment
from entente.serve.settings import Settings
from entente.serve.store import Store
from tests.ledger.builders import Clock, claims_of, ingest, report

HERE = "http://127.0.0.1:8700"
NOW = dt.datetime(2023, 7, 1, 13, 5, tzinfo=dt.UTC)


class Stub:
    """A reader that takes words literally."""

    version = "stub 1"
    first_screen_confidence = 0.5

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Any]]]:
        for each in documents:
            yield each, claims_of(each)

    def explain(self, document: Document, claim_id: str) -> Any:
        raise NotImplementedError


@dataclass
class Later:
    """Jobs that wait until they are asked to be done."""

    bench: Any
    now: Callable[[], dt.datetime]
    jobs: list[Job] = field(default_factory=list)
    full: bool = False

    def start(self, kind: str, args: Mapping[str, Any], *, owner: str, key: str = "") -> Job:
        for job in self.jobs:
            if job.key == key and job.state != "failed":
                return job
        if self.full:
            raise Busy
        self.jobs.append(Job(f"job{len(self.jobs)}", kind, args, key, owner))
        return self.jobs[-1]

    def get(self, name: str) -> Job | None:
        return next((job for job in self.jobs if job.id == name), None)

    def do(self) -> None:
        """Does all that waits."""
        for job in self.jobs:
            if job.over:
                continue
            work: Any = pair_work.KINDS[job.kind]
            try:
                job.result = work(self.bench, job.args, lambda phase, done, total: None, now=self.now)
                job.state = "done"
            except EntenteError as error:
                job.state, job.fault = "failed", str(error)


@dataclass
class Rig:
    """The desk in a test's hands. `moment`: what the clock says."""

    client: TestClient
    app: FastAPI
    desk: Desk
    ledger: Ledger
    index: Index
    jobs: Later
    place: Path
    moment: dt.datetime = NOW

    def now(self) -> dt.datetime:
        return self.moment

    def more(self, *reports: Document) -> None:
        """Reports come in."""
        ingest(self.place, reports, now=Clock(NOW))
        self.desk.follow(self.index, self.ledger)

    def worked(self, address: str) -> str:
        """A page once what it began is done."""
        assert self.client.get(address).status_code in (200, 202)
        self.jobs.do()
        return self.client.get(address).text


@contextmanager
def desk(folder: Path, reports: Iterable[Document]) -> Iterator[Rig]:
    """The pages of pairs and of the network, as the guard lets a person on this machine see them."""
    place, state = folder / "ledger", folder / "state"
    ingest(place, list(reports) or [report("Nothing is told here.", id="nothing")], now=Clock(NOW))
    made, settings = Desk(reader=Stub()), Settings(ledger=place, state=state)
    store, index, ledger = Store(state / "desk.sqlite"), made.index(state / "index.sqlite"), made.ledger(place)
    made.follow(index, ledger)
    app = FastAPI()
    bench = SimpleNamespace(desk=made, ledger=ledger, settings=settings)
    rig = Rig(
        TestClient(app, base_url=HERE, follow_redirects=False), app, made, ledger, index, Later(bench, None), place
    )  # type: ignore[arg-type]
    rig.jobs.now = rig.now
    app.state.deps = Deps(settings, made, ledger, index, store, rig.jobs, rig.now)  # type: ignore[arg-type]
    app.state.templates = environment(made)
    for part in (pair, network):
        app.include_router(part.router)
    faults.install(app)
    guard.install(app, settings, store, rig.now)
    try:
        with rig.client:
            yield rig
    finally:
        index.close()
        ledger.close()
        store.close()


def again(rig: Rig) -> None:
    """The desk's own file is closed and opened, as after a restart."""
    old: Deps = rig.app.state.deps
    old.store.close()
    rig.app.state.deps = replace(old, store=Store(old.settings.state / "desk.sqlite"))


def story() -> list[Document]:
    """Russia and North Korea through half a year: at odds first, on good terms from April; others beside them."""
    out = []
    for week in range(24):
        day = dt.date(2023, 1, 2) + dt.timedelta(weeks=week)
        kind = "ACCUSE" if week < 13 else "SUPPORT"
        for outlet in ("The Daily", "Evening Post", "Morning Star"):
            words = f"In week {week} RUS {kind} PRK about arms on {day}, as {outlet} has it. {outlet} wrote {week}."
            out.append(report(words, day.isoformat(), id=f"{outlet} {week}", title=f"Week {week}", outlet=outlet))
    out += [
        report("USA says PRK AID RUS about arms.drones on 2023-05-02", "2023-05-03", id="aid"),
        report(
            "From the north another voice: PRK denies PRK AID RUS about arms.drones on 2023-05-02",
            "2023-05-04",
            id="denied",
        ),
        report("Then RUS says RUS TRAVEL PRK on 2023-06-02", "2023-06-03", id="trip"),
        report("Far away CHN ACCUSE USA about trade on 2023-06-05", "2023-06-05", id="far"),
        report("RUS REQUEST PRK about arms.artillery in desired on 2023-06-06", "2023-06-06", id="wish"),
    ]
    return out
