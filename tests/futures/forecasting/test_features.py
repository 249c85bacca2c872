"""What is looked at on a day is what was told by then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from entente.futures.forecasting.features import LONG, look, volume
from entente.futures.forecasting.panel import Panel, panel
from entente.records.outlook import FORECAST
from tests.futures.forecasting.builders import glance, met, on, world


def _by_name(found: Panel, day: int, horizon: int) -> dict[tuple[str, str, int], np.ndarray]:
    looked = look(found, on(day).toordinal(), horizon)
    rows = {}
    for cell, values in zip(looked.cells.tolist(), looked.values, strict=True):
        pair, kind = divmod(cell, found.kinds)
        rows[found.codes[found.pairs[pair][0]], found.codes[found.pairs[pair][1]], kind] = values
    return rows


def test_a_day_is_seen_alike_from_later_on() -> None:
    everything = world()
    then, later = panel(everything, on(80), 2), panel(everything, on(149), 2)
    before, after = _by_name(then, 80, 14), _by_name(later, 80, 14)
    assert before.keys() == after.keys()
    for name, values in before.items():
        np.testing.assert_allclose(values, after[name], atol=1e-9, err_msg=str(name))


def _column(glances: list, name: str, day: int = 40, horizon: int = 14) -> float:
    found = panel([*met("CCC", "DDD", 0), *glances], on(day), 2)
    looked = look(found, on(day).toordinal(), horizon)
    sides = [tuple(found.codes[side] for side in pair) for pair in found.pairs]
    cell = sides.index(("AAA", "BBB")) * found.kinds + FORECAST.index("MEET")
    return float(looked.values[looked.cells.tolist().index(cell), looked.names.index(name)])


def test_a_plan_counts_as_due_only_where_its_window_meets_ours() -> None:
    def plan(start: int, end: int) -> list:
        return [glance("AAA", "CONSULT", "BBB", 30, modality="future", start=on(start), end=on(end))]

    assert _column(plan(45, 45), "due") > 0
    assert _column(plan(35, 41), "due") > 0
    assert _column(plan(35, 40), "due") == 0
    assert _column(plan(55, 60), "due") == 0


def test_copies_count_once() -> None:
    one = [glance("AAA", "CONSULT", "BBB", 39, origin="wire", id="a")]
    copied = [*one, glance("AAA", "CONSULT", "BBB", 39, origin="wire", id="b")]
    assert _column(one, "done 7") == _column(copied, "done 7") > 0


def test_newer_counts_more() -> None:
    assert _column(met("AAA", "BBB", 38), "happened 7") > _column(met("AAA", "BBB", 20), "happened 7") > 0


def test_the_last_report_of_a_deed_ages_and_its_days_count_once() -> None:
    assert _column(met("AAA", "BBB", 38), "since done") < _column(met("AAA", "BBB", 20), "since done")
    assert _column(met("AAA", "BBB", 38, 2), "done days") == _column(met("AAA", "BBB", 38, 5), "done days") > 0


def test_counts_are_brought_to_the_usual_volume() -> None:
    """Half of everything told is alike where counts are brought to the same volume."""
    everything = world()
    whole = panel(everything, on(100), 1)
    usual = volume(whole, on(100).toordinal(), LONG)
    twice = [*everything, *(replace(each, id=each.id + "b", origin=each.origin + "b") for each in everything)]
    double = panel(twice, on(100), 1)
    assert volume(double, on(100).toordinal(), LONG) == pytest.approx(2 * usual)
    one = look(whole, on(100).toordinal(), 14, usual)
    two = look(double, on(100).toordinal(), 14, usual)
    at = [one.names.index(name) for name in ("done 60", "news 7", "talk", "planned")]
    np.testing.assert_allclose(one.values[:, at], two.values[:, at], atol=1e-9)
