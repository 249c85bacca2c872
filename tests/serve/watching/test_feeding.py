"""A watch's feed, as a feed reader takes it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from entente.serve.watching import Watch, alerts, evaluate, feed, feed_address, keep
from tests.serve.watching.builders import NOW, everything, news, opened, question_of, told, watch

DESK = "https://desk.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> & <b>x</b> ]]> &lt;i&gt;\u202egnp\x00\x1b\ufffe\uffff\ud800\n\u2028end"


def served(folder: Path, form: str, **changes: object) -> tuple[bytes, Watch]:
    store = opened(folder)
    one = watch(store, "Drones & <more>")
    keep(store, [news(1), news(2, **changes)])
    evaluate(store, everything, question_of, NOW + dt.timedelta(hours=1))
    return feed(one, alerts(store, watch=one.id), DESK, form), one


def parsed(data: bytes) -> Any:
    found = feedparser.parse(data)
    assert not found.bozo
    return found


def test_atom_holds_what_the_standard_demands(tmp_path: Path) -> None:
    data, one = served(tmp_path, "atom")
    root = etree.fromstring(data)
    assert root.tag == f"{ATOM}feed"
    for place in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # RFC 4287, 4.1.1 and 4.1.2: exactly one
            assert len(place.findall(f"{ATOM}{name}")) == 1
        assert re.match(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:\S+$", place.findtext(f"{ATOM}id"))
        moment = dt.datetime.fromisoformat(place.findtext(f"{ATOM}updated"))  # 3.3
        assert moment.tzinfo is not None
    assert root.find(f"{ATOM}author/{ATOM}name").text
    links = {(link.get("rel"), link.get("href")) for link in root.findall(f"{ATOM}link")}
    assert links == {("self", feed_address(one, DESK)), ("alternate", f"{DESK}/watches/{one.id}")}
    assert len(root.findall(f"{ATOM}entry")) == 2


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_reader_sees_the_news_newest_first(tmp_path: Path, form: str) -> None:
    data, one = served(tmp_path, form)
    found = parsed(data)
    assert found.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert found.feed.link == f"{DESK}/watches/{one.id}"
    assert [entry.title for entry in found.entries] == [news(2).headline, news(1).headline]
    assert found.entries[0].link == f"{DESK}/events/e2"
    assert found.entries[0].id.endswith(news(2).key)
    assert found.entries[0].published_parsed[:5] == (2023, 9, 13, 8, 30)
    words = found.entries[0].content[0].value if form == "atom" else found.entries[0].description
    assert "“Tehran sold drones to Moscow”" in words
    assert "2 independent origins" in words


def test_rss_holds_what_the_specification_demands(tmp_path: Path) -> None:
    data, one = served(tmp_path, "rss")
    channel = etree.fromstring(data).find("channel")
    assert [channel.findtext(name) for name in ("title", "link")] == ["Drones & ‹more›", f"{DESK}/watches/{one.id}"]
    assert channel.findtext("description")
    assert [item.find("guid").get("isPermaLink") for item in channel.findall("item")] == ["false", "false"]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_hostile_text_stays_text(tmp_path: Path, form: str) -> None:
    data, _ = served(tmp_path, form, headline=HOSTILE, quote=HOSTILE, holders=(HOSTILE,), reason=HOSTILE)
    entry = parsed(data).entries[0]
    assert b"<script" not in data.lower()
    assert not re.search("[\u202e\u2028\x00\x1b\ufffe\uffff]", data.decode())
    if form == "atom":
        # Text, which a reader does not take for markup (RFC 4287, 3.1.1.1).
        assert b'<content type="text">' in data or b"<content>" in data
        assert (
            etree.fromstring(data).find(f"{ATOM}entry/{ATOM}title").text.startswith("<script>alert(1)</script> & <b>")
        )
    else:
        item = etree.fromstring(data).find("channel/item")
        assert "<" not in item.findtext("title")
        # Taken as markup, as readers do, it holds no element but the line ends.
        assert set(re.findall(r"<\w+", item.findtext("description"))) <= {"<br"}
    assert entry.title


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_nothing_changes_while_nothing_is_new(tmp_path: Path, form: str) -> None:
    store = opened(tmp_path)
    one = watch(store)
    empty = feed(one, [], DESK, form)
    assert parsed(empty).entries == []
    assert feed(one, [], DESK, form) == empty
    told(store, 1)
    first = feed(one, alerts(store, watch=one.id), DESK, form)
    assert feed(one, alerts(store, watch=one.id), DESK, form) == first
    told(store, 2)
    later = parsed(feed(one, alerts(store, watch=one.id), DESK, form))
    assert later.entries[1].id == parsed(first).entries[0].id


def test_a_form_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no form of feed"):
        feed(watch(opened(tmp_path)), [], DESK, "json")
