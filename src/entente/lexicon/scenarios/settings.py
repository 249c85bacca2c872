"""What `--set`, `--horizon` and a user's own condition take: texts read against a scenario."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.lexicon.scenarios.distributions import distribution, scaled
from entente.lexicon.scenarios.formulas import NUMBER, shortened
from entente.lexicon.scenarios.namespace import Namespace, namespace_of
from entente.lexicon.scenarios.reading import nearest
from entente.lexicon.tables import a_day
from entente.records.scenario import Choice, Distribution, Formula, Parameter, Scenario

if TYPE_CHECKING:
    from entente.lexicon.scenarios.units import Units

#: Days in a unit of time, as pint has them (a year of 365.25 days, a month of a twelfth of it).
DAYS: Mapping[str, float] = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25, "hour": 1 / 24}
_SHORT = {"d": "day", "w": "week", "m": "month", "y": "year", "h": "hour"}
_PERIOD = re.compile(rf"\s*({NUMBER.pattern})\s*(\[?)\s*([A-Za-z]+)\s*(\]?)\s*")
_WITH_UNIT = re.compile(r"\s*([^\[\]]*?)\s*\[([^\[\]]*)\]\s*")


def period(text: str, time_unit: str) -> float:
    """How long a period is, above 0.

    Args:
        text: as "36 month", "36m", "90d", "1y", "2 weeks".
        time_unit: in which it is wanted: day, week, month or year.

    Raises:
        UsageError: no period.
    """
    found = _PERIOD.fullmatch(text) if len(text) <= 100 else None
    unit = _unit_of_time(found[3]) if found and bool(found[2]) == bool(found[4]) else ""
    if not found or not unit:
        raise UsageError(f"{shortened(text)!r} is no period", mend='write "36 month", "90d" or "1y"')
    value = float(found[1])
    value = value if unit == time_unit else value * (DAYS[unit] / DAYS[time_unit])
    if not 0 < value <= 1e12:
        raise UsageError(f"a period of {shortened(text)}", mend="write one above 0 that is not endless")
    return value


def _unit_of_time(word: str) -> str:
    one = word[:-1] if word.endswith("s") and len(word) > 1 else word
    return _SHORT.get(word, one if one in DAYS else "")


def quantity(scenario: Scenario, parameter: Parameter, text: str) -> Distribution:
    """What a parameter is to be, in its declared unit.

    Args:
        scenario: that the parameter is of.
        parameter: to be set.
        text: a number, a distribution, or either with a unit after it, "12 [container]".

    Raises:
        UsageError: neither, or in a unit of another dimension.
    """
    return _quantity(namespace_of(scenario).units, parameter, text)


def _quantity(units: Units, parameter: Parameter, text: str) -> Distribution:
    found = _WITH_UNIT.fullmatch(text)
    if not found:
        return distribution(text)
    made, unit = distribution(found[1]), units.read(found[2])
    declared = units.read(parameter.unit)
    if not units.alike(unit, declared):
        what = f"units do not match: {shortened(text)} is in {units.told(unit)}, {parameter.name} in "
        raise UsageError(what + units.told(declared), mend=f"write it in {units.told(declared)}")
    times = units.factor(unit) / parameter.factor
    return scaled(made, times)


def formula(scenario: Scenario, text: str, unit: str | None = None) -> Formula:
    """A user's own formula for a quantity of a scenario.

    Args:
        scenario: whose names it uses.
        text: of the formula.
        unit: in which it is to be; None: any.

    Raises:
        UsageError: no formula, an unknown name, units that do not match, or a condition.
    """
    names = namespace_of(scenario)
    return names.formula(text, None if unit is None else names.units.read(unit), "what is asked for")


def condition(scenario: Scenario, text: str) -> Formula:
    """A user's own condition of a scenario, "cover < 30 [day]". Raises UsageError as `formula`, or for a quantity."""
    return namespace_of(scenario).condition(text)


def moment(scenario: Scenario, text: str) -> Formula:
    """When an event is to happen, "24 [month]" or "24 month", since the start. Raises UsageError."""
    return _moment(namespace_of(scenario), text)


def _moment(names: Namespace, text: str) -> Formula:
    if _PERIOD.fullmatch(text) and "[" not in text:
        text = f"{period(text, names.units.time)!r} [{names.units.time}]"
    return names.formula(text, names.units.read(names.units.time), "the time of an event", ())


def check_setting(
    names: Namespace, parameters: Mapping[str, Parameter], choices: Mapping[str, Choice],
    events: Mapping[str, bool], start: dt.date | None, name: str, value: str,
) -> None:  # fmt: skip
    """Checks one NAME=VALUE as `--set` and cases have it.

    Args:
        names: of the scenario.
        parameters, choices: by name.
        events: by name, whether it has a time of its own that may be moved.
        start: day of time 0.
        name, value: as given.

    Raises:
        UsageError: nothing of that name, or nothing that it can be.
    """
    if name in parameters:
        _quantity(names.units, parameters[name], value)
    elif name in choices:
        options = [option.name for option in choices[name].options]
        if value not in options:
            raise UsageError(f"{name} has no option {value[:40]!r}", mend=nearest(value, options))
    elif name in events:
        if value not in ("on", "off"):
            if not events[name]:
                raise UsageError(f"the event {name} has no time to be moved", mend="write on or off")
            _check_moved(names, start, name, value)
    else:
        known = [*parameters, *choices, *events]
        what = f"{name[:40]!r} is no parameter, choice or event"
        raise UsageError(what, mend=nearest(name, known))


def _check_moved(names: Namespace, start: dt.date | None, name: str, value: str) -> None:
    """Checks when an event is to happen instead: a time since the start, or a day."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = a_day(value)
        if day is None:
            raise UsageError(f"{value} is not in the calendar", mend="write a day as 2025-06-01")
        early = start is not None and day < start
    else:
        try:
            found = names.bounds(_moment(names, value))
        except UsageError as error:
            mend = f'write on, off, "24 [{names.units.time}]" or "2026-01-01"'
            raise UsageError(f"{shortened(value)!r} is not when an event happens", mend=mend) from error
        early = found is not None and found[0] < 0
    if early:
        raise UsageError(f"{name} before the start", mend="write a later time")
