from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client.parser import text_string_to_metric_families

from entente.serve import guard, metrics
from entente.serve.store import Store
from tests.serve.guard import rig as rigs


class Desk:
    """Apps with routes under a prefix, and figures that tests set."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stores = folder, []  # type: ignore[var-annotated]

    def __call__(self, figures: Any = metrics.Figures, checks: Any = None) -> rigs.Rig:
        made = rigs.settings(self.folder)
        store = Store(self.folder / f"{len(self.stores)}.sqlite")
        self.stores.append(store)
        app, routes = FastAPI(), APIRouter()

        @routes.get("/claims/{name}")
        def claim(name: str) -> str:
            return name

        app.include_router(routes, prefix="/api/v1")
        metrics.install(app, figures=figures, checks=checks or {})
        now = rigs.Time()
        guard.install(app, made, store, now)
        return rigs.Rig(app, store, made, now)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    for store in desk.stores:
        store.close()


def samples(client: rigs.Client) -> dict[tuple[str, ...], float]:
    """Values by name and label values."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_requests_by_the_template_of_their_route(make: Desk) -> None:
    client = make().client()
    for name in range(30):
        client.get(f"/api/v1/claims/{name}")
    for name in range(30):
        client.get(f"/nothing/{name}")
    client.request("BREW", "/x")
    found = {key[1:]: value for key, value in samples(client).items() if key[0] == "entente_requests_total"}
    assert found == {
        ("GET", "/api/v1/claims/{name}", "200"): 30.0, ("GET", "unmatched", "404"): 30.0,
        ("other", "unmatched", "405"): 1.0,
    }  # fmt: skip


def test_durations(make: Desk) -> None:
    client = make().client()
    client.get("/api/v1/claims/1")
    found = samples(client)
    assert found["entente_request_seconds_count", "GET", "/api/v1/claims/{name}"] == 1
    assert 0 < found["entente_request_seconds_sum", "GET", "/api/v1/claims/{name}"] < 5


def test_two_apps_count_apart(make: Desk) -> None:
    one, two = make().client(), make().client()
    one.get("/api/v1/claims/1")
    assert not any(key[0] == "entente_requests_total" for key in samples(two))


def test_figures_from_elsewhere(make: Desk) -> None:
    told = metrics.Figures(5, 7, 3, 2.5, {"waiting": 1, "done": 4}, {"sent": 9, "given up": 1})
    found = samples(make(lambda: told).client())
    assert found["entente_index_documents",] == 5
    assert found["entente_index_claims",] == 7
    assert found["entente_index_events",] == 3
    assert found["entente_index_lag_seconds",] == 2.5
    assert found["entente_jobs", "waiting"] == 1
    assert found["entente_alert_deliveries", "given up"] == 1
    assert found["entente_figures_ok",] == 1
    assert found["entente_logins_failed_total",] == 0


def test_figures_that_cannot_be_had_leave_the_rest(make: Desk) -> None:
    def broken() -> metrics.Figures:
        raise OSError("the index is gone")

    client = make(broken).client()
    client.get("/api/v1/claims/1")
    found = samples(client)
    assert found["entente_figures_ok",] == 0
    assert found["entente_requests_total", "GET", "/api/v1/claims/{name}", "200"] == 1


def test_health(make: Desk) -> None:
    broken = []

    def index() -> int:
        if broken:
            raise OSError("/secret/path is gone")
        return 1

    rig = make(checks={"index": index})
    well = rig.client().get("/healthz")
    assert (well.status_code, well.json()) == (200, {"status": "ok", "index": "ok", "store": "ok"})
    broken.append(1)
    ill = rig.client().get("/healthz")
    assert (ill.status_code, ill.json()) == (503, {"status": "failing", "index": "failing", "store": "ok"})
    assert "secret" not in ill.text


def test_health_without_a_store(make: Desk) -> None:
    rig = make()
    with rig.store.writing() as connection:
        connection.execute("DROP TABLE guard_keys")
    assert rig.client().get("/healthz").json() == {"status": "failing", "store": "failing"}


def test_neither_is_an_answer_to_keep(make: Desk) -> None:
    client = make().client()
    assert {client.get(path).headers["cache-control"] for path in ("/metrics", "/healthz")} == {"no-store"}
