"""Days written in words and stamps: "Published: 18th June 2024", "KYIV, March 3 (Reuters) —", ISO 8601, RFC 5322."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Sequence
from dataclasses import dataclass

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS = {name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}(?!\d)",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>[01]?\d)[-/.](?P<day>[0-3]?\d)(?!\d)",
    )
)
_NUMERIC = re.compile(r"(?<!\d)([0-3]?\d)[/.-]([0-3]?\d)[/.-]((?:19|20)\d\d)(?!\d)")
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[0-2]?\d)(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?\s*(?P<half>[ap]\.?m\b\.?)?|\s*(?P<half2>[ap]\.?m\b\.?))"
    r"\s*\(?(?P<zone>Z\b|UTC[+-]\d{1,2}|GMT[+-]\d{1,2}|[A-Z]{2,4}\b|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
#: Hours east of Greenwich of zone names that news pages print and that mean one thing there.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9,
    "hkt": 8, "sgt": 8, "aest": 10, "aedt": 11, "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_IN_ADDRESS = (
    re.compile(r"/((?:19|20)\d\d)/([01]?\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/([0-3]?\d)(?=[/-]|$)"),
    re.compile(r"[/_-]((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?=[/_.-]|$)"),
    re.compile(r"/((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_.-]|$)"),
)
_EARLIEST, _LATEST = 1900, 2099

_WORD = r"[A-Z][\w.'’-]*"
_PLACE = rf"{_WORD}(?:(?:,\s*|/|\s+){_WORD}){{0,5}}"
_DATE = (
    r"(?P<date>(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?)(?:,?\s+(?:19|20)\d\d)?)"
)
_AGENCY = r"(?:\s*[(\[][^)\]]{2,60}[)\]])?"
_DASH = r"\s*(?:—|–|--|―|-\s|:\s|$)"
_DATELINES = (
    re.compile(rf"^\s*{_PLACE}\s*[,.]?\s*(?:[(\[]|—|–|--|-)?\s*{_DATE}[)\]]?\.?{_AGENCY}{_DASH}"),
    re.compile(rf"^\s*{_DATE}\s*[(\[][A-Z][^)\]]{{1,60}}[)\]]{_DASH}"),
    re.compile(rf"^\s*{_PLACE}\s*[(\[][A-Z][^)\]]{{1,40}},\s*{_DATE}[)\]]{_DASH}"),
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a report that says where and when it was written. `year` None where the words give none."""

    year: int | None
    month: int
    day: int
    quote: str


def make_day(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has none such or the year is not between 1900 and 2099."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def month_number(name: str) -> int:
    """1 to 12 for an English month name or its short form; digits stand for themselves."""
    return int(name) if name.isdigit() else _MONTHS[name[:3].lower()]


def day_in_words(text: str) -> tuple[dt.date, str] | None:
    """The first full day that `text` states and the words that state it; a clock time with zone turns it to UTC.

    Numbers that can be read two ways (06/07/2024) are not read at all: see `two_ways`.
    """
    best: tuple[int, int, dt.date] | None = None
    for form in _FORMS:
        for match in form.finditer(text):
            day = make_day(int(match["year"]), month_number(match["month"]), int(match["day"]))
            if day and (best is None or match.start() < best[0]):
                best = (match.start(), match.end(), day)
                break
    if best is None:
        best = _day_in_numbers(text)
    if best is None:
        return None
    start, end, day = best
    return _to_utc(day, text, start, end), text[start:end]


def _day_in_numbers(text: str) -> tuple[int, int, dt.date] | None:
    for match in _NUMERIC.finditer(text):
        first, second, year = (int(group) for group in match.groups())
        if first != second and first <= 12 and second <= 12:
            continue
        month, number = (first, second) if second > 12 else (second, first)
        if day := make_day(year, month, number):
            return match.start(), match.end(), day
    return None


def day_in_address(url: str) -> tuple[dt.date, str] | None:
    """The day that the path of an address names ("/2022/04/19/", "/20220419/", "/2022-04-19-"), and its words."""
    path = re.sub(r"^https?://[^/]*|[?#].*$", "", url)
    for form in _IN_ADDRESS:
        match = form.search(path)
        if match and (day := make_day(int(match[1]), month_number(match[2]), int(match[3]))):
            return day, match[0].strip("/-_")
    return None


def two_ways(text: str) -> str:
    """The first day written in numbers that can be read day first or month first, or an empty string."""
    for match in _NUMERIC.finditer(text):
        first, second = int(match[1]), int(match[2])
        if first != second and 1 <= first <= 12 and 1 <= second <= 12:
            return match[0]
    return ""


def _to_utc(day: dt.date, text: str, start: int, end: int) -> dt.date:
    """`day` in UTC, by the clock time and zone that stand beside it; unchanged where either is missing."""
    clock = _CLOCK.search(text, end, end + 40) or _CLOCK.search(text[max(0, start - 24) : start])
    if not clock or not clock["zone"]:
        return day
    hours = zone_hours(clock["zone"])
    hour, half = int(clock["hour"]), (clock["half"] or clock["half2"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hours is None or hour > 23:
        return day
    minutes = hour * 60 + int(clock["minute"] or 0) - round(hours * 60)
    return day + dt.timedelta(days=minutes // (24 * 60))


def zone_hours(zone: str) -> float | None:
    """Hours east of Greenwich of "EDT", "+05:30", "UTC+3"; None where the name is not known or means several."""
    zone = zone.lower()
    if zone in _ZONES:
        return float(_ZONES[zone])
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?", zone)
    if not match:
        return None
    hours = int(match[2]) + int(match[3] or 0) / 60
    return -hours if match[1] == "-" else hours


def day_of_stamp(stamp: str, *, own_zone: bool = False) -> dt.date | None:
    """Day of a machine's time stamp (ISO 8601, RFC 5322) or of a day in words; None where it is none.

    Args:
        stamp: as the source has it.
        own_zone: True for the day in the stamp's own zone, else the day in UTC.
    """
    stamp = stamp.strip()[:100]
    moment: dt.datetime | None = None
    try:
        moment = dt.datetime.fromisoformat(stamp)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(stamp)
        except (ValueError, IndexError, TypeError, OverflowError):
            found = day_in_words(stamp)
            return found[0] if found else None
    try:
        day = (moment.astimezone(dt.UTC) if moment.tzinfo and not own_zone else moment).date()
    except OverflowError:
        return None
    return day if _EARLIEST <= day.year <= _LATEST else None


def dateline(paragraphs: Sequence[str]) -> Dateline | None:
    """The dateline with a day that opens one of the first three paragraphs."""
    for paragraph in paragraphs[:3]:
        for form in _DATELINES:
            match = form.match(paragraph[:200])
            if match and (found := _read_dateline(match["date"], match[0].strip())):
                return found
    return None


def _read_dateline(words: str, quote: str) -> Dateline | None:
    year = re.search(r"(?:19|20)\d\d$", words)
    month = re.search(r"[A-Z][a-z]+", words)
    day = re.search(r"\b\d{1,2}(?=st|nd|rd|th|\b)", words)
    if not month or not day or not make_day(2000, month_number(month[0]), int(day[0])):
        return None
    return Dateline(int(year[0]) if year else None, month_number(month[0]), int(day[0]), quote)
