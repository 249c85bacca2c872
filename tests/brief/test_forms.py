"""The four forms of a brief: whole, escaped, and the same each time."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from entente.brief import as_html, as_json, as_markdown, as_text, schema
from entente.brief.marked import marked
from entente.records import Brief, BriefQuote, Document, Place
from tests.brief.builders import HOSTILE, claim, claims, document
from tests.brief.test_compose import TEXT, brief, sentences

TAGS = set(
    """html head meta title style body a header p h1 h2 h3 nav ul ol li div main section aside article mark sup span
    table caption thead tbody tr th td svg path line circle rect text desc b footer details summary""".split()
)


def forms(made: Brief) -> list[str]:
    """A brief in all forms."""
    return [as_text(made, width=80, color=False), as_markdown(made), as_html(made), as_json(made)]


def test_text_lists_quotes_with_their_offsets() -> None:
    text = as_text(brief(), width=80, color=False)
    assert text.startswith("Two leaders\nThe Paper · 18 June 2024, found on the page (“18th June 2024”) · ")
    assert "\nWHAT MATTERS\n1. " in text
    at = TEXT.index("its food shortages")
    assert f"“its food shortages” (text {at}–{at + 18})" in text
    assert "(less sure)" in text
    assert "\x1b" not in text


def test_text_keeps_to_its_width() -> None:
    for width in (40, 64, 120):
        assert max(len(line) for line in as_text(brief(), width=width, color=False).split("\n")) <= width


def test_colour_only_where_asked() -> None:
    coloured = as_text(brief(), width=80, color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).split() == as_text(brief(), width=80, color=False).split()


def test_markdown_marks_lead_to_quotes() -> None:
    text = as_markdown(brief())
    wanted = set(re.findall(r"\]\(#(q\d+)\)", text))
    assert wanted
    assert wanted <= set(re.findall(r'<a id="(q\d+)"></a>', text))


def test_json_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    made = brief()
    data = json.loads(as_json(made))
    jsonschema.validate(data, schema())
    assert [s["text"] for s in data["main"]] == [s.text for s in made.main]
    assert data["documents"][0]["text"] == TEXT


def test_page_fetches_nothing_and_runs_nothing() -> None:
    page = as_html(brief())
    tree = html.fromstring(page)
    assert not tree.xpath("//script|//link|//img|//iframe|//object|//form")
    assert not [
        name for node in tree.iter() if isinstance(node.tag, str) for name in node.attrib if name.startswith("on")
    ]
    assert "default-src 'none'" in page
    assert "prefers-color-scheme:dark" in page
    assert "@media print" in page


def test_page_anchors_lead_both_ways() -> None:
    made = brief()
    tree = html.fromstring(as_html(made))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")}
    assert targets <= set(ids)
    for quote in made.quotes:
        assert len(tree.xpath(f"//span[@id='q{quote.number}']")) == 1
        back = tree.xpath(f"//aside//sup/a[text()='{quote.number}']/@href")
        assert len(back) == 1
        said = tree.get_element_by_id(back[0][1:])
        assert f"[{quote.number}]" in said.text_content()


def test_page_is_marked_up_for_everyone() -> None:
    tree = html.fromstring(as_html(brief()))
    assert tree.get("lang") == "en"
    for wanted in ("//main", "//aside[@aria-label]", "//h1", "//table/caption"):
        assert tree.xpath(wanted)
    assert all(svg.get("role") == "img" and svg.find("title") is not None for svg in tree.xpath("//svg"))
    assert not tree.xpath("//th[not(@scope)]")


def test_many_reports_stand_each_with_its_header() -> None:
    documents = [document(f"Russia met Iran {n}.", key=f"d{n}", title=f"Title {n}") for n in range(6)]
    told = [
        claim("CONSULT", "RUS", "IRN", mode="meet", quote=f"Russia met Iran {n}", document=f"d{n}") for n in range(6)
    ]
    for form in forms(brief(told, *documents)):
        assert all(f"Title {n}" in form for n in range(6))


def quote(number: int, start: int, end: int, text: str) -> BriefQuote:
    return BriefQuote(number, "d", Place("text", start, end, text[start:end]), ())


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "<p>one two</p>\n<p>three</p>"),
        (
            [(0, 3)],
            '<p><span class="anchor" id="q1"></span><mark class="q1">one</mark><sup>1</sup> two</p>\n<p>three</p>',
        ),
        (
            [(0, 7), (4, 13)],
            '<p><span class="anchor" id="q1"></span><mark class="q1">one </mark><span class="anchor" id="q2"></span>'
            '<mark class="deep q1 q2">two</mark><sup>1</sup></p>\n<p><mark class="q2">three</mark><sup>2</sup></p>',
        ),
    ],
)
def test_quotes_are_marked_in_place(spans: list[tuple[int, int]], expected: str) -> None:
    text = "one two\nthree"
    quotes = [quote(number, *span, text) for number, span in enumerate(spans, 1)]
    assert marked(text, quotes, {}) == expected


@settings(max_examples=25, deadline=None)
@given(st.data(), HOSTILE, HOSTILE, st.floats(0, 1))
def test_hostile_reports_neither_break_nor_act(data: st.DataObject, title: str, text: str, threshold: float) -> None:
    report: Document = document(
        text, title=title, outlet=title, url=text, published_quote=text, notes=(text,), source=title
    )
    told = data.draw(st.lists(claims(text), max_size=4, unique_by=lambda c: c.id))
    made = brief(told, report, threshold=threshold)
    shown = forms(made)
    assert shown == forms(brief(told, report, threshold=threshold))
    for form in shown:
        assert not set(form) & set("\x1b\u202e\u2066\u200b\x07\r\u2028\x00")
    jsonschema.validate(json.loads(shown[3]), schema())
    assert json.loads(shown[3])["documents"][0]["text"] == text
    tree = html.fromstring(shown[2])
    assert {node.tag for node in tree.iter() if isinstance(node.tag, str)} <= TAGS
    assert len(tree.xpath("//span[@class='anchor']")) == len(made.quotes)
    assert len(sentences(made)) == len(tree.xpath("//*[starts-with(@id, 's') and number(substring(@id, 2)) > 0]"))
