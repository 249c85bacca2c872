"""Tellings of trips brought together: one trip however many reports tell of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from entente.assess.days import plus, spelled
from entente.assess.saying import Says, capital, counted, holder_name, listed
from entente.assess.sure import sureness
from entente.assess.travel_reading import Telling
from entente.assess.travel_words import TravelWords
from entente.records import KeptClaim, origins
from entente.records.travel import Traveller, Trip

#: Tellings of one traveller at one host that lie no further apart are of one trip.
NEAR = dt.timedelta(days=5)
#: A visit that is only mentioned ("his visit to") is the last one told as news, if it is no longer ago.
RECALLED = dt.timedelta(days=45)
#: An announcement without a day is of the next trip within this time.
COMING = dt.timedelta(days=60)
#: A trip called off may be recalled for so long.
CALLED_OFF = dt.timedelta(days=200)
#: Claims shown with a trip.
SHOWN = 12
#: Days told by single origins are of one stay if they lie no further apart.
BESIDE = dt.timedelta(days=2)
WEEK = dt.timedelta(days=7)


@dataclass(slots=True)
class Group:
    """Tellings of one trip. `start`, `end`: days spanned by those that date it."""

    start: dt.date
    end: dt.date
    state: str
    tellings: list[Telling] = field(default_factory=list)


def trips_of(tellings: Iterable[Telling], says: Says, words: TravelWords) -> list[Trip]:
    """Trips, newest first. Neither order nor copies change what comes out.

    Args:
        tellings: what claims tell, denials among them. says: names codes. words: of travel.
    """
    once = _without_copies(tellings)
    made: list[Trip] = []
    for (_, host), mine in sorted(_by_traveller(once, words).items()):
        denials = [telling for telling in mine if telling.state == "denied"]
        for group in _grouped([telling for telling in mine if telling.state != "denied"]):
            made.append(_trip(group, host, denials, says))
    return sorted(made, key=lambda trip: (trip.start, trip.end, trip.traveller, trip.host, trip.state), reverse=True)


def _published(telling: Telling) -> dt.date:
    return telling.kept.published or telling.end


def _without_copies(tellings: Iterable[Telling]) -> list[Telling]:
    """One telling for each origin and words: the one published first. Copies come later and add nothing."""
    first: dict[tuple[str, ...], Telling] = {}
    for telling in sorted(tellings, key=lambda t: (_published(t), t.kept.claim.id, t.traveller, t.host)):
        who = telling.traveller.person or telling.traveller.office
        key = (
            telling.kept.counted_by, telling.traveller.code, who, telling.host, telling.state,
            telling.kept.claim.quote.casefold(),
        )  # fmt: skip
        first.setdefault(key, telling)
    return list(first.values())


def _by_traveller(tellings: Sequence[Telling], words: TravelWords) -> dict[tuple[Traveller, str], list[Telling]]:
    """Tellings by who and where; those that leave the traveller open join the one named traveller they can mean."""
    named: dict[tuple[Traveller, str], list[Telling]] = defaultdict(list)
    for telling in tellings:
        if telling.traveller.person:
            named[_key(telling.traveller), telling.host].append(telling)
    joined: dict[tuple[Traveller, str], list[Telling]] = {key: list(group) for key, group in named.items()}
    for telling in tellings:
        if telling.traveller.person:
            continue
        meant = [key for key, group in named.items() if key[1] == telling.host and _may_mean(telling, group, words)]
        key = meant[0] if len(meant) == 1 else (_key(telling.traveller), telling.host)
        joined.setdefault(key, []).append(telling)
    return joined


def _key(traveller: Traveller) -> Traveller:
    """By what trips of one person are brought together: the name without the office, which changes."""
    return Traveller(traveller.code, traveller.person) if traveller.person else traveller


def _may_mean(telling: Telling, group: Sequence[Telling], words: TravelWords) -> bool:
    """True if a named traveller's tellings lie near and the office told, if any, is one that this person holds."""
    who = telling.traveller
    for other in group:
        near = plus(other.start, -NEAR) <= telling.end and telling.start <= plus(other.end, NEAR)
        titles = words.alike.get(who.office, (who.office,))
        office = other.traveller.office
        fits = not who.office or office in titles or who.office in office.split()
        if near and fits and other.traveller.code == who.code:
            return True
    return False


