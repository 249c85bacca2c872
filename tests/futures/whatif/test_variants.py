from __future__ import annotations

import datetime as dt

import pytest

from entente.errors import UsageError
from entente.futures.whatif.settings import asked, nearest
from entente.futures.whatif.variants import AS_IT_IS, ways
from entente.records import Distribution
from tests.futures.whatif.builders import store


def test_a_value_is_a_number_a_distribution_or_has_a_unit() -> None:
    scenario = store()
    assert asked(scenario, {"use": "2"}).parameters["use"] == Distribution("value", (2.0,))
    assert asked(scenario, {"use": "uniform(1, 2)"}).parameters["use"] == Distribution("uniform", (1.0, 2.0))
    assert asked(scenario, {"use": "12 [round/year]"}).parameters["use"].numbers == pytest.approx((1.0,))
    assert asked(scenario, {"means": "wide"}).options == {"means": "wide"}


def test_an_event_is_switched_or_moved() -> None:
    scenario = store()
    assert asked(scenario, {"stops": "off"}).events == {"stops": False}
    assert asked(scenario, {"stops": "on"}).events == {"stops": True}
    assert asked(scenario, {"stops": "24 [month]"}).events == {"stops": 24.0}
    day = dt.date(2024, 1, 1) + dt.timedelta(days=365)
    assert asked(scenario, {"stops": day.isoformat()}).events["stops"] == pytest.approx(365 / (365.25 / 12))
    assert asked(scenario, {"stops": "2024-01-01"}).events == {"stops": 0.0}


@pytest.mark.parametrize(("sets", "said"), [
    ({"ues": "1"}, "did you mean use or means?"), ({"means": "narow"}, "did you mean narrow?"),
    ({"use": "1 [day]"}, "--set use"), ({"stops": "3 [round]"}, "--set stops"),
    ({"use": "uniform(2, 1)"}, "--set use"), ({"use": "many"}, "--set use"), ({"stops": "soon"}, "on, off, a time"),
    ({"stops": "2023-12-31"}, "2024-01-01 or later"), ({"stops": "-3 [month]"}, "or later"),
    ({"stops": "2024-13-31"}, "not in the calendar"), ({"empties": "3 [month]"}, "on or off"),
])  # fmt: skip
def test_what_the_scenario_does_not_have_is_told_with_the_nearest(sets: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        asked(store(), sets)
    assert said in str(caught.value)


def test_open_choices_split_every_case() -> None:
    found = ways(store(), {}, ["with", "without"])
    assert [way.variant.name for way in found] == [
        "narrow, with", "narrow, without", "wide, with", "wide, without",
    ]  # fmt: skip
    assert found[0].variant.title == "with the partner; new rounds"
    assert [way.parameters["gift"].distribution.numbers for way in found] == [(0.5,), (0.5,), (1.0,), (1.0,)]
    assert [way.parameters["gift"].weak for way in found] == [False, False, True, True]
    assert [way.among for way in found] == [0, 1, 0, 1]


def test_a_chosen_option_splits_nothing() -> None:
    (way,) = ways(store(), {"means": "wide"}, ())
    assert way.variant.name == AS_IT_IS
    assert way.parameters["gift"].distribution.numbers == (1.0,)


def test_a_number_that_is_set_leaves_no_choice_of_it_open() -> None:
    (way,) = ways(store(), {"gift": "2"}, ())
    assert way.variant.name == AS_IT_IS


def test_a_case_that_chooses_is_run_once() -> None:
    scenario = store(lambda text: text.replace('set = {stops = "on"}', 'set = {means = "wide"}'))
    assert [way.variant.name for way in ways(scenario, {}, ["with", "without"])] == [
        "narrow, with", "without", "wide, with",
    ]  # fmt: skip


def test_what_is_set_goes_before_what_an_option_or_a_ledger_gives() -> None:
    scenario = store()
    filled = {"gift": ways(scenario, {}, ())[0].parameters["gift"]}
    way = ways(scenario, {"gift": "3", "means": "wide"}, (), filled)[0]
    assert way.parameters["gift"].distribution.numbers == (3.0,)
    assert way.parameters["gift"].sources == ()


@pytest.mark.parametrize(("compare", "sets", "said"), [
    (["wiht"], {}, "did you mean with or without?"), (["with", "with"], {}, "twice"),
    (["with", "without"], {"stops": "on"}, "is what the case"),
])  # fmt: skip
def test_cases_that_cannot_be_compared(compare: list[str], sets: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=r".") as caught:
        ways(store(), sets, compare)
    assert said in str(caught.value)


STOPS_LATER = ('at = "0 [month]"', 'at = "18 [month]"')


def test_a_time_moves_the_event_in_the_cases_in_which_it_happens() -> None:
    scenario = store(lambda text: text.replace(*STOPS_LATER).replace("without the partner", "if it stops in month 18"))
    with_, without = ways(scenario, {"stops": "6 [month]", "means": "wide"}, ["with", "without"])
    assert (with_.events, without.events) == ({"stops": False}, {"stops": 6.0})
    assert with_.variant.title == "with the partner"
    assert without.variant.title == "if it stops in month 18, moved to month 6"
    assert (with_.given, without.given) == ({"means": "wide"}, {"stops": "6 [month]", "means": "wide"})


def test_a_moved_event_that_the_title_does_not_tell_is_named() -> None:
    _, without = ways(store(), {"stops": "2024-07-01", "means": "wide"}, ["with", "without"])
    assert without.variant.title == "without the partner, stops moved to 2024-07-01"


def test_a_case_that_leaves_the_moved_event_as_the_file_has_it_moves_it_only_where_it_happens() -> None:
    text = 'set = {stops = "off"}'
    off = store(lambda whole: whole.replace(text, 'set = {use = "1"}'))
    with_, without = ways(off, {"stops": "6 month", "means": "wide"}, ["with", "without"])
    assert (with_.events, without.events) == ({}, {"stops": 6.0})
    on = store(lambda whole: whole.replace(text, 'set = {use = "1"}').replace('default = "off"', 'default = "on"'))
    with_, without = ways(on, {"stops": "6 month", "means": "wide"}, ["with", "without"])
    assert with_.events == without.events == {"stops": 6.0}


def test_what_is_set_beside_cases_that_do_not_name_it_stands_in_their_titles() -> None:
    scenario = store(
        lambda text: text.replace('set = {stops = "off"}', "set = {use = 1}").replace(
            'set = {stops = "on"}', "set = {use = 2}"
        )
    )
    found = ways(scenario, {"stops": "6 [month]", "means": "wide"}, ["with", "without"])
    assert [way.variant.title for way in found] == [
        "with the partner, with stops = 6 [month]", "without the partner, with stops = 6 [month]",
    ]  # fmt: skip


def test_names_that_begin_alike_or_have_the_word_are_offered_first() -> None:
    assert nearest("use", ["duds", "other_use", "use_2024", "use_later"]) == (
        "did you mean use_2024 or use_later or other_use?"
    )
