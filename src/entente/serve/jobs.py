"""Long work in a process of its own, so that pages never wait for it: started, watched, stopped when it takes too long.

Work is done in lanes, one job at a time in each: one for what somebody waits for, one for what takes minutes, so that
nobody waits behind it. A lane's process is made when its first job comes and again when it died; the job it died of
fails with one line, the others go on.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from entente.serve.logs import DESK
from entente.serve.settings import Settings
from entente.serve.work import MISTAKE, work, work_long

#: Jobs that are remembered after they ended, and at most so many may wait.
KEPT, WAITING = 200, 40
#: Kinds that take minutes, and how many of them may wait.
LONG, LONG_WAITING = ("record",), 20
#: Seconds after which their process is ended where no more of them came.
LINGERS = 60.0
#: Results that are remembered: one can hold reports of some megabytes.
RESULTS = 30
#: Seconds for which the result of a job with a key is given again; a failure at once no more.
FRESH = 600.0


@dataclass(slots=True)
class Job:
    """One piece of long work.

    Attributes:
        id: random, knowing it is the right to see it.
        kind: of `work.KINDS`; `args`: for it.
        key: jobs of one key are one while they run and are fresh; "" for none.
        owner: name of the reader who began it.
        state: "waiting", "running", "done" or "failed".
        phase: what it is at, in words; `done` of `total`, None where that cannot be told.
        result: what it came to; None where it came to nothing, or is forgotten.
        fault: one line where it failed; `status`: the HTTP status that this means.
        began, ended: monotonic seconds.
    """

    id: str
    kind: str
    args: Mapping[str, Any]
    key: str
    owner: str
    state: str = "waiting"
    phase: str = "Waiting for its turn"
    done: int = 0
    total: int | None = None
    result: Any = None
    fault: str = ""
    status: int = 500
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def over(self) -> bool:
        """Whether it has ended, well or not."""
        return self.state in ("done", "failed")


class Busy(Exception):
    """So much work waits already that no more is taken; try again in a minute."""


class Jobs:
    """The lanes and the jobs they have, had and are to have. Threads may ask at once."""

    def __init__(
        self, settings: Settings, *, target: Callable[[Connection, Settings], None] = work,
        target_long: Callable[[Connection, Settings], None] = work_long,
    ) -> None:  # fmt: skip
        """Nothing is started yet. `target`, `target_long`: what the processes do, for tests."""
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._wake = threading.Condition()
        self._short = Lane(self, settings, target, "jobs", WAITING, settings.max_seconds)
        self._long = Lane(
            self, settings, target_long, "long-jobs", LONG_WAITING, settings.max_long_seconds, stays=False
        )

    def start(self, kind: str, args: Mapping[str, Any], *, owner: str, key: str = "") -> Job:
        """Begins a job, or gives the one of the same key that runs or is fresh. Raises Busy."""
        with self._wake:
            found = self._same(key)
            if found is not None:
                return found
            lane = self._long if kind in LONG else self._short
            if len(lane.queue) >= lane.most:
                raise Busy
            job = Job(secrets.token_urlsafe(16), kind, dict(args), key, owner)
            self._jobs[job.id] = job
            for old in [name for name, each in self._jobs.items() if each.over][: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[old]
            lane.take(job)
            self._wake.notify_all()
            return job

    def _same(self, key: str) -> Job | None:
        for job in reversed(self._jobs.values()) if key else ():
            fresh = job.ended is None or time.monotonic() - job.ended < FRESH
            if job.key == key and job.state != "failed" and fresh:
                return job
        return None

    def get(self, name: str) -> Job | None:
        """A job by its id; None where it is not remembered."""
        return self._jobs.get(name)

    def found(self, key: str) -> Job | None:
        """The job of a key that runs, or is done and fresh."""
        with self._wake:
            return self._same(key)

    def counts(self) -> dict[str, int]:
        """Jobs by state."""
        states = [job.state for job in list(self._jobs.values())]
        return {state: states.count(state) for state in ("waiting", "running", "done", "failed")}

    def close(self) -> None:
        """Ends the workers; what waits will not be done."""
        for lane in (self._short, self._long):
            lane.close()

    def ended(self, job: Job) -> None:
        """A lane is done with a job: old results are forgotten."""
        with self._wake:
            job.ended = time.monotonic()
            over = [each for each in self._jobs.values() if each.over and each.result is not None]
            for old in over[: max(0, len(over) - RESULTS)]:
                old.result, old.args = None, {k: v for k, v in old.args.items() if isinstance(v, str | int | bool)}

    @property
    def wake(self) -> threading.Condition:
        """Told whenever a job comes or the desk closes."""
        return self._wake


class Lane:
    """One process that does one job after the other, and those that wait for it. `queue` is touched under the lock."""

    def __init__(
        self, jobs: Jobs, settings: Settings, target: Callable[[Connection, Settings], None], name: str, most: int,
        limit: int, *, stays: bool = True,
    ) -> None:  # fmt: skip
        """Nothing is started yet.

        Args:
            jobs: whose lane it is.
            settings: for the process.
            target: what the process does.
            name: of thread and process.
            most: how many jobs may wait.
            limit: seconds that a job may take.
            stays: whether the process is kept when nothing waits; else its memory is given back after LINGERS.
        """
        self.queue: deque[Job] = deque()
        self.most, self._limit, self._stays = most, limit, stays
        self._jobs, self._settings, self._target, self._name = jobs, settings, target, name
        self._thread: threading.Thread | None = None
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._closed = False

    def take(self, job: Job) -> None:
        """Puts a job at the end; the caller holds the lock."""
        self.queue.append(job)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Ends the process; what waits will not be done."""
        with self._jobs.wake:
            self._closed = True
            self._jobs.wake.notify_all()
        if self._thread is not None:
            self._thread.join(10)
        self._kill()

    def _run(self) -> None:
        while True:
            with self._jobs.wake:
                while not self.queue and not self._closed:
                    spare = self._process is not None and not self._stays
                    if not self._jobs.wake.wait(LINGERS if spare else None) and not self.queue:
                        self._kill()
                if self._closed:
                    return
                job = self.queue.popleft()
            job.state, job.phase = "running", "Starting"
            self._do(job)
            self._jobs.ended(job)

    def _do(self, job: Job) -> None:
        try:
            line = self._connected()
            line.send((job.kind, dict(job.args)))
            until = time.monotonic() + self._limit
            while not job.over and not self._closed:
                if line.poll(0.2):
                    _heard(job, line.recv())
                elif time.monotonic() > until:
                    self._kill()
                    _failed(job, f"it took more than {self._limit} seconds and was stopped", 422)
        except (EOFError, OSError):
            if self._process is not None:
                self._process.join(1)  # its exit status tells of what it died
                told = {"job": job.kind, "exit": self._process.exitcode}
                logging.getLogger(DESK).error("the process of a job ended", extra={"fields": told})
            self._kill()
            _failed(job, "the program that did it was ended; try again", 503)
        except Exception:
            # What cannot be sent or taken in: a mistake of the program, of which the jobs that wait shall not hang.
            logging.getLogger(DESK).error("a job could not be handed over", exc_info=True)
            self._kill()
            _failed(job, MISTAKE, 500)

    def _connected(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._line is None:
            self._kill()
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(
                target=self._target, args=(theirs, self._settings), name=f"entente-{self._name}", daemon=True
            )
            self._process.start()
            theirs.close()
        return self._line

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join(5)
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.close()
            self._line = None


def _heard(job: Job, message: tuple[Any, ...]) -> None:
    match message:
        case ("progress", phase, done, total):
            job.phase, job.done, job.total = phase, done, total
        case ("done", result):
            job.result, job.state, job.phase = result, "done", "Done"
        case ("failed", fault, status):
            _failed(job, fault, status)


def _failed(job: Job, fault: str, status: int) -> None:
    job.fault, job.status, job.state, job.phase = fault, status, "failed", "Failed"
