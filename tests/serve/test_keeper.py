"""The keeper over a small ledger that grows meanwhile, as a thread and as a process that is killed."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from entente.desk import Desk
from entente.ledger import Ledger
from entente.records import Question
from entente.records.news import News
from entente.records.noticed import EventState, Round
from entente.serve import keeper, uploads, watching
from entente.serve.keeper.memory import Memory
from entente.serve.settings import Settings
from entente.serve.store import Store
from tests.ledger.builders import READER, Clock, ingest, reading, report

DAY = dt.timedelta(days=1)


class Reader:
    """Reads "RUS CONSULT PRK" as a claim."""

    version = READER
    first_screen_confidence = 0.5

    def read_many(self, documents: Any) -> Any:
        return reading(documents)

    def explain(self, document: Any, claim_id: str) -> Any:
        raise NotImplementedError


def hand(settings: Settings) -> Desk:
    """A desk without a model."""
    return Desk(reader=Reader())


class Mistaken(Desk):
    """A desk with a mistake in it."""

    def news(self, *args: Any, **more: Any) -> Round:
        raise TypeError("a mistake of ours")


def mistaken(settings: Settings) -> Mistaken:
    """A desk with a mistake in it."""
    return Mistaken(reader=Reader())


def text(n: int, words: str) -> str:
    return f"{words}, as people of the town number {n} tell the reporter in words of their own {n * 7919}"


def visits(day: str, *outlets: str, words: str = "RUS CONSULT PRK") -> list[Any]:
    """Reports of a visit on a day, each of another outlet and in other words."""
    return [
        report(text(n, f"{words} on {day}"), day, outlet=outlet, id=f"{words} {day} {outlet}", title=f"Of {outlet}")
        for n, outlet in enumerate(outlets)
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A ledger with an old visit, and one of the last days."""
    folder = tmp_path / "ledger"
    old = visits("2022-03-01", "A", "B")
    ingest(folder, [*old, *visits("2023-05-20", "A", "B", "C", words="IRN CONSULT SAU")])
    return folder


@pytest.fixture
def settings(root: Path) -> Settings:
    return Settings(ledger=root, state=root / ".desk")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    made = Store(settings.state / "desk.sqlite")
    watching.prepare(made)
    yield made
    made.close()


class Kept:
    """A keeper in a thread."""

    def __init__(self, settings: Settings, desk: Callable[[Settings], Desk] = hand) -> None:
        self.stop, self.raised = threading.Event(), list[BaseException]()
        self.thread = threading.Thread(target=self._run, args=(settings, desk))
        self.thread.start()

    def _run(self, settings: Settings, desk: Callable[[Settings], Desk]) -> None:
        try:
            keeper.run(settings, self.stop, desk=desk, now=Clock(), looked=0.1, back_off=0.1)
        except TypeError as error:
            self.raised.append(error)

    def end(self) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


@contextlib.contextmanager
def kept(settings: Settings) -> Iterator[Kept]:
    running = Kept(settings)
    try:
        yield running
    finally:
        running.end()


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def phase(store: Store) -> str:
    found = keeper.progress(store)
    return found.phase if found else ""


def told(store: Store) -> list[News]:
    return [one.news for one in watching.since(store, limit=1000)]


def kinds(store: Store) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((one.kind, one.actors) for one in told(store))


def test_what_was_handed_in_goes_away_although_nobody_hands_in_more(settings: Settings, store: Store) -> None:
    old, new = (uploads.fresh_folder(settings, "read") for _ in range(2))
    os.utime(old, (time.time() - uploads.KEPT_SECONDS - 9,) * 2)
    with kept(settings):
        until(lambda: not old.exists())
    assert new.exists()


# ---------------------------------------------------------------------- following


def test_the_first_look_tells_the_last_days_and_knows_the_rest(settings: Settings, store: Store) -> None:
    with kept(settings):
        until(lambda: phase(store) == "watching")
    events = [one for one in told(store) if one.kind == "event"]
    assert [one.actors for one in events] == [("IRN", "SAU")]
    assert events[0].origins == 3
    assert events[0].published == dt.date(2023, 5, 20)
    found = keeper.progress(store)
    assert found is not None
    assert (found.phase, found.fault, found.lag) == ("ended", "", 0.0)
    with Desk(reader=Reader()).index(settings.state / "index.sqlite") as index:
        assert index.summary().claims == 5


