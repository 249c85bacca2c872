"""Questions are watched at every step, not only where outputs are recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import numpy as np

from entente.futures.simulation.model import Model, Watch
from entente.futures.simulation.tape import Act, Array, Sink, Workspace

#: What is asked of one step alone.
AT_ONE_STEP = ("end", "amount")
#: What is answered by an amount.
AMOUNTS = ("amount", "most", "least", "total")
_CONDITIONS = ("any", "end", "always")


class Watching:
    """One question over many runs."""

    def __init__(self, watch: Watch, space: Workspace, steps: int, step: float) -> None:
        """Args: steps: of the runs; step: in the scenario's unit of time."""
        self.watch, self._space, self._step = watch, space, step
        self.until = steps if watch.until is None else min(watch.until, steps)
        condition = watch.asked in _CONDITIONS
        self._found: Array = np.zeros(space.runs, dtype=np.bool_ if condition else np.float64)
        self._seen = np.zeros(space.runs, dtype=np.bool_)
        self._new = np.zeros(space.runs, dtype=np.bool_)
        self.acts: list[Act] = []

    def closed(self) -> int:
        """The first step that does not count: a total is of what runs until a time, not of the step that begins."""
        return self.until if self.watch.asked == "total" else self.until + 1

    def begin(self) -> None:
        """At the start of runs."""
        first = {"always": True, "most": -np.inf, "least": np.inf, "first": np.nan}
        self._found.fill(first.get(self.watch.asked, 0))
        self._seen.fill(False)

    def sink(self, found: Array) -> Sequence[Act]:
        """What is done at a step with the array of what is asked about; kept in `acts` too."""
        self.acts = self._acts(found)
        return self.acts

    def _acts(self, found: Array) -> list[Act]:
        here = self._found
        match self.watch.asked:
            case "any":
                return [partial(np.logical_or, here, found, here)]
            case "always":
                return [partial(np.logical_and, here, found, here)]
            case "most":
                return [partial(np.maximum, here, found, out=here)]
            case "least":
                return [partial(np.minimum, here, found, out=here)]
            case "total":
                return [partial(np.add, here, found, here)]
            case "first":
                return [
                    partial(np.greater, found, self._seen, self._new),
                    partial(np.logical_or, self._seen, found, self._seen),
                    partial(np.copyto, here, self._space.clock, where=self._new),
                ]
        return [partial(np.copyto, here, found)]

    def answer(self) -> Array:
        """Of each run: a truth, a time in the scenario's unit (nan: never), or an amount in the question's unit."""
        if self.watch.asked in _CONDITIONS or self.watch.asked == "first":
            return self._found.copy()
        scale = self._step if self.watch.asked == "total" else 1.0
        answer: Array = self._found * scale / self.watch.factor
        return answer


def watchings(model: Model, space: Workspace, steps: int) -> list[Watching]:
    """All questions of a model."""
    return [Watching(watch, space, steps, model.step) for watch in model.watches]


def sinks(watched: Sequence[Watching]) -> dict[int, list[Sink]]:
    """Node -> what questions do with it."""
    found: defaultdict[int, list[Sink]] = defaultdict(list)
    for one in watched:
        found[one.watch.node].append(one.sink)
    return dict(found)
