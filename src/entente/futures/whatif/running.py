"""Runs a variant chunk by chunk, and keeps of its runs what answers need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from entente.futures.whatif.answers import CONDITIONS
from entente.futures.whatif.quantiles import BUDGET, Spread
from entente.futures.whatif.variants import Way
from entente.records import Scenario
from entente.records.scenario import ScenarioQuestion

Array: TypeAlias = npt.NDArray[Any]
#: So many records of a course at most, about.
RECORDS = 60
_EVERY = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 7.0, 12.0, 14.0, 24.0, 26.0, 28.0, 52.0, 60.0, 91.0, 120.0, 365.0)


class Batch(Protocol):
    """Some runs of a variant, as `futures.simulation` gives them."""

    @property
    def times(self) -> Array: ...
    @property
    def outputs(self) -> Mapping[str, Array]: ...
    @property
    def questions(self) -> Mapping[str, Array]: ...
    @property
    def runaway(self) -> Array: ...
    @property
    def ran_away(self) -> tuple[str, float] | None: ...
    @property
    def negative(self) -> Mapping[str, int]: ...


@dataclass(slots=True)
class Ran:
    """What is kept of a variant's runs.

    Attributes:
        way: the variant; runs: how many there were.
        times: since the start, in the scenario's unit; courses: output -> level -> values.
        good: which runs did not run away, shape (runs,); values: question -> of all runs, likewise.
        away: the quantity that ran away first in a batch -> (runs of such batches that ran away, the earliest time).
        negative: stock -> number of runs in which it fell under nothing.
    """

    way: Way
    runs: int = 0
    times: tuple[float, ...] = ()
    courses: dict[str, dict[float, tuple[float, ...]]] = field(default_factory=dict)
    good: Array = field(default_factory=lambda: np.empty(0, bool))
    values: dict[str, Array] = field(default_factory=dict)
    away: dict[str, tuple[int, float]] = field(default_factory=dict)
    negative: dict[str, int] = field(default_factory=dict)


def record_every(horizon: float, step: float) -> float:
    """How far apart records of a course are: a whole number of steps, an even number of the unit of time."""
    wanted = horizon / RECORDS
    every = next((each for each in _EVERY if each >= wanted and horizon / each >= 12), None)
    every = every or next((each for each in _EVERY if each >= wanted), wanted)
    return max(1, round(every / step)) * step


def run(
    scenario: Scenario, way: Way, batches: Iterable[Batch], *, done: Callable[[int], None], budget: int = BUDGET
) -> Ran:
    """Takes the batches of a variant. `done`: called with the number of runs of each; `budget`: bytes for courses."""
    ran, spread = Ran(way), Spread(budget)
    good: list[Array] = []
    values: dict[str, list[Array]] = {question.name: [] for question in scenario.questions}
    for batch in batches:
        fine = ~np.asarray(batch.runaway, np.bool_)
        spread.add({output.name: _of(batch.outputs[output.name], fine) for output in scenario.outputs})
        for question in scenario.questions:
            values[question.name].append(in_unit(question, batch.questions[question.name]))
        good.append(fine)
        ran.times = tuple(float(time) for time in batch.times)
        ran.runs += len(fine)
        _count(ran, batch)
        done(len(fine))
    ran.good = np.concatenate(good) if good else ran.good
    ran.values = {name: np.concatenate(parts) for name, parts in values.items() if parts}
    ran.courses = {output.name: spread.quantiles(output.name) for output in scenario.outputs}
    return ran


def _of(values: Array, fine: Array) -> Array:
    """The runs that count, as a copy: batches may use their arrays again."""
    return np.array(values, np.float64) if bool(fine.all()) else np.asarray(values, np.float64)[:, fine]


def in_unit(question: ScenarioQuestion, values: Array) -> Array:
    """Values of a question as `answers.Told` has them: truths, or amounts and times in the question's unit."""
    if question.asked in CONDITIONS:
        return np.array(values, np.bool_)
    return np.array(values, np.float64) / (question.factor if question.asked == "first" else 1.0)


def _count(ran: Ran, batch: Batch) -> None:
    """What ran away or fell under nothing in these runs."""
    if batch.ran_away is not None:
        name, time = batch.ran_away
        runs, first = ran.away.get(name, (0, time))
        ran.away[name] = (runs + int(np.asarray(batch.runaway).sum()), min(first, time))
    for stock, number in batch.negative.items():
        if number:
            ran.negative[stock] = ran.negative.get(stock, 0) + int(number)
