"""From a scenario file to its answers, against what can be reckoned by hand."""

from __future__ import annotations

import pytest

from entente.errors import UsageError
from entente.futures.whatif.published import published
from entente.records import WhatIf
from tests.futures.whatif.builders import asked, store


def _share(found: WhatIf, question: str, variant: str) -> float | None:
    return next(each.share for each in found.answers if (each.question, each.variant) == (question, variant))


def test_the_answers_are_those_of_the_reckoning() -> None:
    found = asked(store(), {"means": "narrow"}, ["with", "without"], runs=4_000)
    # With gifts of .5 a start of 8 to 16 lasts 16 to 32 months, without them 8 to 16.
    assert _share(found, "empty", "without") == 1.0
    assert _share(found, "empty", "with") == pytest.approx(0.5, abs=0.03)
    when = {each.variant: each for each in found.answers if each.question == "when"}
    assert when["without"].value == pytest.approx(12, abs=0.3)
    assert when["with"].value == pytest.approx(24, abs=0.5)
    left = {each.variant: each.value for each in found.answers if each.question == "left"}
    assert left["with"] == pytest.approx(9, abs=0.2)
    assert left["without"] == pytest.approx(6, abs=0.2)
    gap = next(each.value for each in found.differences if each.question == "left")
    # Six months without gifts of .5, from the very start.
    assert (gap.value, gap.low, gap.high) == (pytest.approx(-3),) * 3


def test_courses_have_every_time_and_quantile() -> None:
    found = asked(store(), {"means": "narrow", "stops": "on"})
    (course,) = found.courses
    assert found.times[0] == 0.0
    assert found.times[-1] == 36.0
    assert set(course.quantiles) == {0.05, 0.25, 0.5, 0.75, 0.95}
    assert {len(values) for values in course.quantiles.values()} == {len(found.times)}
    assert course.quantiles[0.5][0] == pytest.approx(12, abs=0.6)
    assert course.quantiles[0.95][-1] == 0.0


def test_a_choice_left_open_is_told_with_both_answers() -> None:
    found = asked(store())
    assert [variant.name for variant in found.variants] == ["narrow", "wide"]
    assert any("What counts as a gift decides whether the store is empty" in note for note in found.notes)


def test_an_answer_that_hangs_on_no_open_choice_is_told_without_it() -> None:
    ask = '[[question]]\nname = "use"\ntext = "rounds used"\nasked = "total"\nunit = "round"\nformula = "use"\n'
    found = asked(store(lambda text: text + ask))
    told = [answer.text for answer in found.answers if answer.question == "use"]
    assert told == ["Rounds used in all until month 36: 36 rounds in the median (the same in every run)."] * 2
    assert not any("rounds used in all" in note for note in found.notes)


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    scenario = store()
    one, two, other = (published(asked(scenario, compare=["with", "without"], seed=seed)) for seed in (1, 1, 2))
    assert one == two
    assert one != other


@pytest.mark.parametrize("budget", [1_000, 100_000])
def test_a_small_budget_changes_no_byte(budget: int) -> None:
    scenario = store()
    whole = asked(scenario, {"means": "wide"}, runs=6_000)
    assert published(asked(scenario, {"means": "wide"}, runs=6_000, budget=budget)) == published(whole)


def test_notes_tell_weak_numbers_that_answers_lean_on_faults_and_rules() -> None:
    found = asked(store(), {"means": "narrow", "stops": "24 [month]"})
    notes = "\n".join(found.notes)
    assert "rounds used" in notes
    assert "what nothing leans on" not in notes
    assert "Known fault of this scenario: made up <b>." in notes
    assert "“the partner stops” stands for a sanctions rule, rule unsc-1874-9-from; it is on." in notes
    assert (
        "Set for this answer, not by the file: what counts as a gift: narrow; the partner stops: 24 [month]." in notes
    )
    assert ("as it is", 24.0, "the partner stops") in found.marks


def test_runs_that_run_away_are_counted_and_left_out() -> None:
    def wild(text: str) -> str:
        # Starts above 12 grow beyond all numbers within a few steps, the others stay.
        return text.replace(
            'rate = "gift * giving"', 'rate = "if(stock > 12 [round], exp(stock / 1 [round]) * gift, 0 [round/month])"'
        )

    found = asked(store(wild), {"means": "narrow", "use": "0"}, runs=400)
    (note,) = (note for note in found.notes if "ran away" in note)
    assert " of 400 runs ran away without bounds and are left out" in note
    assert all(value <= 12 for course in found.courses for value in course.quantiles[0.95])


def test_a_stock_that_falls_below_nought_is_told() -> None:
    found = asked(store(lambda text: text.replace("floor = 0\n", "")), {"means": "narrow", "stops": "on"})
    assert any("the stock “rounds in <store>” falls below 0 in every run" in note for note in found.urgent)
    assert set(found.urgent) <= set(found.notes)
    assert asked(store()).urgent == ()


def test_a_number_that_is_set_stands_beside_what_the_file_has() -> None:
    noted = store(lambda text: text.replace("slider = [0.5, 2]", 'slider = [0.5, 2]\nnote = "Of 2024 alone."'))
    (told,) = asked(noted, {"means": "narrow", "use": "2"}).urgent
    assert told == (
        "Set for this answer, not by the file: what counts as a gift: narrow; rounds used: 2 rounds a month "
        "(the file: 1 round a month; its note: Of 2024 alone)."
    )


def test_a_moved_event_is_told_with_the_case_in_which_it_is() -> None:
    (told,) = asked(store(), {"means": "narrow", "stops": "6 [month]"}, ["with", "without"]).urgent
    assert "the partner stops: 6 [month], in the case “without the partner, stops moved to month 6” alone." in told


def test_when_it_comes_is_told_of_both_sides() -> None:
    found = asked(store(), {"means": "narrow", "at_start": "12"}, ["with", "without"])
    shares = next(each for each in found.differences if each.question == "when")
    assert shares.text.endswith("in the median in month 24 with, in month 12 without.")
    found = asked(store(), {"means": "wide", "at_start": "12"}, ["with", "without"])
    shares = next(each for each in found.differences if each.question == "when")
    assert shares.text.endswith("; where it comes, in the median in month 12 without.")


def test_a_horizon_of_ones_own_cuts_questions_too() -> None:
    found = asked(store(), {"means": "narrow", "stops": "on"}, horizon=7.1)
    assert found.times[-1] == found.horizon == 7.0
    assert "within 7 months in no run" in found.answers[0].text


@pytest.mark.parametrize(("more", "said"), [
    ({"runs": 0}, "--runs"), ({"seed": -1}, "--seed"), ({"horizon": 0.0}, "--horizon"),
    ({"horizon": float("nan")}, "--horizon"), ({"horizon": 1e9}, "--horizon"),
])  # fmt: skip
def test_what_cannot_be_run_is_told(more: dict[str, float], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        asked(store(), **more)  # type: ignore[arg-type]


def test_parameters_come_with_their_sources_once_where_they_are_alike() -> None:
    found = asked(store())
    assert [(each.name, each.variant) for each in found.parameters] == [
        ("at_start", ""), ("use", ""), ("gift", "narrow"), ("gift", "wide"), ("idle", ""),
    ]  # fmt: skip
    assert found.parameters[0].sources[0].url == "https://example.org/1"


def test_progress_counts_every_run() -> None:
    from entente.futures.whatif.asking import Wanted, whatif
    from entente.futures.whatif.simulated import Simulated

    scenario, seen = store(), []
    whatif(scenario, Wanted(runs=5_000), Simulated(scenario), str, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (10_000, 10_000)
    assert seen == sorted(seen)
