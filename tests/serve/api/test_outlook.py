"""The time ahead by the API: forecasts shared with the pages, scenarios and what-ifs in full."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.serve.api.rig import BASE, Api


def worked(own: Api, operation: str, path: str) -> Any:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        answer = own.client.get(BASE + path)
        own.fits(operation, answer)
        if answer.status_code != 202:
            assert answer.status_code == 200, answer.text
            return answer.json()
        job = own.client.get(answer.headers["location"])
        own.fits("get_job", job)
        time.sleep(0.1)
    raise AssertionError("it takes too long")


@pytest.mark.parametrize(
    ("operation", "path"),
    [("list_forecasts", "/forecasts?a=Chile&b=Peru"), ("list_announced", "/announced"),
     ("get_backtest", "/backtest?horizon=30"), ("get_backtest", "/backtest?what=announced")],
)  # fmt: skip
def test_what_is_learned_is_worked_out_once_and_stays(own: Api, operation: str, path: str) -> None:
    found = worked(own, operation, path)
    assert bool(found["fault"]) or found.get("data") is not None or found.get("record") is not None
    again = own.get(operation, path)
    assert again["made"] == found["made"]
    assert again["current"] is True


def test_the_page_finds_what_the_api_worked_out(own: Api) -> None:
    made = worked(own, "list_announced", "/announced")["made"]
    page = httpx.get(f"{own.client.base_url}/announced", headers={"Accept": "text/html"})
    assert made[:16].split("T")[0] in page.text or "There are no announced things" in page.text


@pytest.mark.parametrize(
    ("path", "status", "place"),
    [
        ("/forecasts?a=Narnia", 404, "a"), ("/forecasts?a=CHL&b=Chile", 409, "b"), ("/forecasts?b=CHL", 409, "b"),
        ("/forecasts?horizon=45", 422, "horizon"), ("/forecasts?kind=TEA", 422, "kind.0"),
        ("/announced?became=gone", 422, "became.0"), ("/backtest?since=2024-02-02&until=2024-02-01", 409, "until"),
        ("/backtest?what=weather", 422, "what"), ("/whatif/none", 404, "name"), ("/scenarios/none", 404, "name"),
        ("/whatif/russia_dprk_munitions?set=colour=red", 404, "set"),
        ("/whatif/russia_dprk_munitions?set=colour", 422, "set.0"),
        ("/whatif/russia_dprk_munitions?compare=never", 404, "compare"),
        ("/whatif/russia_dprk_munitions?runs=5001", 422, "runs"), ("/whatif/..%2F..%2Fetc%2Fpasswd", 400, None),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(own: Api, path: str, status: int, place: str | None) -> None:
    own.refused(path, status, place=place)


def test_scenarios_and_what_follows_if(own: Api) -> None:
    every = own.get("list_scenarios", "/scenarios")["data"]
    assert [each["name"] for each in every] == sorted(each["name"] for each in every)
    one = own.get("get_scenario", f"/scenarios/{every[0]['name']}")
    assert all(isinstance(flow["rate"], str) for flow in one["flows"]), "formulas are told as written"
    assert "path" not in one
    query = "?" + "&".join(f"compare={case}" for case in every[0]["cases"][:2]) + "&runs=100"
    told = own.get("ask_whatif", f"/whatif/{every[0]['name']}{query}")
    assert told["runs"] == 100
    assert len(told["answers"]) >= len(one["questions"])
    assert told["differences"]
    again = own.client.get(f"{BASE}/whatif/{every[0]['name']}{query}")
    assert again.json() == told
    same = {"If-None-Match": again.headers["ETag"]}
    assert own.client.get(f"{BASE}/whatif/{every[0]['name']}{query}", headers=same).status_code == 304


def test_what_a_case_sets_cannot_be_set_beside_it(own: Api) -> None:
    scenario = own.get("get_scenario", "/scenarios/russia_dprk_munitions")
    case = next(case for case in scenario["cases"] if case["sets"])
    name, value = next(iter(case["sets"].items()))
    own.refused(f"/whatif/russia_dprk_munitions?compare={case['name']}&set={name}={value}", 409)
