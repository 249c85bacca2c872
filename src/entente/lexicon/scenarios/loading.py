"""Loads scenario files: packaged ones by name, a user's own by path."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import math
from pathlib import Path
from typing import Any

from entente.errors import LexiconError, UsageError
from entente.lexicon.scenarios.asking import Asking
from entente.lexicon.scenarios.deciding import Deciding
from entente.lexicon.scenarios.model import Model
from entente.lexicon.scenarios.namespace import QUANTITIES, Namespace
from entente.lexicon.scenarios.numbers import Numbers
from entente.lexicon.scenarios.reading import LARGEST, EnoughError, Reading, Row, nearest
from entente.lexicon.scenarios.settings import DAYS, period
from entente.lexicon.scenarios.units import TIMES, Units, units_of
from entente.lexicon.tables import a_day
from entente.records.scenario import Scenario

FOLDER = Path(__file__).parent
#: Most steps of a run.
MOST_STEPS = 1_000_000
#: Tables whose names must differ, beside the one namespace of formulas: what `--set` names, and each for itself.
_ALIKE = (("parameter", "choice", "event"), ("case",), ("output",), ("question",))


def names() -> tuple[str, ...]:
    """Names of the packaged scenarios, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name_or_path: str | Path) -> Scenario:
    """A scenario, checked.

    Args:
        name_or_path: name of a packaged scenario, or path of a TOML file.

    Raises:
        UsageError: there is neither.
        LexiconError: with every fault of the file, `FILE:LINE: what (mend)`.
    """
    if isinstance(name_or_path, str) and name_or_path in names():
        return _packaged(name_or_path)
    try:
        path = Path(name_or_path)
        if path.is_file():
            with path.open("rb") as file:
                return _read(file.read(LARGEST + 1), str(name_or_path))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {str(name_or_path)[:200]!r}: {error}", mend="give a TOML file") from error
    what = f"no scenario {str(name_or_path)[:200]!r}, packaged or as a file"
    raise UsageError(what, mend=f"use one of {', '.join(names())}, or the path of a .toml file")


@functools.cache
def _packaged(name: str) -> Scenario:
    path = FOLDER / f"{name}.toml"
    return _read(path.read_bytes(), path.name, packaged=name)


def read(text: str, name: str) -> Scenario:
    """A scenario from the text of a file.

    Args:
        text: TOML.
        name: as faults are to call the file.

    Raises:
        LexiconError: with every fault.
    """
    return _read(text.encode("utf-8", "surrogatepass"), name)


def _read(data: bytes, name: str, packaged: str = "") -> Scenario:
    reading = Reading(data, name)
    scenario = None
    if not reading.empty:
        with contextlib.suppress(EnoughError):
            scenario = _File(reading, packaged).scenario()
    if reading.faults or scenario is None:
        raise LexiconError(reading.told())
    return scenario


