"""Absences: who is said not to have been abroad, over which days, and which trips break that."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Sequence

from entente.assess.days import plus, spelled
from entente.assess.saying import Says, capital, counted, listed
from entente.assess.sure import sureness
from entente.assess.travel_grammar import Tagged
from entente.assess.travel_reading import FRESH, TripReader
from entente.assess.travel_stretch import about, back, stretch_of
from entente.assess.travel_trips import SHOWN, traveller_name
from entente.assess.travel_words import TravelWords
from entente.records import Finding, Interval, KeptClaim, Place, origins
from entente.records.travel import Absence, Clash, Traveller, Trip


def absences_of(kept: KeptClaim, reader: TripReader, words: TravelWords, says: Says) -> list[Absence] | str:
    """Absences that a claim tells, one for each place where it stands, or why it tells of none.

    The stretch is what the words say against the day of the report ("this year", "in four years", "since 2020"),
    else the claim's own days where it stands in one place only.
    """
    claim, published = kept.claim, kept.published
    if claim.modality != "actual":
        return "absence announced or wished"
    if published is None:
        return "no day"
    found = []
    for place in claim.places:
        tagged = reader.tagged(place.quote, kept, published)
        who = _stayer(tagged, words)
        if who is None or who.code not in claim.actor:
            continue
        stretch = stretch_of(place.quote, published)
        if stretch is None and len(claim.places) == 1 and claim.start is not None:
            stretch = (claim.start, claim.end or published, 0)
        if stretch is not None:
            found.append(_absence(_at(kept, place), who, stretch, says))
    return found or "no traveller or stretch of an absence"


def _at(kept: KeptClaim, place: Place) -> KeptClaim:
    """The claim with the words of one of its places, so that what is shown is what tells it."""
    return dataclasses.replace(kept, claim=dataclasses.replace(kept.claim, place=place))


def _stayer(tagged: Tagged, words: TravelWords) -> Traveller | None:
    """Who stays: the last one named before "has not left"."""
    verb = re.search(rf"(?:\bnot\b|n['’]t\b|\bnever\b)\s(?:\S+\s){{0,3}}?{words.any('stays')}\b", tagged.text)
    if verb is None:
        return None
    named = tagged.named_before(verb.start())
    if named is not None:
        return named
    code = tagged.state_named_before(verb.start())
    return Traveller(code) if code else None


def _absence(kept: KeptClaim, who: Traveller, stretch: tuple[dt.date, dt.date, int], says: Says) -> Absence:
    start, end, months = stretch
    assert kept.published is not None
    return Absence(
        text=_told(who, start, end, 1, says),
        reason=f"Told in a report of {spelled(kept.published)}, by which its stretch of days is counted.",
        claims=(kept,), traveller=who, start=start, end=end, published=kept.published, months=months, origins=1,
    )  # fmt: skip


def _told(who: Traveller, start: dt.date, end: dt.date, number: int, says: Says) -> str:
    name = capital(traveller_name(who, says))
    told = counted(number, "origin")
    return f"{name} has not been abroad between {spelled(start)} and {spelled(end)}, it is told ({told})."


def merged_absences(absences: Iterable[Absence], says: Says) -> list[Absence]:
    """Absences of the same person over the same days as one, newest report first; a copy is what came first."""
    first: dict[tuple[str, Traveller, int, bool, str], Absence] = {}
    for absence in sorted(absences, key=lambda a: (a.published, a.claims[0].claim.id, a.traveller, a.start)):
        kept = absence.claims[0]
        kind = _this_year(absence)
        fixed = "" if absence.months or kind else absence.start.isoformat()
        first.setdefault((kept.counted_by, absence.traveller, absence.months, kind, fixed), absence)
    same: dict[tuple[Traveller, dt.date, dt.date, int], list[KeptClaim]] = {}
    for absence in first.values():
        key = (absence.traveller, absence.start, absence.end, absence.months)
        same.setdefault(key, []).append(absence.claims[0])
    return sorted(
        (_joined(key, claims, says) for key, claims in same.items()),
        key=lambda a: (a.published, a.start, a.traveller), reverse=True,
    )  # fmt: skip


def _joined(key: tuple[Traveller, dt.date, dt.date, int], claims: Sequence[KeptClaim], says: Says) -> Absence:
    who, start, end, months = key
    ranked = sorted(claims, key=lambda kept: (-sureness(kept), kept.claim.id))
    number = origins(claims)
    published = min(kept.published for kept in claims if kept.published)
    return Absence(
        text=_told(who, start, end, number, says),
        reason=f"Told in a report of {spelled(published)}, by which its stretch of days is counted.",
        claims=tuple(ranked)[:SHOWN], traveller=who, start=start, end=end, published=published, months=months,
        origins=number,
    )  # fmt: skip


def _this_year(absence: Absence) -> bool:
    return not absence.months and absence.start == dt.date(absence.published.year, 1, 1)


def same_person(one: Traveller, other: Traveller) -> bool:
    """True for the same name, or where a name is missing for two leaders of the same state."""
    if one.code != other.code:
        return False
    if one.person and other.person:
        return one.person == other.person
    return one.leader and other.leader


def clash(absence: Absence, trips: Sequence[Trip], says: Says) -> Clash | None:
    """The trips that break an absence as another origin tells them, or None."""
    mine = [trip for trip in trips if _sure(trip) and same_person(trip.traveller, absence.traveller)]
    breaking = sorted(
        (t for t in mine if absence.start <= t.start and t.end <= absence.end and _elsewhere(t, absence)),
        key=lambda trip: (trip.start, trip.end, trip.host),
    )
    if not breaking:
        return None
    who = traveller_name(absence.traveller, says)
    told = listed([f"{_day(trip)} ({says.name(trip.host)})" for trip in breaking[:6]])
    more = f" and {len(breaking) - 6} more" if len(breaking) > 6 else ""
    text = (
        f"{capital(who)} has not been abroad between {spelled(absence.start)} and {spelled(absence.end)}, says a "
        f"report of {spelled(absence.published)}, but other origins tell of trips: {told}{more}."
    )
    reason = (
        "Trips of the same traveller, told by another origin, lie wholly within the days of the absence; both cannot "
        "hold."
    )
    holds = when_it_holds(absence, [t for t in mine if _elsewhere(t, absence)])
    claims = [*absence.claims[:3], *(claim for trip in breaking for claim in trip.claims[:2])]
    return Clash(
        text=text, reason=reason, claims=tuple(claims)[:SHOWN], absence=absence, trips=tuple(breaking), holds=holds
    )


def _sure(trip: Trip) -> bool:
    """Trips that can break a statement: made, not denied, and dated, told as news or by two origins."""
    told = not trip.about or trip.origins > 1 or bool(FRESH.search(trip.claims[0].claim.quote))
    return trip.state == "made" and not trip.denied_by and told


def _elsewhere(trip: Trip, absence: Absence) -> bool:
    stated = {kept.counted_by for kept in absence.claims}
    return any(kept.counted_by not in stated for kept in trip.claims)


def _day(trip: Trip) -> str:
    if trip.about:
        return f"told on {spelled(trip.start)}"
    return spelled(trip.start) if trip.start == trip.end else f"{spelled(trip.start)} to {spelled(trip.end)}"


def when_it_holds(absence: Absence, trips: Sequence[Trip]) -> tuple[Interval, ...]:
    """Days up to that of the report on which, if published then, the absence would hold against the trips.

    A trip rules out every day of publication from its end to the last day whose stretch still reaches back to its
    start: the end of its year for "this year", so many months later for "in four years", for ever for "since 2020".
    """
    ruled = sorted((trip.end, _reach(absence, trip)) for trip in trips if _reach(absence, trip) >= trip.end)
    found: list[Interval] = []
    open_from: dt.date | None = None
    unbounded = True
    for first, last in ruled:
        day_before = plus(first, -dt.timedelta(days=1))
        if unbounded or (open_from is not None and open_from <= day_before):
            found.append(Interval(None if unbounded else open_from, min(day_before, absence.published)))
        unbounded = False
        after = plus(last, dt.timedelta(days=1))
        open_from = max(open_from, after) if open_from else after
    if unbounded:
        return (Interval(None, absence.published),)
    if open_from is not None and open_from <= absence.published:
        found.append(Interval(open_from, absence.published))
    kept = [stretch for stretch in found if stretch.start is None or stretch.start <= absence.published]
    return tuple(reversed(kept))


def _reach(absence: Absence, trip: Trip) -> dt.date:
    if absence.months:
        return back(trip.start, -absence.months)
    if _this_year(absence):
        return dt.date(trip.start.year, 12, 31)
    return dt.date.max if absence.start <= trip.start <= absence.end else dt.date.min


def in_common(one: Sequence[Interval], other: Sequence[Interval]) -> tuple[Interval, ...]:
    """Days that lie in a stretch of each, newest first."""
    found = []
    for left in one:
        for right in other:
            start = max(left.start or dt.date.min, right.start or dt.date.min)
            end = min(left.end or dt.date.max, right.end or dt.date.max)
            if start <= end:
                found.append(Interval(
                    None if start == dt.date.min else start, None if end == dt.date.max else end
                ))  # fmt: skip
    return tuple(sorted(found, key=lambda stretch: stretch.start or dt.date.min, reverse=True))


def older_reports(clashes: Sequence[Clash], says: Says) -> list[Finding]:
    """For each report whose absences are broken: it may be older than its date. Newest report first."""
    reports: dict[str, list[Clash]] = {}
    for found in clashes:
        for kept in found.absence.claims:
            reports.setdefault(kept.claim.document, []).append(found)
    return [
        _older(name, group, says)
        for name, group in sorted(
            reports.items(), key=lambda item: (item[1][0].absence.published, item[0]), reverse=True
        )
    ]


def _older(document: str, clashes: Sequence[Clash], says: Says) -> Finding:
    published = clashes[0].absence.published
    holds = clashes[0].holds
    for found in clashes[1:]:
        holds = in_common(holds, found.holds)
    said = listed([_says(found.absence, says) for found in clashes])
    ledger = "; ".join(
        f"trips of {traveller_name(found.absence.traveller, says)}: "
        + listed([f"{_day(trip)} ({says.name(trip.host)})" for trip in found.trips[:6]])
        for found in clashes
    )
    words = listed([_days(stretch) for stretch in holds[:4]], "or")
    fits = f"It would hold if published {words}" if words else "It would hold on no day of publication"
    text = (
        f"This report, dated {spelled(published)}, says that {said}; the ledger holds {ledger}. {fits}, as far as the "
        "ledger goes. The report may be older than its date."
    )
    mine = [kept for found in clashes for kept in found.absence.claims if kept.claim.document == document]
    claims = [*dict.fromkeys(mine), *(trip.claims[0] for found in clashes for trip in found.trips)]
    return Finding(
        text=text,
        reason="The absence is counted from the report's date; against the ledger's trips it needs another date.",
        claims=tuple(claims)[:SHOWN],
    )


def _says(absence: Absence, says: Says) -> str:
    who = traveller_name(absence.traveller, says)
    if _this_year(absence):
        return f"{who} has not been abroad this year"
    rough = about(absence.claims[0].claim.place.quote)
    if absence.months and rough:
        return f"{who} has not been abroad in {rough}"
    if absence.months:
        years, months = divmod(absence.months, 12)
        span = counted(absence.months, "month") if months else counted(years, "year")
        return f"{who} has not been abroad in {span}"
    if (absence.start, absence.end) == (dt.date(absence.start.year, 1, 1), dt.date(absence.start.year, 12, 31)):
        return f"{who} has not been abroad in {absence.start.year}"
    return f"{who} has not been abroad since {spelled(absence.start)}"


def _days(stretch: Interval) -> str:
    if stretch.start is None:
        return f"by {spelled(stretch.end)}" if stretch.end else "on any day"
    if stretch.end is None or stretch.start == stretch.end:
        return f"on {spelled(stretch.start)}"
    return f"between {spelled(stretch.start)} and {spelled(stretch.end)}"
