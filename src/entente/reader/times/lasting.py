"""Durations, sets and bare references: three weeks, every year, now, recently."""

from __future__ import annotations

import datetime as dt

from entente.reader.times import amounts, stretches
from entente.reader.times.context import Context, Found

_ONGOING = frozenset(["for", "after", "than", "nearly", "almost", "over", "about", "some", "around", "last"])
_HEDGES = frozenset(
    ["more", "less", "than", "nearly", "almost", "about", "over", "at", "least", "some", "around", "just", "the",
     "only", "roughly", "under", "well"]
)  # fmt: skip
#: Start, end, and whether the end is what the words mean.
_Days = tuple[dt.date, dt.date | None, bool]
_PERFECT = frozenset(["has", "have", "been", "'ve"])


def duration(ctx: Context, i: int) -> Found | None:
    """three weeks, a 72-hour, 45-year-old, in four years, for more than two years, within a month."""
    tokens = ctx.tokens
    amount = amounts.read_amount(tokens, ctx.words, i)
    if amount is None:
        return None
    last = amount.last
    if amount.joined and tokens.dash(last) and tokens.word(last + 1) in ("old", "olds", "long"):
        return Found(i, last + 2, amount.value, "DURATION")
    if tokens.word(last) == "old":
        return Found(i, last + 1, amount.value, "DURATION")
    if amount.joined or amount.unit in ("TS", "TM"):
        return Found(i, last, amount.value, "DURATION")
    if tokens.word(i) in ("a", "an") and amount.count == 1 and not _is_duration(ctx, i, amount):
        return _rate(ctx, i, amount)
    days = _days(ctx, i, amount) or _after_event(ctx, i, amount)
    if days is not None and days[2] and days[1] is not None:
        named = stretches.around(days[1], stretches.UNIT_GRAINS[amount.unit])
        return Found(i, last, named.value, "DATE", days[0], days[1])
    return Found(i, last, amount.value, "DURATION", *(days[:2] if days else (None, None)))


def _is_duration(ctx: Context, i: int, amount: amounts.Amount) -> bool:
    """True if "a week" lasts, rather than counts a rate ("twice a week") or names a kind ("a day of mourning")."""
    before, after = ctx.tokens.word(i - 1), ctx.tokens.word(amount.last)
    if amount.unit in ("D", "NI", "Q", "WE") and before not in (
        "for",
        "in",
        "within",
        "than",
        "over",
        "about",
        "after",
    ):
        return False
    if after == "of" and before not in ("for", "after", "in", "than", "nearly", "almost"):
        return amount.unit in ("M", "W", "Y", "DE", "CE") and before != "times"
    return before in (
        "for", "in", "within", "than", "nearly", "almost", "over", "about", "after", "around", "under", "only", "just",
        "take", "takes", "took", "last", "lasted", "every", "least", "of", "to", "spent", "spend", "half", "roughly",
    )  # fmt: skip


def _rate(ctx: Context, i: int, amount: amounts.Amount) -> Found | None:
    """once a week, 1.5 million barrels a day."""
    before = ctx.tokens.word(i - 1)
    counted = before in ("once", "twice", "times", "hours", "days") or (
        before.endswith("s") and any(ctx.tokens.number(k) is not None for k in range(max(i - 4, 0), i))
    )
    return Found(i, amount.last, amount.value, "SET") if counted else None


def _days(ctx: Context, i: int, amount: amounts.Amount) -> _Days | None:
    """Days of a duration that leans on the day of publication; what goes on still has no end."""
    if ctx.published is None or amount.count is None:
        return None
    lead = _lead(ctx, i)
    back = stretches.moved(ctx.published, -amount.count, amount.unit)
    on = stretches.moved(ctx.published, amount.count, amount.unit)
    if lead == "within":
        past = ctx.tense(i, amount.last) == "past"
        return None if past else (ctx.published, max(on, ctx.published), False)
    if lead == "in":
        return _in_days(ctx, i, amount, back, on)
    if lead in _ONGOING and _perfect(ctx, i):
        return back, None, False
    if lead == "after" and ctx.tokens.word(amount.last) == "of":
        return back, ctx.published, False
    return None


