"""Actors decide and events happen, in many runs at once.

A chance by time c means that a rule whose condition holds is taken up within a step with the probability
1 - exp(-c * step). That is drawn as the cumulated chance at which it is taken up, which is exponential with mean 1
(Ross, Introduction to Probability Models, section 5.4, on Poisson processes whose rate varies): one number for each
time that a rule is taken up, instead of one for each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from entente.futures.simulation.deciding import Decider
from entente.futures.simulation.draws import uniforms
from entente.futures.simulation.levers import Layers, Runs
from entente.futures.simulation.model import Model
from entente.futures.simulation.tape import Array, Pick, Workspace

#: A step that never comes; the step before the first, at which events of time 0 set their levers.
_NEVER, _BEFORE = np.iinfo(np.int32).max, -1
#: Number of a rule or event, the lever that it sets, in which runs, to what.
_Change: TypeAlias = tuple[int, str, Runs, Array]


class _Chance:
    """How much chance has come together in each run, and how much is needed until a rule is taken up."""

    def __init__(self, decider: Decider, space: Workspace) -> None:
        self._stream, self._runs = decider.stream, space.runs
        self._sum, self._enough = np.zeros(space.runs), np.zeros(space.runs)
        self._times = np.zeros(space.runs, dtype=np.intp)
        self._table = np.zeros((0, space.runs))
        self._rows = 0
        self._seed, self._start = 0, 0

    def begin(self, seed: int, start: int) -> None:
        self._seed, self._start = seed, start
        self._sum.fill(0.0)
        self._times.fill(0)
        self._rows = 0
        self._enough[...] = self._upto(0)[0]

    def reached(self, runs: Runs, hazard: Array) -> Runs:
        """Adds a step's chance in some runs; gives those in which that is enough."""
        found = self._sum[runs] + (hazard[runs] if hazard.ndim else hazard)
        self._sum[runs] = found
        return runs[found >= self._enough[runs]]

    def renew(self, runs: Runs) -> None:
        """The next time that these runs take it up has a chance of its own."""
        self._times[runs] += 1
        self._sum[runs] = 0.0
        times = self._times[runs]
        self._enough[runs] = self._upto(int(times.max()))[times, runs]

    def _upto(self, nth: int) -> Array:
        """What is needed each time up to the `nth`, a row for each."""
        if nth >= len(self._table):
            self._table = np.vstack([self._table, np.empty((nth + 1, self._runs))])
        for row in range(self._rows, nth + 1):
            self._table[row] = -np.log(uniforms(self._seed, self._stream, self._start, self._runs, row))
        self._rows = max(self._rows, nth + 1)
        return self._table


