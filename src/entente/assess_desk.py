"""The desk's journeys from a ledger, or from reports alone, to findings."""

from __future__ import annotations

import abc
import contextlib
import dataclasses
import datetime as dt
import functools
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from entente.bookkeeping import Clock, clock
from entente.errors import InputError, UsageError
from entente.ledger_desk import LedgerDesk, Source
from entente.records import (
    ACTIVITIES,
    Assessment,
    Claim,
    Dealing,
    Document,
    Event,
    Glance,
    KeptClaim,
    Question,
    Refusal,
)
from entente.records.vocabulary import MATTERS

if TYPE_CHECKING:
    from entente.assess.contradictions import Found
    from entente.assess.sanctions import CheckedClaim
    from entente.briefing import Known, Seen
    from entente.ledger import Ledger
    from entente.ledger.unkept import Unkept
    from entente.lexicon import Lexicon
    from entente.lexicon.membership import Memberships
    from entente.records import Alignment, Finding, Precedent, Rule, Ruling, Status, Track, Travels
    from entente.records.interest import Interests

#: Kinds of claims that tell where somebody travels, or with whom they meet.
TRAVELS = ("TRAVEL", "CONSULT")
#: Everything about a pair is looked for among so many of its newest claims (its course over time among all of them),
#: and among so many of what either side has or of where its people travel.
MOST, FEW = 3000, 100


class Speech:
    """Names of codes and short nouns of claims, from the lexicon and the words of the brief."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Loads the words of the brief. Raises LexiconError."""
        from entente.brief import Realiser

        self._lexicon, self._realiser = lexicon, Realiser(lexicon, [])

    def name(self, code: str) -> str:
        """Plain English name, with its article."""
        return self._lexicon.name(code)

    def label(self, claim: Claim) -> str:
        """What a claim tells of, as a short noun."""
        return self._realiser.label(claim)


