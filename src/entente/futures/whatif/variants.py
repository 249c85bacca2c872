"""The ways in which a scenario is run: cases by options of every choice that is not set."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from entente.errors import UsageError
from entente.futures.whatif import saying
from entente.futures.whatif.settings import DAY, Asked, Switch, asked, case_named
from entente.records import Distribution, Option, Parameter, Scenario, Variant

#: Most ways in which one question is run.
MOST = 64
#: The name of the way in which nothing is compared and no choice is open.
AS_IT_IS = "as it is"


@dataclass(frozen=True, slots=True)
class Way:
    """A variant that is about to be run.

    Attributes:
        variant: as it is told; case: title of its case, "" for none; options: titles of the options, "" for none.
        among: number of the case among those compared; split: the options of open choices, choice -> option.
        parameters: every parameter as it is used, with its sources; events: what was switched.
        given: what whoever asks has set in it, name -> value as typed.
    """

    variant: Variant
    case: str
    options: str
    among: int
    split: Mapping[str, str]
    parameters: Mapping[str, Parameter]
    events: Mapping[str, Switch]
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def distributions(self) -> dict[str, Distribution]:
        """What each parameter may be, in its declared unit."""
        return {name: parameter.distribution for name, parameter in self.parameters.items()}


def ways(
    scenario: Scenario, sets: Mapping[str, str], compare: Sequence[str],
    filled: Mapping[str, Parameter] | None = None,
) -> list[Way]:  # fmt: skip
    """Every variant, those of one combination of options after each other, in the order of `compare`.

    A time that is set for an event which a compared case switches moves it in the cases in which it happens, and
    leaves the others alone.

    Args:
        sets: what is set in all of them, as typed.
        compare: names of cases; none: the file as it is.
        filled: parameters that a ledger filled; what is set, or defined by an option, goes before them.

    Raises:
        UsageError: a name or value that the scenario does not have; a case that sets what is set for all.
    """
    own = asked(scenario, sets)
    if len(set(compare)) < len(compare):
        raise UsageError("names a case twice", place="--compare", mend="name each once")
    cases: list[tuple[str, Mapping[str, str]]] = [(name, case_named(scenario, name)) for name in compare]
    moved = _moved(own, cases)
    cases = cases or [("", {})]
    kept = [_holding(scenario, sets, given, moved) for _, given in cases]
    taken = [asked(scenario, {**given, **held}) for (_, given), held in zip(cases, kept, strict=True)]
    titles = {case.name: case.title for case in scenario.cases}
    found: list[Way] = []
    for split in _splits(scenario, taken):
        for among, ((name, given), each) in enumerate(zip(cases, taken, strict=True)):
            left = {name: option for name, option in split.items() if _open(scenario, name, each)}
            whole = dataclasses.replace(each, options={**each.options, **left})
            title = _retitled(scenario, titles.get(name, ""), given, kept[among], own, moved)
            way = _way(scenario, name, title, {**given, **kept[among]}, left, whole, among, filled or {})
            way = dataclasses.replace(way, given=kept[among])
            if all(way.variant.name != other.variant.name for other in found):
                found.append(way)
    return found


def _moved(own: Asked, cases: Sequence[tuple[str, Mapping[str, str]]]) -> set[str]:
    """Events that are set to a time and that some case switches. Raises UsageError for all else that a case sets."""
    moved = set()
    for name, given in cases:
        for both in sorted(set(given) & (own.parameters.keys() | own.options.keys() | own.events.keys())):
            if isinstance(own.events.get(both, True), bool):
                what = f"{both!r} is what the case {name!r} sets"
                raise UsageError(what, place="--set", mend="leave it out, or do not compare")
            moved.add(both)
    return moved


def _holding(
    scenario: Scenario, sets: Mapping[str, str], case: Mapping[str, str], moved: Collection[str]
) -> dict[str, str]:
    """What of all that is set holds in a case: not the time of an event that does not happen in it."""
    by_file = {event.name: event.on for event in scenario.events}
    off = {name for name in moved if (case[name] == "off" if name in case else not by_file[name])}
    return {name: value for name, value in sets.items() if name not in off}


def _retitled(
    scenario: Scenario, title: str, case: Mapping[str, str], held: Mapping[str, str], own: Asked, moved: Collection[str]
) -> str:
    """A case's title, with the events that whoever asks has moved or switched in it."""
    if not title:
        return title
    times = {event.name: event.at.text for event in scenario.events if event.at is not None}
    for name, value in held.items():
        if name in moved:
            to = value if DAY.fullmatch(value.strip()) else saying.at(float(own.events[name]), scenario.time)
            number = re.match(r"[\d.]+", times.get(name, ""))
            told = number and f"{scenario.time} {number[0]}" in title and len(set(case) & set(times)) == 1
            title += f", moved to {to}" if told else f", {name} moved to {to}"
        elif name in own.events:
            title += f", with {name} = {value.strip()}"
    return title


def _splits(scenario: Scenario, taken: Sequence[Asked]) -> list[dict[str, str]]:
    """Every combination of the options of choices that some case leaves open."""
    open_ = [choice for choice in scenario.choices if any(_open(scenario, choice.name, each) for each in taken)]
    number = len(taken)
    for choice in open_:
        number *= len(choice.options)
    if number > MOST:
        raise UsageError(
            f"{number} ways to run it, {MOST} at most",
            place="--set",
            mend=f"choose, as {open_[0].name}={open_[0].options[0].name}",
        )
    combined = itertools.product(*([option.name for option in choice.options] for choice in open_))
    return [dict(zip((choice.name for choice in open_), options, strict=True)) for options in combined]


def _open(scenario: Scenario, name: str, given: Asked) -> bool:
    """Whether a choice is left open: no option is set, nor every number that its options would."""
    numbers = {
        number for choice in scenario.choices if choice.name == name
        for option in choice.options for number in option.values
    }  # fmt: skip
    return name not in given.options and not numbers <= given.parameters.keys()


def titled(scenario: Scenario, way: Way, choices: Collection[str]) -> Way:
    """The variant as it is told where only these choices matter."""
    left = [_option(scenario, choice, option).title for choice, option in way.split.items() if choice in choices]
    return dataclasses.replace(way, options="; ".join(left))


def _way(
    scenario: Scenario, name: str, title: str, sets: Mapping[str, str], left: Mapping[str, str], whole: Asked,
    among: int, filled: Mapping[str, Parameter],
) -> Way:  # fmt: skip
    options = "; ".join(_option(scenario, choice, option).title for choice, option in left.items())
    called = ", ".join(part for part in (*left.values(), name) if part) or AS_IT_IS
    told = "; ".join(part for part in (title, options) if part) or "as the file has it"
    return Way(
        Variant(called, told, {**sets, **left}), title, options, among, dict(left),
        _parameters(scenario, whole, filled), whole.events,
    )  # fmt: skip


def _option(scenario: Scenario, choice: str, option: str) -> Option:
    return next(o for c in scenario.choices if c.name == choice for o in c.options if o.name == option)


def _parameters(scenario: Scenario, whole: Asked, filled: Mapping[str, Parameter]) -> dict[str, Parameter]:
    used = {parameter.name: filled.get(parameter.name, parameter) for parameter in scenario.parameters}
    for choice in scenario.choices:
        for option in choice.options:
            if whole.options.get(choice.name) == option.name:
                used.update(option.values)
    for name, distribution in whole.parameters.items():
        used[name] = dataclasses.replace(
            used[name], distribution=distribution, sources=(), weak=False, note="set by whoever asks"
        )
    return used
