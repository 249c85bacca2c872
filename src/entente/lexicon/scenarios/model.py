"""Stocks, flows, variables, delays and levers of a scenario file, and the order in which they are reckoned."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from entente.errors import UsageError
from entente.lexicon.scenarios.circles import order_of
from entente.lexicon.scenarios.formulas import parts, told
from entente.lexicon.scenarios.namespace import CONSTANT, Namespace
from entente.lexicon.scenarios.reading import Reading, Row, built, nearest
from entente.records.scenario import DELAYS, Delay, Flow, Formula, Lever, Number, Stock, Variable

if TYPE_CHECKING:
    from pint.util import UnitsContainer


#: Numbers that are arithmetic rather than knowledge: nought, one, halves and doubles.
_ARITHMETIC = (0.0, 0.5, 1.0, 2.0)


class Model:
    """What a file has of stocks and flows.

    Attributes:
        stocks, flows, variables, delays, levers: as the file orders them.
        order: of a step, as of `Scenario.order`.
    """

    def __init__(self, reading: Reading, names: Namespace, step: float | None) -> None:
        """Args: reading: the file; names: all of its names; step: in its unit of time, None where it is none."""
        self._reading, self._names, self._step = reading, names, step
        self._rows = {table: reading.rows(table) for table in ("stock", "flow", "variable", "delay", "lever")}
        self.stocks = built(self._rows["stock"], self._stock)
        self.levers = built(self._rows["lever"], self._lever)
        self.variables = built(self._rows["variable"], self._variable)
        self.flows = built(self._rows["flow"], self._flow)
        self.delays = built(self._rows["delay"], self._delay)
        if not self._rows["stock"]:
            reading.fault((), "no [[stock]] in it", "add what adds up over time")
        self._check_changes()
        self.order = self._ordered()

    def formula(
        self, row: Row, key: str, unit: UnitsContainer | None, what: str, only: Collection[str] | None = None
    ) -> Formula | None:
        """A key's formula for a quantity; None where it is left out or has a fault, which is noted."""
        if key not in row.values:
            return None
        try:
            made = self._names.formula(row[key], unit, what, only)
        except UsageError as error:
            self._reading.fault((*row.path, key), error.message, error.mend)
            return None
        return made

    def _head(self, row: Row) -> dict[str, Any] | None:
        """Name, title, unit, factor and line of an entry; None where it lacks one."""
        name = row.get("name")
        measure = self._names.measures.get(name) if name else None
        if not name or measure is None or measure.unit is None or not row.sound:
            return None
        factor, line = self._names.units.factor(measure.unit), self._reading.line(row.path)
        return {"name": name, "title": row["title"], "unit": row["unit"], "factor": factor, "line": line}

    def _unit(self, row: Row) -> UnitsContainer | None:
        name = row.get("name")
        return self._names.measures[name].unit if name in self._names.measures else None

    def _stock(self, row: Row) -> Stock | None:
        head, unit = self._head(row), self._unit(row)
        initial = self.formula(row, "initial", unit, f"the stock {row.get('name')}", CONSTANT)
        if head is None or initial is None:
            return None
        self._note_numbers(row, "initial", initial)
        floor = float(row["floor"]) if "floor" in row.values else None
        bounds = self._names.bounds(initial)
        if floor is not None and bounds and bounds[0] < floor * head["factor"] * (1 - 1e-12 * math.copysign(1, floor)):
            low = "without a lower end" if bounds[0] == -math.inf else f"at {bounds[0] / head['factor']:g}"
            cut = "cut its distribution off: normal(mean, deviation, low, high)"
            mend = cut if bounds[0] == -math.inf else "let it begin at its floor or above"
            what = f"the stock {head['name']} may begin {low}, below its floor of {floor:g}"
            self._reading.fault((*row.path, "initial"), what, mend)
        return Stock(**head, initial=initial, floor=floor)

    def _lever(self, row: Row) -> Lever | None:
        head, unit = self._head(row), self._unit(row)
        initial = self.formula(row, "initial", unit, f"the lever {row.get('name')}", CONSTANT)
        return Lever(**head, initial=initial) if head is not None and initial else None

    def _variable(self, row: Row) -> Variable | None:
        head = self._head(row)
        made = self.formula(row, "formula", self._unit(row), f"the variable {row.get('name')}")
        if head is None or made is None:
            return None
        self._note_numbers(row, "formula", made)
        return Variable(**head, formula=made)

    def _flow(self, row: Row) -> Flow | None:
        head = self._head(row)
        rate = self.formula(row, "rate", self._unit(row), f"the flow {row.get('name')}")
        self._check_ends(row)
        if head is None or rate is None:
            return None
        self._note_numbers(row, "rate", rate)
        return Flow(**head, source=row.get("from", ""), target=row.get("to", ""), rate=rate)

    def _check_ends(self, row: Row) -> None:
        stocks = [name for name, table in self._names.tables.items() if table == "stock"]
        ends = [(key, row[key]) for key in ("from", "to") if key in row.values]
        if not ends and row.sound:
            self._reading.fault(row.path, f"the flow {row['name']} has neither from nor to", "add a stock to one end")
        if len(ends) == 2 and ends[0][1] == ends[1][1]:
            self._reading.fault((*row.path, "to"), f"a flow from {ends[0][1]} to itself", "leave it out")
        units, unit = self._names.units, self._unit(row)
        time = units.read(units.time)
        for key, name in ends:
            if name not in stocks:
                known = f"{name!r} is no stock" if name in self._names.tables else f"unknown stock {name!r}"
                self._reading.fault((*row.path, key), known, nearest(name, stocks))
                continue
            needed = self._names.measures[name].unit
            if needed is not None and unit is not None and not units.alike(needed / time, unit):
                sides = f"the flow {row.get('name')} is in {units.told(unit)}, the stock {name} in {units.told(needed)}"
                mend = f"a flow is a unit of its stock by time: {units.told(needed / time)}"
                self._reading.fault((*row.path, "unit"), f"units do not match: {sides}", mend)

    def _delay(self, row: Row) -> Delay | None:
        head, unit, units = self._head(row), self._unit(row), self._names.units
        name = f"the delay {row.get('name')}"
        input_ = self.formula(row, "input", unit, f"what comes out of {name}")
        time = self.formula(row, "time", units.read(units.time), f"the time of {name}", CONSTANT)
        initial = self.formula(row, "initial", unit, f"what {name} begins with", CONSTANT)
        kind = row.get("kind", "")
        if "kind" in row.values and kind not in DELAYS:
            self._reading.fault((*row.path, "kind"), f"unknown kind {kind[:40]!r}", f"use one of {', '.join(DELAYS)}")
        elif time is not None:
            self._check_time(row, kind, time)
        if head is None or input_ is None or time is None or ("initial" in row.values and initial is None):
            return None
        self._note_numbers(row, "input", input_)
        return Delay(**head, kind=kind, input=input_, time=time, initial=initial)

    def _check_time(self, row: Row, kind: str, time: Formula) -> None:
        """A delay is at least a step long; the third of one of third order, which is three in a row, as well."""
        bounds, step = self._names.bounds(time), self._step
        if bounds is None or step is None:
            return
        least, told = (3 * step, "three steps") if kind == "third" else (step, "a step")
        if bounds[0] < least * (1 - 1e-9):
            unit = self._names.units.time
            time_of = f"the time of the delay {row.get('name')}"
            what = f"{time_of} can be {bounds[0]:g} {unit}, less than {told} ({least:g} {unit})"
            self._reading.fault((*row.path, "time"), what, "make it longer, or the step smaller")

    def _note_numbers(self, row: Row, key: str, made: Formula) -> None:
        """Notes numbers in a formula that no source stands for, but for those of arithmetic."""
        units = self._names.units
        for part in parts(made.tree):
            if isinstance(part, Number) and part.value / units.factor(units.read(part.unit)) not in _ARITHMETIC:
                number = told(part, lambda unit: units.factor(units.read(unit)))
                self._reading.note((*row.path, key), f"the number {number} in {row['name']} has no source")

    def _check_changes(self) -> None:
        ends = {end for row in self._rows["flow"] for key in ("from", "to") if (end := row.get(key))}
        for row in self._rows["stock"]:
            if row.get("name") and row["name"] not in ends:
                self._reading.note(row.path, f"no flow changes the stock {row['name']}")

    def _ordered(self) -> tuple[str, ...]:
        order, rings = order_of([*self.flows, *self.variables, *self.delays])
        rows = {
            row["name"]: row for table in ("flow", "variable", "delay") for row in self._rows[table] if row.get("name")
        }
        for ring in rings:
            what = f"a circle without a stock: {' -> '.join(ring[:12])}{' -> ...' if len(ring) > 12 else ''}"
            starts = any(part.name in ring for part in self.delays)
            mend = "give the delay an initial value" if starts else "put a stock, or a delay, into it"
            self._reading.fault(rows[ring[0]].path, what, mend)
        return order
