from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from entente.futures.simulation import Setting, batches, compile, simulate
from entente.records.scenario import Delay, Flow, Output, Stock
from tests.futures.simulation.builders import call, formula, parameter, scenario, term


def delayed(kind: str, time, put_in=1, initial=0, **parts):
    """What comes out of a delay at each step."""
    first = None if initial is None else formula(initial)
    delay = Delay("late", "late", "", 1.0, kind, formula(put_in), formula(time), first)
    made = scenario(delays=(delay,), outputs=(Output("late", "late", "", 1.0, formula("late")),), **parts)
    return made


def course(made) -> np.ndarray:
    return simulate(compile(made, Setting()), {}, seed=0).outputs["late"][:, 0]


def test_a_fixed_delay_gives_what_went_in_so_long_ago() -> None:
    found = course(delayed("fixed", 3, put_in="time", initial=-1))
    expected = [-1.0] * 24 + [n * 0.125 for n in range(24 * 8 + 1 - 24)]
    assert found.tolist() == expected


def test_a_fixed_delay_begins_with_its_input_where_nothing_else_is_said() -> None:
    found = course(delayed("fixed", 1, put_in=term("time") * 2 + 5, initial=None))
    assert found[:9].tolist() == [5.0] * 9


@pytest.mark.parametrize(("time", "steps"), [(0, 1), (0.01, 1), (0.125, 1), (0.18, 1), (0.19, 2), (1.3, 10)])
def test_a_fixed_delay_takes_whole_steps_and_at_least_one(time, steps) -> None:
    found = course(delayed("fixed", time, put_in=1))
    assert (found[:steps] == 0).all()
    assert (found[steps:] == 1).all()


def test_a_delay_longer_than_the_runs_never_arrives() -> None:
    assert set(course(delayed("fixed", 1e9, put_in=1, initial=4))) == {4}


def test_a_fixed_delay_may_differ_between_runs() -> None:
    made = delayed("fixed", "wait", put_in="time", parameters=(parameter("wait", "choice", 0.125, 1, 2.5, 7),))
    waits = np.array([0.125, 1.0, 2.5, 7.0, 1.0])
    found = simulate(compile(made, Setting()), {"wait": waits}, seed=0).outputs["late"]
    times = np.arange(24 * 8 + 1) * 0.125
    for run, wait in enumerate(waits):
        np.testing.assert_array_equal(found[:, run], np.where(times < wait, 0, times - wait))


def test_two_fixed_delays_in_a_row_take_both_their_times() -> None:
    delays = (
        Delay("b", "b", "", 1.0, "fixed", formula("a"), formula(2), formula(0)),
        Delay("a", "a", "", 1.0, "fixed", formula("time"), formula(1), formula(0)),
    )
    made = scenario(delays=delays, outputs=(Output("b", "b", "", 1.0, formula("b")),))
    found = simulate(compile(made, Setting()), {}, seed=0).outputs["b"][:, 0]
    assert found.tolist() == [max(0.0, n * 0.125 - 3) for n in range(24 * 8 + 1)]


def erlang(order: int, time: float, at: np.ndarray) -> np.ndarray:
    """The share that has arrived of a steady inflow since 0."""
    x = at * order / time
    return 1 - np.exp(-x) * sum(x**n / math.factorial(n) for n in range(order))


@pytest.mark.parametrize(("kind", "order"), [("first", 1), ("third", 3)])
def test_material_delays_answer_a_step_as_erlang_says(kind, order) -> None:
    found = course(delayed(kind, 6, step=1 / 512))
    times = np.arange(found.size) / 512
    np.testing.assert_allclose(found, erlang(order, 6, times), atol=2e-3)


@pytest.mark.parametrize("kind", ["first", "smooth"])
def test_a_first_order_delay_has_eulers_closed_form(kind) -> None:
    found = course(delayed(kind, 4, put_in=10, initial=2))
    steps = np.arange(found.size)
    np.testing.assert_allclose(found, 10 - 8 * (1 - 0.125 / 4) ** steps, rtol=1e-12)


def test_what_a_delay_holds_is_what_went_in_less_what_came_out() -> None:
    made = delayed(
        "third", 4, put_in=call("if", term("time") < 2, 8, 0),
        stocks=(Stock("arrived", "", "", 1.0, formula(0)),),
        flows=(Flow("arrive", "", "", 1.0, "", "arrived", formula("late")),), horizon=80.0,
    )  # fmt: skip
    found = simulate(compile(made, Setting()), {}, seed=0)
    assert found.stocks["arrived"][0] == pytest.approx(16, rel=1e-6)


@pytest.mark.parametrize("kind", ["first", "smooth", "third"])
def test_a_delay_shorter_than_a_step_takes_a_step(kind) -> None:
    found = course(delayed(kind, 0, put_in=1))
    steps = 3 if kind == "third" else 1
    assert found[: steps + 2].tolist() == [0] * steps + [1, 1]


@pytest.mark.parametrize("kind", ["fixed", "first", "third", "smooth"])
def test_a_time_below_zero_is_a_run_that_ran_away(kind) -> None:
    made = delayed(kind, "wait", parameters=(parameter("wait", "choice", -1, 1),))
    found = simulate(compile(made, Setting()), {"wait": np.array([1.0, -1.0])}, seed=0)
    assert found.runaway.tolist() == [False, True]
    assert found.ran_away is not None
    assert found.ran_away[0].startswith("late")


def test_a_delay_of_a_stocks_own_level_reads_it_before_it_moves() -> None:
    delay = Delay("late", "late", "", 1.0, "fixed", formula("a"), formula(0.125), formula(0))
    made = scenario(
        stocks=(Stock("a", "a", "", 1.0, formula(1)),), delays=(delay,),
        flows=(Flow("grow", "", "", 1.0, "", "a", formula(8)),),
        outputs=(Output("late", "", "", 1.0, formula("late")),), horizon=1.0,
    )  # fmt: skip
    (found,) = batches(made, Setting(), runs=1, seed=0)
    assert found.outputs["late"][:, 0].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.filterwarnings("ignore")
def test_delays_reckon_as_pysd_does(tmp_path) -> None:
    pysd = pytest.importorskip("pysd", reason="PySD is a development dependency")
    copy = tmp_path / "delays.mdl"  # PySD writes its translation beside the model
    copy.write_bytes((Path(__file__).parents[1] / "models" / "delays.mdl").read_bytes())
    theirs = pysd.read_vensim(str(copy)).run()
    sent = call("if", term("time") >= 9, 5, call("if", term("time") >= 3, 30, 10))
    times = {"conveyed": ("fixed", 2.5), "first": ("first", 3), "third": ("third", 3), "smoothed": ("smooth", 5)}
    arriving = term("conveyed") + "first" + "third" + "smoothed"
    made = scenario(
        delays=tuple(Delay(n, n, "", 1.0, k, formula(sent), formula(t), formula(4)) for n, (k, t) in times.items()),
        stocks=(Stock("arrived", "", "", 1.0, formula(0)),),
        flows=(Flow("arrive", "", "", 1.0, "", "arrived", formula(arriving)),),
        outputs=tuple(Output(n, n, "", 1.0, formula(n)) for n in (*times, "arrived")),
    )
    found = simulate(compile(made, Setting()), {}, seed=0).outputs
    for name in times:
        np.testing.assert_allclose(found[name][:, 0], theirs[name], rtol=1e-9, err_msg=name)
    np.testing.assert_allclose(found["arrived"][:, 0], theirs["Arrived"], rtol=1e-9)
