from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from entente.futures.simulation import Setting, batches, compile, simulate
from entente.records.scenario import (
    ActorRule,
    Delay,
    Flow,
    Lever,
    Output,
    ScenarioEvent,
    ScenarioQuestion,
    Stock,
    Variable,
)
from tests.futures.simulation.builders import call, formula, parameter, scenario, term
from tests.futures.simulation.shells import shells


def stock(name: str, initial, floor: float | None = None) -> Stock:
    return Stock(name, name, "", 1.0, formula(initial), floor)


def flow(name: str, source: str, target: str, rate) -> Flow:
    return Flow(name, name, "", 1.0, source, target, formula(rate))


def output(name: str, value=None, factor: float = 1.0) -> Output:
    return Output(name, name, "", factor, formula(name if value is None else value))


def asked(name: str, kind: str, value, by: float | None = None, factor: float = 1.0) -> ScenarioQuestion:
    return ScenarioQuestion(name, name, kind, formula(value), "", factor, by)


def only(made, **keys):
    return simulate(compile(made, Setting()), {}, seed=0, **keys)


def busy():
    """Something of everything."""
    return scenario(
        parameters=(parameter("p", "normal", 1, 0.2), parameter("wait", "uniform", 0.2, 4)),
        stocks=(stock("a", 100, 0.0), stock("b", term("p") * 3)),
        flows=(flow("ab", "a", "b", term("p") * 5 * "x"), flow("out", "b", "", "late")),
        variables=(Variable("v", "v", "", 1.0, formula(call("sqrt", call("abs", "b")) + "time")),),
        delays=(
            Delay("late", "late", "", 1.0, "fixed", formula("ab"), formula("wait"), formula(0)),
            Delay("smoothed", "smoothed", "", 1.0, "third", formula("v"), formula("wait")),
        ),
        levers=(Lever("x", "x", "", 1.0, formula(1)),),
        rules=(
            ActorRule(
                "AAA", "more", "more", formula(term("b") < 40), {"x": formula(term("x") * 1.5)},
                chance=formula(0.3), reaction=formula("wait"), lasts=formula(3),
            ),
        ),
        events=(
            ScenarioEvent(
                "stop", "stop", {"x": formula(0)}, at=formula(18), lasts=formula(2), chance=formula(0.5)
            ),
        ),
        outputs=(output("b"), output("smoothed"), output("v")),
        questions=(
            asked("low", "any", term("b") < 20, 12), asked("most", "most", "smoothed"),
            asked("when", "first", term("a") < 1),
        ),
    )  # fmt: skip


def joined(found) -> dict[str, np.ndarray]:
    parts = list(found)
    whole = {f"output {n}": np.concatenate([b.outputs[n] for b in parts], axis=1) for n in parts[0].outputs}
    for kind in ("questions", "fired", "stocks", "levers"):
        whole |= {f"{kind} {n}": np.concatenate([getattr(b, kind)[n] for b in parts]) for n in getattr(parts[0], kind)}
    return whole | {"runaway": np.concatenate([b.runaway for b in parts])}


@pytest.mark.parametrize("chunk", [None, 4, 100, 250, 1000, 37])
def test_the_same_seed_gives_the_same_bytes_whatever_the_chunk(chunk) -> None:
    whole = joined(batches(busy(), Setting(), runs=300, seed=11, chunk=300))
    other = joined(batches(busy(), Setting(), runs=300, seed=11, chunk=chunk))
    assert {name: values.tobytes() for name, values in whole.items()} == {n: v.tobytes() for n, v in other.items()}


def test_another_seed_gives_other_runs() -> None:
    one, two = (joined(batches(busy(), Setting(), runs=40, seed=seed)) for seed in (1, 2))
    assert not set(one["stocks b"]) & set(two["stocks b"])


def test_more_runs_begin_as_fewer_do() -> None:
    few = joined(batches(busy(), Setting(), runs=50, seed=1))
    many = joined(batches(busy(), Setting(), runs=20_000, seed=1, record_every=16))
    assert many["stocks b"][:50].tobytes() == few["stocks b"].tobytes()


def test_intervals_narrow_as_the_square_root_of_runs() -> None:
    def spread(runs: int) -> float:
        means = [
            np.concatenate(
                [
                    b.stocks["stock"]
                    for b in batches(shells(True), Setting(), runs=runs, seed=s, horizon=12, record_every=96)
                ]
            ).mean()
            for s in range(60)
        ]
        return float(np.std(means))

    ratio = spread(64) / spread(1024)
    assert 4 * 0.65 < ratio < 4 / 0.65


def test_decay_has_eulers_closed_form() -> None:
    made = scenario(stocks=(stock("s", 100),), flows=(flow("f", "s", "", term("s") * 0.3),), outputs=(output("s"),))
    steps = np.arange(24 * 8 + 1)
    np.testing.assert_allclose(only(made).outputs["s"][:, 0], 100 * (1 - 0.3 * 0.125) ** steps, rtol=1e-12)


def test_a_logistic_tends_to_its_closed_form() -> None:
    grow = term(0.8) * "s" * (term(1) - term("s") / 50)
    made = scenario(
        step=1 / 1024, horizon=10.0, stocks=(stock("s", 2),), flows=(flow("f", "", "s", grow),), outputs=(output("s"),)
    )
    found = only(made, record_every=1024)
    expected = 50 / (1 + 24 * np.exp(-0.8 * found.times))
    np.testing.assert_allclose(found.outputs["s"][:, 0], expected, rtol=2e-3)


