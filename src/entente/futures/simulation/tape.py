"""A graph's nodes as a tape: calls of NumPy on arrays that are there already, one after the other.

Nothing is allocated while the tape runs, and no code is made from text: a tape is a list of ready calls. What only
depends on parameters is reckoned once; what is the same in all runs stays one number; arrays are used again as soon as
nothing needs what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from entente.futures.simulation.graph import RUNS, STEPS, UFUNCS, Graph, Operation

Array: TypeAlias = npt.NDArray[Any]
#: One call, ready to be made.
Act: TypeAlias = Callable[[], object]
#: What is done with a node's array as soon as it is reckoned.
Sink: TypeAlias = Callable[[Array], Sequence[Act]]
#: With one number for all runs, NumPy's minimum and maximum take twice as long as with an array of it.
_SLOW_WITH_ONE_NUMBER = frozenset(("min", "max"))
#: A call by position is faster, but deprecated for these.
_OUT_BY_NAME = frozenset(("min", "max"))


class Workspace:
    """The arrays of a graph's nodes, for so many runs at once.

    Attributes:
        clock: the time, shape ().
        arrays: node -> the array that it keeps: numbers, parameters, states, what is the same at every step.
    """

    def __init__(self, graph: Graph, runs: int) -> None:
        """Args: runs: how many at once."""
        self.graph, self.runs = graph, runs
        self.clock = np.zeros(())
        self.arrays: dict[int, Array] = {}
        self._whole: dict[int, Array] = {}
        self._as_it_was: dict[int, Array] = {}
        self._free: dict[bool, list[Array]] = {False: [], True: []}
        self.lent = 0

    def array(self, node: int) -> Array:
        """The array that a node keeps, made where it has none yet."""
        found = self.arrays.get(node)
        if found is None:
            operation = self.graph.operations[node]
            if operation.function == "time":
                found = self.clock
            elif operation.function == "number":
                found = np.array(operation.value)
            else:
                found = self._new(operation)
            self.arrays[node] = found
        return found

    def kept(self, node: int) -> Array:
        """The array that holds a node after a tape that keeps it, whatever its states change to meanwhile."""
        operation = self.graph.operations[node]
        if operation.arguments or not operation.varies & STEPS:
            return self.array(node)
        if node not in self._as_it_was:
            self._as_it_was[node] = self._new(operation)
        return self._as_it_was[node]

    def steady(self, nodes: Iterable[int]) -> list[Act]:
        """The tape of all below `nodes` that is the same at every step; its arrays keep what they hold."""
        acts: list[Act] = []
        for node in self.graph.below(list(nodes)):
            operation = self.graph.operations[node]
            if operation.arguments and not operation.varies & STEPS:
                acts.append(_act(operation, [self.array(n) for n in operation.arguments], self.array(node)))
        return acts

    def tape(self, kept: Iterable[int], sinks: Mapping[int, Sequence[Sink]]) -> list[Act]:
        """The tape of a step.

        Args:
            kept: nodes whose arrays (`kept`) are to hold them when the tape has run.
            sinks: node -> what is done with it once it is reckoned.
        """
        keep = set(kept)
        needed = self.graph.below([*keep, *sinks])
        last = {argument: node for node in needed for argument in self.graph.operations[node].arguments}
        acts: list[Act] = []
        held: dict[int, Array] = {}
        for node in needed:
            operation = self.graph.operations[node]
            if operation.arguments and operation.varies & STEPS:
                held[node] = self._reckon(acts, node, held, last, keep)
            elif node in keep and operation.varies & STEPS:
                acts.append(partial(np.copyto, self.kept(node), self.array(node)))
            for sink in sinks.get(node, ()):
                acts += sink(held[node] if node in held else self.array(node))
            if node in held and node not in last and node not in keep:
                self._give_back(operation, held[node])
        return acts

    def _reckon(
        self, acts: list[Act], node: int, held: dict[int, Array], last: Mapping[int, int], keep: set[int]
    ) -> Array:
        operation = self.graph.operations[node]
        inputs = [held[n] if n in held else self._input(operation, n) for n in operation.arguments]
        done = [n for n in dict.fromkeys(operation.arguments) if last[n] == node and n in held and n not in keep]
        for n in done:
            self._give_back(self.graph.operations[n], held[n])
        out = self.array(node) if node in keep else self._take(operation)
        acts.append(_act(operation, inputs, out))
        return out

    def _input(self, operation: Operation, node: int) -> Array:
        """A node's kept array, drawn out over all runs where that is faster."""
        found = self.array(node)
        number = self.graph.operations[node].function == "number"
        if not number or operation.function not in _SLOW_WITH_ONE_NUMBER or not operation.varies & RUNS:
            return found
        if node not in self._whole:
            self._whole[node] = np.full(self.runs, found)
        return self._whole[node]

    def _take(self, operation: Operation) -> Array:
        free = self._free[operation.condition]
        if operation.varies & RUNS and free:
            return free.pop()
        self.lent += 1
        return self._new(operation)

    def _give_back(self, operation: Operation, array: Array) -> None:
        if operation.varies & RUNS:
            self._free[operation.condition].append(array)

    def _new(self, operation: Operation) -> Array:
        shape = (self.runs,) if operation.varies & RUNS else ()
        return np.zeros(shape, dtype=np.bool_ if operation.condition else np.float64)


def _act(operation: Operation, inputs: list[Array], out: Array) -> Act:
    if operation.function == "if":
        condition, then, otherwise = inputs
        return partial(_choose, condition, then, otherwise, out)
    if operation.function in _OUT_BY_NAME:
        return partial(UFUNCS[operation.function], *inputs, out=out)
    return partial(UFUNCS[operation.function], *inputs, out)


def _choose(condition: Array, then: Array, otherwise: Array, out: Array) -> None:
    # With a condition that holds here and there, NumPy's copies under a mask take several times as long.
    np.copyto(out, np.where(condition, then, otherwise))


class Pick:
    """A node reckoned for a few runs only, from parameters and states as they are when it is called."""

    def __init__(self, space: Workspace, node: int) -> None:
        self._node = node
        operations = space.graph.operations
        below = {node}
        for n in reversed(space.graph.below([node])):
            if n in below and operations[n].varies & STEPS:
                below |= set(operations[n].arguments)
        whole = [n for n in sorted(below) if not operations[n].arguments or not operations[n].varies & STEPS]
        self._leaves = [(n, space.array(n)) for n in whole]
        self._calls = [
            (n, np.where if operations[n].function == "if" else UFUNCS[operations[n].function], operations[n].arguments)
            for n in sorted(below - set(whole))
        ]

    def __call__(self, runs: npt.NDArray[np.intp]) -> Array:
        """The node in these runs, of shape (len(runs),), or () where it is the same in all."""
        found: dict[int, Array] = {n: whole[runs] if whole.ndim else whole for n, whole in self._leaves}
        for n, function, arguments in self._calls:
            found[n] = function(*(found[a] for a in arguments))
        return found[self._node]
