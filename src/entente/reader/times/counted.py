"""Days that are counted out: the first Monday of October, on the 24th, the day after tomorrow, the week of May 6."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from entente.reader.times import stretches
from entente.reader.times.context import Context, Found
from entente.reader.times.dates import day_at, month_first, stretch_found

_AFTER_DAY = frozenset(["", ",", ".", ";", ")", "and", "or", "to", "in", "at", "when", "but", "with", "after", "for"])


def nth_weekday(ctx: Context, i: int) -> Found | None:
    """the first Monday of October, the last Sunday in March 2014, the second Tuesday of next month."""
    tokens, words = ctx.tokens, ctx.words
    at = i + 1 if tokens.word(i) == "the" else i
    nth = -1 if tokens.word(at) == "last" else words.ordinals.get(tokens.word(at), 0)
    weekday = words.weekdays.get(tokens.word(at + 1))
    if weekday is None or not -1 <= nth <= 5 or nth == 0 or tokens.word(at + 2) not in ("of", "in"):
        return None
    month = month_first(ctx, at + 3) or _sided_month(ctx, at + 3)
    if month is None or month.stretch is None or month.stretch.grain != "month":
        return None
    first = month.stretch.start
    rule = f"{weekday} {nth} {first.month:02d}"
    day = stretches.holiday(rule, first.year)
    if day.month != first.month:
        return None
    return stretch_found(i, month.last, stretches.of_day(day), basis=month.basis)


def _sided_month(ctx: Context, i: int) -> Found | None:
    """this month, next month, the month."""
    side = {"this": 0, "the": 0, "last": -1, "next": 1}.get(ctx.tokens.word(i))
    if side is None or ctx.tokens.word(i + 1) != "month" or ctx.published is None:
        return None
    day = stretches.shift_months(ctx.published.replace(day=1), side)
    return stretch_found(i, i + 2, stretches.of_month(day.year, day.month))


def bare_day(ctx: Context, i: int) -> Found | None:
    """on the 24th, by the 20th: a day of the month told before, else of the month of publication."""
    tokens = ctx.tokens
    if tokens.word(i) != "the" or tokens.word(i - 1) not in ("on", "by", "until", "since", "from", "of"):
        return None
    day = day_at(ctx, i + 1)
    if day is None or day[1] != i + 3 or tokens.word(day[1]) not in _AFTER_DAY:
        return None
    told = ctx.told if ctx.told is not None and ctx.told.grain in ("day", "month") else None
    base = told.start if told else ctx.published
    found = stretches.safe(base.year, base.month, day[0]) if base else None
    if found is None:
        return None
    return stretch_found(i, day[1], stretches.of_day(found), basis="told" if told else "published")


def beside_deictic(ctx: Context, i: int) -> Found | None:
    """the day after tomorrow, the day before yesterday."""
    tokens = ctx.tokens
    if not tokens.match(i, "the", "day"):
        return None
    days = {("after", "tomorrow"): 2, ("before", "yesterday"): -2}.get((tokens.word(i + 2), tokens.word(i + 3)))
    if days is None:
        return None
    if ctx.published is None:
        return Found(i, i + 4, "XXXX-XX-XX", "DATE")
    return stretch_found(i, i + 4, stretches.of_day(stretches.shift(ctx.published, days)))


def nine_eleven(ctx: Context, i: int) -> Found | None:
    """9/11, which nobody writes of another day."""
    tokens = ctx.tokens
    if not tokens.match(i, "9", "/", "11") or tokens.word(i + 3) == "/" or tokens.word(i - 1) == "/":
        return None
    day = stretches.of_day(dt.date(2001, 9, 11))
    return Found(i, i + 3, day.value, "DATE", day.start, day.end, day, "calendar")


def week_of(ctx: Context, floor: int, one: Found) -> Found | None:
    """the week of 6 October: `one` is the day, nothing before `floor` may be taken."""
    tokens, k = ctx.tokens, one.first - 2
    if tokens.word(k) not in ("week", "weekend") or tokens.word(k + 1) != "of" or k < floor or one.start is None:
        return None
    make = stretches.of_week if tokens.word(k) == "week" else stretches.of_weekend
    start: dt.date = one.start
    first = k - 1 if tokens.word(k - 1) == "the" and k > floor else k
    found = stretch_found(first, one.last, make(start), basis=one.basis)
    return replace(found, kind="DATE")
