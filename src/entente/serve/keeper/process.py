"""The keeper's process: one for each state folder, which ends with the desk that started it and never in silence."""

from __future__ import annotations

import atexit
import contextlib
import logging
import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from entente.errors import EntenteError, LedgerError
from entente.serve.context import Clock, clock
from entente.serve.keeper.memory import ENDED, Memory
from entente.serve.keeper.rounds import Rounds, Stop, Stopped
from entente.serve.keeper.sending import LONGEST, Sender
from entente.serve.settings import Settings
from entente.serve.store import Store
from entente.serve.watching.schema import stamp

if TYPE_CHECKING:
    from entente.desk import Desk

#: Seconds between two looks at the ledger, and between two looks whether another keeper has gone.
LOOKED, WAITED = 2.0, 1.0
#: Seconds of the first wait after a round that failed, or a process that died; the longest is LONGEST.
BACK_OFF = 5.0
#: Seconds that a keeper has to end once it is told to; then it ends where it stands, which loses nothing.
GRACE = 1.6
#: Seconds after which a process that died is taken to have worked well before.
WELL = 300.0
_LOG = logging.getLogger("entente.serve")


def made(settings: Settings) -> Desk:
    """The keeper's desk."""
    from entente.desk import Desk

    return Desk(lexicon=settings.lexicon, model=settings.model)


def run(
    settings: Settings, stop: Stop, *, desk: Callable[[Settings], Desk] = made, now: Clock = clock,
    looked: float = LOOKED, back_off: float = BACK_OFF,
) -> None:  # fmt: skip
    """Keeps index, news and alerts of a ledger up to date until it is stopped.

    Waits while another keeper works on the same state folder. What goes wrong outside the program (no ledger, a full
    disk) is told on the keeper's row and tried again; a mistake of the program is told there too, and raised.

    Args:
        settings: of which desk.
        stop: when to end.
        desk: makes the desk.
        now: the clock, UTC.
        looked: seconds between two looks at the ledger; back_off: after the first failure.
    """
    with _alone(settings.state, stop) as alone:
        if not alone:
            return
        store = Store(settings.state / "desk.sqlite")
        try:
            _keep(settings, store, stop, desk(settings), now, looked, back_off)
        finally:
            store.close()


def _keep(
    settings: Settings, store: Store, stop: Stop, desk: Desk, now: Clock, looked: float, back_off: float
) -> None:  # fmt: skip
    from entente.serve import watching

    memory, failures = Memory(store), 0
    watching.prepare(store)
    moment = stamp(now())
    memory.beat(began=moment, beat=moment, pid=os.getpid(), phase="starting", fault="", done=0, total=None)
    sender = Sender(settings, stop, desk, now, looked)
    sender.start()
    rounds: Rounds | None = None
    try:
        while not stop.is_set():
            try:
                rounds = rounds or Rounds(settings, desk, store, stop, now=now)
                more = rounds.round()
                failures = 0
                stop.wait(0.05 if more else looked)
                if sender.mistake is not None:
                    raise sender.mistake
            except Stopped:
                break
            except (EntenteError, sqlite3.Error, OSError) as error:
                _let_go(rounds)
                rounds, failures = None, failures + 1
                wait = min(back_off * 2 ** (failures - 1), LONGEST)
                _failed(memory, error, now, wait)
                _rest(memory, stop, wait, now)
            except BaseException as error:
                _failed(memory, error, now, None)
                raise
    finally:
        _let_go(rounds)
        with contextlib.suppress(EntenteError, sqlite3.Error):
            memory.beat(phase=ENDED, beat=stamp(now()))


def _let_go(rounds: Rounds | None) -> None:
    if rounds is not None:
        with contextlib.suppress(EntenteError, sqlite3.Error, OSError):
            rounds.close()


def _rest(memory: Memory, stop: Stop, wait: float, now: Clock) -> None:
    """Waits, with signs of life."""
    end = time.monotonic() + wait
    while not stop.wait(min(5.0, max(0.0, end - time.monotonic()))) and time.monotonic() < end:
        with contextlib.suppress(EntenteError, sqlite3.Error):
            memory.beat(beat=stamp(now()))


