from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.futures.simulation import Setting, compile, simulate
from entente.records.scenario import Delay, Flow, Lever, Output, ScenarioEvent, Stock
from tests.futures.simulation.builders import formula, parameter, scenario, term


def stock(name: str, initial: float, floor: float | None = 0.0) -> Stock:
    return Stock(name, name, "", 1.0, formula(initial), floor)


def flow(name: str, source: str, target: str, rate) -> Flow:
    return Flow(name, name, "", 1.0, source, target, formula(rate))


def run(stocks, flows, **parts):
    outputs = tuple(Output(s.name, s.name, "", 1.0, formula(s.name)) for s in stocks)
    made = scenario(**({"stocks": stocks, "flows": flows, "outputs": outputs, "horizon": 4.0} | parts))
    return simulate(compile(made, Setting()), {}, seed=0)


def test_a_stock_stops_at_its_floor() -> None:
    found = run((stock("a", 10.0, 3.0),), (flow("out", "a", "", 4.0),)).outputs["a"][:, 0]
    assert found[:15].tolist() == [10 - 0.5 * n for n in range(15)]
    assert set(found[14:]) == {3.0}


def test_without_a_floor_a_stock_falls_below_zero_and_is_counted() -> None:
    found = run((stock("a", 1.0, None), stock("b", 1.0)), (flow("out", "a", "", 4.0), flow("x", "b", "", 4.0)))
    assert found.stocks["a"][0] == -15
    assert found.negative == {"a": 1, "b": 0}


def test_outflows_are_cut_alike_and_what_they_feed_gets_less() -> None:
    stocks = (stock("a", 1.0), stock("b", 0.0), stock("c", 0.0))
    found = run(stocks, (flow("one", "a", "b", 6.0), flow("two", "a", "c", 2.0)), horizon=1.0)
    assert [found.stocks[n][0] for n in "abc"] == pytest.approx([0, 0.75, 0.25])


def test_what_comes_in_can_go_out_at_once() -> None:
    found = run((stock("a", 0.0), stock("b", 0.0)), (flow("into", "", "a", 3.0), flow("out", "a", "b", 5.0)))
    assert (found.stocks["a"][0], found.stocks["b"][0]) == pytest.approx((0, 12))


def test_a_cut_goes_down_a_chain_whatever_its_order_in_the_file() -> None:
    stocks = tuple(stock(name, 1.0 if name == "a" else 0.0) for name in "cba")
    flows = (flow("bc", "b", "c", 100.0), flow("ab", "a", "b", 4.0))
    found = run(stocks, flows, horizon=1.0)
    assert [found.stocks[n][0] for n in "abc"] == pytest.approx([0, 0, 1])


def test_stocks_in_a_circle_pass_on_what_they_have_and_no_more() -> None:
    stocks = (stock("a", 0.0), stock("b", 8.0), stock("c", 0.0))
    flows = (flow("ab", "a", "b", 3.0), flow("bc", "b", "c", 3.0), flow("ca", "c", "a", 3.0))
    found = run(stocks, flows, horizon=0.125)
    assert [found.stocks[n][0] for n in "abc"] == pytest.approx([0, 8, 0], abs=1e-12)


def test_a_flow_that_turns_negative_is_cut_at_its_other_end() -> None:
    found = run((stock("a", 1.0), stock("b", 2.0)), (flow("ab", "a", "b", -8.0),))
    assert (found.stocks["a"][0], found.stocks["b"][0]) == pytest.approx((3, 0))


def test_a_delay_takes_in_what_a_floor_lets_through() -> None:
    late = Delay("late", "late", "", 1.0, "fixed", formula("sent"), formula(1), formula(0))
    stocks = (stock("a", 1.0), stock("got", 0.0))
    found = run(stocks, (flow("sent", "a", "", 100.0), flow("arrive", "", "got", "late")), delays=(late,))
    assert (found.stocks["a"][0], found.stocks["got"][0]) == pytest.approx((0, 1))


