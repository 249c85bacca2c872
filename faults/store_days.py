"""A ledger on object storage on bad days: errors, delays, cuts, an outage in the middle, two writers, a kill."""

from __future__ import annotations

import contextlib
import random
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from faults.objects import Objects, environment, serving
from faults.processes import Ended, Running, driver, run
from faults.proxy import FAULTS, Proxy, before
from faults.rows import Rows, rows_of
from faults.scenes import Outcome, Scene, Timed, compared, one_line

#: Shares of requests that fail.
SHARES = (0.02, 0.05, 0.1)
#: Makes an empty ledger.
_MAKE = [sys.executable, "-c", "import sys; from entente.ledger import create; create(sys.argv[1])"]
#: Runs until one comes to its end; every one before it has told one line.
PATIENT = 20


def every_day(scene: Scene, times: int, kills: int) -> Iterator[Outcome]:
    """Each kind of error alone and all together; an outage; kills; two writers."""
    yield errors(scene, times)
    yield outage(scene, max(1, times // 4))
    yield killed(scene, kills)
    yield two(scene, max(1, times // 4))


def errors(scene: Scene, times: int) -> Outcome:
    """An ingest and a correction through a proxy that lets some requests fail."""
    what = f"{', '.join(FAULTS)}: each alone, and all together, of {SHARES[0]:.0%} to {SHARES[-1]:.0%} of requests"
    with Timed(Outcome("S3 errors", what)) as outcome, _store(scene) as objects:
        expected, befell, told_often = rows_of(scene.whole()[0]), Counter[str](), 0
        kinds = [*((fault,) for fault in FAULTS), FAULTS]
        for number in range(times):
            some, share = kinds[number % len(kinds)], SHARES[number % len(SHARES)]
            with before(objects.url, f"{scene.seed} {number}", share, some) as proxy:
                runs, told = _until_done(scene, objects, proxy, f"errors-{number}")
                befell += proxy.befell
            told_often += runs - 1
            outcome.judge(
                f"{'+'.join(some)} {share:.0%}", told + _compared(scene, objects, f"errors-{number}", expected)
            )
            scene.progress(outcome.name, number + 1, times)
        failed = sum(befell.values()) - befell["requests"]
        outcome.note = f"{failed} of {befell['requests']} requests; {told_often} runs ended with one line, then went on"
    return outcome


def outage(scene: Scene, times: int) -> Outcome:
    """The store answers nothing but 503 from some moment on, for as long as the client is patient; then it is back."""
    outcome = Outcome("S3 outage", "503 to everything from a random moment on; then back")
    with Timed(outcome), _store(scene) as objects:
        expected, chance = rows_of(scene.whole()[0]), random.Random(f"{scene.seed} outage")
        for number in range(times):
            name = f"outage-{number}"
            with before(objects.url, number) as proxy:
                closing = threading.Timer(chance.uniform(0.5, 3.0), lambda proxy=proxy: setattr(proxy, "open", False))
                closing.start()
                ended = _ingest(scene, objects, proxy, name)
                closing.cancel()
                told = [] if ended.status == 0 else one_line(ended.status, ended.err, 8)
                proxy.open = True
                _, more = _until_done(scene, objects, proxy, name)
            outcome.judge(f"time {number + 1}", told + more + _compared(scene, objects, name, expected))
            scene.progress(outcome.name, number + 1, times)
    return outcome


def killed(scene: Scene, kills: int) -> Outcome:
    """An ingest into a store killed at random moments: whoever comes next waits for no dead writer for long."""
    with (
        Timed(Outcome("SIGKILL, ingest into S3", "at random moments; quick reader")) as outcome,
        _store(scene) as objects,
    ):
        expected, chance = rows_of(scene.whole()[0]), random.Random(f"{scene.seed} store")
        with before(objects.url, 0) as proxy:
            took = _ingest(scene, objects, proxy, "whole").seconds
            for number in range(kills):
                name, moment = f"killed-{number}", chance.uniform(0, took)
                Running(_command(scene, objects, name), env=_environment(proxy)).kill_after(moment)
                _, told = _until_done(scene, objects, proxy, name)
                outcome.judge(f"killed after {moment:.3f} s", told + _compared(scene, objects, name, expected))
                scene.progress(outcome.name, number + 1, kills)
    return outcome


def two(scene: Scene, times: int) -> Outcome:
    """Two ingests of one source into a store at once, some requests failing."""
    with (
        Timed(Outcome("S3, two ingests", "one source, with 2 % of requests failing")) as outcome,
        _store(scene) as objects,
    ):
        expected = rows_of(scene.whole()[0])
        for number in range(times):
            name = f"two-{number}"
            with before(objects.url, f"{scene.seed} two {number}", SHARES[0]) as proxy:
                run([*_MAKE, objects.ledger(name)], ready=False, status=None, env=_environment(proxy))
                command = driver("ingest", objects.ledger(name), scene.source(), batch=scene.batch, wait=True)
                both = [Running(command, env=_environment(proxy)) for _ in range(2)]
                for each in both:
                    each.go()
                told = [line for each in both for line in _told(each.end())]
                _, more = _until_done(scene, objects, proxy, name)
            outcome.judge(f"time {number + 1}", told + more + _compared(scene, objects, name, expected))
            scene.progress(outcome.name, number + 1, times)
    return outcome


@contextlib.contextmanager
def _store(scene: Scene) -> Iterator[Objects]:
    with serving(scene.folder()) as objects:
        yield objects


def _environment(proxy: Proxy) -> dict[str, str]:
    return environment(proxy.url)


def _command(scene: Scene, objects: Objects, name: str) -> list[str]:
    return driver("ingest", objects.ledger(name), scene.source(), batch=scene.batch)


def _ingest(scene: Scene, objects: Objects, proxy: Proxy, name: str) -> Ended:
    return run(_command(scene, objects, name), status=None, env=_environment(proxy))


def _until_done(scene: Scene, objects: Objects, proxy: Proxy, name: str) -> tuple[int, list[str]]:
    """The same ingest until it comes to its end: how many runs that took, and what is wrong with those that did not."""
    told: list[str] = []
    for number in range(1, PATIENT + 1):
        ended = _ingest(scene, objects, proxy, name)
        if ended.status == 0:
            return number, told
        told += _told(ended)
    return PATIENT, [*told, f"did not end well in {PATIENT} runs: {ended.err[-200:]}"]


def _told(ended: Ended) -> list[str]:
    return [] if ended.status == 0 else one_line(ended.status, ended.err, 8)


def _compared(scene: Scene, objects: Objects, name: str, expected: Rows) -> list[str]:
    """What is wrong with the rows in the store; asked of a copy of its objects, which lie there as files."""
    root = Path(shutil.copytree(objects.files(name), scene.folder()))
    return compared(expected, root)
