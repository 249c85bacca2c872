"""How likely it is that two claims tell of one happening: from what they tell, whoever says so and whether denied."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
import sys
from dataclasses import dataclass
from operator import mul

from entente.ledger.grouping_words import DayWeights, cities, whole_war, words_of
from entente.records import Claim

#: A claim can be joined by claims published so many days before or after it.
WINDOW = 10
#: A stated day stretches that time, so that a visit can join its plan, but no farther than this from publication.
REACH = 60
#: Kinds whose parties are told in either order.
_EITHER_WAY = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
#: Kinds as which one happening is told. Whatever is not listed is never one.
_NEAR = (
    "ACCUSE PROTEST", "ACCUSE REJECT", "AGREE AID", "AGREE CONCEDE", "AGREE COOPERATE", "AGREE REQUEST",
    "AGREE RETREAT", "AGREE SUPPORT", "AGREE TRANSFER", "AID COOPERATE", "AID SUPPORT", "AID TRANSFER",
    "ASSAULT COERCE", "ASSAULT MOBILIZE", "COERCE MOBILIZE", "COERCE SANCTION", "CONCEDE REJECT", "CONCEDE RETREAT",
    "CONCEDE SUPPORT", "CONSULT TRAVEL", "COOPERATE MOBILIZE", "COOPERATE SUPPORT", "COOPERATE TRANSFER",
    "MOBILIZE THREATEN", "REJECT SANCTION",
)  # fmt: skip
#: Kinds of which the same parties do another tomorrow: strikes, tests, statements.
_AGAIN = frozenset({"ASSAULT", "MOBILIZE", "ACCUSE", "REQUEST", "THREATEN", "SUPPORT", "REJECT", "PROTEST", "COERCE"})
_ALIKE_MODES = frozenset({"meet", "phone"})
#: Days from which on two strikes are as far apart as they can be.
_FAR = 4
_WORD = re.compile(r"[^\W_]+")


def _near_kinds() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for pair in _NEAR:
        one, two = pair.split()
        found.setdefault(one, {one}).add(two)
        found.setdefault(two, {two}).add(one)
    return {kind: tuple(sorted(kinds)) for kind, kinds in found.items()}


_NEAR_KINDS = _near_kinds()


def near_kinds(kind: str) -> tuple[str, ...]:
    """The kind itself and those as which the same happening can be told, sorted."""
    return _NEAR_KINDS.get(kind, (kind,))


@dataclass(frozen=True, slots=True)
class Member:
    """What must be known of a claim in an event so that others can join it.

    Attributes:
        event, claim, document, origin: ids.
        kind, mode: of event; actor, recipient, parties: codes; matter: from the vocabulary.
        day: of publication, or the first stated where that is unknown, as an ordinal; None where neither is known.
        first, last: ordinals of the interval in which it happened: as stated, else the day before publication and
            that day; 0 where no day is known.
        stated: True where the claim states an interval.
        until: ordinal of the last day on which a report can be published whose claims join this one.
        quote: stems of the telling words of the quote; words: of quote and title; places: cities among them.
        war: True where the quote names a war as a whole.
        frame: one string for kind, mode, sides, matter and war together.
        told: digest of what it tells: claims of near-copies that have the same one tell the same, see `told_digest`.
    """

    event: str
    claim: str
    document: str
    origin: str
    kind: str
    mode: str | None
    actor: frozenset[str]
    recipient: frozenset[str]
    parties: frozenset[str]
    matter: frozenset[str]
    day: int | None
    first: int
    last: int
    stated: bool
    until: int | None
    quote: frozenset[str]
    words: frozenset[str]
    places: frozenset[str]
    war: bool
    frame: str
    told: str

    @classmethod
    def of(cls, claim: Claim, event: str, published: dt.date | None, title: str, origin: str) -> Member:
        """The member that a claim makes. `title`: of its document; `event`: id, "" while it has none."""
        parties = frozenset(claim.parties)
        quote = words_of(claim.quote, parties)
        words = quote | words_of(title, parties)
        day = published or claim.start or claim.end
        told = day.toordinal() if day else None
        first, last = _interval(claim, told)
        until = None if told is None else max(told, min(last, told + REACH)) + WINDOW
        war = claim.event == "ASSAULT" and whole_war(quote)
        sides = [" ".join(sorted(side)) for side in (claim.actor, claim.recipient, claim.matter)]
        return cls(
            event, claim.id, claim.document, origin, claim.event, claim.mode, frozenset(claim.actor),
            frozenset(claim.recipient), parties, frozenset(claim.matter), told, first, last,
            bool(claim.start or claim.end), until, quote, words, words & cities(),
            war, sys.intern("|".join([claim.event, claim.mode or "", *sides, "war" * war])), told_digest(claim),
        )  # fmt: skip


def told_digest(claim: Claim) -> str:
    """16 hex digits of SHA-256 over what a claim tells: kind, parties, holders, polarity, modality, words of its quote.

    Case and signs between the words do not count: they are what a copy of a report changes.
    """
    holders = [(holder.actor, holder.name, holder.stance) for holder in claim.holders]
    told = (
        claim.event, sorted(claim.actor), sorted(claim.recipient), holders, claim.polarity, claim.modality,
        _WORD.findall(claim.quote.lower()),
    )  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode("ascii")).hexdigest()[:16]


def _interval(claim: Claim, told: int | None) -> tuple[int, int]:
    """Ordinals of when it happened; an open end lasts until publication."""
    start, end = claim.start or claim.end, claim.end
    if start is None:
        return (told - 1, told) if told else (0, 0)
    first = start.toordinal()
    return first, end.toordinal() if end else max(first, told or first)


def in_time(one: Member, two: Member) -> bool:
    """True where both were told within WINDOW days, or one within WINDOW days of what the other foretold.

    Claims of which no day is known are in time only for near-copies of their own report.
    """
    if one.day is None or two.day is None:
        return one.day is two.day and one.origin == two.origin
    early, late = (one, two) if one.day <= two.day else (two, one)
    return late.day is not None and early.until is not None and late.day <= early.until


#: Feature -> weight. Fitted by `evals.events.fit` (logistic regression, ridge 0.3) on the tuning part of the labelled
#: pairs in evals/sets/events.jsonl, except "other places": too rare there, set by hand.
WEIGHTS = {
    "always": 0.79, "other kind": -1.49, "turned": -1.56, "other parties": -2.03, "other mode": -2.06,
    "other matter": -1.62, "war": 3.08,
    "other places": -4.0, "days": -2.17, "again": -0.73, "words of quotes": 3.43, "words of reports": 2.71,
}  # fmt: skip
_FITTED = tuple(WEIGHTS.values())
#: So many features come first that are the same for all claims of one frame.
_FRAMED = 7


class Comparison:
    """A new claim beside older ones."""

    def __init__(self, new: Member, weights: DayWeights) -> None:
        """`weights`: of words, on the day of the new claim."""
        self._new, self._weights = new, weights
        self._near = frozenset(near_kinds(new.kind))
        self._again = new.kind in _AGAIN and not new.war
        self._quote, self._words = weights.total(new.quote), weights.total(new.words)
        self._of_frame, self._of_told = _FITTED[:_FRAMED], _FITTED[_FRAMED:]
        self._frames: dict[str, float] = {}

    def likeness(self, old: Member) -> float:
        """Probability that both tell of one happening, 0 to 1.

        0 without the features where the kinds cannot be one, or where only one of them names a war as a whole: a
        strike is not the war.
        """
        if old.kind not in self._near or old.war is not self._new.war:
            return 0.0
        framed = self._frames.get(old.frame)
        if framed is None:
            framed = self._frames[old.frame] = sum(map(mul, self._of_frame, self._framed(old)))
        return 1 / (1 + math.exp(-framed - sum(map(mul, self._of_told, self._told(old)))))

    def features(self, old: Member) -> tuple[float, ...]:
        """What is weighed, in the order of WEIGHTS, each 0 to 1."""
        return self._framed(old) + self._told(old)

    def _framed(self, old: Member) -> tuple[float, ...]:
        new = self._new
        same = new.parties == old.parties
        either_way = new.kind in _EITHER_WAY or old.kind in _EITHER_WAY
        return (
            1.0,
            float(new.kind != old.kind),
            float(same and not either_way and new.actor != old.actor),
            0.0 if same else _unlike(new.parties, old.parties),
            float(new.mode != old.mode and bool(new.mode and old.mode) and {new.mode, old.mode} != _ALIKE_MODES),
            _unlike(new.matter, old.matter) if new.matter and old.matter else 0.5,
            float(new.war),
        )

    def _told(self, old: Member) -> tuple[float, ...]:
        new, days, gap, elsewhere = self._new, abs((self._new.day or 0) - (old.day or 0)), 0, 0.0
        if self._again and old.kind in _AGAIN:
            gap = max(0, new.first - old.last, old.first - new.last)
            elsewhere = float(bool(new.places and old.places and new.places.isdisjoint(old.places)))
        quotes = self._overlap(new.quote, old.quote, self._quote)
        # Claims of one report share its title, which then says nothing.
        reports = quotes if new.document == old.document else self._overlap(new.words, old.words, self._words)
        return (
            elsewhere,
            days / WINDOW if days < WINDOW else 1.0,
            gap / _FAR if gap < _FAR else 1.0,
            quotes,
            reports,
        )

    def _overlap(self, one: frozenset[str], two: frozenset[str], of_one: float) -> float:
        """Shared weight of two sets of words: the geometric mean of its shares of either, 0 to 1."""
        common = one & two
        if not common:
            return 0.0
        # Half a word more on either side: one shared word of two alone is no proof.
        shared = math.fsum([self._weights[word] for word in common])
        return shared / math.sqrt((of_one + 0.5) * (self._weights.total(two) + 0.5))


def _unlike(one: frozenset[str], two: frozenset[str]) -> float:
    """Jaccard distance."""
    return 1 - len(one & two) / len(one | two)
