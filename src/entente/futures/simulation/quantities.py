"""The names of a scenario as nodes of a graph: at the start of a run, at a step, and after stocks at their floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from entente.errors import LexiconError
from entente.futures.simulation.graph import Graph
from entente.records.scenario import Formula, Scenario


@dataclass(slots=True)
class Reading:
    """What names mean. `given`: nodes that names have at once; `formulas`: names that are reckoned.

    Raises LexiconError, when asked, for what goes round in a circle.
    """

    graph: Graph
    given: Mapping[str, int]
    formulas: Mapping[str, Formula]
    scenario: Scenario
    _found: dict[str, int] = field(default_factory=dict)
    _asked: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> int:
        """The node of a name."""
        node = self.given.get(name)
        if node is None:
            node = self._found.get(name)
        if node is None:
            node = self._found[name] = self._reckoned(name)
        return node

    def of(self, formula: Formula) -> int:
        """The node of a formula."""
        return self.graph.grow(formula.tree, self)

    def _reckoned(self, name: str) -> int:
        if name in self._asked:
            circle = " -> ".join([*self._asked[self._asked.index(name) :], name])
            fault = f"goes round in a circle: {circle} (break it by a stock, or give an initial value)"
            raise LexiconError([f"{self.scenario.path}:{line_of(self.scenario, name)}: {fault}"])
        self._asked.append(name)
        node = self.of(self.formulas[name])
        self._asked.pop()
        return node


def line_of(scenario: Scenario, name: str) -> int:
    """The line of a quantity in the scenario's file; 0 where it is not known."""
    for parts in (
        scenario.parameters, scenario.stocks, scenario.flows, scenario.variables, scenario.delays, scenario.levers,
    ):  # fmt: skip
        for part in parts:
            if part.name == name:
                return part.line
    return 0


def reckoned(scenario: Scenario) -> dict[str, Formula]:
    """Flows and variables, with their formulas."""
    return {f.name: f.rate for f in scenario.flows} | {v.name: v.formula for v in scenario.variables}


def at_start(graph: Graph, scenario: Scenario, parameters: Mapping[str, int]) -> Reading:
    """Names as they are at time 0; a delay without an initial value begins with its input's."""
    formulas = reckoned(scenario) | {s.name: s.initial for s in scenario.stocks}
    formulas |= {lever.name: lever.initial for lever in scenario.levers}
    formulas |= {d.name: d.initial if d.initial is not None else d.input for d in scenario.delays}
    return Reading(graph, {**parameters, "time": graph.number(0.0)}, formulas, scenario)


def at_a_step(graph: Graph, scenario: Scenario, parameters: Mapping[str, int], states: Mapping[str, int]) -> Reading:
    """Names as they are at a step. `states`: nodes of stocks, levers and delays."""
    return Reading(graph, {**parameters, **states, "time": graph.time()}, reckoned(scenario), scenario)


def after_floors(reading: Reading, flows: Mapping[str, int]) -> Reading:
    """Names at the same step, with the flows that stocks at their floor let through."""
    return Reading(reading.graph, {**reading.given, **flows}, reading.formulas, reading.scenario)
