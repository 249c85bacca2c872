"""The keeper's rounds: follow the ledger into the index, look for news, weigh watches."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from entente.records import Event, Question
from entente.records.noticed import RECENT, Known, Pair, Round
from entente.serve import uploads
from entente.serve.context import Clock, Deps, clock
from entente.serve.keeper.memory import INDEXING, Memory
from entente.serve.settings import Settings
from entente.serve.store import Store
from entente.serve.watching.schema import stamp

if TYPE_CHECKING:
    from entente.desk import Desk, Index, Ledger
    from entente.serve.watching import Watch

#: Claims and documents taken up between two signs of life; happenings of one round of news.
TAKEN, BATCH = 20_000, 400
#: Seconds for pairs in one round; pairs fetched for it; minutes until a pair is looked at again.
SECONDS, PAIRS, AGAIN = 3.0, 50, dt.timedelta(minutes=10)
#: Most seconds for the pairs of the first look at a ledger, whose news then comes in one order.
FIRST_SECONDS = 90.0
#: Pairs, beside those that are watched, in which turns are looked for; in so many days.
BUSIEST, BUSY_DAYS = 40, 180
#: Seconds between two signs of life.
BEAT = 1.0
#: Seconds after which the ledger is followed although nothing seems to have changed.
ANYHOW = 60.0
#: Seconds between two looks for readings that have had their day.
CLEARED = 600.0
_TABLES = ("documents", "claims", "events", "origins", "reviews", "refusals")


class Stop(Protocol):
    """Tells when to end; `threading.Event` does."""

    def is_set(self) -> bool:
        """Whether it is time."""

    def wait(self, timeout: float | None = None) -> bool:
        """Waits for it, `timeout` seconds at most."""


class Stopped(Exception):
    """It is time to end; what is not done is done by the next keeper."""


class Rounds:
    """One keeper's work on one ledger."""

    def __init__(self, settings: Settings, desk: Desk, store: Store, stop: Stop, *, now: Clock = clock) -> None:
        """Opens ledger and index. Raises LedgerError where there is none."""
        self.settings, self.desk, self.store, self._stop, self._now = settings, desk, store, stop, now
        self.memory = Memory(store)
        self.ledger: Ledger = desk.ledger(settings.ledger)
        self.index: Index = desk.index(settings.state / "index.sqlite")
        self._seen: tuple[int, ...] | None = None
        self._again = False
        self._followed, self._beaten, self._waits = -ANYHOW, 0.0, time.monotonic()
        self._cleared = -CLEARED
        self._busy: tuple[dt.date, frozenset[Pair]] | None = None

    def close(self) -> None:
        """Lets go of ledger and index."""
        self.index.close()
        self.ledger.close()

    def round(self) -> bool:
        """Does what there is to do; True where there is more. Raises Stopped, LedgerError, sqlite3.Error, OSError."""
        self._pass_on()
        self._follow()
        more = self._news() | self._between()
        self._weigh()
        newest = self._newest()
        if newest is not None:
            self.memory.prune(self._now(), newest)
        if time.monotonic() - self._cleared > CLEARED:
            # What readers handed in goes away within its day although nobody hands in more.
            uploads.clear(uploads.work_folder(self.settings))
            self._cleared = time.monotonic()
        self.beat("watching" if not more else "looking for news", force=True, well=True)
        return more

    # ------------------------------------------------------------------ signs of life

    def beat(
        self, phase: str, done: int = 0, total: int | None = None, *, force: bool = False, well: bool = False
    ) -> None:
        """Tells how it is getting on, every BEAT seconds at most. Raises Stopped where it is time to end.

        `well`: the round has gone well, so that a fault of one before is over.
        """
        if self._stop.is_set():
            raise Stopped
        if force or time.monotonic() - self._beaten >= BEAT:
            self._beaten = time.monotonic()
            behind = self._signature() != self._seen
            lag = time.monotonic() - self._waits if behind else 0.0
            self.memory.beat(
                phase=phase, done=done, total=total, lag=lag, beat=stamp(self._now()), **({"fault": ""} if well else {})
            )

    # ------------------------------------------------------------------ following

    def _signature(self) -> tuple[int, ...]:
        """When the ledger was last written."""
        return self.ledger.tables.storage.signature(_TABLES)

    def _follow(self) -> None:
        signature, moment = self._signature(), time.monotonic()
        if signature == self._seen and not self._again and moment - self._followed < ANYHOW:
            self._waits = moment
            return
        # Reviews written by the desk leave it to this process to find the events of claims that they moved.
        self.ledger.settle()
        behind = True
        while behind:
            self.beat(INDEXING)
            found = self.desk.follow(
                self.index, self.ledger, progress=lambda done, total: self.beat(INDEXING, done, total),
                now=self._now, most=TAKEN,
            )  # fmt: skip
            behind = found.behind
        # Clocks of file systems are coarse: what is written in the same tick must be seen the next time.
        self._again = time.time_ns() - max(signature) < 2_000_000_000
        self._seen = signature
        self._followed = self._waits = moment

    # ------------------------------------------------------------------ news

    def _newest(self) -> dt.date | None:
        """The day of the newest report; one that is dated ahead counts as of today."""
        last = self.index.summary().last
        return min(last, self._now().date()) if last else None

    def _news(self) -> bool:
        """Looks for news of what was touched since the last time; True where there is more."""
        newest, before, version = self._newest(), self.memory.version, self.index.version
        if newest is None or version == before:
            return False
        if before is None:
            self._first(newest, version)
            return True
        touched = self.index.changed_since(before)
        since = newest - dt.timedelta(days=RECENT)
        ids = list(self._recent(since)) if touched.whole else self._worth(touched.events, since)
        for at in range(0, len(ids), BATCH):
            self.beat("looking for news", at, len(ids))
            self.memory.keep([self._look(ids[at : at + BATCH], newest)])
            self._pass_on()
        self.memory.keep([], version=touched.version)
        return True

    def _first(self, newest: dt.date, version: int) -> None:
        """The first look at a ledger: news of its last days, kept at once, so that it comes in one order."""
        ids = list(self._recent(newest - dt.timedelta(days=RECENT)))
        rounds: list[Round] = []
        for at in range(0, len(ids), BATCH):
            self.beat("looking for news", at, len(ids))
            rounds.append(self._look(ids[at : at + BATCH], newest, rounds))
        pairs = list(dict.fromkeys(pair for each in rounds for pair in each.pairs))
        end = time.monotonic() + FIRST_SECONDS
        between = self._between_round(pairs, newest, lambda: time.monotonic() > end, total=len(pairs))
        # Those in which turns are looked for stay waiting: that is done with time, beside new things.
        left = {*between.pairs, *(pair for pair in pairs if self._turns(pair, newest))}
        self.memory.keep([*rounds, between], version=version)
        self.memory.looked([pair for pair in pairs if pair not in left], {}, self._now())
        self._pass_on()

    def _recent(self, since: dt.date) -> Iterator[str]:
        """Ids of the events with a report since a day."""
        after: str | None = None
        while True:
            page = self.index.events(Question(published_since=since), sort="last", after=after, limit=500)
            yield from (row.id for row in page.rows)
            self.beat("looking for news")
            if page.next is None:
                return
            after = page.next

    def _worth(self, ids: Sequence[str], since: dt.date) -> list[str]:
        """Of events those of which there can be news: told in the last days, or known to stand somehow."""
        found: list[str] = []
        for at in range(0, len(ids), BATCH):
            some = ids[at : at + BATCH]
            self.beat("looking for news")
            known = self.memory.states(some)
            rows = self.index.event_rows(some)
            found += [row.id for row in rows if row.id in known or (row.last is not None and row.last >= since)]
        return found

    def _look(self, ids: Sequence[str], newest: dt.date, before: Sequence[Round] = ()) -> Round:
        """A round over events. `before`: rounds that are not kept yet."""
        events: list[Event] = []
        for name in ids:
            event = self.desk.happening(self.index, name)
            if event is not None:
                events.append(event)
            self.beat("looking for news")
        known = Known(self.memory.states(ids), _Both(self.memory, [each.seen for each in before]))
        return self.desk.news(events, known, self.desk.past(self.index), newest=newest, found=self._now())

    # ------------------------------------------------------------------ pairs

    def _between(self) -> bool:
        """Holds pairs that were touched against their past, for a few seconds; True where there are more."""
        newest, edge = self._newest(), self._now() - AGAIN
        pairs = self.memory.waiting(edge, PAIRS) if newest else []
        if newest is None or not pairs:
            return False
        end = time.monotonic() + SECONDS
        turned = {pair: newest.isoformat() for pair in pairs if self._turns(pair, newest)}
        found = self._between_round(
            pairs, newest, lambda: time.monotonic() > end, total=self.memory.count_waiting(), turns=turned.__contains__
        )
        left = set(found.pairs)
        done = [pair for pair in pairs if pair not in left]
        self.memory.keep([found])
        self.memory.looked(done, {pair: day for pair, day in turned.items() if pair not in left}, self._now())
        self._pass_on()
        return True

    def _between_round(
        self, pairs: Sequence[Pair], newest: dt.date, enough: Callable[[], bool], *, total: int,
        turns: Callable[[Pair], bool] = lambda pair: False,
    ) -> Round:  # fmt: skip
        looked = 0

        def asked() -> bool:
            nonlocal looked
            self.beat("holding pairs against their past", looked, total)
            looked += 1
            return enough()

        return self.desk.news_between(
            pairs, Known(seen=self.memory), self.desk.past(self.index), newest=newest, found=self._now(), turns=turns,
            enough=asked,
        )  # fmt: skip

    def _turns(self, pair: Pair, newest: dt.date) -> bool:
        """Whether turns are looked for in a pair: it is watched or among the busiest, and was not looked at today."""
        if self._busy is None or self._busy[0] != newest:
            self._busy = newest, self._watched() | self._busiest(newest)
        return tuple(sorted(pair)) in self._busy[1] and self.memory.turned(pair) != newest.isoformat()

    def _busiest(self, newest: dt.date) -> frozenset[Pair]:
        found = self.index.network(newest - dt.timedelta(days=BUSY_DAYS), newest)
        ties = sorted(found.ties, key=lambda tie: (-tie.origins, tie.one, tie.two))[:BUSIEST]
        return frozenset((min(tie.one, tie.two), max(tie.one, tie.two)) for tie in ties)

    def _watched(self) -> frozenset[Pair]:
        from entente.errors import UsageError
        from entente.serve.watching.watches import running

        found: set[Pair] = set()
        for watch in running(self.store):
            try:
                asked = self._question(watch)
            except UsageError:  # the watch is marked with it where it is weighed
                continue
            if asked.pair:
                found.add((min(asked.pair), max(asked.pair)))
        return frozenset(found)

    # ------------------------------------------------------------------ watches

    def _pass_on(self) -> None:
        """News that was kept goes to where pages read it."""
        from entente.serve import watching

        for number, news in self.memory.pending():
            watching.keep(self.store, news)
            self.memory.passed(number)

    def _weigh(self) -> None:
        from entente.serve import watching

        watching.evaluate(
            self.store, lambda question, ids: self.index.matching(question, ids), self._question, self._now()
        )

    def _question(self, watch: Watch) -> Question:
        from entente.serve.jobs import Jobs
        from entente.serve.questions import asked, typed

        deps = Deps(
            self.settings, self.desk, self.ledger, self.index, self.store, Jobs(self.settings), self._now
        )  # Jobs starts nothing until it is asked to
        return asked(deps, typed(watch.question))


class _Both:
    """What the store knows to be told, and what rounds that are not kept yet have told."""

    def __init__(self, memory: Memory, fresh: Sequence[Mapping[str, dt.date]]) -> None:
        self._memory, self._fresh = memory, fresh

    def get(self, key: str, /) -> dt.date | None:
        """The newest day of a key."""
        days = [day for each in self._fresh if (day := each.get(key))]
        kept = self._memory.get(key)
        return max([*days, *([kept] if kept else [])], default=None)
