"""The desk's journeys through scenarios, packaged ones and one's own, with and without a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.desk import Desk
from entente.errors import LexiconError, UsageError
from entente.records import Claim, Document, Figure, Holder, Place
from tests.cli.fakes import claim
from tests.futures.whatif.builders import TEXT, split_lines
from tests.ledger.builders import Clock, report

SHIPPED = "that North Korea shipped"
TOLD = (
    ("2024-03-01", "The Daily", f"Seoul said {SHIPPED} 24 shells to Russia.", "KOR", "says", "positive", 24.0),
    ("2024-03-02", "The Post", f"Washington believes {SHIPPED} 12 shells to it.", "USA", "believes", "positive", 12.0),
    ("2024-03-03", "The Star", f"Pyongyang denied {SHIPPED} 900 shells to Russia.", "PRK", "denies", "negative", 900.0),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.toml"
    path.write_text(split_lines(TEXT), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ledger")
    by_text = {text: rest for _, _, text, *rest in TOLD}

    def read(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            code, stance, polarity, number = by_text[document.text]
            place = Place("text", 0, len(document.text), document.text)
            figure = Figure(number, number, "shell", f"{number:.0f} shells")
            yield document, [claim(
                document.id, document.text, event="TRANSFER", mode=None, actor=("PRK",), recipient=("RUS",),
                matter=("arms.ammunition",), holders=(Holder(code, None, stance),), polarity=polarity,
                figures=(figure,), place=place, places=(place,),
            )]  # fmt: skip

    reports = [report(text, day, outlet=outlet) for day, outlet, text, *_ in TOLD]
    bookkeeping.ingest(reports, root, read, lambda: "hand 1", now=Clock())
    return root


@pytest.mark.parametrize("name", ["alignment_spiral", "dprk_exchange", "russia_dprk_munitions", "sanctions_adaptation"])
def test_packaged_scenarios_answer_every_question(name: str) -> None:
    desk = Desk()
    scenario = desk.scenario(name)
    found = desk.whatif(scenario, runs=50, compare=[case.name for case in scenario.cases[:2]])
    assert {answer.question for answer in found.answers} == {question.name for question in scenario.questions}
    assert all(answer.text.endswith(".") for answer in found.answers)
    assert found.parameters
    assert all(each.sources for each in found.parameters if each.note != "set by whoever asks")
    assert desk.whatif_published(found) == desk.whatif_published(
        desk.whatif(scenario, runs=50, compare=[case.name for case in scenario.cases[:2]])
    )


def test_packaged_scenarios_are_listed_by_name() -> None:
    names = [scenario.name for scenario in Desk().scenarios()]
    assert names == sorted(names)
    assert "russia_dprk_munitions" in names


def test_ones_own_file_is_told_with_its_faults(file: Path) -> None:
    desk = Desk()
    assert desk.scenario(file).name == "store"
    file.write_text(file.read_text(encoding="utf-8").replace('rate = "use"', 'rate = "use * gift"'), encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"{file.name}:\d+: "):
        desk.scenario(file)
    with pytest.raises(UsageError):
        desk.scenario("no_such_scenario")


def test_a_ledger_fills_what_declares_it(kept: Path, file: Path) -> None:
    desk = Desk()
    text = split_lines(TEXT)
    file.write_text(text[: text.index("[[choice]]")] + text[text.index("[[stock]]") :], encoding="utf-8")
    scenario = desk.scenario(file)
    with desk.ledger(kept) as ledger:
        found = desk.whatif(scenario, runs=50, ledger=ledger)
        (row,) = found.filled
        assert (row.distribution.kind, row.distribution.numbers) == ("uniform", (1.0, 2.0))
        assert row.origins == 2
        assert {(voice, low) for voice, low, *_ in row.by} == {("South Korea", 2.0), ("the United States", 1.0)}
        before = desk.whatif(scenario, runs=50, ledger=ledger, as_of=dt.date(2024, 2, 1))
    assert before.filled == ()
    assert before.notes[0] == "No figure in the ledger for rounds given; the number of the file stays."


def test_a_rule_that_an_event_stands_for_is_told(file: Path) -> None:
    desk = Desk()
    scenario = desk.scenario(file)
    found = desk.whatif(scenario, runs=20, sets={"stops": "on", "means": "narrow"})
    assert any("UNSC resolution 1874 (2009), paragraph 9" in note for note in found.notes)
    assert list(desk.scenario_rules(scenario)) == ["unsc-1874-9-from"]


def test_a_template_runs_as_it_is(tmp_path: Path) -> None:
    desk = Desk()
    path = tmp_path / "mine.toml"
    path.write_text(desk.scenario_template("mine"), encoding="utf-8")
    found = desk.whatif(desk.scenario(path), runs=20)
    assert found.scenario == "mine"
    assert desk.scenario_period("2y", desk.scenario(path)) == 24.0
    assert desk.scenario_picture(desk.scenario(path)).startswith("<svg")