def _after_event(ctx: Context, i: int, amount: amounts.Amount) -> _Days | None:
    """The day of the event in "They fired on Wednesday, three days after the drill": the duration back from the clause.

    At the head of a sentence the day of the clause itself is what the words give, and it is not known.
    """
    tokens = ctx.tokens
    if amount.count is None or tokens.word(amount.last) not in ("after", "since") or ctx.heads_sentence(i):
        return None
    base = ctx.told.start if ctx.told is not None and ctx.told.grain == "day" else ctx.published
    if base is None or amount.unit.startswith("T"):
        return None
    event = stretches.moved(base, -amount.count, amount.unit)
    if tokens.word(amount.last) == "since":
        return event, event, False
    stretch = stretches.around(event, stretches.UNIT_GRAINS[amount.unit])
    return stretch.start, stretch.end, False


def _in_days(ctx: Context, i: int, amount: amounts.Amount, back: dt.date, on: dt.date) -> _Days | None:
    assert ctx.published is not None
    if ctx.negated(i):
        return back, ctx.published, False
    tense = ctx.tense(i, amount.last)
    if tense == "future":
        exact = ctx.tokens.word(i - 1) == "in"
        return ctx.published, on, exact
    return back, ctx.published, False


def _lead(ctx: Context, i: int) -> str:
    """The preposition before the amount, past "more than", "nearly" and the like."""
    k = i - 1
    while ctx.tokens.word(k) in _HEDGES and k > i - 5:
        k -= 1
    return ctx.tokens.word(k)


def _perfect(ctx: Context, i: int) -> bool:
    """True if the clause tells of something that goes on ("has been", "have received")."""
    return any(ctx.tokens.word(k) in _PERFECT for k in range(max(i - 20, 0), min(i + 12, ctx.tokens.size)))


def bare_plural(ctx: Context, i: int) -> Found | None:
    """days, weeks, for years, decades of war: an amount that is not told."""
    tokens = ctx.tokens
    word = tokens.word(i)
    unit = ctx.words.units.get(word)
    if unit is None or not (word.endswith("s") or word == "centuries") or unit in ("TS", "Q", "WE", "NI"):
        return None
    before = tokens.word(i - 1)
    if before in ("these", "those", "the", "all", "other") and before != "for":
        return None
    if tokens.word(i + 1) in ("ago", "earlier", "later"):
        value = "FUTURE_REF" if tokens.word(i + 1) == "later" else "PAST_REF"
        return Found(i, i + 2, value, "DATE")
    return Found(i, i + 1, amounts.Amount(i + 1, None, unit, False, True).value, "DURATION")


def recent_units(ctx: Context, i: int) -> Found | None:
    """recent weeks, in recent years."""
    unit = ctx.words.units.get(ctx.tokens.word(i + 1))
    if ctx.tokens.word(i) != "recent" or unit is None:
        return None
    return Found(i, i + 2, amounts.Amount(i + 2, None, unit, False, True).value, "DURATION")


def nth_day(ctx: Context, i: int) -> Found | None:
    """the fourth day of strikes, for a ninth day, its 25th day: since its first day, still going on."""
    tokens = ctx.tokens
    number, at = ctx.words.ordinals.get(tokens.word(i), 0), i + 1
    if tokens.number(i) is not None and tokens.word(i + 1) in ("st", "nd", "rd", "th") and tokens.glued(i + 1):
        number, at = tokens.number(i) or 0, i + 2
    at += tokens.word(at) in ("consecutive", "straight", "full")
    word = tokens.word(at)
    if not 2 <= number <= 400 or word not in ("day", "week", "month", "year") or (word == "year" and number > 60):
        return None
    before, after = tokens.word(i - 1), tokens.word(at + 1)
    if before not in ("its", "a", "for", "their", "the", ":", "") and not tokens.breaks(i) and i:
        return None
    if before == "the" and (after != "of" or tokens.word(at + 2) in ("the", "a") or ctx.tense(i, at) == "past"):
        return None
    unit = ctx.words.units[word]
    value = f"P{number}{unit}"
    if ctx.published is None or ctx.history:
        return Found(i, at + 1, value, "DURATION")
    start = stretches.moved(ctx.published, -number, unit)
    return Found(i, at + 1, value, "DURATION", stretches.shift(start, 1), None)


