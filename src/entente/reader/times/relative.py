"""Dates that lean on another day: today, last week, two years ago, the next day, Tuesday."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from entente.reader.times import amounts, stretches
from entente.reader.times.context import Context, Found
from entente.reader.times.dates import month_at, stretch_found
from entente.reader.times.periods import season_near
from entente.reader.times.stretches import Stretch

_DEICTIC_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}
_SIDES = {"this": 0, "current": 0, "last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "coming": 1,
          "following": 1, "upcoming": 1}  # fmt: skip
_AGO = frozenset(["ago", "earlier", "before", "previously", "prior", "later", "after", "afterwards", "on", "hence"])
_DAY_GRAINS = ("day", "time")


def deictic_day(ctx: Context, i: int) -> Found | None:
    """today, yesterday morning, tomorrow night, tonight."""
    tokens = ctx.tokens
    word = tokens.word(i)
    if word not in _DEICTIC_DAYS:
        return None
    last = i + 1
    if ctx.published is None:
        return Found(i, last, "XXXX-XX-XX", "DATE")
    day = stretches.of_day(stretches.shift(ctx.published, _DEICTIC_DAYS[word]))
    if word == "tonight":
        return _with_daypart(i, last, day, "NI")
    part = ctx.words.dayparts.get(tokens.word(last))
    return _with_daypart(i, last + 1, day, part) if part else stretch_found(i, last, day)


def _with_daypart(first: int, last: int, day: Stretch, part: str) -> Found:
    return Found(first, last, f"{day.value}T{part}", "TIME", day.start, day.end, day)


def weekday(ctx: Context, i: int) -> Found | None:
    """Tuesday, last Tuesday, next Tuesday night, Tuesday, June 18, 2024 (the date follows by itself)."""
    tokens, words = ctx.tokens, ctx.words
    side, at = _side(ctx, i)
    number = words.weekdays.get(tokens.word(at))
    if number is None or not tokens.capital(at):
        short = words.weekdays_short.get(tokens.word(at))
        if short is None or not tokens.capital(at) or tokens.word(at + 1) not in (".", ","):
            return None
        if month_at(ctx, at + 2) is None and tokens.number(at + 2) is None:
            return None
        number = short
    if at == i and side is None and tokens.dash(i - 1) and tokens.glued(i):
        return None
    last = at + 1
    part = words.dayparts.get(tokens.word(last))
    if ctx.published is None or _of_history(ctx):
        return _undated_weekday(ctx, i, last, number)
    day = stretches.of_day(_weekday_near(ctx, i, last, number, side))
    return _with_daypart(i, last + 1, day, part) if part else stretch_found(i, last, day)


def _of_history(ctx: Context) -> bool:
    return ctx.history and ctx.told is not None


def _undated_weekday(ctx: Context, i: int, last: int, number: int) -> Found:
    if ctx.told is not None and ctx.told.grain in _DAY_GRAINS:
        return stretch_found(i, last, stretches.of_day(_next_weekday(ctx.told.start, number)), basis="told")
    return Found(i, last, f"XXXX-WXX-{number}", "DATE")


def _next_weekday(day: dt.date, number: int) -> dt.date:
    return stretches.shift(day, (number - day.isoweekday()) % 7)


def _side(ctx: Context, i: int) -> tuple[int | None, int]:
    """(-1, 0, 1 or None, place after it) of "this", "last", "this coming", "the following" at `i`."""
    tokens = ctx.tokens
    at = i + 1 if tokens.word(i) in ("the", "this") and tokens.word(i + 1) in _SIDES else i
    word = tokens.word(at)
    if word in _SIDES:
        return _SIDES[word], at + 1
    return None, i


def _weekday_near(ctx: Context, i: int, last: int, number: int, side: int | None) -> dt.date:
    """Bare: the latest such day up to publication, or the next one where the clause looks ahead."""
    assert ctx.published is not None
    published = ctx.published
    back = (published.isoweekday() - number) % 7
    if side == -1:
        return stretches.shift(published, -(back or 7))
    if side == 1:
        return stretches.shift(published, (-back) % 7 or 7)
    tense = ctx.tense(i, last)
    if tense == "future":
        return _next_weekday(published, number)
    return stretches.shift(published, -back)


def this_unit(ctx: Context, i: int) -> Found | None:
    """this week, last month, next year, the past year, earlier this week, later this year, last summer, next July."""
    tokens, words = ctx.tokens, ctx.words
    lead = tokens.word(i) if tokens.word(i) in ("earlier", "later", "early", "late") else ""
    begin = i + 1 if lead else i
    side, at = _side(ctx, begin)
    if side is None:
        return None
    at_word = tokens.word(at)
    with_the = tokens.word(begin) == "the"
    month = month_at(ctx, at)
    if month is not None:
        return _sided_month(ctx, i, month[1], month[0], side)
    if at_word in words.seasons:
        return _sided_season(ctx, i, at + 1, words.seasons[at_word], side)
    if at_word in words.dayparts:
        return _sided_daypart(ctx, i, at + 1, words.dayparts[at_word], side)
    unit = words.units.get(at_word)
    if unit is None or (at_word.endswith("s") and unit != "TS") or unit in ("TS", "TM", "TH", "NI", "2W"):
        return None
    sided = tokens.word(at - 1)
    if with_the and (sided in ("past", "coming", "last", "next") and _spanning(ctx, begin)):
        return _stretching(ctx, i, at + 1, amounts.Amount(at + 1, 1.0, unit, False, False), side)
    if sided in ("following", "previous", "preceding") or (with_the and sided == "next"):
        return _told_unit(ctx, i, at + 1, unit, side)
    return _sided_unit(ctx, i, at + 1, unit, side, lead)


def _spanning(ctx: Context, i: int) -> bool:
    """True where "the last year" means the twelve months up to now rather than the calendar year before."""
    return ctx.tokens.word(i - 1) in ("over", "in", "for", "during", "within", "throughout", "of") or ctx.tokens.word(
        i + 1
    ) in ("past", "coming")


def _sided_unit(ctx: Context, i: int, last: int, unit: str, side: int, lead: str) -> Found | None:
    grain = stretches.UNIT_GRAINS[unit]
    if ctx.published is None:
        return Found(i, last, {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(grain, "XXXX"), "DATE")
    published = ctx.published
    stretch = stretches.around(stretches.moved(_unit_base(published, unit), side, unit), grain)
    if unit == "WE":
        stretch = _weekend_near(ctx, i, last, side)
    found = stretch_found(i, last, stretch)
    if side != 0:
        return replace(found, start=(sided := stretches.part(stretch, lead)).start, end=sided.end) if lead else found
    start, end = stretch.start, stretch.end
    tense = {"earlier": "past", "later": "future"}.get(lead) or ctx.tense(i, last)
    if lead == "later":
        start = min(published, end)
    elif lead in ("early", "late"):
        start, end = (cut := stretches.part(stretch, lead)).start, cut.end
    elif tense == "past" and unit != "WE":
        end = max(min(end, published), start)
    return replace(found, start=start, end=end)


def _unit_base(day: dt.date, unit: str) -> dt.date:
    """A day of the same stretch from which a step of one unit never leaves the neighbour."""
    return day.replace(day=1) if unit in ("M", "Q", "Y", "DE", "CE") else day


def _weekend_near(ctx: Context, i: int, last: int, side: int) -> Stretch:
    assert ctx.published is not None
    this = stretches.of_weekend(ctx.published)
    before = stretches.of_weekend(stretches.shift(ctx.published, -7))
    if side == 0:
        past = ctx.tense(i, last) == "past" and ctx.published.isoweekday() <= 3
        return before if past else this
    return before if side < 0 else stretches.of_weekend(stretches.shift(ctx.published, 7))


def _told_unit(ctx: Context, i: int, last: int, unit: str, side: int) -> Found | None:
    """the next day, the following year, the previous month: they lean on what was told before."""
    if unit == "WE" or ctx.told is None:
        return (
            _sided_unit(ctx, i, last, unit, side, "")
            if ctx.tokens.word(i) == "the" and unit != "D"
            else _step(ctx, i, last, unit, side, ctx.published)
        )
    if unit != "D" and not ctx.history and ctx.tokens.word(last - 2) == "next":
        return _sided_unit(ctx, i, last, unit, side, "")
    base = ctx.told.end if side > 0 else ctx.told.start
    return _step(ctx, i, last, unit, side, base)


def _step(ctx: Context, i: int, last: int, unit: str, amount: float, base: dt.date | None) -> Found | None:
    if base is None:
        return Found(i, last, "XXXX-XX-XX" if unit == "D" else "XXXX", "DATE")
    grain = stretches.UNIT_GRAINS[unit]
    return stretch_found(i, last, stretches.around(stretches.moved(_unit_base(base, unit), amount, unit), grain))


def _sided_month(ctx: Context, i: int, last: int, month: int, side: int) -> Found | None:
    if ctx.published is None:
        return Found(i, last, f"XXXX-{month:02d}", "DATE")
    published = ctx.published
    year = published.year
    if side < 0:
        year -= month >= published.month
    elif side > 0:
        year += month <= published.month
    return stretch_found(i, last, stretches.of_month(year, month))


def _sided_season(ctx: Context, i: int, last: int, name: str, side: int) -> Found | None:
    if ctx.published is None:
        return Found(i, last, f"XXXX-{name}", "DATE")
    published = ctx.published
    seasons = [stretches.of_season(published.year + k, name) for k in (-2, -1, 0, 1)]
    if side < 0:
        found = [s for s in seasons if s.end < published][-1]
    elif side > 0:
        found = next(s for s in seasons if s.start > published)
    else:
        found = stretches.of_season(published.year, name)
        if name == "WI" and published.month < 3:
            found = season_near(published, name, "past")
    return stretch_found(i, last, found)


def _sided_daypart(ctx: Context, i: int, last: int, part: str, side: int) -> Found | None:
    if ctx.published is None:
        return Found(i, last, f"XXXX-XX-XXT{part}", "TIME")
    if side < 0 and part != "NI" and ctx.tokens.word(last - 2) != "last":
        return None
    day = stretches.of_day(stretches.shift(ctx.published, side))
    return _with_daypart(i, last, day, part)


def stretching(ctx: Context, i: int) -> Found | None:
    """the past five years, last few weeks, the next three days, the coming months: up to now, or on from now."""
    tokens = ctx.tokens
    side, at = _side(ctx, i)
    if (
        side is None
        or side == 0
        or (tokens.word(at - 1) in ("following", "previous", "preceding") and ctx.told is None)
    ):
        return None
    amount = amounts.read_amount(tokens, ctx.words, at)
    if amount is None:
        unit = ctx.words.units.get(tokens.word(at))
        if unit is None or not tokens.word(at).endswith("s"):
            return None
        amount = amounts.Amount(at + 1, None, unit, False, True)
    return _stretching(ctx, i, amount.last, amount, side)


def _stretching(ctx: Context, i: int, last: int, amount: amounts.Amount, side: int) -> Found:
    start = end = None
    if ctx.published is not None and amount.count is not None:
        other = stretches.moved(ctx.published, side * amount.count, amount.unit)
        start, end = min(ctx.published, other), max(ctx.published, other)
    return Found(i, last, amount.value, "DURATION", start, end)


def ago(ctx: Context, i: int) -> Found | None:
    """two years ago, a week earlier, three days later, four months from now, a decade on."""
    tokens = ctx.tokens
    amount = amounts.read_amount(tokens, ctx.words, i)
    if amount is None or amount.joined:
        return None
    at = amount.last
    word = tokens.word(at)
    from_now = tokens.match(at, "from", "now") or tokens.match(at, "from", "today")
    if not from_now and (word not in _AGO or (word == "on" and tokens.word(at + 1) not in (",", "."))):
        return None
    if tokens.word(at + 1) == "than":
        return None  # "two weeks later than planned" is a duration
    if word in ("before", "after", "prior") and not _ends_phrase(ctx, at + 1):
        return None
    forward = from_now or word in ("later", "after", "afterwards", "on", "hence")
    last = at + (2 if from_now else 1)
    if amount.count is None:
        return Found(i, last, "FUTURE_REF" if forward else "PAST_REF", "DATE")
    leans = word not in ("ago", "hence") and not from_now
    base = ctx.told.start if leans and ctx.told is not None else ctx.published
    if amount.unit in ("TS", "TM"):
        return Found(i, last, amount.value, "DURATION")
    if base is None:
        return Found(i, last, "XXXX", "DATE")
    unit = amount.unit
    if not forward and stretches.UNIT_LENGTHS[unit][1] * amount.count / 12 >= base.year:
        return Found(i, last, "PAST_REF", "DATE")
    moved_to = stretches.moved(base, amount.count if forward else -amount.count, unit)
    grain = stretches.UNIT_GRAINS[unit] if amount.count % 1 == 0 else "month"
    if unit in ("DE", "CE"):
        grain = "year"
    if leans and unit == "Y" and ctx.told is not None and ctx.told.grain in ("quarter", "month"):
        grain = ctx.told.grain  # "from a year earlier" beside a quarter is that quarter
    return stretch_found(i, last, stretches.around(moved_to, grain), basis="told" if leans else "published")


def hyphenated_ago(ctx: Context, i: int) -> Found | None:
    """year-ago, year-earlier: a year back from the stretch told before, else from publication."""
    tokens = ctx.tokens
    unit = ctx.words.units.get(tokens.word(i))
    if unit not in ("W", "M", "Y") or not tokens.dash(i + 1) or tokens.word(i + 2) not in ("ago", "earlier"):
        return None
    return _step(ctx, i, i + 3, unit, -1, ctx.told.start if ctx.told is not None else ctx.published)


def _ends_phrase(ctx: Context, i: int) -> bool:
    """True if nothing follows that "before" or "after" could govern."""
    return i >= ctx.tokens.size or ctx.tokens.word(i) in (",", ".", ";", ")", "and", "that") or ctx.tokens.breaks(i)


def told_unit(ctx: Context, i: int) -> Found | None:
    """that day, the same year, the day before, later that month, the end of that year."""
    tokens = ctx.tokens
    at = i + 1 if tokens.word(i) in ("earlier", "later") else i
    if at > i and tokens.match(at, "in", "the"):
        return _within_this(ctx, i)
    same = tokens.match(at, "the", "same") or tokens.match(at, "that", "same")
    if not same and tokens.word(at) not in ("that", "the", "a"):
        return None
    at += 2 if same else 1
    unit = ctx.words.units.get(tokens.word(at))
    if unit is None or tokens.word(at).endswith("s") or unit in ("TS", "TM", "TH", "Q", "2W"):
        return None
    last = at + 1
    if tokens.word(at - 1) == "the":
        return _day_beside(ctx, i, last, unit)
    if tokens.word(at - 1) == "a" or ctx.told is None or unit == "NI":
        return None
    return stretch_found(i, last, stretches.around(ctx.told.start, stretches.UNIT_GRAINS[unit]))


def _within_this(ctx: Context, i: int) -> Found | None:
    """earlier in the month, later in the year."""
    unit = ctx.words.units.get(ctx.tokens.word(i + 3))
    if unit not in ("W", "M", "Y") or ctx.tokens.word(i + 4) == "of":
        return None
    base = ctx.told.start if ctx.history and ctx.told is not None else ctx.published
    if base is None:
        return None
    found = stretch_found(i, i + 4, stretches.around(base, stretches.UNIT_GRAINS[unit]))
    if ctx.history or ctx.published is None or found.start is None or found.end is None:
        return found
    if ctx.tokens.word(i) == "earlier":
        return replace(found, end=ctx.published)
    return replace(found, start=ctx.published)


def weekend(ctx: Context, i: int) -> Found | None:
    """a weekend visit; the weekend itself is found from its "the"."""
    if ctx.published is None or (
        ctx.tokens.word(i - 1) in ("a", "every", "each") and ctx.tokens.word(i + 1) not in ctx.words.event_nouns
    ):
        return None
    this = stretches.of_weekend(ctx.published)
    before = ctx.published < this.start and ctx.tense(i, i + 1) != "future"
    return stretch_found(i, i + 1, stretches.of_weekend(stretches.shift(ctx.published, -7)) if before else this)


def _day_beside(ctx: Context, i: int, last: int, unit: str) -> Found | None:
    """the day before, the year after; "the end of the month" and "the weekend" by themselves."""
    tokens = ctx.tokens
    if tokens.word(last) in ("before", "after") and _ends_phrase(ctx, last + 1) and unit in ("D", "W", "M", "Y"):
        base = ctx.told.start if ctx.told is not None else ctx.published
        return _step(ctx, i, last + 1, unit, -1 if tokens.word(last) == "before" else 1, base)
    if unit == "WE" and ctx.published is not None:
        past = ctx.tense(i, last) != "future"
        this = stretches.of_weekend(ctx.published)
        before = past and (ctx.published < this.start)
        return stretch_found(i, last, stretches.of_weekend(stretches.shift(ctx.published, -7)) if before else this)
    if unit in ("M", "Y", "W", "DE", "CE") and tokens.word(i - 1) == "of" and tokens.word(i - 2) in ctx.words.parts:
        base = ctx.told.start if ctx.history and ctx.told is not None else ctx.published
        if base is not None:
            return stretch_found(i, last, stretches.around(base, stretches.UNIT_GRAINS[unit]))
    return None


def holiday(ctx: Context, i: int) -> Found | None:
    """Christmas Eve, New Year's Day, Easter 2024."""
    tokens = ctx.tokens
    table = ctx.words.holidays.get(tokens.word(i))
    if table is None or not tokens.capital(i):
        return None
    for words, rule in table.items():
        named = tokens.capital(i - 1) and tokens.word(i - 1).isalpha() and tokens.word(i - 1) not in ("on", "the", "by")
        if (named and i and not tokens.breaks(i)) or (tokens.capital(i + len(words)) and len(words) == 1):
            continue  # a person or a title: "Johnnie Christmas", "The Christmas Cottage"
        if not tokens.match(i, *words) or (words == ("new", "year") and tokens.word(i - 1) != "the"):
            continue
        last = i + len(words)
        return _holiday(ctx, i, last, rule)
    return None


