"""RSS and Atom: one draft for each entry, by feedparser."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from entente.documents.cleaning import clean_line
from entente.documents.draft import PARSER_FAULTS, Draft, FoundDate
from entente.documents.markup import html_line, html_paragraphs
from entente.records import Refusal

_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>")


def read_feed(data: bytes, source: str, url: str = "") -> Iterator[Draft | Refusal]:
    """Drafts of the entries in order; entry N is called `source#N`. A feed without entries is one Refusal."""
    import feedparser

    try:
        # A file object: feedparser would open a string that looks like an address.
        feed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url} if url else None)
        entries = list(feed.entries)
    except PARSER_FAULTS as fault:
        yield Refusal(source, "broken", f"the feed cannot be read: {clean_line(str(fault))[:120]}", "fetch it again")
        return
    if not entries:
        found = clean_line(str(feed.get("bozo_exception", "")))[:120] if feed.get("bozo") else ""
        yield Refusal(source, "broken" if found else "empty", found or "the feed has no entries", "")
        return
    outlet = html_line(feed.feed.get("title", "")) or urlsplit(feed.feed.get("link", "") or url).hostname or ""
    note = (
        ["the feed is damaged or cut off: its last entries may be missing"]
        if feed.get("bozo") and _cut_off(data)
        else []
    )
    for number, entry in enumerate(entries, 1):
        draft = _entry(entry, f"{source}#{number}", outlet)
        draft.language = str(feed.feed.get("language", ""))
        draft.notes.extend(note)
        yield draft


def _cut_off(data: bytes) -> bool:
    return _END.search(data[-2000:]) is None


def _entry(entry: Any, source: str, outlet: str) -> Draft:
    bodies = [part.get("value", "") for part in entry.get("content", [])] or [entry.get("summary", "")]
    draft = Draft(source=source, paragraphs=html_paragraphs("\n".join(bodies)), title=html_line(entry.get("title", "")))
    draft.title_is_enough = True
    origin = entry.get("source", {})
    draft.outlet = html_line(origin.get("title", "")) or outlet
    draft.url = entry.get("link", "")
    for name in ("published", "created", "updated"):
        # Asked with "in" first: feedparser would answer for "updated" with "published", and warn about it.
        if f"{name}_parsed" in entry and (day := _day(entry[f"{name}_parsed"])):
            draft.dates.append(FoundDate(day, "page", f"{name}: {entry.get(name, '')}"))
    return draft


def _day(moment: Any) -> dt.date | None:
    """Day of feedparser's UTC time tuple."""
    try:
        return dt.date(moment[0], moment[1], moment[2])
    except (ValueError, TypeError):
        return None