def test_a_stock_that_begins_below_its_floor_begins_at_it_and_is_counted() -> None:
    found = run((stock("a", -5.0),), ())
    assert (found.outputs["a"][0, 0], found.negative) == (0.0, {"a": 1})


def test_a_floor_is_in_the_stocks_own_unit() -> None:
    found = run((Stock("a", "a", "", 1000.0, formula(5000.0), 2.0),), (flow("out", "a", "", 4000.0),))
    assert found.stocks["a"][0] == 2000.0


def turning(name: str):
    """A lever that turns negative at the first step."""
    levers = (Lever(name, name, "", 1.0, formula(0)),)
    events = (ScenarioEvent("turn", "turn", {name: formula(-1)}, at=formula(0)),)
    return {"levers": levers, "events": events}


def test_a_lever_that_turns_negative_drains_no_further_than_the_floor() -> None:
    found = run((stock("a", 1.0), stock("b", 2.0)), (flow("ab", "a", "b", term("x") * 8),), **turning("x"))
    assert (found.stocks["a"][0], found.stocks["b"][0]) == pytest.approx((3, 0))


def test_what_a_negative_lever_feeds_by_a_delay_and_a_stock_is_not_taken_for_positive() -> None:
    late = Delay("late", "late", "", 1.0, "first", formula(term("x") * 8), formula(0.5), formula(0))
    stocks = (stock("a", 1.0), stock("b", 2.0), stock("u", 0.0, None))
    flows = (flow("ab", "a", "b", "u"), flow("into", "", "u", "late"))
    found = run(stocks, flows, delays=(late,), **turning("x"))
    assert (found.stocks["a"][0], found.stocks["b"][0]) == pytest.approx((3, 0))


amounts = st.floats(0, 100)
NAMES = "abcdef"


@st.composite
def networks(draw_):
    """Stocks in a closed group, flows among them at rates that do not care what is there."""
    names = NAMES[: draw_(st.integers(2, 6))]
    floors = st.sampled_from([None, 0.0, 0.0, 0.0])
    stocks = tuple(stock(name, draw_(amounts), draw_(floors)) for name in names)
    ends = st.sampled_from(names)
    rates = st.one_of(
        amounts.map(term), st.floats(-50, 50).map(term),
        st.tuples(ends, st.floats(-2, 2)).map(lambda pair: term(pair[0]) * pair[1]),
        st.floats(-20, 20).map(lambda wave: term("p") * wave),
    )  # fmt: skip
    pairs = draw_(st.lists(st.tuples(ends, ends, rates), max_size=10))
    flows = tuple(flow(f"f{n}", a, b, rate) for n, (a, b, rate) in enumerate(pairs) if a != b)
    return scenario(
        stocks=stocks, flows=flows, horizon=3.0, parameters=(parameter("p", "normal", 0, 1),),
        conserved=(tuple(names),), outputs=tuple(Output(name, name, "", 1.0, formula(name)) for name in names),
    )  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(networks())
def test_what_a_closed_group_holds_stays_and_floors_hold(made) -> None:
    found = simulate(compile(made, Setting()), {"p": np.array([-1.0, 0.0, 2.0])}, seed=0)
    total = sum(found.outputs[name] for name in made.conserved[0])
    size = 1e-10 * (1 + sum(np.abs(values) for values in found.outputs.values()).max())
    np.testing.assert_allclose(total, np.broadcast_to(total[0], total.shape), atol=size)
    for s in made.stocks:
        if s.floor is not None:
            assert (found.outputs[s.name] >= s.floor).all()


@settings(max_examples=30, deadline=None)
@given(networks())
def test_flows_are_not_cut_where_there_is_enough(made) -> None:
    rich = [Stock(s.name, s.title, "", 1.0, formula(1e9), s.floor) for s in made.stocks]
    small = tuple(flow(f.name, f.source, f.target, n) for n, f in enumerate(made.flows))
    found = run(tuple(rich), small)
    for s in rich:
        change = sum(n * ((f.target == s.name) - (f.source == s.name)) for n, f in enumerate(small))
        assert found.stocks[s.name][0] == pytest.approx(1e9 + 4 * change, rel=1e-12)
