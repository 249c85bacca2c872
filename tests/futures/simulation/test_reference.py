"""Whole scenarios beside a plain interpreter, run by run."""

from __future__ import annotations

import numpy as np
import pytest

from entente.futures.simulation import Setting, compile, draw, simulate
from entente.lexicon.scenarios import load, names
from tests.futures.simulation.reference import Run
from tests.futures.simulation.test_runs import busy

SEED, RUNS = 3, 5


def beside(scenario, months: float, events=None) -> None:
    setting = Setting(events=events or {})
    model = compile(scenario, setting)
    drawn = draw(scenario, setting, RUNS, SEED)
    steps = model.steps(months)
    found = simulate(model, drawn, seed=SEED, horizon=months)
    for run in range(RUNS):
        parameters = {name: float(values[run]) for name, values in drawn.items()}
        plain = Run(scenario, parameters, SEED, run, events)
        course = plain.course(steps)
        for name, values in course.items():
            scale = 1e-9 * (1e-6 + np.abs(values).max())
            np.testing.assert_allclose(found.outputs[name][:, run], values, rtol=1e-9, atol=scale, err_msg=name)
        for name, time in plain.fired().items():
            if not time >= steps * scenario.step:  # the last step decides nothing
                np.testing.assert_array_equal(found.fired[name][run], time, err_msg=name)


def test_a_scenario_with_something_of_everything() -> None:
    beside(busy(), 24)


@pytest.mark.parametrize("name", names())
def test_packaged_scenarios(name) -> None:
    scenario = load(name)
    beside(scenario, scenario.horizon)


@pytest.mark.parametrize("name", names())
def test_packaged_scenarios_with_all_their_events(name) -> None:
    scenario = load(name)
    beside(scenario, scenario.horizon, {event.name: True for event in scenario.events})
