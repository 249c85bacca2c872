"""Findings at the terminal and for programs, over a small real ledger."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from entente import bookkeeping
from entente.records import Claim, Document, Holder, Place
from tests.cli.conftest import Run
from tests.cli.fakes import claim
from tests.ledger.builders import Clock, report

SHELLS = {"actor": ("PRK",), "recipient": ("RUS",), "event": "TRANSFER", "matter": ("arms.artillery",)}
SENT = {**SHELLS, "start": dt.date(2023, 9, 1), "end": dt.date(2023, 9, 1)}
#: Day, outlet, text, and of each claim its quote and fields.
REPORTS: tuple[tuple[str, str, str, dict[str, dict[str, Any]]], ...] = (
    ("2023-09-02", "The Daily", "Washington believes that Pyongyang shipped shells to Moscow on Friday.", {
        "Pyongyang shipped shells to Moscow on Friday": {
            **SENT, "holders": (Holder("USA", "Washington", "believes"),), "certainty": "probable"},
    }),
    ("2023-09-03", "The Post", "The Kremlin denied that Pyongyang shipped shells to Moscow on Friday.", {
        "denied that Pyongyang shipped shells to Moscow on Friday": {
            **SENT, "holders": (Holder("RUS", "The Kremlin", "denies"),), "polarity": "negative"},
    }),
    ("2023-09-04", "The Star \u202e\x1b[2J", "Seoul said \u202ePyongyang shipped shells to Moscow on Friday.", {
        "\u202ePyongyang shipped shells to Moscow on Friday": {**SENT, "holders": (Holder("KOR", "Seoul", "says"),)},
    }),
    ("2023-09-05", "The Daily", "Russia's minister visited Pyongyang for the first time since 1990. Moscow wants shells"
     " from North Korea, which has a large arms industry.", {
        "Russia's minister visited Pyongyang for the first time since 1990": {
            "actor": ("RUS",), "recipient": ("PRK",), "event": "CONSULT", "mode": "visit"},
        "Moscow wants shells from North Korea": {
            **SHELLS, "holders": (Holder("RUS", "Moscow", "wants"),), "modality": "desired"},
        "North Korea, which has a large arms industry": {
            "actor": ("PRK",), "recipient": (), "event": "HAVE", "matter": ("arms",)},
    }),
    ("2023-09-06", "The Daily", "Moscow accused Washington of lies. Pyongyang accused Washington of lies too.", {
        "Moscow accused Washington": {"actor": ("RUS",), "recipient": ("USA",), "event": "ACCUSE"},
        "Pyongyang accused Washington": {"actor": ("PRK",), "recipient": ("USA",), "event": "ACCUSE"},
    }),
)  # fmt: skip
PAIR = ("--pair", "RUS", "North Korea")
COMMANDS = (
    ("status", *PAIR),
    ("contradictions", *PAIR),
    ("precedents", *PAIR),
    ("alignment", "RUS", "PRK"),
    ("interests", "Russia", "PRK"),
    ("record", "USA"),
    ("check",),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ledger")
    told = {text: claims for _, _, text, claims in REPORTS}

    def read(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            yield document, [_claim(document, quote, fields) for quote, fields in told[document.text].items()]

    reports = [report(text, day, outlet=outlet) for day, outlet, text, _ in REPORTS]
    bookkeeping.ingest(reports, root, read, lambda: "hand 1", now=Clock())
    return root


def _claim(document: Document, quote: str, fields: dict[str, Any]) -> Claim:
    at = document.text.index(quote)
    place = Place("text", at, at + len(quote), quote)
    return claim(document.id, quote, **{"mode": None, "place": place, "places": (place,)} | fields)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_pages_fit_the_terminal_and_are_safe(run: Run, kept: Path, command: tuple[str, ...], columns: int) -> None:
    done = run(*command, "--ledger", kept, env={"COLUMNS": str(columns)})
    assert done.exit_code == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines()) <= columns
    assert not {"\x1b", "\u202e"} & set(done.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_programs_get_whole_claims_and_the_same_bytes_twice(run: Run, kept: Path, command: tuple[str, ...]) -> None:
    first, second = (run(*command, "--ledger", kept, "--format", "json").stdout for _ in range(2))
    assert first == second
    rows = [json.loads(line) for line in first.splitlines()]
    assert rows
    claims = [claim for row in rows for claim in _claims(row)]
    assert claims
    assert all(claim["quote"] and claim["document"] and claim["start_char"] is not None for claim in claims)


def _claims(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        own = [value] if "quote" in value and "document" in value else []
        return own + [claim for inner in value.values() for claim in _claims(inner)]
    return [claim for inner in value for claim in _claims(inner)] if isinstance(value, list) else []


def test_a_status_names_who_asserts_and_who_denies(run: Run, kept: Path) -> None:
    shown = " ".join(run("status", *PAIR, "--ledger", kept, "--matter", "arms.artillery").stdout.split())
    assert "the United States (believes)" in shown
    assert "denied by Russia" in shown
    assert "“Pyongyang shipped shells to Moscow on Friday”" in shown


def test_an_event_is_named_by_the_first_digits_of_its_id(run: Run, kept: Path) -> None:
    rows = run("events", "--ledger", kept, "--format", "jsonl", "--matter", "arms.artillery").stdout
    name = json.loads(rows.splitlines()[0])["id"]
    found = json.loads(run("status", name[:6], "--ledger", kept, "--format", "json").stdout)
    assert found["event"] == name


def test_as_of_a_day_before_the_denial_nothing_clashes(run: Run, kept: Path) -> None:
    assert run("contradictions", *PAIR, "--ledger", kept, "--as-of", "2023-09-02").exit_code == 1
    assert run("contradictions", *PAIR, "--ledger", kept, "--as-of", "2023-09-03").exit_code == 0


def test_dealings_of_a_ledger_are_checked_as_what_they_are_told_as(run: Run, kept: Path) -> None:
    rows = [json.loads(line) for line in run("check", "--ledger", kept, "--format", "json").stdout.splitlines()]
    arms = [row for row in rows if row["ruling"]["verdict"] == "prohibited"]
    assert arms
    assert any(row["denied"] == ["Russia"] for row in arms)


def test_one_dealing_is_checked_without_a_ledger(run: Run) -> None:
    words = ("check", "--from", "PRK", "--to", "Russia", "--matter", "arms.artillery", "--on", "2023-09-20")
    found = json.loads(run(*words, "--format", "json").stdout)
    assert (found["verdict"], found["on"]) == ("prohibited", "2023-09-20")
    names = {"instrument", "paragraph", "reading", "bound", "recognised_by", "exemption", "source", "mark"}
    assert all(names <= set(each) for each in found["findings"])
    assert "no legal advice" in " ".join(run(*words).stdout.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("status",), "--ledger"),
        (("precedents",), "--pair"),
        (("check", "--from", "PRK"), "--to"),
        (("check", "--from", "PRK", "--to", "RUS", "--amount", "much"), "--amount"),
        (("check", "--from", "PRK", "--to", "RUS", "--fact", "calibre"), "--fact"),
        (("check", "--from", "PRK", "--to", "RUS", "--activity", "eat"), "--activity"),
        (("check", "--from", "PRK", "--to", "RUS", "--matter", "cheese"), "--matter"),
        (("check", "--from", "PRK", "--to", "RUS", "report.txt"), "--from"),
        (("alignment", "RUS", "Russia"), "both are RUS"),
    ],
)
def test_wrong_use_is_one_line_that_names_the_place(run: Run, kept: Path, words: tuple[str, ...], told: str) -> None:
    ledger = () if words[0] in ("status", "check") else ("--ledger", kept)
    done = run(*words, *ledger)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_reports_alone_need_no_ledger(run: Run, items: Path) -> None:
    done = run("status", "--report", items)
    assert done.exit_code == 0
    assert "visit" in done.stdout


def test_nothing_found_is_said(run: Run, kept: Path) -> None:
    done = run("status", "--pair", "BRA", "ARG", "--ledger", kept)
    assert done.exit_code == 1
    assert "nothing found" in done.stderr


def test_a_picture_is_written(run: Run, kept: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = run("alignment", "RUS", "PRK", "--ledger", kept, "--plot", tmp_path / "a.png")
    assert done.exit_code == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert run("alignment", "RUS", "PRK", "--ledger", kept, "--plot", tmp_path / "a.bmp").exit_code == 2


@pytest.mark.parametrize("format", ["text", "md", "html", "json"])
def test_a_brief_on_a_pair(run: Run, kept: Path, format: str) -> None:
    done = run("brief", "--ledger", kept, *PAIR, "--format", format)
    assert done.exit_code == 0, done.stderr
    assert "North Korea" in done.stdout
    assert done.stdout == run("brief", "--ledger", kept, *PAIR, "--format", format).stdout


def test_refused_reports_are_told_by_the_status(run: Run, items: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone.html"
    assert run("status", "--report", gone, "--report", items).exit_code == 6
    assert run("status", "--report", gone).exit_code == 7
    assert run("check", gone).exit_code == 7


def test_a_ledger_and_reports_at_once_are_refused(run: Run, kept: Path, items: Path) -> None:
    for words in (("status", "--report", items), ("check", items), ("brief", items)):
        done = run(*words, "--ledger", kept)
        assert done.exit_code == 2
        assert "--ledger" in done.stderr
        # The variable is a habit, not a wish.
        assert run(*words, env={"ENTENTE_LEDGER": str(kept)}).exit_code in (0, 1)


def test_the_limit_holds_for_programs_too(run: Run, kept: Path) -> None:
    whole = json.loads(run("interests", "RUS", "PRK", "--ledger", kept, "--format", "json").stdout)
    cut = json.loads(run("interests", "RUS", "PRK", "--ledger", kept, "--format", "json", "--limit", "1").stdout)
    assert len(whole["rows"]) > len(cut["rows"]) == 1


def test_nothing_is_briefed_where_nothing_is_known(run: Run, kept: Path) -> None:
    assert run("brief", "--ledger", kept, "--pair", "BRA", "ARG").exit_code == 1
    done = run("brief", "--ledger", kept, *PAIR, "--since", "2023-09-05", "--as-of", "2023-09-03")
    assert done.exit_code == 2


def test_a_picture_of_another_kind_is_refused_before_the_work(run: Run, tmp_path: Path) -> None:
    done = run("alignment", "RUS", "PRK", "--ledger", tmp_path / "no ledger", "--plot", "a.jpg")
    assert done.exit_code == 2
    assert "--plot" in done.stderr
