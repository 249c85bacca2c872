from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from entente.serve import work
from entente.serve.jobs import LONG_WAITING, WAITING, Busy, Job, Jobs
from entente.serve.settings import Settings


def fake(line: Connection, settings: Settings) -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            kind, args = line.recv()
            line.send(("progress", "Half way", 1, 2))
            if kind == "die":
                os._exit(9)
            if kind == "hang":
                time.sleep(60)
            if kind == "refuse":
                line.send(("failed", "no such thing", 422))
            else:
                time.sleep(args.get("seconds", 0))
                line.send(("done", {**args, "pid": os.getpid()} if "pid" in args else args))


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    settings = Settings(ledger=tmp_path, state=tmp_path, max_seconds=6, max_long_seconds=15)
    made = Jobs(settings, target=fake, target_long=fake)
    yield made
    made.close()


def over(job: Job) -> Job:
    until = time.monotonic() + 20
    while not job.over and time.monotonic() < until:
        time.sleep(0.01)
    return job


def test_a_job_is_done_and_found_again(jobs: Jobs) -> None:
    job = jobs.start("echo", {"a": 1}, owner="ana")
    assert over(job).state == "done"
    assert (job.result, job.done, job.total) == ({"a": 1}, 1, 2)
    assert jobs.get(job.id) is job
    assert jobs.get("unknown") is None
    assert jobs.counts()["done"] == 1


def test_jobs_of_one_key_are_one_unless_it_failed(jobs: Jobs) -> None:
    first = jobs.start("echo", {"seconds": 0.3}, owner="ana", key="pair")
    assert jobs.start("echo", {}, owner="bo", key="pair") is first
    assert over(first).state == "done"
    assert jobs.start("echo", {}, owner="bo", key="pair") is first
    bad = over(jobs.start("refuse", {}, owner="ana", key="bad"))
    assert (bad.state, bad.fault, bad.status) == ("failed", "no such thing", 422)
    assert jobs.start("refuse", {}, owner="ana", key="bad") is not bad


def test_a_worker_that_dies_fails_its_job_alone(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    dead, next_one = jobs.start("die", {}, owner="ana"), jobs.start("echo", {}, owner="ana")
    assert over(dead).state == "failed"
    assert "try again" in dead.fault
    assert over(next_one).state == "done"
    (line,) = caplog.records
    assert line.fields == {"job": "die", "exit": 9}, "of what it died"


def test_what_takes_too_long_is_stopped(jobs: Jobs) -> None:
    hung, next_one = jobs.start("hang", {}, owner="ana"), jobs.start("echo", {}, owner="ana")
    assert over(hung).state == "failed"
    assert "6 seconds" in hung.fault
    assert over(next_one).state == "done"


def test_no_more_wait_than_can_be_done(jobs: Jobs) -> None:
    running = jobs.start("echo", {"seconds": 1}, owner="ana")
    while running.state == "waiting":
        time.sleep(0.01)
    for _ in range(WAITING):
        jobs.start("echo", {}, owner="ana")
    with pytest.raises(Busy):
        jobs.start("echo", {}, owner="ana")


def test_nobody_waits_behind_what_takes_minutes(jobs: Jobs) -> None:
    long = jobs.start("record", {"seconds": 2.5}, owner="ana", key="a record")
    while long.state == "waiting":
        time.sleep(0.01)
    waiting = [jobs.start("record", {"n": n}, owner="ana", key=f"record {n}") for n in range(LONG_WAITING - 1)]
    short = over(jobs.start("echo", {"a": 1}, owner="bo"))
    assert (short.state, short.result) == ("done", {"a": 1})
    assert not long.over
    assert jobs.start("record", {}, owner="bo", key="record 0") is waiting[0]
    jobs.start("record", {}, owner="bo", key="one more")
    with pytest.raises(Busy):
        jobs.start("record", {}, owner="bo", key="too many")
    assert over(long).state == "done", "it has a limit of its own"
    assert [over(each).state for each in waiting] == ["done"] * len(waiting)


def test_the_process_for_what_takes_minutes_ends_when_no_more_comes(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entente.serve.jobs.LINGERS", 0.5)
    first, second = (over(jobs.start("record", {"pid": True}, owner="ana")) for _ in range(2))
    assert first.result["pid"] == second.result["pid"]
    time.sleep(1.2)
    third = over(jobs.start("record", {"pid": True}, owner="ana"))
    assert first.result["pid"] != third.result["pid"]
    short = [over(jobs.start("echo", {"pid": True}, owner="ana")).result["pid"] for _ in range(2)]
    assert short[0] == short[1]


def test_what_cannot_be_handed_over_fails_and_the_next_goes_on(jobs: Jobs) -> None:
    bad = over(jobs.start("echo", {"odd": lambda: 1}, owner="ana"))
    assert (bad.state, bad.status) == ("failed", 500)
    assert over(jobs.start("echo", {"a": 1}, owner="ana")).state == "done"


def mistaken(line: Connection, settings: Settings) -> None:
    """The desk's own process, with work that goes wrong as a mistake of the program does."""
    work.kinds = lambda: {"wrong": lambda bench, args, progress: {}["nothing"], "well": lambda *_: os.getpid()}
    work.work(line, settings)


def test_a_mistake_fails_its_job_and_the_process_goes_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    jobs = Jobs(Settings(ledger=tmp_path, state=tmp_path), target=mistaken)
    try:
        first = over(jobs.start("well", {}, owner="ana"))
        for kind in ("wrong", "unheard of"):
            job = over(jobs.start(kind, {}, owner="ana"))
            assert (job.state, job.status, job.fault) == ("failed", 500, work.MISTAKE)
        assert over(jobs.start("well", {}, owner="ana")).result == first.result  # the same process
    finally:
        jobs.close()
    told = capfd.readouterr()
    assert '"job": "wrong", "error": "KeyError"' in told.err


def test_old_results_are_forgotten(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entente.serve.jobs.RESULTS", 2)
    made = [over(jobs.start("echo", {"text": "a", "many": [number]}, owner="ana")) for number in range(4)]
    assert [job.result is None for job in made] == [True, True, False, False]
    assert made[0].args == {"text": "a"}
