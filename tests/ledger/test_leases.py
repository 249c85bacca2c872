from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.errors import LedgerError
from entente.ledger import leases
from entente.ledger.leases import Leases

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


class Store:
    """A store in memory, with a clock of its own that is moved by hand, and requests that can be held up or fail."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[bytes, dt.datetime]] = {}
        self.clock = START
        self.fails = False
        self.requests: list[str] = []
        self._lock = threading.Lock()

    def _asked(self, what: str) -> None:
        self.requests.append(what)
        if self.fails:
            raise LedgerError("the store cannot be reached", place="s3://reports/x")

    def create(self, name: str, body: bytes) -> bool:
        self._asked("create")
        with self._lock:
            if name in self.held:
                return False
            self.held[name] = (body, self.clock)
            return True

    def put(self, name: str, body: bytes) -> None:
        self._asked("put")
        self.held[name] = (body, self.clock)

    def get(self, name: str) -> bytes | None:
        self._asked("get")
        return self.held[name][0] if name in self.held else None

    def listed(self, folder: str) -> dict[str, dt.datetime]:
        self._asked("list")
        return {name: date for name, (_, date) in list(self.held.items()) if name.startswith(f"{folder}/")}

    def date(self, name: str) -> dt.datetime:
        self._asked("head")
        return self.held[name][1]

    def delete(self, *names: str) -> None:
        self._asked("delete")
        for name in names:
            self.held.pop(name, None)

    def pass_by(self, seconds: float) -> None:
        self.clock += dt.timedelta(seconds=seconds)


def hold(of: Leases, name: str = "write", *, shared: bool = False, wait: bool = False, known: bool = False):
    return of.locked(name, shared=shared, wait=wait, known=known)


def two() -> tuple[Store, Leases, Leases]:
    """Two processes on one store."""
    store = Store()
    return store, Leases(store), Leases(store)


def test_one_holds_and_the_other_does_not() -> None:
    _, one, other = two()
    with hold(one) as first, hold(other) as second:
        assert (first, second) == (True, False)
    with hold(other) as now:
        assert now


def test_many_share_and_nobody_is_alone_meanwhile() -> None:
    _, one, other = two()
    with hold(one, shared=True) as first, hold(other, shared=True) as second, hold(other) as alone:
        assert (first, second, alone) == (True, True, False)
    with hold(other) as alone, hold(one, shared=True) as shares:
        assert (alone, shares) == (True, False)
    with hold(one, shared=True) as shares:
        assert shares


def test_locks_of_other_names_are_others() -> None:
    _, one, other = two()
    with hold(one, "write") as first, hold(other, "run") as second:
        assert first
        assert second


def test_threads_of_one_process_exclude_each_other() -> None:
    _, one, _ = two()
    inside: list[int] = []

    def work() -> None:
        with hold(one, wait=True):
            inside.append(1)
            assert sum(inside) == 1
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inside == []


def dead(store: Store, name: str = "write", *, shared: bool = False) -> None:
    """Leaves a lock as a process does that dies with it."""
    gone = Leases(store)
    found, _ = gone._share(name) if shared else gone._take(name)
    assert found
    gone._held.clear()  # nobody renews it


@pytest.mark.parametrize("shared", [False, True])
def test_what_a_dead_process_held_is_free_once_the_store_says_that_its_time_is_over(shared: bool) -> None:
    store, one, _ = two()
    store.clock = dt.datetime.now(dt.UTC)
    dead(store, shared=shared)
    store.pass_by(leases.SECONDS - 1)
    with hold(one) as held:
        assert not held
    store.pass_by(60)
    with hold(one) as held:
        assert not held, "the clock of this machine says that its time is not over, and it is not asked further"
    store.held = {name: (body, date - dt.timedelta(seconds=60)) for name, (body, date) in store.held.items()}
    with hold(one) as held:
        assert held
    assert not [name for name in store.held if "/shared/" in name]


def test_a_machine_whose_clock_is_ahead_takes_nothing_from_the_living() -> None:
    _, one, other = two()  # the store's clock stands in 2024, this machine's years later
    with hold(one) as first, hold(other) as second:
        assert (first, second) == (True, False)


def test_a_machine_whose_clock_is_behind_sees_by_its_watch_that_one_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "SECONDS", 0.2)
    monkeypatch.setattr(leases, "COARSE", 0.1)
    store, one, _ = two()
    store.clock = START.replace(year=2999)
    dead(store)
    with hold(one) as held:
        assert not held
    began = time.monotonic()
    with hold(one, wait=True) as held:
        assert held
    assert time.monotonic() - began < 5


def test_who_takes_over_from_a_dead_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    told: list[str] = []
    one = Leases(store, lambda: told.append("after a dead one"))
    with hold(one):
        pass
    assert told == []
    dead(store)
    store.pass_by(3600)
    with hold(one) as held:
        assert held
    assert told == ["after a dead one"]
    with hold(one):
        pass
    assert len(told) == 1


def test_a_process_that_slept_past_its_lease_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "now", lambda: clock[0])
    store, one, other = two()
    clock = [100.0]
    with hold(one) as first:
        assert first
        assert one.check()
        clock[0] += leases.SECONDS + 1
        store.pass_by(leases.SECONDS + 10)
        assert not one.check()
        with hold(other) as second:
            assert second
            one._renewed(next(iter(one._held.values())))
            assert not one.check(), "what ran out is not renewed"
            assert other.check()
    # Nor does it let go of what is another's by now.
    with hold(other) as again, hold(one) as third:
        assert (again, third) == (True, False)


def test_an_answer_that_comes_too_late_renews_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "now", lambda: clock[0])
    clock = [100.0]
    store, one, _ = two()
    with hold(one):
        (lease,) = one._held.values()
        put = store.put

        def slow(name: str, body: bytes) -> None:
            clock[0] += leases.SECONDS + 1
            put(name, body)

        monkeypatch.setattr(store, "put", slow)
        one._renewed(lease)
        assert not lease.holds


def test_living_leases_are_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "SECONDS", 0.5)
    _, one, other = two()
    with hold(one), hold(one, "run", shared=True):
        time.sleep(1.2)
        assert one.check()
        with hold(other) as taken, hold(other, "run") as alone:
            assert not taken
            assert not alone


def test_a_store_that_cannot_be_reached_for_a_while_takes_no_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "SECONDS", 1.0)
    store, one, _ = two()
    with hold(one):
        store.fails = True
        time.sleep(0.4)
        store.fails = False
        time.sleep(0.9)
        assert one.check()


def test_a_lock_that_cannot_be_let_go_of_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    store, one, other = two()
    with hold(one):
        store.fails = True
    store.fails = False
    with hold(other) as held:
        assert not held
    store.pass_by(3600)
    with hold(other) as held:
        assert held


def test_a_request_that_was_sent_twice_finds_its_own_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    store, one, _ = two()
    create = store.create

    def answers_late(name: str, body: bytes) -> bool:
        create(name, body)
        return create(name, body)

    monkeypatch.setattr(store, "create", answers_late)
    with hold(one) as held:
        assert held


def test_whether_a_holder_lives_is_waited_for_where_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "SECONDS", 1.0)
    monkeypatch.setattr(leases, "COARSE", 0.2)
    store, one, other = two()
    store.clock = dt.datetime.now(dt.UTC)
    dead(store, "run", shared=True)
    with hold(one, "run", known=True) as held:
        assert held, "the dead one's time was waited for"
    ticking = threading.Event()

    def tick() -> None:
        while not ticking.wait(0.05):
            store.pass_by(0.05)

    clock = threading.Thread(target=tick)
    clock.start()
    with hold(other, "run", shared=True):
        began = time.monotonic()
        with hold(one, "run", known=True) as held:
            assert not held
        assert time.monotonic() - began < 0.9, "it was renewed, so it lives"
    ticking.set()
    clock.join()


Step = tuple[int, str]


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["take", "share", "free", "die", "wait"])), max_size=30))
def test_however_processes_take_die_and_wait_one_alone_holds(steps: list[Step]) -> None:
    clock = [0.0]
    store = Store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leases, "now", lambda: clock[0])
        patch.setattr(leases.threading.Thread, "start", lambda thread: None)  # nothing is renewed here
        every = [Leases(store) for _ in range(3)]
        for who, what in steps:
            mine = every[who]
            if what == "wait":
                clock[0] += 7
                store.pass_by(7)
            elif what == "die":
                every[who] = Leases(store)
            elif what == "free":
                for lease in list(mine._held.values()):
                    mine._let_go("run", lease, shared="/shared/" in lease.key)
            elif not mine._held:
                mine._take("run") if what == "take" else mine._share("run")
            held = [lease for each in every for lease in each._held.values() if lease.holds]
            alone = [lease for lease in held if "/shared/" not in lease.key]
            assert len(alone) <= 1
            assert not alone or len(held) == 1
