"""A scenario: stocks, flows, actors with rules and events, each number with its unit and its source.

Quantities of a scenario are stored twice: as the file has them, in the unit it declares, and by `factor`, what one
declared unit is in the scenario's own units, in which everything is reckoned: time in `Scenario.time`, other dimensions
in their base units. So nothing that reckons needs to know units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

#: What a formula may call, with the number of arguments (None: two or more). Comparisons and "and", "or", "not" give
#: conditions; "if" is (condition, then, else); "neg" is the minus sign before one.
FUNCTIONS: dict[str, int | None] = {
    "+": 2, "-": 2, "*": 2, "/": 2, "**": 2, "neg": 1,
    "<": 2, "<=": 2, ">": 2, ">=": 2, "and": 2, "or": 2, "not": 1, "if": 3,
    "min": None, "max": None, "abs": 1, "exp": 1, "ln": 1, "sqrt": 1, "clip": 3,
}  # fmt: skip
#: Kinds of distributions, with their numbers as written: `uniform(low, high)`, `loguniform(low, high)`,
#: `triangular(low, mode, high)`, `normal(mean, deviation)`, `normal(mean, deviation, low, high)` (cut off),
#: `lognormal(median, factor)` (two thirds of its mass between median / factor and median * factor),
#: `choice(value, ...)` (each alike).
DISTRIBUTIONS = ("value", "uniform", "loguniform", "triangular", "normal", "lognormal", "choice")
#: Kinds of delays, named as in Vensim: FIXED (a conveyor), first and third order material delays, and SMOOTH.
DELAYS = ("fixed", "first", "third", "smooth")
#: What a question asks: the share of runs in which its condition comes true by a time ("any"), holds at that time
#: ("end") or all the way ("always"); when it first comes true ("first"); or how much something is at that time
#: ("amount"), at most ("most"), at least ("least") or summed up ("total").
ASKED = ("any", "end", "always", "first", "amount", "most", "least", "total")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a formula. `value`: in the scenario's own units; `unit`: as written, "" where there was none."""

    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, stock, flow, variable, delay, lever, or "time" (since the start, in the scenario's unit)."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or sign of FUNCTIONS over its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = "Number | Name | Call"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, and as a tree whose numbers are in the scenario's own units."""

    text: str
    tree: Node


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a number may be. `kind`: of DISTRIBUTIONS; `numbers`: as written, in the declared unit."""

    kind: str
    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ScenarioSource:
    """Where a number comes from.

    Attributes:
        id: as parameters name it.
        title, publisher: of the publication; `date` of it; `url` an address or a place in print.
        weak: whether it is second-hand, unverified, or an assumption of the scenario's author.
        note: what is to know about it.
        claims: ids of claims of a ledger, where the number came from there.
    """

    id: str
    title: str
    publisher: str
    date: dt.date | None
    url: str
    weak: bool = False
    note: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerFill:
    """How a parameter is filled from figures in claims of a ledger.

    Attributes:
        event: kinds of claims; empty: any. matter: beginning of a matter, "" any.
        actor, recipient: codes that stand on that side, "" anybody.
        units: words for the unit as reports have it ("shell", "round", "container"); times: what one of them is in the
            parameter's unit, likewise by word.
        per: period that the figures are for, in the scenario's time unit; None where the parameter is no rate.
    """

    event: tuple[str, ...]
    matter: str
    actor: str
    recipient: str
    units: tuple[str, ...]
    times: Mapping[str, float]
    per: float | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a scenario, with what it may be.

    Attributes:
        name, title: its name in formulas and in words.
        unit: as declared; factor: what one of it is in the scenario's own units.
        distribution: in the declared unit.
        sources: ids of sources; date: the day that the number is of.
        weak: whether every source of it is weak. note: how it was drawn from them.
        slider: lowest and highest value offered to move it, None: not offered.
        ledger: how a ledger may fill it.
        line: of the file.
    """

    name: str
    title: str
    unit: str
    factor: float
    distribution: Distribution
    sources: tuple[str, ...]
    date: dt.date | None
    weak: bool = False
    note: str = ""
    slider: tuple[float, float] | None = None
    ledger: LedgerFill | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """One of the definitions of a Choice. `values`: parameter -> what it is under this definition, with its sources."""

    name: str
    title: str
    values: Mapping[str, Parameter]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A quantity that sources define in two ways or more. Every answer is given for each; they are never blended."""

    name: str
    title: str
    options: tuple[Option, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Stock:
    """What adds up. `initial`: its value at the start, of parameters only; `floor`: outflows are cut so that it stays
    there or above, in the declared unit, None: no floor; `unit` and `factor` as of a Parameter."""

    name: str
    title: str
    unit: str
    factor: float
    initial: Formula
    floor: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """What runs from a stock to another, a unit of stock by time. `source`, `target`: stocks, "" for outside."""

    name: str
    title: str
    unit: str
    factor: float
    source: str
    target: str
    rate: Formula
    line: int = 0


@dataclass(frozen=True, slots=True)
class Variable:
    """What is reckoned anew at each step."""

    name: str
    title: str
    unit: str
    factor: float
    formula: Formula
    line: int = 0


@dataclass(frozen=True, slots=True)
class Delay:
    """An input that arrives later. `kind`: of DELAYS; `time`: how long, of parameters only, so constant over a run;
    `initial`: what comes out before anything went in, of parameters only (where None: the input's value at the start).
    """

    name: str
    title: str
    unit: str
    factor: float
    kind: str
    input: Formula
    time: Formula
    initial: Formula | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lever:
    """What only rules and events change. `initial`: at the start, of parameters only; for the rest as a Parameter."""

    name: str
    title: str
    unit: str
    factor: float
    initial: Formula
    line: int = 0


@dataclass(frozen=True, slots=True)
class ActorRule:
    """How an actor decides.

    At each step at which `when` holds and the rule is not already under way, it is taken up: with `chance` (by time, in
    the scenario's own unit; None: surely). `reaction` later its levers get the values of `sets`, as they are then.

    Attributes:
        actor: code or name of who decides. name, title: of the rule.
        when: a condition. reaction: how long it takes, of parameters only, None: at once.
        once: whether it happens at most once in a run.
        lasts: how long until the levers go back to what they were before, of parameters only, None: for good.
        sources: of the rule itself; sets: lever -> formula.
    """

    actor: str
    name: str
    title: str
    when: Formula
    sets: Mapping[str, Formula]
    chance: Formula | None = None
    reaction: Formula | None = None
    lasts: Formula | None = None
    once: bool = False
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class ScenarioEvent:
    """What happens at a time, or once a condition holds.

    Attributes:
        at: when, since the start, of parameters only, None where `when` is given; when: a condition.
        sets: lever -> formula. lasts: as of a rule. on: whether it happens where nothing else is asked.
        chance: that it happens at all in a run, 0 to 1, of parameters only, None: surely.
        rule: id of a sanctions rule that it stands for, "" for none.
    """

    name: str
    title: str
    sets: Mapping[str, Formula]
    at: Formula | None = None
    when: Formula | None = None
    lasts: Formula | None = None
    chance: Formula | None = None
    on: bool = True
    rule: str = ""
    sources: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A named setting to be compared: name of a parameter, choice or event -> its value as `--set` takes it."""

    name: str
    title: str
    sets: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Output:
    """What is shown over time. `unit` and `factor`: in which it is shown."""

    name: str
    title: str
    unit: str
    factor: float
    formula: Formula
    line: int = 0


@dataclass(frozen=True, slots=True)
class ScenarioQuestion:
    """What is asked of the runs.

    Attributes:
        asked: one of ASKED. text: the sentence's middle, as "the stock falls under 30 days of use", or, of a quantity,
            a noun phrase, as "rounds fired".
        formula: a condition or a quantity, by `asked`; `unit` and `factor` of the quantity (or, of "first", the time).
        by: until when, in the scenario's time unit; None: to the end.
    """

    name: str
    text: str
    asked: str
    formula: Formula
    unit: str = ""
    factor: float = 1.0
    by: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as its file has it, checked: units match, names are known, nothing goes round in a circle.

    Attributes:
        name, title, about: of the scenario; `question`: the one that it was made for.
        origin, licence, faults: of the file, as of any data file; date: of its last change.
        start: the day at which time is 0. time: the unit of time ("month"); step and horizon in it.
        conserved: groups of stocks whose sum changes only by what comes from outside or goes there.
        order: names of flows, variables and delays such that each comes after what it is reckoned from; a delay with
            an `initial` comes before what uses it, one without also after its input: so the order serves at the start.
        path: of the file.
        actors: code or own word -> name.
        units: definitions of units that pint does not know, as the file has them.
        notes: what was seen in the file that is no fault, `FILE:LINE: what`.
    """

    name: str
    title: str
    about: str
    question: str
    origin: str
    licence: str
    faults: tuple[str, ...]
    date: dt.date
    start: dt.date
    time: str
    step: float
    horizon: float
    sources: tuple[ScenarioSource, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    choices: tuple[Choice, ...] = ()
    stocks: tuple[Stock, ...] = ()
    flows: tuple[Flow, ...] = ()
    variables: tuple[Variable, ...] = ()
    delays: tuple[Delay, ...] = ()
    levers: tuple[Lever, ...] = ()
    rules: tuple[ActorRule, ...] = ()
    events: tuple[ScenarioEvent, ...] = ()
    cases: tuple[Case, ...] = ()
    outputs: tuple[Output, ...] = ()
    questions: tuple[ScenarioQuestion, ...] = ()
    conserved: tuple[tuple[str, ...], ...] = ()
    order: tuple[str, ...] = ()
    path: str = ""
    actors: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