class AssessDesk(LedgerDesk):
    """What a desk finds in ledgers and in reports."""

    _rule_files: tuple[Path, ...] = ()

    @property
    @abc.abstractmethod
    def lexicon(self) -> Lexicon:
        """The lexicon."""

    @functools.cached_property
    def says(self) -> Speech:
        """How findings name things."""
        return Speech(self.lexicon)

    @functools.cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The sanctions rules. Raises LexiconError with every fault in them."""
        from entente.lexicon.rules import load

        return load(*self._rule_files)

    @functools.cached_property
    def memberships(self) -> Memberships:
        """Which states are in which bodies, by day. Raises LexiconError."""
        from entente.lexicon.membership import load

        return load()

    def with_rules(self, files: Iterable[Path]) -> Self:
        """This desk, with rules from a user's own files on top of the packaged ones."""
        self._rule_files = tuple(files)
        self.__dict__.pop("rules", None)  # what was read without them
        return self

    @contextlib.contextmanager
    def over(
        self,
        reports: Source | Iterable[Source],
        *,
        published: dt.date | None = None,
        refused: Callable[[Refusal], None] = lambda refusal: None,
        now: Clock = clock,
    ) -> Iterator[Ledger]:
        """A ledger of these reports alone, which is gone afterwards. Raises InputError where none could be read."""
        with tempfile.TemporaryDirectory(prefix="entente-") as folder:
            place = Path(folder) / "ledger"
            done = self.ingest(reports, place, published=published, refused=refused, now=now)
            if not done.new:
                raise InputError("nothing could be read", mend="give at least one report")
            with self.ledger(place) as ledger:
                yield ledger

    def status(
        self,
        ledger: Ledger,
        question: Question,
        *,
        left_out: Callable[[tuple[tuple[str, int], ...]], None] = lambda reasons: None,
    ) -> list[Status]:
        """How the happenings stand that a question finds, most important first; `question.limit` cuts the answer.

        `left_out`: called with what the list leaves out, by reason.
        """
        from entente.assess import status

        events = self._events(ledger, question)
        left_out(status.left_out(events))
        return status.statuses(events, self.says, limit=question.limit)

    def standings(self, events: Iterable[Event]) -> list[Status]:
        """How happenings stand, most important first; those of which too little is told are left out."""
        from entente.assess import status

        return status.statuses(events, self.says)

    def standing(self, event: Event) -> Status | None:
        """How one happening stands; None where too little is told of it."""
        return next(iter(self.standings([event])), None)

    def contradictions(self, ledger: Ledger, question: Question) -> Found:
        """What cannot both hold, and changes of line, among the happenings that a question finds."""
        return self.clashes(ledger, self._events(ledger, question))

    def clashes(self, ledger: Ledger, events: Sequence[Event]) -> Found:
        """What cannot both hold, and changes of line, among happenings."""
        from entente.assess.contradictions import contradictions

        claims = _of(events)
        denials = [kept for kept in claims if kept.claim.polarity == "negative"]
        return contradictions(events, self.says, claims=claims, sentence=self._sentences(ledger, denials))

    def precedents(self, ledger: Ledger, question: Question) -> list[Precedent]:
        """Firsts, records and what reports call so, between the two of `question.pair`.

        Those come first that the ledger contradicts or supports.
        """
        from entente.assess.precedents import precedents

        one, two = _pair(question)
        # What went before counts, whenever it was; only what is shown is cut to the days asked for.
        claims = _of(self._events(ledger, dataclasses.replace(question, since=None, until=None)))
        until = self.until(ledger, question)
        return precedents(
            one, two, claims, self.says, since=question.since, until=question.until or until, began=ledger.began,
            sentence=self._sentences(ledger, claims),
        )  # fmt: skip

    def _sentences(self, ledger: Ledger, claims: Sequence[KeptClaim]) -> Callable[[Claim], tuple[str, int]]:
        """Gives the sentence around a claim's quote and its offset; the reports are asked for at the first one."""
        from entente.brief import Realiser

        @functools.cache
        def realiser() -> Realiser:
            reports = ledger.reports([kept.claim.document for kept in claims])
            return Realiser(self.lexicon, list(reports.values()))

        return lambda claim: realiser().around(claim)

    def alignment(
        self, ledger: Ledger, question: Question, *, third: str | None = None, seed: int = 0, shuffles: int = 999
    ) -> Alignment:
        """How the two of `question.pair` stand to each other over time, and why; `third`: told whatever it is."""
        from entente.assess.alignment import alignment

        one, two = _pair(question)
        glances = list(ledger.glances(question))
        thirds = ledger.beside(one, two, question, third=third)
        since, until = self._days(ledger, question, glances)
        return alignment(
            one, two, glances, thirds, self.says, since=since, until=until, with_=third,
            memberships=self.memberships, claims=lambda ids: ledger.these(ids, question), seed=seed,
            shuffles=shuffles, cut=question.until is not None,
        )  # fmt: skip

    def _days(self, ledger: Ledger, question: Question, glances: Sequence[Glance]) -> tuple[dt.date, dt.date]:
        until = question.until or self.until(ledger, question)
        days = [glance.published for glance in glances if glance.published]
        since = question.since or ledger.began or min(days, default=until)
        return min(since, until), until

    def interests(self, ledger: Ledger, question: Question) -> Interests:
        """What each of `question.pair` wants, asks, offers, has and lacks, and where want meets have."""
        from entente.assess.interests import interests

        one, two = _pair(question)
        either = ledger.alone((one, two), dataclasses.replace(question, event=("HAVE",)))
        between = list(ledger.claims(dataclasses.replace(question, limit=None)))
        found = {kept.claim.id: kept for kept in (*between, *either)}
        return interests(one, two, list(found.values()), self.says)

    def travel(self, ledger: Ledger, actor: str, question: Question, *, person: str | None = None) -> Travels:
        """Where an actor's people travelled, and what is said of their staying away. `person`: only this one."""
        from entente.assess.travel import travel

        until = question.until or self.until(ledger, question)
        return travel(
            actor, self._travels(ledger, question, actor), self.says, person=person, until=until, people=self.lexicon
        )

    def _travels(self, ledger: Ledger, question: Question, actor: str, *, most: int | None = None) -> list[KeptClaim]:
        return list(ledger.claims(dataclasses.replace(question, party=actor, event=TRAVELS, limit=most)))

    def record(self, ledger: Ledger, holder: str, question: Question) -> Track:
        """How the statements of a holder (code or name) fared."""
        from entente.assess import track

        events = self._events(ledger, dataclasses.replace(question, holder=holder, limit=None))
        return track.record(holder, events, self.says, until=question.until or self.until(ledger, question))

    def plot(self, found: Alignment, out: Path) -> None:
        """Draws an alignment as PNG or SVG. Raises UsageError without matplotlib, InputError where it cannot write."""
        from entente.assess.alignment import plot

        plot(found, out, self.says)

    def usual_activity(self, matter: str) -> str:
        """What is usually done with a matter: arms are supplied, exercises held, workers sent."""
        from entente.assess.sanctions import usual_activity

        return usual_activity(matter)

    def fact_fault(self, name: str, value: str) -> tuple[str, str] | None:
        """What is wrong with a fact about a dealing and how to mend it, None where some rule can turn on it."""
        from entente.assess.sanctions.facts import fault

        return fault(name, value, self.rules)

    def is_cap_unit(self, unit: str) -> bool:
        """Whether amounts in a unit can be held against the cap of any rule."""
        from entente.assess.sanctions.facts import known_unit

        return known_unit(unit, self.rules)

    def times(self, unit: str, other: str) -> float | None:
        """By what an amount in `unit` is multiplied to be in `other`; None where they do not measure the same."""
        from entente.assess.sanctions.facts import factor

        return factor(unit, other)

    def check(self, dealing: Dealing) -> Ruling:
        """A dealing against the sanctions rules. Raises UsageError for what means nothing in it."""
        from entente.assess.sanctions import check

        _make_sure(dealing, self.lexicon.codes())
        return check(dealing, self.rules, self.memberships, self.says)

    def check_claims(self, ledger: Ledger, question: Question, *, also_not_covered: bool = False) -> list[CheckedClaim]:
        """The dealings that claims tell of, against the sanctions rules; each as what it is told as.

        `also_not_covered`: those on which no rule bears, too.
        """
        from entente.assess.sanctions import DEALINGS, check_claims

        # What is no dealing, or of nobody under measures, need not be fetched whole: of a large ledger that is most.
        kinds = tuple(kind for kind in DEALINGS if not question.event or kind in question.event)
        if not kinds:
            return []
        under = {code for rule in self.rules for code in rule.state}
        glances = ledger.glances(dataclasses.replace(question, event=kinds, limit=None))
        ids = [each.id for each in glances if also_not_covered or not under.isdisjoint((*each.actor, *each.recipient))]
        claims = ledger.these(ids, question)
        return check_claims(claims, self.rules, self.memberships, self.says, also_not_covered=also_not_covered)

    def open_questions(self, ledger: Ledger, question: Question, checked: Sequence[Finding] = ()) -> list[Finding]:
        """What is not known about the happenings that a question finds, and what would settle it."""
        from entente.assess.questions import questions

        stands = self.status(ledger, dataclasses.replace(question, limit=None))
        return questions(stands, self.says, checked, on=question.until or self.until(ledger, question))

    def assessment(self, ledger: Ledger, question: Question) -> Assessment:
        """Everything that is found about the two of `question.pair`; see MOST for how far back it looks."""
        from entente.briefing import assessment

        with ledger.moment():
            return assessment(self._seen(ledger, question), self._known)

    def _seen(self, ledger: Ledger, question: Question) -> Seen:
        from entente.briefing import Seen

        one, two = _pair(question)
        glances = list(ledger.glances(question))
        since = back_to(glances, MOST)
        near = [glance for glance in glances if since is None or (glance.published or dt.date.min) >= since]
        events = ledger.events_of(list(dict.fromkeys(glance.event_id for glance in near if glance.event_id)), question)
        alone = ledger.alone((one, two), question, most=FEW)
        claims = {kept.claim.id: kept for kept in (*_of(events), *alone)}
        return Seen(
            events, list(claims.values()), glances, ledger.beside(one, two, question),
            question.pair, (question.pair,) if question.pair else (), question.since, ledger.began,
            since or ledger.began,
            question.until or self.until(ledger, question),
            lambda actor: self._travels(ledger, dataclasses.replace(question, pair=None), actor, most=FEW),
            lambda ids: ledger.these(ids, question), self._sentences(ledger, _of(events)),
        )  # fmt: skip

    def assessment_of(self, found: Unkept, documents: Sequence[Document], now: dt.datetime) -> Assessment:
        """Everything that is found in reports that are in no ledger; its pair is the one most told of."""
        from entente.brief import Realiser
        from entente.briefing import PAIRS, Seen, assessment, pairs_of

        days = [kept.published for kept in found.claims if kept.published]
        by_id = {kept.claim.id: kept for kept in found.claims}
        glances, pairs = [Glance.of(kept) for kept in found.claims], tuple(pairs_of(found.claims)[:PAIRS])
        seen = Seen(
            found.events, found.claims, glances, glances,
            # How far back a report reaches is not known.
            next(iter(pairs), None), pairs, None, min(days, default=None), None,
            max(days, default=now.date()),
            lambda actor: [k for k in found.claims if k.claim.event in TRAVELS and actor in k.claim.parties],
            lambda ids: [by_id[name] for name in ids if name in by_id],
            Realiser(self.lexicon, documents).around,
        )  # fmt: skip
        return assessment(seen, self._known)

    @property
    def _known(self) -> Known:
        from entente.briefing import Known

        return Known(self.says, self.lexicon, self.memberships, self.rules)

    def until(self, ledger: Ledger, question: Question) -> dt.date:
        """The day up to which is looked: the day asked, else that of the ledger's newest report, else today."""
        return question.as_of or ledger.closed or dt.datetime.now(dt.UTC).date()

    def _events(self, ledger: Ledger, question: Question) -> list[Event]:
        return ledger.events(dataclasses.replace(question, limit=None))


