"""Measures what a formula gives: its unit, or that it is a condition; and between which bounds it lies.

Dimensions follow the rules of quantity calculus (BIPM, SI Brochure, 9th edition, 5.4.1): what is added or compared has
one dimension, factors multiply theirs, what stands in `exp` and `ln` has none. A plain 0 is 0 in any unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.lexicon.scenarios.formulas import names_in, parts, shortened, told
from entente.lexicon.scenarios.units import Units
from entente.records.scenario import Call, Name, Node, Number

if TYPE_CHECKING:
    from pint.util import UnitsContainer

_JOINED = frozenset({"+", "-", "min", "max", "clip", "<", "<=", ">", ">="})
_COMPARED = frozenset({"<", "<=", ">", ">="})
_UNTOLD = _COMPARED | {"if", "and", "or", "not"}
Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a formula gives. `unit`: of a quantity, None where any fits; `condition`: whether it is true or false."""

    unit: UnitsContainer | None = None
    condition: bool = False


ANY = Measure()
CONDITION = Measure(condition=True)


class Measuring:
    """Measures formulas of one scenario. `scope`: name -> its measure."""

    def __init__(self, units: Units, scope: Mapping[str, Measure]) -> None:
        self._units, self._scope = units, scope

    def of(self, tree: Node) -> Measure:
        """What a formula gives. Raises UsageError where its parts do not fit, telling both sides."""
        if isinstance(tree, Number):
            bare_nought = tree.value == 0 and not tree.unit
            return ANY if bare_nought else Measure(self._units.read(tree.unit))
        if isinstance(tree, Name):
            return self._scope[tree.name]
        if tree.function in ("and", "or", "not"):
            for item in tree.arguments:
                self._need_condition(item)
            return CONDITION
        if tree.function == "if":
            self._need_condition(tree.arguments[0])
            return self._joined(tree.arguments[1:])
        if tree.function in _JOINED:
            joined = self._joined(tree.arguments)
            return CONDITION if tree.function in _COMPARED else joined
        return self._reckoned(tree)

    def _reckoned(self, tree: Call) -> Measure:
        if tree.function == "**":
            return self._raised(*tree.arguments)
        measures = [self._quantity(item) for item in tree.arguments]
        if tree.function in ("neg", "abs"):
            return measures[0]
        if tree.function in ("exp", "ln"):
            self._need_none(tree.arguments[0], measures[0], f"in {tree.function}")
            return Measure(self._units.nothing)
        if tree.function == "sqrt":
            return Measure(measures[0].unit ** 0.5) if measures[0].unit is not None else ANY
        one, two = (measure.unit for measure in measures)
        if one is None or two is None:
            return ANY
        return Measure(one * two if tree.function == "*" else one / two)

    def _raised(self, base: Node, exponent: Node) -> Measure:
        one, two = self._quantity(base), self._quantity(exponent)
        self._need_none(exponent, two, "in an exponent")
        if one.unit is None or self._units.has_none(one.unit):
            return one
        power = constant(exponent)
        if power is None:
            what = f"{self._said(base)} is in {self._units.told(one.unit)}, and its exponent is no plain number"
            raise UsageError(what, mend="write a number there, or divide the unit away first")
        if abs(power) > 9:
            raise UsageError(f"an exponent of {power:g}", mend="write one from -9 to 9")
        return Measure(one.unit**power if power else self._units.nothing)

    def _joined(self, items: tuple[Node, ...]) -> Measure:
        known: tuple[Node, UnitsContainer] | None = None
        for item in items:
            unit = self._quantity(item).unit
            if unit is None:
                continue
            if known is not None and not self._units.alike(known[1], unit):
                sides = f"{self._in(known[0], known[1])}, {self._in(item, unit)}"
                raise UsageError(f"units do not match: {sides}", mend="bring both to one unit")
            known = known or (item, unit)
        return Measure(known[1]) if known else ANY

    def _quantity(self, tree: Node) -> Measure:
        measure = self.of(tree)
        if measure.condition:
            raise UsageError(f"{self._said(tree)} is a condition where an amount is needed", mend="use if(..., 1, 0)")
        return measure

    def _need_condition(self, tree: Node) -> None:
        measure = self.of(tree)
        if not measure.condition and measure != ANY:
            raise UsageError(f"{self._said(tree)} is no condition", mend="compare it, as in stock < 5 [day]")
        if isinstance(tree, Number):
            raise UsageError(f"{self._said(tree)} is no condition", mend="compare something, as in stock < 5 [day]")

    def _need_none(self, tree: Node, measure: Measure, where: str) -> None:
        if measure.unit is not None and not self._units.has_none(measure.unit):
            raise UsageError(f"{self._in(tree, measure.unit)}, {where}", mend="divide it by something in that unit")

    def _in(self, tree: Node, unit: UnitsContainer) -> str:
        said = self._units.told(unit)
        return f"{self._said(tree)} has no unit" if said == "no unit" else f"{self._said(tree)} is in {said}"

    def _said(self, tree: Node) -> str:
        return shortened(told(tree, lambda unit: self._units.factor(self._units.read(unit))))

    def need(self, tree: Node, unit: UnitsContainer | None, what: str) -> None:
        """Raises UsageError where a formula does not give a quantity in a unit (None: any), or no number at all."""
        measure = self._quantity(tree)
        if unit is not None and measure.unit is not None and not self._units.alike(measure.unit, unit):
            mend = f"give it in {self._units.told(unit)}" if unit else "divide its unit away"
            wanted = f"in {self._units.told(unit)}" if unit else "without a unit"
            raise UsageError(f"units do not match: {self._in(tree, measure.unit)}, {what} is {wanted}", mend=mend)
        self._need_finite(tree)

    def need_condition(self, tree: Node) -> None:
        """Raises UsageError where a formula is no condition."""
        self._need_condition(tree)
        self._need_finite(tree)

    def _need_finite(self, tree: Node) -> None:
        self._constant(tree)

    def _constant(self, tree: Node) -> Bounds | None:
        """What a part without names comes to. Raises UsageError where that is no finite number."""
        if not isinstance(tree, Call):
            return bounds(tree, {})
        sides = [self._constant(item) for item in tree.arguments]
        known = [side for side in sides if side is not None]
        if len(known) < len(sides) or tree.function in _UNTOLD:
            return None
        try:
            found = _call_bounds(tree.function, known)
        except (ArithmeticError, ValueError):
            found = (math.nan, math.nan)
        if found is not None and not all(map(math.isfinite, found)):
            raise UsageError(f"{self._said(tree)} comes to no finite number", mend="write what it is meant to be")
        return found


