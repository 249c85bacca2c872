from __future__ import annotations

import builtins
from typing import Any

import pytest

from entente.errors import UsageError
from entente.futures.whatif.influence import base
from tests.futures.whatif.builders import asked, store

UNEVEN = {"means": "narrow", "use": "uniform(0.9, 1.1)", "stops": "on"}


def test_what_matters_is_found_and_what_does_not_is_nought() -> None:
    found = asked(store(), UNEVEN, runs=4_000, influence=True)
    of = {row.parameter: row for row in found.influences if row.question == "left"}
    # left = start - 6 use: variances 8² / 12 and 6² * .2² / 12.
    share = 64 / (64 + 36 * 0.04)
    assert of["at_start"].first.value == pytest.approx(share, abs=0.05)
    assert of["at_start"].total.value == pytest.approx(share, abs=0.05)
    assert of["use"].total.value == pytest.approx(1 - share, abs=0.02)
    assert of["idle"].total.value == 0.0
    assert of["at_start"].first.low < of["at_start"].first.value < of["at_start"].first.high
    assert any("N = 2,048, 3 uncertain parameters" in note for note in found.notes)


def test_the_same_seed_gives_the_same_indices() -> None:
    one, two = (asked(store(), UNEVEN, runs=400, influence=True, seed=0).influences for _ in range(2))
    assert one == two


def test_chance_is_held_alike_and_told() -> None:
    scenario = store(lambda text: text.replace('default = "off"', 'default = "on"\nchance = "0.5"'))
    found = asked(scenario, {"means": "narrow", "use": "uniform(0.9, 1.1)"}, runs=2_000, influence=True)
    assert any("the chance of events and rules held alike" in note for note in found.notes)
    of = {row.parameter: row for row in found.influences if row.question == "left"}
    # Gifts that come or not account for part of the variance, and so for none of the parameters.
    assert of["idle"].total.value == 0.0


def test_one_uncertain_number_has_nothing_to_be_weighed_against() -> None:
    found = asked(store(), {"means": "narrow", "idle": "0"}, influence=True)
    assert found.influences == ()
    assert any("fewer than two" in note for note in found.notes)


@pytest.mark.parametrize(
    ("runs", "parameters", "size"), [(500_000, 28, 16_384), (10_000, 28, 2_048), (10_000, 53, 1_024), (100, 12, 512)]
)
def test_the_size_is_a_power_of_two_near_the_runs(runs: int, parameters: int, size: int) -> None:
    assert base(runs, parameters) == size


def test_without_salib_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("SALib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"entente\[futures\]"):
        asked(store(), influence=True)


def test_why_totals_exceed_the_whole_is_told_and_a_rare_condition_is_not_weighed() -> None:
    found = asked(store(), UNEVEN, runs=400, influence=True)
    assert any("Totals add up to more than 100 %" in note for note in found.notes)
    rare = store(lambda text: text.replace('asked = "amount"\nunit = "round"\nformula = "stock"', (
        'asked = "any"\nformula = "stock < 0.05 [round]"')))  # fmt: skip
    found = asked(rare, UNEVEN | {"at_start": "uniform(6.5, 16)"}, runs=400, influence=True)
    assert not [row for row in found.influences if row.question == "left"]
    assert any("“rounds left” cannot be told: it is true in" in note for note in found.notes)
