"""Two states and a common adversary: sourced, conserved, bounded, right in the limits, and in the right direction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.futures.simulation import Batch
from entente.lexicon.scenarios import load
from tests.futures.scenarios.running import BARE, assert_conserved, assert_sourced, at_middle, drawn, literals, traced

NAME = "alignment_spiral"
INDICES = ("alignment", "threat_rus", "threat_prk", "fear")
#: Threat moves nobody, and measures keep nobody from a deal.
COLD = {"zeal": "0", "deter": "0"}
RUNS = 400


def mean(batch: Batch, question: str) -> float:
    """The mean answer to a question over runs."""
    return float(np.mean(batch.questions[question]))


def test_every_number_has_a_source_and_none_hides_in_a_formula() -> None:
    scenario = load(NAME)
    assert scenario.notes == ()
    assert_sourced(scenario)
    assert [(name, value) for name, value in literals(scenario) if value not in BARE] == []


def test_each_deal_waits_for_its_answer_or_has_it() -> None:
    scenario = traced(NAME)
    batch = drawn(scenario, 100)
    assert_conserved(scenario, batch)
    deals = batch.outputs["arms_deals"] + batch.outputs["tech_deals"]
    waiting = batch.outputs["unanswered"] + batch.outputs["answered"]
    np.testing.assert_allclose(waiting, deals, atol=1e-9)


def test_a_deal_is_booked_as_one() -> None:
    batch = drawn(traced(NAME), 100)
    arms = batch.outputs["arms_deals"]
    idle = batch.outputs["selling"] == 0
    np.testing.assert_allclose(arms[idle], np.round(arms[idle]), atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(
    court_pull=st.floats(0, 0.8), deal_pull=st.floats(0, 1), measure_sting=st.floats(0, 1), drill_sting=st.floats(0, 1),
    deal_alarm=st.floats(0, 1), zeal=st.floats(0, 2), arms_chance=st.floats(0, 3), china=st.sampled_from(["on", "off"]),
)  # fmt: skip
def test_indices_stay_within_0_and_1(china: str, **numbers: float) -> None:
    """In ranges in which no step covers more than the way left: there Euler's method cannot overshoot."""
    batch = drawn(traced(NAME), 20, china_ready=china, **{name: repr(value) for name, value in numbers.items()})
    for name in INDICES:
        assert batch.outputs[name].min() >= 0
        assert batch.outputs[name].max() <= 1


def test_without_courting_closeness_decays_as_a_first_order_stock() -> None:
    batch = at_middle(traced(NAME), court_chance="0", arms_chance="0", alignment_start="0.4", alignment_life="20")
    closeness = batch.outputs["alignment"][:, 0]
    np.testing.assert_allclose(closeness, 0.4 * (1 - 0.125 / 20) ** np.arange(len(closeness)), rtol=1e-12)


def test_threat_rests_where_it_was_while_the_adversary_holds_back() -> None:
    batch = drawn(traced(NAME), 100, adversary_answers="off")
    for name in ("threat_rus", "threat_prk"):
        np.testing.assert_allclose(
            batch.outputs[name], np.broadcast_to(batch.outputs[name][0], batch.outputs[name].shape)
        )
    assert batch.questions["answered_36"].max() == 0
    assert batch.questions["drills_36"].max() == 0


def test_the_first_deal_comes_by_its_chance() -> None:
    """With no floor, steady threat and a chance c a month, deals are struck like a Poisson process from month 0 on."""
    chance, wait, by = 0.2, 1.0, 24.0
    batch = drawn(load(NAME), 4000, arms_floor="0", arms_chance=str(chance), arms_reaction=str(wait), **COLD)
    share = mean(batch, "arms_24")
    expected = 1 - np.exp(-chance * (by - wait))
    assert share == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 4000) + chance * 0.25)


