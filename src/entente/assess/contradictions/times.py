"""Times that cannot both hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from entente.assess.contradictions.sorting import Tally, age, shown, singly, source, spoken, weight
from entente.assess.contradictions.tables import word_tables
from entente.assess.contradictions.words import Reading
from entente.assess.saying import Says, thing
from entente.records import Event, KeptClaim, origins
from entente.records.contradiction import Contradiction

#: Events that happen on one day, and once: a war's strikes are told apart only by their place and words.
_ONCE = frozenset({"CONSULT", "AGREE", "TRAVEL", "ASSAULT", "MOBILIZE", "RETREAT"})
#: Days that clocks and datelines around the world may put between two tellings of one hour.
_SLACK = 1
#: An event told on more days than this is a series, unless just so many of them are told by two origins or more, and
#: no more than so many others by one.
_SERIES, _SLIPS = 2, 1
#: Words that two tellings have in common at least: visits and strikes are many.
_WORDS = 3


def differing_times(events: Sequence[Event], reading: Reading, says: Says, tally: Tally) -> list[Contradiction]:
    """One finding for each event that is told to have happened on two days."""
    found = []
    for event in events:
        if len(event.times) > 1 and event.kind in _ONCE:
            finding = _within(event, reading, says, tally)
            if finding is not None:
                found.append(finding)
    return found


def _within(event: Event, reading: Reading, says: Says, tally: Tally) -> Contradiction | None:
    every: defaultdict[dt.date, list[KeptClaim]] = defaultdict(list)
    for kept in singly(event.claims):
        day = _day(kept)
        if day is not None and _stated(kept, reading):
            every[day].append(kept)
    days: dict[dt.date, list[KeptClaim]] = every
    if len(days) > _SERIES:
        # Beside days that two origins tell, one that a single report has is a slip; more of them are a series.
        backed = {day: told for day, told in days.items() if weight(told) > 1}
        if len(backed) != _SERIES or len(days) - len(backed) > _SLIPS:
            tally.add("an event told on many days, taken as a series")
            return None
        days = backed
    if len(days) < 2 or (max(days) - min(days)).days <= _SLACK:
        return None
    first, last = (days[day] for day in sorted(days))
    pairs = [(one, two) for one in first for two in last if _same(one, two, reading, tally)]
    if not pairs:
        return None
    return _finding(min(pairs, key=lambda pair: (age(pair[0]), age(pair[1]))), [*first, *last], reading, says)


def _day(kept: KeptClaim) -> dt.date | None:
    """The one day on which the claim says that it has happened, None where it tells none or a longer time."""
    claim = kept.claim
    if claim.modality != "actual" or claim.polarity != "positive" or {"start", "end"} & set(claim.inferred):
        return None
    return claim.start if claim.start is not None and claim.start == claim.end else None


def _stated(kept: KeptClaim, reading: Reading) -> bool:
    """True if the quote itself names a day; a day taken from elsewhere is too weak to accuse another of error."""
    return any(token.word in word_tables().lists["dated"] for token in reading.of(kept.claim.quote).tokens)


def _same(one: KeptClaim, two: KeptClaim, reading: Reading, tally: Tally) -> bool:
    first, second = one.claim, two.claim
    if first.event != second.event or set(first.parties) != set(second.parties):
        tally.add("days of other parties or kinds")
        return False
    if first.document == second.document:
        tally.add("two days in one report")
        return False
    shared = reading.stems(first.quote) & reading.stems(second.quote)
    if len(shared) < _WORDS:
        tally.add("days with too few words in common")
        return False
    return True


def _finding(
    pair: tuple[KeptClaim, KeptClaim], every: Sequence[KeptClaim], reading: Reading, says: Says
) -> Contradiction:
    one, two = sorted(pair, key=age)
    told = [f"{kept.claim.start} ({_who(kept, reading, says)})" for kept in (one, two)]
    number = origins(every)
    return Contradiction(
        kind="times", sure="possible", one=one, two=two,
        text=f"Days differ: {thing(one.claim, says)}, {told[0]} against {told[1]}.",
        reason=(
            f"both name a day in their own words, and the days lie more than {_SLACK} day apart; "
            f"{number} {'origin tells' if weight(every) == 1 else 'origins tell'} a day"
        ),
        claims=shown((one, two), every),
    )  # fmt: skip


def _who(kept: KeptClaim, reading: Reading, says: Says) -> str:
    voices = reading.voices(kept.claim)
    return spoken(voices, says) if voices else source(kept)
