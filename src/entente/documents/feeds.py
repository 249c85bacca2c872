"""RSS and Atom: one draft for each entry, by feedparser."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from entente.documents.addresses import host_of, is_address
from entente.documents.cleaning import clean_line
from entente.documents.draft import PARSER_FAULTS, Draft, FoundDate
from entente.documents.markup import html_line, html_paragraphs
from entente.records import Refusal

#: Largest feed in bytes, most entries, most tags (written as text too) and entities of it: feedparser takes a fiftieth
#: of a millisecond for each tag, and feeds of news have a few hundred entries.
LARGEST_FEED, MOST_ENTRIES, MOST_TAGS, MOST_ENTITIES = 16_000_000, 20_000, 150_000, 1_500_000
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>")


def read_feed(data: bytes, source: str, url: str = "") -> Iterator[Draft | Refusal]:
    """Drafts of the entries in order; entry N is called `source#N`. A feed without entries is one Refusal."""
    if refusal := _too_much(data, source):
        yield refusal
        return
    import feedparser

    try:
        # A file object: feedparser would open a string that looks like an address.
        # With headers it asks for a kind too, and takes a sound feed for a damaged one where there is none.
        headers = {"content-location": url, "content-type": "application/xml"} if url else None
        feed = feedparser.parse(io.BytesIO(data), response_headers=headers)
        entries = list(feed.entries)
    except PARSER_FAULTS as fault:
        yield Refusal(source, "broken", f"the feed cannot be read: {clean_line(str(fault))[:120]}", "fetch it again")
        return
    if not entries:
        found = clean_line(str(feed.get("bozo_exception", "")))[:120] if feed.get("bozo") else ""
        yield Refusal(source, "broken" if found else "empty", found or "the feed has no entries", "")
        return
    outlet = html_line(_text(feed.feed, "title")) or host_of(_text(feed.feed, "link") or url)
    note = (
        ["the feed is damaged or cut off: its last entries may be missing"]
        if feed.get("bozo") and _cut_off(data)
        else []
    )
    for number, entry in enumerate(entries, 1):
        draft = _entry(entry, f"{source}#{number}", outlet)
        draft.language = _text(feed.feed, "language")
        draft.notes.extend(note)
        yield draft


def _too_much(data: bytes, source: str) -> Refusal | None:
    """Why a feed is too much to be taken apart in a few seconds, None where it is not."""
    counted = (
        (len(data), LARGEST_FEED, "bytes"),
        (sum(1 for _ in _ENTRY.finditer(data)), MOST_ENTRIES, "entries"),
        (data.count(b"<") + data.count(b"&lt;"), MOST_TAGS, "tags"),
        (data.count(b"&"), MOST_ENTITIES, "entities"),
    )
    for number, most, what in counted:
        if number > most:
            return Refusal(source, "too-large", f"the feed has {number:,} {what}, more than {most:,}", "split it")
    return None


def _text(element: Any, name: str) -> str:
    return str(element.get(name) or "")


def _cut_off(data: bytes) -> bool:
    return _END.search(data[-2000:]) is None


def _entry(entry: Any, source: str, outlet: str) -> Draft:
    # feedparser keeps None where an element of a damaged feed has no text.
    bodies = [part.get("value") or "" for part in entry.get("content") or []] or [entry.get("summary") or ""]
    draft = Draft(source=source, paragraphs=html_paragraphs("\n".join(bodies)), title=html_line(_text(entry, "title")))
    draft.title_is_enough = True
    draft.outlet = html_line(_text(entry.get("source") or {}, "title")) or outlet
    link = _text(entry, "link")
    draft.url = link if is_address(link) else ""
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
