"""The four forms of an assessed brief: whole, escaped, and the same each time."""

from __future__ import annotations

import dataclasses
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from entente.brief import as_html, as_json, as_markdown, as_text, schema
from entente.records import Alignment, Assessment, Brief, Finding
from tests.brief.builders import (
    HOSTILE,
    change,
    checked,
    claim,
    finding,
    interest,
    kept,
    picture,
    rule,
    status,
    steps,
    whole,
)
from tests.brief.test_assessed import PAIR, assessed, many
from tests.brief.test_compose import brief, seed
from tests.brief.test_forms import TAGS, forms

MORE_TAGS = TAGS | {"q", "br"}


def full() -> Brief:
    """A brief of one report with something in every section, and with words of a report that is not shown."""
    away = kept(claim("CONSULT", "RUS", "PRK", quote="They met again", document="far"), url="https://example.org/a")
    made = whole(*seed()[:2])
    return assessed(dataclasses.replace(made, contradictions=(*made.contradictions, finding("They clash", away))))


def short() -> Brief:
    """A brief over many reports."""
    documents, told = many()
    away = kept(claim("CONSULT", "RUS", "IRN", quote="They met again", document="far"))
    made = dataclasses.replace(whole(*told[:2]), statuses=(finding("Asserted", told[0], away),) * 2)
    return assessed(made, told, *documents, title="Russia and Iran", subject="As of today, from 14 reports", pair=PAIR)


@pytest.mark.parametrize("made", [full(), short()])
def test_every_form_tells_every_finding_with_its_marks(made: Brief) -> None:
    text, markdown, page, data = forms(made)
    found = [f for key in ("statuses", "contradictions", "news", "rules", "questions") for f in getattr(made, key)]
    assert found
    flat = " ".join(text.split())
    tree = html.fromstring(page)
    said = {" ".join(li.text_content().split()) for li in tree.xpath("//ol[contains(@class, 'found')]/li")}
    for one in found:
        marks = "".join(f"[{n}]" for n in one.quotes) + "".join(f"[R{n}]" for n in one.rules)
        assert f". {one.text} {marks}" in flat
        assert any(line.startswith(f"{one.text} {marks}") for line in said)
        assert f". {one.text} [\\[" in markdown
        assert one.text in [row["text"] for key in ("statuses", *_KEYS) for row in json.loads(data)[key]]


_KEYS = ("contradictions", "news", "interests", "rules", "alignment", "questions")


def test_rules_stand_with_instrument_paragraph_mark_and_no_advice() -> None:
    for form in forms(full())[:3]:
        plain = " ".join(html.fromstring(form).text_content().split()) if "<html" in form else " ".join(form.split())
        assert "This is no legal advice." in plain
        assert "Resolution 1 (2006), paragraph 8 (a)" in plain
        assert "content read, paragraph not checked" in plain
        assert "read in a public copy" in plain
        assert "in force since 14 October 2006" in plain


def test_the_first_screen_comes_first_and_counts() -> None:
    text = as_text(full(), width=80, color=False)
    first = text[: text.index("HOW THINGS STAND")]
    assert "IN SHORT" in first
    assert "2 contradictions · 1 dealing touches sanctions rules · 1 thing is new" in " ".join(first.split())
    assert "not confirmed" in first
    assert "[R1]" not in first


def test_an_equal_reason_is_told_once_with_the_numbers_of_its_findings() -> None:
    words = [("One", "By hand."), ("Two", "By hand."), ("Three", "By hand."), ("Four", "By eye."), ("Five", "By hand.")]
    found = tuple(finding(text, seed()[0], reason=reason) for text, reason in words)
    for form in forms(assessed(Assessment(contradictions=found)))[:3]:
        plain = " ".join(html.fromstring(form).text_content().split()) if "<html" in form else " ".join(form.split())
        assert plain.count("By hand.") == plain.count("By eye.") == 1
        assert "1–3, 5: By hand." in plain
        assert "4: By eye." in plain
    for form in forms(assessed(Assessment(contradictions=found[:3])))[:3]:
        assert ": By hand." not in form


