"""Distributions, periods and what `--set` takes."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.errors import UsageError
from entente.lexicon.scenarios import (
    condition,
    distribution,
    formula,
    load,
    middle,
    moment,
    period,
    quantity,
    support,
)
from entente.lexicon.scenarios.distributions import scaled, told
from entente.records.scenario import Distribution, Number, Parameter

SMALL = load(Path(__file__).parent / "small.toml")


def parameter(name: str) -> Parameter:
    """A parameter of the small scenario."""
    return next(item for item in SMALL.parameters if item.name == name)


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("12", "value", (12.0,)),
        (" -1.5e3 ", "value", (-1500.0,)),
        ("1_000", "value", (1000.0,)),
        ("uniform(1, 2)", "uniform", (1.0, 2.0)),
        ("uniform(-2,-1)", "uniform", (-2.0, -1.0)),
        ("loguniform(1e5, 2e6)", "loguniform", (1e5, 2e6)),
        ("triangular(1, 1, 3)", "triangular", (1.0, 1.0, 3.0)),
        ("normal(5, 2)", "normal", (5.0, 2.0)),
        ("normal(5, 2, 0, 9)", "normal", (5.0, 2.0, 0.0, 9.0)),
        ("lognormal(100, 1.5)", "lognormal", (100.0, 1.5)),
        ("choice(1, 2, 4)", "choice", (1.0, 2.0, 4.0)),
    ],
)
def test_a_distribution_is_read(text: str, kind: str, numbers: tuple[float, ...]) -> None:
    made = distribution(text)
    assert made == Distribution(kind, numbers)
    assert distribution(told(made)) == made
    low, high = support(made)
    assert low <= middle(made) <= high


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("uniform(5, 5)", "has no mass"),
        ("uniform(6, 5)", "has no mass"),
        ("loguniform(0, 5)", "has no logarithm"),
        ("triangular(1, 4, 3)", "has its mode outside"),
        ("triangular(1, 1, 1)", "has no mass"),
        ("normal(5, 0)", "has no mass"),
        ("normal(5, 1, 9, 2)", "has no mass"),
        ("normal(5, 1, 90, 91)", "has no mass between its ends"),
        ("lognormal(0, 2)", "has a median that is not above 0"),
        ("lognormal(5, 1)", "has no mass"),
        ("choice(1)", "has 1 numbers"),
        ("choice(1, 1)", "all its values are alike"),
        ("uniform(1)", "has 1 numbers"),
        ("uniform()", "has 0 numbers"),
        ("uniform(1, 2, 3)", "has 3 numbers"),
        ("uniform(1, x)", "'x' is no number"),
        ("uniform(1, 1e300)", "is not finite"),
        ("unifrom(1, 2)", "use uniform"),
        ("value(3)", "unknown distribution"),
        ("nan", "neither a number nor a distribution"),
        ("inf", "neither a number nor a distribution"),
        ("1e400", "is not finite"),
        ("", "neither a number nor a distribution"),
        ("uniform((1), 2)", "neither a number nor a distribution"),
        ("choice(" + ",".join("1" * 5000) + ")", "characters"),
    ],
)
def test_what_is_no_distribution_is_told(text: str, fault: str) -> None:
    with pytest.raises(UsageError) as raised:
        distribution(text)
    assert fault in str(raised.value)
    assert raised.value.mend


finite = st.floats(-1e6, 1e6)


@given(finite, st.floats(1e-3, 1e6), st.floats(0.01, 100))
@settings(deadline=None)
def test_scaling_keeps_the_shape(low: float, long: float, times: float) -> None:
    for made in (Distribution("uniform", (low, low + long)), Distribution("lognormal", (long, 2.0)),
                 Distribution("normal", (low, long))):  # fmt: skip
        again = scaled(made, times)
        assert middle(again) == pytest.approx(middle(made) * times)
        assert support(again)[1] == pytest.approx(support(made)[1] * times)
        assert scaled(again, 1 / times).numbers == pytest.approx(made.numbers)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("36 month", "month", 36.0), ("36m", "month", 36.0), ("90d", "day", 90.0), ("90d", "month", 90 / 30.4375),
     ("1y", "month", 12.0), ("2 years", "month", 24.0), ("24 [month]", "month", 24.0), ("1w", "day", 7.0),
     ("0.125 month", "month", 0.125), ("52 weeks", "week", 52.0)],
)  # fmt: skip
def test_a_period_is_read(text: str, unit: str, value: float) -> None:
    assert period(text, unit) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["", "36", "month", "-3 month", "0 month", "1e999 day", "3 round", "3 [month", "3 m d", "ad", "s", "3 s", "nan d"],
)
def test_what_is_no_period_is_told(text: str) -> None:
    with pytest.raises(UsageError):
        period(text, "month")


def test_a_parameter_is_set_in_its_unit_or_another_of_its_dimension() -> None:
    use = parameter("use")
    assert quantity(SMALL, use, "12") == Distribution("value", (12.0,))
    assert quantity(SMALL, use, "365.25 [kiloround/year]").numbers == pytest.approx((1000.0,))
    assert quantity(SMALL, use, "uniform(7, 14) [round/week]").numbers == pytest.approx((1.0, 2.0))
    assert quantity(SMALL, parameter("stock_at_start"), "5000 [round]").numbers == pytest.approx((5.0,))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("12 [round]", "12 [round] is in round, use in round/day (write it in round/day)"),
        ("12 [rouns]", "unknown unit"),
        ("uniform(5, 5)", "has no mass"),
        ("twelve", "neither a number"),
        ("[day]", "neither a number"),
    ],
)
def test_a_slip_in_a_setting_is_told(text: str, fault: str) -> None:
    with pytest.raises(UsageError) as raised:
        quantity(SMALL, parameter("use"), text)
    assert fault in str(raised.value)


def test_a_users_own_formulas() -> None:
    assert condition(SMALL, "cover < 10 [day] and time > 2 [month]").text == "cover < 10 [day] and time > 2 [month]"
    assert formula(SMALL, "stock / use", "week").text == "stock / use"
    for text in ("cover < 10", "cover", "stok < 1 [round]", "cover <", "1"):
        with pytest.raises(UsageError):
            condition(SMALL, text)
    for text, unit in (("stock", "day"), ("cover < 1 [day]", None), ("stock + use", None)):
        with pytest.raises(UsageError):
            formula(SMALL, text, unit)


def test_an_event_is_moved_to_a_plain_time() -> None:
    assert moment(SMALL, "12 [month]").tree == Number(12.0, "month")
    assert moment(SMALL, "1 year").tree == Number(12.0, "month")
    for text in ("12", "12 [round]", "transit", "soon"):
        with pytest.raises(UsageError):
            moment(SMALL, text)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_taken_or_told(text: str) -> None:
    for read in (distribution, lambda it: period(it, "month"), lambda it: quantity(SMALL, parameter("use"), it)):
        try:
            made = read(text)
        except UsageError:
            continue
        numbers = made.numbers if isinstance(made, Distribution) else (made,)
        assert all(math.isfinite(value) for value in numbers)
