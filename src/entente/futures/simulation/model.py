"""A scenario compiled under a setting: its quantities as nodes of one graph, ready to be run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from entente.futures.simulation import delays, floors
from entente.futures.simulation.deciding import Decider, changing, deciders
from entente.futures.simulation.graph import Graph
from entente.futures.simulation.quantities import Reading, after_floors, at_a_step, at_start
from entente.lexicon.scenarios.distributions import support
from entente.records.scenario import Distribution, Scenario


@dataclass(frozen=True, slots=True)
class Setting:
    """What is set in a variant.

    Attributes:
        parameters: parameter -> its distribution, in its declared unit, in place of the file's.
        events: event -> whether it happens, or when, in the scenario's unit of time.
    """

    parameters: Mapping[str, Distribution] = field(default_factory=dict)
    events: Mapping[str, bool | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """What steps change. Nodes of the state itself, of its value at the start, and of its change in one step (None: it
    is changed by rules, or by a conveyor); `floor`: it never ends a step below."""

    name: str
    node: int
    initial: int
    change: int | None = None
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """A question: what is asked of a node, until which step (None: the last), in a unit of `factor`."""

    name: str
    asked: str
    node: int
    until: int | None
    factor: float


@dataclass(frozen=True, slots=True)
class Model:
    """A scenario under a setting.

    Attributes:
        graph: of all nodes. step: in the scenario's unit of time.
        drawn: parameter -> node, of those that differ between runs; fixed: parameter -> value of the others.
        states: stocks, levers that something may change, delays; pipes: the delays that are conveyors.
        stocks: stock -> node; levers: lever -> node.
        deciders: rules and events. outputs: name -> node, in the output's unit. watches: questions.
    """

    scenario: Scenario
    setting: Setting
    graph: Graph
    step: float
    drawn: Mapping[str, int]
    fixed: Mapping[str, float]
    states: tuple[State, ...]
    pipes: tuple[delays.Pipe, ...]
    stocks: Mapping[str, int]
    levers: Mapping[str, int]
    deciders: tuple[Decider, ...]
    outputs: Mapping[str, int]
    watches: tuple[Watch, ...]

    def nodes(self) -> list[int]:
        """All nodes that runs need."""
        found = [node for s in self.states for node in (s.node, s.initial, s.change) if node is not None]
        found += [node for p in self.pipes for node in (p.state, p.input, p.time, p.initial)]
        found += [node for decider in self.deciders for node in decider.nodes()]
        return [*found, *self.outputs.values(), *(watch.node for watch in self.watches)]

    def steps(self, horizon: float | None) -> int:
        """Number of steps to a horizon (None: the scenario's own)."""
        return round((self.scenario.horizon if horizon is None else horizon) / self.step)


def compile(scenario: Scenario, setting: Setting) -> Model:
    """Compiles a scenario.

    Raises LexiconError for values at the start that go round in a circle, ValueError for a setting of what the
    scenario does not have.
    """
    _check(scenario, setting)
    positive = set(_states(scenario))
    while True:
        model, doubtful = _compiled(scenario, setting, positive)
        if not doubtful & positive:
            return model
        positive -= doubtful


def _compiled(scenario: Scenario, setting: Setting, positive: set[str]) -> tuple[Model, set[str]]:
    """Compiles under the assumption that some states are never below zero; gives those of which that does not follow.

    Flows that are surely never below zero need not be looked at from both ends at a floor.
    """
    graph = Graph()
    drawn, fixed = _parameters(graph, scenario, setting)
    known = {**drawn, **{name: graph.number(value) for name, value in fixed.items()}}
    start = at_start(graph, scenario, known)
    levers = _levers(graph, scenario, setting, start, positive)
    stocks = {s.name: graph.state(s.name, positive=s.name in positive) for s in scenario.stocks}
    late = {
        row: graph.state(row, positive=d.name in positive) for d in scenario.delays for row in _rows(d.name, d.kind)
    }
    now = at_a_step(graph, scenario, known, {**levers, **stocks, **late})
    flows, changes = floors.through(graph, scenario, {f.name: now(f.name) for f in scenario.flows}, stocks)
    after = after_floors(now, flows)
    states = [
        State(s.name, stocks[s.name], start(s.name), _by_step(graph, scenario, changes[s.name]), floors.floor(s))
        for s in scenario.stocks
    ]
    states += [State(n, node, start(n)) for n, node in levers.items() if graph.operations[node].function == "state"]
    rows, pipes = _delays(graph, scenario, start, after, late)
    model = Model(
        scenario, setting, graph, scenario.step, drawn, fixed, (*states, *rows), pipes, stocks, levers,
        deciders(graph, scenario, setting.events, start, now), _outputs(graph, scenario, now), _watches(scenario, now),
    )  # fmt: skip
    return model, _doubtful(model, start, now, after)


def _states(scenario: Scenario) -> list[str]:
    stocks, levers = [s.name for s in scenario.stocks], [lever.name for lever in scenario.levers]
    return [*stocks, *levers, *(delay.name for delay in scenario.delays)]


def _doubtful(model: Model, start: Reading, now: Reading, after: Reading) -> set[str]:
    """Stocks, levers and delays that may fall below zero, for all that is known of what goes into them."""
    scenario, operations = model.scenario, model.graph.operations
    into = {name: [start(name)] for name in _states(scenario)}
    for delay in scenario.delays:
        into[delay.name].append(after.of(delay.input))
    for flow in scenario.flows:
        if flow.target:
            into[flow.target].append(now(flow.name))
    for decider in model.deciders:
        for lever, node in decider.sets.items():
            into[lever].append(node)
    doubtful = {name for name, nodes in into.items() if not all(operations[n].positive for n in nodes)}
    doubtful |= {flow.source for flow in scenario.flows if flow.source}
    held = {s.name for s in scenario.stocks if s.floor is not None and s.floor >= 0}
    return doubtful - held | {s.name for s in scenario.stocks if s.floor is not None and s.floor < 0}


def _check(scenario: Scenario, setting: Setting) -> None:
    unknown = setting.parameters.keys() - {p.name for p in scenario.parameters}
    unknown |= setting.events.keys() - {e.name for e in scenario.events}
    if unknown:
        raise ValueError(f"{scenario.name} has no {', '.join(sorted(unknown))}")


def _parameters(graph: Graph, scenario: Scenario, setting: Setting) -> tuple[dict[str, int], dict[str, float]]:
    drawn, fixed = {}, {}
    for parameter in scenario.parameters:
        distribution = setting.parameters.get(parameter.name, parameter.distribution)
        if distribution.kind == "value":
            fixed[parameter.name] = distribution.numbers[0] * parameter.factor
        else:
            drawn[parameter.name] = graph.parameter(parameter.name, positive=support(distribution)[0] >= 0)
    return drawn, fixed


def _levers(graph: Graph, scenario: Scenario, setting: Setting, start: Reading, positive: set[str]) -> dict[str, int]:
    """Lever -> node: a state, or its value at the start where nothing that is on can change it."""
    moved = changing(scenario, setting.events)
    return {
        lever.name: graph.state(lever.name, positive=lever.name in positive)
        if lever.name in moved
        else start(lever.name)
        for lever in scenario.levers
    }


def _rows(name: str, kind: str) -> list[str]:
    return [name] if kind == "fixed" else delays.stages(name, kind)


def _by_step(graph: Graph, scenario: Scenario, change: int) -> int:
    return graph.apply("*", change, graph.number(scenario.step))


def _delays(
    graph: Graph, scenario: Scenario, start: Reading, after: Reading, late: Mapping[str, int]
) -> tuple[list[State], tuple[delays.Pipe, ...]]:
    """States of the delays, and the conveyors among them."""
    states, pipes = [], []
    for delay in scenario.delays:
        put_in, time, initial = after.of(delay.input), start.of(delay.time), start(delay.name)
        if delay.kind == "fixed":
            states.append(State(delay.name, late[delay.name], initial))
            pipes.append(delays.Pipe(delay.name, late[delay.name], put_in, time, initial))
            continue
        names = _rows(delay.name, delay.kind)
        nodes = [late[name] for name in names]
        moved = delays.moves(graph, scenario.step, delay.kind, nodes, put_in, time)
        states += [
            State(name, node, initial, _by_step(graph, scenario, move))
            for name, node, move in zip(names, nodes, moved, strict=True)
        ]
    return states, tuple(pipes)


def _outputs(graph: Graph, scenario: Scenario, now: Reading) -> dict[str, int]:
    return {o.name: graph.apply("/", now.of(o.formula), graph.number(o.factor)) for o in scenario.outputs}


def _watches(scenario: Scenario, now: Reading) -> tuple[Watch, ...]:
    return tuple(
        Watch(q.name, q.asked, now.of(q.formula), None if q.by is None else round(q.by / scenario.step), q.factor)
        for q in scenario.questions
    )
