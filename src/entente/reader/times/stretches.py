"""Stretches of the calendar with their TIMEX3 values.

Values follow TimeML 1.2.1 (tag `timex3`, which takes them from ISO 8601): "2024", "2024-06", "2024-W25",
"2024-06-18", "2024-SU", "2024-Q3", "2024-H1", "2024-W25-WE", decades as three digits, centuries as two.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from entente.records import Interval

#: Grains from fine to coarse.
GRAINS = ("time", "day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century")
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_MIN_YEAR, _MAX_YEAR = 1, 9998


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days of the calendar: `value` as TIMEX3, both days included, `grain` one of GRAINS."""

    value: str
    start: dt.date
    end: dt.date
    grain: str

    @property
    def interval(self) -> Interval:
        """Its days."""
        return Interval(self.start, self.end)


def safe(year: int, month: int = 1, day: int = 1) -> dt.date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _held(year: int) -> int:
    """A year held within what the calendar of Python can carry."""
    return min(max(year, _MIN_YEAR), _MAX_YEAR)


def shift(day: dt.date, days: int) -> dt.date:
    """`day` moved by `days`, held within the calendar of Python."""
    ordinal = min(max(day.toordinal() + days, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal)


def shift_months(day: dt.date, months: int) -> dt.date:
    """`day` moved by `months`, on the last day of a month that is too short."""
    index = min(max(day.year * 12 + day.month - 1 + months, _MIN_YEAR * 12), _MAX_YEAR * 12 + 11)
    year, month = divmod(index, 12)
    for number in range(day.day, 27, -1):
        found = safe(year, month + 1, number)
        if found:
            return found
    return dt.date(year, month + 1, min(day.day, 27))


def of_day(day: dt.date) -> Stretch:
    """One day."""
    return Stretch(day.isoformat(), day, day, "day")


def of_week(day: dt.date) -> Stretch:
    """The week, Monday to Sunday, in which `day` lies."""
    year, week, weekday = day.isocalendar()
    monday = shift(day, 1 - weekday)
    return Stretch(f"{year}-W{week:02d}", monday, shift(monday, 6), "week")


def of_weekend(day: dt.date) -> Stretch:
    """Saturday and Sunday of the week in which `day` lies."""
    week = of_week(day)
    return Stretch(week.value + "-WE", shift(week.start, 5), week.end, "weekend")


def of_month(year: int, month: int) -> Stretch:
    """A month of a year."""
    year = _held(year)
    start = dt.date(year, month, 1)
    return Stretch(f"{year:04d}-{month:02d}", start, shift(shift_months(start, 1), -1), "month")


def of_quarter(year: int, quarter: int) -> Stretch:
    """A quarter, 1 to 4, of a year."""
    year = _held(year)
    start = dt.date(year, 3 * quarter - 2, 1)
    return Stretch(f"{year:04d}-Q{quarter}", start, shift(shift_months(start, 3), -1), "quarter")


def of_half(year: int, half: int) -> Stretch:
    """A half, 1 or 2, of a year."""
    year = _held(year)
    start = dt.date(year, 6 * half - 5, 1)
    return Stretch(f"{year:04d}-H{half}", start, shift(shift_months(start, 6), -1), "half")


def of_season(year: int, season: str) -> Stretch:
    """A northern season of the weather (three whole months); winter counts to the year of its December."""
    year = _held(year)
    start = dt.date(year, _SEASON_MONTHS[season], 1)
    return Stretch(f"{year:04d}-{season}", start, shift(shift_months(start, 3), -1), "season")


def of_year(year: int) -> Stretch:
    """A calendar year."""
    year = _held(year)
    return Stretch(f"{year:04d}", dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def of_decade(year: int) -> Stretch:
    """The decade in which a year lies: 1994 -> "199"."""
    year = _held(year)
    first = max(year // 10 * 10, 1)
    return Stretch(f"{year // 10:03d}", dt.date(first, 1, 1), dt.date(year // 10 * 10 + 9, 12, 31), "decade")


def of_century(number: int) -> Stretch:
    """The nth century, as people count its years (the 19th: 1800 to 1899) -> "18"."""
    first = max((number - 1) * 100, 1)
    return Stretch(f"{number - 1:02d}", dt.date(first, 1, 1), dt.date((number - 1) * 100 + 99, 12, 31), "century")


def around(day: dt.date, grain: str) -> Stretch:
    """The stretch of that grain in which `day` lies."""
    if grain == "season":
        name = ("WI", "WI", "SP", "SP", "SP", "SU", "SU", "SU", "FA", "FA", "FA", "WI")[day.month - 1]
        return of_season(day.year - (day.month < 3), name)
    makers = {
        "day": lambda: of_day(day),
        "weekend": lambda: of_weekend(day),
        "week": lambda: of_week(day),
        "month": lambda: of_month(day.year, day.month),
        "quarter": lambda: of_quarter(day.year, (day.month + 2) // 3),
        "half": lambda: of_half(day.year, 1 + day.month // 7),
        "year": lambda: of_year(day.year),
        "decade": lambda: of_decade(day.year),
        "century": lambda: of_century(day.year // 100 + 1),
    }
    return makers[grain]()


#: TIMEX3 unit -> (days, months) of one.
UNIT_LENGTHS = {
    "TS": (0, 0), "TM": (0, 0), "TH": (0, 0), "D": (1, 0), "NI": (1, 0), "W": (7, 0), "2W": (14, 0), "WE": (7, 0),
    "M": (0, 1), "Q": (0, 3), "Y": (0, 12), "DE": (0, 120), "CE": (0, 1200),
}  # fmt: skip
#: TIMEX3 unit -> grain of a date that is told in it.
UNIT_GRAINS = {
    "TS": "day", "TM": "day", "TH": "day", "D": "day", "NI": "day", "W": "week", "2W": "week", "WE": "weekend",
    "M": "month", "Q": "quarter", "Y": "year", "DE": "decade", "CE": "century",
}  # fmt: skip


def moved(day: dt.date, amount: float, unit: str) -> dt.date:
    """`day` moved by `amount` of a TIMEX3 unit; hours move it by whole days."""
    amount = max(min(amount, 1e6), -1e6)
    if unit == "TH":
        return shift(day, int(amount / 24))
    days, months = UNIT_LENGTHS[unit]
    if months:
        return shift_months(day, round(amount * months))
    return shift(day, round(amount * days))


def part(stretch: Stretch, which: str) -> Stretch:
    """The early, mid or late third of a stretch, or its beginning or end; the value stays (TIMEX3 has `mod` for it)."""
    days = (stretch.end - stretch.start).days + 1
    third, sixth = days // 3, max(days // 6, 1)
    cuts = {
        "early": (0, max(third, 1)), "begin": (0, max(third, 1)), "mid": (third, days - third),
        "late": (days - max(third, 1), days), "end": (days - sixth, days),
    }  # fmt: skip
    if which not in cuts:
        return stretch
    first, last = cuts[which]
    return replace(stretch, start=shift(stretch.start, first), end=shift(stretch.start, last - 1))


def easter(year: int) -> dt.date:
    """Western Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def holiday(rule: str, year: int) -> dt.date:
    """The day of a holiday: "MM-DD", "easter+N", or "WEEKDAY NTH MONTH" with NTH -1 for the last."""
    year = _held(year)
    if rule.startswith("easter"):
        return shift(easter(year), int(rule[6:]))
    if " " not in rule:
        return dt.date(year, int(rule[:2]), int(rule[3:]))
    weekday, nth, month = (int(piece) for piece in rule.split())
    if nth < 0:
        last = of_month(year, month).end
        return shift(last, -((last.isoweekday() - weekday) % 7))
    first = dt.date(year, month, 1)
    return shift(first, (weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
