"""What is asked of a scenario, NAME=VALUE, checked and turned into what is run."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from entente.errors import UsageError
from entente.records import Distribution, Parameter, Scenario

#: Of an event: whether it happens, or when, since the start in the scenario's unit of time.
Switch: TypeAlias = "bool | float"
#: A day of the calendar as it is typed.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was set: of parameters, of choices (its option), of events; each by name."""

    parameters: Mapping[str, Distribution] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, Switch] = field(default_factory=dict)

    def over(self, under: Asked) -> Asked:
        """Both, this one where both set the same."""
        return Asked(
            {**under.parameters, **self.parameters}, {**under.options, **self.options}, {**under.events, **self.events}
        )


def asked(scenario: Scenario, sets: Mapping[str, str]) -> Asked:
    """What NAME=VALUE texts ask for. Raises UsageError for what the scenario does not have, with the nearest names."""
    parameters: dict[str, Distribution] = {}
    options: dict[str, str] = {}
    events: dict[str, Switch] = {}
    numbers = {parameter.name: parameter for parameter in scenario.parameters}
    choices = {choice.name: [option.name for option in choice.options] for choice in scenario.choices}
    known = [event.name for event in scenario.events]
    for name, text in sets.items():
        if name in numbers:
            parameters[name] = _distribution(scenario, numbers[name], text.strip())
        elif name in choices:
            options[name] = _one_of(text.strip(), choices[name], name)
        elif name in known:
            events[name] = _switch(scenario, name, text.strip())
        else:
            raise _unknown(name, [*numbers, *choices, *known])
    return Asked(parameters, options, events)


def case_named(scenario: Scenario, name: str) -> Mapping[str, str]:
    """What a case sets. Raises UsageError where there is no such case."""
    for case in scenario.cases:
        if case.name == name:
            return case.sets
    names = [case.name for case in scenario.cases]
    if not names:
        raise UsageError("this scenario has no cases", place="--compare", mend="leave it out, or write [[case]]")
    raise UsageError(f"no case {name!r}", place="--compare", mend=nearest(name, names))


def nearest(name: str, names: Iterable[str]) -> str:
    """What to write instead: names that begin with it or have it as a word, else those that come near, else all."""
    every = list(names)
    whole = [each for each in every if name and (each.startswith(name) or name in each.split("_"))]
    near = sorted(whole, key=lambda each: not each.startswith(name))[:3] or difflib.get_close_matches(
        name, every, 3, 0.5
    )
    return f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(every)}"


def _unknown(name: str, names: Iterable[str]) -> UsageError:
    return UsageError(f"no parameter, choice or event {name!r}", place="--set", mend=nearest(name, names))


def _one_of(word: str, words: list[str], name: str) -> str:
    if word not in words:
        raise UsageError(f"no option {word!r}", place=f"--set {name}", mend=nearest(word, words))
    return word


def _distribution(scenario: Scenario, parameter: Parameter, text: str) -> Distribution:
    from entente.lexicon.scenarios import quantity

    try:
        return quantity(scenario, parameter, text)
    except UsageError as error:
        mend = error.mend or f"a number of {parameter.unit or 'no unit'}, or a distribution as uniform(1, 2)"
        raise UsageError(error.message, place=f"--set {parameter.name}", mend=mend) from error


def _switch(scenario: Scenario, name: str, text: str) -> Switch:
    if text in ("on", "off"):
        return text == "on"
    place = f"--set {name}"
    if next(event for event in scenario.events if event.name == name).at is None:
        raise UsageError("this event has no time to be moved, it waits for a condition", place=place, mend="on or off")
    if DAY.fullmatch(text):
        return _since_start(scenario, text, place)
    from entente.lexicon.scenarios import moment
    from entente.lexicon.scenarios.measuring import constant

    try:
        at = constant(moment(scenario, text).tree)
    except UsageError as error:
        mend = f"on, off, a time as 24 [{scenario.time}], or a day as 2025-06-01"
        raise UsageError(f"{text!r} is not when an event happens", place=place, mend=mend) from error
    if at is None:
        raise UsageError(f"{text!r} hangs on parameters", place=place, mend=f"a plain time, as 24 [{scenario.time}]")
    if at < 0:
        raise UsageError("is before the start", place=place, mend=f"{scenario.start} or later")
    return at


def _since_start(scenario: Scenario, text: str, place: str) -> float:
    from entente.lexicon.scenarios import period

    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text} is not in the calendar", place=place, mend="as 2025-06-01") from error
    days = (day - scenario.start).days
    if days < 0:
        raise UsageError("is before the start", place=place, mend=f"{scenario.start} or later")
    return period(f"{days} day", scenario.time) if days else 0.0
