"""Formulas as one graph of operations, each kept once.

A node is a number, a leaf (a parameter, the time, a state that steps change) or a function of earlier nodes. Equal
nodes are one, numbers are reckoned at once, and each node knows whether it differs between runs and between steps, so
that what is the same at every step is reckoned once.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from entente.records.scenario import Call, Name, Node, Number

#: Whether a node differs between runs, and between steps: the two bits of `Operation.varies`.
RUNS, STEPS = 1, 2
#: Functions with two arguments or one, as NumPy has them.
UFUNCS: dict[str, np.ufunc] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power, "neg": np.negative,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
    "min": np.minimum, "max": np.maximum, "abs": np.absolute, "exp": np.exp, "ln": np.log, "sqrt": np.sqrt,
    "square": np.square,
}  # fmt: skip
#: Functions that give a condition.
CONDITIONS = frozenset(("<", "<=", ">", ">=", "and", "or", "not"))
_POWERS = {2.0: "square", 0.5: "sqrt"}
_ENDLESS_ABOVE_ZERO = frozenset(("abs", "exp", "sqrt", "square"))


@dataclass(frozen=True, slots=True)
class Operation:
    """One node.

    Attributes:
        function: of UFUNCS, "if", or "number", "parameter", "time", "state" for what has no arguments.
        arguments: earlier nodes. name: of a parameter or state. value: of a number.
        varies: RUNS | STEPS. condition: whether it is true or false. positive: whether it is surely never below zero.
    """

    function: str
    arguments: tuple[int, ...] = ()
    name: str = ""
    value: float | bool = 0.0
    varies: int = 0
    condition: bool = False
    positive: bool = False


@dataclass(slots=True)
class Graph:
    """Nodes by number; every node comes after its arguments."""

    operations: list[Operation] = field(default_factory=list)
    _known: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def number(self, value: float | bool) -> int:
        """A number or a truth that is the same everywhere."""
        truth = isinstance(value, bool | np.bool_)
        plain: float | bool = bool(value) if truth else float(value)
        made = Operation("number", value=plain, condition=truth, positive=not truth and plain >= 0)
        return self._keep(("number", truth, repr(plain)), made)

    def parameter(self, name: str, *, positive: bool) -> int:
        """A number that differs between runs."""
        return self._keep(("parameter", name), Operation("parameter", name=name, varies=RUNS, positive=positive))

    def time(self) -> int:
        """Time since the start."""
        return self._keep(("time",), Operation("time", varies=STEPS, positive=True))

    def state(self, name: str, *, positive: bool = False) -> int:
        """What steps change: a stock, a lever, what a delay gives."""
        return self._keep(("state", name), Operation("state", name=name, varies=RUNS | STEPS, positive=positive))

    def apply(self, function: str, *arguments: int) -> int:
        """A function of nodes: one of `records.FUNCTIONS`, with two arguments where it may have more."""
        operations = [self.operations[n] for n in arguments]
        if function == "**" and operations[1].function == "number":
            exponent = float(operations[1].value)
            if exponent == 1.0:
                return arguments[0]
            if exponent in _POWERS:
                return self.apply(_POWERS[exponent], arguments[0])
        if all(o.function == "number" for o in operations):
            return self.number(_reckon(function, [o.value for o in operations]))
        simpler = _simpler(function, arguments, operations)
        if simpler is not None:
            return simpler
        varies = 0
        for o in operations:
            varies |= o.varies
        condition = function in CONDITIONS or (function == "if" and operations[1].condition)
        made = Operation(
            function, arguments, varies=varies, condition=condition, positive=_positive(function, operations)
        )
        return self._keep((function, arguments), made)

    def total(self, nodes: list[int]) -> int:
        """The sum of nodes; 0 of none."""
        found = self.number(0.0)
        for node in nodes:
            found = self.apply("+", found, node)
        return found

    def grow(self, tree: Node, named: Callable[[str], int]) -> int:
        """A formula's tree as a node; `named` gives the node of each name in it, "time" among them."""
        if isinstance(tree, Number):
            return self.number(tree.value)
        if isinstance(tree, Name):
            return named(tree.name)
        arguments = [self.grow(argument, named) for argument in tree.arguments]
        if tree.function == "clip":
            return self.apply("min", self.apply("max", arguments[0], arguments[1]), arguments[2])
        if tree.function in ("min", "max"):
            found = arguments[0]
            for argument in arguments[1:]:
                found = self.apply(tree.function, found, argument)
            return found
        return self.apply(tree.function, *arguments)

    def below(self, nodes: list[int]) -> list[int]:
        """These nodes and all that they are reckoned from, in order."""
        found: set[int] = set()
        todo = list(nodes)
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo += self.operations[node].arguments
        return sorted(found)

    def _keep(self, key: tuple[Any, ...], operation: Operation) -> int:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self.operations)
            self.operations.append(operation)
        return known


def called(tree: Node) -> set[str]:
    """Names in a formula."""
    if isinstance(tree, Name):
        return {tree.name}
    if isinstance(tree, Call):
        return set().union(*(called(argument) for argument in tree.arguments))
    return set()


def _reckon(function: str, values: list[float | bool]) -> float | bool:
    if function == "if":
        return values[1] if values[0] else values[2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = UFUNCS[function](*values)
    return bool(found) if function in CONDITIONS else float(found)


def _simpler(function: str, arguments: tuple[int, ...], operations: list[Operation]) -> int | None:
    """What needs no reckoning: times one, plus nothing, a condition that is known."""
    known = [o.value if o.function == "number" else None for o in operations]
    if (function == "+" and known[0] == 0) or (function == "*" and known[0] == 1):
        return arguments[1]
    if (function in ("+", "-") and known[1] == 0) or (function in ("*", "/") and known[1] == 1):
        return arguments[0]
    if function == "if" and known[0] is not None:
        return arguments[1] if known[0] else arguments[2]
    if function in ("and", "or"):
        for here, other in ((0, 1), (1, 0)):
            if known[here] is not None:
                deciding = bool(known[here]) is (function == "or")
                return arguments[here] if deciding else arguments[other]
    if function in ("min", "max", "and", "or") and arguments[0] == arguments[1]:
        return arguments[0]
    return None


def _positive(function: str, operations: list[Operation]) -> bool:
    """Whether a result is surely never below zero (or is no number at all)."""
    signs = [o.positive for o in operations]
    if function in _ENDLESS_ABOVE_ZERO:
        return True
    if function in ("+", "*", "/", "min"):
        return all(signs)
    if function == "max":
        return any(signs)
    if function == "**":
        return signs[0]
    return function == "if" and signs[1] and signs[2]
