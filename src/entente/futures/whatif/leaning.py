"""What an answer leans on: the parameters that reach its formula, and how well they are sourced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from entente.records import Formula, Parameter, Scenario
from entente.records.scenario import Call, Name, Node, ScenarioQuestion


def reaching(scenario: Scenario, formula: Formula) -> frozenset[str]:
    """Names of the parameters that a formula hangs on, by way of stocks, flows, delays, levers, rules and events."""
    on = _edges(scenario)
    seen: set[str] = set()
    todo = list(names_in(formula.tree))
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += on.get(name, ())
    return frozenset(seen & {parameter.name for parameter in scenario.parameters})


def names_in(node: Node) -> set[str]:
    """Every name in a formula's tree."""
    found: set[str] = set()
    todo: list[Node] = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, Name):
            found.add(part.name)
        elif isinstance(part, Call):
            todo += part.arguments
    return found


def _edges(scenario: Scenario) -> dict[str, set[str]]:
    """Name -> the names that it is reckoned from or moved by."""
    on: dict[str, set[str]] = {}

    def add(name: str, formulas: Iterable[Formula | None]) -> None:
        held = on.setdefault(name, set())
        for formula in formulas:
            if formula is not None:
                held |= names_in(formula.tree)

    for stock in scenario.stocks:
        add(stock.name, (stock.initial,))
        on[stock.name] |= {flow.name for flow in scenario.flows if stock.name in (flow.source, flow.target)}
    for flow in scenario.flows:
        add(flow.name, (flow.rate,))
        on[flow.name] |= {flow.source} - {""}
    for variable in scenario.variables:
        add(variable.name, (variable.formula,))
    for delay in scenario.delays:
        add(delay.name, (delay.input, delay.time, delay.initial))
    for lever in scenario.levers:
        add(lever.name, (lever.initial,))
    for rule in scenario.rules:
        for lever_name, formula in rule.sets.items():
            add(lever_name, (formula, rule.when, rule.chance, rule.reaction, rule.lasts))
    for event in scenario.events:
        for lever_name, formula in event.sets.items():
            add(lever_name, (formula, event.at, event.when, event.chance, event.lasts))
    return on


def open_choices(scenario: Scenario, question: ScenarioQuestion) -> frozenset[str]:
    """Names of the choices that an answer can hang on: those that set a parameter which reaches its formula."""
    names = reaching(scenario, question.formula)
    return frozenset(
        choice.name for choice in scenario.choices if any(names & set(option.values) for option in choice.options)
    )


def weak_of(scenario: Scenario, used: Iterable[Mapping[str, Parameter]]) -> list[Parameter]:
    """The weak parameters that some answer or course hangs on, in the order of the file; each once."""
    every = list(used)
    formulas = [question.formula for question in scenario.questions] + [output.formula for output in scenario.outputs]
    names = frozenset().union(*(reaching(scenario, formula) for formula in formulas)) if formulas else frozenset()
    found = []
    for parameter in scenario.parameters:
        weak = [way[parameter.name] for way in every if way[parameter.name].weak]
        if parameter.name in names and weak:
            found.append(weak[0])
    return found


def weakly_sourced(scenario: Scenario) -> list[Parameter]:
    """The numbers of a file that rest on weak sources alone, as they are or in an option of a choice."""
    optional = {
        name for choice in scenario.choices for option in choice.options
        for name, each in option.values.items() if each.weak
    }  # fmt: skip
    return [each for each in scenario.parameters if each.weak or each.name in optional]
