"""Where a run ran away: which quantity stopped being a finite number first, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from entente.futures.simulation.draws import Array
from entente.futures.simulation.machine import Machine
from entente.futures.simulation.model import Model, compile
from entente.records.scenario import Formula, Name, Output, Scenario


def located(model: Model, parameters: Mapping[str, Array], steps: int, seed: int, run: int) -> tuple[str, float] | None:
    """Runs one run again with all its quantities recorded at each step.

    Args:
        parameters: of this run, shape (1,). run: its number.

    Returns the first quantity, in the order in which they are reckoned, and the time in the scenario's unit; None
    where it is finite throughout, as where only a question's amount is not.
    """
    whole = compile(replace(model.scenario, outputs=tuple(_everything(model.scenario)), questions=()), model.setting)
    values = {node: parameters[name] for name, node in whole.drawn.items()}
    found = Machine(whole, 1, steps, 1).run(values, seed, run)
    for row, time in enumerate(found.times):
        for name, recorded in found.outputs.items():
            if not np.isfinite(recorded[row, 0]):
                return name, float(time)
    return None


def _everything(scenario: Scenario) -> Iterator[Output]:
    """Each quantity as an output, then what was recorded in the first place."""
    named = [part.name for parts in (scenario.levers, scenario.stocks, scenario.delays) for part in parts]
    named += [name for name in scenario.order if name not in named]
    named += [part.name for parts in (scenario.flows, scenario.variables) for part in parts if part.name not in named]
    for name in named:
        yield Output(name, name, "", 1.0, Formula(name, Name(name)))
    for output in scenario.outputs:
        if output.name not in named:
            yield output
