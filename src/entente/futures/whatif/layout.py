"""Where stocks and flows of a scenario stand in its picture: in columns, flows from left to right.

A layered drawing (K. Sugiyama, S. Tagawa, M. Toda, "Methods for Visual Understanding of Hierarchical System
Structures", IEEE Transactions on Systems, Man, and Cybernetics 11 (1981) 109-125): columns by the longest path, rows by
the mean of neighbours, swept to and fro.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from entente.extras import need
from entente.records import Scenario

if TYPE_CHECKING:
    import networkx as nx

#: Height of a row, and the width of a column of stocks, of flows and of what is outside.
ROW = 84.0
WIDTHS = {"stock": 176.0, "valve": 196.0, "cloud": 60.0}
_SWEEPS = 12


@dataclass(slots=True)
class Node:
    """Something with a place. `kind`: "stock", "valve", "cloud", or "bend" of a long way; `flat`: how far to either
    side what flows through it stays level, so that it meets neither its name nor what stands above and below."""

    name: str
    kind: str
    column: int = 0
    x: float = 0.0
    y: float = 0.0
    flat: float = 0.0


@dataclass(slots=True)
class Layout:
    """Places of nodes by name, ways of flows: (flow, names of nodes on the way from its source to its target)."""

    nodes: dict[str, Node] = field(default_factory=dict)
    ways: list[tuple[str, list[str]]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def laid_out(scenario: Scenario) -> Layout:
    """The places of everything that flows, and of stocks without flows. Raises UsageError without networkx."""
    need("a picture of a scenario", "networkx")
    import networkx as nx

    layout = Layout()
    graph = nx.DiGraph()
    for stock in scenario.stocks:
        layout.nodes[stock.name] = Node(stock.name, "stock")
        graph.add_node(stock.name)
    turned: dict[str, bool] = {}
    ends: dict[str, tuple[str, str, str]] = {}
    for flow in scenario.flows:
        valve = f"valve {flow.name}"
        layout.nodes[valve] = Node(valve, "valve")
        source = flow.source or f"from {flow.name}"
        target = flow.target or f"to {flow.name}"
        for end, given in ((source, flow.source), (target, flow.target)):
            if not given:
                layout.nodes[end] = Node(end, "cloud")
        # A flow that would close a circle is drawn from right to left.
        back = source in graph and target in graph and nx.has_path(graph, target, source)
        turned[flow.name], ends[flow.name] = back, (source, valve, target)
        nx.add_path(graph, ends[flow.name][::-1] if back else ends[flow.name])
    _columns(layout, graph)
    for flow in scenario.flows:
        way = _bent(layout, ends[flow.name][::-1] if turned[flow.name] else ends[flow.name])
        layout.ways.append((flow.name, way[::-1] if turned[flow.name] else way))
    _rows(layout)
    _places(layout)
    return layout


def _columns(layout: Layout, graph: nx.DiGraph) -> None:
    """The longest way from the left; what only feeds stands close to what it feeds."""
    import networkx as nx

    order = list(nx.lexicographical_topological_sort(graph, key=list(layout.nodes).index))
    for name in order:
        layout.nodes[name].column = max((layout.nodes[one].column + 1 for one in graph.predecessors(name)), default=0)
    for name in reversed(order):
        after = [layout.nodes[one].column for one in graph.successors(name)]
        if after and (not graph.in_degree(name) or _fed_from_outside(layout, graph, name)):
            layout.nodes[name].column = min(after) - 1
    least = min((node.column for node in layout.nodes.values()), default=0)
    for node in layout.nodes.values():
        node.column -= least


def _fed_from_outside(layout: Layout, graph: nx.DiGraph, name: str) -> bool:
    return layout.nodes[name].kind == "valve" and all(
        layout.nodes[one].kind == "cloud" for one in graph.predecessors(name)
    )


def _bent(layout: Layout, ends: Sequence[str]) -> list[str]:
    """The way over every column between, so that it passes beside what stands there."""
    way = [ends[0]]
    for one, other in itertools.pairwise(ends):
        for column in range(layout.nodes[one].column + 1, layout.nodes[other].column):
            name = f"bend {one} {other} {column}"
            layout.nodes[name] = Node(name, "bend", column)
            way.append(name)
        way.append(other)
    return way


def _rows(layout: Layout) -> None:
    """Heights by the mean of neighbours, columns one after the other, to and fro."""
    near: dict[str, list[str]] = {name: [] for name in layout.nodes}
    for _, way in layout.ways:
        for one, other in itertools.pairwise(way):
            near[one].append(other)
            near[other].append(one)
    columns: dict[int, list[str]] = {}
    for name, node in layout.nodes.items():
        columns.setdefault(node.column, []).append(name)
    for names in columns.values():
        for at, name in enumerate(names):
            layout.nodes[name].y = at * ROW
    order = sorted(columns)
    for sweep in range(_SWEEPS):
        for column in order if sweep % 2 == 0 else reversed(order):
            _settle(layout, columns[column], near)


def _settle(layout: Layout, names: list[str], near: Mapping[str, Sequence[str]]) -> None:
    """Moves a column's nodes towards their neighbours, none nearer to the next than a row."""
    wanted = {
        name: sum(layout.nodes[one].y for one in near[name]) / len(near[name]) if near[name] else layout.nodes[name].y
        for name in names
    }
    names.sort(key=lambda name: (wanted[name], layout.nodes[name].y))
    gaps = [_gap(layout.nodes[one], layout.nodes[other]) for one, other in itertools.pairwise(names)]
    places: list[float] = []
    for at, name in enumerate(names):
        places.append(wanted[name] if not at else max(wanted[name], places[-1] + gaps[at - 1]))
    shift = sum(wanted[name] - place for name, place in zip(names, places, strict=True)) / len(names)
    for name, place in zip(names, places, strict=True):
        layout.nodes[name].y = place + shift


def _gap(one: Node, other: Node) -> float:
    return ROW * (0.5 if "bend" in (one.kind, other.kind) else 1.0)


def _places(layout: Layout) -> None:
    widths: dict[int, float] = {}
    for node in layout.nodes.values():
        widths[node.column] = max(widths.get(node.column, 0.0), WIDTHS.get(node.kind, 0.0))
    left, middles = 12.0, {}
    for node in layout.nodes.values():
        node.flat = {"valve": 58.0, "bend": max(widths[node.column] / 2 - 12, 0.0)}.get(node.kind, 0.0)
    for column in range(max(widths, default=-1) + 1):
        width = widths.get(column, 0.0)
        middles[column] = left + width / 2
        left += width
    _close_up(layout)
    top = min((node.y for node in layout.nodes.values()), default=0.0) - 52
    for node in layout.nodes.values():
        node.x, node.y = round(middles[node.column], 1), round(node.y - top, 1)
    layout.width = round(left + 12, 1)
    layout.height = round(max((node.y for node in layout.nodes.values()), default=0.0) + 62, 1)


def _close_up(layout: Layout) -> None:
    """Takes out room that is empty from side to side."""
    saved, last = 0.0, None
    for node in sorted(layout.nodes.values(), key=lambda node: node.y):
        if last is not None and node.y - last > ROW:
            saved += node.y - last - ROW
        last = node.y
        node.y -= saved
