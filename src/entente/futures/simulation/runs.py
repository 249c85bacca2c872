"""Runs of a compiled scenario, drawn from a seed and run chunk by chunk."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from entente.futures.simulation.draws import Array, draw
from entente.futures.simulation.machine import Batch, Machine
from entente.futures.simulation.model import Model, Setting, compile
from entente.futures.simulation.runaway import located
from entente.records.scenario import Scenario

#: Runs at once: with fewer, calls cost more than what they reckon; with more, arrays leave the cache.
_MOST = 10_240
#: Bytes at most of what is under way in conveyors, should something take as long as the runs do.
_UNDER_WAY = 256 * 2**20


def simulate(
    model: Model, parameters: Mapping[str, Array], *, seed: int, start: int = 0, record_every: int = 1,
    horizon: float | None = None, runs: int | None = None,
) -> Batch:  # fmt: skip
    """Runs a model once for each value of its parameters.

    Args:
        model: as `compile` gives it.
        parameters: parameter -> shape (runs,), in the scenario's own units, as `draw` and `from_uniform` give them.
        seed: of chances, 0 to 2**64 - 1. start: number of the first of these runs.
        record_every: outputs are recorded every so many steps, and at the end.
        horizon: in the scenario's unit; None: its own. runs: how many, where there are no parameters to tell it.

    Raises ValueError where parameters are missing, differ in length, or are not those that the model was compiled for.
    """
    count = runs if runs is not None else next((len(values) for values in parameters.values()), 1)
    machine = Machine(model, count, model.steps(horizon), record_every)
    return _run(machine, parameters, seed, start)


def batches(
    scenario: Scenario, setting: Setting, *, runs: int, seed: int, horizon: float | None = None,
    record_every: int = 1, chunk: int | None = None,
) -> Iterator[Batch]:  # fmt: skip
    """Draws and runs a scenario under a setting, chunk by chunk: the same bytes whatever the chunk.

    Args: as of `simulate`; runs: in all; chunk: runs at once, None for as many as a processor's cache holds.
    """
    model = compile(scenario, setting)
    size = chunk or _chunk(model, runs, model.steps(horizon))
    machine: Machine | None = None
    for start in range(0, runs, size):
        count = min(size, runs - start)
        if machine is None or machine.runs != count:
            machine = Machine(model, count, model.steps(horizon), record_every)
        drawn = draw(scenario, setting, runs, seed, start, count)
        yield _run(machine, drawn, seed, start)


def _run(machine: Machine, parameters: Mapping[str, Array], seed: int, start: int) -> Batch:
    values = _checked(machine.model, parameters, machine.runs)
    batch = machine.run(values, seed, start)
    if not batch.runaway.any():
        return batch
    first = int(batch.runaway.argmax())
    drawn = {name: values[node][first : first + 1] for name, node in machine.model.drawn.items()}
    return replace(batch, ran_away=located(machine.model, drawn, machine.steps, seed, start + first))


def _checked(model: Model, parameters: Mapping[str, Array], runs: int) -> dict[int, Array]:
    """Node -> values of the parameters that differ between runs."""
    missing = model.drawn.keys() - parameters.keys()
    odd = [name for name, values in parameters.items() if values.shape != (runs,)]
    odd += [n for n, value in model.fixed.items() if n in parameters and runs and parameters[n][0] != value]
    if missing or odd:
        raise ValueError(f"parameters missing: {sorted(missing)}; not as the model was compiled: {sorted(set(odd))}")
    return {node: parameters[name] for name, node in model.drawn.items()}


def _chunk(model: Model, runs: int, steps: int) -> int:
    """How many runs at once: parts of like size."""
    most = min(_MOST, _UNDER_WAY // (8 * (steps + 1) * max(len(model.pipes), 1)))
    parts = max(math.ceil(runs / max(most, 1)), 1)
    return max(math.ceil(runs / parts), 1)
