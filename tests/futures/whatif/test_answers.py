"""Sentences of every kind of question, from runs made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from entente.futures.whatif.answers import Span, Told, answer, asks
from entente.futures.whatif.comparing import difference, split_by
from entente.futures.whatif.variants import Way
from entente.records import Answer, Formula, Option, Variant
from entente.records.scenario import Choice, Name, ScenarioQuestion

SPAN = Span("month", 36.0)
NEVER = float("nan")


def _told(
    asked: str, values: list[float] | list[bool], case: str = "", options: str = "", by: float | None = 24.0
) -> Told:
    text = {"first": "the stock runs out", "any": "the stock falls under 30 days of use", "end": "the stock is low",
            "always": "the stock is above nought"}.get(asked, "rounds fired")  # fmt: skip
    unit = "month" if asked == "first" else "" if asked in ("any", "end", "always") else "round"
    question = ScenarioQuestion("q", text, asked, Formula("x", Name("x")), unit, 1.0, by)
    way = Way(Variant(case or "as it is", case, {}), case, options, 0, {}, {}, {})
    return Told(question, way, np.array(values))


def _runs(share: int, of: int = 100) -> list[bool]:
    return [True] * share + [False] * (of - share)


@pytest.mark.parametrize(("told", "text"), [
    (_told("any", _runs(41), "without the partner"),
     "The stock falls under 30 days of use before month 24 in 41 % of runs without the partner."),
    (_told("any", _runs(0)), "The stock falls under 30 days of use before month 24 in no run."),
    (_told("any", _runs(100), by=None), "The stock falls under 30 days of use within 36 months in every run."),
    (_told("any", _runs(3), "the partner stops", "made only", 48.0),
     "The stock falls under 30 days of use within 36 months in 3 % of runs (the partner stops; made only)."),
    (_told("end", _runs(20), by=None), "The stock is low at month 36 in 20 % of runs."),
    (_told("always", _runs(99), by=12.5), "The stock is above nought all the way to month 12.5 in 99 % of runs."),
    (_told("first", [10.0] * 50 + [NEVER] * 50, "with the partner"),
     "The stock runs out before month 24 in 50 % of runs with the partner, in the median in month 10"
     " (the same in every run)."),
    (_told("first", [NEVER] * 4), "The stock runs out before month 24 in no run."),
    (_told("first", [5.0, 7.0, 9.0, NEVER]),
     "The stock runs out before month 24 in 75 % of runs, in the median in month 7"
     " (nine of ten of these: 5.2 to 8.8)."),
    (_told("amount", [1e6, 2e6, 3e6]), "Rounds fired, as of month 24: 2 million rounds in the median"
     " (nine runs of ten: 1.1 to 2.9 million)."),
    (_told("total", [5.0, 5.0], by=None), "Rounds fired in all until month 36: 5 rounds in the median"
     " (the same in every run)."),
    (_told("most", [5.0]),
     "Rounds fired at the highest until month 24: 5 rounds in the median (the same in every run)."),
    (_told("least", [1.0]),
     "Rounds fired at the lowest until month 24: 1 round in the median (the same in every run)."),
    (_told("amount", []), "Rounds fired: not known, every run ran away."),
])  # fmt: skip
def test_every_kind_of_question_is_a_sentence(told: Told, text: str) -> None:
    assert answer(told, SPAN).text == text


def test_numbers_of_answers() -> None:
    share = answer(_told("any", _runs(41)), SPAN)
    assert (share.value, share.share) == (0.41, 0.41)
    assert share.low == pytest.approx(0.3187, abs=1e-4)
    assert share.high == pytest.approx(0.5080, abs=1e-4)
    first = answer(_told("first", [4.0, 8.0, NEVER, NEVER]), SPAN)
    assert (first.value, first.share, first.unit) == (6.0, 0.5, "month")
    assert answer(_told("first", [NEVER]), SPAN).share == 0.0
    amount = answer(_told("amount", list(map(float, range(101)))), SPAN)
    assert (amount.low, amount.value, amount.high, amount.share) == (5.0, 50.0, 95.0, None)


def _differences(one: Told, other: Told) -> list[str]:
    return [each.text for each in difference(one, other, (one.values, other.values), SPAN)]


def test_two_shares_stand_in_one_sentence() -> None:
    one, other = _told("any", _runs(41), "without the partner"), _told("any", _runs(12), "with the partner")
    assert _differences(one, other) == [
        "The stock falls under 30 days of use before month 24 in 41 % of runs without the partner, 12 % with: "
        "29 percentage points fewer (19 to 37)."
    ]
    never = _told("any", _runs(0), "with the partner")
    assert "in 41 % of runs without the partner, in no run with" in _differences(one, never)[0]
    assert _differences(_told("any", _runs(0), "without it"), _told("any", _runs(0), "with it")) == [
        "The stock falls under 30 days of use before month 24 in no run without it, in no run with."
    ]


def test_a_difference_that_may_be_chance_is_told_as_such() -> None:
    one, other = _told("any", _runs(41), "with it"), _told("any", _runs(40), "without it")
    assert "no difference that more runs might not take back" in _differences(one, other)[0]


def test_amounts_are_compared_run_by_run() -> None:
    one = _told("amount", [100.0, 200.0, 300.0], "with it")
    other = _told("amount", [90.0, 180.0, 270.0], "without it")
    (found,) = difference(one, other, (one.values, other.values), SPAN)
    assert found.value.value == -20.0
    assert found.text == (
        "Rounds fired, as of month 24: 200 rounds with it, 180 without; run by run 20 rounds less in the median "
        "(nine runs of ten: 11 to 29)."
    )


def test_a_time_is_compared_where_it_comes_in_both() -> None:
    one = _told("first", [10.0, 12.0, NEVER, 20.0], "with it")
    other = _told("first", [8.0, 9.0, 5.0, NEVER], "without it")
    shares, times = difference(one, other, (one.values, other.values), SPAN)
    assert (shares.unit, times.unit, times.value.value) == ("", "month", -2.5)
    assert (
        "2.5 months earlier without it than with it in the median, in the 2 runs in which it comes in both"
        in times.text
    )


def test_rounding_is_no_difference() -> None:
    one = _told("amount", [1e7, 2e7], "with it")
    other = _told("amount", [1e7 + 1e-8, 2e7 - 1e-8], "without it")
    assert "in every run the same with it and without" in _differences(one, other)[0]


def _split(shares: tuple[float, float]) -> object:
    options = (Option("made", "made only", {}), Option("both", "refurbished too", {}))
    choice = Choice("means", "what counts as a shell", options)
    answers = [
        (option, Answer("q", "v", "", "any", "", share, share, share, share))
        for option, share in zip(options, shares, strict=True)
    ]
    return split_by(asks(_told("any", []).question, SPAN), choice, answers, " without the partner")


def test_a_choice_that_splits_an_answer_is_told() -> None:
    found = _split((0.08, 0.71))
    assert found is not None
    assert found.text == (  # type: ignore[attr-defined]
        "What counts as a shell decides whether the stock falls under 30 days of use before month 24 without the "
        "partner: 8 % of runs (made only) or 71 % of runs (refurbished too)."
    )
    assert "matters to the answer to “the stock falls" in _split((0.08, 0.2)).text  # type: ignore[attr-defined,union-attr]
    assert _split((0.08, 0.09)) is None
