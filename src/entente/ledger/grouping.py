"""Claims of different reports about one happening, put together as they come in.

A claim is compared with those told about the same time of the same parties and a like kind (`likeness`); it joins the
event whose claims it resembles most, or begins one. Nothing is moved later, so that ids and memberships stay.

A near-copy of a report is no further report of the happening: a claim that its origin has told already follows that
claim into its event and counts for nothing where others are compared, so that a copy never changes where they go.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from entente.ledger.grouping_words import WordWeights, spelled
from entente.ledger.likeness import REACH, WINDOW, Comparison, Member, in_time, near_kinds
from entente.ledger.origins import WINDOW as ORIGIN_WINDOW
from entente.records import Claim, Membership

#: Claims published farther than this many days from a claim never change where it goes.
SPAN = WINDOW + REACH
#: A claim joins an event that is at least so like it.
THRESHOLD = 0.6
#: Likeness to an event: for this share that to its likest claim, for the rest the mean of that to all of its claims in
#: time. The likest alone would chain visit to visit and strike to strike.
_LIKEST = 0.8
#: Where more than one event would do, the larger is favoured by so much for each natural logarithm of its claims: it
#: keeps a happening that is told a hundred times from ending in several events side by side.
_FAVOUR = 0.02
#: Wars as a whole stand apart from what happens in them.
_WHOLE_WAR = "whole war"
#: Words shown in a reason.
_SHOWN = 5
#: Reason of a claim of a near-copy whose origin told it before. By it such claims are known in the ledger's rows.
FOLLOWS = "as told by its origin"
#: Their score: 1.0 is that of the claim that begins an event.
_FOLLOWS_SCORE = 0.9999
#: Claims of one origin are published at most so many days apart: each within WINDOW of its first report.
_COPIED = 2 * ORIGIN_WINDOW


class _Told(NamedTuple):
    """Of a member, what a copy's claim must know to follow it."""

    event: str
    claim: str
    document: str
    day: int | None


