"""Stocks that do not fall under a floor: their outflows are cut to what is there.

Where a stock would end a step under its floor, all its outflows are scaled by one factor, as "first order control" does
in system dynamics (Sterman, Business Dynamics, 2000, section 6.2 and appendix A): nobody goes before another. What is
cut does not arrive in the stocks that it would have fed. A flow that turns negative runs the other way and is cut at
its other end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from entente.futures.simulation.graph import Graph
from entente.records.scenario import Flow, Scenario, Stock

#: Instead of nothing, where nothing is to be divided by it.
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class _Part:
    """A flow, or one direction of it, with its rate as a node that is never below zero where a floor is at an end."""

    flow: str
    source: str
    target: str
    rate: int
    sign: int = 1


@dataclass(frozen=True, slots=True)
class _Limit:
    """How outflows of a stock are cut: "min" with a node, or "*" by one."""

    function: str
    node: int


def floor(stock: Stock) -> float | None:
    """A stock's floor in the scenario's own units; None where it has none."""
    return None if stock.floor is None else stock.floor * stock.factor


def through(
    graph: Graph, scenario: Scenario, rates: Mapping[str, int], stocks: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """What really flows: flow -> node, and stock -> node of its change by time, inflows less outflows."""
    floors = {s.name: least for s in scenario.stocks if (least := floor(s)) is not None}
    parts = [part for flow in scenario.flows for part in _parts(graph, flow, rates[flow.name], floors)]
    limits = _limits(graph, scenario, parts, stocks, floors)
    cut = [_cut(graph, part, limits) for part in parts]
    flows: dict[str, int] = {}
    for part, rate in zip(parts, cut, strict=True):
        if part.sign > 0:
            flows[part.flow] = rate if part.flow not in flows else graph.apply("+", flows[part.flow], rate)
        else:
            flows[part.flow] = graph.apply("-", flows[part.flow], rate)
    changes = {
        s.name: _change(
            graph,
            [rate for part, rate in zip(parts, cut, strict=True) if part.target == s.name],
            [rate for part, rate in zip(parts, cut, strict=True) if part.source == s.name],
        )
        for s in scenario.stocks
    }
    return flows, changes


def _parts(graph: Graph, flow: Flow, rate: int, floors: Mapping[str, float]) -> list[_Part]:
    whole = _Part(flow.name, flow.source, flow.target, rate)
    if graph.operations[rate].positive or not {flow.source, flow.target} & floors.keys():
        return [whole]
    nothing = graph.number(0.0)
    back = graph.apply("max", graph.apply("neg", rate), nothing)
    return [
        _Part(flow.name, flow.source, flow.target, graph.apply("max", rate, nothing)),
        _Part(flow.name, flow.target, flow.source, back, -1),
    ]


def _change(graph: Graph, into: list[int], out: list[int]) -> int:
    if not into:
        return graph.apply("neg", graph.total(out)) if out else graph.number(0.0)
    change = graph.total(into)
    for rate in out:
        change = graph.apply("-", change, rate)
    return change


def _cut(graph: Graph, part: _Part, limits: Mapping[str, _Limit]) -> int:
    limit = limits.get(part.source)
    return part.rate if limit is None else graph.apply(limit.function, part.rate, limit.node)


def _limits(
    graph: Graph, scenario: Scenario, parts: list[_Part], stocks: Mapping[str, int], floors: Mapping[str, float]
) -> dict[str, _Limit]:
    """Stock -> how its outflows are cut.

    A stock is settled after those that feed it. Where stocks with floors feed each other in a circle, what is not
    settled yet counts as nothing, then as what the round before let through: each round lets through as much or more,
    and never too much. There are as many rounds as stocks, so that what one gives can pass through all others.
    """
    limits: dict[str, _Limit] = {}
    for circle in _groups(parts, floors, [s.name for s in scenario.stocks]):
        unsettled = set(circle)
        for _ in circle:
            for stock in circle:
                into = [
                    _cut(graph, part, limits)
                    for part in parts
                    if part.target == stock and (part.source not in unsettled or part.source in limits)
                ]
                out = [part.rate for part in parts if part.source == stock]
                spare = graph.apply("-", stocks[stock], graph.number(floors[stock]))
                spare = graph.apply("/", spare, graph.number(scenario.step))
                limits[stock] = _limit(graph, graph.apply("+", spare, graph.total(into)), out)
    return limits


def _limit(graph: Graph, most: int, out: list[int]) -> _Limit:
    """One outflow is `most` at most; several are scaled by most / max(out, most), which is 1 at most.

    `most` is not below zero: no stock is below its floor at the beginning of a step, and no inflow below zero.
    """
    if len(out) == 1:
        return _Limit("min", most)
    whole = graph.apply("max", graph.apply("max", graph.total(out), most), graph.number(_TINY))
    return _Limit("*", graph.apply("/", most, whole))


def _groups(parts: list[_Part], floors: Mapping[str, float], order: list[str]) -> list[list[str]]:
    """Stocks with a floor that let something out, feeders first; together where they feed each other."""
    giving = {part.source for part in parts} & floors.keys()
    fed = {name: {p.source for p in parts if p.target == name} & giving for name in order if name in giving}
    above = {name: _above(name, fed) for name in fed}
    together = {name: tuple(n for n in fed if n == name or (n in above[name] and name in above[n])) for name in fed}
    links = TopologicalSorter[tuple[str, ...]]()
    for name, group in together.items():
        links.add(group, *(together[source] for source in order if source in fed[name] and together[source] != group))
    return [list(group) for group in links.static_order()]


def _above(name: str, fed: Mapping[str, set[str]]) -> set[str]:
    """All that feeds a stock, from near or far."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for source in fed[todo.pop()] - found:
            found.add(source)
            todo.append(source)
    return found
