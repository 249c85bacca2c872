"""Seasons, quarters, years, decades and centuries of the calendar."""

from __future__ import annotations

import datetime as dt

from entente.reader.times import stretches
from entente.reader.times.context import Context, Found
from entente.reader.times.dates import day_at, stretch_found, year_after, year_at
from entente.reader.times.stretches import Stretch

_SEASON_PREPOSITIONS = frozenset(["in", "by", "until", "since", "during", "throughout", "over", "through", "and", "of"])


def season(ctx: Context, i: int) -> Found | None:
    """summer 2023, the summer of 2023, in the winter."""
    tokens = ctx.tokens
    at = i + 1 if tokens.word(i) == "the" else i
    name = ctx.words.seasons.get(tokens.word(at))
    if name is None:
        return None
    told_year = year_after(ctx, at + 1)
    if told_year is not None:
        short, last = tokens.number(told_year[1] + 1), told_year[1]
        if tokens.word(last) in ("-", "–", "/") and tokens.glued(last) and short is not None and short < 100:
            last += 2
        return stretch_found(i, last, stretches.of_season(told_year[0], name), basis="calendar")
    return _bare_season(ctx, i, at, name)


def _bare_season(ctx: Context, i: int, at: int, name: str) -> Found | None:
    tokens, after = ctx.tokens, ctx.tokens.word(at + 1)
    governed = at > i and tokens.word(i - 1) in _SEASON_PREPOSITIONS
    if tokens.word(at) in ("fall", "spring") and after not in ctx.words.event_nouns and not governed:
        return None
    if after in ("of", "olympics", "games", "olympic", "palace", "school", "camp"):
        return None
    told = ctx.base_year(i)
    if told is not None:
        return stretch_found(i, at + 1, stretches.of_season(told.start.year, name), basis="told")
    if ctx.published is None:
        return Found(i, at + 1, f"XXXX-{name}", "DATE")
    tense = "future" if tokens.word(i - 1) in ("until", "till", "by") else ctx.tense(i, at + 1)
    return stretch_found(i, at + 1, season_near(ctx.published, name, tense))


def season_near(published: dt.date, name: str, tense: str) -> Stretch:
    """The season of that name now or next (future), else the last that has begun."""
    this = [stretches.of_season(published.year + k, name) for k in (-2, -1, 0, 1)]
    if tense == "future":
        return next(s for s in this if s.end >= published)
    return [s for s in this if s.start <= published][-1]


def quarter(ctx: Context, i: int) -> Found | None:
    """the third quarter of 2013, first-quarter, first half of the year, Q3 2013."""
    read = _numbered(ctx, i)
    if read is None:
        return None
    number, half, last = read
    make = stretches.of_half if half else stretches.of_quarter
    told = year_after(ctx, last)
    if told is not None:
        return stretch_found(i, told[1], make(told[0], number), basis="calendar")
    of_year = ctx.tokens.match(last, "of", "the", "year")
    if half and not of_year:
        return None
    last += 3 if of_year else 0
    if ctx.published is None:
        return Found(i, last, f"XXXX-{'H' if half else 'Q'}{number}", "DATE")
    found = make(ctx.published.year, number)
    if found.start > ctx.published and not of_year and ctx.tense(i, last) != "future":
        found = make(ctx.published.year - 1, number)
    return stretch_found(i, last, found)


def _numbered(ctx: Context, i: int) -> tuple[int, bool, int] | None:
    """(number, whether it is a half, place after it) of a quarter or half at `i`."""
    tokens = ctx.tokens
    at = i + 1 if tokens.word(i) == "the" else i
    if tokens.word(at) == "q" and tokens.glued(at + 1) and tokens.number(at + 1) in (1, 2, 3, 4):
        return tokens.number(at + 1) or 1, False, at + 2
    number = ctx.words.ordinals.get(tokens.word(at), 0)
    at += 2 if tokens.dash(at + 1) or tokens.word(at + 1) in ("fiscal", "financial") else 1
    half = tokens.word(at) == "half"
    if not 1 <= number <= (2 if half else 4) or not (half or tokens.word(at) == "quarter"):
        return None
    return number, half, at + 1


def year(ctx: Context, i: int) -> Found | None:
    """2014; 1950-53 is left to `year_range`."""
    tokens, words = ctx.tokens, ctx.words
    number = year_at(ctx, i)
    if number is None:
        return None
    before, after = tokens.word(_governor(ctx, i)), tokens.word(i + 1)
    if before in words.not_year_before and not (before == "no" and tokens.breaks(i)):
        return None
    if after in words.not_year_after or (after == "-" and tokens.word(i + 2) in words.units):
        return None
    if not 1900 <= number <= 2060 and not _old_year(ctx, i, before):
        return None
    if tokens.dash(i - 1) and tokens.glued(i) and tokens.number(i - 2) is not None and len(tokens.word(i - 2)) != 4:
        return None  # a telephone number
    if tokens.number(i - 1) is not None and len(before) > 2 and not tokens.breaks(i):
        return None
    if number < 1900 and after.endswith(("s", "children")) and not tokens.capital(i + 1):
        return None
    if number == 2000 and after.endswith("s") and before not in words.year_before:
        return None
    return stretch_found(i, i + 1, stretches.of_year(number), basis="calendar")


