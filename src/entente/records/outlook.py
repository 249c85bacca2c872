"""What lies ahead: forecasts with their track record, announced things, and answers of scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from entente.records.finding import Estimate
from entente.records.scenario import Distribution, ScenarioSource

#: Kinds of happenings that are forecast (futures/data/kinds.toml says what counts as each).
FORECAST = ("MEET", "AGREE", "ARMS", "AID", "TRADE", "COOPERATE", "SANCTION", "ACCUSE", "THREATEN", "COERCE", "FORCE")
#: What became of an announced thing. "unheard": its time is over and no report tells that it was kept or dropped.
BECAME = ("kept", "late", "dropped", "denied", "open", "unheard")


@dataclass(frozen=True, slots=True)
class ForecastReason:
    """What moved a forecast.

    Attributes:
        text: one plain sentence.
        effect: by how much it moves the log-odds, against what is usual where the base rate is as high.
        claims: ids of the claims behind it, newest first; at most ten.
    """

    text: str
    effect: float
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reliability:
    """How forecasts of one level did: of `forecasts` between `low` and `high`, said `mean` on average, the share
    `happened` came true, with its interval."""

    low: float
    high: float
    mean: float
    forecasts: int
    happened: Estimate


@dataclass(frozen=True, slots=True)
class Forecast:
    """That at least one happening of a kind between two is told by `least` origins or more, in (as_of, until].

    Attributes:
        kind: one of FORECAST; one, two: codes, in alphabetical order, the direction left open.
        as_of: last day of what was known; until: last day of the window.
        probability: of the model; base_rate: the share of the pair's past windows that had one, drawn towards the rate
            of its kind, and no less than that of shorter windows; windows: number of past windows laid end to end.
        least: number of independent origins that must tell it.
        first: whether the pair has had none of the kind so far, as far as the ledger reaches.
        reasons: what moved it, most important first.
        before: how forecasts of this level did in past windows of this ledger; None where there were too few.
        skilled: whether the model did better there than the base rate; None where that could not be tested.
        note: what is to say about it in a sentence, "" for nothing.
        had: of `windows`, how many had one; length: days of each of them, shorter than the horizon where the past is
            too short for it; 0: as long as the horizon.
    """

    kind: str
    one: str
    two: str
    as_of: dt.date
    until: dt.date
    probability: float
    base_rate: float
    windows: int
    least: int
    first: bool
    reasons: tuple[ForecastReason, ...]
    before: Reliability | None = None
    skilled: bool | None = None
    note: str = ""
    had: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """Something that was announced with a time for it.

    Attributes:
        claim: id of the claim that announces it; further claims that do in `claims`, oldest first.
        kind: PLOVER event type or extension; actor, recipient: codes. label: in a few words.
        holder: code or name of who says so, "" for reports' own voice; stance likewise.
        modality: "future" or "desired"; certainty as in the claim record.
        told: day of the first report; quote: the words of it.
        start, end: the window announced, either may be None but not both.
        lead: days from `told` to the window's end.
        became: one of BECAME; on: the day on which that was told first; by: claims that show it.
        probability: that reports tell it as kept in its window, as known on the day asked; None for what is settled.
        base_rate: share kept of all announced things that were settled by then.
        reasons: what moved it.
        event: id of the happening in the ledger, None where not grouped.
        prior: whether the probability is from the packaged counts, because the ledger has too few of its own.
        confidence: the reader's, 0 to 1, of the surest of `claims`.
        shown: words of the first of `by`, "" where nothing shows what became of it.
        at_once: whether it was told as kept on the day on which it was told first, so that it announced nothing.
    """

    claim: str
    claims: tuple[str, ...]
    kind: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    label: str
    holder: str
    stance: str
    modality: str
    certainty: str
    told: dt.date
    quote: str
    start: dt.date | None
    end: dt.date | None
    lead: int
    became: str
    on: dt.date | None
    by: tuple[str, ...]
    probability: float | None
    base_rate: float | None
    reasons: tuple[ForecastReason, ...] = ()
    event: str | None = None
    prior: bool = False
    confidence: float = 1.0
    shown: str = ""
    at_once: bool = False

    def is_past(self, day: dt.date) -> bool:
        """Whether its window was over before a day."""
        last = self.end or self.start or self.told
        return last < day


@dataclass(frozen=True, slots=True)
class Skill:
    """How forecasts did against what was to be beaten: 1 - score / score of `against`. `better`: by the interval."""

    against: str
    score: str
    value: Estimate
    better: bool


@dataclass(frozen=True, slots=True)
class Backtest:
    """How forecasts, or announced things, fared over rolling origins.

    Attributes:
        what: "forecasts" or "announced".
        kinds: kinds that were forecast; since, until: first and last day that windows lie in; horizon in days.
        origins: the days from which was looked ahead.
        cases: number of forecasts; happened: of them, how many came true; pairs: number of pairs.
        brier, log: scores of the model; the same of every reference, by name, in `references`: name -> (brier, log).
        skills: against each reference, by both scores, with bootstrap intervals by pair.
        first_auc, first_precision: of pairs that had none of the kind before: AUC, and precision among as many as came
            true; None where none came true.
        first_cases, first_happened: their numbers.
        reliability: by level of forecast.
        by_kind: kind -> (cases, happened, brier, skill by Brier against the pair's base rate).
        note: the result in a sentence, as honest as it is.
        first_degree_auc, first_degree_precision: as `first_auc` and `first_precision`, of the baseline by degree: with
            how many others each of the two had the kind; first_more: by how much the model's AUC is above it.
    """

    what: str
    kinds: tuple[str, ...]
    since: dt.date
    until: dt.date
    horizon: int
    least: int
    origins: tuple[dt.date, ...]
    cases: int
    happened: int
    pairs: int
    brier: Estimate
    log: Estimate
    references: Mapping[str, tuple[float, float]]
    skills: tuple[Skill, ...]
    first_auc: Estimate | None
    first_precision: Estimate | None
    first_cases: int
    first_happened: int
    reliability: tuple[Reliability, ...]
    by_kind: Mapping[str, tuple[int, int, float, float]]
    note: str
    seed: int = 0
    first_degree_auc: Estimate | None = None
    first_degree_precision: Estimate | None = None
    first_more: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which a scenario was run.

    Attributes:
        name: as "with", or "made, with" where a choice splits it; title: in words.
        sets: what was set, parameter, choice or event -> value, as asked.
    """

    name: str
    title: str
    sets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Course:
    """An output over time in one variant. `quantiles`: level -> its value at each of `WhatIf.times`, in `unit`."""

    output: str
    title: str
    unit: str
    variant: str
    quantiles: Mapping[float, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question in one variant.

    Attributes:
        text: the sentence.
        value: the share of runs, or the median of an amount or a time; None where no run gives one.
        share: of runs in which it came true, for conditions.
        low, high: 5 % and 95 % quantiles over runs of an amount; of a share, its interval for the number of runs.
    """

    question: str
    variant: str
    text: str
    asked: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two variants beside each other, run by run with the same draws: `other` less `variant`, with its interval."""

    question: str
    variant: str
    other: str
    text: str
    unit: str
    value: Estimate


@dataclass(frozen=True, slots=True)
class Influence:
    """How much of an answer's variance a parameter accounts for: Sobol indices, first order and total, 95 %."""

    question: str
    variant: str
    parameter: str
    first: Estimate
    total: Estimate


@dataclass(frozen=True, slots=True)
class Filled:
    """A parameter that was filled from a ledger.

    Attributes:
        parameter: its name; distribution: what it became, in its declared unit; was: what the file has.
        origins: number of independent origins; by: who says what: (voice, low, high, claim's id).
        words: the figures as the reports have them, in the order of `by`.
    """

    parameter: str
    distribution: Distribution
    was: Distribution
    origins: int
    by: tuple[tuple[str, float, float, str], ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsedParameter:
    """A parameter as it was used in a variant, with where it is from; `sources` hold the numbers' publications."""

    name: str
    title: str
    unit: str
    variant: str
    distribution: Distribution
    sources: tuple[ScenarioSource, ...]
    weak: bool
    note: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a scenario answers.

    Attributes:
        scenario, title, about, question: of the scenario; start: the day of time 0; time: unit of time.
        runs, seed, horizon: as asked; times: since the start, in `time`.
        variants: as run; courses: every output of every variant; answers: to each question in each.
        differences: between compared variants; influences: where asked for.
        filled: parameters filled from a ledger; parameters: every number used, with its sources.
        notes: what the reader must know: weak sources, runs that ran away, faults of the file.
        marks: events that happen at a set time: (variant, time since the start, title).
        urgent: those of the notes that are to be read before the answers.
    """

    scenario: str
    title: str
    about: str
    question: str
    start: dt.date
    time: str
    runs: int
    seed: int
    horizon: float
    times: tuple[float, ...]
    variants: tuple[Variant, ...]
    courses: tuple[Course, ...]
    answers: tuple[Answer, ...]
    differences: tuple[Difference, ...]
    influences: tuple[Influence, ...]
    filled: tuple[Filled, ...]
    parameters: tuple[UsedParameter, ...]
    notes: tuple[str, ...] = ()
    marks: tuple[tuple[str, float, str], ...] = ()
    urgent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a brief tells of the time ahead: forecasts, announced things still open, answers of scenarios."""

    forecasts: tuple[Forecast, ...] = ()
    announced: tuple[Announced, ...] = ()
    whatifs: tuple[WhatIf, ...] = ()
    notes: tuple[str, ...] = ()
