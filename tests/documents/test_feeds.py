"""RSS and Atom."""

from __future__ import annotations

import datetime as dt
import time

from entente.documents import read
from entente.records import Document
from tests.documents.builders import PARAGRAPHS, TITLE, refusal

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Norland Post</title><link>https://post.test/</link><language>en</language>
<item><title>{TITLE}</title><link>https://post.test/shells</link>
<pubDate>Tue, 18 Jun 2024 23:30:00 -0500</pubDate>
<description>&lt;p&gt;The &lt;b&gt;minister&lt;/b&gt; arrived &amp;amp; left.&lt;/p&gt;
&lt;p&gt;Nothing was agreed.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;&lt;a href="x"&gt;Read more&lt;/a&gt;&lt;/p&gt;</description></item>
<item><title>Talks &lt;i&gt;fail&lt;/i&gt;</title><description>Short lead without markup.</description>
<content:encoded><![CDATA[<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>]]></content:encoded></item>
<item><title>A headline alone</title></item>
<item><description></description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title type="html">Norland &lt;b&gt;Wire&lt;/b&gt;</title>
<entry><title>{TITLE}</title><link href="https://wire.test/1"/><updated>2024-06-18T10:00:00Z</updated>
<published>2024-06-17T10:00:00+02:00</published><summary>{PARAGRAPHS[0]}</summary>
<source><title>Sudmark Agency</title></source></entry></feed>"""


def test_rss_gives_a_document_for_each_entry() -> None:
    first, second, third, last = read(RSS.encode(), name="feed.xml")
    assert isinstance(first, Document)
    assert (first.title, first.text) == (TITLE, "The minister arrived & left.\nNothing was agreed.")
    assert (first.published, first.published_from) == (dt.date(2024, 6, 19), "page")
    assert first.published_quote == "published: Tue, 18 Jun 2024 23:30:00 -0500"
    assert (first.outlet, first.url, first.source) == ("The Norland Post", "https://post.test/shells", "feed.xml#1")
    assert [cut.text for cut in first.cut] == ["Read more"]
    assert isinstance(second, Document)
    assert second.title == "Talks fail"
    assert second.text == "\n".join(PARAGRAPHS[:2])
    assert second.published is None
    assert isinstance(third, Document)
    assert (third.title, third.text) == ("A headline alone", "")
    assert (last.source, getattr(last, "reason", "")) == ("feed.xml#4", "empty")


def test_atom() -> None:
    (document,) = read(ATOM.encode())
    assert isinstance(document, Document)
    assert document.published == dt.date(2024, 6, 17)
    assert (document.outlet, document.url) == ("Sudmark Agency", "https://wire.test/1")
    assert document.text == PARAGRAPHS[0]


def test_a_feed_cut_off_keeps_its_whole_entries_and_says_so() -> None:
    whole = RSS.encode()
    documents = read(whole[: whole.index(b"A headline")], name="feed.xml")
    assert isinstance(documents[0], Document)
    assert any("cut off" in note for note in documents[0].notes)


def test_feeds_without_entries() -> None:
    assert refusal(read(b"<rss version='2.0'><channel><title>x</title></channel></rss>")).reason == "empty"
    assert refusal(read(b"<rss version='2.0'><channel><title>x</ti")).reason in {"broken", "empty"}


def test_only_http_addresses_are_taken() -> None:
    (first, *_) = read(RSS.replace("https://post.test/shells", "javascript:alert(1)").encode(), name="feed.xml")
    assert isinstance(first, Document)
    assert first.url == ""


def test_a_damaged_feed_does_not_raise() -> None:
    for feed in (
        RSS.replace("<description></description>", "<content:encoded/><source/>"),
        RSS.replace("https://", "http://["),
    ):
        results = read(feed.encode(), name="feed.xml")
        assert isinstance(results[0], Document)


def test_entities_do_not_grow() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    item = "<rss version='2.0'><channel><item><title>&a11;</title></item></channel></rss>"
    bomb = f"<?xml version='1.0'?><!DOCTYPE r [{entities}]>{item}"
    started = time.process_time()
    results = read(bomb.encode(), name="feed.xml")
    assert time.process_time() - started < 5
    assert all(len(getattr(result, "title", "")) < 1000 for result in results)


def test_outside_entities_are_not_opened() -> None:
    feed = RSS.replace(
        '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    ).replace(TITLE, "&a;")
    assert all("root:" not in repr(result) for result in read(feed.encode(), name="feed.xml"))
