"""`/metrics` in the Prometheus text format, and `/healthz`. Each app counts for itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI, Request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from entente.serve.logs import DESK

if TYPE_CHECKING:
    from entente.serve.context import Deps

#: Upper ends of the duration buckets, seconds; 0.25 and 0.4 are what pages are held to.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 1.0, 2.5, 10.0)
_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))


@dataclass(frozen=True, slots=True)
class Figures:
    """What the desk counts elsewhere, asked for at each scrape.

    Attributes:
        documents, claims, events: in the index.
        lag_seconds: for which the ledger has held something that the index has not; None where no keeper ever ran.
        jobs: by state: waiting, running, done, failed.
        alerts: deliveries by state, as of `watching.Delivery`.
    """

    documents: int = 0
    claims: int = 0
    events: int = 0
    lag_seconds: float | None = None
    jobs: Mapping[str, int] = field(default_factory=dict)
    alerts: Mapping[str, int] = field(default_factory=dict)


class _Elsewhere(Collector):
    def __init__(self, figures: Callable[[], Figures]) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        try:
            found = self._figures()
        except Exception:
            # A scrape tells what it can: the counts of requests are wanted most when the index does not answer.
            logging.getLogger(DESK).warning("figures cannot be had", exc_info=True)
            yield GaugeMetricFamily("entente_figures_ok", "Whether index, jobs and alerts could be asked", 0)
            return
        yield GaugeMetricFamily("entente_figures_ok", "Whether index, jobs and alerts could be asked", 1)
        for name in ("documents", "claims", "events"):
            yield GaugeMetricFamily(f"entente_index_{name}", f"{name.capitalize()} in the index", getattr(found, name))
        if found.lag_seconds is not None:
            text = "Seconds for which the ledger has held something that the index has not"
            yield GaugeMetricFamily("entente_index_lag_seconds", text, found.lag_seconds)
        jobs = GaugeMetricFamily("entente_jobs", "Jobs by state", labels=["state"])
        for state, count in sorted(found.jobs.items()):
            jobs.add_metric([state], count)
        alerts = GaugeMetricFamily("entente_alert_deliveries", "Deliveries of alerts by state", labels=["state"])
        for state, count in sorted(found.alerts.items()):
            alerts.add_metric([state], count)
        yield from (jobs, alerts)


class Metrics:
    """The counts of one app, in a registry of its own."""

    def __init__(self, figures: Callable[[], Figures] | None = None) -> None:
        """Args: figures: asked at each scrape for what is counted elsewhere."""
        self.registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "entente_requests", "Requests by route, method and status", ["route", "method", "status"],
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "entente_request_seconds", "Seconds from a request to the end of its answer", ["route", "method"],
            buckets=BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._failed = Counter("entente_logins_failed", "Logins that failed", registry=self.registry)
        if figures is not None:
            self.registry.register(_Elsewhere(figures))

    def request(self, route: str, method: str, status: int, seconds: float | None) -> None:
        """Counts one request; `seconds` None for a stream, which lasts as long as its reader likes."""
        method = method if method in _METHODS else "other"
        self._requests.labels(route, method, str(status)).inc()
        if seconds is not None:
            self._seconds.labels(route, method).observe(seconds)

    def login_failed(self) -> None:
        """Counts a login that failed."""
        self._failed.inc()

    def text(self) -> bytes:
        """All counts in the Prometheus text format 0.0.4."""
        return generate_latest(self.registry)


def route_of(scope: Scope) -> str:
    """The template of the route that answered, so that labels are as many as routes: "unmatched" for none."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    for route in (context, scope.get("route")):
        found: str | None = getattr(route, "path_format", None) or getattr(route, "path", None)
        if found:
            return found
    return "unmatched"


def install(
    app: FastAPI, *, figures: Callable[[], Figures] | None = None, checks: Mapping[str, Callable[[], Any]] | None = None
) -> Metrics:
    """Adds /metrics and /healthz to an app whose guard stands, or will stand, before them.

    Args:
        app: whose `state.deps` are asked where the next two are None.
        figures: what is counted elsewhere.
        checks: by name, what must answer for the desk to be well; one that raises is failing.
    """
    if hasattr(app.state, "deps"):
        figures = figures or (lambda: figures_of(app.state.deps))
        checks = _checks(app) if checks is None else checks
    metrics: Metrics = Metrics(figures)
    app.state.metrics = metrics
    app.include_router(_router(metrics, {"store": lambda: _ask_store(app), **(checks or {})}))
    return metrics


def _checks(app: FastAPI) -> dict[str, Callable[[], object]]:
    return {"index": lambda: app.state.deps.index.version, "keeper": lambda: _ask_keeper(app.state.deps)}


def _ask_keeper(deps: Deps) -> None:
    """Raises RuntimeError where the keeper gave no sign of life for too long; one that never ran may be starting."""
    from entente.serve import keeper

    kept = keeper.progress(deps.store)
    if kept is not None and (kept.fault or kept.stuck(deps.now())):
        raise RuntimeError(f"the keeper does not get on: {kept.fault or kept.words}")


def figures_of(deps: Deps) -> Figures:
    """What index, jobs and the store say of a running desk."""
    from entente.serve import keeper
    from entente.serve.watching.alerts import delivery_counts

    found = deps.index.summary()
    kept = keeper.progress(deps.store)
    behind = kept.lag if kept is not None else None
    return Figures(found.documents, found.claims, found.events, behind, deps.jobs.counts(), delivery_counts(deps.store))


def _ask_store(app: FastAPI) -> None:
    app.state.guard.store.ask("SELECT count(*) FROM guard_keys")


def _router(metrics: Metrics, checks: Mapping[str, Callable[[], Any]]) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/metrics")
    def counts(request: Request) -> Response:
        from entente.serve.guard import check_counts

        check_counts(request)
        return Response(metrics.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"})

    @routes.get("/healthz")
    def health() -> Response:
        told = {name: _works(name, check) for name, check in sorted(checks.items())}
        well = all(word == "ok" for word in told.values())
        body = {"status": "ok" if well else "failing", **told}
        return JSONResponse(body, 200 if well else 503, {"Cache-Control": "no-store"})

    return routes


def _works(name: str, check: Callable[[], Any]) -> str:
    try:
        check()
    except Exception:
        logging.getLogger(DESK).error("health check of %s fails", name, exc_info=True)
        return "failing"
    return "ok"
