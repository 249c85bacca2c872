"""Controlled goods rerouted through third states: sourced, conserved, right in the limits and in direction."""

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

NAME = "sanctions_adaptation"
#: The ban and nothing that answers what gets round it.
ALONE = {"enforcement": "off", "secondary_sanctions": "off", "package": "off"}


def course(batch: Batch, output: str) -> npt.NDArray[np.float64]:
    """The course of an output in the first run."""
    return np.asarray(batch.outputs[output][:, 0])


def mean(batch: Batch, question: str) -> float:
    """The mean answer to a question over runs."""
    return float(np.mean(batch.questions[question]))


def test_every_number_has_a_source_and_none_hides_in_a_formula() -> None:
    scenario = load(NAME)
    assert scenario.notes == ()
    assert_sourced(scenario)
    assert [(name, value) for name, value in literals(scenario) if value not in BARE] == []


def test_events_stand_for_rules_that_the_rulebook_has() -> None:
    known = rule_ids("us_russia") | rule_ids("eu_russia")
    rules = {event.name: event.rule for event in load(NAME).events if event.rule}
    assert set(rules) == {"measure", "secondary_sanctions", "package"}
    assert set(rules.values()) <= known


def test_routes_are_conserved() -> None:
    scenario = traced(NAME)
    assert_conserved(scenario, drawn(scenario, 50))


def test_stocks_stay_above_nothing_and_shares_within_0_and_1() -> None:
    batch = drawn(traced(NAME), 200)
    assert batch.negative == dict.fromkeys(batch.negative, 0)
    for name in ("effort", "shown_pressure", "shown_shortfall"):
        scale = 100 if name.startswith("shown") else 1
        assert batch.outputs[name].min() >= -1e-9
        assert batch.outputs[name].max() <= scale * (1 + 1e-9)


def test_without_the_ban_nothing_changes() -> None:
    batch = at_middle(traced(NAME), measure="off", secondary_sanctions="off", war_need="0")
    np.testing.assert_allclose(course(batch, "shown_import_share"), 100, rtol=1e-12)
    np.testing.assert_allclose(course(batch, "shown_money_share"), 100, rtol=1e-12)
    assert course(batch, "shown_rerouted").max() == 0
    assert course(batch, "shown_extra_cost").max() == 0
    np.testing.assert_allclose(course(batch, "depot"), course(batch, "depot")[0], rtol=1e-12)


def test_the_direct_flow_falls_by_the_closed_form_of_a_first_order_delay() -> None:
    batch = at_middle(traced(NAME), ban_cut="0.9", wind_down="1.5", coalition_share="0.6", imports_before="1000")
    direct = course(batch, "direct")
    taken = np.arange(len(direct))
    expected = 600 * (1 - 0.9 * (1 - (1 - 0.25 / 1.5) ** taken))
    np.testing.assert_allclose(direct / direct[0] * 600, expected, rtol=1e-12)


def test_with_no_way_round_nothing_comes() -> None:
    batch = at_middle(
        load(NAME), reachable="0", replaceable="0", ban_cut="1", coalition_share="1", own_share="0", **ALONE
    )
    assert course(batch, "import_share")[-1] == pytest.approx(0, abs=1e-9)
    assert course(batch, "shortfall")[-1] == pytest.approx(100, abs=0.1)
    assert np.isnan(batch.questions["half_back"][0])


def test_with_full_reach_and_no_enforcement_all_comes_back() -> None:
    batch = at_middle(load(NAME), reachable="1", replaceable="0", ban_cut="1", routine_close="0", war_need="0", **ALONE)
    assert course(batch, "import_share")[-1] == pytest.approx(100, abs=0.5)
    assert course(batch, "shortfall")[-1] == pytest.approx(0, abs=1)
    assert batch.questions["half_back"][0] < 24


def test_routes_found_and_opened_settle_where_closing_takes_as_many() -> None:
    """With a steady want w, founding time a, no renaming and closing c, opened routes settle at w / (1 + c (a + s))."""
    batch = at_middle(
        traced(NAME), founding_time="4", setup_time="2", learning="0", push_gain="1", routine_close="0.1",
        rename_share="0", replaceable="0", reachable="0.5", ban_cut="1", coalition_share="0.6",
        imports_before="1000", **ALONE,
    )  # fmt: skip
    opened, forming = course(batch, "open_routes")[-1], course(batch, "forming")[-1]
    million = course(batch, "open_routes")[-1] / course(batch, "shown_open_routes")[-1]
    assert opened == pytest.approx(300 * million / (1 + 0.1 * (4 + 2)), rel=1e-3)
    assert forming == pytest.approx(0.1 * 2 * opened, rel=1e-3)


