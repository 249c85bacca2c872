"""The order in which a step is reckoned, and circles that have none."""

from __future__ import annotations

import graphlib

from entente.lexicon.scenarios.formulas import names_in
from entente.records.scenario import Delay, Flow, Variable

#: Most rings that are told.
_MOST = 20


def order_of(parts: list[Flow | Variable | Delay]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Names in an order such that each comes after what it is reckoned from, and the rings that stand against it.

    Stocks, levers and parameters are known before a step. A delay gives out what went in earlier, so it needs nothing
    of the step; but one without an `initial` begins with its input, so at the start it comes after that.

    Args:
        parts: flows, variables and delays, in the order of the file.

    Returns:
        The order (of what is left, if there are rings), and rings, each as ("a", "b", "a"): a is reckoned from b.
    """
    names = [part.name for part in parts]
    known = set(names)
    needs = {part.name: {name: None for name in _needed(part) if name in known} for part in parts}
    rings: list[tuple[str, ...]] = []
    while len(rings) < _MOST:
        try:
            return tuple(graphlib.TopologicalSorter(needs).static_order()), rings
        except graphlib.CycleError as error:
            ring = tuple(reversed(error.args[1]))
            rings.append(_turned(ring, names))
            del needs[ring[0]][ring[1]]
    return (), rings


def _turned(ring: tuple[str, ...], names: list[str]) -> tuple[str, ...]:
    """The ring from the name that the file has first."""
    circle = ring[:-1]
    first = circle.index(min(circle, key=names.index))
    return (*circle[first:], *circle[:first], circle[first])


def _needed(part: Flow | Variable | Delay) -> tuple[str, ...]:
    if isinstance(part, Flow):
        return names_in(part.rate.tree)
    if isinstance(part, Variable):
        return names_in(part.formula.tree)
    return names_in(part.input.tree) if part.initial is None else ()
