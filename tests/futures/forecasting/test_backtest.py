"""Looking back: no window outside the days, no forecast that saw more than was known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pytest

from entente.errors import UsageError
from entente.futures.forecasting.backtest import BASE, REFERENCES, _from_day, backtest, days_between
from entente.records import Backtest, Glance
from tests.futures.forecasting.builders import met, on, world

SINCE, UNTIL = on(100), on(135)


def _known(day: dt.date) -> list[Glance]:
    return [each for each in world() if each.published and each.published <= day]


@pytest.fixture(scope="module")
def made() -> Backtest:
    return backtest(_known, SINCE, UNTIL, horizon=14)


def test_windows_lie_within_the_days() -> None:
    days = days_between(SINCE, UNTIL, 14)
    assert days[0] == on(99)
    assert days[-1] + dt.timedelta(days=14) <= UNTIL
    assert len(days_between(on(0), on(2000), 10)) <= 26
    assert days_between(on(0), on(29), 30) == [on(-1)]
    with pytest.raises(UsageError, match="29 days hold no window of 30"):
        days_between(on(0), on(28), 30)


def test_a_forecast_does_not_see_what_came() -> None:
    asked: list[dt.date] = []

    def of(change: Iterable[Glance]) -> object:
        def known(day: dt.date) -> list[Glance]:
            asked.append(day)
            return _known(day) if day <= on(99) else [*_known(day), *change]

        return _from_day(known, on(99), 14, 2, 0, {})

    plain, changed = of(()), of(met("AAA", "BBB", 104, 5) + met("AAA", "CCC", 105, 5))
    assert np.array_equal(plain.said, changed.said)  # type: ignore[attr-defined]
    assert all(np.array_equal(plain.base[name], changed.base[name]) for name in REFERENCES)  # type: ignore[attr-defined]
    assert not np.array_equal(plain.came, changed.came)  # type: ignore[attr-defined]
    assert set(asked) == {on(99), on(113)}


def test_the_same_again(made: Backtest) -> None:
    assert backtest(_known, SINCE, UNTIL, horizon=14) == made


def test_its_numbers_fit_together(made: Backtest) -> None:
    assert made.cases == sum(row[0] for row in made.by_kind.values()) == sum(r.forecasts for r in made.reliability)
    assert made.happened == sum(row[1] for row in made.by_kind.values()) > 0
    assert 0 < made.first_happened < made.first_cases < made.cases
    for skill in made.skills:
        mine, theirs = (made.brier, 0) if skill.score == "Brier" else (made.log, 1)
        assert skill.value.value == pytest.approx(1 - mine.value / made.references[skill.against][theirs], abs=1e-3)
        assert skill.value.low <= skill.value.value <= skill.value.high
    assert {skill.against for skill in made.skills} == set(REFERENCES)


def test_forecasts_of_a_world_with_paces_beat_the_rate_of_the_kind(made: Backtest) -> None:
    by = {(skill.against, skill.score): skill for skill in made.skills}
    assert by["the kind's rate", "Brier"].better
    assert made.first_auc is not None


def test_a_kind_alone(made: Backtest) -> None:
    alone = backtest(_known, SINCE, UNTIL, horizon=14, chosen=("MEET",))
    assert alone.by_kind == {"MEET": made.by_kind["MEET"]}


def test_where_nothing_comes_the_note_says_so() -> None:
    quiet = [each for each in world(80) if each.published and each.published <= on(79)]
    found = backtest(lambda day: [g for g in quiet if g.published and g.published <= day], on(90), on(110), horizon=14)
    assert found.happened == 0
    assert "cannot be told from base rates" in found.note
    assert found.first_auc is None


def test_the_note_does_not_hide_that_it_is_no_better(made: Backtest) -> None:
    first = next(skill for skill in made.skills if (skill.against, skill.score) == (BASE, "Brier"))
    better, worse = first.value.low > 0, first.value.high < 0
    begins = "Better than" if better else "Worse than" if worse else "No better than"
    assert made.note.startswith(begins)


def test_before_the_first_report_nothing_can_be_looked_from() -> None:
    with pytest.raises(UsageError, match="nothing is known by"):
        backtest(_known, on(-50), on(20), horizon=14)