@pytest.mark.parametrize(
    ("parameter", "low", "high", "question", "sign"),
    [
        ("reachable", "0.3", "0.8", "rerouted_48", 1),
        ("close_power", "0", "0.4", "rerouted_48", -1),
        ("rename_share", "0.1", "0.9", "rerouted_48", 1),
        ("founding_time", "2", "8", "rerouted_48", -1),
        ("refused", "0.1", "0.8", "goods_24", -1),
        ("workaround_share", "0.3", "1", "goods_48", 1),
        ("ban_cut", "0.8", "1", "goods_24", -1),
        ("replaceable", "0", "0.3", "goods_48", 1),
        ("markup", "0.2", "0.9", "extra_48", 1),
        ("own_growth", "0", "0.3", "missing_48", -1),
        ("cover_before", "2", "12", "missing_48", -1),
        ("war_need", "0", "0.5", "missing_48", 1),
    ],
)
def test_each_number_pulls_the_way_it_should(parameter: str, low: str, high: str, question: str, sign: int) -> None:
    scenario = load(NAME)
    less, more = (mean(drawn(scenario, 200, **{parameter: value}), question) for value in (low, high))
    assert (more - less) * sign > 0


def test_a_mark_up_moves_money_and_no_goods() -> None:
    scenario = load(NAME)
    first, second = (drawn(scenario, 100, price=option) for option in ("against_other_goods", "against_2021"))
    np.testing.assert_array_equal(first.outputs["import_share"], second.outputs["import_share"])
    assert (second.questions["extra_48"] > first.questions["extra_48"]).all()


def test_sanctions_on_banks_change_nothing_before_they_come() -> None:
    scenario = load(NAME)
    with_them, without = drawn(scenario, 50), drawn(scenario, 50, secondary_sanctions="off")
    before = with_them.times < 21.5
    np.testing.assert_array_equal(with_them.outputs["import_share"][before], without.outputs["import_share"][before])
    assert (with_them.questions["goods_24"] < without.questions["goods_24"]).all()


def test_enforcement_keeps_goods_out_and_saves_the_buyer_no_want() -> None:
    scenario = load(NAME)
    enforced, alone = drawn(scenario, 200), drawn(scenario, 200, **ALONE)
    assert (enforced.questions["rerouted_48"] <= alone.questions["rerouted_48"] + 1e-6).all()
    assert mean(enforced, "missing_48") > mean(alone, "missing_48")
    assert mean(enforced, "extra_48") < mean(alone, "extra_48")


def test_an_ally_that_leaves_helps_only_after_it_has_left() -> None:
    scenario = load(NAME)
    stays, leaves = drawn(scenario, 100), drawn(scenario, 100, ally_leaves="on")
    before = stays.times <= 24
    np.testing.assert_array_equal(stays.outputs["import_share"][before], leaves.outputs["import_share"][before])
    assert mean(leaves, "goods_48") > mean(stays, "goods_48")


def test_every_slider_may_be_moved_to_its_ends() -> None:
    scenario = load(NAME)
    ends = [(p.name, repr(end)) for p in scenario.parameters if p.slider for end in p.slider]
    assert ends
    for name, end in ends:
        batch = at_middle(scenario, **{name: end})
        assert not batch.runaway.any(), (name, end)
        assert not any(batch.negative.values()), (name, end)


def test_what_it_was_fitted_to_comes_out() -> None:
    """Imports in money of January to October 2023 at nine tenths, in goods at about two thirds (KSE; ifo, wiiw)."""
    batch = drawn(load(NAME), 400)
    year = (batch.times > 10.25) & (batch.times <= 20.25)
    assert np.median(batch.outputs["money_share"][year].mean(axis=0)) == pytest.approx(90, abs=5)
    assert np.median(batch.outputs["import_share"][year].mean(axis=0)) == pytest.approx(67, abs=6)
