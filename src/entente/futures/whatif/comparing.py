"""Variants side by side, run by run with the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from entente.futures.whatif import saying
from entente.futures.whatif.answers import CONDITIONS, NINE_OF_TEN, Span, Told, lead, when
from entente.futures.whatif.intervals import median, paired_shares
from entente.futures.whatif.quantiles import Floats, quantiles
from entente.records import Answer, Difference, Estimate
from entente.records.scenario import Choice, Option

#: A choice decides an answer where shares differ by so much, and matters to it from so much on.
DECIDES, MATTERS = 0.25, 0.05
#: A difference of amounts under this share of them is told as hardly one.
SLIGHT = 0.005
#: Differences that are so small beside the amounts are those of rounding.
_NOUGHT = 1e-9


def difference(one: Told, other: Told, both: tuple[npt.NDArray[Any], npt.NDArray[Any]], span: Span) -> list[Difference]:
    """How another variant differs from the first; of "first" how often, and how much later where it comes in both.

    Args:
        one, other: of the same question.
        both: the values of the runs that count in both, in the same order, as of Told.
        span: what times are called.
    """
    question = one.question
    values, others = both
    if not len(values) or not one.runs or not other.runs:
        return []
    if question.asked in CONDITIONS:
        return [_shares(one, other, paired_shares(values.astype(bool), others.astype(bool)), lead(question, span))]
    found = []
    if question.asked == "first":
        came, comes = ~np.isnan(values), ~np.isnan(others)
        found.append(_shares(one, other, paired_shares(came, comes), lead(question, span), _months(one, other, span)))
    found += _amounts(one, other, (others - values)[~np.isnan(others - values)], span)
    return found


def _months(one: Told, other: Told, span: Span) -> str:
    """When it comes on both sides: "; where it comes, in the median in month 24.5 with, month 11.3 without"."""
    alike = one.way.options == other.way.options
    short = saying.shortened(other.way.case, one.way.case) if one.way.case and other.way.case else one.way.case
    here = saying.where(short, "" if alike and one.way.case else one.way.options)
    there = saying.where(
        saying.shortened(one.way.case, other.way.case) if other.way.case else "", "" if alike else other.way.options
    )
    unit = one.question.unit or span.time
    told = [
        f"{when(float(quantiles(side.given, (0.5,))[0]), unit, span)}{place}"
        for side, place in ((one, here), (other, there)) if len(side.given)
    ]  # fmt: skip
    if not told:
        return ""
    every = len(one.given) == one.runs and len(other.given) == other.runs
    return f"; {'' if every else 'where it comes, '}in the median {', '.join(told)}"


def _shares(one: Told, other: Told, value: Estimate, beginning: str, ending: str = "") -> Difference:
    first, second = int(one.came.sum()), int(other.came.sum())
    here, there = _places(one, other)
    shares = f"{saying.share(first, one.runs)}{here}, {saying.short_share(second, other.runs)}{there}"
    if value.value == 0 and first in (0, one.runs):
        return _made(one, other, f"{beginning} {shares}{ending}.", "", value)
    if value.low <= 0 <= value.high:
        told = "no difference that more runs might not take back"
    else:
        ends = sorted((abs(100 * value.low), abs(100 * value.high)))
        word = "more" if value.value > 0 else "fewer"
        told = f"{saying.points(value.value)} {word} ({_points(*ends)})"
    return _made(one, other, f"{beginning} {shares}: {told}{ending}.", "", value)


def _points(low: float, high: float) -> str:
    places = 1 if high < 10 or f"{low:.0f}" == f"{high:.0f}" else 0
    return f"{low:.{places}f} to {high:.{places}f}"


def _amounts(one: Told, other: Told, gaps: Floats, span: Span) -> list[Difference]:
    if not len(gaps):
        return []
    question = one.question
    largest = max(float(np.abs(told.given).max(initial=0.0)) for told in (one, other))
    gaps = np.where(np.abs(gaps) <= _NOUGHT * largest, 0.0, gaps)
    value = median(gaps)
    low, high = (float(end) for end in quantiles(gaps, (0.05, 0.95)))
    unit = span.time if question.asked == "first" else question.unit
    ends = f"{NINE_OF_TEN}: {saying.changes(low, high, unit, value.value)}"
    same = low == high == 0
    if question.asked == "first":
        return [] if same else [_times(one, other, value, ends, len(gaps), span)]
    here, there = _places(one, other)
    if same:
        alike = f"{saying.amount(float(quantiles(one.given, (0.5,))[0]), question.unit)} in the median"
        runs = "nearly every run" if gaps.any() else "every run"
        text = f"{lead(question, span)} {alike}, in {runs} the same{here} and{there}."
        return [_made(one, other, text, question.unit, value)]
    first, second = (float(quantiles(told.given, (0.5,))[0]) for told in (one, other))
    told = saying.evened(saying.amount(first, question.unit), saying.short_amount(second, question.unit))
    amounts = f"{told[0]}{here}, {told[1]}{there}"
    slight = 0 < abs(value.value) < SLIGHT * max(abs(first), abs(second))
    gap = "hardly a difference" if slight else saying.change(value.value, question.unit)
    text = f"{lead(question, span)} {amounts}; run by run {gap} in the median"
    return [_made(one, other, f"{text} ({ends}).", question.unit, value)]


def _times(one: Told, other: Told, value: Estimate, ends: str, runs: int, span: Span) -> Difference:
    unit = one.question.unit or span.time
    alike = bool(one.way.case and other.way.case and one.way.options == other.way.options)
    here, there = _in_case(one.way.case, "" if alike else one.way.options), _in_case(other.way.case, other.way.options)
    told = f"{_later(value.value, unit)} {there} {'as' if value.value == 0 else 'than'} {here} in the median"
    if not runs == one.runs == other.runs:
        told += f", in the {saying.counted(runs, 'run')} in which it comes in both"
    return _made(one, other, f"{saying.capital(one.question.text)} {told} ({ends}).", unit, value)


def _in_case(case: str, options: str) -> str:
    told = saying.where(case, options).strip()
    return f"in the case {told[1:-1]}" if told.startswith("(") else told or "as the file has it"


def _later(value: float, unit: str) -> str:
    if value == 0:
        return "at the same time"
    return f"{saying.amount(abs(value), unit)} {'later' if value > 0 else 'earlier'}"


def _places(one: Told, other: Told) -> tuple[str, str]:
    """What follows each of two numbers; options that both share are told once, after the other."""
    alike = one.way.options == other.way.options
    here = saying.where(one.way.case, "" if alike and one.way.case else one.way.options)
    title = other.way.case
    short = saying.shortened(one.way.case, title) if title else ""
    return here, saying.where(short, other.way.options)


def _made(one: Told, other: Told, text: str, unit: str, value: Estimate) -> Difference:
    return Difference(one.question.name, one.way.variant.name, other.way.variant.name, text, unit, value)


@dataclass(frozen=True, slots=True)
class Split:
    """How far apart an open choice brings an answer. `weight`: 1 and more where it decides it; `text`: a sentence."""

    weight: float
    text: str


def split_by(asked: str, choice: Choice, answers: Sequence[tuple[Option, Answer]], where: str) -> Split | None:
    """How much an open choice matters to an answer; None where it hardly does.

    Args:
        asked: the question, as `answers.asks` tells it.
        choice: that is open.
        answers: for each of its options, everything else alike.
        where: what the answers have in common, as " without the partner", or "".
    """
    shares = [each.share for _, each in answers if each.share is not None]
    values = [(each.low, each.value, each.high) for _, each in answers if each.value is not None]
    if len(answers) < 2 or len(answers) not in (len(shares), len(values)):
        return None
    if len(shares) == len(answers):
        apart = max(shares) - min(shares)
        weight, told = apart / DECIDES, zip(shares, answers, strict=True)
        parts = [f"{_short(share)} of runs ({option.title})" for share, (option, _) in told]
    else:
        middles = [middle or 0.0 for _, middle, _ in values]
        widest = max((high or 0.0) - (low or 0.0) for low, _, high in values)
        # Medians that lie as far apart as half of the widest range: one lies about at the other's edge.
        weight = 2 * (max(middles) - min(middles)) / widest if widest else float(max(middles) > min(middles))
        parts = [f"{saying.amount(each.value or 0.0, each.unit)} ({option.title})" for option, each in answers]
    if weight < MATTERS / DECIDES:
        return None
    if weight >= 1 and len(shares) == len(answers):
        said = f"decides whether {asked}"
    else:
        said = f"{'decides' if weight >= 1 else 'matters to'} the answer to “{asked}”"
    return Split(weight, f"{saying.capital(choice.title)} {said}{where}: {_or(parts)}.")


def _short(share: float) -> str:
    return f"{100 * share:.0f} %" if share in (0, 1) or 0.01 <= share <= 0.99 else f"{100 * share:.1f} %"


def _or(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} or {parts[-1]}"
