"""Rules of actors and events, compiled: what they look at, how likely, how late, how long, and what they set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from entente.futures.simulation.graph import Graph
from entente.futures.simulation.quantities import Reading
from entente.records.scenario import ActorRule, Formula, Scenario, ScenarioEvent


@dataclass(frozen=True, slots=True)
class Decider:
    """A rule or an event.

    Attributes:
        name: of it; stream: of its chance.
        when: node of the condition, None for an event at a time; at: node of that time.
        hazard: node of the chance by step; likely: node of the chance that it happens at all; None: surely.
        reaction: node of how long it takes; lasts: node of how long it holds, None: for good; both as at the start.
        once: whether it happens at most once in a run.
        sets: lever -> node.
    """

    name: str
    stream: str
    when: int | None
    sets: Mapping[str, int]
    at: int | None = None
    hazard: int | None = None
    likely: int | None = None
    reaction: int | None = None
    lasts: int | None = None
    once: bool = False

    def nodes(self) -> list[int]:
        """All its nodes."""
        found = (self.when, self.at, self.hazard, self.likely, self.reaction, self.lasts, *self.sets.values())
        return [node for node in found if node is not None]


def active(scenario: Scenario, events: Mapping[str, bool | float]) -> list[ActorRule | ScenarioEvent]:
    """Rules, and events that may happen, as they follow each other in the file."""
    on = [event for event in scenario.events if events.get(event.name, event.on) is not False]
    return sorted([*scenario.rules, *on], key=lambda part: part.line)


def changing(scenario: Scenario, events: Mapping[str, bool | float]) -> set[str]:
    """Levers that something active may change."""
    return {lever for part in active(scenario, events) for lever in part.sets}


def deciders(
    graph: Graph, scenario: Scenario, events: Mapping[str, bool | float], start: Reading, now: Reading
) -> tuple[Decider, ...]:
    """The active rules and events; of two that set one lever at the same step, the later wins."""
    return tuple(
        _rule(graph, scenario.step, part, start, now)
        if isinstance(part, ActorRule)
        else _event(graph, part, events.get(part.name, part.on), start, now)
        for part in active(scenario, events)
    )


def _rule(graph: Graph, step: float, rule: ActorRule, start: Reading, now: Reading) -> Decider:
    hazard = None if rule.chance is None else graph.apply("*", now.of(rule.chance), graph.number(step))
    return Decider(
        rule.name, f"rule:{rule.name}", now.of(rule.when), _sets(rule.sets, now), hazard=hazard,
        reaction=_of(rule.reaction, start), lasts=_of(rule.lasts, start), once=rule.once,
    )  # fmt: skip


def _event(graph: Graph, event: ScenarioEvent, moved: bool | float, start: Reading, now: Reading) -> Decider:
    at = None if event.at is None else start.of(event.at)
    if not isinstance(moved, bool):
        at = graph.number(float(moved))
    when = None if at is not None or event.when is None else now.of(event.when)
    likely = None if event.chance is None else start.of(event.chance)
    return Decider(
        event.name, f"event:{event.name}", when, _sets(event.sets, now), at=at, likely=likely,
        lasts=_of(event.lasts, start), once=True,
    )  # fmt: skip


def _of(formula: Formula | None, reading: Reading) -> int | None:
    return None if formula is None else reading.of(formula)


def _sets(sets: Mapping[str, Formula], now: Reading) -> dict[str, int]:
    return {lever: now.of(formula) for lever, formula in sets.items()}
