"""The look ahead as a whole: what scenarios, forecasts and announced things say of a pair."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from entente.desk import Desk, render, usual
from entente.outlook_desk import about
from entente.records import Question

REPORT = """Moscow, 5 September 2023. The United States believes that Russia is in talks with North Korea about shells.
Russia has not confirmed it. North Korea will host the Russian defence minister on 20 September 2023."""


@pytest.fixture(scope="module")
def desk() -> Desk:
    return usual()


def test_scenarios_about_the_two_answer_and_others_do_not(desk: Desk) -> None:
    names = [found.scenario for found in desk.outlook(("PRK", "RUS")).whatifs]
    assert names == ["dprk_exchange", "russia_dprk_munitions", "alignment_spiral"]
    assert desk.outlook(("USA", "CHN")).whatifs == ()


def test_a_scenario_is_about_the_first_two_actors_of_its_file(desk: Desk) -> None:
    assert about(desk.scenario("alignment_spiral")) == {"RUS", "PRK"}


def test_two_cases_are_compared(desk: Desk) -> None:
    found = next(one for one in desk.outlook(("RUS", "PRK")).whatifs if one.scenario == "russia_dprk_munitions")
    assert {variant.name.split(", ")[-1] for variant in found.variants} == {"with", "without"}
    assert found.differences


def test_progress_ends_at_its_total(desk: Desk) -> None:
    steps: list[tuple[int, int | None]] = []
    desk.outlook(("RUS", "PRK"), progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (3, 3)


def test_a_brief_of_a_report_has_an_outlook_where_it_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    documents = list(desk.documents(report, published=dt.date(2023, 9, 5)))
    assert desk.brief(documents).outlook == ()
    made = desk.brief(documents, outlook=True)
    assert {line.kind for line in made.outlook} == {"scenario"}
    assert made.references
    assert "Where the scenarios' numbers come from" in render(made, "md")


def test_a_pair_of_a_ledger_has_one_with_its_own_past(desk: Desk, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    desk.ingest([report], tmp_path / "ledger", published=dt.date(2023, 9, 5))
    question = Question(pair=("RUS", "PRK"))
    with desk.ledger(tmp_path / "ledger") as ledger:
        outlook = desk.outlook(("RUS", "PRK"), ledger=ledger, question=question)
        made = desk.brief_pair(ledger, question, outlook=outlook)
    assert "scenario" in {line.kind for line in made.outlook}
    assert made.outlook_notes


def test_reports_about_nobody_in_a_scenario_say_so(desk: Desk) -> None:
    made = desk.brief(desk.documents([b"Kenya and Uganda signed a trade deal on 3 May 2024."]), outlook=True)
    assert any("No scenario is about the parties" in note for note in made.outlook_notes)
