"""As of a day that is closed, a ledger answers for ever as it did: whatever comes in, is corrected or read again."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from entente import bookkeeping
from entente.errors import UsageError
from entente.ledger import Ledger
from entente.records import Claim, Document, Ingested, Question
from tests.ledger.builders import Where, claims_of, report

#: Days of publication and of the clock; small, so that much falls on one day.
DAYS = [dt.date(2023, 1, 1) + dt.timedelta(days=9 * number) for number in range(8)]
NAMES = ("kremlin", "seoul", "harbour")
#: Two shapes of each text: words that are alike, so that one is a newer text of the other, and claims that differ.
TEXTS = (
    "RUS CONSULT PRK about arms on 2023-01-05 and nothing more was told of it that evening by anybody there",
    "RUS CONSULT PRK about arms on 2023-01-05 and nothing more was told of it that evening by anybody; USA ACCUSE RUS",
    "RUS not CONSULT PRK about arms and nothing more was told of it that evening by anybody there at all",
)


@dataclass
class Past:
    """A ledger with its clock, and what it answered as of days that were closed."""

    root: Where
    today: dt.date = DAYS[2]
    looks: int = 0
    answers: dict[dt.date, Any] = field(default_factory=dict)

    def now(self) -> dt.datetime:
        """Each look at the clock is a second later."""
        self.looks += 1
        return dt.datetime.combine(self.today, dt.time(6), dt.UTC) + dt.timedelta(seconds=self.looks)

    def ingest(self, *documents: Document) -> Ingested:
        """Brings reports in, and notes the answers of the days that are closed now."""
        done = bookkeeping.ingest(documents, self.root, lambda found: _read(found, "1"), lambda: "stub 1", now=self.now)
        for day in DAYS:
            if done.closed and day <= done.closed and day < self.today and day not in self.answers:
                self.answers[day] = self.answer(day)
        return done

    def reread(self, edition: str) -> None:
        """Reads all texts again by another edition of the reader."""
        bookkeeping.reread(self.root, lambda found: _read(found, edition), f"stub {edition}", now=self.now)

    def review(self, action: str, number: int) -> None:
        """One of the claims is corrected, rejected or accepted, where that says something new."""
        with Ledger(self.root) as ledger:
            names = sorted({kept.claim.id for kept in ledger.claims()})
            if not names:
                return
            name = names[number % len(names)]
            try:
                if action == "correct":
                    ledger.correct(name, {"event": ("ACCUSE", "AGREE")[number % 2]}, by="Ada", now=self.now())
                else:
                    getattr(ledger, action)(name, by="Ada", now=self.now())
            except UsageError:
                pass  # it says so already

    def answer(self, day: dt.date) -> tuple[list[Any], ...]:
        """Claims, events and documents as of a day, whole."""
        asked = Question(as_of=day)
        with Ledger(self.root) as ledger:
            return list(ledger.claims(asked)), ledger.events(asked), list(ledger.documents(asked))


def _read(documents: Iterable[Document], edition: str) -> Iterator[tuple[Document, list[Claim]]]:
    """Edition 2 is less sure, 3 overlooks what is denied and takes accusations for threats."""
    for document in documents:
        claims = claims_of(document, f"stub {edition}")
        if edition == "2":
            claims = [replace(claim, certainty="probable") for claim in claims]
        if edition == "3":
            claims = [replace(claim, event="THREATEN" if claim.event == "ACCUSE" else claim.event)
                      for claim in claims if claim.polarity == "positive"]  # fmt: skip
        yield document, claims


reports = st.builds(
    lambda name, text, day: report(TEXTS[text], day and day.isoformat(), id=name, url=f"https://news.example/{name}"),
    st.sampled_from(NAMES), st.integers(0, len(TEXTS) - 1), st.one_of(st.none(), st.sampled_from(DAYS)),
)  # fmt: skip
steps = st.one_of(
    st.tuples(st.just("ingest"), st.lists(reports, min_size=1, max_size=3)),
    st.tuples(st.just("reread"), st.sampled_from(["1", "2", "3"])),
    st.tuples(st.sampled_from(["correct", "reject", "accept"]), st.integers(0, 5)),
)
#: Steps, each with the number of days in DAYS by which the clock goes on before it.
lives = st.lists(st.tuples(st.integers(0, 2), steps), min_size=2, max_size=6)
_OLD, _NEW = report(TEXTS[0], DAYS[1].isoformat(), id="a"), report(TEXTS[1], DAYS[0].isoformat(), id="a")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@example(first=[_OLD], life=[(1, ("ingest", [_NEW])), (0, ("correct", 0)), (1, ("reread", "3"))])
@given(first=st.lists(reports, min_size=1, max_size=3), life=lives)
def test_what_was_told_of_a_closed_day_is_told_for_ever(
    first: list[Document], life: list[tuple[int, tuple[str, Any]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        past = Past(Path(folder) / "ledger")
        past.ingest(*first)
        for days, (action, value) in life:
            past.today += dt.timedelta(days=9 * days)
            if action == "ingest":
                past.ingest(*value)
            elif action == "reread":
                past.reread(value)
            else:
                past.review(action, value)
        for day, told in past.answers.items():
            for before, after in zip(told, past.answer(day), strict=True):
                assert after == before, f"as of {day}"


def test_a_late_report_counts_from_the_day_on_which_it_came(where: Where) -> None:
    past = Past(where / "ledger", DAYS[3])
    past.ingest(report(TEXTS[0], DAYS[1].isoformat(), id="a"))
    past.today = DAYS[4]
    assert past.ingest(report("USA ACCUSE RUS", DAYS[0].isoformat(), id="b")).late == 1
    assert [kept.document.id for kept in past.answer(DAYS[3])[2]] == ["a"]
    assert {kept.document.id for kept in past.answer(DAYS[4])[2]} == {"a", "b"}
    with Ledger(past.root) as ledger:
        asked = Question(as_of=DAYS[0], late=True)
        assert [kept.document.id for kept in ledger.documents(asked)] == ["b"]


def test_days_after_the_newest_report_are_still_open(where: Where) -> None:
    # The past is closed up to the newest report, not up to the day of the clock: months that were never read can still
    # be brought in, and count from their own days.
    past = Past(where / "ledger", DAYS[5])
    assert past.ingest(report(TEXTS[0], DAYS[1].isoformat(), id="a")).closed == DAYS[1]
    past.today = DAYS[6]
    assert past.ingest(report("USA ACCUSE RUS", DAYS[3].isoformat(), id="b")).late == 0
    assert {kept.document.id for kept in past.answer(DAYS[4])[2]} == {"a", "b"}
