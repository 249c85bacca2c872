"""Answers are as large as an assistant can take, and tell what they left out."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from entente.inert import json_text
from entente.serve.assistant.bounds import chosen, fitted, marks, piece, plain_brief

ROWS = st.lists(st.text(max_size=80), max_size=30)


@given(ROWS, ROWS, st.integers(200, 800))
def test_what_is_left_out_is_told_and_nothing_else_is_lost(one: list[str], two: list[str], most: int) -> None:
    kept = fitted({"one": one, "two": two, "said": "x"}, "one", "two", most=most)
    left = kept.get("left_out", {})
    for name, rows in (("one", one), ("two", two)):
        assert kept[name] == rows[: len(kept[name])]
        assert len(kept[name]) + left.get(name, 0) == len(rows)
    assert kept["said"] == "x"
    small = len(json_text(kept)) <= most
    assert small or max(len(kept["one"]), len(kept["two"])) <= 1, "a row that is longer than the whole stays"


def test_the_longest_list_is_cut_first() -> None:
    kept = fitted({"one": ["a" * 100] * 50, "two": ["b" * 10] * 5}, "one", "two", most=2000)
    assert len(kept["two"]) == 5
    assert len(json.dumps(kept)) <= 2000
    assert kept["left_out"] == {"one": 50 - len(kept["one"])}


def test_what_the_body_says_was_left_out_is_kept() -> None:
    assert fitted({"one": [1], "left_out": {"one": 7}}, "one")["left_out"] == {"one": 7}


@given(st.text(max_size=500), st.integers(1, 50))
def test_pieces_make_the_whole(text: str, most: int) -> None:
    found, start = "", 0
    while True:
        part = piece(text, start, most)
        found += part["text"]
        if part["next"] is None:
            break
        start = part["next"]
    assert found == text


def test_a_brief_in_sections_without_links() -> None:
    markdown = (
        "# A and B\n\nSaid. [\\[3\\]](#q3)[\\[R2\\]](#r2)\n\n"
        '<a id="rules"></a>\n\n## Rules\n\n1. So. [\\[12\\]](#q12)\n\n'
        "## Sources, and their words\n\n- one"
    )
    sections = plain_brief(markdown)
    assert [heading for heading, _ in sections] == ["", "Rules"]
    assert sections[0][1] == "# A and B\n\nSaid. [3][R2]"
    assert marks("".join(text for _, text in sections)) == {3, 12}
    assert chosen(sections, 10) == ([sections[0][1]], ["Rules"])
