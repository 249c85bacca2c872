"""Variants run by `futures.simulation`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from entente.futures.simulation import Model, Setting, batches, compile, from_uniform, simulate
from entente.futures.whatif.running import Batch, in_unit
from entente.futures.whatif.variants import Way
from entente.records import Scenario

#: Runs at once where parameters are given; a processor's cache holds about so many.
_CHUNK = 4096


class Simulated:
    """Runs variants of one scenario; see `asking.Simulates`."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._models: dict[str, Model] = {}

    def _setting(self, way: Way) -> Setting:
        return Setting(way.distributions, way.events)

    def batches(self, way: Way, *, runs: int, seed: int, horizon: float, record_every: float) -> Iterable[Batch]:
        """The runs of a variant, some at a time."""
        steps = max(1, round(record_every / self._scenario.step))
        return batches(self._scenario, self._setting(way), runs=runs, seed=seed, horizon=horizon, record_every=steps)

    def answers(
        self, way: Way, drawn: npt.NDArray[Any], names: Sequence[str], *, seed: int, horizon: float
    ) -> Mapping[str, npt.NDArray[Any]]:
        """Question -> its values, with the named parameters at these quantiles."""
        model = self._models.get(way.variant.name)
        if model is None:
            model = self._models[way.variant.name] = compile(self._scenario, self._setting(way))
        found: dict[str, list[npt.NDArray[Any]]] = {question.name: [] for question in self._scenario.questions}
        steps = model.steps(horizon)
        for start in range(0, len(drawn), _CHUNK):
            part = drawn[start : start + _CHUNK]
            values = from_uniform(self._scenario, model.setting, part, names)
            batch = simulate(model, values, seed=seed, start=start, record_every=steps, horizon=horizon, runs=len(part))
            for question in self._scenario.questions:
                found[question.name].append(_or_nan(in_unit(question, batch.questions[question.name]), batch.runaway))
        return {name: np.concatenate(parts) for name, parts in found.items()}


def _or_nan(values: npt.NDArray[Any], runaway: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Values, none of runs that ran away."""
    return np.where(runaway, np.nan, values) if bool(runaway.any()) else values
