from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from entente.serve.marking import Segment, Span, paragraphs, passage, segments

TEXTS = st.text(alphabet="ab \n𝔸é\u202e", max_size=40)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXTS)
    places = st.integers(-2, len(text) + 3)
    spans = draw(st.lists(st.tuples(places, places), max_size=8))
    return text, [Span(f"c{number}", *sorted(pair)) for number, pair in enumerate(spans)]


@given(marked())
def test_segments_join_to_the_text_and_those_of_a_claim_to_its_quote(given_: tuple[str, list[Span]]) -> None:
    text, spans = given_
    found = segments(text, spans)
    assert "".join(each.text for each in found) == text
    for span in spans:
        quote = text[max(0, span.start) : max(0, span.end)]
        assert "".join(each.text for each in found if span.claim in each.claims) == quote
        assert sum(span.claim in each.begins for each in found) == bool(quote)


@given(marked())
def test_no_segment_is_empty_and_neighbours_differ(given_: tuple[str, list[Span]]) -> None:
    text, spans = given_
    found = segments(text, spans)
    assert all(each.text for each in found)
    ends = {
        max(0, min(len(text), place)) for span in spans if span.start < span.end for place in (span.start, span.end)
    }
    assert len(found) <= len(ends) + 1


@given(marked())
def test_paragraphs_joined_by_line_ends_are_the_text(given_: tuple[str, list[Span]]) -> None:
    text, spans = given_
    found = paragraphs(text, spans)
    assert "\n".join("".join(run.text for run in runs) for runs in found) == text


def test_crossing_quotes_share_a_segment() -> None:
    assert segments("abcdef", [Span("one", 0, 4), Span("two", 2, 6)]) == [
        Segment("ab", ("one",), ("one",)), Segment("cd", ("one", "two"), ("two",)), Segment("ef", ("two",), ()),
    ]  # fmt: skip


def test_the_outer_quote_stands_before_the_inner() -> None:
    inside = segments("abcdef", [Span("inner", 0, 2), Span("outer", 0, 6)])
    assert inside[0].claims == ("outer", "inner")
    assert inside[0].begins == ("outer", "inner")


def test_offsets_are_code_points() -> None:
    text = "\U0001f680\U0001f680 shells"
    assert segments(text, [Span("one", 3, 9)])[1].text == "shells"


def test_a_claim_told_in_two_places_is_marked_in_both() -> None:
    found = segments("ab ab", [Span("one", 0, 2), Span("one", 3, 5)])
    assert [each.text for each in found if each.claims] == ["ab", "ab"]


def test_the_passage_is_the_sentence_around_a_quote() -> None:
    text = "It rained. Oslo sent coal to Riga on Monday. Then the sun came out."
    at = text.index("sent")
    assert passage(text, at, at + 9) == ("Oslo ", "sent coal", " to Riga on Monday.")


def test_a_long_sentence_is_cut_on_both_sides() -> None:
    before, quote, after = passage("x" * 900 + "here" + "y" * 900, 900, 904, most=10)
    assert (before, quote, after) == ("…" + "x" * 10, "here", "y" * 10 + "…")


@given(TEXTS, st.integers(-3, 50), st.integers(-3, 50))
def test_a_passage_holds_the_quote_wherever_it_is(text: str, start: int, end: int) -> None:
    before, quote, after = passage(text, start, end)
    first, last = max(0, min(start, len(text))), max(0, min(end, len(text)))
    assert quote == text[first : max(first, last)]
    assert before.lstrip("…") + quote + after.rstrip("…") in text
