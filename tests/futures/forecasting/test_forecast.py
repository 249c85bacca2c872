"""Forecasts: nothing of the future in them, the same again, honest where little is known."""

from __future__ import annotations

import builtins
import dataclasses
import itertools
import math
import random
from typing import Any

import pytest

from entente.errors import UsageError
from entente.futures.forecasting.forecast import forecasts
from entente.records import Forecast, Glance
from tests.futures.forecasting.builders import glance, met, name, on, world

DAY = on(110)


def _made(glances: list[Glance], **asked: Any) -> list[Forecast]:
    return forecasts(glances, DAY, name, **({"horizon": 14} | asked))


@pytest.fixture(scope="module")
def made() -> list[Forecast]:
    return _made(world())


def test_nothing_told_later_changes_a_byte(made: list[Forecast]) -> None:
    everything = world()
    past = [each for each in everything if each.published and each.published <= DAY]
    later = [each for each in everything if each.published and each.published > DAY]
    draw = random.Random(4)
    days = [each.published for each in later]
    draw.shuffle(days)
    shuffled = [dataclasses.replace(each, published=day) for each, day in zip(later, days, strict=True)]
    added = [each for day in range(111, 150) for each in met("AAA", "LLL", day, 9)]
    assert later
    assert _made(past) == made
    assert _made(past + shuffled + added) == made
    mixed = past + shuffled
    draw.shuffle(mixed)
    assert _made(mixed) == made


def test_the_past_does_change_it(made: list[Forecast]) -> None:
    more = [each for day in range(60, 110, 2) for each in met("AAA", "BBB", day, 3)]
    assert _made(world() + more) != made


def test_the_order_is_by_probability_and_a_limit_cuts_it(made: list[Forecast]) -> None:
    said = [each.probability for each in made]
    assert said == sorted(said, reverse=True)
    assert _made(world(), limit=7) == made[:7]


def test_filters_only_choose(made: list[Forecast]) -> None:
    chosen = [each for each in made if {each.one, each.two} == {"AAA", "BBB"} and each.kind == "MEET"]
    assert len(chosen) == 1
    assert _made(world(), pair=("BBB", "AAA"), chosen=("MEET",)) == chosen
    of_actor = _made(world(), actor="CCC")
    assert of_actor
    assert all("CCC" in (each.one, each.two) for each in of_actor)


def test_what_often_happens_is_likelier_and_says_why(made: list[Forecast]) -> None:
    top, last = made[0], made[-1]
    assert top.probability > 0.3 > 0.05 > last.probability
    assert top.base_rate > last.base_rate
    assert not top.first
    assert any("between them" in reason.text and reason.claims for each in made for reason in each.reasons)
    assert all(abs(a.effect) >= abs(b.effect) for a, b in zip(top.reasons, top.reasons[1:], strict=False))
    known = {each.id for each in world() if each.published and each.published <= DAY}
    assert all(set(reason.claims) <= known for each in made for reason in each.reasons)


def test_silence_never_raises_a_forecast_and_news_never_lowers_it(made: list[Forecast]) -> None:
    told = [reason for each in made for reason in each.reasons if "on average" not in reason.text]
    assert any(reason.effect < 0 for reason in told)
    assert any(reason.effect > 0 for reason in told)
    for reason in told:
        if reason.text.startswith("No "):
            assert reason.effect < 0, reason
        elif "with others" not in reason.text and "denied or in doubt" not in reason.text:
            assert reason.effect > 0, reason


def test_what_is_far_from_its_base_rate_has_a_reason_of_that_sign(made: list[Forecast]) -> None:
    far = 0
    for each in made:
        gap = _log_odds(each.probability) - _log_odds(each.base_rate)
        if abs(gap) > 0.6:
            far += 1
            assert any(reason.effect * gap > 0 for reason in each.reasons), each
    assert far > 10


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def test_past_windows_are_counted_beside_the_base_rate(made: list[Forecast]) -> None:
    assert all(0 <= each.had <= each.windows == 7 and each.length == 14 for each in made)
    assert all(each.had == 0 for each in made if each.first)
    assert made[0].had > 3
    assert {each.length for each in _made(world(), horizon=60, pair=("AAA", "BBB"))} == {38}


