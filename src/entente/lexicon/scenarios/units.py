"""Units of a scenario: what they measure and what one of them is in the scenario's own units, by pint.

Every unit that pint knows can be written (https://pint.readthedocs.io/en/stable/, its default registry), with prefixes
("kilobarrel"); what it does not know a file defines as the base of a dimension of its own, "round = [ammunition]". They
are kept beside pint's registry, which takes a tenth of a second to copy. Own units of a scenario: time in its unit of
time, anything else in pint's root unit. Only names, whole exponents, "*", "/" and parentheses are read, so that no text
of a file is ever evaluated.
"""

from __future__ import annotations

import difflib
import functools
import math
import re
from typing import TYPE_CHECKING, Any

from entente.errors import UsageError

if TYPE_CHECKING:
    from pint import UnitRegistry
    from pint.util import UnitsContainer

#: Units of time that a scenario can count in.
TIMES = ("day", "week", "month", "year")
_DEFINED = re.compile(
    r"\s*([A-Za-z][A-Za-z_]{0,39})\s*=\s*(\[[a-z][a-z_]{0,39}\])\s*((?:=\s*[A-Za-z][A-Za-z_]{0,39}\s*)*)"
)
_TOKEN = re.compile(r"\s*(?:([A-Za-z][A-Za-z_0-9]*)|(\*\*|\^)\s*(-?\d)(?!\d)|(1)(?![\d.])|([*/()])|(\S))")
_LONGEST = 120
#: Prefixes of own units (BIPM, SI Brochure, 9th edition, table 7); pint has all of them for its own.
_PREFIXES = {"": 1.0, "kilo": 1e3, "mega": 1e6, "giga": 1e9}
_USUAL = ("day", "week", "month", "year", "percent", "tonne", "kilogram", "barrel", "litre", "kilometer", "hour")


@functools.lru_cache(maxsize=1)
def _plain() -> UnitRegistry[float]:
    import pint

    return pint.UnitRegistry(cache_folder=None)


@functools.lru_cache(maxsize=16)
def units_of(definitions: tuple[str, ...], time: str) -> Units:
    """The units of a scenario, kept for the next time.

    Args:
        definitions: of its own units, as `[[unit]]` has them.
        time: its unit of time, one of TIMES.

    Raises:
        UsageError: a definition that cannot be used.
    """
    return Units(definitions, time)


