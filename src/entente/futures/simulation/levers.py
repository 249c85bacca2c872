"""Levers: what holds for good, and over it what holds for a while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from entente.futures.simulation.tape import Array

#: Numbers of the runs in which something happens.
Runs: TypeAlias = npt.NDArray[np.intp]
#: Since when a layer holds: not at all, or before anything was set.
_NOT_SET, _FROM_THE_START = -2, -1


class Layers:
    """A lever over many runs, set by rules and events.

    What is set for good is the ground; each rule or event that ends has a layer of its own over it. The layer that was
    set last counts; when it ends, the lever goes back to the latest of what still holds. Where one alone sets the
    lever, or all set it for good, nothing need be remembered but the ground.
    """

    def __init__(self, array: Array, setters: Mapping[int, bool]) -> None:
        """Args: array: the lever's values; setters: number of each that sets it -> whether for good."""
        self._array = array
        self._ground = np.zeros(array.size)
        ending = [number for number, for_good in setters.items() if not for_good]
        self._layer = {number: n for n, number in enumerate(ending, 1)} if len(setters) > 1 else {}
        layers = len(self._layer) + 1 if self._layer else 0
        self._values = np.zeros((layers, array.size))
        self._since = np.zeros((layers, array.size), dtype=np.int64)
        self._touched: list[Runs] = []
        self._changes: list[tuple[Runs, Array]] = []

    def begin(self) -> None:
        """At the start of runs, whose values are in the array."""
        self._ground[...] = self._array
        if self._layer:
            self._since[1:] = _NOT_SET
            self._since[0] = _FROM_THE_START
            self._values[0] = self._array

    def put(self, number: int, runs: Runs, values: Array, since: int) -> None:
        """Sets it in some runs. since: grows with the step, and with the place in the file within a step."""
        if not self._layer:
            self._changes.append((runs, values))
            return
        layer = self._layer.get(number, 0)
        self._values[layer, runs] = values
        self._since[layer, runs] = since
        self._touched.append(runs)

    def lift(self, number: int, runs: Runs) -> None:
        """What was set for a while ends in some runs."""
        if not self._layer:
            self._changes.append((runs, self._ground[runs]))
            return
        self._since[self._layer[number], runs] = _NOT_SET
        self._touched.append(runs)

    def settle(self) -> None:
        """Brings the array up to date."""
        for runs, values in self._changes:
            self._array[runs] = values
        for runs in self._touched:
            top = self._since[:, runs].argmax(axis=0)
            self._array[runs] = self._values[top, runs]
        self._changes.clear()
        self._touched.clear()
