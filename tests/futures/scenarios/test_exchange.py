"""What North Korea gets for its arms: sourced, conserved, under the oil cap where it is kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from entente.futures.simulation import Batch
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

NAME = "dprk_exchange"
CAP = 500_000
#: No actor decides anything.
PATIENT = {"patience": "1e12"}


def barrels(batch: Batch) -> npt.NDArray[np.float64]:
    """Refined oil received since the start, in barrels."""
    factor = next(output.factor for output in load(NAME).outputs if output.name == "oil_this_year")
    return np.asarray(batch.outputs["oil"]) / factor


def test_every_number_has_a_source_and_none_hides_in_a_formula() -> None:
    scenario = load(NAME)
    assert scenario.notes == ()
    assert_sourced(scenario)
    assert [(name, value) for name, value in literals(scenario) if value not in BARE] == []


def test_rules_of_sanctions_exist() -> None:
    rules = {event.rule for event in load(NAME).events if event.rule}
    assert {"unsc-2397-5-refined", "unsc-2397-8-labour", "unsc-1874-9-from"} <= rules
    assert rules <= rule_ids("un_dprk")


@pytest.mark.parametrize("case", [{}, {"cap_kept": "on"}, {"cash_share": "0.5"}, {"deal_ends": "on"}])
def test_value_is_conserved(case: dict[str, str]) -> None:
    scenario = traced(NAME)
    batch = drawn(scenario, 100, **case)
    assert not batch.runaway.any()
    assert_conserved(scenario, batch)


def test_where_the_cap_is_kept_it_is_never_passed() -> None:
    batch = drawn(traced(NAME), 400, cap_kept="on", oil_rate="uniform(20000, 400000)")
    assert batch.outputs["shown_oil_this_year"].max() <= CAP * (1 + 1e-9)
    assert np.isnan(batch.questions["oil_over_cap"]).all()
    assert barrels(batch).max() <= 3 * CAP * (1 + 1e-9)


def test_a_slow_supplier_is_not_held_back_by_the_cap() -> None:
    kept, not_kept = (at_middle(traced(NAME), oil_rate="30000", cap_kept=on) for on in ("on", "off"))
    assert barrels(kept)[-1, 0] == pytest.approx(36 * 30_000)
    assert barrels(not_kept)[-1, 0] == pytest.approx(36 * 30_000)


def test_where_it_is_not_kept_a_million_barrels_in_eight_months_pass_it_in_the_fifth() -> None:
    batch = at_middle(traced(NAME))
    assert batch.questions["oil_over_cap"][0] == pytest.approx(CAP / 125_000 + load(NAME).step)
    month = int(np.argmin(abs(batch.times - 8)))
    assert barrels(batch)[month, 0] == pytest.approx(1.0e6)
    assert batch.questions["oil_most"][0] == pytest.approx(1.5e6, rel=0.02)


def test_the_count_of_oil_begins_anew_each_year() -> None:
    batch = at_middle(traced(NAME))
    year = batch.outputs["shown_oil_this_year"][:, 0]
    turns = batch.times[1:][np.diff(year) < 0]
    assert turns == pytest.approx([12.25, 24.25], abs=load(NAME).step)


def test_a_year_is_as_reckoned_by_hand() -> None:
    """3.6 billion over 24 months sent, 0.825 over 30 received: 1.8 less 0.33 billion owed after a year."""
    batch = at_middle(traced(NAME), **PATIENT)
    year = int(np.argmin(abs(batch.times - 12)))
    sent, received = 3.6e9 / 24 * 12, 0.825e9 / 30 * 12
    assert batch.outputs["shown_sent"][year, 0] == pytest.approx(sent)
    assert batch.outputs["shown_received"][year, 0] == pytest.approx(received)
    assert batch.outputs["shown_owed"][year, 0] == pytest.approx(sent - received)
    tonnes = 1100 * 1.3 * 0.725 * 20
    food = 12 * tonnes * np.sqrt(250 * 700) / 1.0e9
    assert batch.questions["food_cover"][0] == pytest.approx(100 * food)


def test_less_oil_under_the_cap_is_not_made_up_for_by_other_goods() -> None:
    scenario = traced(NAME)
    kept, not_kept = (at_middle(scenario, cap_kept=on, **PATIENT) for on in ("on", "off"))
    less_oil = barrels(not_kept)[-1, 0] - barrels(kept)[-1, 0]
    less_value = not_kept.questions["received"][0] - kept.questions["received"][0]
    assert less_value == pytest.approx(less_oil * 90)


def test_paid_in_money_less_is_owed_and_more_food_could_be_bought() -> None:
    scenario = traced(NAME)
    kind, money = (at_middle(scenario, cash_share=share, **PATIENT) for share in ("0", "0.5"))
    assert kind.outputs["got_money"].max() == 0
    assert kind.questions["owed"][0] - money.questions["owed"][0] == pytest.approx(0.5 * money.questions["sent"][0])
    assert money.questions["money_cover"][0] > kind.questions["money_cover"][0]


def test_when_the_deal_ends_what_is_owed_stays_owed() -> None:
    batch = at_middle(traced(NAME), deal_ends="on", **PATIENT)
    after = batch.times > 18.3
    assert np.ptp(batch.outputs["shown_owed"][after, 0]) == pytest.approx(0, abs=1)
    assert batch.outputs["shown_owed"][-1, 0] > 0


def test_both_values_of_the_arms_and_both_readings_of_technology_stay_apart() -> None:
    scenario = traced(NAME)
    value, technology = scenario.choices
    first, second = (option.values["value_sent"] for option in value.options)
    assert first.distribution.numbers[1] < second.distribution.numbers[0]
    assert set(first.sources).isdisjoint(second.sources)
    low, high = (option.values["technology_chance"] for option in technology.options)
    assert low.distribution.numbers[1] < high.distribution.numbers[0]
    minimal, claimed = (
        drawn(scenario, 600, technology=o).questions["satellite"].mean() for o in ("minimal", "claimed")
    )
    assert minimal < 0.2 < 0.5 < claimed


def test_what_is_owed_makes_north_korea_slow_down_and_russia_pay_more() -> None:
    sets = {"patience": "1e9", "slow_reaction": "2", "slow_to": "0.5", "pay_more": "2"}
    batch = at_middle(traced(NAME), **sets)
    assert batch.questions["slows"][0]
    exports, food = batch.outputs["exporting"][:, 0], batch.outputs["food_flow"][:, 0]
    assert exports[-1] == pytest.approx(0.5 * exports[0])
    assert food[-1] == pytest.approx(2 * food[0])
    slowed, paid = (batch.times[np.argmax(changed)] for changed in (exports < exports[0], food > food[0]))
    assert batch.outputs["shown_owed"][batch.times < slowed - 2 - 2 * load(NAME).step, 0].max() < 1e9
    assert paid == pytest.approx(slowed + 2, abs=2 * load(NAME).step)


def test_workers_are_home_in_the_time_that_the_resolution_allowed() -> None:
    batch = at_middle(traced(NAME), workers_sent_home="on")
    workers = batch.outputs["shown_workers"][:, 0]
    assert workers[0] == 8000
    step = load(NAME).step
    assert workers[batch.times < 6 + 24].min() > 0
    assert workers[batch.times > 6 + 24 + step].max() == pytest.approx(0, abs=1e-6)
    assert at_middle(traced(NAME)).outputs["shown_workers"][-1, 0] == pytest.approx(8000 + 2 * 5500)
