"""Russia's ammunition with and without North Korea: sourced, conserved, and as a reckoning by hand has it."""

from __future__ import annotations

import numpy as np
import pytest

from entente.lexicon.scenarios import load
from tests.futures.scenarios.running import (
    BARE,
    assert_conserved,
    assert_sourced,
    at_middle,
    drawn,
    literals,
    rule_ids,
    traced,
)

NAME = "russia_dprk_munitions"
YEAR = 12.0
DAYS = 365.25
#: Nothing but what the balance is made of: no other imports, and no actor decides anything.
PLAIN = {"other_imports": "0", "spend_to": "1", "ration_to": "1", "stock_at_start": "6e6", "handling_time": "10"}


def test_every_number_has_a_source_and_none_hides_in_a_formula() -> None:
    scenario = load(NAME)
    assert scenario.notes == ()
    assert_sourced(scenario)
    assert [(name, value) for name, value in literals(scenario) if value not in BARE] == []


def test_what_is_wanted_after_2024_is_a_weak_number() -> None:
    weak = {p.name for p in load(NAME).parameters if p.weak}
    assert {"use_later", "partner_stock_at_start", "barrels_at_start", "pace_later"} <= weak
    assert "production" not in weak


def test_rules_of_sanctions_exist() -> None:
    rules = {event.rule for event in load(NAME).events if event.rule}
    assert rules == {"unsc-1874-9-from"}
    assert rules <= rule_ids("un_dprk")


@pytest.mark.parametrize("case", [{}, {"delivering": "0"}, {"partner_stops": "on", "production_hit": "on"}])
@pytest.mark.parametrize("option", ["made", "made_or_refurbished"])
def test_rounds_and_barrels_are_conserved(option: str, case: dict[str, str]) -> None:
    scenario = traced(NAME)
    batch = drawn(scenario, 100, production_means=option, stock_at_start="loguniform(3e5, 6e6)", **case)
    assert not batch.runaway.any()
    assert batch.negative.get("own_rounds", 0) == 0
    assert_conserved(scenario, batch)


@pytest.mark.parametrize(
    ("option", "production", "by_hand"),
    [
        ("made", "2.0e6", 2.0e6 - 10_000 * DAYS),
        ("made", "", 2.35e6 - 10_000 * DAYS),
        ("made_or_refurbished", "", 3.75e6 - 10_000 * DAYS),
        ("made_or_refurbished", "4.5e6", 4.5e6 - 10_000 * DAYS),
    ],
)
def test_a_year_without_the_partner_is_as_reckoned_by_hand(option: str, production: str, by_hand: float) -> None:
    """10,000 a day are 3.65 million a year; with 2.0 to 4.5 million made 1.65 million are short, or 0.85 over."""
    sets = {**PLAIN, "production_means": option, "delivering": "0"} | ({"production": production} if production else {})
    batch = at_middle(traced(NAME), **sets)
    year = int(np.argmin(abs(batch.times - YEAR)))
    gained = batch.outputs["shown_usable"][year, 0] - batch.outputs["shown_usable"][0, 0]
    assert gained == pytest.approx(by_hand, abs=1.0)
    assert batch.outputs["shown_balance"][0, 0] == pytest.approx(by_hand)


def test_a_year_with_the_partner_is_as_reckoned_by_hand() -> None:
    """1,100 containers a month, 300 rounds in each, a quarter of them duds: 2.97 million working rounds in the year."""
    batch = at_middle(traced(NAME), **PLAIN)
    year = int(np.argmin(abs(batch.times - YEAR)))
    working = 1100 * 300 * 0.75 * 12
    assert working == 2_970_000
    assert batch.outputs["shown_received"][year, 0] == pytest.approx(working)
    gained = batch.outputs["shown_usable"][year, 0] - batch.outputs["shown_usable"][0, 0]
    assert gained == pytest.approx(2.35e6 + working - 10_000 * DAYS, abs=1.0)
    assert batch.questions["supply_share"][0] == pytest.approx(100 * working / (working + 2.35e6))


def test_without_the_partner_nothing_is_received() -> None:
    batch = drawn(traced(NAME), 200, delivering="0")
    assert batch.outputs["shown_received"].max() == 0
    assert batch.outputs["in_transit"].max() == 0
    assert batch.outputs["shipped"].max() == 0
    assert batch.questions["partner_share"].max() == 0


