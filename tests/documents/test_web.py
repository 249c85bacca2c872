"""HTML pages: body, title, outlet, address, date, and what is refused."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from entente.documents import read
from entente.documents.web import without_outlet
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, html_page, only, refusal

DAY = dt.date(2024, 6, 18)
ARTICLE = json.dumps(
    {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2024-06-18T10:00:00Z"}
)
GRAPH = json.dumps({"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "datePublished": "2024-06-18"}]})
SITE = json.dumps({"@type": "WebSite", "datePublished": "2001-01-01"})


def test_a_page() -> None:
    head = '<meta property="og:site_name" content="The Norland Post"><link rel="canonical" href="https://post.test/shells">'
    document = only(read(html_page(head=head, title=f"{TITLE} | The Norland Post"), name="page.html"))
    assert document.text == TEXT
    assert document.title == TITLE
    assert (document.outlet, document.url) == ("The Norland Post", "https://post.test/shells")
    assert (document.language, document.source) == ("en", "page.html")
    kinds = {cut.text: cut.kind for cut in document.cut}
    assert kinds["Home"] == "navigation"
    assert kinds["© 2024 The Norland Post. All rights reserved."] == "other"


@pytest.mark.parametrize(
    ("head", "before", "quote"),
    [
        (f'<script type="application/ld+json">{ARTICLE}</script>', "", "datePublished: 2024-06-18T10:00:00Z"),
        (f'<script type="application/ld+json">{GRAPH}</script>', "", "datePublished: 2024-06-18"),
        ('<meta property="article:published_time" content="2024-06-18T08:00:00+02:00">', "", "article:published_time"),
        ('<meta name="DC.date.issued" content="18 June 2024">', "", "dc.date.issued: 18 June 2024"),
        ('<meta itemprop="datePublished" content="2024-06-18">', "", "datepublished: 2024-06-18"),
        ("", '<time itemprop="datePublished" datetime="2024-06-18T10:00Z">Tuesday</time>', "time: 2024-06-18T10:00Z"),
        ('<link rel="canonical" href="https://post.test/2024/06/18/shells">', "", "address: 2024/06/18"),
        ("", '<time datetime="2024-06-18">Tuesday</time>', "the page's markup"),
        ("", "<p>Published: 18th June 2024</p>", "Published: 18th June 2024"),
    ],
)
def test_the_day_by_the_page_s_own_fields(head: str, before: str, quote: str) -> None:
    document = only(read(html_page(head=head, before=before), name="page.html"))
    assert (document.published, document.published_from) == (DAY, "page")
    assert document.published_quote.startswith(quote) or quote == "Published: 18th June 2024"
    assert document.text == TEXT


def test_other_things_days_are_not_the_article_s() -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>'
    page = html_page(head=f'<script type="application/ld+json">{SITE}</script>{broken}', before="<p>18 June 2024</p>")
    assert only(read(page, name="page.html")).published == DAY


def test_the_caller_s_day_outranks_the_page_s() -> None:
    page = html_page(head='<meta property="article:published_time" content="2020-01-01">')
    document = only(read(page, published=DAY, name="page.html"))
    assert (document.published, document.published_from, document.published_quote) == (DAY, "given", "")


def test_captions_and_related_links_are_cut() -> None:
    after = (
        "<figure><img src='x.jpg'><figcaption>The minister at the port. Photo: Anna Berg</figcaption></figure>"
        "<div class='related-stories'><h3>Related</h3><ul><li><a href='/1'>Storm closes ports in the south</a></li>"
        "<li><a href='/2'>King visits the forgotten province</a></li></ul></div>"
    )
    document = only(read(html_page(after=after), name="page.html"))
    assert document.text == TEXT
    cuts = {(cut.kind, cut.text) for cut in document.cut}
    assert ("caption", "The minister at the port. Photo: Anna Berg") in cuts
    assert ("also-read", "Storm closes ports in the south") in cuts


def test_windows_over_a_word_are_cut() -> None:
    window = "<span class='tooltip-box'><a href='/1'>Storm closes ports in the south</a></span>"
    page = html_page([PARAGRAPHS[0].replace("Sudmark", f"Sudmark{window}"), *PARAGRAPHS[1:]])
    assert only(read(page, name="page.html")).text == TEXT


def test_headlines_that_trail_a_page_are_cut_and_lists_are_not() -> None:
    headlines = ["Storm closes all ports in the south", "King visits the forgotten province at last"]
    document = only(read(html_page([*PARAGRAPHS, *headlines]), name="page.html"))
    assert document.text == TEXT
    assert [cut.text for cut in document.cut if cut.kind == "also-read"] == headlines
    listed = [*PARAGRAPHS, "The order names the following firms.", *headlines]
    assert only(read(html_page(listed), name="page.html")).text == "\n".join(listed)
    assert only(read("\n".join([*PARAGRAPHS, *headlines]).encode())).text == "\n".join([*PARAGRAPHS, *headlines])


def test_a_headline_is_not_told_twice() -> None:
    assert TITLE not in only(read(html_page(before=f"<p>{TITLE}</p>"), name="page.html")).text


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to continue reading this article.",
        "Please sign in to read the full story.",
        "Already a subscriber? Log in.",
        "Please enable JavaScript to view this page.",
        "Checking your browser before you go on. This takes five seconds.",
        "We value your privacy. We and our partners use cookies to give you the best experience on our pages.",
        "You have reached your limit of free articles this month.",
        "This article is only available to subscribers of the paper.",
    ],
)
def test_walls(wall: str) -> None:
    assert refusal(read(html_page([wall]), name="page.html")).reason == "login-wall"
    assert refusal(read(html_page([PARAGRAPHS[0][:90], wall]), name="page.html")).reason == "login-wall"


def test_a_page_for_subscribers_by_its_own_markup() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    assert refusal(read(html_page([PARAGRAPHS[0]], head=head), name="page.html")).reason == "login-wall"
    assert only(read(html_page(PARAGRAPHS, head=head), name="page.html")).text == TEXT


def test_a_long_report_with_a_wall_s_words_is_read_with_a_note() -> None:
    document = only(read(html_page([*PARAGRAPHS, "Subscribe to continue reading."]), name="page.html"))
    assert PARAGRAPHS[3] in document.text
    assert any("sign in or pay" in note for note in document.notes)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="video.other">',
        '<script type="application/ld+json">{"@type": "VideoObject", "name": "Visit"}</script>',
    ],
)
def test_a_page_around_a_video(head: str) -> None:
    page = html_page(["The minister arrived in the capital. Watch the pictures of the visit here."], head=head)
    assert refusal(read(page, name="page.html")).reason == "video-page"
    assert only(read(html_page(PARAGRAPHS, head=head), name="page.html")).text == TEXT


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "<html><body></body></html>", "<html><body><script>x()</script>"]
)
def test_empty_pages(body: str) -> None:
    assert refusal(read(body.encode(), name="page.html")).reason == "empty"


def test_a_page_with_only_a_summary_says_so() -> None:
    head = '<meta name="description" content="The minister of Norland came to Sudmark to ask for shells on Tuesday.">'
    document = only(read(f"<html><head>{head}<title>x</title></head><body></body></html>".encode(), name="p.html"))
    assert document.text.startswith("The minister of Norland")
    assert document.notes == ("only the page's own summary could be read",)


def test_not_english() -> None:
    german = [
        "Der Minister ist am Dienstag zu Gesprächen eingetroffen, es ist der erste Besuch dieser Art seit elf Jahren.",
        "Die beiden Seiten haben sich nach Angaben der Regierung noch nicht geeinigt, und der Rat tagt erst im Herbst.",
    ]
    found = refusal(read(html_page(german).replace(b'lang="en"', b'lang="de"'), name="page.html"))
    assert found.reason == "not-english"
    assert "'de'" in found.detail


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1", "utf-16", "utf-16-le", "koi8-r"])
def test_charsets(charset: str) -> None:
    name = "Müller’s café" if charset in {"utf-8", "windows-1252", "utf-16", "utf-16-le"} else "Müller"
    name = "Министр" if charset == "koi8-r" else name
    paragraphs = [f"{name}: {PARAGRAPHS[0]}", *PARAGRAPHS[1:]]
    page = html_page(paragraphs).decode().replace('charset="utf-8"', f'charset="{charset}"').encode(charset)
    assert only(read(page, name="page.html")).text.startswith(f"{name}: The defence")


def test_a_charset_that_lies_or_lacks() -> None:
    text = html_page([f"Müller’s café: {PARAGRAPHS[0]}", *PARAGRAPHS[1:]]).decode()
    lies = text.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("utf-8")
    lacks = text.replace('<meta charset="utf-8">', "").encode("cp1252")
    unknown = text.replace('charset="utf-8"', 'charset="klingon-7"').encode("cp1252")
    for page in (lies, lacks, unknown):
        assert only(read(page, name="page.html")).text.startswith("Müller’s café")


def test_a_page_with_an_address_that_is_none() -> None:
    head = '<link rel="canonical" href="http://[x"><meta property="og:url" content="http://[y">'
    assert only(read(html_page(head=head), name="page.html")).text == TEXT
    head = '<link rel="canonical" href="javascript:alert(1)">'
    assert only(read(html_page(head=head), name="page.html")).url == ""


def test_hostile_pages() -> None:
    title = "Talks &lt;script&gt;alert(1)&lt;/script&gt; fail\x1b[31m \u202etfel"
    document = only(read(html_page(title=title, before="<p>\x00\x07 </p>"), name="page.html"))
    assert "\x1b" not in document.title
    assert "\u202e" not in document.title
    assert document.text == TEXT
    deep = b"<html><body>" + b"<div>" * 100_000 + TEXT.encode()
    assert len(read(deep, name="page.html")) == 1
    entities = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        + html_page(["&a; " + TEXT])[15:]
    )
    assert "root:" not in only(read(entities, name="page.html")).text


@pytest.mark.parametrize(
    ("title", "outlet", "bare"),
    [
        ("Talks fail again | The Norland Post", "The Norland Post", "Talks fail again"),
        ("Talks fail again - Norland Post - World", "Norland Post", "Talks fail again"),
        ("Talks fail again – post.test", "post.test", "Talks fail again"),
        ("Norland - Sudmark talks fail", "The Norland Post", "Norland - Sudmark talks fail"),
        ("Talks fail again", "", "Talks fail again"),
    ],
)
def test_without_outlet(title: str, outlet: str, bare: str) -> None:
    assert without_outlet(title, outlet) == bare
