from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from entente.serve.passages import Span, literal, located, paragraphs


def read_back(markup: str) -> str:
    """The characters that a browser counts in a paragraph."""
    words = re.sub(r'<span class="odd" data-char="(\d+)">[^<]*</span>', lambda found: f"&#{found[1]};", markup)
    plain = re.sub(r"<[^>]+>", "", words)
    return re.sub(
        r"&#(\d+);|&(\w+);", lambda found: chr(int(found[1])) if found[1] and found[1] != "34" and found[1] != "39"
        else html.unescape(found[0]), plain)  # fmt: skip


@given(
    st.text(st.characters(exclude_categories=()), max_size=80),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=5),
)
def test_no_character_is_lost_and_each_paragraph_knows_where_it_begins(
    text: str, ranges: list[tuple[int, int]]
) -> None:
    spans = [Span(start, end, f"n{number}", own=number == 0) for number, (start, end) in enumerate(ranges)]
    found = paragraphs(text, spans)
    assert "\n".join(read_back(each.html) for each in found) == text
    assert [each.start for each in found] == [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]


def test_marks_overlap() -> None:
    (only,) = paragraphs("one two three", [Span(0, 7, "a", True, ""), Span(4, 13, "b", label="Talks")])
    assert str(only.html) == (
        '<span class="anchor" id="ma"></span><mark class="own">one </mark>'
        '<span class="anchor" id="mb"></span><mark class="own" title="Talks">two</mark>'
        '<mark class="other" title="Talks"> three</mark>'
    )


def test_numbers_lead_back() -> None:
    (only,) = paragraphs("one two", [Span(0, 3, "1", True)], numbers=True)
    assert '</mark><sup class="number"><a href="#b1"' in only.html


def test_what_is_near_is_beside_the_own_words() -> None:
    found = paragraphs("a\nb\nc\nd\ne", [Span(4, 5, "x", True)])
    assert [each.near for each in found] == [False, True, True, True, False]
    assert all(each.near for each in paragraphs("a\nb", []))


def test_words_are_escaped() -> None:
    assert literal("<b>") == "&lt;b&gt;"
    assert literal("a\u202eb") == 'a<span class="odd" data-char="8238">\\u202e</span>b'


def test_words_are_found_nearest_first() -> None:
    assert located("ab ab ab", "ab", 4) == [(3, 5), (6, 8), (0, 2)]
    assert located("ab", "") == []
    assert located("ab", "c") == []
