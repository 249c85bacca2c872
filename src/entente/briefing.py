"""What a brief tells of findings: those of a few reports, or those of a pair in a ledger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.records import Alignment, Assessment, Claim, Event, Finding, Glance, KeptClaim

if TYPE_CHECKING:
    from entente.assess.saying import Says
    from entente.lexicon import Lexicon
    from entente.lexicon.membership import Memberships
    from entente.records import Rule

#: Pairs of a report of which firsts are told, and actors of whom trips are looked at.
PAIRS, TRAVELLERS = 3, 6
#: Of a pair in a ledger: findings of a section and happenings whose claims a brief tells.
CITED, TOLD = 20, 100
#: Days that are recent, and how many happenings of them are enough for a brief.
RECENT, ENOUGH = 365, 12


@dataclass(frozen=True, slots=True)
class Known:
    """What findings are named and held against."""

    says: Says
    lexicon: Lexicon
    memberships: Memberships
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at.

    Attributes:
        events: the happenings, each with all its claims.
        claims: every claim that counts; for a pair those between the two and what either has.
        glances: all claims of which the course over time is made; thirds: claims of either side with others.
        pair: the two that the brief is about, None where no two are told of.
        news_of: the pairs of which firsts are told.
        since: first day asked for; began: of the oldest report; reaches: from which on claims were looked at, where
            that is later; until: the day up to which is looked.
        travels: the claims that tell where an actor's people travel.
        fetch: claims by their ids.
        sentence: the sentence around a claim's quote, and where it begins.
    """

    events: Sequence[Event]
    claims: Sequence[KeptClaim]
    glances: Sequence[Glance]
    thirds: Sequence[Glance]
    pair: tuple[str, str] | None
    news_of: Sequence[tuple[str, str]]
    since: dt.date | None
    began: dt.date | None
    reaches: dt.date | None
    until: dt.date
    travels: Callable[[str], Sequence[KeptClaim]]
    fetch: Callable[[Sequence[str]], Sequence[KeptClaim]]
    sentence: Callable[[Claim], tuple[str, int]]


def assessment(seen: Seen, known: Known) -> Assessment:
    """Everything that is found, section by section."""
    from entente.assess.contradictions import contradictions
    from entente.assess.questions import questions
    from entente.assess.sanctions import check_claims
    from entente.assess.status import statuses

    stands = statuses(seen.events, known.says)
    clashes = contradictions(seen.events, known.says, claims=seen.claims, sentence=seen.sentence)
    checked = check_claims(seen.claims, known.rules, known.memberships, known.says)
    course = _alignment(seen, known)
    return Assessment(
        statuses=tuple(stands),
        contradictions=(*_journeys(seen, known), *clashes.findings),
        news=tuple(_news(seen, known)),
        interests=_interests(seen, known),
        rules=tuple(checked),
        alignment=_course(course),
        questions=tuple(questions(stands, known.says, checked, on=seen.until)),
        picture=course,
    )


def told_most(found: Assessment, events: Sequence[Event], until: dt.date) -> list[KeptClaim]:
    """The claims that a brief on a pair tells: those its findings lean on, and the best of what most origins tell.

    Of a long past the last year is told where it holds enough; what was announced ten years ago is no news.
    """
    from entente.assess.sure import sureness

    late = [event for event in events if event.last is not None and (until - event.last).days <= RECENT]
    events = late if len(late) >= ENOUGH else sorted(events, key=_newest)[:ENOUGH]
    sections = (
        found.statuses[:CITED], found.contradictions[:CITED], found.news[:CITED], found.interests, found.rules[:CITED],
        found.alignment, found.questions[:CITED],
    )  # fmt: skip
    cited = [kept for section in sections for finding in section for kept in finding.claims]
    best = [max(event.claims, key=lambda kept: (sureness(kept), kept.claim.id)) for event in events[:TOLD]]
    return list({kept.claim.id: kept for kept in (*best, *cited)}.values())


def _newest(event: Event) -> tuple[int, int, str]:
    return (-event.last.toordinal() if event.last else 0, -event.origins, event.id)


def _journeys(seen: Seen, known: Known) -> tuple[Finding, ...]:
    """Trips that break what a report says of staying away, and reports that may be older than their date for it."""
    from entente.assess.travel import travel

    stays = [kept for kept in seen.claims if kept.claim.event == "TRAVEL" and kept.claim.polarity == "negative"]
    found: list[Finding] = []
    for actor in list(dict.fromkeys(code for kept in stays for code in kept.claim.actor))[:TRAVELLERS]:
        if not travel(actor, stays, known.says, until=seen.until, people=known.lexicon).absences:
            continue
        told = travel(actor, seen.travels(actor), known.says, until=seen.until, people=known.lexicon)
        found += [*told.clashes, *told.older]
    return tuple({finding.text: finding for finding in found}.values())


def _news(seen: Seen, known: Known) -> list[Finding]:
    from entente.assess.precedents import precedents

    found: list[Finding] = []
    for one, two in seen.news_of:
        between = [kept for kept in seen.claims if {one, two} <= set(kept.claim.parties)]
        found += precedents(
            one, two, between, known.says, since=seen.since, until=seen.until, began=seen.reaches,
            sentence=seen.sentence,
        )  # fmt: skip
    return found


def _interests(seen: Seen, known: Known) -> tuple[Finding, ...]:
    from entente.assess.interests import interests

    if seen.pair is None:
        return ()
    found = interests(*seen.pair, list(seen.claims), known.says)
    return (*found.meets, *found.rows)


def _alignment(seen: Seen, known: Known) -> Alignment | None:
    from entente.assess.alignment import alignment

    if seen.pair is None:
        return None
    one, two = seen.pair
    glances = [glance for glance in seen.glances if {one, two} <= {*glance.actor, *glance.recipient}]
    days = [glance.published for glance in glances if glance.published]
    since = seen.since or seen.began or min(days, default=seen.until)
    found = alignment(
        one, two, glances, seen.thirds, known.says, since=min(since, seen.until), until=seen.until,
        memberships=known.memberships, claims=seen.fetch,
    )  # fmt: skip
    return found if found.origins else None


def _course(found: Alignment | None) -> tuple[Finding, ...]:
    return (*found.summary, *found.changes, *found.why, *found.triads) if found else ()


def pairs_of(claims: Iterable[KeptClaim]) -> list[tuple[str, str]]:
    """Pairs of actors that claims tell of, most origins first; both in the order of their codes."""
    told: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for kept in claims:
        parties = sorted(set(kept.claim.parties))
        for at, one in enumerate(parties):
            for two in parties[at + 1 :]:
                told[one, two].add((kept.counted_by, kept.claim.id))
    return sorted(told, key=lambda pair: (-len({o for o, _ in told[pair]}), -len(told[pair]), pair))
