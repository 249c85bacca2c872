"""Numbers and units of time: "two and a half years", "72-hour", "several months"."""

from __future__ import annotations

from dataclasses import dataclass

from entente.reader.times.tokens import Tokens
from entente.reader.times.words import Words


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of units over tokens up to `last`; `count` None where it is not told ("several")."""

    last: int
    count: float | None
    unit: str
    joined: bool  # written with a hyphen: "three-day"
    plural: bool

    @property
    def value(self) -> str:
        """TIMEX3 value of the duration."""
        unit = self.unit
        factor = 1.0
        if unit == "2W":
            unit, factor = "W", 2.0
        if unit == "NI":
            unit = "D" if self.count is None else "NI"
        prefix = "PT" if unit.startswith("T") and len(unit) == 2 else "P"
        letter = unit[1] if prefix == "PT" else unit
        if self.count is None:
            return f"{prefix}X{letter}"
        if self.unit == "TH" and self.count == 0.5:
            return "PT30M"
        return f"{prefix}{self.count * factor:.10g}{letter}"


def read_number(tokens: Tokens, words: Words, i: int) -> tuple[int, float | None] | None:
    """(place after it, number or None for a vague one) of the number at `i`, or None if there is none."""
    word = tokens.word(i)
    if word.isdecimal():
        return _digits(tokens, i)
    if word in ("a", "an"):
        return _article(tokens, words, i)
    if word in words.vague and word != "couple":
        return i + 1 + (tokens.match(i + 1, "of")), None
    if word == "half" and tokens.word(i + 1) in ("a", "an"):
        return i + 2, 0.5
    if word in words.numbers:
        return _spelled(tokens, words, i)
    return None


def _digits(tokens: Tokens, i: int) -> tuple[int, float | None] | None:
    if len(tokens.word(i)) > 9 or (tokens.glued(i) and tokens.word(i - 1) in (".", ",", "$", "€", "£", "/", ":")):
        return None
    text, last = tokens.word(i), i + 1
    while tokens.word(last) == "," and len(tokens.word(last + 1)) == 3 and tokens.word(last + 1).isdecimal():
        if not (tokens.glued(last) and tokens.glued(last + 1)) or len(text) > 9:
            break
        text, last = text + tokens.word(last + 1), last + 2
    decimal = tokens.word(last + 1)
    if tokens.word(last) == "." and tokens.glued(last) and tokens.glued(last + 1) and decimal.isdecimal():
        return last + 2, float(f"{text}.{decimal[:6]}")
    return last, float(text)


def _article(tokens: Tokens, words: Words, i: int) -> tuple[int, float | None] | None:
    after = tokens.word(i + 1)
    if after in words.units:
        return i + 1, 1.0
    if after == "few" or (after == "number" and tokens.word(i + 2) == "of"):
        return i + (2 if after == "few" else 3), None
    if after == "couple":
        return tokens.skip(i + 2, "of"), 2.0
    if after == "dozen":
        return i + 2, 12.0
    if after == "hundred":
        return i + 2, 100.0
    if after in ("full", "whole", "further", "single") and tokens.word(i + 2) in words.units:
        return i + 2, 1.0
    if after == "half":
        return i + 2, 0.5
    return None


def _spelled(tokens: Tokens, words: Words, i: int) -> tuple[int, float | None] | None:
    number = words.numbers[tokens.word(i)]
    last = i + 1
    if number >= 20:
        unit_at = last + 1 if tokens.dash(last) else last
        unit = words.numbers.get(tokens.word(unit_at), 0)
        if 0 < unit < 10:
            number, last = number + unit, unit_at + 1
    if tokens.word(last) == "hundred":
        number, last = number * 100, last + 1
    return last, float(number)


def read_amount(tokens: Tokens, words: Words, i: int) -> Amount | None:
    """The number with its unit that begins at `i`, or None."""
    read = read_number(tokens, words, i)
    if read is None:
        return None
    last, count = read
    joined = tokens.dash(last)
    if joined:
        if not tokens.glued(last):
            return None
        last += 1
    if count is not None and tokens.match(last, "and", "a", "half"):
        count, last = count + 0.5, last + 3
    elif count is not None and tokens.match(last, "and", "half"):
        count, last = count + 0.5, last + 2
    last = _past_adjectives(tokens, words, last)
    word = tokens.word(last)
    if word == "second" and tokens.word(i) != "one":
        return None  # an ordinal: "a second attack"
    if word in ("quarter", "quarters") and (
        word == "quarter" or tokens.word(last - 1) not in ("consecutive", "straight")
    ):
        return None  # a fourth part: "three quarters of the troops"
    unit = words.units.get(word)
    if unit is None:
        return None
    last += 1
    if count is not None and tokens.match(last, "and", "a", "half"):
        count, last = count + 0.5, last + 3
    return Amount(last, count, unit, joined, word.endswith("s") or word == "centuries")


def _past_adjectives(tokens: Tokens, words: Words, i: int) -> int:
    """Skips one word between number and unit: "ten brutal months", "two more weeks"."""
    word = tokens.word(i)
    if word in (
        "more",
        "full",
        "long",
        "straight",
        "consecutive",
        "whole",
        "further",
        "calendar",
        "business",
        "working",
    ):
        return i + 1
    plural = words.units.get(tokens.word(i + 1)) is not None and tokens.word(i + 1).endswith("s")
    if plural and word.isalpha() and len(word) > 3 and not tokens.capital(i) and word not in words.units:
        return i + 1
    return i