def anniversary(ctx: Context, i: int) -> Found | None:
    """the 75th anniversary of the treaty: the year in which what is remembered took place."""
    tokens = ctx.tokens
    number, at = ctx.words.ordinals.get(tokens.word(i), 0), i + 1
    if tokens.number(i) is not None and tokens.word(i + 1) in ("st", "nd", "rd", "th") and tokens.glued(i + 1):
        number, at = tokens.number(i) or 0, i + 2
    if tokens.word(at) != "anniversary" or tokens.word(at + 1) not in ("of", "since") or ctx.published is None:
        return None
    if not 1 <= number <= min(1000, ctx.published.year - 1) or ctx.history:
        return None
    year = stretches.of_year(ctx.published.year - number)
    return Found(i, at + 1, year.value, "DATE", year.start, year.end)


def part_of(ctx: Context, first: int, inner: Found) -> Found | None:
    """The last week of October, the first two months of 1939: `first` stands at "first" or "last"."""
    tokens, stretch = ctx.tokens, inner.stretch
    amount = amounts.read_amount(tokens, ctx.words, first + 1)
    if amount is None:
        unit = ctx.words.units.get(tokens.word(first + 1))
        plural = tokens.word(first + 1).endswith("s")
        if unit is None:
            return None
        amount = amounts.Amount(first + 2, None if plural else 1.0, unit, False, plural)
    if tokens.word(amount.last) != "of" or amount.unit.startswith("T") or stretch is None:
        return None
    begin = first - 1 if tokens.word(first - 1) == "the" else first
    if amount.count is None:
        return Found(begin, inner.last, amount.value, "DURATION", inner.start, inner.end, None, inner.basis)
    start, end = stretch.start, stretch.end
    if tokens.word(first) == "last":
        start = max(start, stretches.shift(stretches.moved(end, -amount.count, amount.unit), 1))
    else:
        end = min(end, stretches.shift(stretches.moved(start, amount.count, amount.unit), -1))
    return Found(begin, inner.last, amount.value, "DURATION", min(start, end), end, None, inner.basis)


def every(ctx: Context, i: int) -> Found | None:
    """every year, each week, per day, every Monday, every two years."""
    tokens, words = ctx.tokens, ctx.words
    word, after = tokens.word(i), tokens.word(i + 1)
    if word not in ("every", "each", "per"):
        return None
    if after in words.weekdays and word != "per":
        return Found(i, i + 2, f"XXXX-WXX-{words.weekdays[after]}", "SET")
    if after in words.months and word != "per":
        return Found(i, i + 2, f"XXXX-{words.months[after]:02d}", "SET")
    if after in words.dayparts and word != "per":
        return Found(i, i + 2, f"XXXX-XX-XXT{words.dayparts[after]}", "SET")
    if after in words.seasons and word != "per":
        return Found(i, i + 2, f"XXXX-{words.seasons[after]}", "SET")
    if after in words.units:
        return Found(i, i + 2, amounts.Amount(i + 2, 1.0, words.units[after], False, False).value, "SET")
    amount = amounts.read_amount(tokens, words, i + 1)
    return Found(i, amount.last, amount.value, "SET") if amount and word != "per" else None


def repeated(ctx: Context, i: int) -> Found | None:
    """daily, annual, monthly; Mondays."""
    tokens, words = ctx.tokens, ctx.words
    word = tokens.word(i)
    if word in words.sets:
        if tokens.capital(i) and i and not tokens.breaks(i) and tokens.capital(i + 1):
            return None  # a name: "the Daily Mail"
        return Found(i, i + 1, words.sets[word], "SET")
    if word.endswith("s") and word[:-1] in words.weekdays and tokens.capital(i):
        return Found(i, i + 1, f"XXXX-WXX-{words.weekdays[word[:-1]]}", "SET")
    return None


def reference(ctx: Context, i: int) -> Found | None:
    """now, currently, recently, the future."""
    table = ctx.words.refs.get(ctx.tokens.word(i))
    if table is None:
        return None
    for words, value in table.items():
        if not ctx.tokens.match(i, *words):
            continue
        after = ctx.tokens.word(i + len(words))
        if words == ("the", "past") and after not in (",", ".", ";", "and", "when", "have", "has"):
            continue
        if words == ("present",) and ctx.tokens.word(i - 1) not in ("the", "to"):
            continue
        if words == ("soon",) and (after == "after" or ctx.tense(i, i + 1) != "future"):
            continue
        return Found(i, i + len(words), value, "DATE")
    return None