def _grouped(tellings: Sequence[Telling]) -> list[Group]:
    ordered = sorted(tellings, key=lambda t: (t.start, t.end, _published(t), t.kept.claim.id))
    groups: list[Group] = []
    for told in (t for t in ordered if t.state == "made" and t.fresh):
        _chain(groups, told, NEAR)
    off = _called_off([t for t in ordered if t.state in ("cancelled", "postponed")])
    for told in (t for t in ordered if t.state == "made" and not t.fresh):
        _recall(groups, off, told)
    ahead: list[Group] = []
    for told in (t for t in ordered if t.state == "announced"):
        _announce(groups, off, ahead, told)
    return [*groups, *off, *ahead]


def _chain(groups: list[Group], told: Telling, gap: dt.timedelta) -> None:
    """Joins the last group if that is near, else begins one; tellings come oldest first."""
    if groups and told.start - groups[-1].end <= gap:
        groups[-1].end = max(groups[-1].end, told.end)
        groups[-1].tellings.append(told)
    else:
        groups.append(Group(told.start, told.end, told.state, [told]))


def _recall(groups: list[Group], off: Sequence[Group], told: Telling) -> None:
    """A mention joins the trip last told as news before it, else the next one or one called off; else it is one."""
    near = [g for g in groups if plus(g.start, -NEAR) <= told.end and told.start - g.end <= RECALLED]
    next_ = [g for g in groups if told.end < plus(g.start, -NEAR) and g.start - told.end <= RECALLED]
    if near or next_:
        trip = max(near, key=lambda group: group.start) if near else min(next_, key=lambda group: group.start)
        trip.tellings.append(told)
        return
    if any(abs(told.start - group.start) <= RECALLED for group in off):
        return  # "her trip to Beijing", told while that is being called off, was not made
    groups.append(Group(told.start, told.end, "made", [told]))
    groups.sort(key=lambda group: group.start)


def _called_off(tellings: Sequence[Telling]) -> list[Group]:
    groups: list[Group] = []
    for told in tellings:
        _chain(groups, told, CALLED_OFF)
    for group in groups:
        # Told again and again later: the day of calling off is the first one.
        group.end = group.start
    return groups


def _announce(made: list[Group], off: list[Group], ahead: list[Group], told: Telling) -> None:
    """An announcement belongs to the trip made or called off that comes next, else to a trip still ahead."""
    last = plus(told.end, NEAR) if not told.about else plus(told.start, COMING)
    able = [
        g for g in made if plus(told.start, -NEAR) <= g.end and g.start <= last
    ] + [g for g in off if _published(told) <= plus(g.start, NEAR) and g.start <= last]  # fmt: skip
    if able:
        min(able, key=lambda group: (group.start, group.state)).tellings.append(told)
        return
    for group in ahead:
        if told.start - group.end <= (COMING if told.about or any(t.about for t in group.tellings) else NEAR):
            group.end = max(group.end, told.end)
            group.tellings.append(told)
            return
    ahead.append(Group(told.start, told.end, "announced", [told]))


def _trip(group: Group, host: str, denials: Sequence[Telling], says: Says) -> Trip:
    settling = ("cancelled", "postponed") if group.state in ("cancelled", "postponed") else (group.state,)
    told = [t for t in group.tellings if t.state in settling]
    off = Counter(t.state for t in told)
    state = group.state if group.state in ("made", "announced") else max(sorted(off), key=lambda name: off[name])
    who = _who(group.tellings)
    place = _most(t.place for t in group.tellings if t.place) or says.name(host)
    start, end, about = _days(told, group)
    claims = _shown(told, start, end)
    number = origins(t.kept for t in told)
    text = _text(state, traveller_name(who, says), _where(place, host, says), _when(start, end, about), number, about)
    near = [t.kept for t in denials if plus(start, -NEAR) <= t.start <= plus(end, RECALLED)]
    denied = {_speaker(kept, says) for kept in near}
    if denied:
        text = f"{text[:-1]}; denied by {listed(sorted(denied))}."
    return Trip(
        text=text, reason=_reason(group, told, number, who), claims=claims, traveller=who, host=host, place=place,
        state=state, start=start, end=end, about=about, origins=number,
        told_by=tuple(sorted({_speaker(t.kept, says) for t in told if t.kept.claim.holders}))[:6],
        denied_by=tuple(sorted(denied)),
    )  # fmt: skip


def _speaker(kept: KeptClaim, says: Says) -> str:
    return holder_name(kept.claim.holders[-1], says)


def _who(tellings: Sequence[Telling]) -> Traveller:
    """The traveller as most tellings have it, those with a name first."""
    return max(sorted({t.traveller for t in tellings}), key=lambda who: (
        bool(who.person), bool(who.office), len({t.kept.counted_by for t in tellings if t.traveller == who})
    ))  # fmt: skip


