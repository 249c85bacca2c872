"""Sentences with true offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.reader.sentences import LONGEST, sentence_spans


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


CASES = [
    ["Gen. Mark Hill met Mr. Jones in the U.S.", "The U.S. said nothing."],
    ["It was signed on Jan. 5.", "Then they left."],
    ["Ms. Lee left.", "Dr. Kim stayed."],
    ["Lt. Col. Doe of the U.S. Army spoke.", "Nobody replied."],
    ["It cost $2.5 million.", "The U.N. Security Council met."],
    ["See No. 5 of the list.", "It is long."],
    ["At 5 p.m. Friday he left.", "He was tired."],
    ["“We are ready.”", "The president said so."],
    ["I said no.", "Ms. Lee agreed."],
    ["Vladimir V. Petrov met Kim...", "What?", "Yes!"],
]


@pytest.mark.parametrize("sentences", CASES)
def test_abbreviations_and_quotes_of_news(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_paragraphs_end_sentences() -> None:
    assert split("A headline without a stop\n\n  The first line. The second\n") == [
        "A headline without a stop", "The first line.", "The second",
    ]  # fmt: skip


def test_blank_texts_have_none() -> None:
    assert sentence_spans("") == sentence_spans(" \n\t\n") == []


def test_a_very_long_sentence_is_cut_at_a_semicolon() -> None:
    text = "word " * 70 + "end; " + "word " * 70 + "stop."
    pieces = split(text)
    assert len(pieces) == 2
    assert pieces[0].endswith("end;")
    assert all(len(piece.split()) <= LONGEST for piece in split("word, and " * 900))


@settings(max_examples=150, deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from(["U.S.", "Gen.", "No.", "He", "left.", "“Go!”", "\n", "...", "x;", "é", "  ", "?"])).map(
        " ".join
    )
)
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    at = 0
    for span in sentence_spans(text):
        assert span.start >= at
        assert not span.of(text)[0].isspace()
        assert not span.of(text)[-1].isspace()
        assert "\n" not in span.of(text)
        for k in range(span.start, span.end):
            covered[k] += 1
        at = span.end
    assert all(covered[k] == 1 for k, c in enumerate(text) if not c.isspace())


@pytest.mark.parametrize("text", ["a. " * 20000, "word " * 20000, "Mr. " * 20000, "x" * 100000, "word; " * 20000])
def test_a_hostile_line_is_split_in_linear_time(text: str) -> None:
    assert "".join(split(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("blank", ["\xa0", "\u2028", "\u2029", "\u3000", "\x85"])
def test_a_wide_blank_before_a_stop_is_a_blank(blank: str) -> None:
    text = f"They met in the U{blank}. Then they left."
    assert [span.of(text) for span in sentence_spans(text)][-1].endswith("Then they left.")
