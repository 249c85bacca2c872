"""Stretches of days in plain words: "in July 2023", "on 3 March 2022", "since 2014"."""

from __future__ import annotations

import calendar
import datetime as dt

MONTHS = tuple(calendar.month_name)


def day(date: dt.date) -> str:
    """A day, as "3 March 2022"."""
    return f"{date.day} {MONTHS[date.month]} {date.year}"


def when(start: dt.date | None, end: dt.date | None, published: dt.date | None, *, coming: bool = False) -> str:
    """Days in words, with their preposition; empty if both sides are open.

    Args:
        start, end: days, both included; None leaves a side open.
        published: day of the report, by which "so far in 2024" is known.
        coming: the thing lies ahead, so an open end is "from", not "since".
    """
    if start is None and end is None:
        return ""
    if start is None or end is None:
        if start is not None:
            return f"{'from' if coming else 'since'} {_open(start)}"
        assert end is not None
        return f"by {day(end)}" if coming else f"until {day(end)}"
    return _closed(start, end, published)


def window(start: dt.date | None, end: dt.date | None, published: dt.date | None) -> bool:
    """True if the days are a stretch that runs up to the report ("this year", "in four years")."""
    return start is not None and end is not None and end == published and (end - start).days > 27


def _open(start: dt.date) -> str:
    if start.day != 1:
        return day(start)
    return str(start.year) if start.month == 1 else f"{MONTHS[start.month]} {start.year}"


def _closed(start: dt.date, end: dt.date, published: dt.date | None) -> str:
    if start == end:
        return f"on {day(start)}"
    if (start.month, start.day) == (1, 1) and (end.month, end.day) == (12, 31):
        return f"in {start.year}" if start.year == end.year else f"between {start.year} and {end.year}"
    if start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]:
        return _months(start, end)
    if window(start, end, published):
        return _window(start, end)
    if (end - start).days == 6 and start.weekday() in (0, 6):
        return f"in the week of {day(start)}"
    return f"between {_short(start, end)} and {day(end)}"


def _months(start: dt.date, end: dt.date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"in {MONTHS[start.month]} {start.year}"
    first = MONTHS[start.month] + ("" if start.year == end.year else f" {start.year}")
    return f"between {first} and {MONTHS[end.month]} {end.year}"


def _window(start: dt.date, end: dt.date) -> str:
    if (start.month, start.day) == (1, 1) and start.year == end.year:
        return f"so far in {start.year}"
    years = end.year - start.year
    if years and abs((end - start).days - 365.25 * years) < 3:
        span = "year" if years == 1 else f"{_NUMBERS.get(years, str(years))} years"
        return f"in the {span} to {day(end)}"
    return f"between {_short(start, end)} and {day(end)}"


def _short(start: dt.date, end: dt.date) -> str:
    if start.year != end.year:
        return day(start)
    return str(start.day) if start.month == end.month else f"{start.day} {MONTHS[start.month]}"


_NUMBERS = {
    2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
}  # fmt: skip