def test_what_comes_in_meanwhile_is_told_once(settings: Settings, store: Store, root: Path) -> None:
    with kept(settings):
        until(lambda: phase(store) == "watching")
        before = kinds(store)
        ingest(root, visits("2023-05-25", "A", "B"))
        until(lambda: ("event", ("RUS", "PRK")) in kinds(store))
        after = kinds(store)
        ingest(root, visits("2023-05-25", "C", "D"))
        ingest(root, visits("2023-05-26", "E", words="CHN CONSULT FRA"))
        until(lambda: ("event", ("CHN", "FRA")) in kinds(store))
    assert after.count(("event", ("RUS", "PRK"))) == 1 == kinds(store).count(("event", ("RUS", "PRK")))
    assert set(before) < set(after) < set(kinds(store))


def test_a_change_is_told_with_before_and_after(settings: Settings, store: Store, root: Path) -> None:
    with kept(settings):
        until(lambda: phase(store) == "watching")
        ingest(root, visits("2023-05-21", "D", words="IRN says IRN CONSULT SAU"))
        until(lambda: any(one.kind == "status" for one in told(store)))
    (one,) = [each for each in told(store) if each.kind == "status"]
    assert (one.before, one.after) == ("asserted", "confirmed")


def test_a_reviewers_word_is_news(settings: Settings, store: Store, root: Path) -> None:
    ledger = Ledger(root)
    (first, *_) = ledger.claims(Question(pair=("IRN", "SAU")))
    with kept(settings):
        until(lambda: phase(store) == "watching")
        holders = [{"actor": "IRN", "name": "Tehran", "stance": "confirms"}]
        ledger.correct(first.claim.id, {"holders": holders}, by="ann", now=Clock()())
        until(lambda: any(one.kind == "status" for one in told(store)))
    (one,) = [each for each in told(store) if each.kind == "status"]
    assert (one.after, "ann" in one.reason) == ("confirmed", True)


def test_a_keeper_that_comes_back_tells_nothing_again(settings: Settings, store: Store, root: Path) -> None:
    with kept(settings):
        until(lambda: phase(store) == "watching")
    before = [one.key for one in told(store)]
    (settings.state / "index.sqlite").unlink()  # and all is new to the index
    with kept(settings):
        until(lambda: phase(store) == "watching")
    assert [one.key for one in told(store)] == before


def test_the_most_important_is_shown_first(settings: Settings, store: Store, root: Path) -> None:
    ingest(root, visits("2023-05-20", "A", words="CHN CONSULT FRA"))
    with kept(settings):
        until(lambda: phase(store) == "watching")
    events = [one for one in told(store) if one.kind == "event"]
    assert [one.actors for one in events] == [("IRN", "SAU"), ("CHN", "FRA")]
    weights = keeper.weights(store, [one.key for one in events])
    assert weights[events[0].key] > weights[events[1].key]


def test_a_watch_is_alerted(settings: Settings, store: Store, root: Path) -> None:
    watch = watching.make(store, owner="ann", name="Iran", question="party=IRN", now=Clock()())
    with kept(settings):
        until(lambda: watching.alerts(store, watch=watch.id))
    assert {alert.news.actors for alert in watching.alerts(store, watch=watch.id)} == {("IRN", "SAU")}


def test_a_turn_between_the_busiest_is_told_after_the_first_look(settings: Settings, store: Store, root: Path) -> None:
    days = [(dt.date(2022, 11, 7) + n * 7 * DAY).isoformat() for n in range(28)]
    words = ["CHN ASSAULT IND"] * 24 + ["CHN AID IND"] * 4
    pairs = zip(days, words, strict=True)
    ingest(root, [each for day, said in pairs for each in visits(day, *"ABC", words=said)])
    with kept(settings):
        until(lambda: any(one.kind == "alignment" for one in told(store)))
        until(lambda: phase(store) == "watching")
    (one,) = [each for each in told(store) if each.kind == "alignment"]
    assert set(one.actors) == {"CHN", "IND"}
    assert float(one.before) < float(one.after)


# ---------------------------------------------------------------------- faults


def test_a_ledger_that_vanishes_is_told_and_waited_for(settings: Settings, store: Store, root: Path) -> None:
    away = root.parent / "away"
    with kept(settings) as running:
        until(lambda: phase(store) == "watching")
        away.mkdir()
        for name in ("documents", "claims"):
            (root / name).rename(away / name)
        until(lambda: (found := keeper.progress(store)) and found.fault)
        assert running.thread.is_alive()
        for name in ("documents", "claims"):
            (away / name).rename(root / name)
        ingest(root, visits("2023-05-25", "A", "B"))
        until(lambda: ("event", ("RUS", "PRK")) in kinds(store))
        until(lambda: (found := keeper.progress(store)) and not found.fault)


