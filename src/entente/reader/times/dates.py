"""Dates that name a day or a month of the calendar, and the reading of years."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from entente.reader.times import stretches
from entente.reader.times.context import Context, Found
from entente.reader.times.stretches import Stretch

_DAY_ENDS = ("st", "nd", "rd", "th")
_MONTH_PREPOSITIONS = frozenset(
    ["in", "by", "since", "until", "till", "of", "from", "between", "during", "through", "throughout", "before",
     "after", "to", "and", "or", "early", "late", "mid", "last", "next", "this", "every", "each", "around", "for",
     "previous", "following", "on"]
)  # fmt: skip
_AMBIGUOUS_MONTHS = frozenset(["may", "march"])


def month_at(ctx: Context, i: int) -> tuple[int, int] | None:
    """(month, place after it) of a month name at `i`; a short name takes its full stop along."""
    tokens, words = ctx.tokens, ctx.words
    word = tokens.word(i)
    if not tokens.capital(i):
        return None
    if word in words.months:
        return words.months[word], i + 1
    if word in words.months_short:
        dotted = tokens.word(i + 1) == "." and tokens.glued(i + 1)
        if dotted or tokens.number(i + 1) is not None or tokens.number(i - 1) is not None or tokens.dash(i - 1):
            return words.months_short[word], i + 1 + dotted
    return None


def day_at(ctx: Context, i: int) -> tuple[int, int] | None:
    """(day of the month, place after it) at `i`: "4", "4th"."""
    tokens = ctx.tokens
    number = tokens.number(i)
    if number is None or not 1 <= number <= 31 or len(tokens.word(i)) > 2:
        return None
    if tokens.glued(i + 1) and tokens.word(i + 1) in _DAY_ENDS:
        return number, i + 2
    if tokens.glued(i + 1) and (tokens.word(i + 1).isalpha() or tokens.word(i + 1) in ("%", ":")):
        return None
    if (
        tokens.word(i + 1) in (".", ",")
        and tokens.glued(i + 1)
        and tokens.glued(i + 2)
        and tokens.number(i + 2) is not None
    ):
        return None
    return number, i + 1


def year_at(ctx: Context, i: int, *, low: int = 1000, high: int = 2200) -> int | None:
    """The four digits at `i` as a year, by themselves (no part of a longer number)."""
    tokens = ctx.tokens
    word = tokens.word(i)
    if len(word) != 4 or not word.isdecimal() or not low <= int(word) <= high:
        return None
    before, after = tokens.word(i - 1), tokens.word(i + 1)
    if tokens.glued(i) and (
        before in ("$", "€", "£", "¥", "#", ".", "_", "@", "+", "=", "/", ":", "&") or before.isalpha()
    ):
        return None
    if before == "," and tokens.glued(i) and tokens.number(i - 2) is not None and len(tokens.word(i - 2)) > 2:
        return None
    if (
        after in (",", ".", ":", "/")
        and tokens.glued(i + 1)
        and tokens.glued(i + 2)
        and tokens.number(i + 2) is not None
    ):
        return None
    if tokens.glued(i + 1) and (after.isalpha() or after in ("%", "°", "_", "@")):
        return None
    if after == "-" and tokens.word(i + 3) == "-" and tokens.number(i + 2) is not None and tokens.glued(i + 1):
        return None  # the head of 2024-06-18
    return int(word)


def year_after(ctx: Context, i: int) -> tuple[int, int] | None:
    """(year, place after it) of a year that goes on a date: ", 2024", " of 2024", " 2024"."""
    at = ctx.tokens.skip(i, ",", "of", "in")
    year = year_at(ctx, at)
    if year is not None:
        return year, at + 1
    if ctx.tokens.word(i) == "'" and ctx.tokens.number(i + 1) is not None and len(ctx.tokens.word(i + 1)) == 2:
        short = int(ctx.tokens.word(i + 1))
        return (1900 if short > 40 else 2000) + short, i + 2
    relative = {"this": 0, "last": -1, "next": 1}.get(ctx.tokens.word(at))
    if relative is not None and ctx.tokens.word(at + 1) == "year" and ctx.published:
        return ctx.published.year + relative, at + 2
    if ctx.tokens.word(at) in ("that", "the") and ctx.told is not None and ctx.tokens.word(i) == "of":
        if ctx.tokens.match(at, "that", "year") or ctx.tokens.match(at, "the", "same", "year"):
            return ctx.told.start.year, at + (2 if ctx.tokens.word(at) == "that" else 3)
        if ctx.tokens.match(at, "the", "following", "year"):
            return ctx.told.start.year + 1, at + 3
        if ctx.tokens.match(at, "the", "previous", "year"):
            return ctx.told.start.year - 1, at + 3
    return None


def _day_found(first: int, last: int, year: int, month: int, day: int, *, basis: str) -> Found | None:
    found = stretches.safe(year, month, day)
    if found is None:
        return None
    one = stretches.of_day(found)
    return Found(first, last, one.value, "DATE", found, found, one, basis)


def stretch_found(first: int, last: int, stretch: Stretch, *, basis: str = "published", kind: str = "DATE") -> Found:
    """A date whose days are those of the stretch."""
    return Found(first, last, stretch.value, kind, stretch.start, stretch.end, stretch, basis)


def iso_date(ctx: Context, i: int) -> Found | None:
    """2024-06-18, 2024/06/18, 6/18/2024, 18.06.2024, 18/6/2024, 6/18/24."""
    tokens = ctx.tokens
    mark = tokens.word(i + 1)
    if mark not in ("-", "/", ".") or tokens.word(i + 3) != mark or not tokens.glued(i + 1) or not tokens.glued(i + 4):
        return None
    numbers = [tokens.number(i), tokens.number(i + 2), tokens.number(i + 4)]
    if any(n is None for n in numbers) or not (tokens.glued(i + 2) and tokens.glued(i + 3)):
        return None
    if tokens.glued(i + 5) and tokens.word(i + 5) == mark and tokens.number(i + 6) is not None:
        return None
    a, b, c = (n or 0 for n in numbers)
    widths = [len(tokens.word(i)), len(tokens.word(i + 2)), len(tokens.word(i + 4))]
    if widths[0] == 4 and widths[1] <= 2 and widths[2] <= 2 and a >= 1000:
        return _day_found(i, i + 5, a, b, c, basis="calendar")
    if widths[0] > 2 or widths[1] > 2 or widths[2] not in (2, 4) or (widths[2] == 2 and mark == "."):
        return None
    year = c if widths[2] == 4 else _short_year(ctx, i + 4) or 0
    if mark == "." or a > 12:
        return _day_found(i, i + 5, year, b, a, basis="calendar")
    return _day_found(i, i + 5, year, a, b, basis="calendar")


def month_first(ctx: Context, i: int) -> Found | None:
    """June 18, 2024; June 18th; June 2024; June."""
    tokens = ctx.tokens
    read = month_at(ctx, i)
    if read is None:
        return None
    month, at = read
    day = day_at(ctx, at)
    if day is None and tokens.word(at) == "the":
        day = day_at(ctx, at + 1) if tokens.word(at + 2) in _DAY_ENDS else None
    if day is None and tokens.dash(at) and tokens.glued(at) and tokens.glued(at + 1):
        day = day_at(ctx, at + 1)
    if day is not None:
        return _with_day(ctx, i, month, day[0], day[1])
    year = year_after(ctx, at)
    if year is not None:
        return stretch_found(i, year[1], stretches.of_month(year[0], month), basis="calendar")
    word = tokens.word(i)
    paired = tokens.word(at) in ("-", "–", "to", "and") and month_at(ctx, at + 1) is not None
    governed = tokens.word(i - 1) in _MONTH_PREPOSITIONS or tokens.dash(i - 1) or paired
    if word in _AMBIGUOUS_MONTHS and not governed and tokens.word(at) not in ctx.words.event_nouns:
        return None
    if word not in ctx.words.months and at == i + 1:
        return None
    name = tokens.capital(i - 1) and tokens.word(i - 1).isalpha() and not tokens.breaks(i)
    if name and tokens.word(i - 1) not in _MONTH_PREPOSITIONS:
        return None  # a person: "Theresa May", "Beth March"
    return _bare_month(ctx, i, at, month)


def day_first(ctx: Context, i: int) -> Found | None:
    """18 June 2024; 18th of June; 18-Jun-2024; also "the 18th of June"."""
    tokens = ctx.tokens
    at = i + 1 if tokens.word(i) == "the" else i
    day = day_at(ctx, at)
    if day is None:
        return None
    after = tokens.skip(day[1], "of")
    if after == day[1] and tokens.dash(after) and tokens.glued(after):
        after += 1
    month = month_at(ctx, after)
    if month is None:
        return _listed_day(ctx, i, day)
    if tokens.word(after) in _AMBIGUOUS_MONTHS and not tokens.capital(after):
        return None
    if tokens.dash(after - 1) and tokens.dash(month[1]) and tokens.glued(month[1]) and tokens.glued(month[1] + 1):
        year = year_at(ctx, month[1] + 1) or _short_year(ctx, month[1] + 1)
        if year is None:
            return None
        return _day_found(i, month[1] + 2, year, month[0], day[0], basis="calendar")
    return _with_day(ctx, i, month[0], day[0], month[1])


def _short_year(ctx: Context, i: int) -> int | None:
    """Two digits as a year, 1941 to 2040."""
    number = ctx.tokens.number(i)
    if number is None or len(ctx.tokens.word(i)) != 2:
        return None
    return (1900 if number > 40 else 2000) + number


def _listed_day(ctx: Context, i: int, day: tuple[int, int]) -> Found | None:
    """The first of two days that share their month: "6-7 January 1916", "6 and 7 February"."""
    tokens = ctx.tokens
    if tokens.word(day[1]) not in ("-", "–", "to", "and", "or", "/", "&"):
        return None
    second = day_at(ctx, tokens.skip(day[1] + 1, "the"))
    month = month_at(ctx, tokens.skip(second[1], "of")) if second else None
    if month is None or second is None or second[0] <= day[0]:
        return None
    both = _with_day(ctx, i, month[0], day[0], month[1])
    return replace(both, last=day[1]) if both else None


def second_day(ctx: Context, first: Found) -> Found | None:
    """The second of two days that share their month: "June 2–5", "May 4 and 5"."""
    tokens, stretch = ctx.tokens, first.stretch
    k = first.first if tokens.capital(first.first) else first.first + 1
    if stretch is None or stretch.grain != "day" or not any(month_at(ctx, n) for n in range(k, first.last)):
        return None
    mark = tokens.word(first.last)
    second = day_at(ctx, tokens.skip(first.last + 1, "the"))
    if (
        mark not in ("-", "–", "—", "to", "and", "or", "through", "&")
        or second is None
        or second[0] <= stretch.start.day
    ):
        return None
    after = tokens.word(second[1])
    if month_at(ctx, second[1]) or (
        after.isalpha() and not tokens.dash(first.last) and after not in _MONTH_PREPOSITIONS
    ):
        return None
    year = year_at(ctx, tokens.skip(second[1], ","))
    last = tokens.skip(second[1], ",") + 1 if year == stretch.start.year else second[1]
    return _day_found(first.last + 1, last, stretch.start.year, stretch.start.month, second[0], basis=first.basis)


def _with_day(ctx: Context, i: int, month: int, day: int, at: int) -> Found | None:
    """Completes a month and day, read up to `at`, by a year told there or by the one that fits."""
    year = year_after(ctx, at)
    if year is not None:
        return _day_found(i, year[1], year[0], month, day, basis="calendar")
    ahead = _year_of_partner(ctx, at, month)
    if ahead is not None:
        return _day_found(i, at, ahead, month, day, basis="calendar")
    told = ctx.base_year(i)
    if told is not None:
        return _day_found(i, at, _year_near_told(told, month), month, day, basis="told")
    if ctx.published is None:
        return Found(i, at, f"XXXX-{month:02d}-{day:02d}", "DATE") if stretches.safe(2024, month, day) else None
    tense = ctx.tense(i, at)
    year_found = _fitting_year(ctx.published, month, day, tense)
    return _day_found(i, at, year_found, month, day, basis="published")


def _fitting_year(published: dt.date, month: int, day: int, tense: str) -> int:
    """The year of the latest such day up to publication (past), the next one (future), or the nearest."""
    year = published.year
    if tense == "future":
        behind = (published.month - month) * 30 + published.day - day
        return year + 1 if behind > 45 else year
    if tense == "past":
        ahead = (month - published.month) * 30 + day - published.day
        return year if ahead <= 0 else year - 1 if ahead > 45 else year
    gap = (month - published.month) * 30 + day - published.day
    return year - 1 if gap > 245 else year + 1 if gap < -300 else year


def _year_near_told(told: Stretch, month: int) -> int:
    """A history goes forward: a month far before the last one told lies in the next year."""
    if told.grain in ("day", "month", "week", "season"):
        if month < told.start.month - 7:
            return told.start.year + 1
        if month > told.start.month + 9:
            return told.start.year - 1
    return told.start.year


def _year_of_partner(ctx: Context, at: int, month: int) -> int | None:
    """The year of a second date that shares it: "March to May 2014", "June 6 and 7 July 2014"."""
    tokens = ctx.tokens
    if tokens.word(at) not in ("to", "and", "or", "until", "through", "-", "–", "—", "&"):
        return None
    k = tokens.skip(at + 1, "late", "early", "mid", "the")
    k = k + 1 if tokens.dash(k) else k
    day = day_at(ctx, k)
    second = month_at(ctx, ctx.tokens.skip(day[1], "of") if day else k)
    if second is None:
        if day is None:
            return None
        year = year_at(ctx, tokens.skip(day[1], ","))
        return year
    after = second[1]
    if day is None:
        late = day_at(ctx, after)
        after = late[1] if late else after
    year = year_at(ctx, tokens.skip(after, ","))
    if year is None:
        return None
    return year - 1 if second[0] < month else year


def _bare_month(ctx: Context, i: int, at: int, month: int) -> Found | None:
    ahead = _year_of_partner(ctx, at, month)
    if ahead is not None:
        return stretch_found(i, at, stretches.of_month(ahead, month), basis="calendar")
    told = ctx.base_year(i)
    if told is not None:
        return stretch_found(i, at, stretches.of_month(_year_near_told(told, month), month), basis="told")
    if ctx.published is None:
        return Found(i, at, f"XXXX-{month:02d}", "DATE")
    return stretch_found(i, at, stretches.of_month(_month_year(ctx, i, at, month), month))


def _month_year(ctx: Context, i: int, at: int, month: int) -> int:
    assert ctx.published is not None
    published = ctx.published
    tense = ctx.tense(i, at)
    if tense == "future" and ctx.tokens.word(i - 1) != "since":
        return published.year + (month < published.month)
    if tense == "" and ctx.tokens.word(i - 1) in ("by", "until", "till"):
        return published.year + (month < published.month)
    gap = month - published.month
    if tense == "":  # nothing tells the side: the nearest such month, the last one where both are far
        return published.year + (gap < -8) - (gap > 3)
    return published.year - (gap > 0)
