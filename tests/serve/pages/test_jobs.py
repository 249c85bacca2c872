from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entente.serve.jobs import Job
from entente.serve.pages import jobs
from tests.serve.pages.review_rig import Rig, desk


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        yield made


def begun(rig: Rig, kind: str = "read", **given: Any) -> Job:
    job = Job("x1", kind, given.pop("args", {}), "", "ana", **given)
    rig.deps.jobs.jobs["x1"] = job  # type: ignore[attr-defined]
    return job


def test_a_page_tells_how_far_it_is_with_and_without_javascript(rig: Rig) -> None:
    begun(rig, state="running", phase="Reading <b>", done=2, total=5)
    page = rig.person("ana").get("/jobs/x1").text
    assert 'data-job="x1" data-then="/read/x1"' in page
    assert '<progress max="5" value="2"' in page
    assert "Reading &lt;b&gt;" in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert rig.person("ben").get("/jobs/x1").status_code == 404


def test_a_job_that_is_done_leads_to_its_result(rig: Rig) -> None:
    begun(rig, state="done", args={"then": "/pair/RUS/PRK"}, kind="pair")
    assert rig.person("ana").get("/jobs/x1").headers["location"] == "/pair/RUS/PRK"


def test_what_readers_share_is_seen_by_all_of_them(rig: Rig) -> None:
    job = begun(rig, state="running", kind="pair")
    assert rig.person("ben").get("/jobs/x1").status_code == 404
    job.key = "pair RUS PRK"
    assert rig.person("ben").get("/jobs/x1").status_code == 200
    job.kind = "training"
    assert rig.person("ben").get("/jobs/x1").status_code == 404


def test_a_job_that_failed_says_why_and_what_next(rig: Rig) -> None:
    begun(rig, state="failed", phase="Failed", fault="<i>: is encrypted (save a copy)", status=422)
    answer = rig.person("ana").get("/jobs/x1")
    assert answer.status_code == 422
    assert "&lt;i&gt;: is encrypted (save a copy)" in answer.text
    assert 'href="/read"' in answer.text
    assert "data-job" not in answer.text
    assert "refresh" not in answer.text


def test_events_tell_each_change_once_and_the_end(rig: Rig) -> None:
    job = begun(rig, state="running", phase="Reading")

    async def heard() -> list[tuple[str, Any]]:
        found = []
        async for event in jobs._told(rig.deps, job):
            found.append((event["event"], json.loads(event["data"])))
            if len(found) == 1:
                job.phase, job.done, job.total = "Writing", 1, 2
            elif len(found) == 2:
                job.state = "done"
        return found

    found = asyncio.run(heard())
    assert [name for name, _ in found] == ["progress", "progress", "over"]
    assert [told["phase"] for name, told in found if name == "progress"] == ["Reading", "Writing"]
    assert found[-1][1] == {"state": "done", "then": "/read/x1"}


def test_events_come_as_server_sent_events(rig: Rig) -> None:
    begun(rig, state="failed", phase="Failed")
    answer = rig.person("ana").get("/jobs/x1/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("event: progress")
    assert "event: over" in answer.text
    assert rig.person("ben").get("/jobs/x1/events").status_code == 404