def _old_year(ctx: Context, i: int, before: str) -> bool:
    """True if four digits that may well be an amount stand as a year: "in 1789", "the 1777 campaign", "1861-1865"."""
    tokens = ctx.tokens
    if before in ctx.words.year_before or tokens.dash(i - 1) or before in ("(", "the", "for", "c"):
        return True
    return (tokens.dash(i + 1) and year_at(ctx, i + 2) is not None) or i + 1 >= tokens.size or tokens.breaks(i + 1)


def _governor(ctx: Context, i: int) -> int:
    """Place of the word that governs a year: the one before it, or the preposition before "at least", "about"."""
    k = i - 1
    while ctx.tokens.word(k) in ("at", "least", "about", "around", "roughly", "approximately", "as", "early", "late"):
        k -= 1
    return k if ctx.tokens.word(k) in ctx.words.year_before else i - 1


def before_christ(ctx: Context, i: int) -> Found | None:
    """218 BC, 264 B.C.; such years have no days in the calendar that the claims use. Also 347 AD."""
    tokens = ctx.tokens
    number = tokens.number(i)
    if number is None or not 1 <= number <= 9999:
        return None
    last, era = i + 2, tokens.word(i + 1)
    if era == "b" and tokens.match(i + 2, ".", "c") and tokens.glued(i + 2):
        last, era = i + 4 + (tokens.word(i + 4) == "." and tokens.glued(i + 4)), "bc"
    if era in ("bc", "bce"):
        return Found(i, last, f"BC{number:04d}", "DATE")
    if era in ("ad", "ce") and ctx.tokens.raw[i + 1].isupper():
        return stretch_found(i, last, stretches.of_year(number), basis="calendar")
    return None


def year_range(ctx: Context, i: int) -> Found | None:
    """1950-53, 2014–2020, 2023/24 as one mention."""
    tokens = ctx.tokens
    if not (tokens.dash(i + 1) or tokens.word(i + 1) == "/") or not (tokens.glued(i + 1) and tokens.glued(i + 2)):
        return None
    word = tokens.word(i)
    if len(word) != 4 or not word.isdecimal() or not 1000 <= int(word) <= 2100:
        return None
    first, short = int(word), tokens.word(i + 2)
    if len(short) != 2 or not short.isdecimal() or (tokens.glued(i + 3) and tokens.word(i + 3) in ("-", "/")):
        return None
    last = first // 100 * 100 + int(short)
    if not first < last <= first + 99 or (int(short) <= 12 and tokens.word(i + 1) == "-" and last - first > 30):
        return None
    both = Stretch(f"{first:04d}", dt.date(first, 1, 1), dt.date(last, 12, 31), "year")
    return stretch_found(i, i + 3, both, basis="calendar")


def decade(ctx: Context, i: int) -> Found | None:
    """the 1990s, the '90s, the nineties."""
    tokens = ctx.tokens
    at = i + 1 if tokens.word(i) == "the" else i
    part_of = ctx.words.parts.get(tokens.word(at))
    at = at + 1 if part_of and at > i else at
    word = tokens.word(at)
    if word in ctx.words.decades and at > i:
        return stretch_found(i, at + 1, stretches.of_decade(1900 + ctx.words.decades[word]), basis="calendar")
    quote = word == "'"
    at = at + 1 if quote else at
    number, width = tokens.number(at), len(tokens.word(at))
    after = at + 2 if tokens.word(at + 1) == "'" and tokens.glued(at + 1) else at + 1
    if number is None or number % 10 or tokens.word(after) != "s" or not tokens.glued(after):
        return None
    if width == 4 and 1000 <= number <= 2100:
        return stretch_found(i, after + 1, stretches.of_decade(number), basis="calendar")
    if width == 2 and (at > i):
        return stretch_found(
            i, after + 1, stretches.of_decade((1900 if number > 20 else 2000) + number), basis="calendar"
        )
    return None


def century(ctx: Context, i: int) -> Found | None:
    """the 19th century, the nineteenth century, the 21st-century."""
    tokens = ctx.tokens
    at = i + 1 if tokens.word(i) == "the" else i
    at = at + 1 if tokens.word(at) in ("early", "late", "mid") and at > i else at
    at = at + 1 if tokens.dash(at) and at > i else at
    number, last = ctx.words.ordinals.get(tokens.word(at), 0), at + 1
    if tokens.word(at) == "twenty" and tokens.dash(at + 1) and tokens.word(at + 2) == "first":
        number, last = 21, at + 3
    read = day_at(ctx, at)
    if read is not None and read[1] == at + 2:
        number, last = read[0], at + 2
    last = last + 1 if tokens.dash(last) else last
    if not 1 <= number <= 30 or tokens.word(last) not in ("century", "centuries"):
        return None
    if tokens.word(last + 1) in ("bc", "bce"):
        return Found(i, last + 2, f"BC{number - 1:02d}", "DATE")
    return stretch_found(i, last + 1, stretches.of_century(number), basis="calendar")
