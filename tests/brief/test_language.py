"""Verbs, days, words and what makes words safe to show."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.brief import days, safe
from entente.brief.grammar import Phrase, capital, finite, listed, regular
from entente.brief.wording import wording
from entente.records.vocabulary import EVENTS, MATTERS, STANCES
from tests.brief.builders import HOSTILE, PUBLISHED, claim

D = dt.date


@pytest.mark.parametrize(
    ("tense", "plural", "negative", "expected"),
    [
        ("present", False, False, "supplies"), ("present", True, False, "supply"),
        ("present", False, True, "does not supply"), ("past", True, False, "supplied"),
        ("past", True, True, "did not supply"), ("perfect", False, True, "has not supplied"),
        ("progressive", True, False, "are supplying"), ("perfect-progressive", False, False, "has been supplying"),
        ("future", False, True, "will not supply"), ("is-to", True, False, "are to supply"),
        ("likely", False, True, "is not likely to supply"), ("used", False, False, "used to supply"),
        ("used", False, True, "formerly did not supply"), ("may-perfect", False, True, "may not have supplied"),
        ("may-progressive", False, False, "may be supplying"), ("infinitive", False, True, "not to supply"),
        ("gerund", False, False, "supplying"),
    ],
)  # fmt: skip
def test_inflects(tense: str, plural: bool, negative: bool, expected: str) -> None:
    assert finite(Phrase((regular("supply"),)), tense, plural=plural, negative=negative) == expected


def test_be_needs_no_do() -> None:
    be = Phrase((wording().verb("be"), " at war"))
    assert finite(be, "past", plural=False, negative=True) == "was not at war"
    assert finite(be, "present", plural=True, adverb="probably") == "are probably at war"


def test_adverb_stands_before_not() -> None:
    assert finite(Phrase((regular("help"),)), "would", plural=False, negative=True, adverb="perhaps") == (
        "would perhaps not help"
    )


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("use", ("uses", "used", "using")), ("reach", ("reaches", "reached", "reaching")),
        ("deploy", ("deploys", "deployed", "deploying")), ("deny", ("denies", "denied", "denying")),
    ],
)  # fmt: skip
def test_regular_verbs(base: str, forms: tuple[str, str, str]) -> None:
    verb = regular(base)
    assert (verb.third, verb.past, verb.ing) == forms


def test_lists_and_capitals() -> None:
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert capital("“the words”") == "“The words”"


@pytest.mark.parametrize(
    ("start", "end", "coming", "expected"),
    [
        (D(2022, 3, 3), D(2022, 3, 3), False, "on 3 March 2022"),
        (D(2023, 7, 1), D(2023, 7, 31), False, "in July 2023"),
        (D(2023, 1, 1), D(2023, 12, 31), False, "in 2023"),
        (D(2019, 1, 1), D(2021, 12, 31), False, "between 2019 and 2021"),
        (D(2023, 7, 1), D(2023, 9, 30), False, "between July and September 2023"),
        (D(2022, 12, 1), D(2023, 1, 31), False, "between December 2022 and January 2023"),
        (D(2024, 1, 1), PUBLISHED, False, "so far in 2024"),
        (D(2020, 6, 18), PUBLISHED, False, "in the four years to 18 June 2024"),
        (D(2023, 6, 12), D(2023, 6, 18), False, "in the week of 12 June 2023"),
        (D(2022, 3, 3), D(2022, 3, 9), False, "between 3 and 9 March 2022"),
        (D(2022, 3, 3), D(2022, 4, 4), False, "between 3 March and 4 April 2022"),
        (D(2014, 1, 1), None, False, "since 2014"),
        (D(2014, 3, 1), None, False, "since March 2014"),
        (D(2024, 7, 1), None, True, "from July 2024"),
        (None, D(2024, 5, 31), True, "by 31 May 2024"),
        (None, D(2024, 5, 31), False, "until 31 May 2024"),
        (None, None, False, ""),
    ],
)
def test_days_in_words(start: D | None, end: D | None, coming: bool, expected: str) -> None:
    assert days.when(start, end, PUBLISHED, coming=coming) == expected


@given(st.dates(D(1, 1, 1), D(9999, 12, 31)), st.dates(D(1, 1, 1), D(9999, 12, 31)), st.booleans())
def test_any_days_have_words(one: D, two: D, coming: bool) -> None:
    start, end = sorted((one, two))
    said = days.when(start, end, PUBLISHED, coming=coming)
    assert str(end.year) in said
    assert "  " not in said


def test_word_lists_are_whole() -> None:
    words = wording()
    assert set(words.frames) == set(EVENTS)
    assert all(words.frames[event] for event in EVENTS)
    assert set(words.matters) == set(MATTERS)
    assert set(words.stances) == set(STANCES)


def test_the_frame_with_most_conditions_is_taken() -> None:
    plain = wording().frame(claim("SANCTION", "UN", "PRK", quote="steps"))
    ban = wording().frame(claim("SANCTION", "UN", "PRK", quote="a ban on arms"))
    assert plain.noun != ban.noun
    assert wording().frame(claim("AGREE", "UKR", "RUS", quote="joins")).noun != "membership"
    assert wording().frame(claim("AGREE", "UKR", "UN", quote="joins")).noun == "membership"


def test_a_general_matter_hides_behind_its_special_one() -> None:
    assert wording().matter(("arms", "arms.drones"), (), "") == ("drones",)


@given(HOSTILE)
def test_shown_words_cannot_act(text: str) -> None:
    said = safe.shown(text)
    assert not set(said) & set("\x1b\u202e\u2066\u200b\x07\r\n\t\u2028")
    assert safe.line(text) == safe.line(safe.line(text))


@given(HOSTILE, st.integers(5, 40))
def test_cut_words_stay_short(text: str, size: int) -> None:
    assert len(safe.cut(text, size)) <= size + 2


def test_escapes() -> None:
    assert safe.html("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#x27;"
    assert safe.markdown("[a](b) *c* <d> | e_f") == r"\[a\](b) \*c\* \<d\> \| e\_f"
    assert safe.markdown("# no heading, http://a") == r"\# no heading, http:\/\/a"
    assert safe.markdown("1. no list") == r"1\. no list"
    assert safe.markdown("- no list") == r"\- no list"
    assert safe.line("a\x1b[31mb\u202ec") == "a\ufffd[31mb\ufffdc"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", 'http://a/"onx=', "http://a/ b", "", "http://a/\u202e"]
)
def test_addresses_that_are_none_are_dropped(url: str) -> None:
    assert safe.link(url) == ""


def test_a_plain_address_stays() -> None:
    assert safe.link("https://example.org/a?b=c&d=1#e") == "https://example.org/a?b=c&d=1#e"
