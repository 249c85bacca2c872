from __future__ import annotations

import math

import numpy as np
import pytest

from entente.futures.simulation import Setting, batches, compile, simulate
from entente.records.scenario import ActorRule, Flow, Lever, Output, ScenarioEvent, Stock
from tests.futures.simulation.builders import call, formula, parameter, scenario, term


def lever(name: str = "x", initial=0) -> Lever:
    return Lever(name, name, "", 1.0, formula(initial))


def rule(name: str, when, sets, *, line: int = 0, once: bool = False, **formulas) -> ActorRule:
    given = {k: formula(v) for k, v in formulas.items()}
    return ActorRule(
        "AAA", name, name, formula(when), {k: formula(v) for k, v in sets.items()}, once=once, line=line, **given
    )


def event(name: str, sets, *, line: int = 0, on: bool = True, **formulas) -> ScenarioEvent:
    given = {k: formula(v) for k, v in formulas.items()}
    return ScenarioEvent(name, name, {k: formula(v) for k, v in sets.items()}, on=on, line=line, **given)


def made(*deciders, levers=None, **parts):
    levers = levers or (lever(),)
    return scenario(
        levers=levers, outputs=tuple(Output(one.name, "", "", 1.0, formula(one.name)) for one in levers),
        rules=tuple(d for d in deciders if isinstance(d, ActorRule)),
        events=tuple(d for d in deciders if isinstance(d, ScenarioEvent)), **({"horizon": 6.0, "step": 0.5} | parts),
    )  # fmt: skip


def course(made_, name="x", **sets) -> list[float]:
    return simulate(compile(made_, Setting(**sets)), {}, seed=0).outputs[name][:, 0].tolist()


AFTER = term("time") >= 2  # step 4 of steps of half a month


def test_a_rule_acts_on_the_step_after_its_condition_holds() -> None:
    assert course(made(rule("r", AFTER, {"x": 1}))) == [0] * 5 + [1] * 8


def test_a_threshold_of_a_stock_is_crossed_when_it_is() -> None:
    parts = {
        "stocks": (Stock("s", "s", "", 1.0, formula(10)),), "flows": (Flow("f", "f", "", 1.0, "s", "", formula(1)),),
    }  # fmt: skip
    found = simulate(compile(made(rule("low", term("s") < 7.25, {"x": 1}), **parts), Setting()), {}, seed=0)
    assert found.fired["low"].tolist() == [3.0]
    assert found.outputs["x"][:, 0].tolist() == [0] * 7 + [1] * 6
    assert found.levers["x"].tolist() == [1.0]


def test_a_reaction_takes_its_time_and_sets_what_holds_then() -> None:
    assert course(made(rule("r", AFTER, {"x": "time"}, reaction=1, once=True))) == [0] * 7 + [3] * 6


def test_what_lasts_ends_and_may_begin_again_at_once() -> None:
    sometimes = call("and", AFTER, term("time") < 4.5)
    assert course(made(rule("r", sometimes, {"x": 1}, lasts=1))) == [0] * 5 + [1] * 6 + [0] * 2
    assert course(made(rule("r", AFTER, {"x": 1}, lasts=1, once=True))) == [0] * 5 + [1] * 2 + [0] * 6


def test_a_rule_without_an_end_may_be_taken_up_at_every_step_or_once() -> None:
    more = {"x": term("x") + 1}
    assert course(made(rule("r", AFTER, more))) == [0] * 5 + [float(n) for n in range(1, 9)]
    assert course(made(rule("r", AFTER, more, once=True))) == [0] * 5 + [1] * 8


def test_while_a_reaction_is_under_way_it_is_not_taken_up_again() -> None:
    assert course(made(rule("r", AFTER, {"x": term("x") + 1}, reaction=1))) == [0] * 7 + [1] * 3 + [2] * 3


def test_the_later_in_the_file_wins() -> None:
    one, two = rule("one", AFTER, {"x": 1}, line=10), event("two", {"x": 2}, when=AFTER, line=5)
    assert course(made(one, two))[-1] == 1
    found = simulate(compile(made(rule("one", AFTER, {"x": 1}, line=1, once=True), two), Setting()), {}, seed=0)
    assert found.levers["x"].tolist() == [2.0]


