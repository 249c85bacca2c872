"""Days and times in plain words."""

from __future__ import annotations

import calendar
import datetime as dt

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def spelled(day: dt.date) -> str:
    """A day as "3 May 2023"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month(day: dt.date) -> str:
    """The month of a day as "May 2023"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def span(start: dt.date, end: dt.date) -> str:
    """A time as "2027", "July 2023", "3 May 2023" or "20 March 2023 to 26 March 2023"."""
    if start.year == end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year)
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if whole and (start.year, start.month) == (end.year, end.month):
        return month(start)
    return spelled(start) if start == end else f"{spelled(start)} to {spelled(end)}"


def plus(day: dt.date, by: dt.timedelta) -> dt.date:
    """The day so much later, earlier where `by` is negative; the calendar's first or last day where it ends before."""
    try:
        return day + by
    except OverflowError:
        return dt.date.max if by > dt.timedelta(0) else dt.date.min
