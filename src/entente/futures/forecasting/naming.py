"""Days, numbers and names as the sentences of forecasts have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

Names = Callable[[str], str]
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def on_day(day: dt.date, year: int | None = None) -> str:
    """As "18 April 2023"; without the year where it is `year`."""
    return f"{day.day} {day:%B}" + ("" if day.year == year else f" {day.year}")


def on_days(days: Sequence[dt.date]) -> str:
    """As "4 and 18 April 2023" or "30 March and 2 April 2023"."""
    texts = []
    for number, day in enumerate(days):
        after = days[number + 1] if number + 1 < len(days) else None
        if after and (after.year, after.month) == (day.year, day.month):
            texts.append(str(day.day))
        else:
            texts.append(on_day(day, after.year if after else None))
    return listed(texts)


def listed(words: Sequence[str]) -> str:
    """As "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def counted(number: int, one: str, many: str = "") -> str:
    """As "one report", "five reports", "18 reports"."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return f"{word} {one if number == 1 else many or one + 's'}"


def for_so_long(days: int) -> str:
    """As "for five weeks", "for 3 days"."""
    if days < 14:
        return f"for {counted(days, 'day')}"
    return f"for {counted(days // 7, 'week')}" if days < 120 else f"for {counted(days // 30, 'month')}"


def percent(share: float) -> str:
    """A share as "12 %" or "3.1 %", and never 0 or 100 for what is neither."""
    if share > 0.995:
        return "over 99 %"
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"


def capital(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]