def test_after_a_stop_what_is_under_way_still_arrives() -> None:
    scenario = traced(NAME)
    stops, goes_on = at_middle(scenario, partner_stops="on"), at_middle(scenario)
    times, received = stops.times, stops.outputs["shown_received"][:, 0]
    on_the_way = (times > 18) & (times <= 20)
    assert np.array_equal(received[times <= 20], goes_on.outputs["shown_received"][times <= 20, 0])
    assert np.diff(received[on_the_way]).min() > 0
    assert np.ptp(received[times > 20.5]) == pytest.approx(0, abs=1)
    assert stops.outputs["in_transit"][-1, 0] == pytest.approx(0, abs=1)


def test_both_counts_of_production_stay_apart() -> None:
    scenario = load(NAME)
    (choice,) = scenario.choices
    made, wider = (option.values["production"] for option in choice.options)
    assert made.distribution.numbers[1] < wider.distribution.numbers[0]
    assert set(made.sources).isdisjoint(wider.sources)
    narrow = drawn(traced(NAME), 200, production_means="made").outputs["making"][0]
    wide = drawn(traced(NAME), 200, production_means="made_or_refurbished").outputs["making"][0]
    assert narrow.max() * 12 < 2.7e6 < 3.0e6 < wide.min() * 12


def test_more_duds_never_give_more_cover_while_nobody_decides() -> None:
    scenario = traced(NAME)
    covers = [at_middle(scenario, **PLAIN, duds=f"{duds}").outputs["shown_cover"][:, 0] for duds in (0, 0.25, 0.5)]
    assert (covers[0] >= covers[1]).all()
    assert (covers[1] >= covers[2]).all()
    assert covers[0][-1] > covers[2][-1]


def test_the_partner_stops_drawing_on_its_reserve() -> None:
    sets = {"partner_stock_at_start": "4e6", "partner_reserve": "0.6", "reserve_reaction": "1", "pace_later": "1"}
    batch = at_middle(traced(NAME), partner_capacity="2e6", **sets)
    assert batch.questions["partner_holds_back"][0]
    output = 2e6 * (0.55 + 0.45 * 0.30) / 12
    assert batch.outputs["shipped"][-1, 0] == pytest.approx(output)
    assert 0 < batch.outputs["partner_stock"][-1, 0] < 0.6 * 4e6


def test_fire_is_rationed_when_cover_is_low_and_goes_on_when_it_is_restored() -> None:
    sets = {"stock_at_start": "5e5", "use_2024": "12000", "use_later": "12000", "delivering": "0", "ration_to": "0.3"}
    batch = at_middle(traced(NAME), **sets, ration_reaction="0.25", handling_time="10")
    fired, cover = batch.outputs["shown_fired"][:, 0], batch.outputs["shown_cover"][:, 0]
    first = int(np.argmax(fired < 12_000 * 0.999))
    assert cover[first] < 30
    assert fired[first] == pytest.approx(0.3 * 12_000)
    again = first + int(np.argmax(fired[first:] > 12_000 * 0.999))
    assert again > first
    assert cover[again] > 90
    assert batch.outputs["time_rationed"][-1, 0] > 0
    assert batch.questions["rationed_first"][0] == pytest.approx(batch.times[first])


def test_fewer_barrels_limit_the_fire() -> None:
    scenario = traced(NAME)
    few = at_middle(scenario, barrels_at_start="1500", barrels_made="0", stock_at_start="6e6")
    many = at_middle(scenario, barrels_at_start="16000", stock_at_start="6e6")
    assert few.questions["barrels_first"][0]
    assert not many.questions["barrels_first"][0]
    assert few.questions["fired_in_all"][0] < many.questions["fired_in_all"][0]
    limit = few.outputs["shown_barrels"][:, 0] * 5 / 0.8
    assert (few.outputs["shown_fired"][:, 0] <= limit * (1 + 1e-9)).all()


@pytest.mark.parametrize("option", ["made", "made_or_refurbished"])
def test_the_stock_runs_low_more_often_without_the_partner_than_after_a_stop_and_with_it(option: str) -> None:
    scenario = load(NAME)
    cases: tuple[dict[str, str], ...] = ({}, {"partner_stops": "on"}, {"delivering": "0"})
    shares = [
        drawn(scenario, 1000, production_means=option, **case).questions["runs_low_ever"].mean() for case in cases
    ]
    assert shares[0] < shares[1] < shares[2]