class Grouping:
    """The events that can still be joined.

    What becomes of a claim depends only on the members published within SPAN days of it, in whatever order they were
    given: state rebuilt from them goes on as if it had never been away.
    """

    def __init__(self, members: Iterable[Member] = ()) -> None:
        """`members`: of all claims published within SPAN days of any that will be added; more do no harm.

        Claims that follow another (reason FOLLOWS) are no members and must not be among them.
        """
        self._members: dict[str, Member] = {}
        self._told: dict[tuple[str, str], list[_Told]] = {}
        self._told_on: dict[int | None, list[tuple[str, str]]] = {}
        self._blocks: dict[tuple[str, str, str], dict[str, Member]] = {}
        self._words = WordWeights()
        #: The day from which on claims can still be compared with all that they could join.
        self.since = dt.date.min
        for member in members:
            self._keep(member)

    def add(self, claim: Claim, published: dt.date | None, title: str, origin: str) -> Membership:
        """Where the claim belongs, and why. A claim that is a member already stays where it is.

        A claim that another report of its origin told before follows it (reason FOLLOWS) and becomes no member.

        Args:
            claim: any; feed them in the ledger's canonical order, the result depends on it.
            published: day of publication of its document.
            title: of its document.
            origin: id of the origin of its document.
        """
        known = self._members.get(claim.id)
        if known is not None:
            return Membership(known.event, claim.id, "grouped before", 1.0)
        new = Member.of(claim, "", published, title, origin)
        if (event := self._told_before(new)) is not None:
            return Membership(event, claim.id, FOLLOWS, _FOLLOWS_SCORE)
        found = self._likest(new)
        if found is None:
            membership = Membership(event_id(claim.id), claim.id, "first report of it", 1.0)
        else:
            joined, score, old = found
            membership = Membership(joined, claim.id, self._reason(claim, title, new, old), round(score, 4))
        self._keep(dataclasses.replace(new, event=membership.event))
        return membership

    def members(self) -> tuple[Member, ...]:
        """Everything that is kept, sorted by claim."""
        return tuple(self._members[claim] for claim in sorted(self._members))

    def forget(self, before: dt.date) -> None:
        """Drops what no claim published on that day or later can join, and claims of which no day is known."""
        day = before.toordinal()
        self.since = before
        for member in [m for m in self._members.values() if m.until is None or m.until < day]:
            del self._members[member.claim]
            for key in _keys(member):
                del self._blocks[key][member.claim]
                if not self._blocks[key]:
                    del self._blocks[key]
        self._words.forget(day - WordWeights.WINDOW)
        self._forget_told(day - _COPIED)

    def _forget_told(self, before: int) -> None:
        # Copies can come later than any other claim that joins, so this is kept longer than the members.
        for day in [day for day in self._told_on if day is None or day < before]:
            for key in self._told_on.pop(day):
                left = [old for old in self._told.pop(key, []) if old.day is not None and old.day >= before]
                if left:
                    self._told[key] = left

    def _told_before(self, new: Member) -> str | None:
        """The event of the claim by which another report of its origin told the same, the origin itself first."""
        found = [old for old in self._told.get((new.origin, new.told), ()) if _copied(old, new)]
        first = min(found, key=lambda old: (old.document != new.origin, old.day or 0, old.claim), default=None)
        return first.event if first else None

    def _likest(self, new: Member) -> tuple[str, float, Member] | None:
        """(event, likeness to it, its likest claim) of the event to join, None where there is none."""
        compared = Comparison(new, self._words.on(new.day or 0))
        events: dict[str, list[tuple[float, str]]] = {}
        for old in self._near(new):
            events.setdefault(old.event, []).append((compared.likeness(old), old.claim))
        ranked = []
        for event, links in events.items():
            mean = math.fsum([likeness for likeness, _ in links]) / len(links)
            score = _LIKEST * max(links)[0] + (1 - _LIKEST) * mean
            if score >= THRESHOLD:
                ranked.append((score + _FAVOUR * math.log(len(links)), event, score))
        if not ranked:
            return None
        _, event, score = max(ranked)
        return event, score, self._members[max(events[event])[1]]

    def _near(self, new: Member) -> Iterator[Member]:
        found: dict[str, Member] = {}
        for kind in (_WHOLE_WAR,) if new.war else near_kinds(new.kind):
            for one, two in _asked(new.parties):
                found.update(self._blocks.get((kind, one, two), {}))
        return (old for old in found.values() if in_time(new, old))

    def _keep(self, member: Member) -> None:
        if member.claim in self._members:
            return
        self._members[member.claim] = member
        told = (member.origin, member.told)
        self._told.setdefault(told, []).append(_Told(member.event, member.claim, member.document, member.day))
        self._told_on.setdefault(member.day, []).append(told)
        for key in _keys(member):
            self._blocks.setdefault(key, {})[member.claim] = member
        if member.day is not None:
            self._words.count(member.day, member.words)

    def _reason(self, claim: Claim, title: str, new: Member, old: Member) -> str:
        parts = [_parties(new, old), _kind(new, old), _days(new, old)]
        if new.war:
            return f"{', '.join(parts)}; both name the war as a whole"
        shared = new.quote & old.quote if new.document == old.document else new.words & old.words
        weight = self._words.on(new.day or 0)
        words = spelled(f"{claim.quote} {title}", sorted(shared, key=lambda word: (-weight[word], word)))
        if not words:
            return f"{', '.join(parts)}; no words in common"
        more = ", ..." if len(words) > _SHOWN else ""
        count = f"{len(words)} word{'s' * (len(words) > 1)} in common"
        return f"{', '.join(parts)}; {count}: {', '.join(words[:_SHOWN])}{more}"


def event_id(claim: str) -> str:
    """Id of the event that a claim begins: 16 hex digits of SHA-256 over the claim's id."""
    return hashlib.sha256(claim.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _copied(old: _Told, new: Member) -> bool:
    if old.document == new.document:
        return False  # what one report says twice is no copy
    if old.day is None or new.day is None:
        return old.day is new.day
    return abs(new.day - old.day) <= _COPIED


def _keys(member: Member) -> list[tuple[str, str, str]]:
    """Under what a member is found: every pair of its parties; a party alone; "*": any that name the party."""
    kind, parties = _WHOLE_WAR if member.war else member.kind, sorted(member.parties)
    any_of = [(kind, party, "*") for party in parties]
    if len(parties) == 1:
        return [*any_of, (kind, parties[0], "")]
    return [*any_of, *((kind, one, two) for one, two in combinations(parties, 2))]


def _asked(parties: frozenset[str]) -> list[tuple[str, str]]:
    ordered = sorted(parties)
    if len(ordered) == 1:
        return [(ordered[0], "*")]
    return [*((party, "") for party in ordered), *combinations(ordered, 2)]


def _parties(new: Member, old: Member) -> str:
    if new.parties == old.parties:
        return "same parties"
    return f"parties in common {' '.join(sorted(new.parties & old.parties))}"


def _kind(new: Member, old: Member) -> str:
    return "same kind" if new.kind == old.kind else f"{new.kind} beside {old.kind}"


def _days(new: Member, old: Member) -> str:
    if new.stated and old.stated and (new.first, new.last) == (old.first, old.last):
        return "same stated days"
    apart = abs((new.day or 0) - (old.day or 0))
    return "told the same day" if apart == 0 else f"told {apart} day{'s' * (apart > 1)} apart"
