"""Outputs and questions of a scenario file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.lexicon.scenarios.namespace import Namespace
from entente.lexicon.scenarios.reading import Reading, Row, built
from entente.lexicon.scenarios.settings import period
from entente.records.scenario import ASKED, Formula, Output, ScenarioQuestion

if TYPE_CHECKING:
    from pint.util import UnitsContainer

#: What is asked of a condition; the rest of ASKED is asked of a quantity.
OF_CONDITIONS = ("any", "end", "always", "first")


class Asking:
    """What a file has of outputs and questions, as it orders them."""

    def __init__(self, reading: Reading, names: Namespace, horizon: float | None) -> None:
        """Args: reading: the file; names: all of its names; horizon: in its unit of time, None where it is none."""
        self._reading, self._names, self._horizon = reading, names, horizon
        self.outputs = built(reading.rows("output"), self._output)
        self.questions = built(reading.rows("question"), self._question)
        if not reading.has("output"):
            reading.fault((), "no [[output]] in it", "add what is to be shown over time")

    def _output(self, row: Row) -> Output | None:
        unit = self._unit(row)
        made = self._formula(row, unit, f"the output {row.get('name')}") if "formula" in row.values else None
        if made is None or unit is None or not row.sound:
            return None
        factor, line = self._names.units.factor(unit), self._reading.line(row.path)
        return Output(row["name"], row["title"], row["unit"], factor, made, line)

    def _unit(self, row: Row, default: str | None = None) -> UnitsContainer | None:
        text = row.get("unit", default)
        if text is None:
            return None
        try:
            return self._names.units.read(text)
        except UsageError as error:
            self._reading.fault((*row.path, "unit"), error.message, error.mend)
            return None

    def _formula(self, row: Row, unit: UnitsContainer | None, what: str) -> Formula | None:
        try:
            return self._names.formula(row["formula"], unit, what)
        except UsageError as error:
            self._reading.fault((*row.path, "formula"), error.message, error.mend)
            return None

    def _question(self, row: Row) -> ScenarioQuestion | None:
        before = len(self._reading.faults)
        asked, by = row.get("asked", ""), self._by(row)
        if "asked" in row.values and asked not in ASKED:
            self._reading.fault(
                (*row.path, "asked"), f"unknown word {asked[:40]!r} in asked", f"use one of {', '.join(ASKED)}"
            )
            return None
        if asked in OF_CONDITIONS:
            made, unit = self._condition(row), self._unit_of_condition(row, asked)
        else:
            unit = self._unit(row)
            if "unit" not in row.values and row.sound:
                self._reading.fault(
                    row.path, "unit is missing in [[question]]", f'{asked} is asked in a unit: unit = "..."'
                )
            made = self._quantity(row, asked, unit)
        if made is None or unit is None or not row.sound or len(self._reading.faults) > before:
            return None
        told = row.get("unit", self._names.units.time if asked == "first" else "")
        factor, line = self._names.units.factor(unit), self._reading.line(row.path)
        return ScenarioQuestion(row["name"], row["text"], asked, made, told, factor, by, line)

    def _condition(self, row: Row) -> Formula | None:
        if "formula" not in row.values:
            return None
        try:
            return self._names.condition(row["formula"])
        except UsageError as error:
            self._reading.fault((*row.path, "formula"), error.message, error.mend)
            return None

    def _unit_of_condition(self, row: Row, asked: str) -> UnitsContainer | None:
        """The unit of the time that "first" asks for; nothing has a unit where a share of runs is asked for."""
        units = self._names.units
        if asked != "first":
            if row.get("unit"):
                self._reading.fault((*row.path, "unit"), f"{asked} asks for a share of runs", "leave unit out")
            return units.nothing
        unit = self._unit(row, units.time)
        if unit is not None and not units.alike(unit, units.read(units.time)):
            self._reading.fault(
                (*row.path, "unit"), f"first asks for a time, not {units.told(unit)}", 'write unit = "month"'
            )
        return unit

    def _quantity(self, row: Row, asked: str, unit: UnitsContainer | None) -> Formula | None:
        if "formula" not in row.values:
            return None
        if asked == "total" and unit is not None:
            unit = unit / self._names.units.read(self._names.units.time)
        what = f"the question {row.get('name')}"
        return self._formula(row, unit, what + (" by time" if asked == "total" else ""))

    def _by(self, row: Row) -> float | None:
        if "by" not in row.values:
            return None
        try:
            by = period(row["by"], self._names.units.time)
        except UsageError as error:
            self._reading.fault((*row.path, "by"), error.message, error.mend)
            return None
        if self._horizon is not None and by > self._horizon * (1 + 1e-9):
            what = f"by {by:g} {self._names.units.time} is after the horizon of {self._horizon:g}"
            self._reading.fault((*row.path, "by"), what, "ask for an earlier time, or look further")
        return by
