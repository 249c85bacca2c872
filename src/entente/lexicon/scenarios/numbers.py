"""Sources, parameters and choices of a scenario file: every number with its unit, its source and its date."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.lexicon.scenarios.distributions import distribution, middle, told
from entente.lexicon.scenarios.keys import TABLES
from entente.lexicon.scenarios.namespace import Namespace
from entente.lexicon.scenarios.reading import Reading, Row, nearest
from entente.lexicon.scenarios.settings import period
from entente.lexicon.tables import a_day, codes
from entente.records.scenario import Choice, Distribution, LedgerFill, Option, Parameter, ScenarioSource
from entente.records.vocabulary import EVENTS, MATTERS

if TYPE_CHECKING:
    from pint.util import UnitsContainer

#: Beginning of the id of a source that is the author's own assumption.
ASSUMED = "assumption-"


_Sets = tuple[Row, list[Row]]


class Numbers:
    """What a file has of sources, parameters and choices.

    Attributes:
        sources, parameters, choices: by id or name, as the file orders them.
        used: ids of sources that something names.
    """

    def __init__(self, reading: Reading, names: Namespace, file_date: dt.date | None) -> None:
        """Args: reading: the file; names: with the unit of every parameter; file_date: stands for an assumption's."""
        self._reading, self._names, self._file_date = reading, names, file_date
        self.used: set[str] = set()
        self.sources: dict[str, ScenarioSource] = {}
        self._lines: dict[str, int] = {}
        for row in reading.rows("source"):
            self._take_source(row)
        self._rows = reading.rows("parameter")
        choices = [(row, self._options_of(row)) for row in reading.rows("choice")]
        first: dict[str, Row] = {}
        for _, options in choices:
            for sets in options[:1]:
                first |= {row["parameter"]: row for row in sets[1] if row.get("parameter")}
        self.parameters: dict[str, Parameter] = {}
        for row in self._rows:
            if made := self._parameter(row, first):
                self.parameters[made.name] = made
        self.choices: dict[str, Choice] = {}
        self._chosen: dict[str, str] = {}
        for row, options in choices:
            self._take_choice(row, options)
        for parameter in (*self.parameters.values(), *self._of_options()):
            names.limit(parameter)

    def _of_options(self) -> list[Parameter]:
        options = [option for choice in self.choices.values() for option in choice.options]
        return [parameter for option in options for parameter in option.values.values()]

    def note_unused(self) -> None:
        """Notes every source that nothing names. To be called when all the file was read."""
        for name, line in self._lines.items():
            if name not in self.used:
                self._reading.note(("source", line), f"nothing uses the source {name!r}")

    def _take_source(self, row: Row) -> None:
        name = row.get("id")
        if not name:
            return
        if name in self.sources:
            self._reading.fault((*row.path, "id"), f"the source {name!r} is there twice", "give one another id")
            return
        assumed = name.startswith(ASSUMED)
        if not assumed:
            for key in ("publisher", "url"):
                if key not in row.values:
                    self._reading.fault(row.path, f"the source {name!r} has no {key}", f"add {key}")
        elif row.get("weak") is False:
            self._reading.fault((*row.path, "weak"), "an assumption is weak", "write weak = true, or leave it out")
        given = a_day(row.get("date")) or (self._file_date if assumed else None)
        publisher, weak = row.get("publisher", ""), bool(row.get("weak", assumed))
        title = row.get("title", "")
        self.sources[name] = ScenarioSource(
            name, title, publisher, given, row.get("url", ""), weak, row.get("note", "")
        )
        self._lines[name] = int(row.path[-1])

    def sources_of(self, row: Row) -> tuple[str, ...]:
        """The sources that an entry names, each checked."""
        found = []
        for name in dict.fromkeys(row.get("source", ())):
            if name in self.sources:
                found.append(name)
            else:
                path = (*row.path, "source")
                self._reading.fault(path, f"unknown source {name[:60]!r}", nearest(name, list(self.sources)))
            self.used.add(name)
        return tuple(found)

    def _parameter(self, row: Row, first: Mapping[str, Row]) -> Parameter | None:
        """A parameter. `first`: name -> what the first option of a choice sets it to, if it has no value itself."""
        name = row.get("name")
        measure = self._names.measures.get(name) if name else None
        if not name or measure is None or measure.unit is None or "unit" not in row.values:
            return None
        blank = Parameter(name, row.get("title", ""), row["unit"], self._names.units.factor(measure.unit),
                          Distribution("value", (0.0,)), (), None, line=self._reading.line(row.path))  # fmt: skip
        if "value" not in row.values and "distribution" not in row.values and row.sound and name in first:
            keys = ("value", "distribution", "source", "date", "note")
            stands_in = {key: first[name][key] for key in keys if key in first[name].values}
            row = Row(row.path, {**stands_in, **row.values}, sound=row.sound)
        made = self._valued(row, blank)
        if made is None:
            return None
        return replace(made, slider=self._slider(row, made), ledger=self._ledger(row, measure.unit))

    def _valued(self, row: Row, blank: Parameter) -> Parameter | None:
        """A parameter with the value, sources and date of an entry."""
        made = self._distribution(row, blank)
        if "source" not in row.values:
            if row.sound:
                what = f"the number {blank.name} has no source"
                self._reading.fault(row.path, what, f'add source = ["..."], or a source "{ASSUMED}..." of your own')
            return None
        sources = self.sources_of(row)
        known = [self.sources[name] for name in sources]
        day = a_day(row.get("date")) or max((source.date for source in known if source.date), default=None)
        if day is None and known:
            self._reading.fault(row.path, f"the number {blank.name} has no date", "add date, or one to its source")
        if made is None:
            return None
        weak = all(source.weak for source in known)
        return replace(blank, distribution=made, sources=sources, date=day, weak=weak, note=row.get("note", ""))

    def _distribution(self, row: Row, blank: Parameter) -> Distribution | None:
        if ("value" in row.values) == ("distribution" in row.values):
            if row.sound:
                has = "both value and distribution" if "value" in row.values else "neither value nor distribution"
                self._reading.fault(row.path, f"{blank.name} has {has}", "give one of the two")
            return None
        key = "value" if "value" in row.values else "distribution"
        try:
            made = distribution(row[key]) if key == "distribution" else Distribution("value", (float(row[key]),))
        except UsageError as error:
            self._reading.fault((*row.path, key), f"{blank.name}: {error.message}", error.mend)
            return None
        if not all(math.isfinite(value * blank.factor) for value in made.numbers):
            self._reading.fault((*row.path, key), f"{blank.name} is not finite in own units", "use another unit")
        return made

    def _slider(self, row: Row, made: Parameter) -> tuple[float, float] | None:
        if "slider" not in row.values:
            return None
        low, high = (float(end) for end in row["slider"])
        usual = middle(made.distribution)
        if low >= high:
            self._reading.fault((*row.path, "slider"), f"the slider of {made.name} has no length", "write [low, high]")
        elif not low <= usual <= high:
            what = f"the slider of {made.name} leaves out its usual value, {usual:g} of {told(made.distribution)}"
            self._reading.fault((*row.path, "slider"), what, "make it longer")
        return (low, high)

    def _ledger(self, row: Row, unit: UnitsContainer) -> LedgerFill | None:
        if "ledger" not in row.values:
            return None
        path = (*row.path, "ledger")
        fill = self._reading.row(path, row["ledger"], TABLES["parameter.ledger"], "[parameter.ledger]")
        self._check_words(fill)
        per = None
        if "per" in fill.values:
            try:
                per = period(fill["per"], self._names.units.time)
            except UsageError as error:
                self._reading.fault((*path, "per"), error.message, error.mend)
        rate = self._names.units.is_rate(unit)
        if rate and "per" not in fill.values:
            self._reading.fault(
                path, f"{row['name']} is a rate: for which period are the figures?", 'add per = "1 year"'
            )
        elif not rate and "per" in fill.values:
            self._reading.fault((*path, "per"), f"{row['name']} is no rate", "leave per out")
        words = fill.get("units", {})
        return LedgerFill(
            tuple(fill.get("event", ())), fill.get("matter", ""), fill.get("actor", ""), fill.get("recipient", ""),
            tuple(words), {word: float(times) for word, times in words.items()}, per,
        )  # fmt: skip

    def _check_words(self, fill: Row) -> None:
        for event in fill.get("event", ()):
            if event not in EVENTS:
                self._reading.fault(
                    (*fill.path, "event"), f"unknown event {event[:40]!r}", nearest(event, list(EVENTS))
                )
        matter = fill.get("matter", "")
        if not any(known.startswith(matter) for known in MATTERS):
            self._reading.fault(
                (*fill.path, "matter"), f"unknown matter {matter[:40]!r}", nearest(matter, list(MATTERS))
            )
        for key in ("actor", "recipient"):
            if (code := fill.get(key, "")) and code not in codes():
                mend = "use ISO 3166-1 alpha-3, or a body, group or region of the claim record"
                self._reading.fault((*fill.path, key), f"unknown code {code[:40]!r}", mend)

    def _options_of(self, row: Row) -> list[_Sets]:
        """The options of a choice, each with what it sets."""
        reading = self._reading
        options = reading.rows_in((*row.path, "option"), row.get("option", []), "choice.option")
        return [
            (option, list(reading.rows_in((*option.path, "set"), option.get("set", []), "choice.option.set")))
            for option in options
        ]

    def _take_choice(self, row: Row, found: list[_Sets]) -> None:
        if not row.get("name"):
            return
        rows = [option for option, _ in found]
        options = tuple(option for one, sets in found if (option := self._option(one, sets)))
        if row.sound and len(rows) < 2:
            self._reading.fault(row.path, f"the choice {row['name']} has one option", "give it two or more")
        self._check_options(row, rows, options)
        line = self._reading.line(row.path)
        self.choices.setdefault(row["name"], Choice(row["name"], row.get("title", ""), options, line))

    def _check_options(self, row: Row, rows: list[Row], options: tuple[Option, ...]) -> None:
        names = [found.get("name") for found in rows]
        for index, found in enumerate(rows):
            if found.get("name") in names[:index]:
                self._reading.fault((*found.path, "name"), f"the option {names[index]!r} is there twice", "rename one")
        if len(options) == len(rows) and options:
            for found, option in zip(rows, options, strict=True):
                if set(option.values) != set(options[0].values):
                    differing = ", ".join(sorted(set(option.values) ^ set(options[0].values)))
                    what = f"the options of {row['name']} set different parameters: {differing}"
                    self._reading.fault(found.path, what, "let each option set the same ones")
        for name in sorted({name for option in options for name in option.values}):
            other = self._chosen.setdefault(name, row["name"])
            if other != row["name"]:
                self._reading.fault(row.path, f"{name} is set by the choice {other} as well", "let one set it")

    def _option(self, row: Row, sets: list[Row]) -> Option | None:
        values: dict[str, Parameter] = {}
        for found in sets:
            name = found.get("parameter")
            if name and name not in self.parameters:
                if self._names.tables.get(name) != "parameter":
                    what, mend = f"unknown parameter {name!r}", nearest(name, list(self.parameters))
                    self._reading.fault((*found.path, "parameter"), what, mend)
            elif name in values:
                self._reading.fault((*found.path, "parameter"), f"{name} is set twice", "leave one out")
            elif name and (made := self._valued(found, self.parameters[name])):
                values[name] = replace(made, line=self._reading.line(found.path))
        sound = row.get("name") and row.sound
        return Option(row["name"], row.get("title", ""), values, self._reading.line(row.path)) if sound else None
