"""From a scenario and what is set to its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy.typing as npt

from entente.errors import LexiconError, UsageError
from entente.futures.whatif import influence as influencing
from entente.futures.whatif import saying
from entente.futures.whatif.answers import Span, Told, answer
from entente.futures.whatif.comparing import difference
from entente.futures.whatif.filling import source_of
from entente.futures.whatif.leaning import open_choices
from entente.futures.whatif.notes import RuleTold, notes, sources_of, urgent
from entente.futures.whatif.quantiles import BUDGET
from entente.futures.whatif.running import Batch, Ran, record_every, run
from entente.futures.whatif.trying import line_of
from entente.futures.whatif.variants import Way, titled, ways
from entente.records import (
    Answer,
    Course,
    Difference,
    Filled,
    Influence,
    Parameter,
    Scenario,
    UsedParameter,
    WhatIf,
)
from entente.records.scenario import Number

#: Question -> the choices that its answer can hang on.
Choices: TypeAlias = Mapping[str, frozenset[str]]
#: Most runs of a variant.
MOST_RUNS = 2_000_000
#: Seeds are below.
SEEDS = 2**64


class Simulates(Protocol):
    """Runs variants of one scenario."""

    def batches(self, way: Way, *, runs: int, seed: int, horizon: float, record_every: float) -> Iterable[Batch]:
        """The runs of a variant, some at a time."""

    def answers(
        self, way: Way, drawn: npt.NDArray[Any], names: Sequence[str], *, seed: int, horizon: float
    ) -> Mapping[str, npt.NDArray[Any]]:
        """Question -> its values, with the named parameters at these quantiles; see `influence.Answers`."""


#: Parameters that a ledger filled, who says what, and what is to be said of it; see `filling.fill`.
Fills: TypeAlias = tuple[Mapping[str, Parameter], Sequence[Filled], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a scenario; see `WhatIfDesk.whatif`. `budget`: bytes for the courses of a variant."""

    sets: Mapping[str, str] = field(default_factory=dict)
    compare: Sequence[str] = ()
    runs: int = 10_000
    seed: int = 0
    horizon: float | None = None
    influence: bool = False
    filled: tuple[Mapping[str, Parameter], Sequence[Filled], Sequence[str]] = field(
        default_factory=lambda: ({}, (), ())
    )
    budget: int = BUDGET


def whatif(
    scenario: Scenario, wanted: Wanted, simulates: Simulates, rule: RuleTold,
    progress: Callable[[int, int | None], None] = lambda done, total: None,
) -> WhatIf:  # fmt: skip
    """The answers. Raises UsageError for what the scenario does not have, or cannot be run so.

    Raises LexiconError where every run of a variant runs away, with the line of what did first; UsageError where
    something was set.
    """
    horizon = _checked(scenario, wanted)
    parameters, filled, told = wanted.filled
    every = ways(scenario, wanted.sets, wanted.compare, parameters)
    total = len(every) * wanted.runs
    if wanted.influence:
        total += sum(influencing.size(wanted.runs, way.parameters) for way in every)
    span, count = Span(scenario.time, horizon), _Counter(progress, total)
    choices = {question.name: open_choices(scenario, question) for question in scenario.questions}
    rans: list[Ran] = []
    differences: list[Difference] = []
    answers: list[Answer] = []
    for way in every:
        batches = simulates.batches(
            way, runs=wanted.runs, seed=wanted.seed, horizon=horizon, record_every=record_every(horizon, scenario.step)
        )
        ran = run(scenario, way, batches, done=count, budget=wanted.budget)
        if not ran.good.any():
            raise _all_ran_away(scenario, wanted, ran, span)
        differences += _against_first(scenario, rans, ran, span, choices)
        answers += [answer(_told(scenario, ran, at, choices), span) for at in range(len(scenario.questions))]
        if way.among:
            ran.values.clear()  # of many runs these are large, and only the first is compared with
        rans.append(ran)
    influences, said = _influences(scenario, every, wanted, simulates, span, count) if wanted.influence else ([], [])
    order = {question.name: at for at, question in enumerate(scenario.questions)}
    answers.sort(key=lambda each: order[each.question])
    return WhatIf(
        scenario.name, scenario.title, scenario.about, scenario.question, scenario.start, scenario.time, wanted.runs,
        wanted.seed, horizon, rans[0].times, tuple(way.variant for way in every), tuple(_courses(scenario, rans)),
        tuple(answers), tuple(sorted(differences, key=lambda each: order[each.question])), tuple(influences),
        tuple(filled), tuple(_used(scenario, every, filled)),
        (*told, *notes(scenario, rans, answers, span, rule), *said), tuple(_marks(scenario, every, horizon)),
        tuple(urgent(scenario, rans)),
    )  # fmt: skip


