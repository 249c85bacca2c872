"""How a piece of news reads in a mail and in a feed: plain lines, hostile characters made visible."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from entente.inert import visible
from entente.records.news import News
from entente.serve.rendering import day

#: What XML 1.0 cannot hold (W3C, XML 1.0, 2.2, Char) and `visible` leaves.
_NO_XML = re.compile("[\ufffe\uffff]")
_MOST_HOLDERS = 4


def lines_of(news: News) -> list[str]:
    """What stands under the headline: reason, change, words, who says so and in how many origins."""
    lines = [visible(news.reason)] if news.reason else []
    if news.before:
        lines.append(f"Before: {visible(news.before)}. Now: {visible(news.after) or 'nothing'}.")
    if news.mark:
        bear = "1 sanctions rule bears" if len(news.rules) == 1 else f"{len(news.rules)} sanctions rules bear"
        lines.append(f"{visible(news.mark).capitalize()}: {bear} on it")
    if news.quote:
        lines.append(f"“{visible(news.quote)}”")
    lines.append(". ".join(_standing(news)) + ".")
    return [line for line in lines if line != "."]


def _standing(news: News) -> list[str]:
    parts = []
    if news.holders:
        named = [visible(name) for name in news.holders[:_MOST_HOLDERS]]
        more = len(news.holders) - len(named)
        parts.append(f"Said by {', '.join(named)}" + (f" and {more} more" if more > 0 else ""))
    if news.origins:
        parts.append(f"{news.origins:,} independent {'origin' if news.origins == 1 else 'origins'}")
    if news.published:
        parts.append(f"Newest report: {day(news.published)}")
    return parts


def host_of(address: str) -> str:
    """The host of the desk's address as an id may hold it: letters, digits, full stops and hyphens (RFC 4151, 2.1)."""
    return re.sub(r"[^a-z0-9.-]+", "-", (urlsplit(address).hostname or "").lower()).strip("-.") or "localhost"


def xml_text(text: str) -> str:
    """`text` on one line, without what XML cannot hold."""
    return _NO_XML.sub("\ufffd", visible(text))
