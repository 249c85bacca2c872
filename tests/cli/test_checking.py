"""`entente check` through the command line, over the packaged rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

#: From, to, further words, day, verdict, what a deciding or near finding cites, why in words.
CASES: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("PRK", "RUS", "--matter arms.artillery --activity supply", "2023-09-20", "prohibited", "1874", ""),
    ("North Korea", "Russia", "--matter arms.artillery", "2006-10-13", "not-covered", "1718", "from 2006-10-14"),
    ("PRK", "RUS", "--matter arms", "2024-05-01", "prohibited", "1874", ""),
    ("Russia", "North Korea", "--matter technology.submarine", "2024-06-18", "prohibited-by-chain", "1718", ""),
    ("RUS", "PRK", "--activity exercise", "2024-06-18", "arguable", "2270", ""),
    ("RUS", "PRK", "--activity train", "2024-06-18", "prohibited", "2270", ""),
    ("PRK", "RUS", "--activity labour", "2019-12-22", "prohibited", "2397", ""),
    ("RUS", "PRK", "--activity teach", "2016-03-02", "prohibited", "2270", ""),
    ("PRK", "PRK", "--activity launch", "2023-11-21", "prohibited", "1874", ""),
    ("RUS", "PRK", "--matter oil", "2024-06-18", "within-cap", "2397", ""),
    ("RUS", "PRK", "--matter oil --amount 1000000_barrel --fact kind=refined", "2024-06-18", "over-cap", "2397", ""),
    ("RUS", "PRK", "--matter food", "2024-06-18", "not-covered", "2397", ""),
    ("PRK", "RUS", "--matter food", "2024-06-18", "prohibited", "2397", ""),
    ("CHN", "PRK", "--matter arms --fact kind=small_arms", "2016-03-01", "exempt", "1874", "small arms"),
    ("CHN", "PRK", "--matter arms --fact kind=small_arms", "2016-03-02", "prohibited", "2270", ""),
    ("Kim Jong Un", "Russia", "--matter diplomacy --activity travel", "2023-09-13", "not-covered", "1718", "listed"),
    ("IRN", "RUS", "--matter arms.artillery", "2020-10-17", "needs-approval", "2231", ""),
    ("IRN", "RUS", "--matter arms.artillery", "2020-10-18", "not-covered", "2231", "lapsed 2020-10-18"),
    ("IRN", "RUS", "--matter arms.drones", "2025-09-28", "prohibited", "1747", ""),
    ("CHN", "RUS", "--matter arms", "2023-06-01", "not-covered", "2014/512", "binds EU persons only"),
    ("France", "Russia", "--matter arms", "2023-06-01", "prohibited", "2014/512", ""),
    ("ETH", "SOM", "--matter arms", "2023-12-01", "not-covered", "2713", ""),
    ("IRN", "HOUTHIS", "--matter arms.missiles", "2024-01-10", "prohibited", "2624", ""),
)  # fmt: skip


def checked(run: Run, source: str, target: str, words: str, on: str) -> dict[str, Any]:
    further = [word if word.startswith("--") else word.replace("_", " ") for word in words.split()]
    done = run("check", "--from", source, "--to", target, *further, "--on", on, "--format", "json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("source", "target", "words", "on", "verdict", "cites", "why"), CASES)
def test_a_dealing_gets_its_verdict_and_the_paragraph(
    run: Run, source: str, target: str, words: str, on: str, verdict: str, cites: str, why: str
) -> None:
    found = checked(run, source, target, words, on)
    assert (found["verdict"], found["on"]) == (verdict, on)
    telling = [each for each in found["findings"] if each["verdict"] == verdict]
    assert any(cites in each["instrument"] for each in telling), [each["instrument"] for each in telling]
    assert any(why in each["why"] for each in telling)
    assert len(found["would_change"]) <= 5


def test_russia_and_iran_contest_the_snapback_and_others_recognise_it(run: Run) -> None:
    found = checked(run, "IRN", "RUS", "--matter arms.drones", "2025-10-15")
    decides = found["findings"][0]
    assert {"RUS", "IRN", "CHN"} <= set(decides["contested_by"])
    assert {"GBR", "FRA", "DEU", "USA"} <= set(decides["recognised_by"])
    assert decides["mark"] == "paragraph-unverified"


def test_the_page_answers_first_and_says_once_that_it_is_no_legal_advice(run: Run) -> None:
    done = run("check", "--from", "RUS", "--to", "PRK", "--matter", "oil", "--on", "2024-06-18")
    page = " ".join(done.stdout.split())
    assert page.index("Allowed within a cap on 2024-06-18: supply of oil from Russia to North Korea.") < page.index(
        "UNSC resolution 2397 (2017), paragraph 5, binds Russia and North Korea as UN members"
    )
    assert "amount: in all more than 500,000 barrels per calendar year" in page
    assert page.count("no legal advice") == 1


def test_what_would_change_it_is_named_and_given_changes_it(run: Run) -> None:
    words = "--matter diplomacy --activity travel"
    found = checked(run, "PRK", "RUS", words, "2023-09-13")
    assert [(need["fact"], need["verdict"]) for need in found["would_change"]] == [("listed person", "prohibited")]
    done = run(
        "check", "--from", "PRK", "--to", "RUS", *words.split(), "--on", "2023-09-13", "--fact", "listed person=yes",
        "--format", "json",
    )  # fmt: skip
    assert json.loads(done.stdout)["verdict"] == "prohibited"


DEALING = ("check", "--from", "RUS", "--to", "PRK", "--matter", "oil", "--on", "2023-09-20")


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (("--amount", "1 million barrels"), "over-cap"),
        (("--amount", "600,000 barrels"), "over-cap"),
        (("--amount", "100 thousand bbl", "--used", "450000 barrels", "--fact", "kind=refined"), "over-cap"),
        (("--amount", "100000 barrel"), "within-cap"),
    ],
)
def test_amounts_are_read_as_people_write_them(run: Run, words: tuple[str, ...], verdict: str) -> None:
    found = run(*DEALING, *words, "--format", "json")
    assert found.exit_code == 0, found.stderr
    assert json.loads(found.stdout)["verdict"] == verdict


@pytest.mark.parametrize(
    "words",
    [
        ("--amount", "1.000.000 barrel"),
        ("--amount", "600.000 barrel"),
        ("--amount", "2,5 tonne"),
        ("--amount", "1e400 barrel"),
        ("--amount", "-5 barrel"),
        ("--amount", f"{'9' * 400} barrel"),
        ("--amount", "5 parsecs"),
        ("--used", "5 parsecs"),
        ("--amount", "5 barrel", "--used", "5 tonne"),
        ("--fact", "aviation fuel=maybe"),
        ("--fact", "listed=yes", "--fact", "listed=no"),
        ("--fact", "calibre=-1 mm"),
        ("--fact", "range=abc"),
        ("--fact", "approved=pending"),
        ("--fact", "listed=unknown"),
        ("--fact", "us-origin=unknown"),
        ("--published", "2020-01-01"),
        ("--ledger", "nowhere"),
    ],
)
def test_what_is_no_amount_and_no_answer_is_refused(run: Run, words: tuple[str, ...]) -> None:
    done = run(*DEALING, *words)
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_fact_on_which_nothing_turns_is_told(run: Run) -> None:
    done = run(*DEALING, "--fact", "nonsense=1")
    assert done.exit_code == 0
    assert "no rule turns on nonsense" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*DEALING, "--pair", "USA", "CHN"), "--pair USA CHN"),
        ((*DEALING, "--matter", ""), "is empty"),
        (("check", "--from", "PRK", "--to", "PRK", "--matter", "arms"), "both sides"),
        (("check", "--amount", "5 barrel"), "--amount"),
        (("check", "--on", "2023-01-01"), "--on"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Run, words: tuple[str, ...], told: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_names_are_taken_in_any_case(run: Run) -> None:
    words = ("check", "--from", "north korea", "--to", "russia", "--matter", "arms", "--on", "2023-09-20")
    assert json.loads(run(*words, "--format", "json").stdout)["verdict"] == "prohibited"


def test_rules_of_ones_own_that_are_not_there_or_empty(run: Run, tmp_path: Path) -> None:
    done = run(*DEALING, "--rules", tmp_path / "none.toml")
    assert done.exit_code == 3
    assert str(tmp_path / "none.toml") in done.stderr
    empty = tmp_path / "empty.toml"
    empty.write_text("", encoding="utf-8")
    done = run(*DEALING, "--rules", empty)
    assert done.exit_code == 4
    assert "empty.toml:1: no [[rule]] in it" in done.stderr


def test_a_limit_is_held_against_what_it_is_of(run: Run) -> None:
    words = ("check", "--from", "PRK", "--to", "SYR", "--matter", "arms.artillery", "--on", "2008-01-01")
    for fact, verdict in (("length=50 mm", "prohibited"), ("calibre=82 mm", "not-covered")):
        assert json.loads(run(*words, "--fact", fact, "--format", "json").stdout)["verdict"] == verdict


def test_a_launch_needs_one_side_only(run: Run) -> None:
    done = run("check", "--from", "PRK", "--activity", "LAUNCH", "--on", "2023-01-01", "--format", "json")
    assert json.loads(done.stdout)["verdict"] == "prohibited"


def test_rules_of_ones_own_may_be_a_folder(run: Run, tmp_path: Path) -> None:
    assert run(*DEALING, "--rules", tmp_path).exit_code == 3
    (tmp_path / "own.toml").write_text("[[rule]]\n", encoding="utf-8")
    assert run(*DEALING, "--rules", tmp_path).exit_code == 4
