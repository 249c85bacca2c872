"""Mentions: forms, boundaries, capitals, namesakes both ways."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.lexicon import Lexicon, load
from entente.lexicon.folding import fold
from entente.records.mention import MENTION_KINDS

DAY = dt.date(2023, 6, 1)


def codes(text: str, on: dt.date | None = DAY) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], "+".join(m.codes)) for m in load().mentions(text, on)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia’s army", [("Russia", "RUS")]),
        ("a US-led force", [("US", "USA")]),
        ("Moscow-backed rebels", [("Moscow", "RUS")]),
        ("an anti-China law", [("China", "CHN")]),
        ("pro-Russian voices", [("Russian", "RUS")]),
        ("Russo-Ukrainian border", [("Russo", "RUS"), ("Ukrainian", "UKR")]),
        ("Sino-Indian talks", [("Sino", "CHN"), ("Indian", "IND")]),
        ("a Franco-German brigade", [("Franco", "FRA"), ("German", "DEU")]),
        ("the U.S. said", [("U.S.", "USA")]),
        ("the UK's plan", [("UK", "GBR")]),
        ("RUSSIA STRIKES KYIV", [("RUSSIA", "RUS"), ("KYIV", "UKR")]),
        ("Nato and Unicef", [("Nato", "NATO"), ("Unicef", "UN")]),
        ("Türkiye and Brasília", [("Türkiye", "TUR"), ("Brasília", "BRA")]),
        ("South Korean and North Korean troops", [("South Korean", "KOR"), ("North Korean", "PRK")]),
        ("the two Koreas", [("two Koreas", "PRK+KOR")]),
        ("the Kremlin and the White House", [("Kremlin", "RUS"), ("White House", "USA")]),
        ("Yugoslavia, Burma and Zaire", [("Yugoslavia", "SRB"), ("Burma", "MMR"), ("Zaire", "COD")]),
        ("Guinea-Bissau, Equatorial Guinea and Guinea",
         [("Guinea-Bissau", "GNB"), ("Equatorial Guinea", "GNQ"), ("Guinea", "GIN")]),
        ("Niger and Nigeria", [("Niger", "NER"), ("Nigeria", "NGA")]),
        ("Northern Ireland and Ireland", [("Northern Ireland", "GBR"), ("Ireland", "IRL")]),
        ("people told us that they met us", []),
        ("@Russia and xRussia and Russias", []),
        ("the U\u00a0S, North\u00a0Korea", [("North\u00a0Korea", "PRK")]),
    ],
)  # fmt: skip
def test_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert codes(text) == expected


NAMESAKES = [
    ("Voters in Atlanta, Georgia, queued", "Georgia and Russia held talks in Tbilisi", "GEO"),
    ("Georgia Gov. Brian Kemp signed the bill", "Georgia applied to join the bloc of EU members", "GEO"),
    ("Michael Jordan bought a team", "Jordan received the Israeli envoy in Amman", "JOR"),
    ("Jordan Henderson signed for the club", "Jordan closed its airspace", "JOR"),
    ("Jim Jordan lost the House speaker vote", "Syria and Jordan reopened the border", "JOR"),
    ("Roast Turkey with gravy for Thanksgiving", "Turkey blocked the bid of Sweden", "TUR"),
    ("Chad Smith said no", "Chad closed its border with Sudan", "TCD"),
    ("Paris Hilton wrote a book", "Paris recalled its ambassador", "FRA"),
    ("The Washington Post wrote on Monday", "Washington warned Moscow", "USA"),
    ("Denzel Washington won a prize", "Washington sent shells", "USA"),
    ("London Breed, the mayor, spoke", "London expelled two diplomats", "GBR"),
    ("Police in Moscow, Idaho, made an arrest", "Moscow made an arrest", "RUS"),
    ("A fire in Lebanon, Pa., was put out", "Rockets came from Lebanon", "LBN"),
    ("Ships in the South China Sea", "Ships of China sailed", "CHN"),
    ("a German shepherd bit him", "a German minister left", "DEU"),
    ("Brussels sprouts are cheap", "Brussels fined the firm", "EU"),
    ("a Danish pastry", "a Danish frigate", "DNK"),
    ("Polish your shoes", "Polish tanks", "POL"),
    ("a Guinea pig", "a coup in Guinea", "GIN"),
    ("Cuba Gooding Jr. in court", "Cuba freed prisoners", "CUB"),
    ("England lost the World Cup semi-final", "England, the minister said, will not extradite", "GBR"),
    ("Reporters Without Borders (RSF) counts journalists", "the RSF shelled Khartoum", "RSF"),
    ("Alexander Wagner sang at the opera in Bayreuth", "Wagner fighters left Bakhmut", "WAGNER"),
    ("the Congress of Peru in Lima voted", "Congress passed aid for Kyiv", "USA"),
    ("ICC World Cup 2023: the squad is named", "the ICC issued a warrant", "ICC"),
    ("Tom Holland plays a spider", "Holland sent jets", "NLD"),
    ("LET US GO", "US TROOPS GO", "USA"),
    ("He speaks French", "The French minister speaks", "FRA"),
    ("Kayakers on the western coast", "western officials said that Russia would", "WEST"),
    ("fans at Manchester United cheered", "police in Manchester", "GBR"),
    ("the Kyiv Independent wrote", "Kyiv wrote to allies of Ukraine", "UKR"),
]  # fmt: skip


@pytest.mark.parametrize(("namesake", "actor", "code"), NAMESAKES)
def test_namesakes_both_ways(namesake: str, actor: str, code: str) -> None:
    assert code not in [c for _, c in codes(namesake)]
    assert code in [c for _, c in codes(actor)]


@pytest.mark.parametrize(
    ("text", "word", "code"),
    [
        ("Korean soldiers marched in Pyongyang", "Korean", "PRK"),
        ("Clashes in Tripoli, in the north of Lebanon", "Tripoli", "LBN"),
        ("Clashes in Tripoli", "Tripoli", "LBY"),
        ("Shelling in Pakistan-administered Kashmir", "Kashmir", "PAK"),
        ("The SDF of Japan flew over Tokyo", "SDF", "JPN"),
    ],
)
def test_a_rule_can_give_another_meaning(text: str, word: str, code: str) -> None:
    assert (word, code) in codes(text)


PIECES = st.sampled_from(
    ["Russia", "US", "U.S.", "’s", "'s", "-led", " ", " ", ". ", "\n", "Georgia", "Atlanta", "NATO", "Kim Jong Un",
     "us", "Türkiye", "İ", "ß", "\u0000", "Washington Post", "Putin", "GERMANY", "Korean", "-", ", Texas", "x", "é"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join)))
@settings(max_examples=150, deadline=None)
def test_mentions_are_sorted_apart_and_true_to_the_text(text: str) -> None:
    lexicon = load()
    found = lexicon.mentions(text, DAY)
    assert found == lexicon.mentions(text, DAY)
    reached = 0
    for mention in found:
        assert reached <= mention.start < mention.end <= len(text)
        reached = mention.end
        assert mention.codes
        assert mention.kind in MENTION_KINDS
        assert _is_a_form(lexicon, fold(text[mention.start : mention.end]))


def _is_a_form(lexicon: Lexicon, folded: str) -> bool:
    if not hasattr(_is_a_form, "forms"):
        forms = {fold(form) for entry in lexicon.entries() for form in entry.forms}
        forms |= {part for entry in lexicon.entries() if entry.kind == "leader" for part in fold(entry.name).split()}
        _is_a_form.forms = forms | {form.upper() for form in forms} | {form.capitalize() for form in forms}  # type: ignore[attr-defined]
    return folded in _is_a_form.forms  # type: ignore[attr-defined]


@given(st.text(max_size=80))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_a_long_line_is_no_trouble() -> None:
    text = "Russia and Georgia meet " * 40_000  # one sentence of a megabyte: rules must not read it all for each name
    began = time.perf_counter()
    assert len(load().mentions(text, DAY)) == 80_000
    assert time.perf_counter() - began < 20
