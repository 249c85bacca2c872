"""Amounts with their bounds and units: "more than 1,000 containers", "$2.5bn", "dozens of tanks".

How words become bounds:
    "more than", "at least", "over"            low, no high
    "up to", "as many as", "nearly", "almost"  high, no low
    "about", "some", none at all               low and high the same; the quote keeps the hedge
    "dozens of", "hundreds of thousands of"    low is twice the unit named (24; 200,000), no high
    "several hundred", "a few thousand"        low is three times it, no high
Stretches of time, ages, dates, ranks, votes, calibres and the numbers in names are no amounts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from entente.reader.times.tokens import Tokens
from entente.reader.times.words import load_words
from entente.records import Figure, Span

_ARTICLES = ("the", "these", "those", "both")
#: Stop words that are part of a name when they begin with a capital: "500 North Korean troops", "40 US drones".
_NAMED_STOPS = ("us", "north", "south", "east", "west")
_RANGE_MARKS = ("-", "–", "—", "to")
_LONGEST_UNIT = 5


@dataclass(frozen=True, slots=True)
class _Words:
    """The tables of `figures.toml`; phrases as tuples of tokens."""

    bounds: dict[str, list[tuple[str, ...]]]
    vague: list[tuple[tuple[str, ...], float]]
    units: list[tuple[tuple[str, ...], str]]
    unit_heads: frozenset[str]
    magnitudes: dict[str, float]
    short: dict[str, float]
    signs: dict[str, str]
    codes: dict[str, str]
    plurals: dict[str, str]
    counted: frozenset[str]
    stops: frozenset[str]
    loose: frozenset[str]
    names: frozenset[str]
    numbers: dict[str, int]
    times: frozenset[str]
    months: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number over tokens `first` to `last` (not included)."""

    first: int
    last: int
    value: float
    scaled: bool  # with "million" and the like
    digits: bool


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(token.lower() for token in re.findall(r"\d+|[^\W\d_]+|[^\s]", text))


_T = TypeVar("_T")


def _longest_first(table: Iterable[tuple[tuple[str, ...], _T]]) -> list[tuple[tuple[str, ...], _T]]:
    return sorted(table, key=lambda item: (-len(item[0]), item[0]))


@lru_cache(maxsize=1)
def _words() -> _Words:
    data: dict[str, Any] = tomllib.loads(files("entente.reader").joinpath("figures.toml").read_text(encoding="utf-8"))
    times = load_words()
    units = {_phrase(p): unit for p, unit in data["measures"].items()}
    for phrase, code in data["currency_words"].items():
        units[_phrase(phrase)] = units[_phrase(phrase + "s")] = code
    return _Words(
        bounds={
            side: sorted(map(_phrase, phrases), key=lambda p: (-len(p), p)) for side, phrases in data["bounds"].items()
        },
        vague=sorted(
            ((_phrase(p), float(v)) for p, v in data["vague"].items()), key=lambda item: (-len(item[0]), item[0])
        ),
        units=_longest_first(units.items()),
        unit_heads=frozenset(p[0] for p in units),
        magnitudes=data["magnitudes"],
        short=data["short_magnitudes"],
        signs=data["currency_signs"],
        codes={code.lower(): unit for code, unit in data["currency_codes"].items()},
        plurals=data["plurals"],
        counted=frozenset(data["counted"]["words"]),
        stops=frozenset(data["stops"]["words"]),
        loose=frozenset(data["stops"]["loose"]),
        names=frozenset(data["names"]["before"]),
        numbers=times.numbers,
        times=frozenset(times.units) | frozenset(times.dayparts),
        months=frozenset(times.months) | frozenset(times.months_short),
    )


def find_figures(text: str) -> list[tuple[Span, Figure]]:
    """Amounts of `text` in order, none overlapping; each span covers its figure's quote.

    Units are singular and lower case ("artillery shell", "barrel per day"), money is an ISO 4217 code, shares are
    "percent".
    """
    tokens, words = Tokens(text), _words()
    found: list[tuple[Span, Figure]] = []
    i = 0
    while i < tokens.size:
        one = _figure_at(tokens, words, i) if _may_begin(tokens, words, i) else None
        if one is None:
            i += 1
            continue
        first, last, low, high, unit = one
        begin = max(tokens.starts[first], found[-1][0].end if found else 0)
        span = Span(begin, tokens.ends[last - 1])
        found.append((span, Figure(low, high, unit, span.of(text))))
        i = last
    return found