def test_rules_of_one_step_look_at_the_same_values() -> None:
    swap = made(
        rule("one", AFTER, {"x": "y"}, once=True), rule("two", AFTER, {"y": "x"}, once=True),
        levers=(lever("x", 1), lever("y", 2)),
    )  # fmt: skip
    assert (course(swap, "x")[-1], course(swap, "y")[-1]) == (2, 1)


def test_levers_go_back_to_what_still_holds() -> None:
    first = event("first", {"x": 1}, at=1, lasts=2)
    second = event("second", {"x": 2}, at=2, lasts=2)
    assert course(made(first, second)) == [0] * 3 + [1] * 2 + [2] * 4 + [0] * 4
    inner = event("inner", {"x": 2}, at=1.5, lasts=1)
    assert course(made(first, inner)) == [0] * 3 + [1] + [2] * 2 + [1] + [0] * 6
    good = event("good", {"x": 5}, at=2)
    assert course(made(first, good)) == [0] * 3 + [1] * 2 + [5] * 8


def test_an_event_at_a_time_may_be_off_or_moved() -> None:
    stops = made(event("stops", {"x": 1}, at=3))
    assert course(stops) == [0] * 7 + [1] * 6
    assert course(stops, events={"stops": False}) == [0] * 13
    assert course(stops, events={"stops": 1.0}) == [0] * 3 + [1] * 10
    off = made(event("stops", {"x": 1}, at=3, on=False))
    assert course(off) == [0] * 13
    assert course(off, events={"stops": True}) == [0] * 7 + [1] * 6
    assert course(off, events={"stops": 0.0}) == [1] * 13
    assert course(made(event("e", {"x": 1}, when=AFTER)), events={"e": 1.0}) == [0] * 3 + [1] * 10


def test_what_happens_at_time_0_holds_from_the_start() -> None:
    assert course(made(event("e", {"x": 1}, at=0))) == [1] * 13
    assert course(made(event("e", {"x": 1}, at=0, lasts=1))) == [1] * 2 + [0] * 11
    assert simulate(compile(made(event("e", {"x": 1}, at=0)), Setting()), {}, seed=0).fired["e"].tolist() == [0.0]
    later = event("later", {"x": 2}, at=0, lasts=2, line=2)
    assert course(made(event("first", {"x": 1}, at=0, line=1), later)) == [2] * 4 + [1] * 9
    assert course(made(rule("r", term("x") > 0, {"x": 3}), event("e", {"x": 1}, at=0))) == [1] + [3] * 12
    assert course(made(rule("r", term("time") >= 0, {"x": 3}))) == [0] + [3] * 12


def test_what_an_event_of_time_0_sets_is_reckoned_from_the_start_in_every_chunk() -> None:
    stock = (Stock("s", "s", "", 1.0, formula(term("p") * 2)),)
    flow = (Flow("f", "f", "", 1.0, "", "s", formula("x")),)
    drawn = parameter("p", "uniform", 1, 2)
    fills = event("e", {"x": term("s") + term("time")}, at=0, lasts=1)
    filled = made(fills, stocks=stock, flows=flow, parameters=(drawn,))
    found = list(batches(filled, Setting(), runs=7, seed=1, chunk=3))
    whole = np.concatenate([batch.outputs["x"] for batch in found], axis=1)
    ends = np.concatenate([batch.stocks["s"] for batch in found])
    assert (whole[0] > 2).all()
    np.testing.assert_allclose(ends, 2 * whole[0], rtol=1e-12)  # half a month twice at what it began with
    assert not whole[2:].any()


def test_an_event_that_is_off_has_not_happened_in_what_was_seen() -> None:
    stops = compile(made(event("stops", {"x": 1}, at=30)), Setting())
    assert np.isnan(simulate(stops, {}, seed=0).fired["stops"]).all()
    assert simulate(compile(made(event("e", {"x": 1}, at=1, on=False)), Setting()), {}, seed=0).fired == {}


