"""The shapes of what is said of the time ahead: forecasts, announced things, track records, scenarios, answers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from entente.records.outlook import BECAME, FORECAST
from entente.serve.api.shapes import Certainty, Kind, Modality, Shape

ForecastKind = Literal[FORECAST]  # type: ignore[valid-type]
Became = Literal[BECAME]  # type: ignore[valid-type]


class Seen(BaseModel):
    """An object that may get more fields."""

    model_config = ConfigDict(extra="allow")


class EstimateSeen(Shape):
    """A value with its interval; `level`: 0.9 for 90 %."""

    value: float
    low: float
    high: float
    level: float


class ReasonSeen(Shape):
    """What moved a probability: `effect` on its log-odds, against the usual case; `claims` behind it, newest first."""

    text: str
    effect: float
    claims: list[str]


class ReliabilitySeen(Shape):
    """How forecasts between `low` and `high`, which said `mean` on average, did: the share that `happened`."""

    low: float
    high: float
    mean: float
    forecasts: int
    happened: EstimateSeen


class ForecastRow(Seen):
    """That at least one happening of a kind between two is told by `least` origins or more, after `as_of` to `until`.

    Attributes:
        base_rate: the share of the pair's past windows that had one, drawn towards the rate of the kind; laid end to
            end, `had` of `windows` windows of `length` days had one.
        first: the pair has had none of the kind so far.
        before: how forecasts of this level did in the past of this ledger, null where too few were made.
        skilled: whether the model did better than the base rate there, null where that could not be tested.
    """

    kind: ForecastKind
    one: str
    two: str
    as_of: dt.date
    until: dt.date
    probability: float
    base_rate: float
    windows: int
    least: int
    first: bool
    reasons: list[ReasonSeen]
    before: ReliabilitySeen | None
    skilled: bool | None
    note: str
    had: int
    length: int


class WorkedOut(Shape):
    """What was worked out.

    Attributes:
        made: when; `current`: the ledger has not changed since; `job`: works it out anew, where one does.
        fault: why there is no answer, as with a ledger that is too short, "" where there is one; `mend`: what helps.
    """

    made: dt.datetime
    current: bool
    job: str | None
    fault: str
    mend: str


class ForecastList(WorkedOut):
    """Forecasts. `all`: how many fit; names of codes in `names`."""

    data: list[ForecastRow]
    all: int
    names: dict[str, str]


class AnnouncedRow(Seen):
    """Something that was announced with a time for it, and what became of it.

    Attributes:
        claim: that announces it; `claims`: all that do, oldest first; `by`: those that tell what became of it.
        lead: days from the first report to the end of its time.
        probability: that it is kept, null where that could not be learned; `base_rate`: of all announced things;
            `prior`: from packaged counts, where the ledger has too few of its own.
        confidence: how surely the surest of its claims was read; `shown`: the words that tell what became of it;
            `at_once`: kept on the day it was told.
    """

    claim: str
    claims: list[str]
    kind: Kind
    actor: list[str]
    recipient: list[str]
    label: str
    holder: str
    stance: str
    modality: Modality
    certainty: Certainty
    told: dt.date
    quote: str
    start: dt.date | None
    end: dt.date | None
    lead: int
    became: Became
    on: dt.date | None
    by: list[str]
    probability: float | None
    base_rate: float | None
    reasons: list[ReasonSeen]
    event: str | None
    prior: bool
    confidence: float
    shown: str
    at_once: bool


class AnnouncedList(WorkedOut):
    """Announced things: open ones first, by the day they are due. `all`: how many fit; `counts`: by what became."""

    data: list[AnnouncedRow]
    all: int
    counts: dict[str, int]
    names: dict[str, str]


class RecordSeen(WorkedOut):
    """A track record: scores, skill over what was to be beaten, reliability; null where there is a fault."""

    record: dict[str, Any] | None


class ScenarioLine(Shape):
    """A scenario in one line. `weak`: how many of its parameters have only weak sources."""

    name: str
    title: str
    question: str
    start: dt.date
    time: str
    horizon: float
    actors: dict[str, str]
    cases: list[str]
    parameters: int
    sources: int
    weak: int


class ScenarioList(Shape):
    """Scenarios, by name."""

    data: list[ScenarioLine]


class ScenarioSeen(Seen):
    """A scenario: its numbers with unit, distribution and sources, stocks, flows, rules, events, cases, questions."""

    name: str
    title: str
    about: str
    question: str
    start: dt.date
    time: str
    step: float
    horizon: float
    faults: list[str]
    sources: list[dict[str, Any]]
    parameters: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    stocks: list[dict[str, Any]]
    flows: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    events: list[dict[str, Any]]
    cases: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    questions: list[dict[str, Any]]


class WhatIfSeen(Seen):
    """What a scenario answers, in the published form.

    Attributes:
        times: since `start`, in the unit `time`.
        variants: ways in which it was run; `courses`: quantiles over time, level -> values; null where none is finite.
        answers: to each question in each variant, with the sentence; `differences`: between variants, with intervals.
        parameters: every number that was used, with its sources; `filled`: those that came from the ledger.
        notes: what is to be known, as weak sources.
    """

    format: int
    scenario: str
    title: str
    question: str
    start: dt.date
    time: str
    runs: int
    seed: int
    horizon: float
    times: list[float]
    variants: list[dict[str, Any]]
    courses: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    differences: list[dict[str, Any]]
    filled: list[dict[str, Any]]
    parameters: list[dict[str, Any]]
    notes: list[str]
