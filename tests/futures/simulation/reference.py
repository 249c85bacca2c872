"""One run of a scenario the plain way: step by step, name by name, in Python's own numbers; slow, and short."""

from __future__ import annotations

import math
from typing import Any

from entente.futures.simulation.draws import uniforms
from entente.records.scenario import ActorRule, Name, Node, Number, Scenario

FUNCTIONS: dict[str, Any] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "**": lambda a, b: a**b, "neg": lambda a: -a, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "and": lambda a, b: a and b, "or": lambda a, b: a or b,
    "not": lambda a: not a, "if": lambda c, a, b: a if c else b, "min": min, "max": max, "abs": abs,
    "exp": math.exp, "ln": math.log, "sqrt": math.sqrt, "clip": lambda x, low, high: min(max(x, low), high),
}  # fmt: skip


class Run:
    """One run; `course` gives its outputs at each step."""

    def __init__(self, scenario: Scenario, parameters: dict[str, float], seed: int, run: int, events=None) -> None:
        self.scenario, self.parameters, self.seed, self.run = scenario, parameters, seed, run
        self.step, self.time = scenario.step, 0.0
        self.formulas = {f.name: f.rate for f in scenario.flows} | {v.name: v.formula for v in scenario.variables}
        self.state: dict[str, float] = {}
        starting = {s.name: s.initial for s in scenario.stocks} | {x.name: x.initial for x in scenario.levers}
        starting |= {d.name: d.initial or d.input for d in scenario.delays}
        self.formulas = {**self.formulas, **starting}
        state = {name: self.value(name, {}) for name in starting}
        self.formulas = {name: formula for name, formula in self.formulas.items() if name not in starting}
        self.state = state
        self.rows = {d.name: self._row(d) for d in scenario.delays}
        self.layers = {x.name: [(0, state[x.name], None)] for x in scenario.levers}
        self.deciders = self._deciders(events or {})
        self._start()

    def value(self, name: str, found: dict[str, float]) -> float:
        if name == "time":
            return self.time
        for known in (self.parameters, self.state, found):
            if name in known:
                return known[name]
        found[name] = self.of(self.formulas[name].tree, found)
        return found[name]

    def of(self, tree: Node, found: dict[str, float]) -> Any:
        if isinstance(tree, Number):
            return tree.value
        if isinstance(tree, Name):
            return self.value(tree.name, found)
        if tree.function == "if":
            chosen = tree.arguments[1] if self.of(tree.arguments[0], found) else tree.arguments[2]
            return self.of(chosen, found)
        return FUNCTIONS[tree.function](*(self.of(argument, found) for argument in tree.arguments))

    def _row(self, delay) -> list[float]:
        """What is under way: of a conveyor all steps, of the others the outflows of their stocks."""
        time = self.of(delay.time.tree, {})
        n = {"fixed": max(1, round(time / self.step)), "third": 3}.get(delay.kind, 1)
        return [self.state[delay.name]] * n

    def _deciders(self, events) -> list[dict[str, Any]]:
        on = [e for e in self.scenario.events if events.get(e.name, e.on) is not False]
        made = []
        for part in sorted([*self.scenario.rules, *on], key=lambda part: part.line):
            one = {"part": part, "idle": True, "due": None, "over": None, "sum": 0.0, "nth": 0, "fired": math.nan}
            if not isinstance(part, ActorRule):
                if part.chance is not None:
                    drawn = uniforms(self.seed, f"event:{part.name}", self.run, 1)[0]
                    one["idle"] = drawn < self.of(part.chance.tree, {})
                if part.at is not None and one["idle"]:
                    one["due"] = max(0, round(self.of(part.at.tree, {}) / self.step))
            made.append(one)
        return made

    def _start(self) -> None:
        """What is due at time 0 holds from the start."""
        changes = []
        for place, one in enumerate(self.deciders):
            if one["due"] == 0:
                changes += self._happens(place, one, -1, {})
        self._set(changes)
        for lever, layers in self.layers.items():
            self.state[lever] = self._top(layers)

    def _happens(self, place: int, one, n: int, found: dict[str, float]) -> list[Any]:
        part = one["part"]
        if math.isnan(one["fired"]):
            one["fired"] = self.time
        lasting = part.lasts is not None
        if lasting:
            one["over"] = n + max(1, round(self.of(part.lasts.tree, {}) / self.step))
        one["idle"] = not lasting and not (part.once if isinstance(part, ActorRule) else True)
        if one["due"] == 0 and n < 0:
            one["due"] = None
        return [
            (lever, ((n + 1, place), self.of(f.tree, found), place if lasting else None))
            for lever, f in part.sets.items()
        ]

    def _set(self, changes) -> None:
        for lever, (since, value, place) in changes:
            self.layers[lever] = [layer for layer in self.layers[lever] if layer[2] != place]
            self.layers[lever].append((since, value, place))

    @staticmethod
    def _top(layers) -> float:
        return max(layers, key=lambda layer: layer[0] if layer[0] else (0, -1))[1]

    def _enough(self, one) -> float:
        return -math.log(uniforms(self.seed, f"rule:{one['part'].name}", self.run, 1, one["nth"])[0])

    def _taken(self, one, found) -> bool:
        part = one["part"]
        if getattr(part, "at", None) is not None or not one["idle"] or not self.of(part.when.tree, found):
            return False
        if isinstance(part, ActorRule) and part.chance is not None:
            one["sum"] += self.of(part.chance.tree, found) * self.step
            if one["sum"] < self._enough(one):
                return False
            one["sum"], one["nth"] = 0.0, one["nth"] + 1
        return True

    def _decide(self, n: int, found: dict[str, float]) -> None:
        changes = []
        for place, one in enumerate(self.deciders):
            part, rule = one["part"], isinstance(one["part"], ActorRule)
            once = part.once if rule else True
            if one["over"] == n:
                one["idle"] = not once
                for lever in part.sets:
                    self.layers[lever] = [layer for layer in self.layers[lever] if layer[2] != place]
            if self._taken(one, found):
                one["idle"] = False
                reaction = self.of(part.reaction.tree, {}) if rule and part.reaction is not None else 0
                one["due"] = n + round(reaction / self.step)
            if one["due"] == n:
                changes += self._happens(place, one, n, found)
        self._set(changes)

    def _flows(self, found: dict[str, float]) -> dict[str, float]:
        """Flows as cut at floors: factors come down from 1 until they fit."""
        rates = {f.name: self.value(f.name, found) for f in self.scenario.flows}
        ends = {
            f.name: (f.source, f.target) if rates[f.name] >= 0 else (f.target, f.source) for f in self.scenario.flows
        }
        cut = {name: abs(rate) for name, rate in rates.items()}
        for _ in range(3 * len(self.scenario.stocks) + 3):
            for stock in self.scenario.stocks:
                if stock.floor is not None:
                    out = sum(abs(rates[name]) for name, (source, _) in ends.items() if source == stock.name)
                    into = sum(cut[name] for name, (_, target) in ends.items() if target == stock.name)
                    most = max(0.0, (self.state[stock.name] - stock.floor * stock.factor) / self.step + into)
                    factor = min(1.0, most / out) if out > 0 else 1.0
                    cut |= {n: abs(rates[n]) * factor for n, (source, _) in ends.items() if source == stock.name}
        return {name: math.copysign(cut[name], rates[name]) for name in rates}

    def _move(self, found: dict[str, float]) -> None:
        flows = self._flows(found)
        after: dict[str, float] = dict(flows)
        moved = dict(self.state)
        for delay in self.scenario.delays:
            put_in, row = self.of(delay.input.tree, after), self.rows[delay.name]
            if delay.kind == "fixed":
                row.append(put_in)
                moved[delay.name] = row[1]
                del row[0]
                continue
            time = max(self.of(delay.time.tree, {}) / len(row), self.step)
            before = [put_in, *row[:-1]]
            row[:] = [out + (into - out) / time * self.step for into, out in zip(before, row, strict=True)]
            moved[delay.name] = row[-1]
        for flow in self.scenario.flows:
            for stock, sign in ((flow.source, -1), (flow.target, 1)):
                if stock:
                    moved[stock] += sign * flows[flow.name] * self.step
        for lever, layers in self.layers.items():
            moved[lever] = self._top(layers)
        self.state = moved

    def course(self, steps: int) -> dict[str, list[float]]:
        """Output -> its value at each step."""
        found: dict[str, list[float]] = {output.name: [] for output in self.scenario.outputs}
        for n in range(steps + 1):
            self.time = n * self.step
            values: dict[str, float] = {}
            for output in self.scenario.outputs:
                found[output.name].append(self.of(output.formula.tree, values) / output.factor)
            self._decide(n, values)
            self._move(values)
        return found

    def fired(self) -> dict[str, float]:
        """Rule or event -> when it first happened."""
        return {one["part"].name: one["fired"] for one in self.deciders}