def _holiday(ctx: Context, i: int, last: int, rule: str) -> Found | None:
    tokens = ctx.tokens
    at = tokens.skip(last, ",", "of")
    number = tokens.number(at)
    if number is not None and len(tokens.word(at)) == 4 and 1000 <= number <= 2100:
        return stretch_found(i, at + 1, stretches.of_day(stretches.holiday(rule, number)), basis="calendar")
    told = ctx.base_year(i)
    if told is not None:
        return stretch_found(i, last, stretches.of_day(stretches.holiday(rule, told.start.year)))
    if ctx.published is None:
        return Found(i, last, f"XXXX-{rule}" if rule[:2].isdecimal() and " " not in rule else "XXXX-XX-XX", "DATE")
    days = [stretches.holiday(rule, ctx.published.year + k) for k in (-1, 0, 1)]
    tense = ctx.tense(i, last)
    if tense == "future":
        day = next(d for d in days if d >= ctx.published)
    elif tense == "past":
        day = [d for d in days if d <= ctx.published][-1]
    else:
        published = ctx.published
        day = min(days, key=lambda d: abs((d - published).days))
    return stretch_found(i, last, stretches.of_day(day))


def parted(ctx: Context, i: int, inner: Found) -> Found:
    """`inner` narrowed by early, mid, late, the end of, the beginning of, standing from token `i` on."""
    which = next(
        (ctx.words.parts[ctx.tokens.word(k)] for k in range(i, inner.first) if ctx.tokens.word(k) in ctx.words.parts),
        "",
    )
    if inner.stretch is None or inner.start is None or inner.end is None:
        return replace(inner, first=i)
    cut = stretches.part(inner.stretch, which)
    return replace(inner, first=i, start=cut.start, end=cut.end)
