"""The workers of the local engine: processes that share the memory of lexicon and model."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from entente.engine.forms import claims_from, packed, reading_values, unpacked
from entente.engine.frames import framed, frames, next_frame, take
from entente.engine.handing import BEGUN, STARTS, Answer, Lost, Portion, allowed
from entente.engine.loading import Recipe
from entente.engine.serving import DIGITS, FORK, KILL
from entente.errors import EntenteError

#: The program of `serving`. -P: what lies in the folder in which it is started is never taken for a module.
PROGRAM = (sys.executable, "-P", "-m", "entente.engine.serving")
#: Portions that a worker has before it: the one that it reads, and some to go on with while a batch is committed.
DEPTH = 3
_MEND = "look for what kills them, memory perhaps"
#: Seconds between two looks that are not held against a worker, which may wait for the rest of its portion meanwhile.
AWAY = 5.0
#: One thread for each process: libraries that see all cores would start one for each of them.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(slots=True, eq=False)
class _Worker:
    stream: socket.socket
    process: int
    program: subprocess.Popen[bytes] | None  # its own, where none forks
    server: int = 0  # the process that forked it
    inward: bytearray = field(default_factory=bytearray)
    outward: bytearray = field(default_factory=bytearray)
    portions: deque[Portion] = field(default_factory=deque)
    since: float = 0.0


class Processes:
    """So many worker processes; one that dies or hangs is replaced, and told with what it had before it.

    Implements `handing.Workers`.
    """

    def __init__(
        self, recipe: Recipe, count: int, *, program: Sequence[str] = PROGRAM, shared: bool | None = None,
        patience: float | None = None, begun: float = BEGUN,
    ) -> None:  # fmt: skip
        """Starts them; they load lexicon and model before this returns.

        Args:
            recipe: what they read with.
            count: how many.
            program: what serves (tests have their own).
            shared: forked from one that has loaded everything (default: on Linux).
            patience: seconds that a worker may take over a document, see `handing.allowed`.
            begun: seconds within which a worker must be able to read.

        Raises EntenteError where no reader can be made there.
        """
        self._recipe, self._program, self._patience, self._begun = recipe, program, patience, begun
        self._shared = sys.platform == "linux" if shared is None else shared
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._server: tuple[subprocess.Popen[bytes], socket.socket] | None = None
        self.version = ""
        try:
            for _ in range(count):
                self._add()
            self._looked = time.monotonic()
        except BaseException:
            self.close()
            raise

    @property
    def processes(self) -> list[int]:
        """Ids of the worker processes."""
        return [worker.process for worker in self._workers]

    @property
    def server(self) -> int | None:
        """Id of the process that has loaded everything and forks; None where each worker has loaded its own."""
        return self._server[0].pid if self._server else None

    def room(self) -> bool:
        """Whether another portion can be handed over."""
        return any(len(worker.portions) < DEPTH for worker in self._workers)

    def hand(self, portion: Portion) -> None:
        """Gives a portion to the worker with the fewest."""
        worker = min(self._workers, key=lambda worker: len(worker.portions))
        if not worker.portions:
            worker.since = time.monotonic()
        worker.portions.append(portion)
        worker.outward += framed(packed([reading_values(document) for document in portion.documents]))
        self._send(worker)

    def wait(self, seconds: float) -> list[Answer | Lost]:
        """What has come, within so many seconds where nothing has yet."""
        told: list[Answer | Lost] = []
        if (away := time.monotonic() - self._looked) > AWAY:  # a batch was committed, or a source was slow
            for each in self._workers:
                each.since += away
        for key, events in self._selector.select(seconds):
            worker: _Worker = key.data
            if events & selectors.EVENT_READ:
                alive = take(worker.stream, worker.inward)
                told += _answers(worker)
                if not alive:
                    told.append(self._replace(worker, hung=False))
                    continue
            if events & selectors.EVENT_WRITE:
                self._send(worker)
        told += [self._replace(worker, hung=True) for worker in list(self._workers) if self._is_late(worker)]
        self._looked = time.monotonic()
        return told

    def close(self) -> None:
        """Ends them."""
        for worker in self._workers:
            self._leave(worker)
        self._workers.clear()
        if self._server:
            program, control = self._server
            control.close()  # which ends it, and every worker with it
            _wait(program)
            self._server = None
        self._selector.close()

    def _is_late(self, worker: _Worker) -> bool:
        if not worker.portions:
            return False
        return time.monotonic() - worker.since > allowed(worker.portions[0], self._patience)

    def _send(self, worker: _Worker) -> None:
        if worker.outward:
            with contextlib.suppress(BlockingIOError, ConnectionError):  # one that has gone is found out by reading
                del worker.outward[: worker.stream.send(worker.outward)]
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.outward else 0)
        if self._selector.get_key(worker.stream).events != wanted:
            self._selector.modify(worker.stream, wanted, worker)

    def _replace(self, worker: _Worker, *, hung: bool) -> Lost:
        self._leave(worker)
        self._workers.remove(worker)
        if hung:
            self._kill(worker)
        self._add()
        begun, *waiting = worker.portions or (None,)
        return Lost(begun, tuple(waiting), "took too long" if hung else "died")

    def _leave(self, worker: _Worker) -> None:
        self._selector.unregister(worker.stream)
        worker.stream.close()
        if worker.program is not None:
            worker.program.kill()
            _wait(worker.program)

    def _add(self) -> None:
        for _ in range(STARTS):
            if (worker := self._made()) is not None:
                worker.stream.setblocking(False)
                self._workers.append(worker)
                self._selector.register(worker.stream, selectors.EVENT_READ, worker)
                return
        raise EntenteError("the workers' processes cannot be kept alive", mend=_MEND)

    def _made(self) -> _Worker | None:
        """A worker; None where its process, or the one that forks it, ended or hung before it could read."""
        ours, theirs = socket.socketpair()
        with contextlib.ExitStack() as undone:
            undone.callback(ours.close)
            with theirs:
                if self._shared:
                    worker = _Worker(ours, self._fork(theirs), None, self.server or 0)
                else:
                    program = self._start(theirs, "alone")
                    undone.callback(_end, program)
                    worker = _Worker(ours, program.pid, program)
            if worker.process == 0 or (worker.program and not self._hello(ours)):
                return None
            undone.pop_all()
        return worker

    def _start(self, theirs: socket.socket, how: str) -> subprocess.Popen[bytes]:
        # The program is ours, its words are a number and a constant.
        return subprocess.Popen(  # noqa: S603
            [*self._program, str(theirs.fileno()), how], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, env=os.environ | _ONE_THREAD,
        )  # fmt: skip

    def _hello(self, stream: socket.socket) -> bool:
        """Tells a process what it reads with, and waits until it has that; False where it ends before, or hangs."""
        stream.settimeout(self._begun)
        try:
            stream.sendall(framed(packed(asdict(self._recipe))))
            said = next_frame(stream, bytearray())
        except (ConnectionError, TimeoutError):
            return False
        if said is None:
            return False
        told = unpacked(said)
        if "fault" in told:
            raise EntenteError(f"a worker cannot make its reader: {told['fault']}")
        self.version = told["version"]
        return True

    def _fork(self, theirs: socket.socket) -> int:
        """Has a worker forked, and gives its process; 0 where the one that forks was killed, or hangs."""
        if self._server is None:
            control, other = socket.socketpair()
            with other, contextlib.ExitStack() as undone:
                undone.callback(control.close)
                self._server = self._start(other, "shared"), control
                undone.pop_all()
            if not self._hello(control):
                self._bury()
                return 0
        control = self._server[1]
        try:
            socket.send_fds(control, [FORK], [theirs.fileno()])
            if said := control.recv(DIGITS):  # written as one, so it comes as one
                return int(said)
        except (ConnectionError, TimeoutError):
            pass
        self._bury()
        return 0

    def _bury(self) -> None:
        if self._server:
            self._server[1].close()
            _end(self._server[0])
            self._server = None

    def _kill(self, worker: _Worker) -> None:
        if worker.program is not None:
            return  # killed when it was left
        if self._server is not None and worker.server == self._server[0].pid:
            try:
                self._server[1].sendall(KILL + b"%*d" % (DIGITS, worker.process))
                self._server[1].recv(DIGITS)
            except (ConnectionError, TimeoutError):
                self._bury()
            else:
                return
        with contextlib.suppress(ProcessLookupError):  # nobody is left who forked it
            os.kill(worker.process, signal.SIGKILL)


def _answers(worker: _Worker) -> list[Answer]:
    told = []
    for frame in frames(worker.inward):
        position, claims = unpacked(frame)
        portion = worker.portions[0]
        told.append(Answer(portion.numbers[position], claims_from(claims)))
        worker.since = time.monotonic()
        if position == len(portion.numbers) - 1:
            worker.portions.popleft()
    return told


def _end(program: subprocess.Popen[bytes]) -> None:
    program.kill()
    program.wait()


def _wait(program: subprocess.Popen[bytes]) -> None:
    try:
        program.wait(5)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
