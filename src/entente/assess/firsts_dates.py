"""The day from which a report counts a first: "since 2016", "in three years", "since the Soviet Union's collapse"."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from entente.assess.days import plus
from entente.assess.precedents_words import first_words, in_order

_SPAN = re.compile(
    r"\b(?P<lead>in|for|over|during)\s+(?:(?:the|past|last|at|least|more|than|over|nearly|almost|about|around|roughly"
    r"|some|just|under|well)\s+)*(?P<number>[\w-]+\s+)?(?:and\s+a\s+half\s+)?"
    r"(?P<unit>day|week|month|year|decade|century|centurie)s?\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|after|during)\s+(?=\S)", re.IGNORECASE)
ENDS = re.compile(
    r"\s+(?:as|while|amid|despite|but|when|which|who|because|so|whereas|will)\b"
    r"|\s+and\s+(?:has|had|is|was|will|said|comes|came|follows|marks)\b",
    re.IGNORECASE,
)
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if n
} | {"sept": 9}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"^(?:(?:at|the|least|early|late|mid|last|this|end|start|beginning|of|in|around|before"
    rf"|fall|spring|summer|winter|autumn)[\s-]+)*"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:(?P<month>{_MONTH})\b\.?)?"
    rf"(?:\s*(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?"
    rf"(?:,?\s*(?P<year>(?:1[5-9]|20)\d\d)(?P<plural>s)?\b)?",
    re.IGNORECASE,
)


def since_when(around: str, begin: int, end: int, published: dt.date | None) -> tuple[dt.date | None, str, int, int]:
    """The day counted from, its words, and where they stand; ("", begin, begin) where there are none."""
    rest = around[begin:end]
    span = _SPAN.search(rest)
    for found in _SINCE.finditer(rest):
        word = found[0].strip().lower()
        words = _until_joint(rest[found.end() :])
        day = dated(words, around, published, plain=word == "since")
        if word != "since" and day is None:
            continue
        if span and span.start() < found.start():
            break
        stop = begin + found.end() + len(words)
        return day, around[begin + found.start() : stop], begin + found.start(), stop
    if span and _is_open(span):
        return None, span[0], begin + span.start(), begin + span.end()
    if span and (days := _days(span)):
        day = published - dt.timedelta(days) if published and days < 300_000 else None
        return day, span[0], begin + span.start(), begin + span.end()
    this = re.search(r"\bthis (year|month)\b", rest, re.IGNORECASE)
    if this:
        day = _before_this(this[1].lower(), published)
        return day, this[0], begin + this.start(), begin + this.end()
    return None, "", begin, begin


def _before_this(unit: str, published: dt.date | None) -> dt.date | None:
    if published is None:
        return None
    first_day = published.replace(day=1, month=1) if unit == "year" else published.replace(day=1)
    return plus(first_day, -dt.timedelta(1))


def _until_joint(words: str) -> str:
    cut = ENDS.search(words)
    return (words[: cut.start()] if cut else words).rstrip()


def _days(span: re.Match[str]) -> int:
    """Days of "in three years"; 0 where it is no span ("in the year")."""
    unit = span["unit"].lower().replace("centurie", "century")
    number = (span["number"] or "").strip().lower()
    each = first_words().spans[unit]
    if number in first_words().numbers:
        return first_words().numbers[number] * each
    if number.isdigit() and len(number) < 4:
        return int(number) * each
    return 0


def _is_open(span: re.Match[str]) -> bool:
    """True for "in years" and "in many decades": a span that gives no number, and so no day to count from."""
    number = (span["number"] or "").strip().lower()
    return number in ("", "many", "several", "the", "recent") and span[0].lower().endswith("s")


def dated(words: str, sentence: str, published: dt.date | None, *, plain: bool = True) -> dt.date | None:
    """The day that "since ..." counts from, None where the words give none.

    Args:
        words: what stands after "since".
        sentence: the whole sentence, which tells some turning points apart.
        published: day of the report: the last May before it is meant by "since May".
        plain: False after "after" and "during", where only turning points are dated.
    """
    folded = words.casefold().replace("’", "'")
    near = sentence.casefold()
    for epoch in first_words().epochs:
        if epoch.near and not any(word in near for word in epoch.near):
            continue
        if any(in_order(name, folded) for name in epoch.words) and (published is None or epoch.day <= published):
            return epoch.day
    if plain and (day := _calendar(words, published)):
        return day
    years = re.findall(r"\bin ((?:1[5-9]|20)\d\d)\b", folded)
    return dt.date(int(years[0]), 12, 31) if plain and len(set(years)) == 1 else None


def _calendar(words: str, published: dt.date | None) -> dt.date | None:
    """A day, month, year or decade that the words begin with, by its last day."""
    if re.match(r"(?:the )?(?:start|beginning) of (?:the|this) year|last year$", words, re.IGNORECASE):
        return _before_this("year", published)
    if re.match(r"last month$", words, re.IGNORECASE):
        return _before_this("month", published)
    found = _DATE.match(words)
    if found is None or not (found["month"] or found["year"]):
        return None
    month = _MONTHS[found["month"].lower()] if found["month"] else None
    if found["month"] and not found["month"][0].isupper():
        return None
    number = int(found["day"] or found["after"] or 0)
    if found["year"]:
        year = int(found["year"]) + (9 if found["plural"] else 0)
        return _last_day(year, month, number)
    if published is None or month is None:
        return None
    day = _last_day(published.year, month, number)
    return day if day is None or day < published else _last_day(published.year - 1, month, number)


def _last_day(year: int, month: int | None, day: int) -> dt.date | None:
    if month is None:
        return dt.date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, day if 0 < day <= last else last)
