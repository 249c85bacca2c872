"""Actors with their rules, events and cases of a scenario file."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.lexicon import rules as sanctions
from entente.lexicon.scenarios.formulas import NAME
from entente.lexicon.scenarios.model import Model
from entente.lexicon.scenarios.namespace import CONSTANT, Namespace, written
from entente.lexicon.scenarios.numbers import Numbers
from entente.lexicon.scenarios.reading import Reading, Row, built, nearest
from entente.lexicon.scenarios.settings import DAYS, check_setting
from entente.lexicon.tables import a_day, codes
from entente.records.scenario import ActorRule, Case, Formula, Number, ScenarioEvent

if TYPE_CHECKING:
    from pint.util import UnitsContainer


class Deciding:
    """What a file has of actors, rules, events and cases.

    Attributes:
        actors: code or own word -> name. rules, events, cases: as the file orders them.
    """

    def __init__(
        self, reading: Reading, names: Namespace, model: Model, numbers: Numbers, start: dt.date | None,
        horizon: float | None,
    ) -> None:  # fmt: skip
        """Args: reading: the file; names, model, numbers: of it; start, horizon: of the scenario, None if none."""
        self._reading, self._names, self._model, self._numbers = reading, names, model, numbers
        self._start, self._horizon = start, horizon
        self._time = names.units.read(names.units.time)
        self.actors: dict[str, str] = {}
        self.rules: list[ActorRule] = []
        self._set: set[str] = set()
        for row in reading.rows("actor"):
            self._take_actor(row)
        self._rows = reading.rows("event")
        self.events = built(self._rows, self._event)
        self.cases = built(reading.rows("case"), self._case)
        for lever in model.levers:
            if lever.name not in self._set:
                reading.note(lever.line, f"no rule and no event sets the lever {lever.name}")

    def _take_actor(self, row: Row) -> None:
        code = row.get("code")
        if not code:
            return
        if code not in codes() and not NAME.fullmatch(code):
            near = nearest(code, sorted(codes()))
            mend = f"{near} A made-up actor has a word in small letters"
            self._reading.fault((*row.path, "code"), f"unknown code {code[:40]!r}", mend)
        if code in self.actors:
            self._reading.fault((*row.path, "code"), f"the actor {code} is there twice", "put its rules under one head")
        self.actors[code] = row.get("title", "")
        for found in self._reading.rows_in((*row.path, "rule"), row.get("rule", []), "actor.rule"):
            if made := self._rule(code, found):
                if any(rule.name == made.name for rule in self.rules):
                    self._reading.fault((*found.path, "name"), f"the rule {made.name} is there twice", "rename one")
                self.rules.append(made)

    def _rule(self, actor: str, row: Row) -> ActorRule | None:
        before = len(self._reading.faults)
        when, sets = self._when(row), self._sets(row)
        chance = self._formula(row, "chance", self._names.units.nothing / self._time, "the chance of a rule")
        self._check_range(row, "chance", chance, 0, math.inf)
        reaction, lasts = self._long(row, "reaction"), self._long(row, "lasts")
        sources = self._numbers.sources_of(row)
        if not row.sound or when is None or len(self._reading.faults) > before:
            return None
        return ActorRule(actor, row["name"], row["title"], when, sets, chance, reaction, lasts,
                         bool(row.get("once", False)), sources, self._reading.line(row.path))  # fmt: skip

    def _event(self, row: Row) -> ScenarioEvent | None:
        before = len(self._reading.faults)
        sets, sources = self._sets(row), self._numbers.sources_of(row)
        chance = self._formula(row, "chance", self._names.units.nothing, "the chance of an event", constant=True)
        self._check_range(row, "chance", chance, 0, 1)
        when, lasts, at = self._when(row), self._long(row, "lasts"), self._at(row)
        given = [key for key in ("at", "on", "when") if key in row.values]
        if row.sound and len(given) != 1:
            has = " and ".join(given) if given else "neither at, on nor when"
            self._reading.fault(row.path, f"the event {row['name']} has {has}", "give one of at, on and when")
        default = row.get("default", "on")
        if default not in ("on", "off"):
            self._reading.fault((*row.path, "default"), f"the default is {default[:40]!r}", "write on or off")
        self._check_sanction(row)
        if not row.sound or len(self._reading.faults) > before:
            return None
        return ScenarioEvent(row["name"], row["title"], sets, at, when, lasts, chance, default == "on",
                             row.get("rule", ""), sources, self._reading.line(row.path))  # fmt: skip

    def _check_sanction(self, row: Row) -> None:
        if "rule" not in row.values:
            return
        known = [rule.id for rule in sanctions.load()]
        if row["rule"] not in known:
            self._reading.fault(
                (*row.path, "rule"), f"unknown sanctions rule {row['rule'][:60]!r}", nearest(row["rule"], known)
            )

    def _at(self, row: Row) -> Formula | None:
        at = self._formula(row, "at", self._time, "the time of an event", constant=True)
        self._check_range(row, "at", at, 0, self._horizon)
        if "on" not in row.values:
            return at
        day = a_day(row["on"])
        if day is None or self._start is None:
            return None
        time = self._names.units.time
        since = (day - self._start).days * (1.0 if time == "day" else DAYS["day"] / DAYS[time])
        if since < 0 or (self._horizon is not None and since > self._horizon):
            what = f"{day} is outside of the scenario, which starts on {self._start}"
            self._reading.fault((*row.path, "on"), what, "move the day, the start or the horizon")
        return Formula(day.isoformat(), Number(since, time))

    def _when(self, row: Row) -> Formula | None:
        if "when" not in row.values:
            return None
        try:
            return self._names.condition(row["when"])
        except UsageError as error:
            self._reading.fault((*row.path, "when"), error.message, error.mend)
            return None

    def _long(self, row: Row, key: str) -> Formula | None:
        made = self._formula(row, key, self._time, key, constant=True)
        self._check_range(row, key, made, 0, math.inf)
        return made

    def _formula(
        self, row: Row, key: str, unit: UnitsContainer, what: str, *, constant: bool = False
    ) -> Formula | None:
        return self._model.formula(row, key, unit, what, CONSTANT if constant else None)

    def _check_range(self, row: Row, key: str, made: Formula | None, low: float, high: float | None) -> None:
        bounds = self._names.bounds(made)
        if bounds and (bounds[0] < low or (high is not None and bounds[1] > high)):
            ends = f"{bounds[0]:g}" if bounds[0] == bounds[1] else f"{bounds[0]:g} to {bounds[1]:g}"
            between = f"from {low:g} to {high:g}" if high is not None and high != math.inf else f"of {low:g} or more"
            self._reading.fault((*row.path, key), f"{key} is {ends}", f"it must be {between}")

    def _sets(self, row: Row) -> Mapping[str, Formula]:
        sets: dict[str, Formula] = {}
        levers = [name for name, table in self._names.tables.items() if table == "lever"]
        for name, text in row.get("set", {}).items():
            path = (*row.path, "set", name)
            if name not in levers:
                known = f"{name[:40]!r} is no lever" if name in self._names.tables else f"unknown lever {name[:40]!r}"
                self._reading.fault(path, known, nearest(name, levers))
                continue
            self._set.add(name)
            try:
                sets[name] = self._names.formula(text, self._names.measures[name].unit, f"the lever {name}")
            except UsageError as error:
                self._reading.fault(path, error.message, error.mend)
        return sets

    def _case(self, row: Row) -> Case | None:
        events = {found["name"]: "when" not in found.values for found in self._rows if found.get("name")}
        sets = {name: written(value) for name, value in row.get("set", {}).items()}
        for name, value in sets.items():
            if self._names.tables.get(name) == "parameter" and name not in self._numbers.parameters:
                continue
            try:
                check_setting(
                    self._names, self._numbers.parameters, self._numbers.choices, events, self._start, name, value
                )
            except UsageError as error:
                self._reading.fault((*row.path, "set", name), error.message, error.mend)
        if not row.sound:
            return None
        return Case(row["name"], row["title"], sets, self._reading.line(row.path))
