"""A watch's own feed: Atom 1.0 (RFC 4287) and RSS 2.0 (RSS Advisory Board, 2009)."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from entente.serve.watching.alerts import Alert
from entente.serve.watching.watches import Watch
from entente.serve.watching.webhook import link_of
from entente.serve.watching.wording import host_of, lines_of, xml_text

#: Form -> media type (RFC 4287, 7; RSS has none that is registered).
FORMS = {"atom": "application/atom+xml; charset=utf-8", "rss": "application/rss+xml; charset=utf-8"}
#: Alerts that a feed holds.
NEWEST = 100


def feed_address(watch: Watch, address: str, form: str = "atom") -> str:
    """Where the feed is, with the key that opens it. `address`: of the desk; `form`: "atom" or "rss"."""
    return f"{address}/watches/{watch.id}/feed.{form}?key={quote(watch.feed_key, safe='')}"


def feed(watch: Watch, alerts: Sequence[Alert], address: str, form: str = "atom") -> bytes:
    """The feed of a watch.

    Ids are `tag:` URIs (RFC 4151) of watch and news, the same at each call; moments are those of the alerts, so that
    nothing changes while nothing is new.

    Args:
        watch: the watch.
        alerts: its alerts, newest first; the first NEWEST are taken.
        address: of the desk.
        form: "atom" or "rss".
    """
    made = _head(watch, alerts, address, form)
    tag = _tag(watch, address)
    for alert in alerts[:NEWEST]:
        _entry(made, alert, tag, link_of(address, watch.id, alert.news), form)
    written: bytes = made.atom_str(pretty=True) if form == "atom" else made.rss_str(pretty=True)
    return written


def _tag(watch: Watch, address: str) -> str:
    return f"tag:{host_of(address)},{watch.created:%Y-%m-%d}:{watch.id}"


def _head(watch: Watch, alerts: Sequence[Alert], address: str, form: str) -> Any:
    from feedgen.feed import FeedGenerator

    if form not in FORMS:
        raise ValueError(f"no form of feed: {form!r}")
    made: Any = FeedGenerator()
    made.id(_tag(watch, address))
    made.title(_title(watch.name, form))
    made.description(_text([f"What is new in the watch “{watch.name}”."], form))
    made.author({"name": "Entente"})
    made.generator("Entente")
    made.language("en")
    if form == "rss":  # RSS has one link, which feedgen takes from the last
        made.link(href=feed_address(watch, address, form), rel="self", type="application/rss+xml")
        made.link(href=f"{address}/watches/{watch.id}", rel="alternate")
    else:
        made.link(href=f"{address}/watches/{watch.id}", rel="alternate", type="text/html")
        made.link(href=feed_address(watch, address, form), rel="self", type="application/atom+xml")
    newest = alerts[0].made if alerts else watch.created
    made.updated(newest)
    made.lastBuildDate(newest)
    return made


def _entry(made: Any, alert: Alert, tag: str, link: str, form: str) -> None:
    news, entry = alert.news, made.add_entry(order="append")
    entry.id(f"{tag}/{news.key}")
    entry.title(_title(news.headline, form))
    entry.link(href=link, rel="alternate")
    entry.updated(alert.made)
    entry.published(news.found)
    entry.category(term=news.kind)
    words = _text(lines_of(news) or [news.headline], form)
    if form == "rss":
        entry.guid(f"{tag}/{news.key}", permalink=False)
        entry.description(words)
    else:
        entry.content(words, type="text")


def _title(text: str, form: str) -> str:
    # RSS does not say whether a title is text or markup, and readers take it as either: it holds no tags then.
    text = xml_text(text)
    return text.replace("<", "‹").replace(">", "›") if form == "rss" else text


def _text(lines: Sequence[str], form: str) -> str:
    plain = [xml_text(line) for line in lines]
    # An RSS description is markup (RSS 2.0, "Elements of <item>"), Atom content of type "text" is not (3.1.1.1).
    return "<br>".join(html.escape(line) for line in plain) if form == "rss" else "\n".join(plain)
