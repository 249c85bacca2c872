"""Processes that are started, waited for, and killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from faults.nursery import Nursery

ROOT = Path(__file__).parents[1]
#: Seconds after which a process that should have ended is a failure.
PATIENCE = 300.0
_nurseries: list[Nursery] = []


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: exit status (negative: the signal), what it wrote, seconds since it was ready."""

    status: int
    out: str
    err: str
    seconds: float


@contextlib.contextmanager
def nursery() -> Iterator[None]:
    """For the time of the block drivers are forked from a process that has loaded all that they need."""
    made = Nursery(ROOT)
    _nurseries.append(made)
    try:
        yield
    finally:
        _nurseries.remove(made)
        made.close()


def driver(action: str, root: Path | str, *words: object, **options: object) -> list[str]:
    """The command of the driver. An option True stands alone; None is left out."""
    found = [sys.executable, "-m", "faults.driver", action, str(root), *map(str, words)]
    for name, value in options.items():
        if value is not None:
            found += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return found


def program(*words: object) -> list[str]:
    """The command of the program itself."""
    return [sys.executable, "-c", "from entente.cli import main; main()", *map(str, words)]


class Running:
    """A started process. Its input stays open until it is told to go."""

    def __init__(self, command: list[str], *, ready: bool = True, env: Mapping[str, str] | None = None) -> None:
        """Waits until the driver says that it is ready; `ready` False for a program that does not say so.

        `env`: set beside what is set here.
        """
        self._err = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._err, text=True,
            env={**os.environ, **(env or {})},
        )  # fmt: skip
        if ready:
            assert self._process.stdout is not None
            self._process.stdout.readline()
        self._began = time.monotonic()

    @property
    def process_id(self) -> int:
        """The system's number of it."""
        return self._process.pid

    def go(self) -> None:
        """Lets a waiting driver begin."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self._began = time.monotonic()

    def kill(self) -> None:
        """Kills it (SIGKILL); nothing where it has ended."""
        self._process.kill()

    def kill_after(self, seconds: float) -> Ended:
        """Kills it (SIGKILL) unless it has ended by then."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self.end()

    def end(self) -> Ended:
        """Waits until it has ended."""
        out, _ = self._process.communicate(timeout=PATIENCE)
        seconds = time.monotonic() - self._began
        self._err.seek(0)
        err = self._err.read()
        self._err.close()
        return Ended(self._process.returncode, out or "", err, seconds)


class _Forked:
    """A driver that was forked from the nursery; it is ready from the first."""

    def __init__(self, command: list[str], made: Nursery) -> None:
        self._made, self._files = made, [tempfile.NamedTemporaryFile("r", encoding="utf-8") for _ in range(2)]  # noqa: SIM115
        self._id = made.start(command[3:], *(file.name for file in self._files))
        self._began = time.monotonic()

    def kill_after(self, seconds: float) -> Ended:
        killing = threading.Timer(seconds, self._kill)
        killing.start()
        try:
            return self.end()
        finally:
            killing.cancel()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._id, signal.SIGKILL)

    def end(self) -> Ended:
        failing = threading.Timer(PATIENCE, self._kill)
        failing.start()
        status = self._made.wait(self._id)
        failing.cancel()
        seconds = time.monotonic() - self._began
        out, err = (file.read() for file in self._files)
        for file in self._files:
            file.close()
        return Ended(status, out, err, seconds)


def started(command: list[str], *, ready: bool = True, env: Mapping[str, str] | None = None) -> Running | _Forked:
    """A command as a process, forked from the nursery where there is one and it can be."""
    if _nurseries and ready and not env and command[1:3] == ["-m", "faults.driver"] and "--wait" not in command:
        return _Forked(command, _nurseries[-1])
    return Running(command, ready=ready, env=env)


def run(
    command: list[str], *, ready: bool = True, status: int | None = 0, env: Mapping[str, str] | None = None
) -> Ended:
    """Runs a command to its end. Raises RuntimeError where it ends with another status; None: with any."""
    ended = started(command, ready=ready, env=env).end()
    if status is not None and ended.status != status:
        raise RuntimeError(f"{' '.join(command[1:6])} ended with {ended.status}: {ended.err[-600:]}")
    return ended
