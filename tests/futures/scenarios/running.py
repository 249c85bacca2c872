"""Packaged scenarios run at given numbers, with everything that adds up or flows to be looked at."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from entente.futures.simulation import Batch, Setting, batches, compile, simulate
from entente.lexicon.scenarios import load, middle, quantity
from entente.records.scenario import Call, Distribution, Formula, Name, Node, Number, Output, Scenario

#: Numbers that a formula may hold without a source: nothing, all, and one to guard a division.
BARE = {0.0, 1.0}


def traced(name: str) -> Scenario:
    """A packaged scenario that records every stock and flow beside its outputs, in the scenario's own units."""
    scenario = load(name)
    names = [stock.name for stock in scenario.stocks] + [flow.name for flow in scenario.flows]
    inside = [Output(name, name, "", 1.0, Formula(name, Name(name))) for name in names]
    own = [dataclasses.replace(output, name=f"shown_{output.name}") for output in scenario.outputs]
    return dataclasses.replace(scenario, outputs=(*own, *inside))


def setting(scenario: Scenario, sets: Mapping[str, str], *, at_middle: bool) -> Setting:
    """What NAME=VALUE texts set, as `--set` takes them. at_middle: every other parameter at its usual value."""
    distributions = {p.name: p.distribution for p in scenario.parameters}
    for choice in scenario.choices:
        option = next(o for o in choice.options if o.name == sets.get(choice.name, choice.options[0].name))
        distributions |= {n: p.distribution for n, p in option.values.items()}
    if at_middle:
        distributions = {n: Distribution("value", (middle(d),)) for n, d in distributions.items()}
    by_name = {p.name: p for p in scenario.parameters}
    distributions |= {n: quantity(scenario, by_name[n], text) for n, text in sets.items() if n in by_name}
    events = {e.name: sets[e.name] == "on" for e in scenario.events if e.name in sets}
    return Setting(distributions, events)


def at_middle(scenario: Scenario, **sets: str) -> Batch:
    """One run in which every parameter that is not set has its usual value."""
    return simulate(compile(scenario, setting(scenario, sets, at_middle=True)), {}, seed=0, runs=1)


def drawn(scenario: Scenario, runs: int = 400, **sets: str) -> Batch:
    """Runs with drawn parameters, in one batch."""
    (batch,) = batches(scenario, setting(scenario, sets, at_middle=False), runs=runs, seed=5, chunk=runs)
    return batch


def assert_conserved(scenario: Scenario, batch: Batch) -> None:
    """Each declared group changes, step by step, only by flows that have one end outside of it."""
    steps = np.diff(batch.times)[:, None]
    assert scenario.conserved
    for group in scenario.conserved:
        sums = np.sum([batch.outputs[stock] for stock in group], axis=0)
        outside = np.zeros_like(steps * sums[:-1])
        for flow in scenario.flows:
            rate = batch.outputs[flow.name][:-1] * steps
            outside += rate * ((flow.target in group) * 1.0 - (flow.source in group) * 1.0)
        np.testing.assert_allclose(np.diff(sums, axis=0), outside, rtol=0, atol=1e-9 * np.abs(sums).max())


def literals(scenario: Scenario) -> Iterator[tuple[str, float]]:
    """Every number that stands in a formula of a stock, flow, variable, delay, lever, rule or event."""
    formulas: list[tuple[str, Formula | None]] = []
    formulas += [(stock.name, stock.initial) for stock in scenario.stocks]
    formulas += [(lever.name, lever.initial) for lever in scenario.levers]
    formulas += [(flow.name, flow.rate) for flow in scenario.flows]
    formulas += [(variable.name, variable.formula) for variable in scenario.variables]
    for delay in scenario.delays:
        formulas += [(delay.name, f) for f in (delay.input, delay.time, delay.initial)]
    for rule in scenario.rules:
        formulas += [(rule.name, f) for f in (rule.when, rule.chance, rule.reaction, rule.lasts, *rule.sets.values())]
    for event in scenario.events:
        formulas += [(event.name, f) for f in (event.when, event.chance, *event.sets.values())]
    for name, formula in formulas:
        if formula is not None:
            yield from ((name, value) for value in _numbers(formula.tree))


def _numbers(node: Node) -> Iterator[float]:
    if isinstance(node, Number):
        yield node.value
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from _numbers(argument)


def rule_ids(regime: str) -> set[str]:
    """Ids of the sanctions rules of a packaged regime."""
    import entente.lexicon

    folder = Path(entente.lexicon.__file__).parent / "regimes"
    return set(re.findall(r'^id = "([^"]+)"', (folder / f"{regime}.toml").read_text("utf-8"), re.MULTILINE))


def assert_sourced(scenario: Scenario) -> None:
    """Every number has a source that is listed; assumptions are marked weak and say so; no source is idle."""
    sources = {source.id: source for source in scenario.sources}
    optional = [p for choice in scenario.choices for option in choice.options for p in option.values.values()]
    used = {name for p in (*scenario.parameters, *optional) for name in p.sources}
    used |= {name for rule in scenario.rules for name in rule.sources}
    used |= {name for event in scenario.events for name in event.sources}
    assert all(p.sources for p in (*scenario.parameters, *optional))
    assert used == sources.keys()
    for source in scenario.sources:
        if source.id.startswith("assumption-"):
            assert source.weak, source.id
            assert source.title.startswith(("Assumed: ", "Supposed: ")), source.id
        else:
            assert source.publisher, source.id
            assert source.url, source.id
