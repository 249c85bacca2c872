from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.fakes import FakeReader


def test_jsonl_is_a_claim_a_line_with_the_id_given(run: Run, items: Path) -> None:
    done = run("read", items, "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [(r["document"], r["event"], r["actor"]) for r in rows] == [
        ("one", "CONSULT", ["NOR"]),
        ("two", "HAVE", ["GHA"]),
    ]
    assert rows[0]["start"] == "2024-06-17"


def test_table_shows_the_words_and_who_says_so(run: Run, items: Path) -> None:
    shown = " ".join(run("read", items).stdout.split())
    assert "CONSULT visit: NOR → CHL" in shown
    assert "“Norway visits Chile on" in shown
    assert "published 2024-06-18 (given)" in shown
    assert "rumour" in shown


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120, 200])
def test_table_fits_the_terminal(run: Run, items: Path, columns: int) -> None:
    lines = run("read", items, env={"COLUMNS": str(columns)}).stdout.splitlines()
    assert max(len(line) for line in lines) <= columns


def test_plover_leaves_out_what_has_no_type_and_says_so(run: Run, items: Path) -> None:
    done = run("read", items, "--format", "plover")
    (record,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (record["event"], record["actor"], record["recipient"]) == (
        ["CONSULT"],
        [{"code": "NOR"}],
        [{"code": "CHL"}],
    )
    assert "1 TRAVEL and HAVE claims left out" in done.stderr


def test_less_sure_claims_are_left_out_on_demand(run: Run, items: Path) -> None:
    done = run("read", items, "--format", "jsonl", "--min-confidence", "0.5")
    assert [json.loads(line)["document"] for line in done.stdout.splitlines()] == ["one"]


def test_published_reaches_the_documents(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Norway visits Chile, and the ministers spoke about fish, ships and the weather.", encoding="utf-8")
    assert "published 2020-02-29 (given)" in run("read", path, "--published", "2020-02-29").stdout


@pytest.mark.parametrize("day", ["18 June", "2024-13-01", "2023-02-29", "20240618", ""])
def test_a_date_that_is_none_is_wrong_use(run: Run, items: Path, day: str) -> None:
    done = run("read", items, "--published", day)
    assert done.exit_code == 2
    assert "--published" in done.stderr


def test_some_refused(run: Run, items: Path, tmp_path: Path) -> None:
    done = run("read", items, tmp_path / "absent.html", "--format", "jsonl")
    assert done.exit_code == 6
    assert len(done.stdout.splitlines()) == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"entente: refused {tmp_path / 'absent.html'}: not-found: ")


def test_all_refused_and_no_model_asked_for(run: Run, reader: FakeReader, tmp_path: Path) -> None:
    done = run("read", tmp_path / "absent.html")
    assert (done.exit_code, done.stdout, reader.asked) == (7, "", [])


def test_a_bad_line_is_named_and_the_rest_goes_on(run: Run, items: Path) -> None:
    items.write_text(items.read_text(encoding="utf-8") + "{oops\n", encoding="utf-8")
    done = run("read", items, "--format", "jsonl")
    assert done.exit_code == 6
    assert f"refused {items}:3: not-json" in done.stderr
    assert len(done.stdout.splitlines()) == 2


def test_standard_input(run: Run, items: Path) -> None:
    done = run("read", "-", "--format", "jsonl", input=items.read_bytes())
    assert [json.loads(line)["document"] for line in done.stdout.splitlines()] == ["one", "two"]


def test_hostile_words_reach_no_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    text = (
        "Norway visits Chile on Monday, they said. \x1b]0;gone\x07\x1b[2J \u202eelihC\u202c and [red]more[/red] of it."
    )
    path.write_text(json.dumps({"id": "\x1b[31mred", "title": "A \u202etitle\x9b2J", "text": text}), encoding="utf-8")
    for format in ("table", "jsonl", "plover"):
        out = run("read", path, "--format", format).stdout
        assert not {"\x1b", "\u202e", "\x9b", "\x07"} & set(out)
    assert "A \\u202etitle\\x9b2J" in run("read", path).stdout


def test_no_reports_is_wrong_use(run: Run) -> None:
    assert run("read").exit_code == 2


def test_day_of_claims_in_short() -> None:
    from entente.cli.tables import when
    from tests.cli.fakes import claim

    def short(*days: str | None) -> str:
        start, end = (dt.date.fromisoformat(d) if d else None for d in days)
        return when(claim(start=start, end=end))

    assert short(None, None) == ""
    assert short("2024-02-01", "2024-02-29") == "2024-02"
    assert short("2024-01-01", "2024-12-31") == "2024"
    assert short("2024-01-01", "2025-12-31") == "2024-01-01 to 2025-12-31"
    assert short("2014-03-01", None) == "since 2014-03-01"
    assert short(None, "2014-03-01") == "until 2014-03-01"
    assert short("2014-03-01", "2014-03-01") == "2014-03-01"
