"""Wrapped lines are joined; lists, headlines and verse are not."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.documents.lines import go_on, join_wrapped, wrap_width
from tests.documents.builders import PARAGRAPHS


@pytest.mark.parametrize("width", [50, 65, 72, 80, 100])
def test_hard_wrapped_paragraphs_come_back(width: int) -> None:
    lines = [line for paragraph in PARAGRAPHS for line in [*textwrap.wrap(paragraph, width), ""]]
    assert join_wrapped(lines) == list(PARAGRAPHS)


@pytest.mark.parametrize("width", [66, 80])
def test_without_blank_lines_short_last_lines_part_paragraphs(width: int) -> None:
    paragraphs = [f"{paragraph} It ended there." for paragraph in PARAGRAPHS]
    lines = [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, width)]
    joined = join_wrapped(lines)
    assert " ".join(joined) == " ".join(paragraphs)
    assert len(joined) >= len(paragraphs) - 1


def test_headlines_under_each_other_stay_apart() -> None:
    headlines = [
        "Storm closes ports in the south of the country",
        "King visits province",
        "Who pays for the new bridge?",
    ]
    assert join_wrapped([*PARAGRAPHS[:1], "", *headlines]) == [PARAGRAPHS[0], *headlines]
    assert join_wrapped(headlines) == headlines


def test_list_items_start_anew() -> None:
    lines = [
        "- the first point of the list that runs on to the",
        "next line",
        "- the second point of the list, as long as the",
        "first",
    ]
    assert [line[:12] for line in join_wrapped(lines)] == ["- the first ", "- the second"]


def test_one_line_a_paragraph_is_left_alone() -> None:
    assert join_wrapped(list(PARAGRAPHS)) == list(PARAGRAPHS)
    assert wrap_width([list(PARAGRAPHS)]) == 0


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the agree-", "ment failed", "the agreement failed"),
        ("the US-", "led force", "the US-led force"),
        ("pro-", "Russian", "pro- Russian"),
        ("a dash -", "here", "a dash - here"),
        ("one", "two", "one two"),
    ],
)
def test_hyphens_at_line_ends(first: str, second: str, joined: str) -> None:
    parts = [first]
    go_on(parts, second)
    assert "".join(parts) == joined


@given(st.lists(st.text(alphabet="ab .-\t", max_size=60), max_size=12))
def test_no_word_is_lost(lines: list[str]) -> None:
    before = "".join("".join(lines).split()).replace("-", "")
    assert "".join("".join(join_wrapped(lines)).split()).replace("-", "") == before
