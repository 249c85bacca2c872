"""A report's own "first time since ...", held against what the ledger holds."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from entente.assess.days import plus
from entente.assess.firsts import ToldFirst, told_first
from entente.assess.precedents_happenings import WIDEST, Happening, Kind, direction, first_reports, told_as
from entente.assess.precedents_words import first_words
from entente.assess.saying import Says, capital, counted
from entente.assess.sure import sureness
from entente.records import Claim, KeptClaim, origins
from entente.records.precedent import Precedent
from entente.records.vocabulary import MUTUAL_EVENTS

#: Days before a happening in which another of its kind may be the same one, told again or announced.
SAME, ANNOUNCED = 3, 7
#: Told firsts of one kind and one "since" this near to each other are of one happening, in days.
NEAR = 14
#: Claims of told firsts, and of what speaks against them, that are shown.
TOLD, AGAINST = 6, 2


_GOAL = re.compile(r"\b(?:visit|trip|tour|travel|travels|return)s?(?: to)?(?: the)?\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """A told first: the claim it is of, its words, the sentence, the kind it is a first of, and its day."""

    kept: KeptClaim
    first: ToldFirst
    around: str
    kind: Kind
    day: dt.date | None
    when: str
    happening: str


def told_firsts(
    pair: tuple[str, str], claims: Sequence[KeptClaim], found: Sequence[Happening], says: Says, *,
    began: dt.date | None, sentence: Callable[[Claim], tuple[str, int]] | None, label: Callable[[Kind, bool], str],
) -> list[Precedent]:  # fmt: skip
    """Every told first of a pair with its verdict, one for each happening and "since", whatever the order of claims.

    A first is supported only if the ledger reaches back to the day counted from and holds nothing of the kind between.
    It is contradicted only by one of the same sort, of the same people or office, at least a week earlier. All else is
    not checkable, and says why.
    """
    known = {h.name: h for h in found}
    reported = first_reports(claims)
    all_told = []
    for kept in sorted(claims, key=lambda kept: (kept.published or dt.date.max, kept.claim.id)):
        told = _told(pair, kept, known, reported.get(kept.counted_by), sentence)
        if told is not None:
            all_told.append(told)
    return [_judged(group, found, says, began, label) for group in _groups(all_told)]


def _told(
    pair: tuple[str, str], kept: KeptClaim, known: dict[str, Happening], published: dt.date | None,
    sentence: Callable[[Claim], tuple[str, int]] | None,
) -> _Told | None:  # fmt: skip
    claim = kept.claim
    side = direction(kept, pair)
    if side is None or claim.polarity != "positive" or claim.modality not in ("actual", "future"):
        return None
    around, offset = sentence(claim) if sentence else _without_sentence(kept)
    first = told_first(claim, around, offset, published)
    if first is None:
        return None
    if _elsewhere(first, claim, side, pair):
        return None
    mode = "visit" if claim.event == "CONSULT" and claim.mode == "visit" else ""
    day, when = _day(claim, first, known.get(kept.event or claim.id), published)
    kind = Kind(claim.event, mode, "", side if mode or claim.event not in MUTUAL_EVENTS else "")
    return _Told(kept, first, around, kind, day, when, kept.event or claim.id)


def _day(
    claim: Claim, first: ToldFirst, happening: Happening | None, published: dt.date | None
) -> tuple[dt.date | None, str]:
    """The day from which it happens, and how it is said: as its reports have it, else as the claim's own words do."""
    start, end = claim.start, claim.end
    last = 0 if claim.modality == "actual" else 365
    day = happening.day if happening else None
    if happening and day and (published is None or -30 <= (day - published).days <= last):
        return day, f"{'on' if happening.dated else 'reported on'} {day.isoformat()}"
    # Words such as "since February 2022" are read as a time of the claim too; that is not when it happens.
    counted_from = start and end and first.since and start <= plus(first.since, dt.timedelta(31)) and first.since <= end
    if start and end and (end - start).days <= WIDEST and not counted_from and (published is None or end <= published):
        return start, f"between {start.isoformat()} and {end.isoformat()}" if end > start else f"on {start.isoformat()}"
    return published, f"reported on {published.isoformat()}" if published else ""


