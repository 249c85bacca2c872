from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from entente.errors import LexiconError
from entente.futures.simulation import Setting, compile, simulate
from entente.records.scenario import Delay, Distribution, Flow, Stock
from tests.futures.simulation.builders import formula, parameter, scenario, term
from tests.futures.simulation.shells import FINAL, by_hand, plainly, shells

MODEL = Path(__file__).parents[1] / "models" / "shells.mdl"
TEN = [(0.01 + 0.005 * n, 0.1 - 0.008 * n) for n in range(10)]


def values(points: list[tuple[float, float]]) -> dict[str, np.ndarray]:
    shares, ks = np.array(points).T.copy()
    return {"ship_frac": shares, "k": ks}


def test_the_appendix_models_final_values() -> None:
    found = simulate(compile(shells(), Setting()), {}, seed=0).stocks
    for name, value in FINAL.items():
        assert found[name][0] == pytest.approx(value, abs=5e-5)
        assert found[name][0] == pytest.approx(plainly(0.05, 0.03)[name], rel=1e-12)


def test_settings_reckon_as_a_plain_loop_does() -> None:
    found = simulate(compile(shells(spread=True), Setting()), values(TEN), seed=0).stocks
    for n, (share, k) in enumerate(TEN):
        for name, value in plainly(k, share).items():
            assert found[name][n] == pytest.approx(value, rel=1e-12)


def test_runs_reckon_as_numpy_by_hand_does() -> None:
    drawn = values(TEN)
    found = simulate(compile(shells(spread=True), Setting()), drawn, seed=0)
    np.testing.assert_allclose(found.stocks["stock"], by_hand(drawn["k"], drawn["ship_frac"]), rtol=1e-12)


@pytest.mark.filterwarnings("ignore")
def test_ten_settings_reckon_as_pysd_does(tmp_path) -> None:
    pysd = pytest.importorskip("pysd", reason="PySD is a development dependency")
    copy = tmp_path / "shells.mdl"  # PySD writes its translation beside the model
    copy.write_bytes(MODEL.read_bytes())
    other = pysd.read_vensim(str(copy))
    found = simulate(compile(shells(spread=True), Setting()), values(TEN), seed=0, record_every=8)
    for n, (share, k) in enumerate(TEN):
        theirs = other.run(params={"ship frac": share, "k": k}, return_columns=["Stock", "Capacity", "Partner"])
        for name in FINAL:
            assert found.stocks[name][n] == pytest.approx(theirs[name.capitalize()].iloc[-1], rel=1e-9)
        np.testing.assert_allclose(found.outputs["stock"][:, n], theirs["Stock"].loc[found.times], rtol=1e-9)


def test_a_plain_number_in_the_setting_is_as_a_plain_number_in_the_file() -> None:
    setting = Setting({"k": Distribution("value", (0.05,)), "ship_frac": Distribution("value", (0.03,))})
    found = simulate(compile(shells(spread=True), setting), {}, seed=0).stocks
    assert found["stock"][0] == pytest.approx(FINAL["stock"], abs=5e-5)


def test_a_setting_of_what_there_is_not_raises() -> None:
    with pytest.raises(ValueError, match="has no kk"):
        compile(shells(), Setting({"kk": Distribution("value", (1.0,))}))
    with pytest.raises(ValueError, match="has no stops"):
        compile(shells(), Setting(events={"stops": True}))


def test_parameters_that_do_not_fit_the_model_raise() -> None:
    model = compile(shells(spread=True), Setting())
    with pytest.raises(ValueError, match=r"missing: \['k'\]"):
        simulate(model, {"ship_frac": np.array([0.03])}, seed=0)
    with pytest.raises(ValueError, match=r"compiled: \['want'\]"):
        simulate(model, values(TEN[:1]) | {"want": np.array([1.0])}, seed=0)
    with pytest.raises(ValueError, match=r"compiled: \['k'\]"):
        simulate(model, {"ship_frac": np.array([0.03, 0.02]), "k": np.array([0.1])}, seed=0)


def test_initial_values_may_name_each_other_but_not_in_a_circle() -> None:
    stocks = (
        Stock("a", "a", "", 1.0, formula(term("b") * 2)), Stock("b", "b", "", 1.0, formula(term("p") + 1)),
    )  # fmt: skip
    made = scenario(stocks=stocks, parameters=(parameter("p", "value", 3),))
    assert simulate(compile(made, Setting()), {}, seed=0).stocks["a"][0] == 8
    circle = scenario(stocks=(stocks[0], Stock("b", "b", "", 1.0, formula("a"), line=12)), path="made.toml")
    with pytest.raises(LexiconError, match=r"made\.toml:\d+: goes round in a circle: a -> b -> a"):
        compile(circle, Setting())


def test_a_delay_that_feeds_itself_needs_an_initial_value() -> None:
    parts = {
        "stocks": (Stock("a", "a", "", 1.0, formula(1)),),
        "flows": (Flow("f", "f", "", 1.0, "", "a", formula("late")),),
    }
    late = Delay("late", "late", "", 1.0, "fixed", formula(term("f") + 1), formula(2), line=9)
    with pytest.raises(LexiconError, match=r":\d+: goes round in a circle: late -> f -> late"):
        compile(scenario(delays=(late,), **parts), Setting())
    begun = Delay("late", "late", "", 1.0, "fixed", formula(term("f") + 1), formula(2), formula(0))
    compile(scenario(delays=(begun,), **parts), Setting())
