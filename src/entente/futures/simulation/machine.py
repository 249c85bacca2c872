"""A model bound to arrays, and Euler's method over many runs at once.

One step at time t: flows, variables and what delays give are reckoned from stocks and levers; outputs are recorded and
questions looked at; outflows of stocks at their floor are cut; rules and events look at the values of t and set levers
for the next step; stocks and delays move on. The last record is at the horizon. Events of time 0 come before the first
step: what they set holds from the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from entente.futures.simulation.delays import Conveyor
from entente.futures.simulation.draws import Array
from entente.futures.simulation.model import Model, State
from entente.futures.simulation.rules import Rules
from entente.futures.simulation.tape import Act, Workspace
from entente.futures.simulation.watching import AMOUNTS, AT_ONE_STEP, sinks, watchings

#: What is smaller than this share of the most that a stock held is a matter of rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Batch:
    """What came out of runs `start` to `start + runs`.

    Attributes:
        times: of the records, shape (T,), in the scenario's unit.
        outputs: output -> shape (T, runs), in the output's unit.
        questions: question -> shape (runs,): truths ("any", "end", "always"), times in the scenario's unit, nan where
            never ("first"), or amounts in the question's unit.
        fired: rule or event -> when it first happened, nan where it did not, shape (runs,).
        stocks, levers: as they are at the end, in the scenario's own units, shape (runs,).
        runaway: the runs in which something stopped being a finite number, shape (runs,).
        ran_away: the first quantity that did and when, in the first such run; None where none did.
        negative: stock -> number of runs in which it was seen below zero (without a floor) or began below its floor.
    """

    start: int
    runs: int
    times: Array
    outputs: Mapping[str, Array]
    questions: Mapping[str, npt.NDArray[np.bool_] | Array]
    fired: Mapping[str, Array]
    stocks: Mapping[str, Array]
    levers: Mapping[str, Array]
    runaway: npt.NDArray[np.bool_]
    ran_away: tuple[str, float] | None
    negative: Mapping[str, int]


class _Seen:
    """What is kept of a chunk's runs while they run."""

    def __init__(self, model: Model, runs: int, records: int) -> None:
        self.outputs = {name: np.empty((records, runs)) for name in model.outputs}
        self.runaway = np.zeros(runs, dtype=np.bool_)
        self.below = {name: np.zeros(runs, dtype=np.bool_) for name in model.stocks}
        self.highest = {name: np.zeros(runs) for name in model.stocks}

    def check(self, values: Array) -> None:
        """Marks the runs whose value is no finite number; what has a finite sum has finite terms."""
        if not np.isfinite(values.sum()):
            np.logical_or(self.runaway, ~np.isfinite(values), out=self.runaway)


