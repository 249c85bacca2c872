"""Pairs, briefs and texts that are read: begun once, told how far they are, shared with the pages."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.serve.api.rig import BASE, Api


def until_done(own: Api, operation: str, path: str) -> httpx.Response:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        answer = own.client.get(BASE + path)
        own.fits(operation, answer)
        if answer.status_code != 202:
            return answer
        assert answer.headers["retry-after"] == "1"
        job = own.client.get(answer.headers["location"])
        assert job.status_code in (200, 202)
        own.fits("get_job", job)
        time.sleep(0.1)
    raise AssertionError("it takes too long")


def test_a_pair_is_worked_out_once_and_stays(own: Api) -> None:
    found = until_done(own, "get_pair", "/pair?a=Chile&b=Peru").json()
    assert (found["one"], found["two"]) == ("CHL", "PER")
    assert found["names"] == {"CHL": "Chile", "PER": "Peru"}
    assert found["current"] is True
    shown = [each for rows in found["sections"].values() for each in rows]
    assert shown
    assert {name for each in shown for name in each["claims"]} == set(found["claims"])
    assert all(found["claims"][name]["quote"] for each in shown for name in each["claims"])
    few = own.get("get_pair", "/pair?a=PER&b=CHL&limit=1")
    assert all(len(rows) <= 1 for rows in few["sections"].values())
    assert few["made"] == found["made"], "it was not worked out again"
    page = httpx.get(f"{own.client.base_url}/pair/CHL/PER", headers={"Accept": "text/html"})
    assert found["sections"]["statuses"][0]["text"].split(":")[0].split(" ")[0] in page.text, "the page finds it too"


def test_a_brief_in_every_form(own: Api) -> None:
    made = until_done(own, "get_pair_brief", "/pair/brief?a=CHL&b=PER").json()
    assert "Chile" in made["title"]
    starts = {"md": b"# ", "html": b"<!", "pdf": b"%PDF"}
    for form, start in starts.items():
        answer = own.client.get(f"{BASE}/pair/brief?a=CHL&b=PER&format={form}")
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert answer.headers["content-disposition"].startswith("attachment")


def test_days_of_a_pair_that_cannot_be(own: Api) -> None:
    own.refused("/pair?a=CHL&b=PER&since=2024-03-05&until=2024-03-04", 409, place="until")
    own.refused("/pair?a=CHL&b=Nowhereland", 404, place="b")
    own.refused("/pair?a=CHL", 422, place="b")
    own.refused("/pair/brief?a=CHL&b=PER&format=docx", 422, place="format")


def test_a_text_is_read_and_nothing_is_kept(own: Api) -> None:
    text = "Ecuador will supply Chile with oil, its president said."
    before = own.get("get_summary", "/summary")["documents"]
    read = own.ask("read_report", "POST", "/read?wait=30", json={"text": text, "published": "2024-03-08"})
    assert read["claims"]
    for claim in read["claims"]:
        assert read[claim["field"]][claim["start_char"] : claim["end_char"]] == claim["quote"]
    brief = own.ask("brief_report", "POST", "/brief?wait=30", json={"text": text})
    assert brief["quotes"]
    assert own.get("get_summary", "/summary")["documents"] == before


def test_who_will_not_wait_gets_a_job(own: Api) -> None:
    answer = own.client.post(f"{BASE}/read?wait=0", json={"text": "France sent tanks to Poland."})
    assert answer.status_code in (200, 202)
    own.fits("read_report", answer)
    if answer.status_code == 202:
        place = answer.headers["location"].removeprefix(BASE)
        job = until_done(own, "get_job", place).json()
        assert job["state"] == "done"
        assert job["result"]["claims"]


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": " \n"}, {"text": "x" * 400_001}, {"text": "x", "published": "soon"},
     {"text": "x", "colour": "red"}, {"text": "x\u0000y", "title": "a\u0000b"}],
)  # fmt: skip
def test_what_cannot_be_read(own: Api, body: dict[str, Any]) -> None:
    own.refused("/read", 422, method="POST", json=body)


def test_a_worker_that_fails_is_told_in_one_line(own: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = own.app.state.deps.jobs
    real = jobs.start

    def failing(kind: str, args: Any, **more: Any) -> Any:
        job = real(kind, args, **more)
        job.state, job.fault, job.status = "failed", "it went wrong", 422
        return job

    monkeypatch.setattr(jobs, "start", failing)
    assert own.refused("/read", 422, method="POST", json={"text": "So."})["message"] == "it went wrong"
