"""The day of publication that a page states in its own fields: JSON-LD, meta elements, time elements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from entente.documents.dates import day_in_address, day_of_stamp
from entente.documents.draft import FoundDate

#: Names of meta elements that mean the day of publication, surest first (Open Graph article, schema.org, Dublin Core,
#: and what publishing systems print).
_META = (
    "article:published_time", "og:article:published_time", "datepublished", "article.published", "parsely-pub-date",
    "sailthru.date", "dcterms.created", "dcterms.issued", "dc.date.issued", "dc.date.created", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "article:published", "date", "dc.date", "dcterms.date",
    "bt:pubdate", "cxenseparse:recs:publishtime", "citation_publication_date", "article_date_original",
)  # fmt: skip
_ARTICLES = (
    "article",
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "blogposting",
    "report",
    "liveblogposting",
)
_DEEPEST = 6


def stated_days(tree: Any, url: str) -> list[FoundDate]:
    """Days that the page's address and its own fields state, surest first; the quote names the field and its value.

    The day is the one the outlet itself dates by: the address first, then each stamp's day in its own zone. "Yesterday"
    in a report means the day before that one, and readers who date pages by hand write that one down.
    """
    found = []
    if named := day_in_address(url):
        found.append(FoundDate(named[0], "page", f"address: {named[1]}"))
    for name, stamp in _stamps(tree):
        if day := day_of_stamp(stamp, own_zone=True):
            found.append(FoundDate(day, "page", f"{name}: {stamp.strip()}"))
    return found


def _stamps(tree: Any) -> Iterator[tuple[str, str]]:
    for script in tree.xpath("//script[@type='application/ld+json']")[:20]:
        yield from _of_json_ld(script.text_content())
    fields: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        for key in ("property", "name", "itemprop"):
            name = (meta.get(key) or "").lower()
            if name in _META:
                fields.setdefault(name, meta.get("content"))
    for name in _META:
        if name in fields:
            yield name, fields[name]
    for element in tree.xpath(
        "//time[@itemprop='datePublished' or @pubdate] | //*[@itemprop='datePublished'][@datetime]"
    ):
        if stamp := element.get("datetime") or element.get("content"):
            yield "time", stamp


def _of_json_ld(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    yield from _of_node(data, 0)


def _of_node(node: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for child in node[:50]:
            yield from _of_node(child, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        names = [str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
        stamp = node.get("datePublished")
        if isinstance(stamp, str) and any(name in _ARTICLES for name in names):
            yield "datePublished", stamp
        if "@graph" in node:
            yield from _of_node(node["@graph"], depth + 1)
        if "mainEntity" in node:
            yield from _of_node(node["mainEntity"], depth + 1)