class Machine:
    """A model bound to arrays for so many runs, over so many steps."""

    def __init__(self, model: Model, runs: int, steps: int, record_every: int) -> None:
        self.model, self.runs, self.steps = model, runs, steps
        self.space = space = Workspace(model.graph, runs)
        self._records = sorted({*range(0, steps + 1, record_every), steps})
        self._watchings = watchings(model, space, steps)
        self._rules = Rules(model, space)
        self._conveyors = [
            Conveyor(space.array(pipe.state), space.kept(pipe.input), model.step, steps) for pipe in model.pipes
        ]
        self._steady = space.steady(model.nodes())
        self._record = space.tape(model.outputs.values(), {})
        self._moves = [act for state in model.states for act in self._move(state)]
        self._tapes, self._moments = self._segments(), self._at_one_step()

    def _move(self, state: State) -> list[Act]:
        if state.change is None:
            return []
        array = self.space.array(state.node)
        acts: list[Act] = [partial(np.add, array, self.space.kept(state.change), array)]
        if state.floor is not None:
            acts.append(partial(np.maximum, array, np.full(self.runs, state.floor), out=array))
        return acts

    def _segments(self) -> dict[int, list[Act]]:
        """Step -> the tape that holds from there on: what a question does is left out when the question is closed."""
        kept = [state.change for state in self.model.states if state.change is not None]
        kept += [*(pipe.input for pipe in self.model.pipes), *self._rules.kept()]
        watched = [one for one in self._watchings if one.watch.asked not in AT_ONE_STEP]
        whole = self.space.tape(kept, sinks(watched))
        found = {}
        for n in sorted({0, *(one.closed() for one in watched)}):
            closed = {id(act) for one in watched if one.closed() <= n for act in one.acts}
            found[n] = [act for act in whole if id(act) not in closed]
        return found

    def _at_one_step(self) -> dict[int, list[Act]]:
        """Step -> the tape of the questions that ask of it alone."""
        asked = [one for one in self._watchings if one.watch.asked in AT_ONE_STEP]
        return {
            n: self.space.tape((), sinks([one for one in asked if one.until == n]))
            for n in sorted({one.until for one in asked})
        }

    def run(self, parameters: Mapping[int, Array], seed: int, start: int) -> Batch:
        """Runs from time 0 to the horizon."""
        with np.errstate(all="ignore"):
            seen = self._begin(parameters, seed, start)
            tape: list[Act] = []
            records = {n: row for row, n in enumerate(self._records)}
            for n in range(self.steps + 1):
                self.space.clock[()] = n * self.model.step
                tape = self._tapes.get(n, tape)
                if n in records:
                    self._write(records[n], seen)
                for act in self._moments.get(n, ()):
                    act()
                for act in tape:
                    act()
                if n < self.steps:
                    self._advance(n)
            return self._end(seen, start)

    def _advance(self, n: int) -> None:
        if self._rules:
            self._rules.act(n)
        for conveyor in self._conveyors:
            conveyor.advance(n)
        for act in self._moves:
            act()

    def _begin(self, parameters: Mapping[int, Array], seed: int, start: int) -> _Seen:
        self.space.clock[()] = 0.0
        for node, values in parameters.items():
            self.space.array(node)[...] = values
        for act in self._steady:
            act()
        seen = _Seen(self.model, self.runs, len(self._records))
        for state in self.model.states:
            array = self.space.array(state.node)
            array[...] = self.space.array(state.initial)
            if state.floor is not None:
                seen.below[state.name] |= array < state.floor
                np.maximum(array, state.floor, out=array)
        for pipe, conveyor in zip(self.model.pipes, self._conveyors, strict=True):
            conveyor.begin(self.space.array(pipe.time), self.space.array(pipe.initial))
        for watching in self._watchings:
            watching.begin()
        self._rules.begin(seed, start)
        self._rules.start()
        return seen

    def _write(self, row: int, seen: _Seen) -> None:
        """Records outputs, and looks whether all is still finite."""
        for act in self._record:
            act()
        for name, node in self.model.outputs.items():
            written = seen.outputs[name][row]
            written[...] = self.space.kept(node)
            seen.check(written)
        for state in self.model.states:
            array = self.space.array(state.node)
            seen.check(array)
            if state.name in self.model.stocks and state.floor is None:
                highest = seen.highest[state.name]
                np.maximum(highest, array, out=highest)
                if array.min(initial=0.0) < 0.0:
                    # What is left of a stock that was emptied is a rounding away from nothing, not less than nothing.
                    seen.below[state.name] |= array < -ROUNDING * highest

    def _end(self, seen: _Seen, start: int) -> Batch:
        answers = {one.watch.name: one.answer() for one in self._watchings}
        for one in self._watchings:
            if one.watch.asked in AMOUNTS:
                seen.check(answers[one.watch.name])
        return Batch(
            start, self.runs, np.array(self._records) * self.model.step, seen.outputs, answers, self._rules.fired(),
            {name: self.space.array(node).copy() for name, node in self.model.stocks.items()},
            {n: np.broadcast_to(self.space.array(node), (self.runs,)).copy() for n, node in self.model.levers.items()},
            seen.runaway, None,
            {name: int(mask.sum()) for name, mask in seen.below.items()},
        )  # fmt: skip
