"""Which rules may begin at a word, and how dates join to stretches ("from March to May", "since 2014")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from entente.reader.times import clock, counted, dates, lasting, periods, relative, stretches
from entente.reader.times.context import Context, Found
from entente.reader.times.words import load_words

Rule = Callable[[Context, int], Found | None]
_GOVERNING = frozenset(["since", "until", "till", "through", "by", "before", "from"])
_PAST_PREPOSITION = frozenset(["the", "at", "least", "about", "around", "roughly", "as", "early", "late", "a", "an"])

_NUMERIC: tuple[Rule, ...] = (
    dates.iso_date, counted.nine_eleven, dates.day_first, periods.before_christ, lasting.nth_day, lasting.anniversary,
    clock.clock, periods.decade, periods.century, periods.year_range, relative.ago, lasting.duration, periods.year,
)  # fmt: skip
_SPELLED: tuple[Rule, ...] = (
    counted.nth_weekday, periods.century, periods.quarter, lasting.nth_day, lasting.anniversary,
    relative.ago, lasting.duration,
)  # fmt: skip
_DETERMINED: tuple[Rule, ...] = (
    counted.beside_deictic, counted.nth_weekday, lasting.reference, dates.day_first, counted.bare_day, periods.quarter,
    periods.century, periods.decade, periods.season, relative.stretching, relative.this_unit, relative.weekday,
    relative.told_unit, relative.ago, lasting.duration, clock.part_of_day,
)  # fmt: skip
_SIDED: tuple[Rule, ...] = (
    counted.nth_weekday, relative.weekday, relative.stretching, relative.this_unit, lasting.reference,
)  # fmt: skip
_STEPS: tuple[Rule, ...] = (relative.this_unit, relative.told_unit)


@lru_cache(maxsize=1)
def starters() -> dict[str, tuple[Rule, ...]]:
    """Rules that may begin at each word, in the order in which they are tried."""
    words = load_words()
    table: dict[str, tuple[Rule, ...]] = {}

    def add(names: Iterable[str], *rules: Rule) -> None:
        for name in names:
            table[name] = table.get(name, ()) + tuple(r for r in rules if r not in table.get(name, ()))

    add(words.holidays, relative.holiday)
    add((*words.months, *words.months_short), dates.month_first)
    add((*words.weekdays, *words.weekdays_short), relative.weekday)
    add((f"{name}s" for name in words.weekdays), lasting.repeated)
    add(("the", "a", "an", "that", "these", "this"), *_DETERMINED)
    add(("last", "past", "previous", "preceding", "next", "coming", "following", "upcoming", "current"), *_SIDED)
    add(words.seasons, periods.season)
    add(("q", "'"), periods.quarter, periods.decade)
    add((*words.numbers, *words.ordinals, "half", "dozens", "hundreds"), *_SPELLED)
    add(("weekend",), relative.weekend)
    add(("year", "month", "week"), relative.hyphenated_ago)
    add(words.vague, relative.ago, lasting.duration)
    add(("today", "yesterday", "tomorrow", "tonight"), relative.deictic_day)
    add(("earlier", "later", "early", "late"), *_STEPS)
    add(("recent",), lasting.recent_units)
    add(words.refs, lasting.reference)
    add(("every", "each", "per"), lasting.every)
    add(words.sets, lasting.repeated)
    add(("noon", "midday", "midnight", "overnight"), clock.part_of_day)
    add((u for u in words.units if u.endswith("s") or u == "centuries"), lasting.bare_plural)
    return table


def scan(ctx: Context) -> list[Found]:
    """All time expressions of the text in order, none overlapping, before they are joined."""
    table = starters()
    found: list[Found] = []
    words = ctx.tokens.words
    i, size = 0, ctx.tokens.size
    while i < size:
        word = words[i]
        rules = _NUMERIC if word[0].isdecimal() else table.get(word)
        one = _first(ctx, rules, i) if rules else None
        if one is None or one.last <= i:
            i += 1
            continue
        one = _dated(ctx, found, _widened(ctx, found, one))
        ctx.note(one)
        found.append(one)
        second = dates.second_day(ctx, one) if one.stretch is not None else None
        if second is not None:
            ctx.note(second)
            found.append(second)
        i = found[-1].last
    return found


def _first(ctx: Context, rules: tuple[Rule, ...], i: int) -> Found | None:
    for rule in rules:
        found = rule(ctx, i)
        if found is not None:
            return found
    return None


def _widened(ctx: Context, found: list[Found], one: Found) -> Found:
    """Takes "early", "mid-", "the end of" before a date into it."""
    tokens, parts = ctx.tokens, ctx.words.parts
    floor = found[-1].last if found else 0
    if one.kind != "DATE" or one.stretch is None:
        return one
    if one.stretch.grain == "day":
        return counted.week_of(ctx, floor, one) or _with_part_of_day(ctx, floor, one)
    part = _some_of(ctx, found, one)
    if part is not None:
        return part
    k = one.first - 1
    if (tokens.dash(k) and tokens.word(k - 1) == "mid") or (tokens.word(k) == "of" and tokens.word(k - 1) in parts):
        k -= 1
    elif tokens.word(k) == "the" and tokens.word(k - 1) == "of" and tokens.word(k - 2) in parts:
        k -= 2
    elif tokens.word(k) not in ("early", "mid", "late"):
        return one
    if k < floor:
        return one
    first = k - 1 if tokens.word(k - 1) == "the" and k - 1 >= floor else k
    return relative.parted(ctx, first, one)


def _some_of(ctx: Context, found: list[Found], one: Found) -> Found | None:
    """The last week of October, the first two months of 1939; takes back a "two months" already found."""
    of = one.first - 1 if ctx.tokens.word(one.first - 1) == "of" else one.first - 2
    if ctx.tokens.word(of) != "of" or of < 2:
        return None
    before = found[-1] if found and found[-1].last == of else None
    floor = found[-2].last if before and len(found) > 1 else found[-1].last if found and not before else 0
    for first in range(of - 2, max(of - 5, floor - 1), -1):
        if ctx.tokens.word(first) in ("first", "last"):
            part = lasting.part_of(ctx, first, one)
            if part is not None and before is not None:
                found.pop()
            return part
    return None


def _with_part_of_day(ctx: Context, floor: int, one: Found) -> Found:
    """The night of 10 August 1792."""
    tokens = ctx.tokens
    k = one.first - 2
    part = ctx.words.dayparts.get(tokens.word(k))
    if part is None or tokens.word(k + 1) != "of" or k < floor or one.stretch is None:
        return one
    first = k - 1 if tokens.word(k - 1) == "the" and k - 1 >= floor else k
    return replace(one, first=first, value=f"{one.stretch.value}T{part}", kind="TIME")


def _dated(ctx: Context, found: list[Found], one: Found) -> Found:
    """A weekday before a date, or a time of day beside one, becomes one mention with it."""
    if not found or one.stretch is None or found[-1].stretch is None:
        return one
    before, tokens = found[-1], ctx.tokens
    between = tokens.words[before.last : one.first]
    if one.kind == "TIME" and "T" in one.value and _one_day(before) and between in ([], ["at"], [","], [",", "at"]):
        found.pop()
        day = before.stretch
        return replace(one, first=before.first, value=f"{before.value}{one.value[one.value.index('T') :]}", stretch=day)
    if not _one_day(one):
        return one
    if before.kind == "TIME" and ":" in before.value and between in ([], ["on"], [","], [",", "on"]):
        found.pop()
        value = f"{one.value}{before.value[before.value.index('T') :]}"
        return replace(one, first=before.first, value=value, kind="TIME")
    if _is_weekday(ctx, before) and _tells_month(ctx, one) and between in _WEEKDAY_JOINTS:
        found.pop()
        return replace(one, first=before.first)
    return one


_WEEKDAY_JOINTS: tuple[list[str], ...] = ([], [","], ["."], [".", ","], ["the"], [",", "the"])


def _one_day(one: Found) -> bool:
    return one.kind == "DATE" and one.stretch is not None and one.stretch.grain == "day"


def _is_weekday(ctx: Context, one: Found) -> bool:
    word = ctx.tokens.word(one.last - 1)
    return word in ctx.words.weekdays or word in ctx.words.weekdays_short


def _tells_month(ctx: Context, one: Found) -> bool:
    word = ctx.tokens.word(one.first)
    return word.isdecimal() or word == "the" or word in ctx.words.months or word in ctx.words.months_short


def join(ctx: Context, found: list[Found]) -> list[Found]:
    """Lets prepositions and partners decide the days: since, until, by, before, after, from ... to, between ... and."""
    joined: list[Found] = []
    k = 0
    while k < len(found):
        pair = _pair(ctx, found[k], found[k + 1]) if k + 1 < len(found) else None
        if pair is not None:
            joined.extend(pair)
            k += 2
            continue
        joined.append(_governed(ctx, found[k], joined[-1].last if joined else 0))
        k += 1
    return joined


def _pair(ctx: Context, a: Found, b: Found) -> tuple[Found, Found] | None:
    """Both with the days of the whole stretch, if the two are its ends."""
    tokens = ctx.tokens
    between = tokens.words[a.last : b.first]
    lead = tokens.word(a.first - 1)
    if a.start is None or a.end is None or b.start is None or b.end is None or a.kind != "DATE" or b.kind != "DATE":
        return None
    ranged = between in (["-"], ["–"], ["—"], ["through"]) or (
        between in (["to"], ["until"], ["till"]) and lead == "from"
    )
    ranged = ranged or (between == ["and"] and lead == "between") or (between == ["to"] and a.stretch is not None)
    if not ranged or b.end < a.start or a.start > b.start:
        return None
    return replace(a, start=a.start, end=b.end), replace(b, start=a.start, end=b.end)


def _governed(ctx: Context, one: Found, floor: int) -> Found:
    """The days that the preposition before a date leaves."""
    if one.start is None or one.end is None or one.kind == "SET":
        return one
    tokens, published = ctx.tokens, ctx.published
    k = _preposition(ctx, one)
    word = tokens.word(k)
    if one.kind == "DURATION":
        return one
    if word == "since" and k >= floor:
        end = published if published and published >= one.start else None
        first = k - 1 if tokens.word(k - 1) == "ever" and k - 1 >= floor else k
        return replace(one, first=first, start=one.start, end=end)
    if word in ("until", "till", "through"):
        return replace(one, start=None, end=one.end)
    if word == "by":
        return replace(one, start=None, end=_deadline(ctx, one))
    if word == "before":
        ending = any(ctx.words.parts.get(tokens.word(n)) == "end" for n in range(one.first, one.last))
        return replace(one, start=None, end=one.end if ending else stretches.shift(one.start, -1))
    if word == "from" and one.stretch is not None and one.stretch.grain != "day":
        return replace(one, end=None) if ctx.tense(one.first, one.last) == "future" else one
    return one


def _preposition(ctx: Context, one: Found) -> int:
    """Place of the preposition: past "the", "at least", and one adjective ("since a disputed 2009 vote")."""
    tokens, k = ctx.tokens, one.first - 1
    while tokens.word(k) in _PAST_PREPOSITION and k > one.first - 5:
        k -= 1
    adjective = one.stretch is not None and one.stretch.grain == "year" and tokens.word(k).isalpha()
    if adjective and tokens.word(k - 1) in ("a", "an", "the") and tokens.word(k - 2) == "since":
        return k - 2
    return k if tokens.word(k) in _GOVERNING else one.first - 1


def _deadline(ctx: Context, one: Found) -> dt.date | None:
    """The last day that "by" leaves: the middle itself, for "by the middle of the year"."""
    if one.stretch is not None and any(
        ctx.words.parts.get(ctx.tokens.word(n)) == "mid" for n in range(one.first, one.last)
    ):
        return stretches.shift(one.stretch.start, (one.stretch.end - one.stretch.start).days // 2)
    return one.end


def days(one: Found) -> tuple[dt.date | None, dt.date | None]:
    """Start and end in order."""
    if one.start and one.end and one.end < one.start:
        return one.end, one.start
    return one.start, one.end
