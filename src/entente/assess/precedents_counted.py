"""Precedents that a ledger itself shows: the first of a kind, the first after a long gap, the most in a month."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from entente.assess.days import month
from entente.assess.precedents_happenings import COUNTED, COUNTED_ONLY, Happening, Kind, first_reports
from entente.assess.precedents_words import deed_words, interest_words, kind_words
from entente.assess.saying import Says, capital, counted
from entente.records import KeptClaim, origins
from entente.records.precedent import Precedent

#: A ledger shorter than this before a happening calls nothing a first, in days.
SHORTEST = 60
#: Origins about the pair that a ledger holds before it calls anything of the pair a first; or so many that tell the
#: first itself, which show that the ledger would have had an earlier one.
KNOWN_BY, LOUD = 3, 5
#: Where so many origins have told of the pair, a first is told by two at least; where it is split by matter, by three.
BUSY = 20
#: A gap is told from this many days, and from this many times the median gap where there are three gaps or more.
GAP, TIMES = 30, 4
#: A gap is told from this many days where there are too few gaps for a median.
PLAIN_GAP = 60
#: Days of a kind this near to each other are one spell: a visit, and what is written of it the day after.
SPELL = 3
#: A report this long after the day of happening re-tells it, in days.
RETOLD = 14
#: A month stands out if so many days of it could by chance be as many as here in less than this share of cases.
CHANCE = 0.05
#: Claims that a precedent shows at most.
MOST_CLAIMS = 8


def within(day: dt.date, since: dt.date | None, until: dt.date) -> bool:
    """True if a day is asked for."""
    return (since is None or since <= day) and day <= until


def counted_precedents(
    pair: tuple[str, str], claims: Sequence[KeptClaim], found: Sequence[Happening], says: Says, since: dt.date | None,
    until: dt.date, began: dt.date, covered: dt.date,
) -> list[Precedent]:  # fmt: skip
    """Firsts, firsts since, and months that stand out; arguments as for `precedents`, `found` the pair's happenings.

    `covered`: the last day of which anything can be told, from which on no month is compared.
    """
    label = label_of(pair, says)
    kinds: dict[Kind, list[Happening]] = {}
    for happening in found:
        if happening.day is not None:
            for kind in filter(_is_counted, happening.kinds):
                kinds.setdefault(kind, []).append(happening)
    answer: list[tuple[Kind, Precedent]] = []
    for kind, members in sorted(kinds.items()):
        for precedent in (
            _first(kind, members, claims, label, began),
            *_after_gap(kind, members, label, began),
            _most(kind, members, label, began, covered),
        ):
            day = precedent and (precedent.window[1] if precedent.window else precedent.on)
            if precedent and day and within(day, since, until):
                answer.append((kind, precedent))
    return _without_special(answer)


def _is_counted(kind: Kind) -> bool:
    return kind.event in COUNTED and kind.family in COUNTED_ONLY.get(kind.event, (kind.family,))


def _without_special(found: Sequence[tuple[Kind, Precedent]]) -> list[Precedent]:
    """Leaves out what a wider kind, or another kind of the same event, already says of the same day."""
    kept: list[tuple[Kind, Precedent]] = []
    for kind, precedent in sorted(found, key=lambda pair: (bool(pair[0].mode) + bool(pair[0].family), pair[0])):
        same = (precedent.kind, precedent.on, kind.event)
        if not any((p.kind, p.on, k.event) == same and k.actor in ("", kind.actor) for k, p in kept):
            kept.append((kind, precedent))
    return [precedent for _, precedent in kept]


def _first(
    kind: Kind, members: Sequence[Happening], claims: Sequence[KeptClaim], label: Callable[[Kind, bool], str],
    began: dt.date,
) -> Precedent | None:  # fmt: skip
    """The first of a kind in the ledger, or what would be it."""
    told = [h for h in members if h.standing == "told"]
    lead = told[0] if told else min(members, key=lambda h: (not h.solid, h.day or dt.date.max, h.name))
    day = lead.day
    if day is None or day <= began or not lead.solid or lead.ongoing or _retold(lead) or not _is_news(lead):
        return None
    if (day - began).days < SHORTEST or ((known := _known_before(claims, day)) < KNOWN_BY and lead.origins < LOUD):
        return None
    if known >= BUSY and lead.origins < (3 if kind.family else 2):
        return None
    doubtful = [h for h in members if h.standing in ("rumoured", "denied") and h.day and h.day < day]
    if (told and doubtful) or (not told and lead.origins < 2):
        return None
    text = f"{capital(label(kind, False))} {_when(lead)}"
    holds = f"in this ledger (from {began.isoformat()})"
    text += f" is the first {holds}." if told else f" is {_STANDING[lead.standing]}; it would be the first {holds}."
    reason = (
        f"The ledger tells of this pair from {began.isoformat()} on and holds no earlier one of this kind;"
        f" this one is told by {counted(lead.origins, 'origin')}."
    )
    return _precedent("first", kind, lead, label, text=text, reason=reason)


_STANDING = {"planned": "only announced", "rumoured": "only rumoured or alleged", "denied": "denied"}


def _after_gap(
    kind: Kind, members: Sequence[Happening], label: Callable[[Kind, bool], str], began: dt.date
) -> list[Precedent]:
    """Those that come after a gap that is long for this kind between these two."""
    told = [h for h in members if h.standing == "told" and not h.ongoing]
    # Whether what was announced for a day in the gap took place, nobody told.
    anything = sorted({h.day for h in members if h.day and (h.standing != "planned" or h.dated)})
    spells = _spells([h.day for h in told if h.day])
    gaps = [(later[0] - earlier[-1]).days for earlier, later in pairwise(spells)]
    if not gaps:
        return []
    median = statistics.median(gaps)
    least = max(GAP, TIMES * median) if len(gaps) >= 3 else PLAIN_GAP
    answer = []
    for earlier, later in pairwise(spells):
        gap = (later[0] - earlier[-1]).days
        lead = max((h for h in told if h.day == later[0]), key=_weight)
        before = max((h for h in told if h.day == earlier[-1]), key=_weight)
        # A report in the gap may tell of another one that was taken for the one before.
        reports = [h.last for h in told if h.last and h.day and h.day <= earlier[-1] and h.last < later[0]]
        if gap < least or earlier[-1] < began or (later[0] - max(reports, default=earlier[-1])).days < least:
            continue
        if any(earlier[-1] < day < later[0] for day in anything) or not (lead.solid and before.solid):
            continue
        if _retold(lead) or not _is_news(lead):
            continue
        text = f"{capital(label(kind, False))} {_when(lead)} is the first since {earlier[-1].isoformat()} ({gap} days)."
        rhythm = f"usually {median:g} days lie between two" if len(gaps) >= 3 else "there are too few for a rhythm"
        reason = (
            f"The ledger (from {began.isoformat()}) holds none of this kind between; {rhythm}"
            f" ({counted(len(spells), 'time')} in all)."
        )
        precedent = _precedent("first-since", kind, lead, label, text=text, reason=reason, other=before)
        answer.append(precedent)
    return answer


def _weight(happening: Happening) -> tuple[bool, int, str]:
    return (happening.solid, happening.origins, happening.name)


def _spells(days: Iterable[dt.date]) -> list[list[dt.date]]:
    """Days put together where at most SPELL days lie between one and the next."""
    spells: list[list[dt.date]] = []
    for day in sorted(set(days)):
        if spells and (day - spells[-1][-1]).days <= SPELL:
            spells[-1].append(day)
        else:
            spells.append([day])
    return spells


def _most(
    kind: Kind, members: Sequence[Happening], label: Callable[[Kind, bool], str], began: dt.date, until: dt.date
) -> Precedent | None:
    """The month in which a kind happened on the most days, if that is clearly beyond every other month.

    Source: conditional test of two Poisson counts, J. Przyborowski and H. Wilenski (1940), Biometrika 31, 313-323,
    one-sided, by the days of each month that the ledger covers; Bonferroni's correction for the number of months.
    """
    told = [h for h in members if h.standing == "told" and not h.ongoing and h.day and began <= h.day <= until]
    by: dict[dt.date, set[dt.date]] = {month: set() for month in _months(began, until)}
    for happening in told:
        if happening.day:
            by[happening.day.replace(day=1)].add(happening.day)
    if len(by) < 3:
        return None
    ranked = sorted(by, key=lambda month: (-len(by[month]), month))
    top, second = ranked[0], ranked[1]
    chance = _as_many(len(by[top]), len(by[second]), _covered(top, began, until), _covered(second, began, until))
    if len(by[top]) < 4 or chance * (len(by) - 1) >= CHANCE:
        return None
    last = top.replace(day=calendar.monthrange(top.year, top.month)[1])
    within = sorted((h for h in told if h.day in by[top]), key=lambda h: (not h.solid, -h.origins, h.day, h.name))
    next_one = f"{len(by[second])} in {month(second)}" if by[second] else "none in any other"
    text = (
        f"{capital(label(kind, True))} are told for {counted(len(by[top]), 'day')} of {month(top)}, more than in any"
        f" other month from {began.isoformat()} to {until.isoformat()} (next: {next_one})."
    )
    reason = (
        f"Days with at least one are counted in {len(by)} months; by chance the most would be so far ahead in less than"
        f" {CHANCE * 100:g} % of cases."
    )
    shown = tuple(_nearest(h)[0] for h in within[:MOST_CLAIMS])
    return Precedent(
        kind="most", event=kind.event, mode=kind.mode, family=kind.family, label=label(kind, True), on=top,
        window=(top, min(last, until)), count=len(by[top]), next_count=len(by[second]), text=text, reason=reason,
        claims=shown, origins=origins(kept for h in within for kept in h.claims),
    )  # fmt: skip


def _months(began: dt.date, until: dt.date) -> list[dt.date]:
    first, last = began.year * 12 + began.month - 1, until.year * 12 + until.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _covered(month: dt.date, began: dt.date, until: dt.date) -> int:
    """Days of a month that the ledger covers."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return (min(last, until) - max(month, began)).days + 1


