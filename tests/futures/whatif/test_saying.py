from __future__ import annotations

import pytest

from entente.futures.whatif import saying
from entente.records import Distribution


@pytest.mark.parametrize(("value", "text"), [
    (0, "0"), (0.01234, "0.0123"), (41.54, "41.5"), (1234.4, "1,230"), (1_234_000, "1.23 million"), (-0.5, "−0.5"),
    (2.5e9, "2.5 billion"), (999_999, "1 million"), (1e-7, "1e-07"), (float("nan"), "unknown"), (30, "30"),
])  # fmt: skip
def test_numbers_have_three_digits_that_count(value: float, text: str) -> None:
    assert saying.number(value) == text


@pytest.mark.parametrize(("unit", "text"), [
    ("round", "rounds"), ("round/month", "rounds a month"), ("gun_barrel", "gun barrels"), ("percent", "%"), ("", ""),
    ("person/year", "people a year"), ("USD", "USD"), ("kg", "kg"), ("dimensionless", ""), ("1/month", "a month"),
    ("party", "parties"), ("round/hour", "rounds an hour"), ("gigacubic_metre_gas", "gigacubic metre gas"),
    ("round/day/gun_barrel", "rounds a day a gun barrel"),
])  # fmt: skip
def test_units_are_words(unit: str, text: str) -> None:
    assert saying.units(unit) == text


def test_amounts_and_ranges_name_the_unit_once() -> None:
    assert saying.amount(1, "day") == "1 day"
    assert saying.amount(2, "day") == "2 days"
    assert saying.amount(1, "round/month") == "1 round a month"
    assert saying.amount(0.5, "1/month") == "0.5 a month"
    assert saying.amount(1, "percent") == "1 %"
    assert saying.between(800_000, 1_900_000, "round") == "800,000 to 1.9 million rounds"
    assert saying.between(1.2e6, 1.9e6, "round") == "1.2 to 1.9 million rounds"


def test_units_that_people_name_in_another_way() -> None:
    assert saying.amount(9_590, "MUSD") == "9.59 billion USD"
    assert saying.amount(170, "MUSD/month") == "170 million USD a month"
    assert saying.units("MUSD/month") == "million USD a month"
    assert saying.between(136, 257, "MUSD") == "136 to 257 million USD"
    assert saying.short_amount(2, "MUSD") == "2 million"
    assert (saying.amount(1.5e6, "oil_barrel"), saying.amount(1, "oil_barrel")) == ("1.5 million barrels", "1 barrel")


def test_ranges_over_runs_have_two_digits_unless_they_say_nothing() -> None:
    assert saying.over_runs(8.09e6, 16.8e6, "round") == "8.1 to 17 million"
    assert saying.over_runs(2_960, 3_010, "round") == "2,960 to 3,010"
    assert saying.over_runs(3, 9.88, "") == "3 to 9.9"
    assert saying.over_runs(1.234, 1.238, "") == "1.23 to 1.24"
    assert saying.over_runs(7_210, 12_700, "MUSD") == "7.2 to 13 billion"


@pytest.mark.parametrize(("low", "high", "middle", "text"), [
    (-6.8e6, 0, -2.5e6, "0 to 6.8 million"), (0, 5.9e6, 1e6, "0 to 5.9 million"), (-2, 3, 1, "−2 to +3"),
    (0, 3.6e6, 0, "0 to +3.6 million"), (-4, -4, -4, "nearly all 4"),
])  # fmt: skip
def test_differences_point_one_way_or_have_signs(low: float, high: float, middle: float, text: str) -> None:
    assert saying.changes(low, high, "round", middle) == text


def test_shares_say_none_and_all() -> None:
    assert saying.share(0, 10) == "in no run"
    assert saying.share(10, 10) == "in every run"
    assert saying.share(41, 100) == "in 41 % of runs"
    assert saying.share(3, 10_000) == "in 3 of 10,000 runs"
    assert saying.share(9_997, 10_000) == "in 9,997 of 10,000 runs"
    assert saying.share(996, 1_000) == "in 99.6 % of runs"
    assert (saying.short_share(12, 100), saying.short_share(0, 9)) == ("12 %", "in no run")


def test_where_takes_titles_that_go_on_and_others() -> None:
    assert saying.where("without the partner", "") == " without the partner"
    assert saying.where("without the partner", "made only") == " without the partner (made only)"
    assert saying.where("deliveries stop", "made only") == " (deliveries stop; made only)"
    assert saying.where("", "") == ""
    assert saying.shortened("without the partner", "with the partner") == "with"
    assert saying.shortened("without the partner", "with a friend") == "with a friend"


@pytest.mark.parametrize(("kind", "numbers", "text"), [
    ("value", (10.0,), "10 days"), ("uniform", (7.0, 12.0), "7 to 12 days"),
    ("triangular", (7.0, 10.0, 12.0), "7 to 12 days, most likely 10"),
    ("lognormal", (10.0, 2.0), "about 10 days, give or take a factor of 2"),
    ("normal", (10.0, 2.0, 5.0, 15.0), "about 10 days, give or take 2, from 5 to 15"),
    ("choice", (1.0, 2.0), "1 or 2 days"),
])  # fmt: skip
def test_distributions_in_words(kind: str, numbers: tuple[float, ...], text: str) -> None:
    assert saying.spread(Distribution(kind, numbers), "day") == text


@pytest.mark.parametrize(("first", "second", "text"), [
    ("7.6 million rounds", "7.59 million", ("7.60 million rounds", "7.59 million")),
    ("0.95", "4.5", ("0.95", "4.50")), ("950,000 rounds", "1.2 million", ("950,000 rounds", "1.2 million")),
    ("12.4 rounds", "9 million", ("12.4 rounds", "9 million")), ("11.7 rounds", "8.95", ("11.7 rounds", "8.95")),
])  # fmt: skip
def test_two_amounts_have_the_same_digits(first: str, second: str, text: tuple[str, str]) -> None:
    assert saying.evened(first, second) == text
