from __future__ import annotations

import json

import pytest

from entente.cli.passages import around, marked
from tests.cli.conftest import Run
from tests.cli.fake_ledger import DENIED, EVENT, VISIT, FakeDesk


def test_a_claim(run: Run, desk: FakeDesk) -> None:
    shown = " ".join(run("show", DENIED.claim.id[:8]).stdout.split())
    assert f"claim {DENIED.claim.id} version 2 of 2, corrected by Ana" in shown
    assert "CONSULT visit: Norway (NOR) → Chile (CHL)" in shown
    assert "»Ghana has no part« in it." in shown
    assert "2023-03-02 Ana: correct, polarity: positive → negative (misread\\x07)" in shown
    assert "Near-copies of the report, counted with it as one: 1" in shown
    assert "Who says the same: 1 claim" in shown
    assert "Who says the opposite: 1 claim" in shown


def test_an_event(run: Run, desk: FakeDesk) -> None:
    shown = " ".join(run("show", EVENT).stdout.split())
    assert "CONSULT: Norway → Chile" in shown
    assert "no time given (1 origin); 2023-03-02 (2 origins)" in shown
    assert "Ghana denies, not, possible, future" in shown
    assert "same parties, same day" in shown


def test_a_document_with_every_quote_marked(run: Run, desk: FakeDesk) -> None:
    shown = run("show", "one").stdout
    assert "The harbour was full. »Norway visits Chile«, they said.\n»Ghana has no part« in it. \\x1b[2J" in shown
    assert "Reuters (“Reuters reported”)" in shown


@pytest.mark.parametrize("name", [VISIT.claim.id, EVENT, "one"])
@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_it_fits_the_terminal_and_is_safe(run: Run, desk: FakeDesk, name: str, columns: int) -> None:
    done = run("show", name, env={"COLUMNS": str(columns)})
    assert done.exit_code == 0
    assert max(len(line) for line in done.stdout.splitlines()) <= columns
    assert not {"\x1b", "\u202e", "\x07"} & set(done.stdout)


@pytest.mark.parametrize(("name", "kind"), [(VISIT.claim.id, "claim"), (EVENT, "event"), ("one", "document")])
def test_json(run: Run, desk: FakeDesk, name: str, kind: str) -> None:
    shown = json.loads(run("show", name, "--format", "json").stdout)
    assert (shown["thing"], shown["id"]) == (kind, name)
    if kind == "claim":
        assert shown["passage"]["text"] == "The harbour was full. Norway visits Chile, they said."
        assert [row["status"] for row in shown["versions"]] == ["read", "read"]
    if kind == "event":
        assert shown["claims"][1]["reason"] == "same parties, same day"


@pytest.mark.parametrize(
    ("prefix", "told"), [("on", "2 ids begin with on"), ("zz", "no claim or event or document zz")]
)
def test_ids_that_are_none_or_several(run: Run, desk: FakeDesk, prefix: str, told: str) -> None:
    done = run("show", prefix)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_long_paragraph_is_cut_to_the_sentences_around() -> None:
    text = "Before.\n" + "First one here. " * 40 + "Norway visits Chile. Then more. " + "Last one. " * 40 + "\nAfter."
    start = text.index("Norway")
    first, last = around(text, start, start + 6)
    assert text[first:last].strip() == "Norway visits Chile."
    assert around("One. Two.\nThree.", 0, 3) == (0, 9)


def test_marks_join_where_they_overlap_and_leave_the_rest() -> None:
    assert marked("abcdefgh", [(1, 3), (2, 4), (6, 9), (5, 5)], bold=False).plain == "a»bcd«ef»gh«"
    bold = marked("a\x1bb", [(0, 2)], bold=True)
    assert (bold.plain, [str(span.style) for span in bold.spans]) == ("a\\x1bb", ["bold"])