def _may_begin(tokens: Tokens, words: _Words, i: int) -> bool:
    word = tokens.words[i]
    return (
        word[0].isdecimal()
        or word in words.numbers
        or word in words.signs
        or word in ("a", "half", "several", "many", "tens")
        or word in words.magnitudes
        or any(p[0] == word for p, _ in words.vague)
        or word in words.codes
    )


_Found = tuple[int, int, float | None, float | None, str]


def _figure_at(tokens: Tokens, words: _Words, i: int) -> _Found | None:
    """(first, last, low, high, unit) of the amount whose number, sign or vague word stands at `i`."""
    return _vague(tokens, words, i) or _money(tokens, words, i) or _counted(tokens, words, i)


def _vague(tokens: Tokens, words: _Words, i: int) -> _Found | None:
    """dozens of tanks, several hundred soldiers, hundreds of thousands of people."""
    for phrase, low in words.vague:
        if not tokens.match(i, *phrase):
            continue
        last = i + len(phrase)
        at = last + 1 if tokens.word(last) == "of" else last
        if tokens.word(at) in words.magnitudes and tokens.word(at) not in ("dozen", "score"):
            low, at = low * words.magnitudes[tokens.word(at)], at + 1
            at += tokens.word(at) == "of"
        unit = _unit(tokens, words, at)
        return (i, unit[1], low, None, _sterling(unit[0], low)) if unit else None
    return None


def _money(tokens: Tokens, words: _Words, i: int) -> _Found | None:
    """$2.5bn, US$300 million, EUR 5 million."""
    sign, at = None, i + 1
    if tokens.words[i] in words.signs:
        sign = words.signs[tokens.words[i]]
        if tokens.glued(i) and tokens.raw[i - 1].isalpha():
            sign = words.signs.get(tokens.raw[i - 1].upper() + tokens.words[i], sign)
    elif tokens.words[i] in words.codes and tokens.raw[i].isupper():
        sign = words.codes[tokens.words[i]]
    if sign is None:
        return None
    number = _number(tokens, words, at, short=True)
    if number is None:
        return None
    first = i - 1 if tokens.glued(i) and (tokens.raw[i - 1].upper() + tokens.words[i]) in words.signs else i
    return _bounded(tokens, words, first, number, sign, number.last, short=True)


def _counted(tokens: Tokens, words: _Words, i: int) -> _Found | None:
    """1,000 containers, two missiles, 60 percent, 45,000-strong, between 5 and 10 warships."""
    number = _number(tokens, words, i, short=False)
    if number is None or _is_name(tokens, words, number):
        return None
    second = _range_end(tokens, words, number, short=False)
    last = second.last if second else number.last
    if tokens.dash(last) and tokens.word(last + 1) == "strong":
        return _bounded(tokens, words, i, number, "person", last + 2, short=False)
    joined = tokens.dash(last) and tokens.glued(last)
    at = last + 1 if joined else last
    after = _after(tokens, words, at)
    unit = _unit(tokens, words, after[1], single=joined or number.value == 1)
    if unit is None or (joined and not _measured(words, unit[0])):
        return None
    if _looks_like_year(tokens, number) and unit[0] not in words.counted and not _measured(words, unit[0]):
        return None
    if not number.digits and not number.scaled and number.value <= 10 and tokens.word(i - 1) in _ARTICLES:
        return None  # "the two leaders" tells of no amount
    name = _sterling(unit[0], number.value)
    if after[0]:
        return _sided(i, unit[1], number.value, after[0], name)
    return _bounded(tokens, words, i, number, name, unit[1], short=False)


def _sterling(unit: str, amount: float) -> str:
    """Pounds by the thousand are money."""
    return "GBP" if unit == "pound" and amount >= 1000 else unit


def _measured(words: _Words, unit: str) -> bool:
    return any(unit == name for _, name in words.units)


def _looks_like_year(tokens: Tokens, number: _Number) -> bool:
    plain = number.digits and not number.scaled and number.last == number.first + 1
    return plain and len(tokens.word(number.first)) == 4 and 1900 <= number.value <= 2060