def test_a_logistic_reckons_as_a_plain_loop_does() -> None:
    grow = term(0.8) * "s" * (term(1) - term("s") / 50)
    made = scenario(horizon=10.0, stocks=(stock("s", 2),), flows=(flow("f", "", "s", grow),))
    s = 2.0
    for _ in range(80):
        s += 0.8 * s * (1 - s / 50) * 0.125
    assert only(made).stocks["s"][0] == pytest.approx(s, rel=1e-13)


def test_stocks_move_all_at_once() -> None:
    made = scenario(
        step=1.0, horizon=1.0, stocks=(stock("a", 1), stock("b", 2)),
        flows=(flow("to_a", "", "a", "b"), flow("to_b", "", "b", "a")),
    )  # fmt: skip
    found = only(made).stocks
    assert (found["a"][0], found["b"][0]) == (3, 3)


def test_time_is_since_the_start() -> None:
    found = only(scenario(outputs=(output("t", "time"),), horizon=2.0))
    assert found.outputs["t"][:, 0].tolist() == found.times.tolist() == [n * 0.125 for n in range(17)]


def test_outputs_are_recorded_every_so_many_steps_and_at_the_end() -> None:
    found = only(scenario(outputs=(output("t", "time"),), horizon=2.5), record_every=8)
    assert found.times.tolist() == found.outputs["t"][:, 0].tolist() == [0, 1, 2, 2.5]
    assert only(scenario(outputs=(output("t", "time"),)), record_every=8, horizon=3.0).times.tolist() == [0, 1, 2, 3]


def test_outputs_and_amounts_are_in_their_own_units() -> None:
    made = scenario(
        outputs=(output("t", term("time") * 60, 30.0),), questions=(asked("q", "amount", "time", factor=0.25),)
    )
    found = only(made, horizon=2.0)
    assert (found.outputs["t"][-1, 0], found.questions["q"][0]) == (4, 8)


def hill():
    """Rises to 10 at time 10, then falls by 2 a month."""
    return call("min", "time", term(30) - term("time") * 2)


@pytest.mark.parametrize(
    ("kind", "value", "by", "answer"),
    [
        ("any", hill() >= 9, 8.875, False), ("any", hill() >= 9, 9, True), ("any", hill() >= 9, None, True),
        ("any", hill() >= 99, None, False), ("end", hill() < 3, 2, True), ("end", hill() < 3, 4, False),
        ("always", hill() >= 0, 15, True), ("always", hill() >= 0, 15.25, False), ("first", hill() > 4, None, 4.125),
        ("first", hill() > 4, 4, math.nan), ("first", term("time") >= 0, None, 0.0), ("first", hill() < -4, 99, 17.125),
        ("amount", hill(), 12, 6), ("amount", hill(), None, -18), ("most", hill(), None, 10), ("most", hill(), 7, 7),
        ("least", hill(), 12, 0), ("least", hill(), None, -18), ("total", 3, 5, 15), ("total", 3, None, 72),
        ("total", term("time") * 2, 2, 2 * 0.125 * sum(n * 0.125 for n in range(16))),
    ],
)  # fmt: skip
def test_questions(kind, value, by, answer) -> None:
    made = scenario(questions=(asked("q", kind, value, by), asked("beside", "any", hill() > 3, 20)))
    found = only(made, record_every=1000).questions
    assert found["q"].shape == (1,)
    assert found["beside"].tolist() == [True]
    np.testing.assert_allclose(found["q"][0], answer, rtol=1e-12)


def test_questions_are_watched_between_records() -> None:
    made = scenario(questions=(asked("q", "any", call("and", term("time") > 0.3, term("time") < 0.4)),))
    assert only(made, record_every=96).questions["q"].tolist() == [True]


def runaway():
    return scenario(
        parameters=(parameter("p", "uniform", 0, 1),), stocks=(stock("s", 1), stock("calm", 1)),
        flows=(flow("f", "", "s", "g"),), variables=(Variable("g", "g", "", 1.0, formula(term("s") ** 2 * "p")),),
        outputs=(output("s"), output("calm")), horizon=200.0, order=("g", "f"), questions=(asked("q", "most", "s"),),
    )  # fmt: skip


def test_a_run_that_runs_away_is_marked_and_located_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = simulate(compile(runaway(), Setting()), {"p": np.array([0.0, 1.0, 0.001])}, seed=0, record_every=80)
    assert found.runaway.tolist() == [False, True, False]
    assert found.ran_away is not None
    name, time = found.ran_away
    assert name == "g"
    s, n = 1.0, 0
    while math.isfinite(s * s):
        s, n = s + s * s * 0.125, n + 1
    assert time == n * 0.125


def test_no_number_at_all_is_a_runaway_too() -> None:
    made = scenario(
        parameters=(parameter("p", "uniform", 0, 1),), stocks=(stock("s", 1),),
        outputs=(output("ratio", term("s") / "p"), output("root", call("sqrt", term("p") - 0.5))),
    )  # fmt: skip
    found = simulate(compile(made, Setting()), {"p": np.array([0.0, 0.2, 0.9])}, seed=0)
    assert found.runaway.tolist() == [True, True, False]
    assert found.ran_away == ("ratio", 0.0)


def test_what_runs_away_in_a_question_alone_is_marked() -> None:
    made = scenario(questions=(asked("q", "most", term(1) / call("max", 0, term("time") - 3)),))
    found = only(made)
    assert (found.runaway.tolist(), found.ran_away) == ([True], None)


def test_runs_without_parameters_are_as_many_as_asked() -> None:
    assert only(shells(), runs=5).outputs["stock"].shape == (481, 5)
    assert sum(b.runs for b in batches(shells(), Setting(), runs=7, seed=0)) == 7