def test_reasons_of_the_page_are_folded() -> None:
    folded = html.fromstring(as_html(full())).xpath("//details[@class='why']")
    assert len(folded) == 7
    assert all(one.get("open") is None for one in folded)


def test_no_contradiction_beside_denials_says_what_there_is() -> None:
    denying = status("Talks", "denied by Russia", ("Russia", "RUS", "denies"), state="contested")
    made = assessed(Assessment(statuses=(denying,)))
    assert made.denied == 1
    for form in forms(made)[:2]:
        assert "No contradiction found" in " ".join(form.split())
        assert "1 happening is denied by a party" in " ".join(form.split())
    tree = html.fromstring(as_html(made))
    assert [a.text for a in tree.xpath("//p[@class='counts']/a[@href='#statuses']")] == [
        "1 happening is denied by a party"
    ]
    clash = dataclasses.replace(whole(*seed()[:2]), statuses=(denying,))
    assert "denied by a party" not in as_text(assessed(clash), width=80, color=False)


def test_states_and_doubts_stand_behind_their_findings() -> None:
    unsure = claim("CONSULT", "RUS", "PRK", quote="some words", confidence=0.2)
    stand = status(
        "Talks", "announced by Russia", ("Russia", "RUS", "asserts"), state="announced", told=(kept(unsure),)
    )
    text, markdown, page, data = forms(assessed(Assessment(statuses=(stand,))))
    assert "(less sure) · announced" in text
    assert "*(less sure)* · **announced**" in markdown
    item = html.fromstring(page).xpath("//ol[contains(@class, 'found')]/li")[0].text_content()
    assert " ".join(item.split()).endswith("less sure announced")
    assert [(row["state"], row["sure"]) for row in json.loads(data)["statuses"]] == [("announced", False)]


def test_counts_and_statuses_lead_to_their_sections() -> None:
    tree = html.fromstring(as_html(full()))
    assert tree.xpath("//p[@class='counts']/a/@href") == ["#contradictions", "#rules", "#news", "#questions"]
    target = tree.xpath("//a[contains(@class, 'status')]/@href")[0][1:]
    assert "Talks are asserted" in tree.get_element_by_id(target).text_content()


def test_a_change_is_told_unless_a_finding_tells_it() -> None:
    one, two = seed()[:2]
    course = picture(steps((1, 0, 0, 0), (0, 0, 0, 1)), change("2024-01-08", one))
    said = "From 8 January 2024 on: mean score +2.0 before, −3.0 after; a change as large comes by chance in 1%"
    untold = assessed(Assessment(alignment=(finding("They part", two),), picture=course))
    told = assessed(Assessment(alignment=(finding("They part", one),), picture=course))
    for form in forms(untold)[:3]:
        assert said in " ".join(form.split())
    for form in forms(told)[:3]:
        assert "a change as large" not in " ".join(form.split())


def test_what_was_left_out_is_counted() -> None:
    found = tuple(finding(f"Clash number {n}", seed()[0]) for n in range(19))
    for form in forms(assessed(Assessment(contradictions=found)))[:3]:
        assert "And 12 more, of less weight." in form


@pytest.mark.parametrize("made", [full(), short()])
def test_page_anchors_lead_both_ways(made: Brief) -> None:
    tree = html.fromstring(as_html(made))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")} <= set(ids)
    for quote in made.quotes:
        assert len(tree.xpath(f"//span[@id='q{quote.number}']")) == 1
        back = tree.xpath(f"//aside//a[starts-with(@aria-label, 'Quote {quote.number}: ')]/@href")
        assert len(back) == 1
        assert f"[{quote.number}]" in tree.get_element_by_id(back[0][1:]).text_content()