def _make_sure(dealing: Dealing, known: Collection[str]) -> None:
    """Raises UsageError where a slip would come out as "not covered"."""
    for place, codes in (("source", dealing.source), ("target", dealing.target)):
        if not codes:
            raise UsageError("is empty", place=place, mend="the code of a state, body or group")
        for code in codes:
            if code not in known:
                raise UsageError(f"{code!r} is no code", place=place, mend="as PRK; `entente actors NAME` tells it")
    if set(dealing.source) & set(dealing.target) and dealing.activity != "launch":
        raise UsageError("both sides are the same", place="target", mend="name two")
    if dealing.matter and dealing.matter not in MATTERS:
        raise UsageError(f"no {dealing.matter!r} here", place="matter", mend=f"one of {', '.join(MATTERS)}")
    if dealing.activity and dealing.activity not in ACTIVITIES:
        raise UsageError(f"no {dealing.activity!r} here", place="activity", mend=f"one of {', '.join(ACTIVITIES)}")
    if (dealing.amount or 0) < 0 or (dealing.used or 0) < 0:
        raise UsageError("is less than nothing", place="amount", mend="0 or more")


def back_to(glances: Sequence[Glance], most: int) -> dt.date | None:
    """The day of publication from which on there are about `most` of them; None where there are no more in all."""
    days = sorted((glance.published or dt.date.min for glance in glances), reverse=True)
    return days[most] if len(days) > most else None


def _pair(question: Question) -> tuple[str, str]:
    if question.pair is None:
        raise ValueError("a question about a pair names it")
    return question.pair


def _of(events: Iterable[Event]) -> list[KeptClaim]:
    return [kept for event in events for kept in event.claims]