class _Deciding:
    """One rule or event over many runs."""

    def __init__(self, decider: Decider, space: Workspace, step: float) -> None:
        self.decider, self._space, self._step = decider, space, step
        runs = space.runs
        self.idle, self._hit = np.ones(runs, dtype=np.bool_), np.zeros(runs, dtype=np.bool_)
        self.fired = np.full(runs, np.nan)
        self._due, self._over = np.zeros(runs, dtype=np.int32), np.zeros(runs, dtype=np.int32)
        self._reaction, self._lasts = np.zeros(runs, dtype=np.int32), np.zeros(runs, dtype=np.int32)
        self._chance = None if decider.hazard is None else _Chance(decider, space)
        self._when = None if decider.when is None else space.array(decider.when)
        self._hazard = None if decider.hazard is None else space.array(decider.hazard)
        self.sets = {lever: Pick(space, node) for lever, node in decider.sets.items()}

    def begin(self, seed: int, start: int) -> None:
        decider, space = self.decider, self._space
        self.fired.fill(np.nan)
        self.idle.fill(True)
        self._due.fill(_NEVER)
        self._over.fill(_NEVER)
        if decider.likely is not None:
            np.less(uniforms(seed, decider.stream, start, space.runs), space.array(decider.likely), self.idle)
        if decider.at is not None:
            due = self._steps(decider.at, 0)
            self._due[...] = np.where(self.idle, np.where(due == 0, _BEFORE, due), _NEVER)
        if decider.reaction is not None:
            self._reaction[...] = self._steps(decider.reaction, 0)
        if decider.lasts is not None:
            self._lasts[...] = self._steps(decider.lasts, 1)
        if self._chance is not None:
            self._chance.begin(seed, start)

    def _steps(self, node: int, least: int) -> npt.NDArray[np.int32]:
        """A time as whole steps, at least so many."""
        steps = np.nan_to_num(np.rint(self._space.array(node) / self._step), nan=_NEVER // 2)
        found: npt.NDArray[np.int32] = np.clip(steps, least, _NEVER // 2).astype(np.int32)
        return found

    def ending(self, n: int) -> Runs:
        """Runs in which what it set ends at step `n`."""
        if self.decider.lasts is None:
            return np.empty(0, dtype=np.intp)
        runs = np.equal(self._over, n, self._hit).nonzero()[0]
        if runs.size and not self.decider.once:
            self.idle[runs] = True
        return runs

    def happening(self, n: int) -> Runs:
        """Runs in which it happens at step `n`: it is taken up and needs no time, or was, and the time is over."""
        runs = np.empty(0, dtype=np.intp)
        if self._when is not None:
            runs = self._taken(self._when, n)
        if self.decider.at is not None or self.decider.reaction is not None:
            runs = np.equal(self._due, n, self._hit).nonzero()[0]
        if runs.size:
            self._happens(runs, n)
        return runs

    def _taken(self, when: Array, n: int) -> Runs:
        runs = np.logical_and(when, self.idle, self._hit).nonzero()[0]
        if runs.size and self._chance is not None and self._hazard is not None:
            runs = self._chance.reached(runs, self._hazard)
        if runs.size:
            self.idle[runs] = False
            if self._chance is not None and not self.decider.once:
                self._chance.renew(runs)
            if self.decider.reaction is not None:
                self._due[runs] = n + self._reaction[runs]
        return runs

    def _happens(self, runs: Runs, n: int) -> None:
        self.fired[runs] = np.fmin(self.fired[runs], max(n, 0) * self._step)
        if self.decider.lasts is not None:
            self._over[runs] = n + self._lasts[runs]
        elif not self.decider.once:
            self.idle[runs] = True


class Rules:
    """All rules and events of a model over many runs."""

    def __init__(self, model: Model, space: Workspace) -> None:
        """Args: space: the arrays that they look at and set."""
        self._all = [_Deciding(decider, space, model.step) for decider in model.deciders]
        self._levers = {
            lever: Layers(
                space.array(node), {n: d.lasts is None for n, d in enumerate(model.deciders) if lever in d.sets}
            )
            for lever, node in model.levers.items()
            if any(lever in decider.sets for decider in model.deciders)
        }

    def __bool__(self) -> bool:
        return bool(self._all)

    def begin(self, seed: int, start: int) -> None:
        """At the start of runs `start` and on, when levers have the values that they begin with."""
        for lever in self._levers.values():
            lever.begin()
        for one in self._all:
            one.begin(seed, start)

    def kept(self) -> list[int]:
        """Nodes that are looked at when a step is reckoned."""
        return [n for one in self._all for n in (one.decider.when, one.decider.hazard) if n is not None]

    def fired(self) -> dict[str, Array]:
        """Rule or event -> when it first happened in each run, nan where it did not."""
        return {one.decider.name: one.fired.copy() for one in self._all}

    def start(self) -> None:
        """Events of time 0, before the first step: what they set holds from the very start."""
        changes: list[_Change] = []
        for number, one in enumerate(self._all):
            if one.decider.at is not None:
                changes += _changes(number, one, one.happening(_BEFORE))
        self._put(changes, _BEFORE)

    def act(self, n: int) -> None:
        """Step `n`: what ends, what is due, what is taken up; levers change when all have looked."""
        changes: list[_Change] = []
        for number, one in enumerate(self._all):
            over = one.ending(n)
            if over.size:
                for lever in one.sets:
                    self._levers[lever].lift(number, over)
            changes += _changes(number, one, one.happening(n))
        self._put(changes, n)

    def _put(self, changes: Sequence[_Change], n: int) -> None:
        for number, lever, runs, values in changes:
            self._levers[lever].put(number, runs, values, (n + 1) * len(self._all) + number)
        for layers in self._levers.values():
            layers.settle()


def _changes(number: int, one: _Deciding, runs: Runs) -> list[_Change]:
    """What one of them sets in these runs."""
    return [(number, lever, runs, value(runs)) for lever, value in one.sets.items()] if runs.size else []