def test_the_base_rate_never_falls_as_the_horizon_grows() -> None:
    found = [
        {(each.kind, each.one, each.two): each.base_rate for each in _made(world(), horizon=days, actor="AAA")}
        for days in (3, 7, 14, 30, 60, 90)
    ]
    for shorter, longer in itertools.pairwise(found):
        assert all(longer[name] >= rate for name, rate in shorter.items())


def test_reports_that_end_before_the_day_asked_are_told_and_too_long_before_refused() -> None:
    known = [each for each in world(101) if each.published and each.published <= on(100)]
    assert "The newest report is of 11 April 2023, 10 days before" in forecasts(known, DAY, name, horizon=14)[0].note
    assert "newest report" not in forecasts(known, on(100), name, horizon=14)[0].note
    with pytest.raises(UsageError, match=r"is of 2023-04-11, 10 days before.*2023-04-18 at the latest"):
        forecasts(known, DAY, name, horizon=7)


def test_track_record_and_skill_stand_beside(made: list[Forecast]) -> None:
    levels = [(each.before, each.probability) for each in made if each.before]
    assert len(levels) > len(made) / 2
    assert all(level.low <= probability <= level.high for level, probability in levels)
    assert all(each.skilled is not None for each in made)


def test_a_pair_of_which_nothing_is_told_gets_the_rate_of_such_pairs() -> None:
    found = _made(world(), pair=("YYY", "ZZZ"))
    assert len(found) == 11
    assert all("No report tells of the two together" in each.note for each in found)
    assert all(each.first and 0 < each.probability < 0.2 for each in found)


def test_little_history_gives_the_base_rate_and_says_so() -> None:
    found = forecasts([*met("AAA", "BBB", 3), *met("CCC", "DDD", 40)], on(40), name, horizon=30)
    assert found
    assert all("Too little history" in each.note for each in found)
    assert all(each.probability == each.base_rate for each in found)
    assert all(each.skilled is None and each.before is None for each in found)


@pytest.mark.parametrize(
    ("last", "horizon", "told"),
    [(4, 90, "reach over 2 days, too few to forecast"), (40, 365, "too few to look 365 days ahead")],
)
def test_reports_that_reach_over_a_few_days_forecast_nothing(last: int, horizon: int, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        forecasts([*met("AAA", "BBB", 3), *met("AAA", "BBB", last)], on(last), name, horizon=horizon)


def test_nothing_known_gives_nothing() -> None:
    assert forecasts([], on(9), name) == []


def test_a_horizon_longer_than_history_is_drawn_out_and_says_so(made: list[Forecast]) -> None:
    short, long = _made(world(), horizon=30), _made(world(), horizon=365)
    assert "drawn out" in long[0].note
    by_name = {(each.kind, each.one, each.two): each.probability for each in short}
    assert all(each.probability >= by_name[each.kind, each.one, each.two] - 0.05 for each in long[:20])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"chosen": ("WAR",)}, "no kind 'WAR'"),
        ({"horizon": 0}, "0 days"),
        ({"horizon": 99999}, "99999 days"),
        ({"least": 0}, "is 0"),
    ],
)
def test_what_means_nothing_is_told(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        _made(world(60), **asked)


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(module: str, *rest: Any, **more: Any) -> Any:
        if module.startswith("sklearn"):
            raise ImportError(module)
        return real(module, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"needs scikit-learn \(pip install 'entente\[futures\]'\)"):
        _made(world())


def test_an_announced_day_raises_it_and_is_a_reason() -> None:
    plans = [
        glance("AAA", "CONSULT", "BBB", 105, origin=str(n), modality="future", start=on(115), end=on(116))
        for n in range(4)
    ]
    before = _made(world(), pair=("AAA", "BBB"), chosen=("MEET",))[0]
    after = _made(world() + plans, pair=("AAA", "BBB"), chosen=("MEET",))[0]
    assert after.probability > before.probability
    told = [reason for reason in after.reasons if "to come" in reason.text and "between" in reason.text]
    assert told
    assert set(told[0].claims) & {each.id for each in plans}
