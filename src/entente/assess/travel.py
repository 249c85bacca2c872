"""Trips abroad of an actor's people, who is said to stay at home, and where the two cannot both hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar

from entente.assess.saying import Says
from entente.assess.travel_people import People
from entente.assess.travel_reading import Telling, TripReader
from entente.assess.travel_stays import absences_of, clash, merged_absences, older_reports
from entente.assess.travel_trips import trips_of
from entente.assess.travel_words import words
from entente.records import KeptClaim
from entente.records.travel import Absence, Clash, Traveller, Travels, Trip

__all__ = ["People", "travel"]

_Found = TypeVar("_Found")


def travel(
    actor: str, claims: Sequence[KeptClaim], says: Says, *, person: str | None = None, until: dt.date, people: People
) -> Travels:
    """Trips, absences and what does not fit among them. Neither order nor copies of reports change the answer.

    Args:
        actor: code of the state or body whose people travel.
        claims: claims of TRAVEL and CONSULT with the actor on either side; others are left aside.
        says: names codes.
        person: only this traveller; a name or part of one, as "Putin".
        until: last day that is looked at; reports published later do not count.
        people: knows persons and their offices, as `entente.lexicon.load()` does.
    """
    reader = TripReader(people, words())
    left: dict[str, set[str]] = {}
    tellings: list[Telling] = []
    absences: list[Absence] = []
    for kept in _without_copies(claims, until):
        alone = kept.claim.event == "TRAVEL" or not kept.claim.recipient  # "has not travelled abroad" names no host
        if alone and kept.claim.polarity == "negative":
            _take(kept, absences_of(kept, reader, words(), says), absences, left)
        elif kept.claim.event == "TRAVEL" or (kept.claim.event == "CONSULT" and kept.claim.mode in ("visit", "meet")):
            _take(kept, reader.read(kept), tellings, left)
    trips = trips_of(tellings, says, words())
    stays = merged_absences(absences, says)
    clashes = [found for absence in stays if (found := clash(absence, trips, says)) is not None]
    return _answer(actor, person, until, people, trips, stays, clashes, left, says)


def _without_copies(claims: Sequence[KeptClaim], until: dt.date) -> list[KeptClaim]:
    """Claims that were known by the day, those that tell the same in the same words of one origin only once."""
    first: dict[tuple[object, ...], KeptClaim] = {}
    known = [kept for kept in claims if kept.published is None or kept.published <= until]
    for kept in sorted(known, key=lambda kept: (kept.published or dt.date.max, kept.claim.id)):
        claim = kept.claim
        key = (
            kept.counted_by, claim.event, claim.mode, claim.actor, claim.recipient, claim.holders, claim.polarity,
            claim.modality, claim.certainty, tuple(place.quote for place in claim.places),
        )  # fmt: skip
        first.setdefault(key, kept)
    return list(first.values())


def _take(kept: KeptClaim, found: list[_Found] | str, into: list[_Found], left: dict[str, set[str]]) -> None:
    if isinstance(found, str):
        left.setdefault(found, set()).add(kept.counted_by)
    else:
        into.extend(found)


def _answer(
    actor: str, person: str | None, until: dt.date, people: People, trips: Sequence[Trip], stays: Sequence[Absence],
    clashes: Sequence[Clash], left: dict[str, set[str]], says: Says,
) -> Travels:  # fmt: skip
    wanted = _wanted(actor, person, people)
    mine = tuple(trip for trip in trips if wanted(trip.traveller))
    away = [trip for trip in mine if trip.state == "made" and trip.end <= until]
    last = max(away, key=lambda trip: (trip.end, trip.start, trip.host), default=None)
    own = [found for found in clashes if wanted(found.absence.traveller)]
    # What else the same report says of others' absences narrows down when it can have been written.
    reports = {kept.claim.document for found in own for kept in found.absence.claims}
    beside = [f for f in clashes if any(kept.claim.document in reports for kept in f.absence.claims)]
    return Travels(
        actor=actor, person=person or "", until=until, trips=mine,
        absences=tuple(absence for absence in stays if wanted(absence.traveller)), clashes=tuple(own),
        older=tuple(older_reports(beside, says)), last=last, days=(until - last.end).days if last else None,
        left_out={why: len(left[why]) for why in sorted(left)},
    )  # fmt: skip


def _wanted(actor: str, person: str | None, people: People) -> Callable[[Traveller], bool]:
    """Whether a traveller is asked for: of the actor, and where a person is given of that name."""
    if not person:
        return lambda who: who.code == actor
    names = {mention.name for mention in people.mentions(person, None) if actor in mention.codes}
    words = person.casefold().split()
    return lambda who: (
        who.code == actor
        and bool(who.person)
        and (who.person in names or all(word in who.person.casefold().split() for word in words))
    )
