"""What is looked at on a day is what was told by then."""

from __future__ import annotations

import numpy as np

from entente.futures.forecasting.features import look
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
