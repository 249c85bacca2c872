"""Answers to the questions of a scenario, as sentences with their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from entente.futures.shares import wilson
from entente.futures.whatif import saying
from entente.futures.whatif.intervals import LEVEL
from entente.futures.whatif.quantiles import quantiles
from entente.futures.whatif.variants import Way
from entente.records import Answer
from entente.records.scenario import ScenarioQuestion

#: What is asked of a condition; of "first" also when it first held.
CONDITIONS = ("any", "end", "always")
#: How the range from the 5 % to the 95 % quantile is told.
NINE_OF_TEN = "nine runs of ten"


@dataclass(frozen=True, slots=True)
class Span:
    """What times are called. `time`: the scenario's unit; `horizon` in it."""

    time: str
    horizon: float

    def until(self, question: ScenarioQuestion) -> float:
        """Until when a question asks, at most to the horizon."""
        return self.horizon if question.by is None else min(question.by, self.horizon)


@dataclass(frozen=True, slots=True)
class Told:
    """What the runs of one variant gave for one question.

    Attributes:
        values: of the runs that count, shape (runs,): for conditions whether it came true, else the amount or the time,
            in the question's unit, nan where a run gives none.
    """

    question: ScenarioQuestion
    way: Way
    values: npt.NDArray[Any]

    @property
    def runs(self) -> int:
        """Number of runs that count."""
        return len(self.values)

    @property
    def came(self) -> npt.NDArray[np.bool_]:
        """In which runs it came true; of an amount, which runs give one."""
        if self.question.asked in CONDITIONS:
            return np.asarray(self.values, np.bool_)
        return np.asarray(~np.isnan(self.values), np.bool_)

    @property
    def given(self) -> npt.NDArray[np.float64]:
        """The amounts or times that there are."""
        values: npt.NDArray[np.float64] = self.values[self.came].astype(np.float64)
        return values


def answer(told: Told, span: Span) -> Answer:
    """The answer in one variant."""
    question, where = told.question, saying.where(told.way.case, told.way.options)
    if not told.runs:
        text = f"{saying.capital(question.text)}: not known{where}, every run ran away."
        return Answer(
            question.name, told.way.variant.name, text, question.asked, _unit(question, span), None, None, None
        )
    if question.asked in CONDITIONS:
        return _of_condition(told, span, where)
    return _of_first(told, span, where) if question.asked == "first" else _of_amount(told, span, where)


def _unit(question: ScenarioQuestion, span: Span) -> str:
    if question.asked in CONDITIONS:
        return ""
    return question.unit or (span.time if question.asked == "first" else "")


def _of_condition(told: Told, span: Span, where: str) -> Answer:
    happened = int(told.came.sum())
    share = wilson(happened, told.runs, LEVEL)
    text = f"{lead(told.question, span)} {saying.share(happened, told.runs)}{where}."
    return Answer(
        told.question.name, told.way.variant.name, text, told.question.asked, "", share.value, share.low, share.high,
        share.value,
    )  # fmt: skip


def _of_first(told: Told, span: Span, where: str) -> Answer:
    question, unit = told.question, _unit(told.question, span)
    given, text = told.given, saying.capital(told.question.text)
    share = len(given) / told.runs
    if not len(given):
        said = f"{text} {_before(question, span)} in no run{where}."
        return Answer(question.name, told.way.variant.name, said, "first", unit, None, None, None, 0.0)
    low, middle, high = (float(value) for value in quantiles(given, (0.05, 0.5, 0.95)))
    often = saying.share(len(given), told.runs)
    said = f"{text} {_before(question, span)} {often}{where}, in the median {when(middle, unit, span)}"
    said += f" ({_spread(low, high, of=told, time=True)})."
    return Answer(question.name, told.way.variant.name, said, "first", unit, middle, low, high, share)


def _spread(low: float, high: float, *, of: Told, time: bool = False) -> str:
    """The range from the 5 % to the 95 % quantile in words."""
    if low == high:
        return "the same in nearly every run" if np.ptp(of.given) else "the same in every run"
    ends = [f"{end:,.1f}".removesuffix(".0") for end in (low, high)]
    which = NINE_OF_TEN if len(of.given) == of.runs else "nine of ten of these"
    return f"{which}: {' to '.join(ends) if time else saying.over_runs(low, high, of.question.unit)}"


def _of_amount(told: Told, span: Span, where: str) -> Answer:
    question, given = told.question, told.given
    if not len(given):
        said = f"{saying.capital(question.text)}: not known{where}, no run gives a number."
        return Answer(question.name, told.way.variant.name, said, question.asked, question.unit, None, None, None)
    low, middle, high = (float(value) for value in quantiles(given, (0.05, 0.5, 0.95)))
    amount = f"{saying.amount(middle, question.unit)} in the median ({_spread(low, high, of=told)})"
    said = f"{lead(question, span)} {amount}{where}."
    return Answer(question.name, told.way.variant.name, said, question.asked, question.unit, middle, low, high)


def lead(question: ScenarioQuestion, span: Span) -> str:
    """The beginning of a sentence, up to its numbers: "The stock falls under 30 days of use before month 24"."""
    said = saying.capital(asks(question, span))
    return said if question.asked in (*CONDITIONS, "first") else f"{said}:"


def asks(question: ScenarioQuestion, span: Span) -> str:
    """A question's text with its time: "the stock falls under 30 days of use before month 24"."""
    text = question.text
    until = saying.at(span.until(question), span.time)
    match question.asked:
        case "end":
            said = f"{text} at {until}"
        case "amount":
            said = f"{text}, as of {until}"
        case "always":
            said = f"{text} all the way to {until}"
        case "most" | "least":
            extreme = "highest" if question.asked == "most" else "lowest"
            said = f"{text} at the {extreme} until {until}"
        case "total":
            said = f"{text} in all until {until}"
        case _:
            said = f"{text} {_before(question, span)}"
    return said


def _before(question: ScenarioQuestion, span: Span) -> str:
    if question.by is None or question.by > span.horizon:
        return f"within {saying.amount(span.horizon, span.time)}"
    return f"before {saying.at(question.by, span.time)}"


def when(time: float, unit: str, span: Span) -> str:
    """When something comes, after a verb: "in month 24", or in another unit "after 3 years"."""
    return f"in {saying.at(time, unit)}" if unit == span.time else f"after {saying.amount(time, unit)}"
