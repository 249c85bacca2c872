"""Time expressions of English reports and the days they mean.

A grammar of our own over words: `words.toml` holds the words, `dates`, `relative`, `lasting` and `clock` the rules,
`grammar` says which rule may begin where and how two dates make a stretch. Values are TIMEX3 (TimeML 1.2.1), days
follow the claim record: weeks run Monday to Sunday, "this week" ends on the day of publication unless the clause looks
ahead, "since 2014" runs up to publication, "until May" and "by May" have no start.
"""

from __future__ import annotations

import datetime as dt

from entente.records import Interval, TimeMention

__all__ = ["find_times"]

#: Years of publication against which days are resolved.
_YEARS = range(1000, 3000)


def find_times(text: str, published: dt.date | None) -> list[TimeMention]:
    """Time expressions in order of place, none overlapping.

    The two ends of a stretch ("from March to May") are two mentions that both carry the days of the whole. A mention
    after "since" takes that word into its span, since what has gone on since a day is open at its end.

    Args:
        text: any text.
        published: day against which "yesterday" and the like are resolved; None leaves them without days, and so
            does a day outside the years 1000 to 2999, which no report can bear.
    """
    from entente.reader.times.context import Context
    from entente.reader.times.grammar import days, join, scan
    from entente.reader.times.tokens import Tokens
    from entente.reader.times.words import load_words

    tokens = Tokens(text)
    within = published is not None and published.year in _YEARS
    context = Context(tokens, load_words(), published if within else None)
    return [
        TimeMention(tokens.starts[f.first], tokens.ends[f.last - 1], Interval(*days(f)), f.value, f.kind)
        for f in join(context, scan(context))
    ]
