"""How likely it is that two claims tell of one happening: from what they tell, whoever says so and whether denied."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import mul

from entente.ledger.grouping_words import cities, whole_war, words_of
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
        first, last: ordinals of the stated interval, None where none is stated.
        until: ordinal of the last day on which a report can be published whose claims join this one.
        quote: stems of the telling words of the quote; words: of quote and title; places: cities among them.
        war: True where the quote names a war as a whole.
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
    first: int | None
    last: int | None
    until: int | None
    quote: frozenset[str]
    words: frozenset[str]
    places: frozenset[str]
    war: bool

    @classmethod
    def of(cls, claim: Claim, event: str, published: dt.date | None, title: str, origin: str) -> Member:
        """The member that a claim makes. `title`: of its document; `event`: id, "" while it has none."""
        parties = frozenset(claim.parties)
        quote = words_of(claim.quote, parties)
        words = quote | words_of(title, parties)
        day = published or claim.start or claim.end
        told = day.toordinal() if day else None
        first, last = _interval(claim, told)
        until = None if told is None else max(told, min(last or told, told + REACH)) + WINDOW
        return cls(
            event, claim.id, claim.document, origin, claim.event, claim.mode, frozenset(claim.actor),
            frozenset(claim.recipient), parties, frozenset(claim.matter), told, first, last, until, quote, words,
            words & cities(), claim.event == "ASSAULT" and whole_war(quote),
        )  # fmt: skip


def _interval(claim: Claim, told: int | None) -> tuple[int | None, int | None]:
    """Ordinals of the stated interval; an open end lasts until publication."""
    start, end = claim.start or claim.end, claim.end
    if start is None:
        return None, None
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


def _gap(one: Member, two: Member) -> int:
    """Days between the two happenings: as stated, else the day of publication and the one before."""
    first, last = _when(one)
    start, end = _when(two)
    return max(0, first - end, start - last)


def _when(member: Member) -> tuple[int, int]:
    if member.first is not None and member.last is not None:
        return member.first, member.last
    day = member.day or 0
    return day - 1, day


#: Feature -> weight. Fitted by `evals.events.fit` (logistic regression, ridge 0.3) on the tuning half of the labelled
#: pairs in evals/sets/events.jsonl, except "other places": too rare there, set by hand.
WEIGHTS: dict[str, float] = {
    "always": 0.55, "other kind": -1.15, "turned": -1.56, "other parties": -2.22, "other mode": -2.48,
    "other matter": -1.09, "other places": -1.5, "days": -2.06, "again": -0.41, "war": 2.73, "words of quotes": 3.28,
    "words of reports": 3.6,
}  # fmt: skip


class Comparison:
    """A new claim beside older ones."""

    def __init__(self, new: Member, weight: Mapping[str, float]) -> None:
        """`weight`: of words, on the day of the new claim (see WordWeights)."""
        self._new, self._weight = new, weight
        self._near = near_kinds(new.kind)
        self._quote, self._words = self._sum(new.quote), self._sum(new.words)

    def likeness(self, old: Member) -> float:
        """Probability that both tell of one happening, 0 to 1.

        0 without the features where the kinds cannot be one, or where only one of them names a war as a whole: a
        strike is not the war.
        """
        if old.kind not in self._near or old.war != self._new.war:
            return 0.0
        value = sum(map(mul, WEIGHTS.values(), self.features(old)))
        return 1 / (1 + math.exp(-value))

    def features(self, old: Member) -> tuple[float, ...]:
        """What is weighed, in the order of WEIGHTS, each 0 to 1."""
        new = self._new
        same = new.parties == old.parties
        told = self._overlap(new.quote, old.quote, self._quote)
        # Claims of one report share its title, which then says nothing.
        heads = told if new.document == old.document else self._overlap(new.words, old.words, self._words)
        return (
            1.0,
            float(new.kind != old.kind),
            float(same and new.actor != old.actor and new.kind not in _EITHER_WAY and old.kind not in _EITHER_WAY),
            0.0 if same else 1 - len(new.parties & old.parties) / len(new.parties | old.parties),
            _other_mode(new.mode, old.mode),
            _other_matter(new.matter, old.matter),
            float(bool(new.places) and bool(old.places) and new.places.isdisjoint(old.places)),
            min(abs((new.day or 0) - (old.day or 0)), WINDOW) / WINDOW,
            0.0 if new.war or new.kind not in _AGAIN or old.kind not in _AGAIN else min(_gap(new, old), 4) / 4,
            float(new.war),
            told,
            heads,
        )

    def _overlap(self, one: frozenset[str], two: frozenset[str], of_one: float) -> float:
        """Shared weight of two sets of words: the geometric mean of its shares of either, 0 to 1."""
        common = one & two
        if not common:
            return 0.0
        # Half a word more on either side: one shared word of two alone is no proof.
        return self._sum(common) / math.sqrt((of_one + 0.5) * (self._sum(two) + 0.5))

    def _sum(self, words: frozenset[str]) -> float:
        # Exact, so that the order of a set does not show.
        return math.fsum([self._weight[word] for word in words])


def _other_mode(one: str | None, two: str | None) -> float:
    return float(bool(one and two and one != two and {one, two} != _ALIKE_MODES))


def _other_matter(one: frozenset[str], two: frozenset[str]) -> float:
    if not one or not two:
        return 0.5
    return 1 - len(one & two) / len(one | two)
