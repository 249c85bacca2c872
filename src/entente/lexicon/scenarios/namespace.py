"""The names that formulas of a scenario may use, each with its unit; and formulas checked against them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.lexicon.scenarios.distributions import support
from entente.lexicon.scenarios.formulas import names_in, parse, parts
from entente.lexicon.scenarios.measuring import ANY, Bounds, Measure, Measuring, bounds
from entente.lexicon.scenarios.reading import nearest
from entente.lexicon.scenarios.units import Units, units_of
from entente.records.scenario import Formula, Name, Node, Number, Parameter, Scenario

if TYPE_CHECKING:
    from pint.util import UnitsContainer

#: Tables whose names formulas may use, one namespace; with how one of them is called in a fault.
QUANTITIES: Mapping[str, str] = {
    "parameter": "a parameter", "stock": "a stock", "flow": "a flow", "variable": "a variable", "delay": "a delay",
    "lever": "a lever",
}  # fmt: skip
#: What holds before the first step and all through a run.
CONSTANT = ("parameter",)


@dataclass
class Namespace:
    """Names of one scenario.

    Attributes:
        units: that its texts may use.
        tables: name -> table of QUANTITIES that it stands in.
        measures: name -> its measure.
        ranges: name of a parameter -> its lowest and highest value in the scenario's own units.
    """

    units: Units
    tables: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    ranges: dict[str, Bounds] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.measures["time"] = Measure(self.units.read(self.units.time))

    def add(self, table: str, name: str, unit: UnitsContainer | None) -> None:
        """Adds a name. `unit`: None where the file's own is no unit, so that it fits anything."""
        self.tables[name], self.measures[name] = table, Measure(unit)

    def limit(self, parameter: Parameter) -> None:
        """Notes between which bounds a parameter lies; those of several definitions are taken together."""
        low, high = (end * parameter.factor for end in support(parameter.distribution))
        was = self.ranges.get(parameter.name, (low, high))
        self.ranges[parameter.name] = (min(low, was[0]), max(high, was[1]))

    def formula(
        self, text: str | float, unit: UnitsContainer | None, what: str, only: Collection[str] | None = None
    ) -> Formula:
        """A formula that gives a quantity.

        Args:
            text: as written; a plain number as well.
            unit: which it is to be in; None: any.
            what: as a fault calls the place where it stands.
            only: tables whose names it may use; None: any, and `time`.

        Raises:
            UsageError: no formula, a name that is not known or may not stand there, units that do not match.
        """
        tree = self._tree(text, only, what)
        Measuring(self.units, self.measures).need(tree, unit, what)
        return Formula(written(text), tree)

    def condition(self, text: str) -> Formula:
        """A formula that is true or false. Raises UsageError, also for a quantity."""
        tree = self._tree(text, None, "the condition")
        Measuring(self.units, self.measures).need_condition(tree)
        return Formula(written(text), tree)

    def measure(self, tree: Node) -> Measure:
        """What a formula gives. Raises UsageError where its units do not match."""
        return Measuring(self.units, self.measures).of(tree)

    def _tree(self, text: str | float, only: Collection[str] | None, what: str) -> Node:
        tree = parse(written(text), lambda unit: self.units.factor(self.units.read(unit)))
        names = names_in(tree)
        unknown = [name for name in names if name not in self.measures]
        if unknown:
            listed = ", ".join(repr(name[:40]) for name in unknown[:5])
            mend = nearest(unknown[0], [*self.tables, "time"])
            raise UsageError(f"unknown name{'s' if len(unknown) > 1 else ''} {listed}", mend=mend)
        wrong = [name for name in names if only is not None and self.tables.get(name) not in only]
        if wrong:
            kind = QUANTITIES.get(self.tables.get(wrong[0], ""), "time")
            mend = "use parameters only" if only else "write a plain number with its unit"
            raise UsageError(f"{wrong[0]!r} is {kind}, and {what} is set before the first step", mend=mend)
        if not all(math.isfinite(part.value) for part in parts(tree) if isinstance(part, Number)):
            raise UsageError("a number that is not finite", mend="write a smaller one, or another unit")
        return tree

    def bounds(self, formula: Formula | None) -> Bounds | None:
        """Between which bounds a formula of parameters lies, in own units; None where that cannot be told."""
        found = bounds(formula.tree, self.ranges) if formula else None
        return None if found is None or any(map(math.isnan, found)) else found

    def widest(self, formula: Formula) -> str:
        """The parameter that a formula consists of, "" where it is more than one."""
        return formula.tree.name if isinstance(formula.tree, Name) else ""


def written(text: str | float) -> str:
    """The text of a formula that may have been given as a number."""
    if isinstance(text, str):
        return text.strip()
    return repr(text) if isinstance(text, int) else repr(float(text))


def namespace_of(scenario: Scenario) -> Namespace:
    """The names of a scenario that was loaded."""
    found = Namespace(units_of(scenario.units, scenario.time))
    for table, rows in (
        ("parameter", scenario.parameters), ("stock", scenario.stocks), ("flow", scenario.flows),
        ("variable", scenario.variables), ("delay", scenario.delays), ("lever", scenario.levers),
    ):  # fmt: skip
        for row in rows:
            found.add(table, row.name, found.units.read(row.unit))
    return found


__all__ = ["ANY", "CONSTANT", "QUANTITIES", "Namespace", "namespace_of", "written"]
