"""Data files of tables: their three shapes, the kinds of values, and how faults are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from entente.lexicon.tables import _IS, ANY, KINDS, TableFile, a_day, codes, is_kind

HEAD = '[file]\ntitle = "t"\norigin = "o"\ndate = "2024-01-01"\nlicence = "CC0-1.0"\nfaults = []\n'
#: Line of what follows the head.
END = HEAD.count("\n") + 1
CAP = {"amount": 5, "unit": "t", "period": "year"}
BODY = """
[[span]]
unit = "day"
days = 1

[words]
goes = ["go", "goes"]
"stands by" = [
    "stay",
]

[offices]
pm = "prime minister"

[kind.AID]
one = "a delivery"

[kind."AID military"]
one = "a delivery of arms"
"""


def taken(tmp_path: Path, text: str, *, own: bool = False) -> TableFile:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return TableFile(
        path,
        {"span": {"unit": "text!", "days": "whole number!", "since": "day"}},
        single={"words": {"goes": "list of words!", "stands by": "list of words"}, "offices": {ANY: "filled text!"}},
        named={"kind": {"one": "filled text!", "many": "filled text"}},
        own=own,
    )


def test_every_shape_is_read(tmp_path: Path) -> None:
    file = taken(tmp_path, HEAD + BODY)
    assert list(file.rows("span")) == [(END + 1, {"unit": "day", "days": 1})]
    assert file.single("words") == {"goes": ["go", "goes"], "stands by": ["stay"]}
    assert file.single("offices") == {"pm": "prime minister"}
    assert file.named("kind") == {"AID": {"one": "a delivery"}, "AID military": {"one": "a delivery of arms"}}
    assert file.faults == []


def test_lines_of_tables_names_and_keys(tmp_path: Path) -> None:
    file = taken(tmp_path, HEAD + BODY)
    told = [file.line(*at) for at in (("words",), ("words", "goes"), ("words", "stands by"), ("offices", "pm"))]
    assert told == [END + 5, END + 6, END + 7, END + 12]
    assert [file.line("kind", name) for name in ("AID", "AID military")] == [END + 14, END + 17]
    assert (file.line("words", "pm"), file.line("nowhere")) == (END + 5, 1)


@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("[[span]]\n", "[[time]]\n", 1, "unknown table [[time]] (use one of kind, offices, span, words)"),
        ("days = 1", "days = 0", 1, f"days is no whole number ({KINDS['whole number']})"),
        ("days = 1", "days = 1.5", 1, f"days is no whole number ({KINDS['whole number']})"),
        ("days = 1", "", 1, "days is missing in [[span]] (add days)"),
        ("days = 1", "days = 1\ndawn = 2", 1, "unknown key 'dawn' in [[span]] (use unit, days, since)"),
        ('goes = ["go", "goes"]', "", 5, "goes is missing in [words] (add goes)"),
        ('["go", "goes"]', "[]", 6, f"goes is no list of words ({KINDS['list of words']})"),
        ('["go", "goes"]', '["go", " "]', 6, f"goes is no list of words ({KINDS['list of words']})"),
        ('"stands by"', '"sits by"', 7, "unknown key 'sits by' in [words] (use goes, stands by)"),
        ('pm = "prime minister"', "", 11, "[offices] is empty (add an entry)"),
        ('"prime minister"', '""', 12, f"pm is no filled text ({KINDS['filled text']})"),
        ('one = "a delivery"', "", 14, "one is missing in [kind.AID] (add one)"),
        ('"a delivery of arms"', "7", 18, f"one is no filled text ({KINDS['filled text']})"),
        ("[words]", "[[words]]", 5, "[words] is no table (write [words])"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, old: str, new: str, line: int, fault: str) -> None:
    file = taken(tmp_path, HEAD + BODY.replace(old, new, 1))
    rows = list(file.rows("span"))
    assert len(rows) == (0 if line == 1 else 1)  # an entry at fault is not given
    assert file.faults == [f"own.toml:{END + line}: {fault}"]


def test_tables_that_must_be_there(tmp_path: Path) -> None:
    assert taken(tmp_path, HEAD).faults == [
        "own.toml:1: no table [words] (add it)",
        "own.toml:1: no table [offices] (add it)",
        "own.toml:1: no tables [kind.NAME] (add one)",
    ]


def test_a_table_is_no_list_and_a_list_no_table(tmp_path: Path) -> None:
    (fault,) = taken(tmp_path, HEAD + BODY.replace("[[span]]", "[span]")).faults
    assert fault == f"own.toml:{END + 1}: [span] is no list of entries (write [[span]])"
    file = taken(tmp_path, "span = [1]\n" + HEAD + BODY.replace('[[span]]\nunit = "day"\ndays = 1\n', ""))
    assert not list(file.rows("span"))
    assert file.faults == ["own.toml:1: [[span]] is no table (write [[span]])"]


def test_what_is_sound_of_a_table_with_a_fault_can_be_looked_at(tmp_path: Path) -> None:
    file = taken(tmp_path, HEAD + BODY.replace('["go", "goes"]', "7"))
    assert file.faults
    assert file.single("words") == {"stands by": ["stay"]}


def test_a_file_that_cannot_be_read_has_that_fault_alone(tmp_path: Path) -> None:
    (fault,) = taken(tmp_path, HEAD + "[words\n").faults
    assert fault.startswith(f"own.toml:{END}: no TOML")
    (fault,) = TableFile(tmp_path / "none.toml", {}, single={"words": {ANY: "text"}}).faults
    assert fault.startswith("none.toml:1: cannot be read")


def test_the_head_tells_of_the_file_unless_it_is_the_users(tmp_path: Path) -> None:
    (fault,) = taken(tmp_path, BODY).faults
    assert fault == "own.toml:1: no [file] table (add [file] with title, origin, date, licence and faults)"
    assert taken(tmp_path, BODY, own=True).faults == []
    faults = taken(tmp_path, HEAD.replace('"t"', '""').replace('date = "2024-01-01"\n', "") + BODY).faults
    assert faults == [
        f"own.toml:2: title is no filled text ({KINDS['filled text']})",
        "own.toml:1: date is missing in [file] (add date)",
    ]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", ["", "a"], [1, None, ["a"]]),
        ("filled text", ["a"], ["", " ", 1]),
        ("day", ["2024-06-18", dt.date(2024, 6, 18)], ["18.6.2024", 2024, dt.datetime(2024, 6, 18, tzinfo=dt.UTC)]),
        ("list", [[], ["a"]], ["a", [""], [1]]),
        ("list of words", [["a", "B c"]], [[], [" "], "a", [["a"]]]),
        ("list in small letters", [["a", "b c"]], [[], ["A"], ["a "], [""]]),
        ("list of lists", [[["a"], ["b", "c"]]], [[], [[]], ["a"], [["a"], [""]]]),
        ("flag", [True, False], [0, "true"]),
        ("number", [1, 0.5], [0, -1, True, "1"]),
        ("whole number", [1, 36524], [0, -1, 1.0, True, "1"]),
        ("cap", [CAP], [{"amount": 5}, 5, CAP | {"amount": 0}, CAP | {"unit": ""}, CAP | {"more": "t"}]),
        ("needs", [{"calibre": "more"}], [{}, {"calibre": ""}, "calibre"]),
    ],
)  # fmt: skip
def test_kinds_of_values(kind: str, good: list[object], bad: list[object]) -> None:
    assert [value for value in good if not is_kind(value, kind)] == []
    assert [value for value in bad if is_kind(value, kind)] == []


def test_every_kind_says_what_to_write() -> None:
    assert set(KINDS) == set(_IS)


def test_days_and_codes() -> None:
    assert a_day(None) is None
    assert a_day("2024-06-18") == dt.date(2024, 6, 18)
    assert {"PRK", "UN", "EU"} <= codes()