class Units:
    """Units that a scenario's texts may use.

    Attributes:
        time: the scenario's unit of time.
        nothing: the unit of plain numbers.
    """

    def __init__(self, definitions: tuple[str, ...] = (), time: str = "month") -> None:
        """As of `units_of`."""
        from pint.util import UnitsContainer

        self.time, self.nothing = time, UnitsContainer()
        self._own: dict[str, str] = {}
        self._dimensions: dict[str, str] = {}
        self._registry = _plain()
        for text in definitions:
            self.define(text)
        self._seconds = _real(self._registry.get_root_units(time)[0])
        self._named: dict[str, tuple[str, float]] = {}
        self._read: dict[str, UnitsContainer] = {}
        self._measured: dict[UnitsContainer, UnitsContainer] = {}

    def define(self, text: str) -> None:
        """Adds a unit of a scenario's own, "round = [ammunition]". Raises UsageError, and adds nothing."""
        found = _DEFINED.fullmatch(text)
        if not found:
            mend = 'write define = "round = [ammunition]"; a number of other units is a parameter with a source'
            raise UsageError(f"cannot define a unit by {text[:60]!r}", mend=mend)
        names = [found[1], *re.findall(r"[A-Za-z_]+", found[3])]
        for name in names:
            self._check_new(name)
        if found[2] in self._registry._dimensions or found[2] in self._dimensions.values():
            known = f"the dimension {found[2]} has a unit already"
            raise UsageError(known, mend="leave the definition out, or give it another dimension")
        self._own |= dict.fromkeys(names, found[1])
        self._dimensions[found[1]] = found[2]

    def _check_new(self, name: str) -> None:
        from pint.errors import UndefinedUnitError

        try:
            means = self._own.get(name) or self._registry.get_name(name)
        except UndefinedUnitError:
            return
        what = f"the unit {name!r} is known already, as {means}"
        raise UsageError(what, mend="use it as it is, or choose another word")

    def read(self, text: str) -> UnitsContainer:
        """The unit that a text names, as "round/day"; "" is none. Raises UsageError."""
        if text not in self._read:
            unit = _Reading(self, text).unit()
            if not 1e-100 < self.factor(unit) < 1e100:
                raise UsageError(f"the unit {text!r} is too large or too small", mend="use a lower power of it")
            self._read[text] = unit
        return self._read[text]

    def named(self, name: str) -> str:
        """The name that pint has for a unit, "day" for "d". Raises UsageError for one that it does not know."""
        return self._name(name)[0]

    def _name(self, name: str) -> tuple[str, float]:
        if name not in self._named:
            self._named[name] = self._looked_up(name)
        return self._named[name]

    def _looked_up(self, name: str) -> tuple[str, float]:
        from pint.errors import UndefinedUnitError

        if own := self._of_own(name):
            return own
        try:
            known = self._registry.get_name(name)
            nought = self._registry.Quantity(0.0, known).to_root_units().magnitude
            factor, root = self._registry.get_root_units(known)
        except UndefinedUnitError:
            raise UsageError(f"unknown unit {name!r}", mend=self._nearest(name)) from None
        if nought != 0:
            raise UsageError(f"the unit {name!r} has no true nought", mend="use one that begins at nought, as kelvin")
        times = _real(root.dimensionality.get("[time]", 0))
        return known, _real(factor) / self._seconds**times

    def _of_own(self, name: str) -> tuple[str, float] | None:
        """An own unit, with a prefix and an "s" after it if need be; None for another."""
        for prefix, times in _PREFIXES.items():
            rest = name.removeprefix(prefix)
            unit = self._own.get(rest) or self._own.get(rest.removesuffix("s"))
            if unit and name.startswith(prefix):
                self._dimensions[prefix + unit] = self._dimensions[unit]
                return prefix + unit, times
        return None

    def dimension(self, unit: UnitsContainer) -> UnitsContainer:
        """What a unit measures, as pint has it, "[length] / [time]"."""
        if unit not in self._measured:
            from pint.util import UnitsContainer

            plain = UnitsContainer({name: power for name, power in unit.items() if name not in self._dimensions})
            found = self._registry.get_dimensionality(plain)
            for name, power in unit.items():
                if name in self._dimensions:
                    found = found * UnitsContainer({self._dimensions[name]: power})
            self._measured[unit] = found
        return self._measured[unit]

    def _nearest(self, name: str) -> str:
        near = difflib.get_close_matches(name, [*self._own, *_USUAL], 1)
        return f"did you mean {near[0]}?" if near else f'define it: [[unit]] define = "{name} = [{name.lower()}]"'

    def factor(self, unit: UnitsContainer) -> float:
        """What one of it is in the scenario's own units."""
        factor = 1.0
        try:
            for name, power in unit.items():
                factor *= self._name(name)[1] ** _real(power)
        except OverflowError:
            return math.inf
        return factor

    def alike(self, one: UnitsContainer, two: UnitsContainer) -> bool:
        """Whether both measure the same dimension."""
        return one == two or self.dimension(one) == self.dimension(two)

    def has_none(self, unit: UnitsContainer) -> bool:
        """Whether it measures no dimension, as percent does."""
        return not unit or not self.dimension(unit)

    def is_rate(self, unit: UnitsContainer) -> bool:
        """Whether it is so much by time, as round/day is."""
        return bool(unit) and _real(self.dimension(unit).get("[time]", 0)) < 0

    def told(self, unit: UnitsContainer) -> str:
        """The unit in words, "round/day"; "no unit" for none."""
        powers = [(name, _real(power)) for name, power in sorted(unit.items())]
        above = [_powered(name, power) for name, power in powers if power > 0]
        below = [_powered(name, -power) for name, power in powers if power < 0]
        if not above and not below:
            return "no unit"
        return "/".join(["*".join(above) or "1", *below])


def _real(number: Any) -> float:
    """A number of pint's, whose kinds of numbers are more than are met here."""
    return float(number)


def _powered(name: str, power: float) -> str:
    return name if power == 1 else f"{name}**{power:g}"


class _Reading:
    """A unit's text on its way in."""

    def __init__(self, units: Units, text: str) -> None:
        self._units, self._text, self._at = units, text, 0
        if len(text) > _LONGEST:
            raise UsageError(f"a unit of {len(text)} characters", mend="write a shorter one")
        self._tokens = list(_TOKEN.finditer(text))

    def unit(self) -> UnitsContainer:
        if not self._text.strip():
            return self._units.nothing
        read = self._product(0)
        if self._at < len(self._tokens):
            raise self._fault()
        return read

    def _product(self, depth: int) -> UnitsContainer:
        read = self._powered(depth)
        while (sign := self._sign()) in ("*", "/"):
            self._at += 1
            other = self._powered(depth)
            read = read * other if sign == "*" else read / other
        return read

    def _powered(self, depth: int) -> UnitsContainer:
        read = self._one(depth)
        if self._at < len(self._tokens) and self._tokens[self._at][2]:
            power = int(self._tokens[self._at][3])
            read = read**power if power else self._units.nothing
            self._at += 1
        return read

    def _one(self, depth: int) -> UnitsContainer:
        from pint.util import UnitsContainer

        if self._at == len(self._tokens) or depth > 20:
            raise self._fault()
        token = self._tokens[self._at]
        self._at += 1
        if token[1]:
            return UnitsContainer({self._units.named(token[1]): 1})
        if token[4]:
            return self._units.nothing
        if token[5] == "(":
            read = self._product(depth + 1)
            if self._sign() == ")":
                self._at += 1
                return read
        raise self._fault()

    def _sign(self) -> str:
        return self._tokens[self._at][5] or "" if self._at < len(self._tokens) else ""

    def _fault(self) -> UsageError:
        return UsageError(f"{self._text!r} is no unit", mend='write it as "round/day" or "1/month", without numbers')