def constant(tree: Node) -> float | None:
    """What a formula without names comes to; nan where to no finite number, None where it has names or a condition."""
    return None if names_in(tree) else _one(bounds(tree, {}))


def _one(found: Bounds | None) -> float | None:
    if found is None:
        return None
    return found[0] if found[0] == found[1] else math.nan


def bounds(tree: Node, known: Mapping[str, Bounds]) -> Bounds | None:
    """Between which bounds a formula lies, by interval arithmetic (Moore 1966); None where they cannot be told.

    They are exact where each name stands once; where one stands twice, they are not told.

    Args:
        tree: of a formula.
        known: name -> lowest and highest value, in the scenario's own units.
    """
    names = [part.name for part in parts(tree) if isinstance(part, Name)]
    if len(names) != len(set(names)) or not set(names) <= set(known):
        return None
    try:
        return _bounds(tree, known)
    except (ArithmeticError, ValueError):
        return (math.nan, math.nan)


def _bounds(tree: Node, known: Mapping[str, Bounds]) -> Bounds | None:
    if isinstance(tree, Number):
        return (tree.value, tree.value)
    if isinstance(tree, Name):
        return known[tree.name]
    found = [_bounds(item, known) for item in tree.arguments]
    sides = [side for side in found if side is not None]
    if len(sides) < len(found) or tree.function in _UNTOLD:
        return None
    return _call_bounds(tree.function, sides)


def _call_bounds(function: str, sides: list[Bounds]) -> Bounds | None:
    low, high = sides[0]
    if function in ("min", "max"):
        pick = min if function == "min" else max
        return pick(side[0] for side in sides), pick(side[1] for side in sides)
    if function == "clip":
        return min(max(low, sides[1][0]), sides[2][0]), min(max(high, sides[1][1]), sides[2][1])
    if function == "neg":
        return -high, -low
    if function == "abs":
        return (0.0 if low < 0 < high else min(abs(low), abs(high))), max(abs(low), abs(high))
    if function in _RISING:
        rising = _RISING[function]
        return rising(low), rising(high)
    two = sides[1]
    if function in ("+", "-"):
        return (low + two[0], high + two[1]) if function == "+" else (low - two[1], high - two[0])
    if function == "/" and two[0] <= 0 <= two[1]:
        return (math.nan, math.nan) if two == (0, 0) else None
    if function == "**" and low < 0:
        return _spread([low ** two[0]]) if low == high and two[0] == two[1] else None
    return _spread([_PAIRED[function](one, other) for one in (low, high) for other in two])


def _spread(values: list[float | complex]) -> Bounds:
    reals = [value if isinstance(value, float) else math.nan for value in values]
    return (math.nan, math.nan) if any(map(math.isnan, reals)) else (min(reals), max(reals))


_RISING: Mapping[str, Callable[[float], float]] = {
    "exp": lambda value: math.inf if value == math.inf else math.exp(value),
    "ln": lambda value: value if value == math.inf else math.log(value),
    "sqrt": math.sqrt,
}
_PAIRED: Mapping[str, Callable[[float, float], float | complex]] = {
    "*": lambda one, two: 0.0 if 0 in (one, two) else one * two,
    "/": lambda one, two: one / two,
    "**": lambda one, two: float(one) ** two,
}