def _as_many(top: int, second: int, days: int, other: int) -> float:
    """Chance that `top` or more of both fall to the first of two months of these lengths."""
    share, both = days / (days + other), top + second
    return sum(math.comb(both, k) * share**k * (1 - share) ** (both - k) for k in range(top, both + 1))


def _when(lead: Happening) -> str:
    day = lead.day.isoformat() if lead.day else ""
    return f"on {day}" if lead.dated else f"reported on {day}"


def _nearest(lead: Happening) -> tuple[KeptClaim, ...]:
    """Its claims, those of the days around it first, and of these those whose words tell that it is done."""
    day = lead.day or dt.date.max
    deeds = deed_words().get(lead.kinds[0].event)

    def away(kept: KeptClaim) -> tuple[bool, bool]:
        silent = deeds is not None and not deeds.search(kept.claim.quote)
        return abs(((kept.published or day) - day).days) > SPELL, silent

    return tuple(sorted(lead.claims, key=away))


def _is_news(lead: Happening) -> bool:
    """True if its day is told, or two origins tell it within days: no mere mention of what has long been so."""
    day = lead.day or dt.date.max
    deeds = deed_words().get(lead.kinds[0].event)
    telling = [kept for kept in lead.claims if deeds is None or deeds.search(kept.claim.quote)]
    reports = [first for first in first_reports(telling).values() if abs((first - day).days) <= SPELL]
    return len(reports) > 1 or (lead.dated and bool(telling))