def _failed(memory: Memory, error: BaseException, now: Clock, wait: float | None) -> None:
    line = " ".join(f"{error}".split())[:500] or type(error).__name__
    if not isinstance(error, EntenteError):
        line = f"{type(error).__name__}: {line}"
    again = {"again_in": wait} if wait is not None else {}
    _LOG.error("the keeper's round failed", exc_info=error, extra={"fields": {"fault": line, **again}})
    with contextlib.suppress(EntenteError, sqlite3.Error):  # a full disk takes no note either; the log has it
        memory.beat(phase="waiting after a fault", beat=stamp(now()), fault=line)


@contextlib.contextmanager
def _alone(state: Path, stop: Stop) -> Iterator[bool]:
    """Holds the state folder's lock; waits while another keeper does. False where it was stopped before."""
    import fcntl  # POSIX only, as is a ledger

    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        handle = os.open(state / "keeper.lock", flags, 0o600)
    except OSError as error:
        raise LedgerError(f"cannot be written, {error.strerror}", place=str(state)) from error
    try:
        while not stop.is_set():
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield True
                return
            stop.wait(WAITED)
        yield False
    finally:
        os.close(handle)


# ---------------------------------------------------------------------- the process


def work(line: Connection, settings: Settings, desk: Callable[[Settings], Desk] = made) -> None:
    """What the process does: keeps until it is told to end, or who holds the other end of `line` is gone."""
    stop = threading.Event()

    def end(*_: object) -> None:
        stop.set()
        # A round, or a message under way, may take longer; a kill loses nothing.
        timer = threading.Timer(GRACE, os._exit, (0,))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the web process ends the keeper
    threading.Thread(target=_listen, args=(line, end), name="parent", daemon=True).start()
    with contextlib.suppress(OSError):
        os.nice(5)  # pages come first
    from entente.serve import logs

    logs.configure(json=settings.log_json)
    run(settings, stop, desk=desk)
    logging.shutdown()
    # Threads that wait for somebody's server would hold up the end.
    os._exit(0)


def _listen(line: Connection, end: Callable[[], None]) -> None:
    with contextlib.suppress(EOFError, OSError):
        line.recv()  # nothing is ever sent: it returns when the other end is closed
    end()


@dataclass(frozen=True, slots=True)
class Running:
    """A keeper's process. `line`: as long as it is open, and this process lives, the keeper goes on."""

    process: BaseProcess
    line: Connection

    def end(self, seconds: float = 3.0) -> None:
        """Ends it; nothing is lost. Waits for it, `seconds` at most, then kills it."""
        self.line.close()
        if self.process.is_alive():
            self.process.terminate()
        self.process.join(seconds)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def start(settings: Settings, *, desk: Callable[[Settings], Desk] = made) -> Running:
    """Starts a keeper in a process of its own. `desk`: makes its desk; a function that can be imported."""
    context = multiprocessing.get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs, settings, desk), name="keeper", daemon=False)
    process.start()
    theirs.close()
    # Ours is closed before multiprocessing waits at the interpreter's end for processes that are no daemons.
    atexit.register(ours.close)
    return Running(process, ours)


class Watchdog:
    """Keeps a keeper running: starts it again when it has died, after a while that grows while it dies at once."""

    def __init__(
        self, settings: Settings, *, desk: Callable[[Settings], Desk] = made, back_off: float = BACK_OFF
    ) -> None:
        """Starts the keeper, and a thread that watches it."""
        self._settings, self._desk, self._back_off = settings, desk, back_off
        self._over = threading.Event()
        self.running = start(settings, desk=desk)
        self.deaths = 0
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        began, failures = time.monotonic(), 0
        while not self._over.wait(0.2):
            if self.running.process.is_alive():
                continue
            failures = 0 if time.monotonic() - began > WELL else failures + 1
            code = self.running.process.exitcode
            _LOG.error(
                "the keeper died and is started again", extra={"fields": {"exit": code, "deaths": self.deaths + 1}}
            )
            self.running.line.close()
            if self._over.wait(min(self._back_off * 2 ** max(0, failures - 1), LONGEST)):
                return
            self.deaths += 1
            began = time.monotonic()
            self.running = start(self._settings, desk=self._desk)

    def end(self) -> None:
        """Ends the keeper, and with it the watching."""
        self._over.set()
        self._thread.join()
        self.running.end()


@contextlib.contextmanager
def watched(
    settings: Settings, *, desk: Callable[[Settings], Desk] = made, back_off: float = BACK_OFF
) -> Iterator[Watchdog]:
    """A keeper that runs, and is started again when it dies, until the end of the block."""
    watchdog = Watchdog(settings, desk=desk, back_off=back_off)
    try:
        yield watchdog
    finally:
        watchdog.end()