def _checked(scenario: Scenario, wanted: Wanted) -> float:
    if not 1 <= wanted.runs <= MOST_RUNS:
        raise UsageError(f"{wanted.runs:,} runs", place="--runs", mend=f"from 1 to {MOST_RUNS:,}")
    if not 0 <= wanted.seed < SEEDS:
        raise UsageError(f"{wanted.seed} is no seed", place="--seed", mend="from 0 to 2**64 - 1")
    horizon = scenario.horizon if wanted.horizon is None else wanted.horizon
    if not scenario.step <= horizon <= 100 * scenario.horizon:
        what = f"{saying.amount(horizon, scenario.time)} cannot be run"
        longest = saying.amount(100 * scenario.horizon, scenario.time)
        mend = f"from {scenario.step:g} to {longest}; the file has {scenario.horizon:g}"
        raise UsageError(what, place="--horizon", mend=mend)
    return round(horizon / scenario.step) * scenario.step


def _all_ran_away(scenario: Scenario, wanted: Wanted, ran: Ran, span: Span) -> LexiconError | UsageError:
    """A scenario that tells nothing, with the line of what ran away first: the file is at fault, or what was set."""
    name, (_, time) = min(ran.away.items(), key=lambda each: (each[1][1], each[0]), default=("", (0, 0.0)))
    line = line_of(scenario, name)
    told = f"{name} stops being a finite number, first in {saying.at(time, span.time)}" if name else "nothing is finite"
    where = saying.where(ran.way.case, ran.way.options)
    what, place = f"every run{where} runs away: {told}", f"{scenario.path}:{line}"
    if wanted.sets:
        return UsageError(what, place=place, mend="set numbers nearer to those of the file")
    return LexiconError([f"{place}: {what} (look at the formula, or take a shorter step)"])


class _Counter:
    """Tells how many runs are done."""

    def __init__(self, progress: Callable[[int, int | None], None], total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self, runs: int) -> None:
        self._done += runs
        self._progress(min(self._done, self._total), self._total)


def _told(scenario: Scenario, ran: Ran, at: int, choices: Choices) -> Told:
    question = scenario.questions[at]
    way = titled(scenario, ran.way, choices[question.name])
    return Told(question, way, ran.values[question.name][ran.good])


def _against_first(
    scenario: Scenario, rans: Sequence[Ran], other: Ran, span: Span, choices: Choices
) -> list[Difference]:
    """The differences to the first case with the same options."""
    first = next((ran for ran in rans if ran.way.among == 0 and _fits(ran.way, other.way)), None)
    if first is None or other.way.among == 0:
        return []
    both, found = first.good & other.good, []
    for at, question in enumerate(scenario.questions):
        pair = (first.values[question.name][both], other.values[question.name][both])
        found += difference(_told(scenario, first, at, choices), _told(scenario, other, at, choices), pair, span)
    return found


def _fits(one: Way, other: Way) -> bool:
    """Whether no choice that both leave open has another option."""
    return all(other.split.get(choice, option) == option for choice, option in one.split.items())


def _courses(scenario: Scenario, rans: Sequence[Ran]) -> Iterable[Course]:
    for output in scenario.outputs:
        for ran in rans:
            yield Course(output.name, output.title, output.unit, ran.way.variant.name, ran.courses[output.name])


def _influences(
    scenario: Scenario, every: Sequence[Way], wanted: Wanted, simulates: Simulates, span: Span, count: _Counter
) -> tuple[list[Influence], list[str]]:
    by_chance = any(rule.chance for rule in scenario.rules) or any(event.chance for event in scenario.events)
    found: list[Influence] = []
    said: list[str] = []
    for way in every:

        def answers(drawn: npt.NDArray[Any], names: Sequence[str], way: Way = way) -> Mapping[str, npt.NDArray[Any]]:
            got = simulates.answers(way, drawn, names, seed=wanted.seed, horizon=span.horizon)
            count(len(drawn))
            return got

        rows, notes_ = influencing.influences(
            scenario, way, answers, span, runs=wanted.runs, seed=wanted.seed, by_chance=by_chance
        )
        found += rows
        said += [note for note in notes_ if note not in said]
    order = {question.name: at for at, question in enumerate(scenario.questions)}
    return sorted(found, key=lambda row: order[row.question]), said


def _used(scenario: Scenario, every: Sequence[Way], filled: Sequence[Filled]) -> Iterable[UsedParameter]:
    """Every number in the order of the file; one that is the same in every variant once, with the variant ""."""
    known = {source.id: source for source in (*scenario.sources, *map(source_of, filled))}
    for parameter in scenario.parameters:
        kinds = [way.parameters[parameter.name] for way in every]
        alike = all(kind == kinds[0] for kind in kinds)
        for way, kind in list(zip(every, kinds, strict=True))[: 1 if alike else None]:
            yield UsedParameter(
                kind.name, parameter.title, parameter.unit, "" if alike else way.variant.name, kind.distribution,
                sources_of(kind, known), kind.weak, kind.note,
            )  # fmt: skip


def _marks(scenario: Scenario, every: Sequence[Way], horizon: float) -> Iterable[tuple[str, float, str]]:
    """Events that happen, maybe by chance, at a time that the scenario or whoever asks has set."""
    for way in every:
        for event in scenario.events:
            switch = way.events.get(event.name, event.on)
            if switch is False or event.at is None:
                continue
            of_file = event.at.tree.value if isinstance(event.at.tree, Number) else None
            time = of_file if switch is True else float(switch)
            if time is not None and time <= horizon:
                yield way.variant.name, time, event.title
