"""Units: what one of them is in a scenario's own units, and texts that name none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.errors import UsageError
from entente.lexicon.scenarios.units import TIMES, Units, units_of

ROUNDS = ("round = [ammunition] = rnd", "USD = [money]")


def factor(text: str, time: str = "month") -> float:
    """What one of a unit is in own units."""
    units = units_of(ROUNDS, time)
    return units.factor(units.read(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [("", 1.0), ("1", 1.0), ("round", 1.0), ("rnd", 1.0), ("rounds", 1.0), ("kiloround", 1000.0), ("megaUSD", 1e6),
     ("month", 1.0), ("round/month", 1.0), ("1/month", 1.0), ("day", 1 / 30.4375), ("round/day", 30.4375),
     ("year", 12.0), ("round/month**2", 1.0), ("USD / (round * month)", 1.0), ("percent", 0.01), ("kilometer", 1000.0),
     ("month^2", 1.0), ("round**0", 1.0)],
)  # fmt: skip
def test_one_of_a_unit_in_own_units(text: str, value: float) -> None:
    assert factor(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("time", TIMES)
def test_a_unit_by_the_scenarios_time_is_exactly_one(time: str) -> None:
    for text in (time, f"round/{time}", f"1/{time}", f"round/{time}**2", f"USD*{time}/round"):
        assert factor(text, time) == 1.0


parts = st.lists(st.tuples(st.sampled_from(["round", "USD", "day", "week", "tonne", "barrel", "kilometer", "hour"]),
                           st.integers(-2, 2)), max_size=3)  # fmt: skip


def written(powers: list[tuple[str, int]]) -> str:
    """The text of a unit."""
    return " * ".join(f"{name}**{power}" for name, power in powers) or "1"


@given(parts, parts, st.sampled_from(TIMES))
@settings(deadline=None)
def test_factors_multiply(one: list[tuple[str, int]], two: list[tuple[str, int]], time: str) -> None:
    product, quotient = (
        factor(f"({written(one)}) * ({written(two)})", time),
        factor(f"({written(one)})/({written(two)})", time),
    )
    assert product == pytest.approx(factor(written(one), time) * factor(written(two), time), rel=1e-12)
    assert quotient == pytest.approx(factor(written(one), time) / factor(written(two), time), rel=1e-12)


@given(parts)
@settings(deadline=None)
def test_a_told_unit_reads_as_the_same(powers: list[tuple[str, int]]) -> None:
    units = units_of(ROUNDS, "month")
    unit = units.read(written(powers))
    told = units.told(unit)
    assert told == "no unit" if not unit else units.read(told) == unit


def test_what_measures_the_same_is_alike() -> None:
    units = units_of(ROUNDS, "month")
    read = units.read
    assert units.alike(read("round/day"), read("kiloround/year"))
    assert units.alike(read("percent"), read(""))
    assert not units.alike(read("round"), read("USD"))
    assert not units.alike(read("round"), read("round/day"))
    assert units.has_none(read("round/rnd"))
    assert units.is_rate(read("round/day"))
    assert not units.is_rate(read("day"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shell", 'define it: [[unit]] define = "shell = [shell]"'),
        ("dya", "did you mean day?"),
        ("9**9**9**9", "is no unit"),
        ("2 round", "is no unit"),
        ("round/", "is no unit"),
        ("(round", "is no unit"),
        ("round round", "is no unit"),
        ("(" * 60 + "day" + ")" * 60, "a unit of 123 characters"),
        ("(" * 50 + "day" + ")" * 50, "is no unit"),
        ("day**99", "is no unit"),
        ("degC", "no true nought"),
        ("dB", "no true nought"),
        ("__class__", "is no unit"),
        ("x" * 500, "a unit of 500 characters"),
        ("*".join(["yottameter**9"] * 8), "too large or too small"),
    ],
)
def test_what_is_no_unit_is_told(text: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        factor(text)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("define", "told"),
    [
        ("shell = 300 round", "cannot define a unit"),
        ("shell = [length]", "the dimension [length] has a unit already"),
        ("shell = [ammunition]", "the dimension [ammunition] has a unit already"),
        ("day = [shell]", "the unit 'day' is known already"),
        ("round = [shell]", "the unit 'round' is known already"),
        ("a b = [shell]", "cannot define a unit"),
        ("shell = [" + "x" * 500 + "]", "cannot define a unit"),
        ("9**9**9", "cannot define a unit"),
    ],
)
def test_what_defines_no_unit_is_told(define: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        Units((*ROUNDS, define), "month")
    assert told in str(raised.value)


@given(st.text(alphabet="aroundy 1290*/^().-[]=", max_size=40))
@settings(deadline=None)
def test_any_text_is_a_unit_or_a_fault(text: str) -> None:
    units = units_of(ROUNDS, "month")
    try:
        unit = units.read(text)
    except UsageError:
        return
    assert units.factor(unit) > 0


def test_units_of_two_files_do_not_mix() -> None:
    one, two = Units(("crate = [crates]",), "month"), Units(("crate = [boxes]",), "month")
    assert str(one.dimension(one.read("crate"))) == "[crates]"
    assert str(two.dimension(two.read("crate"))) == "[boxes]"
    with pytest.raises(UsageError):
        Units((), "month").read("crate")