def _is_name(tokens: Tokens, words: _Words, number: _Number) -> bool:
    """True for the number of a name, an order, a clock or a date: F-16, MH17, Article 5, 18 June, 9:30."""
    i, before, after = number.first, tokens.word(number.first - 1), tokens.word(number.last)
    if before in words.names and number.digits and not tokens.breaks(i):
        return True
    if tokens.match(i - 2, "group", "of"):
        return True
    if tokens.glued(i) and (before.isalnum() or before in (":", "/", ".", ",", "#", "_", "'")):
        return True
    if tokens.glued(i) and tokens.dash(i - 1):
        return True
    if after in words.months or (before in words.months and tokens.capital(i - 1) and number.digits):
        return True
    if before == "." and tokens.word(i - 2) in words.months:
        return True
    if tokens.glued(number.last) and after.isalpha() and after != "km":
        return not (number.digits and any(p == (after,) for p, _ in words.units)) or after == "mm"
    return after in ("am", "pm", "mm") or (after in (":", "/") and tokens.glued(number.last))


def _number(tokens: Tokens, words: _Words, i: int, *, short: bool) -> _Number | None:
    """The number at `i` with its magnitude; `short` lets "m" and "bn" be one."""
    read = _digits(tokens, i) or _spelled(tokens, words, i)
    if read is None:
        return None
    last, value, digits = read
    if tokens.match(last, "and", "a", "half"):
        value, last = value + 0.5, last + 3
    scaled = False
    at = last + 1 if tokens.dash(last) and tokens.word(last + 1) in words.magnitudes else last
    while (word := tokens.word(at)) in words.magnitudes and word not in ("dozens", "score") and at < i + 8:
        value, last, scaled = value * words.magnitudes[word], at + 1, True
        at = last
    small = words.short.get(tokens.word(last))
    if not scaled and digits and small is not None and tokens.glued(last):
        money = short or tokens.word(last) in ("bn", "tn", "trn", "mln", "mn")
        if money or tokens.word(last) == "k":
            value, last, scaled = value * small, last + 1, True
    return _Number(i, last, value, scaled, digits)


def _digits(tokens: Tokens, i: int) -> tuple[int, float, bool] | None:
    if not tokens.word(i).isdecimal() or len(tokens.word(i)) > 12:
        return None
    text, last = tokens.word(i), i + 1
    while tokens.word(last) == "," and len(tokens.word(last + 1)) == 3 and tokens.word(last + 1).isdecimal():
        if not (tokens.glued(last) and tokens.glued(last + 1)) or len(text) > 15:
            break
        text, last = text + tokens.word(last + 1), last + 2
    decimal = tokens.word(last + 1)
    if tokens.word(last) == "." and tokens.glued(last) and tokens.glued(last + 1) and decimal.isdecimal():
        return last + 2, float(f"{text}.{decimal[:9]}"), True
    return last, float(text), True


def _spelled(tokens: Tokens, words: _Words, i: int) -> tuple[int, float, bool] | None:
    """two hundred and fifty, twenty-five, a dozen, half a million, a million."""
    word = tokens.word(i)
    if word == "half" and tokens.word(i + 1) in ("a", "an") and tokens.word(i + 2) in words.magnitudes:
        return i + 2, 0.5, False
    if word == "a" and tokens.word(i + 1) == "half" and tokens.word(i + 2) in ("million", "billion", "dozen"):
        return i + 2, 0.5, False
    if word == "a" and tokens.word(i + 1) in words.magnitudes and tokens.word(i + 1) not in ("dozens", "score"):
        return i + 1, 1.0, False
    if word not in words.numbers or (tokens.glued(i) and tokens.dash(i - 1)):
        return None
    value, last = _below_hundred(tokens, words, i)
    if value < 100 and tokens.match(last, "hundred", "and") and tokens.word(last + 2) in words.numbers:
        rest, end = _below_hundred(tokens, words, last + 2)
        return end, value * 100 + rest, False
    return last, value, False


def _below_hundred(tokens: Tokens, words: _Words, i: int) -> tuple[float, int]:
    """(number, place after it) of "five", "twenty-five" at `i`, which holds a number word."""
    value, last = float(words.numbers[tokens.word(i)]), i + 1
    if value >= 20:
        at = last + 1 if tokens.dash(last) else last
        unit = words.numbers.get(tokens.word(at), 0)
        if 0 < unit < 10:
            return value + unit, at + 1
    return value, last


def _range_end(tokens: Tokens, words: _Words, number: _Number, *, short: bool) -> _Number | None:
    """The second number of "5-10", "5 to 10", "between 5 and 10"."""
    mark, at = tokens.word(number.last), number.last + 1
    between = mark == "and" and tokens.word(number.first - 1) in ("between", "$", "€", "£")
    if mark not in _RANGE_MARKS and not between:
        return None
    if tokens.word(at) in words.signs:
        at += 1
    second = _number(tokens, words, at, short=short)
    if second is None or (second.value < number.value and not second.scaled):
        return None
    if tokens.dash(number.last) and tokens.glued(number.last) and not tokens.glued(number.last + 1):
        return None
    return second


