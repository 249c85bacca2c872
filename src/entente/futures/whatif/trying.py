"""A scenario tried out: a few runs at the middle of every number, and what goes wrong in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from entente.errors import UsageError
from entente.futures.simulation import Batch, Setting, compile, from_uniform, simulate
from entente.futures.whatif import saying
from entente.futures.whatif.notes import below
from entente.futures.whatif.variants import Way, ways
from entente.records import Scenario

#: Runs of each variant, which differ by the chance of rules and events alone; steps at most.
RUNS, STEPS = 4, 20_000


def tried(scenario: Scenario) -> list[str]:
    """Stocks that fall below 0 and what runs away, `FILE:LINE: what`, with every number at its median; each once."""
    found: dict[str, str] = {}
    for way in _ways(scenario):
        for name, text in _wrong(scenario, _run(scenario, way)):
            found.setdefault(name, text)
    return list(found.values())


def _ways(scenario: Scenario) -> list[Way]:
    try:
        return ways(scenario, {}, ())
    except UsageError:
        # Of more combinations than are ever run, the one with the first options.
        return ways(scenario, {choice.name: choice.options[0].name for choice in scenario.choices}, ())


def _run(scenario: Scenario, way: Way) -> Batch:
    setting = Setting(way.distributions, way.events)
    model = compile(scenario, setting)
    horizon = min(scenario.horizon, STEPS * scenario.step)
    middle = from_uniform(scenario, setting, np.empty((RUNS, 0)), ())
    return simulate(model, middle, seed=0, horizon=horizon, runs=RUNS)


def _wrong(scenario: Scenario, batch: Batch) -> Iterator[tuple[str, str]]:
    middle = "with every number at its middle"
    if batch.ran_away is not None:
        name, time = batch.ran_away
        what = f"{name} stops being a finite number in {saying.at(time, scenario.time)}, {middle}"
        yield name, f"{scenario.path}:{line_of(scenario, name)}: {what}: look at the formula, or take a shorter step"
    for stock in scenario.stocks:
        if stock.floor is None and batch.negative.get(stock.name):
            yield stock.name, below(scenario, stock, f"{saying.share(batch.negative[stock.name], RUNS)} {middle}")


def line_of(scenario: Scenario, name: str) -> int:
    """The line of a quantity or an output, 1 where it has none."""
    parts = (scenario.stocks, scenario.flows, scenario.variables, scenario.delays, scenario.levers, scenario.outputs)
    return next((each.line for group in parts for each in group if each.name == name), 1)