def _retold(lead: Happening) -> bool:
    """True if no report of it stands near its day."""
    days = [kept.published for kept in lead.claims if kept.published]
    return bool(lead.dated and lead.day and days and (min(days) - lead.day).days > RETOLD)


def _known_before(claims: Sequence[KeptClaim], day: dt.date) -> int:
    """Origins that told of the pair before a day."""
    return origins(kept for kept in claims if kept.published and kept.published < day)


def _precedent(
    what: str, kind: Kind, lead: Happening, label: Callable[[Kind, bool], str], *, text: str, reason: str,
    other: Happening | None = None,
) -> Precedent:  # fmt: skip
    room = MOST_CLAIMS - 2 if other else MOST_CLAIMS
    shown = _nearest(lead)[:room] + (_nearest(other)[:2] if other else ())
    return Precedent(
        kind=what, event=kind.event, mode=kind.mode, family=kind.family, label=label(kind, False), on=lead.day,
        before=other.day if other else None, standing=lead.standing, text=text, reason=reason, claims=shown,
        origins=lead.origins,
    )  # fmt: skip


def label_of(pair: tuple[str, str], says: Says) -> Callable[[Kind, bool], str]:
    """Says a kind in words: (kind, many?) -> "a visit by Iran to Saudi Arabia"."""

    def label(kind: Kind, many: bool) -> str:
        words = kind_words().get(f"{kind.event} {kind.mode}") or kind_words()[kind.event]
        actor = kind.actor or pair[0]
        other = pair[1] if actor == pair[0] else pair[0]
        about = f" about {interest_words().matters[kind.family]}" if kind.family else ""
        parties = words.between.format(a=says.name(actor), b=says.name(other))
        return f"{words.many if many else words.one}{about} {parties}"

    return label