class _File:
    """One file on its way in."""

    def __init__(self, reading: Reading, packaged: str) -> None:
        self._reading, self._packaged = reading, packaged
        reading.check_tables()
        self._head, self._about = reading.single("file"), reading.single("scenario")
        self._time = self._time_unit()
        self._definitions = self._defined()
        self._names = Namespace(self._units())
        self._start = a_day(self._about.get("start"))
        self._step, self._horizon = self._period("step"), self._period("horizon")

    def scenario(self) -> Scenario | None:
        """The scenario; None where the file has faults."""
        reading = self._reading
        self._check_steps()
        self._take_names()
        numbers = Numbers(reading, self._names, a_day(self._head.get("date")))
        model = Model(reading, self._names, self._step)
        deciding = Deciding(reading, self._names, model, numbers, self._start, self._horizon)
        asking = Asking(reading, self._names, self._horizon)
        conserved = self._conserved()
        numbers.note_unused()
        if reading.faults or self._start is None or self._step is None or self._horizon is None:
            return None
        return Scenario(
            **self._headed(), start=self._start, time=self._time, step=self._step, horizon=self._horizon,
            sources=tuple(numbers.sources.values()), parameters=tuple(numbers.parameters.values()),
            choices=tuple(numbers.choices.values()), stocks=model.stocks, flows=model.flows, variables=model.variables,
            delays=model.delays, levers=model.levers, rules=tuple(deciding.rules), events=deciding.events,
            cases=deciding.cases, outputs=asking.outputs, questions=asking.questions, conserved=conserved,
            order=model.order, path=reading.name, actors=deciding.actors, units=self._definitions,
            notes=tuple(text for _, text in sorted(reading.notes, key=lambda note: note[0])),
        )  # fmt: skip

    def _headed(self) -> dict[str, Any]:
        keys = ("name", "title", "about", "question")
        return {
            **{key: self._about[key] for key in keys},
            **{key: self._head[key] for key in ("origin", "licence")},
            "faults": tuple(self._head["faults"]),
            "date": a_day(self._head["date"]) or dt.date.min,
        }

    def _time_unit(self) -> str:
        time = self._about.get("time")
        if time is not None and time not in TIMES:
            self._reading.fault(
                ("scenario", "time"), f"unknown unit of time {time[:40]!r}", f"use one of {', '.join(TIMES)}"
            )
        name = self._about.get("name")
        if self._packaged and name and name != self._packaged:
            self._reading.fault(
                ("scenario", "name"), f"the file of {name!r} has another name", f"use {self._packaged!r}"
            )
        return time if time in TIMES else "month"

    def _defined(self) -> tuple[str, ...]:
        """Definitions of own units without fault."""
        sound, units = list[str](), Units((), self._time)
        for row in self._reading.rows("unit"):
            if row.sound:
                try:
                    units.define(row["define"])
                    sound.append(row["define"])
                except UsageError as error:
                    self._reading.fault((*row.path, "define"), error.message, error.mend)
                    sound += _stand_in(units, row["define"])
        return tuple(sound)

    def _units(self) -> Units:
        return units_of(self._definitions, self._time)

    def _period(self, key: str) -> float | None:
        text = self._about.get(key)
        if text is None:
            return None
        try:
            return period(text, self._time)
        except UsageError as error:
            self._reading.fault(("scenario", key), error.message, error.mend)
            return None

    def _check_steps(self) -> None:
        if self._step is None or self._horizon is None:
            return
        end = self._start.toordinal() + self._horizon * DAYS[self._time] if self._start else 0
        if end > dt.date.max.toordinal():
            self._reading.fault(("scenario", "horizon"), "the horizon is after the year 9999", "look less far")
        steps = self._horizon / self._step
        if steps > MOST_STEPS:
            what = f"{steps:,.0f} steps are more than {MOST_STEPS:,}"
            self._reading.fault(("scenario", "step"), what, "make the step longer or the horizon shorter")
        elif round(steps) < 1 or abs(steps - round(steps)) > 1e-6:
            what = f"the step does not divide the horizon: {steps:g} steps"
            mend = f"a horizon of {max(math.floor(steps), 1) * self._step:g} {self._time} would do"
            self._reading.fault(("scenario", "step"), what, mend)

    def _take_names(self) -> None:
        """Notes every name with its unit, and names that are there twice."""
        taken: dict[str, Row] = {}
        for table in QUANTITIES:
            for row in self._reading.rows(table):
                name = row.get("name")
                if name is None:
                    continue
                self._check_taken(taken, row, name)
                if taken[name] is row:
                    self._names.add(table, name, self._unit(row))
        for tables in _ALIKE:
            others: dict[str, Row] = {}
            for row in (row for table in tables for row in self._reading.rows(table)):
                if row.get("name") is not None and not (row.path[0] == "parameter" and row["name"] in others):
                    self._check_taken(others, row, row["name"])

    def _check_taken(self, taken: dict[str, Row], row: Row, name: str) -> None:
        other = taken.setdefault(name, row)
        if other is not row:
            where = f"the {other.path[0]} in line {self._reading.line(other.path)}"
            self._reading.fault((*row.path, "name"), f"the name {name} is taken by {where}", "choose another")

    def _unit(self, row: Row) -> Any:
        if "unit" not in row.values:
            return None
        try:
            return self._names.units.read(row["unit"])
        except UsageError as error:
            self._reading.fault((*row.path, "unit"), error.message, error.mend)
            return None

    def _conserved(self) -> tuple[tuple[str, ...], ...]:
        stocks = [name for name, table in self._names.tables.items() if table == "stock"]
        path = ("scenario", "conserved")
        for group in self._about.get("conserved", ()):
            unknown = [name for name in group if name not in stocks]
            for name in unknown:
                self._reading.fault(path, f"{name[:40]!r} is no stock", nearest(name, stocks))
            if len(set(group)) < len(group):
                self._reading.fault(path, "a stock is there twice", "leave one out")
            units = {name: self._names.measures[name].unit for name in group if name not in unknown}
            first = next(iter(units.values()), None)
            for name, unit in units.items():
                if unit is not None and first is not None and not self._names.units.alike(unit, first):
                    one, other = self._names.units.told(first), self._names.units.told(unit)
                    sides = f"{next(iter(units))} is in {one}, {name} in {other}"
                    self._reading.fault(path, f"units do not match: {sides}", "group stocks of one unit")
        return tuple(tuple(group) for group in self._about.get("conserved", ()))


def _stand_in(units: Units, text: str) -> list[str]:
    """A definition in the place of one with a fault, lest all that uses the unit has one too."""
    name = text.partition("=")[0].strip()
    definition = f"{name} = [{name.lower()}]"
    try:
        units.define(definition)
    except UsageError:
        return []
    return [definition]