def _unit(tokens: Tokens, words: _Words, i: int, *, single: bool = False) -> tuple[str, int] | None:
    """(unit, place after it) of the measure, money or plural noun that begins at `i`."""
    if tokens.word(i) in words.unit_heads:
        for phrase, name in words.units:
            if tokens.match(i, *phrase):
                return _rate(tokens, words, name, i + len(phrase))
    noun = _noun(tokens, words, i, single=single)
    return _rate(tokens, words, *noun) if noun else None


def _rate(tokens: Tokens, words: _Words, unit: str, last: int) -> tuple[str, int]:
    """Adds "per day" to the unit where the text has it."""
    if tokens.word(last) in ("a", "per", "each") and tokens.word(last + 1) in ("day", "week", "month", "year", "hour"):
        return f"{unit} per {tokens.word(last + 1)}", last + 2
    return unit, last


def _noun(tokens: Tokens, words: _Words, i: int, *, single: bool) -> tuple[str, int] | None:
    """The first plural noun within reach with the lower-case words before it; of "one", a noun from the list."""
    kept: list[str] = []
    k = i
    while k < min(i + _LONGEST_UNIT, tokens.size):
        word = tokens.words[k]
        if tokens.breaks(k):
            return None
        if tokens.dash(k) and kept and tokens.glued(k) and tokens.word(k + 1).isalpha():
            kept[-1] += "-" + tokens.word(k + 1)
            k += 2
            continue
        stops = word in words.stops and not (tokens.capital(k) and word in _NAMED_STOPS)
        if not word.isalpha() or stops or word in words.times or word in words.numbers:
            return None
        if single and word in words.counted:
            return " ".join([*kept, word]), k + 1
        if not single and _is_plural(words, word) and not _goes_on(tokens, words, k):
            return " ".join([*kept, _singular(words, word)]), k + 1
        if word not in words.loose and not tokens.capital(k):
            kept.append(word)
        k += 1
    return None


def _goes_on(tokens: Tokens, words: _Words, k: int) -> bool:
    """True if the plural at `k` only goes before another: "31 Abrams tanks", "two sports cars"."""
    after = tokens.word(k + 1)
    if not after.isalpha() or after in words.stops or after in words.times:
        return False
    return tokens.capital(k) and _is_plural(words, after)


def _is_plural(words: _Words, word: str) -> bool:
    if word in words.plurals:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _singular(words: _Words, word: str) -> str:
    """The singular of a plural noun, by ending and a list of exceptions."""
    if word in words.plurals:
        return words.plurals[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def _bounded(
    tokens: Tokens, words: _Words, i: int, number: _Number, unit: str, last: int, *, short: bool
) -> _Found | None:
    """Puts range, modifiers before and after, and magnitudes together."""
    second = _range_end(tokens, words, number, short=short)
    if second is not None:
        low, high = number.value, second.value
        if second.scaled and not number.scaled:
            low = number.value * (second.value / max(_bare(tokens, words, second), 1e-9))
        first = i - 1 if tokens.word(i - 1) in ("between", "from") else i
        return (first, max(last, second.last), low, high, unit) if low <= high else None
    for side in ("low", "high", "about"):
        for phrase in words.bounds[side]:
            if i >= len(phrase) and tokens.match(i - len(phrase), *phrase):
                first = i - len(phrase)
                return _sided(first, last, number.value, side, unit)
    side, end = _after(tokens, words, last)
    return _sided(i, end, number.value, side or "about", unit)


def _after(tokens: Tokens, words: _Words, i: int) -> tuple[str, int]:
    """("low" or "high", place after it) of "or more" and the like at `i`, else ("", i)."""
    for side in ("low", "high"):
        for phrase in words.bounds[f"{side}_after"]:
            if tokens.match(i, *phrase):
                return side, i + len(phrase)
    return "", i


def _bare(tokens: Tokens, words: _Words, number: _Number) -> float:
    """The number without its magnitude."""
    read = _digits(tokens, number.first) or _spelled(tokens, words, number.first)
    return read[1] if read else 1.0


def _sided(first: int, last: int, value: float, side: str, unit: str) -> _Found:
    return first, last, None if side == "high" else value, None if side == "low" else value, unit
