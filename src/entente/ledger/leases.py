"""Locks on object storage: leases, which a process that lives renews, and which others take over when they run out.

All that is asked of the store is what Delta Lake asks of it: to make an object only where there is none (If-None-Match:
*, RFC 9110, 13.1.2; Amazon S3 User Guide, "Conditional writes"), and lists that show what was written before.

A lock taken alone is a row of numbered objects, `.locks/NAME/NUMBER`. Whoever makes the next number holds it, if a list
made after that shows no greater one; the newest number is never deleted, so that none is given twice. It is let go by
writing "free" into it, and renewed by writing it again. A lock that is shared is an object of each holder's own,
`.locks/NAME/shared/HOLDER.SECONDS`. Both kinds write first and look then, so that of two that meet one sees the other.

Times are the store's: a lease has run out when the store dates it so many seconds before another object that was
written just now, or when it was seen unchanged for so long. A holder counts from before its last renewal was sent, and
only believes one that was answered before the lease ran out. What it may hold beyond that (a process stopped between
its last look and its commit) does no harm: commits go to exactly the version that was read (`Storage.strict`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal, Protocol

from entente.errors import LedgerError

#: Seconds for which a lease holds, and between two renewals of it.
SECONDS = 20.0
RENEWED = 4.0
#: Seconds by which dates of objects may be off: they are whole seconds (RFC 9110, 8.8.2, Last-Modified).
COARSE = 2.0
#: Seconds between two looks at a lock that another holds: the first, and the longest.
PATIENCE = (0.02, 0.5)
LOCKS = ".locks"


class Objects(Protocol):
    """What is asked of an object store. Names are relative to the ledger; each raises LedgerError."""

    def create(self, name: str, body: bytes) -> bool:
        """Makes an object; False where there is one."""

    def put(self, name: str, body: bytes) -> None:
        """Writes an object, whatever was there."""

    def get(self, name: str) -> bytes | None:
        """What an object holds; None where there is none."""

    def listed(self, folder: str) -> dict[str, dt.datetime]:
        """The objects below a folder, with their dates."""

    def date(self, name: str) -> dt.datetime:
        """When an object was written."""

    def delete(self, *names: str) -> None:
        """Deletes objects; what is not there is passed over."""


@dataclasses.dataclass(slots=True)
class Lease:
    """A lease that this process holds.

    Attributes:
        key, body: the object, and what it holds.
        until: moment of `now` up to which it holds.
        thread: which took it.
        after_dead: it was taken from one that never let go of it.
        lost: it was found out not to hold any more; gone: it was let go of.
        turn: held by whoever writes its object.
    """

    key: str
    body: bytes
    seconds: float
    until: float
    thread: int
    lost: bool = False
    gone: bool = False
    after_dead: bool = False
    turn: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    @property
    def holds(self) -> bool:
        """Whether nobody else can have taken it."""
        return not self.lost and now() < self.until


def now() -> float:
    """Seconds that go on while the machine sleeps (clock_gettime(2), CLOCK_BOOTTIME)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Leases:
    """The locks of one ledger on object storage, in one process."""

    def __init__(self, objects: Objects, took_over: Callable[[], None] = lambda: None) -> None:
        """Nothing is asked yet.

        Args:
            objects: the store.
            took_over: called, with the lock held, where its last holder never let go of it.
        """
        self._objects, self._took_over = objects, took_over
        self._holder = secrets.token_hex(8)
        self._held: dict[str, Lease] = {}
        self._free: dict[str, int] = {}
        self._seen: dict[str, tuple[dt.datetime, float]] = {}
        self._lock = threading.Lock()
        self._alone: dict[str, threading.Lock] = {}
        self._renewing: threading.Thread | None = None

    @contextlib.contextmanager
    def locked(self, name: str, *, shared: bool, wait: bool, known: bool) -> Iterator[bool]:
        """Holds a lock; see `locking.locked`. Raises LedgerError."""
        with contextlib.ExitStack() as held:
            if not shared:
                mine = self._alone.setdefault(name, threading.Lock())
                if not mine.acquire(blocking=wait):  # another thread of this process
                    yield False
                    return
                held.callback(mine.release)
            lease = self._acquire(name, shared=shared, wait=wait, known=known)
            if lease is None:
                yield False
                return
            held.callback(self._let_go, name, lease, shared=shared)
            if lease.after_dead:
                self._took_over()
            yield True

    def check(self) -> bool:
        """Whether all leases that this thread took still hold."""
        with self._lock:
            return all(lease.holds for lease in self._held.values() if lease.thread == threading.get_ident())

    # ------------------------------------------------------------------ taking

    def _acquire(self, name: str, *, shared: bool, wait: bool, known: bool) -> Lease | None:
        pause, first = PATIENCE[0], None
        while True:
            lease, others = self._share(name) if shared else self._take(name)
            if lease is not None:
                return lease
            if not wait:
                # One that was written since it was first seen belongs to a process that lives.
                first = others if first is None else first
                if not known or any(key not in first or date > first[key] for key, date in others.items()):
                    return None
            time.sleep(pause)
            pause = min(pause * 1.5, PATIENCE[1])

    def _take(self, name: str) -> tuple[Lease | None, dict[str, dt.datetime]]:
        """One try to take a lock alone: the lease, or who is in the way."""
        number = self._free.pop(name, None)  # let go of by this process, and likely nobody's since
        if number is not None:
            lease, sharing = self._number(name, number + 1)
            if lease is not None or sharing:
                return lease, sharing
        numbers, sharing = self._look(name)
        newest = max(numbers, default=-1)
        state = self._state(name, newest, numbers[newest]) if newest >= 0 else "free"
        if sharing or state == "held":
            return None, sharing or {self._key(name, newest): numbers[newest]}
        lease, others = self._number(name, newest + 1)
        if lease is not None:
            lease.after_dead = state == "dead"
        return lease, others

    def _number(self, name: str, number: int) -> tuple[Lease | None, dict[str, dt.datetime]]:
        """Makes a number one's own, unless another was quicker or somebody shares the lock."""
        key, body, began = self._key(name, number), self._body(), now()
        # A request that was sent again finds what it made itself the first time.
        if not self._objects.create(key, body) and self._objects.get(key) != body:
            return None, {}
        numbers, sharing = self._look(name)
        if max(numbers, default=number) > number:
            self._objects.delete(key)
            return None, {}
        self._objects.delete(*(self._key(name, older) for older in numbers if older < number))
        lease = self._hold(key, body, began)
        if sharing:
            self._let_go(name, lease, shared=False)
            return None, sharing
        return lease, {}

    def _share(self, name: str) -> tuple[Lease | None, dict[str, dt.datetime]]:
        """One try to share a lock."""
        mine = f"{self._holder}-{secrets.token_hex(4)}.{SECONDS * 1000:.0f}"
        key, body, began = f"{LOCKS}/{name}/shared/{mine}", self._body(), now()
        self._objects.put(key, body)
        numbers, _ = self._look(name)
        newest = max(numbers, default=-1)
        if newest >= 0 and self._state(name, newest, numbers[newest]) == "held":
            self._objects.delete(key)
            return None, {self._key(name, newest): numbers[newest]}
        return self._hold(key, body, began), {}

    def _hold(self, key: str, body: bytes, began: float) -> Lease:
        lease = Lease(key, body, SECONDS, began + SECONDS, threading.get_ident())
        with self._lock:
            self._held[key] = lease
            if self._renewing is None:
                self._renewing = threading.Thread(target=self._renew, name="leases", daemon=True)
                self._renewing.start()
        return lease

    def _let_go(self, name: str, lease: Lease, *, shared: bool) -> None:
        with self._lock:
            self._held.pop(lease.key, None)
        with lease.turn:  # a renewal on its way would take it again
            lease.gone, held = True, lease.holds
            if not held:
                return
            with contextlib.suppress(LedgerError):  # what cannot be told the store now runs out by itself
                if shared:
                    self._objects.delete(lease.key)
                else:
                    self._objects.put(lease.key, json.dumps({"free": True}).encode())
                    self._free[name] = int(lease.key.rpartition("/")[2])

    # ------------------------------------------------------------------ looking

    def _look(self, name: str) -> tuple[dict[int, dt.datetime], dict[str, dt.datetime]]:
        """The numbers that there are, and those that share the lock and live, with their dates."""
        numbers, sharing, gone = {}, {}, []
        for key, date in self._objects.listed(f"{LOCKS}/{name}").items():
            tail = key.rpartition("/")[2]
            if tail.isdigit():
                numbers[int(tail)] = date
            elif self._ran_out(key, date, float(tail.rpartition(".")[2]) / 1000):
                gone.append(key)
            else:
                sharing[key] = date
        self._objects.delete(*gone)
        return numbers, sharing

    def _state(self, name: str, number: int, date: dt.datetime) -> Literal["free", "held", "dead"]:
        """Whether a number was let go of, or its holder's time is over."""
        body = self._objects.get(self._key(name, number))
        if body is None:  # the next number was made meanwhile
            return "held"
        told = json.loads(body)
        if told.get("free"):
            return "free"
        return "dead" if self._ran_out(self._key(name, number), date, float(told["seconds"])) else "held"

    def _ran_out(self, key: str, date: dt.datetime, seconds: float) -> bool:
        """Whether an object was not written for so long, by this process's watch or by the store's."""
        seen = self._seen.get(key)
        if seen is None or seen[0] != date:
            self._seen = {k: v for k, v in self._seen.items() if now() - v[1] < 3600}
            seen = self._seen[key] = (date, now())
        if now() - seen[1] > seconds + COARSE:
            return True
        # The clock of this machine may be off; it only tells when to ask the store's.
        if (dt.datetime.now(dt.UTC) - date).total_seconds() <= seconds + COARSE:
            return False
        probe = f"{LOCKS}/clock"
        self._objects.put(probe, self._holder.encode())
        return (self._objects.date(probe) - date).total_seconds() > seconds + COARSE

    # ------------------------------------------------------------------ renewing

    def _renew(self) -> None:
        """Writes every lease again, every so often; ends when there are none."""
        while True:
            time.sleep(min(RENEWED, SECONDS / 5))
            with self._lock:
                held = list(self._held.values())
                if not held:
                    self._renewing = None
                    return
            for lease in held:
                with lease.turn:
                    self._renewed(lease)

    def _renewed(self, lease: Lease) -> None:
        began = now()
        lease.lost = lease.lost or not lease.holds
        if lease.gone or lease.lost:
            return
        with contextlib.suppress(LedgerError):  # the next time, while it holds
            self._objects.put(lease.key, lease.body)
            if lease.holds:  # answered in time: nobody had taken it
                lease.until = began + lease.seconds

    def _key(self, name: str, number: int) -> str:
        return f"{LOCKS}/{name}/{number:012}"

    def _body(self) -> bytes:
        told = {"holder": self._holder, "token": secrets.token_hex(8), "seconds": SECONDS, "free": False}
        return json.dumps(told).encode()
