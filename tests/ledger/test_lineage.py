"""Whom a text names as the source of its news."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entente.ledger.agencies import agencies
from entente.ledger.lineage import lineage
from entente.records import Document


def _found(text: str, title: str = "") -> list[tuple[str, str]]:
    document = Document(id="d", title=title, text=text)
    found = lineage(document)
    for line in found:
        assert getattr(document, line.field)[line.start_char : line.end_char] == line.quote
    return [(line.name, line.quote) for line in found]


@pytest.mark.parametrize(
    ("text", "name", "quote"),
    [
        ("Reuters reported on Tuesday that", "Reuters", "Reuters reported"),
        ("the North's state news agency KCNA said", "Korean Central News Agency", "state news agency KCNA said"),
        ("He left, according to the Washington Post.", "The Washington Post", "according to the Washington Post"),
        ("SEOUL, South Korea (AP) — The North", "Associated Press", "(AP) —"),
        ("MOSCOW, June 18 (Reuters) - Russia", "Reuters", "(Reuters) -"),
        ("TASS cited Lavrov as saying", "TASS", "TASS cited"),
        ("Lavrov was quoted by TASS as saying", "TASS", "quoted by TASS"),
        ("an official told AFP.", "Agence France-Presse", "told AFP"),
        ("as The Times first reported", "The Times", "The Times first reported"),
        ("The Times of Israel reported", "The Times of Israel", "The Times of Israel reported"),
        ("told CNN's reporter", "CNN", "told CNN"),
        ("sources told ABC News Monday.", "ABC News", "told ABC News"),
        ("China's state-run Global Times said", "Global Times", "China's state-run Global Times said"),
        ("according to South Korea's Yonhap news agency", "Yonhap", "according to South Korea's Yonhap"),
        ("the official Xinhua News Agency said", "Xinhua", "the official Xinhua News Agency said"),
        ("North Korean state media said", "North Korean state media", "North Korean state media said"),
        ("according to Iran's state television", "Iran's state television", "according to Iran's state television"),
        ("State media said", "state media", "State media said"),
        ("Israel's Kan radio reported", "Kan", "Kan radio reported"),
        ("the newspaper Dawn said", "Dawn", "the newspaper Dawn said"),
        ("the SPA reported", "Saudi Press Agency", "the SPA reported"),
    ],
)
def test_attributions(text: str, name: str, quote: str) -> None:
    found = _found(text)
    assert [who for who, _ in found] == [name]
    assert quote in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "a Reuters photographer was hurt",
        "The Guardian of the shrine said nothing",
        "the sun says hello",
        "police in Times Square said",
        "according to The Times Square Alliance",
        "students told AP Biology teachers",
        "APPLE said it would",
        "MAPS reported low sales",
        "an spa said visitors",
        "Naoto Kan said he would go",
        "he told Dawn to leave",
        "spoke to The Sun Yat-sen Foundation",
        "state governments said",
        "reuters reported",
        "@Reuters reported",
        "told the AFP, the Australian Federal Police said",
        "the State of Ohio said",
        "",
    ],
)
def test_no_attribution(text: str) -> None:
    assert _found(text) == []


def test_headlines() -> None:
    assert _found("", "Syrian state media: Israeli airstrikes kill 5") == [
        ("Syrian state media", "Syrian state media:")
    ]
    assert _found("", "Ban on exports to Russia: Kyodo") == [("Kyodo", "Kyodo")]
    assert _found("", "Minister resigns - Reuters") == [("Reuters", "Reuters")]
    assert _found("Ban on exports: Kyodo", "") == []


def test_title_comes_first_and_all_are_told() -> None:
    text = "Reuters reported it. TASS said no. State media said nothing."
    document = Document(id="d", title="KCNA: launch", text=text)
    assert [(line.field, line.name) for line in lineage(document)] == [
        ("title", "Korean Central News Agency"), ("text", "Reuters"), ("text", "TASS"), ("text", "state media"),
    ]  # fmt: skip


_WORDS = st.sampled_from(
    [form for agency in agencies() for form in (*agency.forms, *agency.cued)]
    + "said reported told according to the ( ) — : state media news agency ’s 's \n , . of X".split(" ")
)


@given(st.text(max_size=40), st.lists(_WORDS | st.text(max_size=4), max_size=25))
@example("İ(AP) —", ["state", "media", "said"])
def test_offsets_hold(title: str, parts: list[str]) -> None:
    document = Document(id="d", title=title, text=" ".join(parts))
    found = lineage(document)
    for line in found:
        assert line.quote
        assert getattr(document, line.field)[line.start_char : line.end_char] == line.quote
    places = [(line.field != "title", line.start_char, line.end_char) for line in found]
    assert places == sorted(places)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in itertools.pairwise(places))


def test_a_hostile_text_takes_no_long() -> None:
    text = "according to " * 3_000 + "The State state " * 3_000 + "(Reuters " * 3_000 + "Reuters has had also " * 3_000
    begun = time.perf_counter()
    lineage(Document(id="d", title="", text=text))
    assert time.perf_counter() - begun < 5
