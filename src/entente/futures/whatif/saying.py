"""Numbers, units, times and variants in plain words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from entente.records import Distribution

_NAMED = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_AN = frozenset({"hour", "item", "attempt", "employee", "order", "event"})
_PLURALS = {"person": "people", "man": "men", "percent": "%"}
#: Units that people name in another way: how many of what one of them is.
_SPOKEN = {"MUSD": (1e6, "USD"), "oil_barrel": (1.0, "barrel")}
_SAME = frozenset({"money", "equipment", "ammunition", "food", "oil", "index"})
#: Words with which a case's title can go on after "in 41 % of runs".
_JOINTS = frozenset(
    "with without under if when in at from until as after before unless where while by for despite given during on "
    "against through once since".split()
)


def number(value: float, digits: int = 3) -> str:
    """Three digits that count, or so many: "0.0123", "41.5", "1,230", "1.23 million"; whole ones without a point."""
    if not math.isfinite(value):
        return "unknown"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits}g}")
    for size, name in _NAMED:
        if abs(rounded) >= size and abs(rounded) < 1e15:
            return f"{_plain(rounded / size)} {name}"
    return _plain(rounded)


def _plain(value: float) -> str:
    if abs(value) >= 1e15 or abs(value) < 1e-4:
        return f"{value:.3g}".replace("-", "−", 1) if value < 0 else f"{value:.3g}"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{abs(value):,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 else text


def units(unit: str) -> str:
    """The unit of several in words: "rounds", "rounds a month", "%", "" for none."""
    scale, said = spoken(unit)
    return f"{'million ' if scale == 1e6 else ''}{_named(said, _plural)}"


def spoken(unit: str) -> tuple[float, str]:
    """How many of the unit that people name one of this is, and that unit: (1e6, "USD/month") of "MUSD/month"."""
    whole, sign, per = unit.partition("/")
    scale, said = _SPOKEN.get(whole.strip(), (1.0, whole))
    return scale, f"{said}{sign}{per}"


def _named(unit: str, noun: Callable[[str], str]) -> str:
    if not unit or unit in ("dimensionless", "1"):
        return ""
    whole, _, per = unit.partition("/")
    if not re.fullmatch(r"\s*[a-z_]+(/[a-z_]+)*\s*", per):
        return noun(unit)
    counted_ = "" if whole.strip() == "1" else noun(whole.strip())
    each = [f"{'an' if one in _AN else 'a'} {one.replace('_', ' ')}" for one in per.strip().split("/")]
    return " ".join([counted_, *each]).strip()


def _plural(unit: str) -> str:
    if unit in _PLURALS:
        return _PLURALS[unit]
    is_word = re.fullmatch(r"[a-z_]{3,}", unit) and re.search("[aeiou]", unit) and unit not in _SAME
    if not is_word or unit.endswith("s"):
        return unit.replace("_", " ")
    words = unit.replace("_", " ")
    return f"{words[:-1]}ies" if re.search("[^aeiou]y$", words) else f"{words}s"


def _singular(unit: str) -> str:
    return _PLURALS[unit] if unit == "percent" else unit.replace("_", " ")


def amount(value: float, unit: str) -> str:
    """A number with its unit: "1.2 million rounds", "1 day", "1 round a month"."""
    scale, said = spoken(unit)
    return f"{number(scale * value)} {_named(said, _singular if abs(scale * value) == 1 else _plural)}".strip()


def between(low: float, high: float, unit: str) -> str:
    """A range with its unit once: "0.8 to 1.9 million rounds"."""
    scale, said = spoken(unit)
    return f"{_ranged(number(scale * low), number(scale * high))} {units(said)}".strip()


def over_runs(low: float, high: float, unit: str) -> str:
    """A range over runs after an amount, its unit left out, to two digits that count; three where two are alike."""
    scale, _ = spoken(unit)
    ends = [[number(scale * end, digits) for end in (low, high)] for digits in (2, 3)]
    return _ranged(*(ends[1] if ends[0][0] == ends[0][1] else ends[0]))


def _ranged(first: str, last: str) -> str:
    for _, name in _NAMED:
        if first.endswith(name) and last.endswith(name):
            first = first.removesuffix(name).strip()
    return f"{first} to {last}"


def share(happened: int, runs: int) -> str:
    """A share of runs: "in no run", "in every run", "in 41 % of runs", "in 3 of 10,000 runs"."""
    if happened == 0:
        return "in no run"
    if happened == runs:
        return "in every run"
    return f"in {percent(happened, runs)} of runs" if _tells(happened, runs) else f"in {happened:,} of {runs:,} runs"


def short_share(happened: int, runs: int) -> str:
    """The same after another share: "12 %", "in no run"."""
    return percent(happened, runs) if 0 < happened < runs and _tells(happened, runs) else share(happened, runs)


def _tells(happened: int, runs: int) -> bool:
    return 0.001 <= happened / runs <= 0.999


def percent(happened: int, runs: int) -> str:
    """A share in per cent, whole, or with a digit where the whole number would say none or all."""
    of = 100 * happened / runs
    return f"{of:.1f} %" if of < 1 or of > 99 else f"{of:.0f} %"


def points(difference: float) -> str:
    """A difference of shares, without its sign: "29 percentage points"."""
    size = abs(100 * difference)
    text = f"{size:.1f}".removesuffix(".0") if size < 10 else f"{size:.0f}"
    return f"{text} percentage point{'' if text == '1' else 's'}"


def at(time: float, unit: str) -> str:
    """A time since the start: "month 24", "day 10.5"."""
    return f"{unit} {f'{time:,.1f}'.removesuffix('.0')}"


def where(title: str, options: str) -> str:
    """What follows after "in 41 % of runs": " without the partner (made only)", " (the partner stops)", ""."""
    if title and title.split()[0].lower() in _JOINTS:
        return f" {title}" + (f" ({options})" if options else "")
    inside = "; ".join(part for part in (title, options) if part)
    return f" ({inside})" if inside else ""


def shortened(first: str, other: str) -> str:
    """The other of two titles, without what it shares with the first at its end: "with" after "without the partner"."""
    one, two = first.split(), other.split()
    if len(one) == len(two) > 1 and one[1:] == two[1:] and two[0].lower() in _JOINTS:
        return two[0]
    return other


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 run", "12,000 runs"."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def change(value: float, unit: str) -> str:
    """By how much one amount is more or less than another: "2.4 million rounds less", "no difference"."""
    if value == 0:
        return "no difference"
    size = f"{number(abs(value))} percentage points" if unit == "percent" else amount(abs(value), unit)
    return f"{size} {'more' if value > 0 else 'less'}"


def short_amount(value: float, unit: str) -> str:
    """An amount after another in the same unit: "1.2 million", "12 %"."""
    return amount(value, unit) if unit == "percent" else number(spoken(unit)[0] * value)


def evened(first: str, second: str) -> tuple[str, str]:
    """Two amounts of one scale with the same digits, of the three that count: "7.59 million", "7.60 million"."""
    parts = [re.match(r"(−?[\d,]+\.)(\d+)( [a-z]*illion\b)?", text) for text in (first, second)]
    one, two = parts
    if one is None or two is None or one[3] != two[3]:
        return first, second
    most = max(len(one[2]), len(two[2]))
    evened_ = [
        f"{part[1]}{part[2].ljust(min(most, _places(part[1])), '0')}{text[part.end(2) :]}"
        for part, text in ((one, first), (two, second))
    ]  # fmt: skip
    return evened_[0], evened_[1]


def _places(whole: str) -> int:
    """How many digits after the point count where this stands before it."""
    return 3 - len(whole.lstrip("−0").replace(",", "").rstrip("."))


def changes(low: float, high: float, unit: str, middle: float) -> str:
    """A range of differences after the middle one: "0 to 6.7 million" where all point its way, else with signs."""
    scale, _ = spoken(unit)
    if low == high:
        return f"nearly all {number(abs(scale * low))}"
    if middle > 0 and low >= 0:
        return over_runs(low, high, unit)
    if middle < 0 and high <= 0:
        return over_runs(abs(high), abs(low), unit)
    return " to ".join(f"{'+' if end > 0 else ''}{number(scale * end, 2)}" for end in (low, high))


def spread(made: Distribution, unit: str) -> str:
    """What a number may be, in words: "7,000 to 12,000 rounds a day, most likely 10,000"."""
    numbers = made.numbers
    match made.kind:
        case "value":
            return amount(numbers[0], unit)
        case "uniform":
            return between(*_ends(numbers), unit)
        case "loguniform":
            return f"{between(*_ends(numbers), unit)}, each order of size alike"
        case "triangular":
            return f"{between(numbers[0], numbers[2], unit)}, most likely {number(numbers[1])}"
        case "normal":
            told = f"about {amount(numbers[0], unit)}, give or take {number(numbers[1])}"
            return told if len(numbers) == 2 else f"{told}, from {number(numbers[2])} to {number(numbers[3])}"
        case "lognormal":
            return f"about {amount(numbers[0], unit)}, give or take a factor of {number(numbers[1])}"
    return f"{', '.join(number(value) for value in numbers[:-1])} or {amount(numbers[-1], unit)}"


def _ends(numbers: tuple[float, ...]) -> tuple[float, float]:
    return numbers[0], numbers[1]