def test_an_events_time_may_differ_between_runs() -> None:
    parts = {"parameters": (parameter("when", "uniform", 0, 6),)}
    model = compile(made(event("e", {"x": 1}, at="when"), **parts), Setting())
    found = simulate(model, {"when": np.array([1.0, 4.0, 2.0])}, seed=0)
    assert found.fired["e"].tolist() == [1, 4, 2]
    assert found.outputs["x"].sum(axis=0).tolist() == [10, 4, 8]


def test_how_long_may_differ_between_runs() -> None:
    parts = {"parameters": (parameter("p", "choice", 1, 2, 3),)}
    model = compile(made(rule("r", AFTER, {"x": 1}, reaction="p", lasts=term("p") / 2, once=True), **parts), Setting())
    found = simulate(model, {"p": np.array([1.0, 2.0, 3.0, 1.0])}, seed=0)
    assert found.fired["r"].tolist() == [3, 4, 5, 3]
    assert found.outputs["x"].sum(axis=0).tolist() == [1, 2, 2, 1]  # the third is cut by the end


def test_an_event_by_condition_happens_once() -> None:
    assert course(made(event("e", {"x": term("x") + 1}, when=AFTER, lasts=1))) == [0] * 5 + [1] * 2 + [0] * 6


def seen(made_, runs: int, **keys):
    return list(batches(made_, Setting(), runs=runs, seed=keys.pop("seed", 5), chunk=keys.pop("chunk", None)))


def test_the_chance_of_an_event_is_its_share_of_runs() -> None:
    (batch,) = seen(made(event("e", {"x": 1}, at=1, chance=0.3)), 10_000)
    share = np.isfinite(batch.fired["e"]).mean()
    assert abs(share - 0.3) < 4 * math.sqrt(0.3 * 0.7 / 10_000)
    assert (np.isfinite(batch.fired["e"]) == (batch.levers["x"] == 1)).all()


def test_a_chance_by_time_has_the_geometric_law() -> None:
    chance = 0.4
    (batch,) = seen(made(rule("r", AFTER, {"x": 1}, chance=chance, once=True), horizon=12.0), 16_000, chunk=16_000)
    fired = batch.fired["r"]
    each = 1 - math.exp(-chance * 0.5)
    assert np.nanmin(fired) == 2.0
    for n in range(10):
        expected = each * (1 - each) ** n
        share = (fired == 2 + 0.5 * n).mean()
        assert abs(share - expected) < 4.5 * math.sqrt(expected * (1 - expected) / 16_000)


def test_a_chance_begins_anew_each_time() -> None:
    chance, steps = 0.5, 48
    counted = made(rule("r", term("time") >= 0, {"x": term("x") + 1}, chance=chance), horizon=24.0)
    (batch,) = seen(counted, 8000, chunk=8000)
    each = 1 - math.exp(-chance * 0.5)
    mean, variance = steps * each, steps * each * (1 - each)
    assert abs(batch.levers["x"].mean() - mean) < 4 * math.sqrt(variance / 8000)
    assert batch.levers["x"].var() == pytest.approx(variance, rel=0.07)


def test_a_chance_counts_only_while_the_condition_holds() -> None:
    even = call("or", term("time") < 1, term("time") >= 3)
    (batch,) = seen(made(rule("r", even, {"x": 1}, chance=0.5, once=True)), 4000)
    fired = batch.fired["r"]
    assert not ((fired >= 1) & (fired < 3)).any()
    share = np.isfinite(fired).mean()
    steps = 2 + 6  # 0, .5 and 3 to 5.5
    assert abs(share - (1 - math.exp(-0.25 * steps))) < 4 * math.sqrt(share * (1 - share) / 4000)


def test_chances_are_the_same_whatever_the_chunk_and_beside_other_rules() -> None:
    chancy = rule("r", AFTER, {"x": term("x") + 1}, chance=0.7)
    whole = seen(made(chancy), 1000, chunk=1000)
    parts = seen(made(chancy), 1000, chunk=252)
    assert np.concatenate([b.levers["x"] for b in parts]).tobytes() == whole[0].levers["x"].tobytes()
    beside = seen(made(rule("q", AFTER, {"y": 1}, chance=0.7), chancy, levers=(lever("x"), lever("y"))), 1000)
    assert np.concatenate([b.levers["x"] for b in beside]).tobytes() == whole[0].levers["x"].tobytes()