def _most(values: Iterable[str]) -> str:
    numbers = Counter(values)
    return max(sorted(numbers), key=lambda value: numbers[value]) if numbers else ""


def _days(told: Sequence[Telling], group: Group) -> tuple[dt.date, dt.date, bool]:
    """Days that two origins tell, else those that most do; else the day of the first report."""
    votes: dict[tuple[dt.date, dt.date], set[str]] = defaultdict(set)
    for telling in told:
        if not telling.about:
            votes[telling.start, telling.end].add(telling.kept.counted_by)
    if not votes:
        first = min(told, key=lambda t: (t.start, t.kept.claim.id)).start
        return first, first, True
    sure = sorted(days for days, voters in votes.items() if len(voters) > 1 and days[1] - days[0] < WEEK)
    if sure:
        return sure[0][0], max(days[1] for days in sure), False
    reported = sorted(_published(t) for t in told)
    middle = reported[len(reported) // 2]
    best = min(
        votes,
        key=lambda days: (-len(votes[days]), days[1] - days[0] > WEEK, abs(days[1] - middle), days[1] - days[0], days),
    )
    beside = [
        days for days in votes
        if days[1] - days[0] < WEEK and days[0] - best[1] <= BESIDE and best[0] - days[1] <= BESIDE
    ]  # fmt: skip
    if best[1] - best[0] < WEEK:
        return min(days[0] for days in beside), max(days[1] for days in beside), False
    return (*best, False)


def _shown(told: Sequence[Telling], start: dt.date, end: dt.date) -> tuple[KeptClaim, ...]:
    """Claims that show it, one of each origin first, dated and sure ones before others."""
    ranked = sorted(
        told,
        key=lambda t: (
            not t.traveller.person, not start <= t.start <= t.end <= end, t.about, -sureness(t.kept),
            t.kept.claim.id,
        ),
    )  # fmt: skip
    seen: set[str] = set()
    first: list[KeptClaim] = []
    rest: list[KeptClaim] = []
    for telling in ranked:
        (rest if telling.kept.counted_by in seen else first).append(telling.kept)
        seen.add(telling.kept.counted_by)
    return tuple({kept.claim.id: kept for kept in [*first, *rest]}.values())[:SHOWN]


def traveller_name(who: Traveller, says: Says) -> str:
    """ "Vladimir Putin", "the defence minister of Russia", "somebody from Russia"."""
    if who.person:
        return who.person
    if not who.office:
        return f"somebody from {says.name(who.code)}"
    many = who.office.endswith("s")
    return f"{'' if many else 'the '}{who.office} of {says.name(who.code)}"


def _where(place: str, host: str, says: Says) -> str:
    state = says.name(host)
    return state if place in state or not place else f"{place} ({state})"


def _text(state: str, who: str, where: str, when: str, number: int, about: bool) -> str:
    told = counted(number, "origin")
    if state == "made":
        return capital(f"{who} went to {where}{', ' if about else ' '}{when} ({told}).")
    if state == "announced":
        return f"A trip of {who} to {where} is announced, {when} ({told})."
    return f"A trip of {who} to {where} was {state}, {when} ({told})."


def _when(start: dt.date, end: dt.date, about: bool) -> str:
    if about:
        return f"told in a report of {spelled(start)}"
    return f"on {spelled(start)}" if start == end else f"between {spelled(start)} and {spelled(end)}"


def _reason(group: Group, told: Sequence[Telling], number: int, who: Traveller) -> str:
    days = sorted(_published(t) for t in told)
    span = f"of {spelled(days[0])}" if days[0] == days[-1] else f"from {spelled(days[0])} to {spelled(days[-1])}"
    announced = len({t.kept.counted_by for t in group.tellings if t.state == "announced"})
    more = f"; announced before by {counted(announced, 'origin')}" if announced and group.state != "announced" else ""
    return (
        f"Reports {span} that name this traveller and this place are taken to tell of one trip, as they lie no more "
        f"than {NEAR.days} days apart or recall it later; they go back to {counted(number, 'origin')}{more}."
    ) + _unnamed(told, who)


def _unnamed(told: Sequence[Telling], who: Traveller) -> str:
    """Says so where no report names the person, only the office."""
    names = [name.casefold() for name in who.person.split()]
    words = " ".join(f"{t.kept.claim.quote} {t.kept.title}" for t in told).casefold()
    if not names or any(name in words for name in names):
        return ""
    return f" They name the office only; {who.person} held it then."