def _elsewhere(first: ToldFirst, claim: Claim, side: str, pair: tuple[str, str]) -> bool:
    """True if the words of the first name others than the pair, another doer, or a visit to the side that pays it."""
    from entente.lexicon import load

    words = first.place.quote.removesuffix(first.phrase)
    found = [mention for mention in load().mentions(words, None) if mention.kind != "region"]
    if found and not any(code in pair for mention in found for code in mention.codes):
        return True
    doers = {code for mention in found if mention.kind == "demonym" for code in mention.codes}
    if claim.event not in MUTUAL_EVENTS and doers & set(pair) and not doers & set(claim.actor):
        return True
    goals = [mention for mention in found if _GOAL.search(words[: mention.start])]
    return claim.mode == "visit" and bool(goals) and not any(set(goal.codes) - {side} for goal in goals)


def _without_sentence(kept: KeptClaim) -> tuple[str, int]:
    """The title where the claim stands in it, else the quote alone, with its offset."""
    place = kept.claim.place
    if place.field == "title" and kept.title[place.start_char : place.end_char] == place.quote:
        return kept.title, 0
    return place.quote, place.start_char


def _groups(all_told: Sequence[_Told]) -> list[list[_Told]]:
    """Told firsts of one happening and one "since" together."""
    by: dict[tuple[str, str, str, str], list[_Told]] = {}
    for told in all_told:
        first = told.first
        size = "most" if first.kind == "most" else ""
        counted_from = "" if size else first.since.isoformat() if first.since else first.phrase.casefold()
        by.setdefault((told.kind.event, told.kind.actor, size, counted_from), []).append(told)
    groups: list[list[_Told]] = []
    for _, members in sorted(by.items()):
        members.sort(key=lambda told: (told.day or dt.date.max, told.kept.claim.id))
        for told in members:
            own = groups[-1] if groups and groups[-1][0] in members else []
            same = any(other.happening == told.happening for other in own)
            near = same or (bool(own) and _apart(own[-1].day, told.day) <= NEAR)
            if near:
                groups[-1].append(told)
            else:
                groups.append([told])
    return groups


def _apart(one: dt.date | None, two: dt.date | None) -> int:
    return abs((one - two).days) if one and two else 0


def _weight(told: _Told) -> tuple[int, float, dt.date, dt.date, str]:
    """Told before announced or rumoured, then surest, earliest, first reported."""
    ways = ("told", "planned", "rumoured", "denied", "")
    claim = told.kept.claim
    day = told.day or dt.date.max
    return (ways.index(told_as(told.kept)), -sureness(told.kept), day, told.kept.published or dt.date.max, claim.id)


def _judged(
    group: Sequence[_Told],
    found: Sequence[Happening],
    says: Says,
    began: dt.date | None,
    label: Callable[[Kind, bool], str],
) -> Precedent:
    best = min(group, key=_weight)
    verdict, why, against = _verdict(best, {t.happening for t in group}, found, began, label)
    on, first = best.day, best.first
    when = f" {best.when}" if best.when else ""
    standing = told_as(best.kept) or "told"
    would = {"planned": " (announced)", "rumoured": " (not certain)", "denied": " (denied)"}.get(standing, "")
    text = f"{capital(label(best.kind, False))}{when}{would} is told as “{first.place.quote}”: {verdict}, {why}."
    kept = sorted((t.kept for t in group), key=lambda k: (k is not best.kept, -sureness(k), k.claim.id))
    reason = f"{counted(origins(kept), 'origin')} used words of a first or a record of it; {_counted_from(first)}."
    return Precedent(
        kind="told-first", event=best.kind.event, mode=best.kind.mode, label=label(best.kind, False), on=on,
        before=against.day if against else None, since=first.since, verdict=verdict, phrase=first.place.quote,
        standing=standing, origins=origins(kept), text=text, reason=reason,
        claims=tuple(kept[:TOLD]) + (against.claims[:AGAINST] if against else ()),
    )  # fmt: skip


