"""What arrives later: delays as in Vensim (Reference Manual, DELAY FIXED, DELAY1I, DELAY3I, SMOOTHI).

A `fixed` delay is a conveyor: what goes in comes out unchanged `time` later. A `first` order delay is one stock whose
outflow is stock / time; a `third` order delay is three such in a row, each with a third of the time. `smooth` is
exponential smoothing of what goes in; with a time that is constant over a run it is reckoned as a first order delay is.
A time shorter than one step (a third of the time, for `third`) counts as one step: nothing arrives in the step in which
it is sent. A run whose delay has a time below zero, or none at all, is one that ran away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from entente.futures.simulation.graph import Graph

#: Delay's kind -> stocks in a row.
STAGES = {"first": 1, "third": 3, "smooth": 1}


@dataclass(frozen=True, slots=True)
class Pipe:
    """A `fixed` delay. Nodes of what comes out (a state), of the input, of the time, and of what comes out at first."""

    name: str
    state: int
    input: int
    time: int
    initial: int


def stages(delay: str, kind: str) -> list[str]:
    """Names of the states of a delay that is a row of stocks; the last has the delay's own name."""
    return [f"{delay} {n}" for n in range(1, STAGES[kind])] + [delay]


def moves(graph: Graph, step: float, kind: str, states: list[int], put_in: int, time: int) -> list[int]:
    """Nodes of the changes by time of a row of stocks, reckoned as their outflows: (inflow - outflow) / time."""
    each = graph.apply("/", time, graph.number(float(STAGES[kind])))
    least = graph.apply("max", each, graph.number(step))
    never = graph.apply("<", time, graph.number(0.0))
    share = graph.apply("if", never, graph.number(float("nan")), graph.apply("/", graph.number(1.0), least))
    before = [put_in, *states[:-1]]
    return [
        graph.apply("*", graph.apply("-", inflow, outflow), share)
        for inflow, outflow in zip(before, states, strict=True)
    ]


class Conveyor:
    """A `fixed` delay over many runs at once: a ring of rows, one for each step that something can be under way."""

    def __init__(self, out: npt.NDArray[np.float64], put_in: npt.NDArray[np.float64], step: float, steps: int) -> None:
        """Args: out: what comes out, written at each step; put_in: the input, read at each step; steps: of the run."""
        self._out, self._in, self._step, self._steps = out, put_in, step, steps
        self._ring = np.empty((0, out.size))
        self._same = True
        self._place = np.zeros(out.size, dtype=np.intp)

    def begin(self, time: npt.NDArray[np.float64], initial: npt.NDArray[np.float64]) -> None:
        """Empties the conveyor. time: how long, in the scenario's unit, of each run or of all (shape ()); initial: what
        comes out until something that went in does."""
        late = np.clip(np.nan_to_num(np.rint(time / self._step), nan=1.0), 1, self._steps + 1).astype(np.intp)
        rows = int(late.max())
        if self._ring.shape[0] != rows:
            self._ring = np.empty((rows, self._out.size))
        self._ring[...] = np.where(time >= 0, initial, np.nan)
        self._out[...] = self._ring[0]
        self._same = bool(late.min() == rows)
        runs = np.arange(self._out.size, dtype=np.intp)
        self._place[...] = (1 - late) * self._out.size + runs
        self._place[self._place < 0] += self._ring.size

    def advance(self, n: int) -> None:
        """Takes in what step `n` puts in, and gives out what comes out at step `n + 1`."""
        rows = self._ring.shape[0]
        self._ring[n % rows] = self._in
        if self._same:
            self._out[...] = self._ring[(n + 1) % rows]
            return
        self._ring.take(self._place, out=self._out, mode="clip")
        self._place += self._out.size
        self._place[self._place >= self._ring.size] -= self._ring.size
