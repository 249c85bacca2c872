"""The journeys that join ledger and index: following, taking up a review, asking as of a day, one event."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entente.assess_desk import AssessDesk
from entente.bookkeeping import Clock, clock
from entente.records import STANDING, Event, Glance, KeptClaim, Question
from entente.records.shown import Followed, Page

if TYPE_CHECKING:
    from entente.index import Index
    from entente.index.claims_written import Tone
    from entente.index.writing import Writing
    from entente.ledger import Ledger
    from entente.ledger.changes import Changes

#: Where the index of a ledger lies, seen from the ledger's folder.
PLACE = Path(".desk") / "index.sqlite"
#: Claims and documents taken up in one transaction, while which nobody else can write the index.
CHUNK = 1000
Progress = Callable[[int, "int | None"], None]


class IndexDesk(AssessDesk):
    """What a desk does with a ledger and the index beside it."""

    def index(self, path: Path) -> Index:
        """The index at a path (LEDGER / PLACE), open for questions; an empty one is made where there is none.

        Raises LedgerError where the file cannot be used.
        """
        from entente.index import Index

        return Index(path)

    @functools.cached_property
    def _tone(self) -> Tone:
        """What a claim says of how its sides stand, as the alignment of a pair weighs it, from -1 to 1."""
        from entente.assess.alignment.weights import MOST, load

        weights = load()

        def tone(glance: Glance) -> float | None:
            weighed = weights.of(glance)
            return weighed.value / MOST if not weighed.left else None

        return tone

    def follow(
        self, index: Index, ledger: Ledger, *, progress: Progress = lambda done, total: None, now: Clock = clock,
        most: int | None = None,
    ) -> Followed:  # fmt: skip
        """Takes up what is new in a ledger, in small transactions; killed at any moment, the next call goes on.

        Only one process at a time follows; others wait. Where the ledger's log does not tell what is new (and the
        first time), the index is made anew in a file beside and put in place when it is whole; readers go on meanwhile.

        Args:
            index: to bring up to date.
            ledger: what it is the index of.
            progress: called with the number of claims and documents taken up, and of all where that can be told.
            now: the clock, UTC.
            most: stop after about so many claims and documents; `Followed.behind` says that there is more.

        Raises LedgerError where either cannot be used.
        """
        from entente.index.files import DamagedError, alone

        with alone(index.path, "following"):
            try:
                before, marks = index.version, index.marks()
                if marks is not None:
                    followed = _Following(index, ledger, self._tone, progress, now).go_on(before, most)
                    if followed is not None:
                        return followed
            except DamagedError:
                before = 0
            return _anew(index, ledger, self._tone, progress, now, before)

    def take_up(self, index: Index, ledger: Ledger, claims: Sequence[str], *, now: Clock = clock) -> Followed:
        """Takes up some claims at once, in their newest version, with their reviews: right after a review.

        Those that were split together with them are taken up too, for an undo changes all of them.
        """
        from entente.ledger.changes import reviews_of

        before = index.version
        # Apart: what another thread asks meanwhile may keep the ledger at a moment before the review.
        with index.writing(self._tone) as writing, ledger.apart() as own:
            beside = (name for review in reviews_of(own, claims) for name in review.with_)
            ids = sorted({*claims, *beside})
            number = _take_claims(writing, own, ids, now()) if writing.fact("marks") else 0
        return Followed(index.version, number, 0, 0, whole=False, behind=False, before=before)

    def happening(self, index: Index, name: str) -> Event | None:
        """An event by its whole id, from the index: as `Ledger.event` gives it; None where none stands."""
        from entente.ledger.happenings import event_of

        found = index.event_claims(name)
        if not found:
            return None
        return event_of(name, [kept for kept, _ in found], {kept.claim.id: reason for kept, reason in found})

    def asked(
        self, index: Index, ledger: Ledger, question: Question, *, statuses: Sequence[str] = STANDING,
        sort: str = "published", descending: bool = True, after: str | None = None, limit: int = 50,
    ) -> Page[KeptClaim]:  # fmt: skip
        """A page of claims: from the index, or where the question asks as of a day, from the ledger, newest first.

        Raises UsageError where another order is asked as of a day.
        """
        from entente.errors import UsageError

        if question.as_of is None:
            return index.claims(question, statuses=statuses, sort=sort, descending=descending, after=after, limit=limit)
        if sort != "published" or not descending:
            raise UsageError("as of a day, claims come newest first", place="sort", mend="leave sort or as_of out")
        start = _offset(after)
        asked = dataclasses.replace(question, limit=start + limit + 1)
        rows = tuple(islice(ledger.claims(asked, statuses=statuses), start, None))
        return Page(rows[:limit], _offset_cursor(start + limit) if len(rows) > limit else None)

    def asked_events(
        self, index: Index, ledger: Ledger, question: Question, *, after: str | None = None, limit: int = 50
    ) -> Page[Event]:
        """A page of events in whole, most origins first: from the index, or as of a day from the ledger."""
        if question.as_of is None:
            page = index.events(question, after=after, limit=limit)
            found = (self.happening(index, row.id) for row in page.rows)
            return Page(tuple(event for event in found if event is not None), page.next)
        start = _offset(after)
        events = ledger.events(dataclasses.replace(question, limit=start + limit + 1))[start:]
        return Page(tuple(events[:limit]), _offset_cursor(start + limit) if len(events) > limit else None)


def _offset(after: str | None) -> int:
    from entente.index import cursors

    if after is None:
        return 0
    (start,) = cursors.read(after, int)
    if not 0 <= start <= 1_000_000:
        raise cursors.bad()
    return int(start)


def _offset_cursor(start: int) -> str:
    from entente.index import cursors

    return cursors.written(start)


def _take_claims(writing: Writing, ledger: Ledger, ids: Sequence[str], now: dt.datetime) -> int:
    from entente.ledger.changes import newest_claims, reviews_of

    with writing.changing(now):
        changed = writing.put_claims(newest_claims(ledger, ids), ids)
        writing.put_reviews(reviews_of(ledger, ids))
    return changed


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))


class _Following:
    """One following of a ledger."""

    def __init__(self, index: Index, ledger: Ledger, tone: Tone, progress: Progress, now: Clock) -> None:
        self.index, self.ledger, self.tone, self.progress, self.now = index, ledger, tone, progress, now
        self.counts: Counter[str] = Counter()

    def go_on(self, before: int, most: int | None) -> Followed | None:
        """Takes up what is new; None where the log does not tell it."""
        from entente.ledger.changes import changes

        while True:
            marks = self.index.marks()
            if marks is None:
                return None
            taken = self.counts["claims"] + self.counts["documents"]
            found = changes(self.ledger, marks, most=CHUNK if most is None else min(CHUNK, most - taken))
            if found.whole:
                return None
            if found.marks != marks:
                self._take(found)
            behind = found.more and most is not None and taken + len(found.claims) + len(found.documents) >= most
            if behind or not found.more:
                return self._end(before, behind=behind)

    def _take(self, found: Changes) -> None:
        """Takes up what some commits changed, piece by piece, and at last marks them as taken up."""
        from entente.ledger.changes import newest_documents

        for ids in _chunks(found.documents):
            with self.index.writing(self.tone) as writing, writing.changing(self.now()):
                writing.put_documents(newest_documents(self.ledger, ids), ids)
            self._told("documents", len(ids))
        for ids in _chunks(found.claims):
            with self.index.writing(self.tone) as writing:
                _take_claims(writing, self.ledger, ids, self.now())
            self._told("claims", len(ids))
        with self.index.writing(self.tone) as writing, writing.changing(self.now()):
            writing.put_refusals(found.refusals)
            writing.set_facts({"marks": json.dumps(found.marks)})

    def _told(self, what: str, number: int) -> None:
        self.counts[what] += number
        self.progress(self.counts["claims"] + self.counts["documents"], None)

    def _end(self, before: int, *, behind: bool) -> Followed:
        with self.index.writing(self.tone) as writing:
            with writing.changing(self.now()):
                writing.set_facts(_days(self.ledger, self.now()))
            left = 1
            while left:
                with writing.changing(self.now()):
                    left = writing.tidy(20)
        touched = self.index.changed_since(before)
        return Followed(
            touched.version, self.counts["claims"], self.counts["documents"], len(touched.events), whole=False,
            behind=behind, before=before,
        )  # fmt: skip


def _days(ledger: Ledger, now: dt.datetime) -> dict[str, Any]:
    from entente.index.packing import day_number, moment_number

    return {"moment": moment_number(now), "closed": day_number(ledger.closed), "began": day_number(ledger.began)}


def _anew(index: Index, ledger: Ledger, tone: Tone, progress: Progress, now: Clock, before: int) -> Followed:
    """Makes an index anew in a file beside, and puts it in place when it is up to date."""
    from entente.index.files import alone

    with index.anew(tone) as writing:
        counts = _fill(writing, ledger, progress, now, before)
        with alone(index.path):
            index.put_in_place(writing)
    # What came while it was made, and reviews that were taken up in the file before.
    followed = _Following(index, ledger, tone, progress, now).go_on(before, None)
    version = followed.version if followed is not None else index.version
    return Followed(version, counts["claims"], counts["documents"], counts["events"], True, False, before)


def _fill(writing: Writing, ledger: Ledger, progress: Progress, now: Clock, before: int) -> Counter[str]:
    """Everything of a ledger at one moment, in one transaction."""
    from entente.index import building
    from entente.index.opened import MAKER
    from entente.ledger import changes

    counts: Counter[str] = Counter()
    total = 0

    def done(what: str, number: int) -> None:
        counts[what] += number
        progress(counts["claims"] + counts["documents"], total)

    with ledger.moment():
        marks, told = changes.marks(ledger), ledger.count()
        changed, newer = changes.changed_claims(ledger), changes.changed_documents(ledger)
        total = told["claims"] + ledger.tables.table("documents").count()
        claims = (
            row
            for month in changes.all_months(ledger, "claims")
            for row in changes.plain_claims(ledger, month, changed)
        )
        building.put_claims(writing, claims, functools.partial(done, "claims"))
        documents = (
            kept
            for month in changes.all_months(ledger, "documents")
            for kept in changes.plain_documents(ledger, month, newer)
        )
        building.put_documents(writing, documents, functools.partial(done, "documents"))
        building.settle(writing)
        for ids in _chunks(newer):
            done("documents", writing.put_documents(changes.newest_documents(ledger, ids)))
        for at in range(0, len(changed), changes.CHUNK):
            done("claims", writing.put_claims(changes.newest_claims(ledger, changed[at : at + changes.CHUNK])))
        writing.put_refusals(changes.all_refusals(ledger))
        writing.put_reviews(changes.reviews_of(ledger))
        version = max(before + 1, int(now().timestamp()))
        facts = {"marks": json.dumps(marks), "maker": MAKER, "version": version, "told_since": version}
        writing.set_facts({**facts, **_days(ledger, now())})
        building.finish(writing)
    (counts["events"],) = writing.connection.execute("SELECT count(*) FROM events").fetchone()
    return counts
