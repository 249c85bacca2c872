"""A desk that forecasts what a test says, on a small ledger made by hand; jobs are done when tests say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from entente.desk import Desk
from entente.errors import EntenteError
from entente.records.finding import Estimate
from entente.records.outlook import Announced, Backtest, Forecast, ForecastReason, Reliability, Skill
from entente.records.scenario import Scenario
from entente.serve import faults, guard
from entente.serve.context import Deps
from entente.serve.jobs import Busy, Job
from entente.serve.pages import ahead_work, announced, forecasts, forecasts_record, scenarios, whatif
from entente.serve.rendering import environment
from entente.serve.settings import Settings
from entente.serve.store import Store
from tests.ledger.builders import Clock, ingest, report
from tests.serve.pages.pair_rig import HERE, NOW, Stub
from tests.serve.pages.scenario_rig import scenario
from tests.serve.pages.scenario_rig import whatif as whatif_of

AS_OF = dt.date(2023, 6, 12)


def forecast(kind: str = "MEET", one: str = "PRK", two: str = "RUS", **more: Any) -> Forecast:
    """A forecast; `more`: fields."""
    values: dict[str, Any] = {
        "as_of": AS_OF, "until": AS_OF + dt.timedelta(days=90), "probability": 0.62, "base_rate": 0.31, "windows": 5,
        "least": 2, "first": False, "reasons": (ForecastReason("they met twice in the last 90 days", 0.8),),
        "before": Reliability(0.6, 0.7, 0.65, 20, Estimate(0.7, 0.5, 0.85)), "skilled": True,
    }  # fmt: skip
    return Forecast(kind, one, two, **{**values, **more})


def announcement(claim: str = "0" * 16, became: str = "open", **more: Any) -> Announced:
    """Something announced; `more`: fields."""
    values: dict[str, Any] = {
        "claims": (claim,), "kind": "CONSULT", "actor": ("PRK",), "recipient": ("RUS",), "label": "visit",
        "holder": "PRK", "stance": "says", "modality": "future", "certainty": "certain", "told": dt.date(2023, 6, 2),
        "quote": "will visit in September", "start": dt.date(2023, 9, 1), "end": dt.date(2023, 9, 30), "lead": 120,
        "on": None, "by": (), "probability": 0.7, "base_rate": 0.55,
    }  # fmt: skip
    return Announced(claim, **{**values, "became": became, **more})


def backtest(what: str = "forecasts", **more: Any) -> Backtest:
    """A track record; `more`: fields."""
    values: dict[str, Any] = {
        "kinds": ("MEET", "ARMS"), "since": dt.date(2023, 4, 1), "until": dt.date(2023, 6, 12), "horizon": 90,
        "least": 2, "origins": (dt.date(2023, 4, 1), dt.date(2023, 5, 1)), "cases": 240, "happened": 31, "pairs": 60,
        "brier": Estimate(0.081, 0.06, 0.1), "log": Estimate(0.29, 0.2, 0.35),
        "references": {"base rate": (0.1, 0.34), "last window": (0.12, 0.5)},
        "skills": (Skill("the pair's own base rate", "brier", Estimate(0.19, 0.08, 0.3), True),
                   Skill("as in the last window", "brier", Estimate(0.02, -0.1, 0.12), False)),
        "first_auc": Estimate(0.71, 0.6, 0.8), "first_precision": Estimate(0.4, 0.1, 0.7), "first_cases": 90,
        "first_happened": 5,
        "reliability": (Reliability(0.0, 0.2, 0.08, 200, Estimate(0.07, 0.04, 0.11)),
                        Reliability(0.2, 0.6, 0.4, 30, Estimate(0.43, 0.27, 0.6))),
        "by_kind": {"MEET": (120, 20, 0.09, 0.2), "ARMS": (120, 11, 0.07, -0.05)},
        "note": "Better than the pair's own base rate: 19 % skill.",
    }  # fmt: skip
    return Backtest(what=what, **{**values, **more})


@dataclass
class Says:
    """What the desk says when it is asked, or raises. `calls`: how it was asked."""

    forecasts: list[Forecast] = field(default_factory=list)
    announced: list[Announced] = field(default_factory=list)
    record: Backtest = field(default_factory=backtest)
    scenarios: list[Scenario] = field(default_factory=lambda: [scenario()])
    raises: Exception | None = None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Ahead(Desk):
    """The usual desk, with a foreseeable future."""

    says_ahead: Says

    def _told(self, what: str, given: dict[str, Any]) -> Any:
        self.says_ahead.calls.append((what, given))
        if self.says_ahead.raises is not None:
            raise self.says_ahead.raises
        return getattr(self.says_ahead, what)

    def forecasts(self, ledger: Any, **given: Any) -> Any:
        return list(self._told("forecasts", given))

    def announced(self, ledger: Any, **given: Any) -> Any:
        return list(self._told("announced", given))

    def backtest_forecasts(self, ledger: Any, **given: Any) -> Any:
        return self._told("record", given)

    def backtest_announced(self, ledger: Any, **given: Any) -> Any:
        return self._told("record", given)

    def scenarios(self) -> list[Scenario]:
        return self.says_ahead.scenarios

    def whatif(self, of: Scenario, **given: Any) -> Any:
        self.says_ahead.calls.append(("whatif", given))
        return whatif_of(of, **given)

    def scenario_picture(self, of: Scenario) -> str:
        box = '<rect width="120" height="60" x="140" y="30" fill="none" stroke="#333"/>'
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120">{box}</svg>'


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

    def found(self, key: str) -> Job | None:
        return next((job for job in self.jobs if job.key == key and job.state != "failed"), None)

    def do(self) -> None:
        """Does all that waits."""
        for job in self.jobs:
            if job.over:
                continue
            work: Any = ahead_work.KINDS[job.kind]
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
    desk: Ahead
    says: Says
    jobs: Later
    place: Path
    moment: dt.datetime = NOW

    def now(self) -> dt.datetime:
        return self.moment

    def more(self, *reports: Any) -> None:
        """Reports come in."""
        deps: Deps = self.app.state.deps
        ingest(self.place, reports, now=Clock(NOW))
        self.desk.follow(deps.index, deps.ledger)

    def worked(self, address: str) -> str:
        """A page once all that it began, and what that leads to, is done."""
        for _ in range(3):
            assert self.client.get(address).status_code == 200
            self.jobs.do()
        return self.client.get(address).text


def reports() -> list[Any]:
    """Half a year of reports; the last one announces a visit."""
    out = [report(f"RUS CONSULT PRK on 2023-0{month}-03", f"2023-0{month}-04", id=f"r{month}") for month in range(1, 7)]
    return [*out, report("PRK says PRK TRAVEL RUS in future on 2023-09-13", "2023-06-12", id="trip")]


@contextmanager
def desk(folder: Path, items: Iterable[Any] = ()) -> Iterator[Rig]:
    """The pages about the time ahead, as the guard lets a person on this machine see them."""
    place, state = folder / "ledger", folder / "state"
    ingest(place, list(items) or reports(), now=Clock(NOW))
    made, settings = Ahead(reader=Stub()), Settings(ledger=place, state=state)
    made.says_ahead = Says()
    store, index, ledger = Store(state / "desk.sqlite"), made.index(state / "index.sqlite"), made.ledger(place)
    made.follow(index, ledger)
    app, bench = FastAPI(), SimpleNamespace(desk=made, ledger=ledger, settings=settings)
    jobs = Later(bench, lambda: NOW)
    rig = Rig(TestClient(app, base_url=HERE, follow_redirects=False), app, made, made.says_ahead, jobs, place)
    jobs.now = rig.now
    app.state.deps = Deps(settings, made, ledger, index, store, jobs, rig.now)  # type: ignore[arg-type]
    app.state.templates = environment(made)
    for part in (forecasts_record, forecasts, announced, whatif, scenarios):
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
