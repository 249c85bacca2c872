"""Distributions as texts: `uniform(5, 10)`, `lognormal(100, 1.5)`, `choice(1, 2)`, or a plain number."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping

from entente.errors import UsageError
from entente.lexicon.scenarios.formulas import NUMBER, shortened
from entente.records.scenario import DISTRIBUTIONS, Distribution

#: How each is written.
WRITTEN = {
    "uniform": "uniform(low, high)",
    "loguniform": "loguniform(low, high)",
    "triangular": "triangular(low, mode, high)",
    "normal": "normal(mean, deviation) or normal(mean, deviation, low, high)",
    "lognormal": "lognormal(median, factor)",
    "choice": "choice(one, another, ...)",
}
_CALLED = re.compile(r"\s*([A-Za-z_]\w*)\s*\(([^()]*)\)\s*")
_SIGNED = re.compile(rf"\s*([-+]?(?:{NUMBER.pattern}))\s*")
_LONGEST, _MOST = 2000, 100
#: Numbers beyond this, or differences of them, would leave what a computer reckons with.
_LARGEST = 1e150


def distribution(text: str) -> Distribution:
    """What a number may be, from its text.

    Args:
        text: a distribution of `records.scenario.DISTRIBUTIONS` with its numbers, or a plain number.

    Raises:
        UsageError: no distribution, one without mass, or one that is not finite.
    """
    if len(text) > _LONGEST:
        raise UsageError(f"a distribution of {len(text)} characters", mend="write a shorter one")
    if _SIGNED.fullmatch(text):
        return Distribution("value", (number(text),))
    found = _CALLED.fullmatch(text)
    if not found:
        mend = "write a number, or one of " + ", ".join(WRITTEN.values())
        raise UsageError(f"{shortened(text)!r} is neither a number nor a distribution", mend=mend)
    kind = found[1]
    if kind not in WRITTEN:
        near = difflib.get_close_matches(kind, WRITTEN, 1)
        raise UsageError(f"unknown distribution {kind!r}", mend=f"use {', '.join(near or WRITTEN)}")
    numbers = tuple(number(part) for part in found[2].split(",")) if found[2].strip() else ()
    made = Distribution(kind, numbers)
    if fault := lacking(made):
        raise UsageError(f"{shortened(text)} {fault}", mend=f"write {WRITTEN[kind]}")
    return made


def number(text: str) -> float:
    """A number from its text. Raises UsageError for what is none, or not finite."""
    found = _SIGNED.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        raise UsageError(f"{shortened(text)!r} is no number", mend="write 12, 2.5 or 1.2e6")
    value = float(found[1])
    if abs(value) > _LARGEST:
        raise UsageError(f"{shortened(text)} is not finite", mend="write a smaller number, or a larger unit")
    return value


def lacking(made: Distribution) -> str:
    """What a distribution lacks to be one, "" for nothing: its count of numbers, mass, finiteness."""
    if made.kind not in DISTRIBUTIONS:
        return "is of no known kind"
    if not all(math.isfinite(value) and abs(value) <= _LARGEST for value in made.numbers):
        return "is not finite"
    counts = _COUNTS[made.kind]
    if len(made.numbers) not in counts:
        return f"has {len(made.numbers)} numbers"
    return _MASS[made.kind](made.numbers)


_COUNTS: Mapping[str, range | tuple[int, ...]] = {
    "value": (1,), "uniform": (2,), "loguniform": (2,), "triangular": (3,), "normal": (2, 4), "lognormal": (2,),
    "choice": range(2, _MOST),
}  # fmt: skip


def _between(numbers: tuple[float, ...]) -> str:
    return "" if numbers[0] < numbers[-1] else "has no mass: its low end is not below its high end"


def _loguniform(numbers: tuple[float, ...]) -> str:
    return _between(numbers) or ("" if numbers[0] > 0 else "has no logarithm at its low end, which is not above 0")


def _triangular(numbers: tuple[float, ...]) -> str:
    low, mode, high = numbers
    return _between(numbers) or ("" if low <= mode <= high else "has its mode outside of its ends")


def _normal(numbers: tuple[float, ...]) -> str:
    mean, deviation = numbers[:2]
    if deviation <= 0:
        return "has no mass: its deviation is not above 0"
    if len(numbers) == 2:
        return ""
    low, high = numbers[2:]
    scale = deviation * math.sqrt(2)
    mass = (math.erf((high - mean) / scale) - math.erf((low - mean) / scale)) / 2
    return _between(numbers[2:]) or ("" if mass > 1e-9 else "has no mass between its ends")


def _lognormal(numbers: tuple[float, ...]) -> str:
    if numbers[0] <= 0:
        return "has a median that is not above 0"
    return "" if numbers[1] > 1 else "has no mass: its factor is not above 1"


_MASS: Mapping[str, Callable[[tuple[float, ...]], str]] = {
    "value": lambda numbers: "", "uniform": _between, "loguniform": _loguniform, "triangular": _triangular,
    "normal": _normal, "lognormal": _lognormal,
    "choice": lambda numbers: "" if len(set(numbers)) > 1 else "has no mass: all its values are alike",
}  # fmt: skip


def support(made: Distribution) -> tuple[float, float]:
    """The lowest and highest value that a distribution can take, in its unit; infinite where there is no end."""
    numbers = made.numbers
    if made.kind == "normal":
        return (numbers[2], numbers[3]) if len(numbers) == 4 else (-math.inf, math.inf)
    if made.kind == "lognormal":
        return (0.0, math.inf)
    return (min(numbers), max(numbers))


def middle(made: Distribution) -> float:
    """The usual value: of "value" itself, the mode of "triangular", the median of any other."""
    numbers = made.numbers
    if made.kind == "uniform":
        return (numbers[0] + numbers[1]) / 2
    if made.kind == "loguniform":
        return math.sqrt(numbers[0]) * math.sqrt(numbers[1])
    if made.kind == "triangular":
        return numbers[1]
    if made.kind == "choice":
        return sorted(numbers)[(len(numbers) - 1) // 2]
    if made.kind == "normal" and len(numbers) == 4:
        return min(max(numbers[0], numbers[2]), numbers[3])
    return numbers[0]


def told(made: Distribution) -> str:
    """A distribution as `distribution` reads it."""
    numbers = ", ".join(f"{value:.15g}" for value in made.numbers)
    return numbers if made.kind == "value" else f"{made.kind}({numbers})"


def scaled(made: Distribution, times: float) -> Distribution:
    """The distribution of `times` as much, in another unit. `times` is above 0."""
    if times == 1:
        return made
    if made.kind == "lognormal":
        return Distribution(made.kind, (made.numbers[0] * times, made.numbers[1]))
    return Distribution(made.kind, tuple(value * times for value in made.numbers))