@pytest.mark.parametrize("made", [full(), short()])
def test_markdown_marks_lead_somewhere(made: Brief) -> None:
    import re

    text = as_markdown(made)
    wanted = set(re.findall(r"\]\(#(\w+)\)", text))
    assert wanted
    assert wanted <= set(re.findall(r'<a id="(\w+)"></a>', text))


def test_sources_that_are_not_shown_are_named_with_their_words() -> None:
    text, markdown, page, data = forms(full())
    assert "They met again" in html.fromstring(page).xpath("//article[@class='source']")[0].text_content()
    assert "https://example.org/a" in html.fromstring(page).xpath("//article[@class='source']//a/@href")
    for form in (text, markdown):
        assert "The Other · 18 June 2024 · Elsewhere" in " ".join(form.split())
    assert json.loads(data)["sources"][0]["document"] == "far"


def test_many_reports_are_listed_with_their_words_only() -> None:
    made = short()
    text, markdown, page, _ = forms(made)
    assert "SOURCES, AND THEIR WORDS" in text
    assert "EVERYTHING READ" not in text
    assert "## Sources, and their words" in markdown
    assert len(html.fromstring(page).xpath("//article[@class='source']")) == len({q.document for q in made.quotes})
    assert "looked through; nothing above leans on" in text


@pytest.mark.parametrize("made", [full(), short(), assessed(Assessment()), brief()])
def test_json_fits_its_schema(made: Brief) -> None:
    data = json.loads(as_json(made))
    jsonschema.validate(data, schema())
    assert data["form"] == "1.2"
    assert data["assessed"] == made.assessed


def test_the_schema_wants_a_source_for_every_finding() -> None:
    data = json.loads(as_json(full()))
    data["statuses"][0] |= {"quotes": [], "rules": []}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_text_keeps_to_its_width() -> None:
    for made in (full(), short()):
        for width in (40, 80, 120):
            assert max(len(line) for line in as_text(made, width=width, color=False).split("\n")) <= width


@settings(max_examples=20, deadline=None)
@given(st.lists(HOSTILE, min_size=6, max_size=6), st.booleans())
def test_hostile_findings_neither_break_nor_act(words: list[str], over_many: bool) -> None:
    made = _hostile(words, over_many)
    shown = forms(made)
    assert shown == forms(_hostile(words, over_many))
    for form in shown:
        assert not set(form) & set("\x1b\u202e\u2066\u200b\x07\r\u2028\x00")
    jsonschema.validate(json.loads(shown[3]), schema())
    tree = html.fromstring(shown[2])
    assert {node.tag for node in tree.iter() if isinstance(node.tag, str)} <= MORE_TAGS
    assert not [name for node in tree.iter() if isinstance(node.tag, str) for name in node.attrib if name[:2] == "on"]
    assert len(tree.xpath("//span[@class='anchor']")) == len(made.quotes)


def _hostile(words: list[str], over_many: bool) -> Brief:
    text, reason, title, outlet, url, name = (word if word.strip() else "x" for word in words)
    documents, told = many(13 if over_many else 2)
    away = kept(
        claim("CONSULT", "RUS", "IRN", quote=title, document="far", holders=[("RUS", name, "says")]),
        title=title, outlet=outlet, url=url,
    )  # fmt: skip
    bad = rule(name, regime=text, instrument=title, paragraph=outlet, title=reason, text=text, source=url, note=name)
    one: Finding = finding(text, away, told[0], rules=(bad,), reason=reason)
    course: Alignment = picture(steps((1, 0, 0, 0), (0, 1, 0, 1)), change("2024-01-09", told[0]), one=name, two=title)
    stand = status(text, reason, (name, None, "denies"), state="contested", told=(away,))
    row, deal = interest("RUS", "wants", name, told[0]), checked(f"{text}; {name}", bad, one=told[0], facts=(title,))
    found = Assessment(
        (stand, one), (one,), (one,), (one, row), (deal, one), (one,), (finding(f"{text}: {name}?", away), one), course
    )
    return assessed(found, told, *documents, title=title, subject=reason, pair=PAIR)
