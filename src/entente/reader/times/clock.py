"""Times of day: 9 a.m., 22:30, noon, 1500 GMT, overnight, in the morning."""

from __future__ import annotations

from entente.reader.times.context import Context, Found
from entente.reader.times.stretches import Stretch, of_day

_ZONES = frozenset(["gmt", "utc", "est", "edt", "cet", "cest", "bst", "et", "pt", "pst", "pdt", "local"])


def _half_of_day(ctx: Context, i: int) -> tuple[str, int] | None:
    """("a" or "p", place after it) of am, a.m., PM, p.m. at `i`."""
    tokens = ctx.tokens
    word = tokens.word(i)
    if word in ("am", "pm"):
        return word[0], i + 1
    if word in ("a", "p") and tokens.match(i + 1, ".", "m") and tokens.glued(i + 1) and tokens.glued(i + 2):
        return word, i + 3 + (tokens.word(i + 3) == "." and tokens.glued(i + 3))
    return None


def clock(ctx: Context, i: int) -> Found | None:
    """9 a.m., 9:30pm, 22:30, 1500 GMT, 5 o'clock."""
    tokens = ctx.tokens
    hour = tokens.number(i)
    if hour is None or (tokens.glued(i) and tokens.word(i - 1) in (":", ".", ",", "/", "-", "$", "€", "£")):
        return None
    minute, last = 0, i + 1
    minutes = tokens.number(i + 2)
    told = tokens.word(i + 1) in (":", ".") and tokens.glued(i + 1) and tokens.glued(i + 2)
    if told and minutes is not None and len(tokens.word(i + 2)) == 2 and minutes < 60:
        minute, last = minutes, i + 3
    half = _half_of_day(ctx, last)
    if half is not None and 1 <= hour <= 12:
        return _at(ctx, i, _zone(ctx, half[1]), hour % 12 + (12 if half[0] == "p" else 0), minute)
    if tokens.word(last) == "o" and tokens.match(last + 1, "'", "clock") and 1 <= hour <= 12:
        return _at(ctx, i, last + 3, hour, 0)
    if len(tokens.word(i)) == 4 and tokens.word(i + 1) in _ZONES and hour < 2400 and hour % 100 < 60:
        return _at(ctx, i, _zone(ctx, i + 1), hour // 100, hour % 100)
    if last == i + 3 and tokens.word(i + 1) == ":" and hour < 24:
        return _at(ctx, i, _zone(ctx, last), hour, minute)
    return None


def _zone(ctx: Context, i: int) -> int:
    """Place after a zone at `i`, if there is one."""
    if ctx.tokens.match(i, "local", "time"):
        return i + 2
    return i + 1 if ctx.tokens.word(i) in _ZONES else i


def _day(ctx: Context) -> Stretch | None:
    if ctx.told is not None and ctx.told.grain == "day":
        return ctx.told
    return of_day(ctx.published) if ctx.published else None


def _at(ctx: Context, first: int, last: int, hour: int, minute: int) -> Found:
    day = _day(ctx)
    value = f"{day.value if day else 'XXXX-XX-XX'}T{hour:02d}:{minute:02d}"
    return Found(first, last, value, "TIME", day.start if day else None, day.end if day else None, day)


def part_of_day(ctx: Context, i: int) -> Found | None:
    """noon, midnight, overnight, in the morning, the night."""
    tokens = ctx.tokens
    word = tokens.word(i)
    code = {"midnight": "24:00", "noon": "12:00", "midday": "12:00", "overnight": "NI"}.get(word)
    last = i + 1
    if code is None and word == "the" and tokens.word(i - 1) in ("in", "during", "on", "through", "of"):
        code, last = ctx.words.dayparts.get(tokens.word(i + 1)), i + 2
    if code is None or tokens.word(last) == "of":
        return None
    day = _day(ctx)
    value = f"{day.value if day else 'XXXX-XX-XX'}T{code}"
    return Found(i, last, value, "TIME", day.start if day else None, day.end if day else None, day)
