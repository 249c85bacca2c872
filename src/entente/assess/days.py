"""Days and times in plain words."""

from __future__ import annotations

import datetime as dt

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def spelled(day: dt.date) -> str:
    """A day as "3 May 2023"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span(start: dt.date, end: dt.date) -> str:
    """A time as "2027", "July 2023", "3 May 2023" or "20 March 2023 to 26 March 2023"."""
    after = end + dt.timedelta(days=1)
    if (start.month, start.day, after.month, after.day, after.year) == (1, 1, 1, 1, start.year + 1):
        return str(start.year)
    if start.day == 1 and after.day == 1 and (start.year, start.month) == (end.year, end.month):
        return f"{_MONTHS[start.month - 1]} {start.year}"
    return spelled(start) if start == end else f"{spelled(start)} to {spelled(end)}"