def test_where_threat_moves_nobody_the_adversary_changes_nothing_but_tension() -> None:
    scenario = load(NAME)
    answers, restrained = (drawn(scenario, RUNS, adversary_answers=way, **COLD) for way in ("on", "off"))
    np.testing.assert_array_equal(answers.questions["deals_36"], restrained.questions["deals_36"])
    np.testing.assert_array_equal(answers.questions["treaty_24"], restrained.questions["treaty_24"])
    assert mean(answers, "tension_36") > mean(restrained, "tension_36")


def test_answers_raise_tension_and_frightening_ones_raise_deals() -> None:
    scenario = load(NAME)
    restrained = drawn(scenario, RUNS, adversary_answers="off")
    frightening = drawn(scenario, RUNS, deter="0", measure_sting="0.3", drill_sting="0.2", zeal="3")
    deterring = drawn(scenario, RUNS, deter="1", measures_heavy="2", measure_sting="0", drill_sting="0")
    assert mean(deterring, "deals_36") < mean(restrained, "deals_36") < mean(frightening, "deals_36")
    assert mean(deterring, "tension_36") < mean(restrained, "tension_36") < mean(frightening, "tension_36")
    assert mean(frightening, "runs_up") > mean(restrained, "runs_up")
    sold = [batch.outputs["arms_deals"][-1].mean() for batch in (restrained, frightening)]
    assert sold[1] > 1.1 * sold[0]


def test_a_third_power_that_restrains_and_an_end_of_the_war_slow_them_down() -> None:
    scenario = load(NAME)
    base, third, peace = (drawn(scenario, RUNS, **s) for s in ({}, {"china_ready": "on"}, {"war_ends": "on"}))
    for question in ("deals_36", "treaty_24", "meetings_24"):
        assert mean(third, question) < mean(base, question)
    assert mean(peace, "deals_36") < mean(base, "deals_36")
    before = base.times <= 18
    np.testing.assert_array_equal(base.outputs["alignment"][before], peace.outputs["alignment"][before])


def test_a_stronger_restraint_restrains_more() -> None:
    scenario = load(NAME)
    deals = [mean(drawn(scenario, RUNS, china_ready="on", china_strength=s), "deals_36") for s in ("0", "0.4", "0.8")]
    assert deals[0] > deals[1] > deals[2]


def test_a_domestic_limit_keeps_them_apart() -> None:
    batch = drawn(traced(NAME), 200, ceiling="0.35")
    assert batch.outputs["alignment"].max() <= 0.35
    assert mean(batch, "treaty_24") == 0


def test_no_treaty_before_arms_and_no_technology_unowed() -> None:
    batch = drawn(traced(NAME), 400)
    signed = ~np.isnan(batch.questions["treaty_when"])
    assert (batch.questions["first_arms"][signed] <= batch.questions["treaty_when"][signed]).all()
    assert (batch.outputs["tech_deals"] <= batch.outputs["arms_deals"] + 1 + 1e-9).all()


def test_every_slider_may_be_moved_to_its_ends() -> None:
    scenario = load(NAME)
    ends = [(p.name, repr(end)) for p in scenario.parameters if p.slider for end in p.slider]
    assert ends
    for name, end in ends:
        batch = at_middle(scenario, **{name: end})
        assert not batch.runaway.any(), (name, end)
        assert not any(batch.negative.values()), (name, end)


def test_what_it_was_fitted_to_comes_out() -> None:
    """More than 24 meetings in 2024 (months 6 to 18); 27 exchanges in the first year, within the spread of runs."""
    batch = drawn(load(NAME), RUNS)
    year = (batch.times > 6) & (batch.times <= 18)
    meetings = batch.outputs["meetings"][year].mean(axis=0)
    assert np.quantile(meetings, 0.1) < 24 < np.quantile(meetings, 0.95)
    assert np.quantile(batch.questions["exchanges_12"], 0.05) < 27 < np.quantile(batch.questions["exchanges_12"], 0.95)
