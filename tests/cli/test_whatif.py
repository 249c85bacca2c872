"""`entente whatif`, `scenarios` and `scenario`, at the terminal and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.futures.whatif.builders import TEXT, split_lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.toml"
    path.write_text(split_lines(TEXT), encoding="utf-8")
    return path


def test_answers_come_first_and_notes_last(run: Run, file: Path) -> None:
    done = run("whatif", file, "--compare", "with,without", "--set", "means=narrow", "--runs", "400")
    assert done.exit_code == 0, done.stderr
    shown = " ".join(done.stdout.split())
    assert "The store is empty before month 24 in" in shown
    assert "of runs with the partner, in every run without" in shown
    parts = [shown.index(word) for word in ("Answers", "Over time", "To know")]
    assert parts == sorted(parts)
    assert "made up <b>" in shown
    assert "month 0 12 24 36" in shown


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_pages_fit_the_terminal(run: Run, file: Path, columns: int) -> None:
    asked = ("whatif", file, "--compare", "with,without", "--runs", "50", "--sources", "--influence")
    shows = ("scenario", "show", file), ("scenarios",), asked
    for words in shows:
        done = run(*words, env={"COLUMNS": str(columns)})
        assert done.exit_code == 0, done.stderr
        assert max(len(line) for line in done.stdout.splitlines()) <= columns


def test_the_same_seed_gives_the_same_bytes(run: Run, file: Path) -> None:
    words = ("whatif", file, "--runs", "200", "--seed", "7", "--format", "json")
    first, second = run(*words).stdout, run(*words).stdout
    assert first == second
    found = json.loads(first)
    assert found["scenario"] == "store"
    assert found["seed"] == 7
    assert [variant["name"] for variant in found["variants"]] == ["narrow", "wide"]
    assert run(*words[:4], "--seed", "8", "--format", "json").stdout != first


def test_a_horizon_is_a_period(run: Run, file: Path) -> None:
    found = json.loads(run("whatif", file, "--runs", "20", "--horizon", "1y", "--format", "json").stdout)
    assert found["horizon"] == 12
    assert found["times"][-1] == 12


def test_sources_are_shown_on_request(run: Run, file: Path) -> None:
    without = run("whatif", file, "--runs", "20", "--set", "use=uniform(1, 2)").stdout
    done = run("whatif", file, "--runs", "20", "--set", "use=uniform(1, 2)", "--sources").stdout
    assert "https://example.org/1" in " ".join(done.split())
    assert "Numbers and their sources" not in without


def test_pictures_are_written(run: Run, file: Path, tmp_path: Path) -> None:
    done = run("whatif", file, "--runs", "20", "--plot", tmp_path / "p.svg")
    assert done.exit_code == 0
    assert "wrote" in done.stderr
    assert (tmp_path / "p.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert run("scenario", "show", file, "--svg", tmp_path / "s.svg").exit_code == 0
    assert (tmp_path / "s.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(("words", "status", "said"), [
    (("--set", "ues=1"), 2, "--set: no parameter, choice or event 'ues' (did you mean use or means?)"),
    (("--set", "use"), 2, "NAME=VALUE"), (("--set", "use=1", "--set", "use=2"), 2, "set twice"),
    (("--compare", "wiht"), 2, "did you mean"), (("--runs", "0"), 2, "--runs"), (("--horizon", "soon"), 2, "--horizon"),
    (("--plot", "p.gif"), 2, "--plot"), (("--as-of", "2024-01-01"), 2, "--ledger"),
    (("--seed", "9" * 30), 2, "--seed"), (("--seed", "-1"), 2, "--seed"),
    (("--ledger", "nowhere"), 8, "nowhere"), (("--horizon", "9000y"), 2, "--horizon"),
])  # fmt: skip
def test_wrong_use_is_one_line(run: Run, file: Path, words: tuple[str, ...], status: int, said: str) -> None:
    done = run("whatif", file, *words)
    assert done.exit_code == status
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_the_first_answers_alone_unless_all_are_asked_for(run: Run, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    last = text[text.index('[[question]]\nname = "left"') :]
    more = [last.replace('"left"', f'"left{n}"').replace("rounds left", f"rounds no {n}") for n in range(4)]
    file.write_text(text + "".join(more), encoding="utf-8")
    asked = ("whatif", file, "--runs", "30", "--compare", "with,without", "--influence")
    short, whole = run(*asked).stdout, run(*asked, "--all").stdout
    assert "2 questions more with --all" in short
    assert "6 questions more with --all" in short  # what matters is told of the first alone
    assert "Rounds no 1" in short
    assert "Rounds no 3" not in short
    assert "Rounds no 3" in whole
    assert "with --all" not in whole


def test_variants_stand_below_what_their_answers_share(run: Run, file: Path) -> None:
    shown = run("whatif", file, "--runs", "400").stdout
    assert shown.count("The store is empty before month 24") == 1
    assert shown.index("– in ") < shown.index("(new rounds)") < shown.index("(old rounds too)")
    assert "a share of runs is known to within" in " ".join(shown.split())


def test_a_scenario_in_which_every_run_runs_away_is_one_line_with_its_place(run: Run, file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace(
        'rate = "gift * giving"', 'rate = "gift * exp(stock / 0.001 [round])"'
    )
    file.write_text(text, encoding="utf-8")
    done = run("whatif", file, "--runs", "20")
    line = 1 + next(n for n, row in enumerate(text.splitlines()) if row == 'name = "gifts"')
    assert done.exit_code == 4
    assert done.stdout == ""
    (told,) = done.stderr.splitlines()
    assert f"store.toml:{line - 1}: every run" in told
    assert "gifts stops being a finite number" in told
    assert run("whatif", file, "--runs", "20", "--set", "use=2").exit_code == 2


def test_an_event_moved_past_the_end_is_told(run: Run, file: Path) -> None:
    shown = " ".join(run("whatif", file, "--runs", "20", "--set", "stops=40 month").stdout.split())
    assert "“the partner stops” is set for month 40, after the end in month 36: it happens in no run." in shown
    assert "after the end" not in run("whatif", file, "--runs", "20", "--set", "stops=30 month").stdout


def test_a_case_may_set_nothing(run: Run, file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace('set = {stops = "off"}', "set = {}")
    file.write_text(text, encoding="utf-8")
    assert run("whatif", file, "--runs", "20", "--compare", "with,without").exit_code == 0


def test_faults_of_a_file_come_with_their_lines(run: Run, file: Path) -> None:
    text = (
        file.read_text(encoding="utf-8")
        .replace('rate = "use"', 'rate = "use * gift"')
        .replace('source = ["paper"]', "", 1)
    )
    file.write_text(text, encoding="utf-8")
    for words in (("whatif", file), ("scenario", "show", file), ("scenario", "check", file)):
        done = run(*words)
        assert done.exit_code == 4
        assert len(done.stderr.splitlines()) >= 2
        assert all("store.toml:" in line for line in done.stderr.splitlines())


def test_scenarios_are_listed(run: Run) -> None:
    shown = run("scenarios").stdout
    assert "russia_dprk_munitions" in shown
    rows = [json.loads(line) for line in run("scenarios", "--format", "json").stdout.splitlines()]
    assert {"name", "title", "question", "parameters", "weak", "cases", "date"} == set(rows[0])


def test_a_scenario_is_shown_whole(run: Run, file: Path) -> None:
    shown = " ".join(run("scenario", "show", file).stdout.split())
    for said in (
        "[ rounds in <store> ]", "◀──(gifts)── outside", "──(use)──▶ outside", "what counts as a gift (means)",
        "stands for UNSC resolution 1874 (2009), paragraph 9", "with: with the partner", "made up <b>", "weak",
        "old rounds too", "rounds left", "idle ?", "0 to 1", "2 sources and 1 further formula with --sources",
    ):  # fmt: skip
        assert said in shown, said
    assert shown.index("Questions") < shown.index("Numbers, to be set")
    assert "https://example.org/1" not in shown
    assert "https://example.org/1" in "".join(run("scenario", "show", file, "--sources").stdout.split())
    assert json.loads(run("scenario", "show", file, "--format", "json").stdout)["name"] == "store"


def test_hostile_words_of_a_file_do_nothing(run: Run, file: Path, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8")
    text = text.replace('title = "a store & a partner"', 'title = "a \\u001b[2J\\u202e<script>store"')
    file.write_text(text, encoding="utf-8")
    for words in (("whatif", file, "--runs", "20"), ("scenario", "show", file, "--svg", tmp_path / "s.svg")):
        done = run(*words)
        assert done.exit_code in (0, 4)
        assert not {"\x1b", "\u202e"} & set(done.stdout + done.stderr)
    if (tmp_path / "s.svg").exists():
        assert "<script" not in (tmp_path / "s.svg").read_text(encoding="utf-8")


def test_a_new_scenario_runs_and_is_never_written_over(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    assert run("scenario", "new", "mine", "--out", out).exit_code == 0
    assert "no faults" in run("scenario", "check", out).stdout
    assert run("whatif", out, "--runs", "20").exit_code == 0
    before = out.read_bytes()
    again = run("scenario", "new", "mine", "--out", out)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert out.read_bytes() == before
    assert run("scenario", "new", "No Name").exit_code == 2


def test_a_stock_below_nothing_stands_before_the_answers_and_is_noted_by_check(run: Run, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("floor = 0\n", ""), encoding="utf-8")
    done = run("whatif", file, "--runs", "40", "--set", "gift=0")
    shown = " ".join(done.stdout.split())
    assert done.exit_code == 0
    assert shown.index("falls below 0 in every run") < shown.index("Answers")
    assert shown.count("falls below 0") == 1
    checked = run("scenario", "check", file)
    assert checked.exit_code == 0
    assert "no faults" in checked.stdout
    assert "falls below 0 in every run with every number at its middle" in checked.stderr


def test_numbers_of_a_table_have_the_same_digits(run: Run, file: Path) -> None:
    shown = run("whatif", file, "--runs", "40", "--set", "at_start=12", "--set", "gift=0").stdout
    row = next(line for line in shown.splitlines() if "as the file has it" in line)
    assert {len(cell.partition(".")[2]) for cell in row.split() if cell[0].isdigit()} == {1}, row
