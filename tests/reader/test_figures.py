"""Amounts with bounds and units."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.reader.figures import find_figures

CASES = [
    ("It sent more than 1,000 containers east.", "more than 1,000 containers", 1000, None, "container"),
    ("Up to 3 million artillery shells went.", "Up to 3 million artillery shells", None, 3e6, "artillery shell"),
    ("It saw between 5 and 10 warships.", "between 5 and 10 warships", 5, 10, "warship"),
    ("5-10 warships came.", "5-10 warships", 5, 10, "warship"),
    ("Some 300 soldiers crossed.", "Some 300 soldiers", 300, 300, "soldier"),
    ("Nearly 100 tanks burned.", "Nearly 100 tanks", None, 100, "tank"),
    ("At least twelve civilians died.", "At least twelve civilians", 12, None, "civilian"),
    ("as many as 150 tanks", "as many as 150 tanks", None, 150, "tank"),
    ("no fewer than 40 ships", "no fewer than 40 ships", 40, None, "ship"),
    ("1,000 or more shells", "1,000 or more shells", 1000, None, "shell"),
    ("Dozens of tanks rolled in.", "Dozens of tanks", 24, None, "tank"),
    ("A dozen ships left.", "A dozen ships", 12, 12, "ship"),
    ("Half a million shells", "Half a million shells", 5e5, 5e5, "shell"),
    ("Hundreds of people fled.", "Hundreds of people", 200, None, "person"),
    ("hundreds of thousands of refugees", "hundreds of thousands of refugees", 2e5, None, "refugee"),
    ("several hundred soldiers", "several hundred soldiers", 300, None, "soldier"),
    ("a $2.5bn package", "$2.5bn", 2.5e9, 2.5e9, "USD"),
    ("worth €300m", "€300m", 3e8, 3e8, "EUR"),
    ("worth £12 million", "£12 million", 1.2e7, 1.2e7, "GBP"),
    ("worth A$5bn", "A$5bn", 5e9, 5e9, "AUD"),
    ("$2-3 billion in loans", "$2-3 billion", 2e9, 3e9, "USD"),
    ("2.5 billion rubles", "2.5 billion rubles", 2.5e9, 2.5e9, "RUB"),
    ("60 per cent of it", "60 per cent", 60, 60, "percent"),
    ("0.9% of output", "0.9%", 0.9, 0.9, "percent"),
    ("20 km from the line", "20 km", 20, 20, "kilometre"),
    ("a 20-kilometre zone", "20-kilometre", 20, 20, "kilometre"),
    ("300,000 tonnes of grain", "300,000 tonnes", 3e5, 3e5, "tonne"),
    ("1.5 million barrels a day", "1.5 million barrels a day", 1.5e6, 1.5e6, "barrel per day"),
    ("a 45,000-strong army", "45,000-strong", 45000, 45000, "person"),
    ("Two missiles fell.", "Two missiles", 2, 2, "missile"),
    ("one missile fell", "one missile", 1, 1, "missile"),
    ("twenty-five countries voted", "twenty-five countries", 25, 25, "country"),
    ("two hundred and fifty troops", "two hundred and fifty troops", 250, 250, "troop"),
    ("12 short-range ballistic missiles", "12 short-range ballistic missiles", 12, 12,
     "short-range ballistic missile"),
    ("31 Abrams tanks", "31 Abrams tanks", 31, 31, "tank"),
    ("500 North Korean troops", "500 North Korean troops", 500, 500, "troop"),
    ("40 US drones", "40 US drones", 40, 40, "drone"),
    ("2000 soldiers", "2000 soldiers", 2000, 2000, "soldier"),
    ("100 more troops", "100 more troops", 100, 100, "troop"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "low", "high", "unit"), CASES)
def test_amounts(text: str, quote: str, low: float | None, high: float | None, unit: str) -> None:
    found = find_figures(text)
    assert [figure.quote for _, figure in found] == [quote]
    span, figure = found[0]
    assert span.of(text) == quote
    assert (figure.low, figure.high, figure.unit) == (low, high, unit)


NOTHING = [
    "In 2014 it fell.", "On 18 June 2024", "June 18, 2024", "He is aged 45.", "a 45-year-old man", "F-16 jets flew",
    "Su-35 fighters", "Covid-19 cases", "G7 leaders", "Flight MH17", "Resolution 2231 terms", "Article 5 promises",
    "won 3-1", "at 9:30 sharp", "at 9 a.m. sharp", "155mm shells", "155 mm shells", "a 72-hour truce", "three days",
    "in four years", "the two leaders", "Leopard 2 tanks", "the 27-nation bloc", "the 18th round", "call 020 7946 0018",
    "The Group of Seven countries", "aged four\nFollow our news", "", " \n",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_amount(text: str) -> None:
    assert find_figures(text) == []


def test_figures_come_in_order() -> None:
    text = "It gave 31 tanks, $5 million and dozens of drones."
    assert [f.unit for _, f in find_figures(text)] == ["tank", "USD", "drone"]


PIECES = [
    "1,000", "2.5", "0", "10", "999999999999", "dozens", "hundreds", "of", "thousand", "million", "bn", "$", "€", "US$",
    "more than", "up to", "between", "and", "to", "-", "–", "or more", "missiles", "people", "percent", "%", "km",
    "two", "one", "half a", "a", "several", "strong", "May", ".", ",", "per", "day", "\n",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from(PIECES), max_size=12).flatmap(lambda p: st.sampled_from([" ".join(p), "".join(p)]))
)
def test_any_text_is_read(text: str) -> None:
    at = 0
    for span, figure in find_figures(text):
        assert at <= span.start < span.end
        assert span.of(text) == figure.quote
        assert figure.unit
        assert figure.unit == figure.unit.strip()
        assert figure.low is not None or figure.high is not None
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        at = span.end


@pytest.mark.parametrize("text", ["two hundred and " * 5000, "5 " + "million " * 5000, "1,111," * 5000, "10-" * 5000])
def test_hostile_rows_end_and_stay_finite(text: str) -> None:
    for _, figure in find_figures(text + "missiles"):
        assert all(math.isfinite(side) for side in (figure.low, figure.high) if side is not None)