def test_a_folder_without_a_ledger_is_told_in_one_line(tmp_path: Path) -> None:
    settings = Settings(ledger=tmp_path / "none", state=tmp_path / "state")
    with kept(settings):
        until((settings.state / "desk.sqlite").exists)
        store = Store(settings.state / "desk.sqlite")
        until(lambda: (found := keeper.progress(store)) and found.fault)
        found = keeper.progress(store)
        store.close()
    assert found is not None
    assert "no ledger here" in found.fault
    assert "\n" not in found.fault


def test_a_mistake_of_the_program_is_told_and_raised(settings: Settings, store: Store) -> None:
    running = Kept(settings, mistaken)
    running.thread.join(30)
    assert [str(error) for error in running.raised] == ["a mistake of ours"]
    found = keeper.progress(store)
    assert found is not None
    assert found.fault == "TypeError: a mistake of ours"


def test_a_mistake_in_sending_is_no_silent_end(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slip(*args: Any, **more: Any) -> None:
        raise TypeError("a mistake in sending")

    monkeypatch.setattr(watching, "deliver", slip)
    monkeypatch.setattr(threading, "excepthook", lambda told: None)
    running = Kept(settings)
    running.thread.join(30)
    assert [str(error) for error in running.raised] == ["a mistake in sending"]


def test_what_was_kept_but_not_passed_on_is_passed_on(settings: Settings, store: Store) -> None:
    Memory(store).keep([Round(news=(piece("k", "2023-05-01"),), weights={"k": 1.0})])
    with kept(settings):
        until(lambda: "k" in [one.key for one in told(store)])


def test_a_second_keeper_waits_for_the_first(settings: Settings, store: Store) -> None:
    with kept(settings) as first:
        until(lambda: phase(store) == "watching")
        with kept(settings) as second:
            time.sleep(0.3)
            assert second.thread.is_alive()
            first.end()
            until(lambda: phase(store) == "watching")
    assert len([one for one in told(store) if one.kind == "event"]) == 1


# ---------------------------------------------------------------------- the process


def alive(pid: int) -> bool:
    """Whether a process runs, and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_ends_within_seconds_when_told_to(settings: Settings, store: Store) -> None:
    running = keeper.start(settings, desk=hand)
    until(lambda: phase(store) == "watching")
    os.kill(running.process.pid or 0, signal.SIGTERM)
    running.process.join(5)
    assert running.process.exitcode == 0
    running.end()


def test_killed_at_any_moment_nothing_is_lost_or_told_twice(settings: Settings, store: Store, root: Path) -> None:
    for n in range(12):
        ingest(root, visits(f"2023-05-{n + 10}", "A", "B", words=f"{'CHN USA FRA DEU'.split()[n % 4]} CONSULT IRN"))
    for wait in (0.8, 1.2, 1.6, 2.0):
        running = keeper.start(settings, desk=hand)
        time.sleep(wait)
        running.process.kill()
        running.end()
    running = keeper.start(settings, desk=hand)
    until(lambda: phase(store) == "watching")
    running.end()
    other = Settings(ledger=root, state=root.parent / "other")
    with kept(other):
        calm = Store(other.state / "desk.sqlite")
        until(lambda: phase(calm) == "watching")
    keys = [one.key for one in told(store)]
    assert len(keys) == len(set(keys))
    assert set(keys) == {one.key for one in told(calm)}
    calm.close()


def test_it_ends_with_the_process_that_started_it(settings: Settings, store: Store) -> None:
    program = f"""
import time
from pathlib import Path
from entente.serve import keeper
from entente.serve.settings import Settings
from tests.serve.test_keeper import hand
if __name__ == "__main__":
    keeper.start(Settings(ledger=Path({str(settings.ledger)!r}), state=Path({str(settings.state)!r})), desk=hand)
    time.sleep(60)
"""
    script = settings.ledger.parent / "desk.py"
    script.write_text(program)
    here = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen([sys.executable, str(script)], env={**os.environ, "PYTHONPATH": here}) as parent:
        until(lambda: (found := keeper.progress(store)) and found.pid)
        found = keeper.progress(store)
        assert found is not None
        assert found.pid
        parent.kill()
    until(lambda: not alive(found.pid or 0), 5)


def test_it_is_started_again_when_it_dies(settings: Settings, store: Store) -> None:
    with keeper.watched(settings, desk=hand, back_off=0.1) as watchdog:
        until(lambda: phase(store) == "watching")
        first = watchdog.running.process.pid
        os.kill(first or 0, signal.SIGKILL)
        until(lambda: (found := keeper.progress(store)) and found.pid not in (None, first))
        assert watchdog.deaths == 1
        last = watchdog.running.process.pid
    assert not alive(last or 0)


# ---------------------------------------------------------------------- memory


def piece(key: str, published: str, **more: Any) -> News:
    moment = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    return News(
        kind="event", key=key, headline="It happened.", reason="New.", claims=("c",), found=moment,
        published=dt.date.fromisoformat(published), **more,
    )  # fmt: skip


def test_a_round_is_kept_whole_or_not_at_all(store: Store) -> None:
    memory, moment = Memory(store), dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    state = EventState("e", "asserted", "AID A>B", 2, None, moment, told=True)
    good = Round(news=(piece("k", "2023-05-01"),), weights={"k": 1.0}, states=(state,), seen={"k": dt.date(2023, 5, 1)})
    bad = Round(news=(piece("x", "2023-05-01"),), weights={}, states=(), seen={})
    with pytest.raises(KeyError):
        memory.keep([good, bad], version=7)
    assert (memory.states(["e"]), memory.get("k"), memory.version, list(memory.pending())) == ({}, None, None, [])
    memory.keep([good], version=7)
    assert memory.states(["e", "f"]) == {"e": state}
    assert (memory.get("k"), memory.version) == (dt.date(2023, 5, 1), 7)
    number, news = next(memory.pending())
    assert [one.key for one in news] == ["k"]
    memory.passed(number)
    assert next(memory.pending(), None) is None


def test_a_day_that_is_seen_again_stays_the_newest(store: Store) -> None:
    memory = Memory(store)
    for day in (3, 5, 4):
        memory.keep([Round(seen={"k": dt.date(2023, 5, day)})])
    assert memory.get("k") == dt.date(2023, 5, 5)


def test_what_is_new_stands_before_what_is_old(store: Store) -> None:
    memory = Memory(store)
    news = (piece("old", "2023-05-01"), piece("new", "2023-05-30"), piece("loud", "2023-05-30"))
    memory.keep([Round(news=news, weights={"old": 3.0, "new": 2.0, "loud": 4.0})])
    assert [one.key for one in next(memory.pending())[1]] == ["old", "new", "loud"]


def test_pairs_wait_until_they_may_be_looked_at_again(store: Store) -> None:
    memory, moment = Memory(store), dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    memory.keep([Round(pairs=(("A", "B"), ("C", "D")))])
    assert memory.waiting(moment, 10) == [("A", "B"), ("C", "D")]
    memory.looked([("A", "B")], {("A", "B"): "2023-06-01"}, moment)
    assert (memory.waiting(moment, 10), memory.turned(("A", "B"))) == ([("C", "D")], "2023-06-01")
    memory.keep([Round(pairs=(("A", "B"),))])
    assert memory.waiting(moment, 10) == [("C", "D")]
    assert memory.waiting(moment + DAY, 10) == [("C", "D"), ("A", "B")]


def test_what_is_very_old_is_forgotten_once_a_day(store: Store) -> None:
    memory, moment = Memory(store), dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    memory.keep([Round(seen={"old": dt.date(2021, 1, 1), "new": dt.date(2023, 5, 1)})])
    memory.prune(moment, dt.date(2023, 5, 30))
    assert (memory.get("old"), memory.get("new")) == (None, dt.date(2023, 5, 1))
    memory.keep([Round(seen={"old": dt.date(2021, 1, 1)})])
    memory.prune(moment + DAY / 2, dt.date(2023, 5, 30))
    assert memory.get("old") is not None


def test_progress_in_words(store: Store) -> None:
    assert keeper.progress(store) is None
    memory, moment = Memory(store), dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
    memory.beat(phase="indexing", done=300_000, total=1_000_000, beat=moment.isoformat())
    found = keeper.progress(store)
    assert found is not None
    assert found.words == "indexing 300,000 of 1,000,000"
    later = moment + dt.timedelta(seconds=90)
    assert (found.silent(later), found.stuck(later), found.stuck(moment + DAY)) == (90, False, True)
    memory.beat(phase="watching", done=0, total=None)
    found = keeper.progress(store)
    assert found is not None
    assert (found.words, found.stuck(moment), found.stuck(later)) == ("watching", False, True)
    memory.beat(phase="ended")
    assert (found := keeper.progress(store)) is not None
    assert found.stuck(moment)


def test_tables_are_made_once(store: Store) -> None:
    keeper.prepare(store)
    keeper.prepare(store)
    with pytest.raises(sqlite3.IntegrityError), store.writing() as connection:
        connection.execute("INSERT INTO keeper (id) VALUES (2)")