def _counted_from(first: ToldFirst) -> str:
    if not first.phrase:
        return "they name no day to count from"
    if first.since is None:
        return f"“{first.phrase}” gives no day to count from"
    return f"“{first.phrase}” counts from {first.since.isoformat()}"


def _verdict(
    told: _Told, own: set[str], found: Sequence[Happening], began: dt.date | None, label: Callable[[Kind, bool], str]
) -> tuple[str, str, Happening | None]:
    """The verdict, why in words, and what contradicts it."""
    first, day = told.first, told.day
    if first.kind == "most":
        return "not checkable", "for the ledger counts happenings and does not weigh them", None
    if day is None:
        return "not checkable", "for neither the happening nor the report has a day", None
    if first.phrase and first.since is None:
        return "not checkable", f"for “{first.phrase}” names no day that can be looked up", None
    between = [h for h in found if h.name not in own and _of_kind(h, told.kind) and _between(h, first.since, day)]
    against = [h for h in between if (day - (h.day or day)).days > ANNOUNCED and _same_scope(told, h)]
    if against:
        last = max(against, key=lambda h: (h.day or dt.date.min, h.origins, h.name))
        when = last.day.isoformat() if last.day else ""
        return "contradicted", f"for the ledger holds one {'on' if last.dated else 'reported on'} {when}", last
    holds = f"the ledger begins on {began.isoformat()}" if began else "how far back the ledger reaches is not known"
    if between:
        kinds = label(told.kind, True)
        some = f"the ledger holds {kinds} since then ({len(between)}), and cannot tell whether one is of the same sort"
        return "not checkable", f"for {some}", None
    if first.since is None:
        return "not checkable", f"for it names no day to count from; {holds}, and holds none before it", None
    if began is None:
        return "not checkable", f"for {holds}; it holds none before it", None
    if began > plus(first.since, dt.timedelta(1)):
        return "not checkable", f"for {holds}, after {first.since.isoformat()}; it holds none before it", None
    # A ledger that tells of little supports little.
    all_told = counted(sum(_between(h, first.since, day) for h in found), "happening")
    none = f"holds none of its kind after {first.since.isoformat()}, of {all_told} between the two"
    return "supported", f"for {holds} and {none}", None


def _of_kind(happening: Happening, kind: Kind) -> bool:
    return happening.standing in ("told", "rumoured") and any(kind.covers(other) for other in happening.kinds)


def _between(happening: Happening, since: dt.date | None, day: dt.date) -> bool:
    if happening.day is None or happening.ongoing:
        return False
    return (since is None or happening.day > since) and (day - happening.day).days > SAME


def _same_scope(told: _Told, happening: Happening) -> bool:
    """True if the earlier one is surely of the sort that the told first counts."""
    if told.first.narrow or not happening.solid or happening.standing != "told":
        return False
    words = " ".join(f"{kept.claim.quote} {kept.title}" for kept in happening.claims)
    own = f"{told.around} {told.kept.title}"
    sorts = _sorts(told.first.place.quote) or _sorts(told.kept.claim.quote)
    if sorts and not sorts & _sorts(" ".join(kept.claim.quote for kept in happening.claims)):
        return False
    people = _people(own)
    if told.first.personal or people:
        return bool(people) and people <= _people(words)
    roles = _roles(own)
    return roles <= _roles(words)


def _sorts(words: str) -> set[int]:
    return {number for number, pattern in enumerate(_groups_of_words()) if pattern.search(words)}


@functools.cache
def _groups_of_words() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{group})", re.IGNORECASE) for group in first_words().same)


def _people(words: str) -> set[str]:
    """Leaders that the words name."""
    from entente.lexicon import load

    return {found.name for found in load().mentions(words, None) if found.kind == "leader"}


def _roles(words: str) -> set[str]:
    return {found[1].casefold() for found in first_words().roles.finditer(words)}
