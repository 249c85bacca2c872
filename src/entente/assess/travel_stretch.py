"""Stretches of days in words: "in four years", "this year", "since March 2022", against the day of the report."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from entente.assess.travel_words import joined

_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_MONTHS = {"month": 1, "year": 12, "decade": 120}
_AGO = re.compile(
    rf"\b(?:in|for|over|during)\s(?P<words>(?:the\s)?"
    rf"(?P<before>(?:last\s|past\s|almost\s|more\sthan\s|about\s|nearly\s)*)"
    rf"(?:(?P<number>\d{{1,3}}|{joined(_NUMBERS)})\s?)?(?P<unit>month|year|decade)(?P<many>s?)\b)"
    r"(?!\s(?:of\b|(?:19|20)\d\d\b))",  # "in the month of May", "in the year 2020"
    re.IGNORECASE,
)
#: What makes a number a bit less; how much is not said: a tenth is taken off, so that no day too many is told.
_NEARLY = re.compile(r"\b(?:nearly|almost|about)\b", re.IGNORECASE)
_THIS_YEAR = re.compile(r"\b(?:this year|since (?:the (?:start|beginning) of the year))\b", re.IGNORECASE)
_SO_FAR = re.compile(r"\bso far in ((?:19|20)\d\d)\b", re.IGNORECASE)
_SINCE = re.compile(rf"\bsince\s(?:({joined(calendar.month_name[1:])})\s)?((?:19|20)\d\d)\b", re.IGNORECASE)


def stretch_of(quote: str, published: dt.date) -> tuple[dt.date, dt.date, int] | None:
    """First and last day that words tell, and the number of months counted back, 0 for others; None for no stretch."""
    ago = _counted_back(quote)
    if ago:
        return back(published, _months(ago)), published, _months(ago)
    so_far = _SO_FAR.search(quote)
    if so_far:
        year = int(so_far[1])
        return (dt.date(year, 1, 1), min(published, dt.date(year, 12, 31)), 0) if year <= published.year else None
    if _THIS_YEAR.search(quote):
        return dt.date(published.year, 1, 1), published, 0
    since = _SINCE.search(quote)
    if since and int(since[2]) <= published.year:
        # The trip since which nobody has gone lies in that month or year: the stretch begins behind it.
        month = [name.lower() for name in calendar.month_name].index(since[1].lower()) if since[1] else 12
        start = back(dt.date(int(since[2]), month, 1), -1)
        return (start, published, 0) if start <= published else None
    return None


def _counted_back(quote: str) -> re.Match[str] | None:
    """The first words that tell a number of months or years back."""
    return next((ago for ago in _AGO.finditer(quote) if 0 < _months(ago) <= 1200), None)


def _months(ago: re.Match[str]) -> int:
    """Months of "in four years"; 0 where no number is told ("in years") or less than a month is left of one."""
    number = ago["number"]
    if number is None:
        # "In the last year" is one; "in the year" is any.
        one = not ago["many"] and re.search("last|past", ago["before"], re.IGNORECASE)
        return _MONTHS[ago["unit"].lower()] if one else 0
    months = (int(number) if number.isdigit() else _NUMBERS[number.lower()]) * _MONTHS[ago["unit"].lower()]
    return months * 9 // 10 if _NEARLY.search(ago["before"]) else months


def about(quote: str) -> str:
    """The words of a stretch that is told only roughly ("nearly two years"), "" of any other."""
    ago = _counted_back(quote)
    return ago["words"].lower() if ago and _NEARLY.search(ago["before"]) else ""


def back(day: dt.date, months: int) -> dt.date:
    """The day so many months before (negative: after), the last of the month where it has no such day."""
    number = day.year * 12 + day.month - 1 - months
    year, month = max(1, min(9999, number // 12)), number % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
