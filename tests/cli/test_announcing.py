"""Announced things at the terminal and for programs, over a small real ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from entente.desk import Desk
from entente.records import Announced
from tests.cli.conftest import Run
from tests.test_announced_desk import FIRST, Row, made, visits

DAY = (FIRST + dt.timedelta(days=7 * 40 + 5)).isoformat()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ledger")
    made(root, visits(44)).close()
    return root


def test_a_table(run: Run, kept: Path) -> None:
    found = run("announced", "--ledger", kept, "--as-of", DAY, "--limit", "3")
    assert found.exit_code == 0
    assert "open, " in found.stdout
    assert "not heard of" in found.stdout
    assert "To come\n" in found.stdout
    assert "No longer open\n" in found.stdout
    assert "China → Russia" in found.stdout
    assert all(len(line) <= 100 for line in found.stdout.splitlines())
    assert "will visit RUS" in found.stdout
    assert "41 announced: " in found.stdout
    assert "38 more" in found.stderr


def test_for_programs(run: Run, kept: Path) -> None:
    found = run("announced", "--ledger", kept, "--as-of", DAY, "--format", "json", "--became", "open,kept")
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert {row["became"] for row in rows} == {"open", "kept"}
    assert rows[0]["became"] == "open"
    assert 0 < rows[0]["probability"] < 1
    assert rows[0]["reasons"][0]["text"]


def test_names_are_taken_as_codes(run: Run, kept: Path) -> None:
    by_name = run("announced", "--ledger", kept, "--pair", "Russia", "North Korea", "--format", "json").stdout
    assert by_name == run("announced", "--ledger", kept, "--pair", "RUS", "PRK", "--format", "json").stdout
    assert {row["actor"][0] for row in map(json.loads, by_name.splitlines())} == {"PRK"}
    assert run("announced", "--ledger", kept, "--actor", "Brazil").exit_code == 0


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--pair", "RUS", "USA"), 1, "nothing found"),
        (("--pair", "RUS", "Russia"), 2, "both are RUS"),
        (("--pair", "RUS", "PRK", "--actor", "RUS"), 2, "a pair and an actor at once"),
        (("--actor", "Atlantis"), 2, "names no actor"),
        (("--became", "forgotten"), 2, "one of kept, late"),
    ],
)
def test_faults(run: Run, kept: Path, words: tuple[str, ...], status: int, told: str) -> None:
    found = run("announced", "--ledger", kept, *words)
    assert found.exit_code == status
    assert told in found.stderr


def test_a_new_ledger_says_where_its_chances_are_from(run: Run, tmp_path: Path) -> None:
    made(tmp_path, visits(1, kept=False)).close()
    found = run("announced", "--ledger", tmp_path)
    assert "(prior)" in found.stdout
    assert "too few of its own" in found.stdout


def some(told: str, due: str, actor: str, recipient: str, words: str, **more: object) -> Row:
    day = dt.date.fromisoformat(due)
    fields = {"actor": (actor,), "recipient": (recipient,) if recipient else (), "mode": "meet", "confidence": 0.9}
    dates = {"modality": "future", "start": day, "end": day}
    return dt.date.fromisoformat(told), words, {**fields, **dates, **more}


def test_what_became_of_it_has_the_words_that_show_it(run: Run, kept: Path) -> None:
    lines = run("announced", "--ledger", kept, "--became", "kept", "--limit", "1").stdout.splitlines()
    shown = next(line for line in lines if " by claim " in line)
    assert shown.startswith("  kept 20")
    assert " visits RUS today, 20" in shown
    row = json.loads(run("announced", "--ledger", kept, "--became", "kept", "--format", "json").stdout.splitlines()[0])
    assert f"kept {row['on']} by claim {row['by'][0][:8]}: “{row['shown']}”" in shown


def test_it_says_of_what_day_it_speaks_and_what_its_words_are_worth(run: Run, kept: Path) -> None:
    found = run("announced", "--ledger", kept, "--as-of", DAY, "--limit", "3").stdout
    told = " ".join(found.split())
    assert found.startswith(f"As known on {DAY}; things over for more than two years are left out.\n")
    assert "kept: told as done in its time or a few days after, 1 to 10 by how exactly" in told
    assert "of all whose time is over, " in told
    assert "what such probabilities were worth: on two months of world news no better than the base rate" in told


def test_what_lacks_a_day_is_counted(run: Run, tmp_path: Path) -> None:
    rows = [
        some("2024-01-08", "2024-01-08", "RUS", "PRK", f"RUS hopes to meet PRK {at}", start=None, end=None)
        for at in range(2)
    ]
    made(tmp_path, [*rows, some("2024-01-09", "2024-02-01", "CHN", "IND", "CHN will meet IND")]).close()
    found = run("announced", "--ledger", tmp_path, "--pair", "Russia", "North Korea", "--as-of", "2024-01-10")
    assert found.exit_code == 1
    assert "nothing with a day; 2 claims announce or wish something without one: " in found.stderr
    assert "entente claims --pair RUS PRK --as-of 2024-01-10 --modality future" in found.stderr
    assert "nothing found" in run("announced", "--ledger", tmp_path, "--actor", "Brazil").stderr


def test_what_is_done_on_the_day_it_is_told_is_left_out(run: Run, tmp_path: Path) -> None:
    done = {"modality": "actual"}
    made(tmp_path, [
        some("2024-01-08", "2024-01-08", "RUS", "PRK", "RUS will meet PRK today"),
        some("2024-01-08", "2024-01-08", "RUS", "PRK", "RUS meets PRK", **done),
        some("2024-01-08", "2024-01-20", "CHN", "IND", "CHN will meet IND"),
    ]).close()  # fmt: skip
    usual, every = (run("announced", "--ledger", tmp_path, *more).stdout for more in ((), ("--all",)))
    assert "RUS will meet PRK" not in usual
    assert "left out: 1 told as done on the day of the announcement" in usual
    assert "RUS will meet PRK" in every
    assert "left out: 1" not in every
    rows = [json.loads(line) for line in run("announced", "--ledger", tmp_path, "--format", "json").stdout.splitlines()]
    assert [(row["became"], row["at_once"]) for row in rows] == [("open", False), ("kept", True)]


def test_what_the_reader_is_less_sure_of_is_marked_and_stands_after(run: Run, tmp_path: Path) -> None:
    made(tmp_path, [
        some("2024-01-08", "2024-01-20", "CHN", "IND", "CHN will meet IND", confidence=0.31),
        some("2024-01-09", "2024-01-20", "RUS", "PRK", "RUS will meet PRK"),
    ]).close()  # fmt: skip
    found = run("announced", "--ledger", tmp_path).stdout
    assert found.index("RUS will meet PRK") < found.index("CHN will meet IND")
    assert found.count("less sure (0.31)") == 1
    assert "less sure: the reader gives its reading of the words less than 50 %" in found


def test_meetings_of_one_body_stand_together(run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meeting(claim: str, recipient: str, start: str, end: str, **more: object) -> Announced:
        told = dt.date(2024, 1, 8)
        row = Announced(
            claim * 16, (claim * 16,), "CONSULT", ("NATO",), (recipient,) if recipient else (), "meeting", "", "",
            "future", "certain", told, f"NATO will meet {recipient}".strip(), dt.date.fromisoformat(start),
            dt.date.fromisoformat(end), 12, "open", None, (), None, None,
        )  # fmt: skip
        return dataclasses.replace(row, **more)  # type: ignore[arg-type]

    rows = [
        meeting("a", "UKR", "2024-02-16", "2024-02-24"), meeting("b", "", "2024-02-20", "2024-02-21"),
        meeting("c", "LTU", "2024-03-01", "2024-03-02"), meeting("d", "FIN", "2024-02-20", "2024-02-20", label="visit"),
        meeting("e", "SWE", "2024-01-01", "2024-12-31"),
    ]  # fmt: skip
    monkeypatch.setattr(Desk, "announced", lambda *given, **more: rows)
    found = run("announced", "--ledger", kept, "--as-of", "2024-01-10").stdout
    assert found.index("“NATO will meet”") < found.index("also announced as: 2024-02-16 to 2024-02-24")
    assert found.count("also announced as") == 1
    assert "“NATO will meet UKR”" not in found
    assert all(f"“NATO will meet {other}”" in found for other in ("LTU", "FIN", "SWE"))
    assert "5 announced: 5 open" in found
