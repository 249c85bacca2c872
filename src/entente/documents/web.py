"""HTML pages: body by trafilatura, date by the page's own fields and htmldate, the rest as cuts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from entente.documents.addresses import host_of, is_address
from entente.documents.cleaning import clean_line, without_controls
from entente.documents.draft import PARSER_FAULTS, Draft, FoundDate
from entente.documents.finishing import LONGEST_TEXT, too_large
from entente.documents.page_dates import stated_days
from entente.records import Cut, Refusal

#: Largest page read, in characters of HTML.
LARGEST_PAGE = 20_000_000
#: Most elements of a page, and most attributes of an element: what takes pages apart needs a tenth of a millisecond for
#: each element, and longer for each attribute the more there are. Long articles have a few thousand, and a hundred.
MOST_ELEMENTS, MOST_ATTRIBUTES = 40_000, 500
#: Sum of squares of the attributes of tags with more than that, which the parser itself takes seconds for.
_MOST_SQUARED = 400_000_000
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_TAG = re.compile(rf"<[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE})*+")
#: In pages with more characters of text no date is guessed: htmldate's patterns take minutes to look through them.
_LONGEST_GUESSED = 100_000
#: htmldate must not look at the clock: days after this one are no days of publication.
_LATEST_DAY = dt.datetime(2099, 12, 31)  # noqa: DTZ001  # htmldate compares it with naive values
_MOST_CUTS = 60
#: Words below which a body counts as not found.
_LITTLE = 60
_VIDEO_TYPES = re.compile(r'"@type"\s*:\s*(?:\[[^\]]{0,80})?"VideoObject"')
_PAID = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false)"?', re.IGNORECASE)
#: Small windows over a word, with other reports' headlines in them, that stand inside the paragraph in the page's tree.
_POPUPS = (
    "//*[contains(@class, 'tooltip') or contains(@class, 'popover') or contains(@class, 'hovercard')"
    " or (contains(@class, 'rollover') and contains(@class, 'block'))]"
)
_PARTS = (
    ("caption", "//figcaption"),
    ("also-read", "//*[self::aside or self::div or self::section or self::ul][contains(@class, 'related') or "
     "contains(@class, 'recommend') or contains(@class, 'also-read') or contains(@class, 'read-more') or "
     "contains(@class, 'more-from') or contains(@id, 'related')]//a"),
    ("navigation", "//nav//a | //*[contains(@class, 'breadcrumb')]//a"),
    ("other", "//footer//p | //form//p | //*[contains(@class, 'paywall') or contains(@class, 'newsletter') or "
     "contains(@class, 'cookie') or contains(@id, 'cookie')]//p"),
)  # fmt: skip


def read_html(text: str, source: str, url: str = "") -> Draft | Refusal:
    """A page as draft.

    Args:
        text: the page's HTML.
        source: what to call it.
        url: the address it came from, where known; the page's own canonical address outranks it.
    """
    if len(text) > LARGEST_PAGE:
        return Refusal(source, "too-large", f"the page has {len(text):,} characters of HTML", "")
    if _crowded(text):
        return Refusal(source, "too-large", f"a tag of the page has more than {MOST_ATTRIBUTES} attributes", "")
    from trafilatura.metadata import extract_metadata

    tree = _parse(text)
    if tree is None:
        return Refusal(source, "empty", "there is no element in the page", "")
    if refusal := _too_much(tree, source):
        return refusal
    try:
        paragraphs = _body(tree)
        known = extract_metadata(
            tree, url or None, {"original_date": True, "max_date": _LATEST_DAY, "extensive_search": False}
        )
    except PARSER_FAULTS as fault:
        return Refusal(source, "broken", f"the page cannot be taken apart: {clean_line(str(fault))[:120]}", "")
    draft = Draft(source=source, paragraphs=paragraphs, linked=True)
    _use_fields(draft, tree, known, url)
    draft.cut = _parts(tree, " ".join(map(clean_line, paragraphs)))
    draft.video = _is_video(tree, text)
    draft.walled = _PAID.search(text) is not None
    if not paragraphs:
        _use_description(draft, known.description or "")
    return draft


def _crowded(text: str) -> bool:
    """True if tags of the page have so many attributes that parsing it takes seconds."""
    squared = 0
    for tag in _TAG.finditer(text) if len(text) > MOST_ATTRIBUTES else ():
        if tag.end() - tag.start() > 2 * MOST_ATTRIBUTES:
            number = sum(1 for _ in re.finditer(_ATTRIBUTE, tag[0]))
            squared += number * number if number > MOST_ATTRIBUTES else 0
    return squared > _MOST_SQUARED


def _too_much(tree: Any, source: str) -> Refusal | None:
    """Why a page is too much to be taken apart in a few seconds, None where it is not."""
    elements = attributes = 0
    for element in tree.iter():
        elements += 1
        attributes = max(attributes, len(element.attrib))
    mend = "save the report's own part of it"
    if elements > MOST_ELEMENTS:
        return Refusal(source, "too-large", f"the page has {elements:,} elements, more than {MOST_ELEMENTS:,}", mend)
    if attributes > MOST_ATTRIBUTES:
        return Refusal(source, "too-large", f"an element of the page has {attributes:,} attributes", "")
    if (size := sum(map(len, tree.itertext()))) > LONGEST_TEXT:
        return too_large(source, size)
    return None


def _use_fields(draft: Draft, tree: Any, known: Any, url: str) -> None:
    """Takes address, outlet, title, language and days from the page's fields; only http addresses count as such."""
    draft.url = known.url if is_address(known.url or "") else url
    draft.outlet = known.sitename or host_of(draft.url)
    draft.title = without_outlet(known.title or "", draft.outlet)
    draft.language = (tree.get("lang") or "")[:20]
    draft.dates = stated_days(tree, draft.url)
    if known.date:
        draft.marked = [FoundDate(dt.date.fromisoformat(known.date), "page", "the page's markup")]
    if not (draft.dates or draft.marked):
        draft.guesses = _guess_day(tree, draft.url)


def _parse(text: str) -> Any:
    """The tree, or None. Controls and encoding declarations are taken out: lxml refuses text that holds them."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", without_controls(text))
    if not text.strip():
        return None
    try:
        # The parser takes no entity from a document type and opens nothing on the network.
        parser = HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", no_network=True, huge_tree=False)
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _body(tree: Any) -> list[str]:
    """The page's paragraphs: precision without comments gives fewer strange lines and a better F1 than the defaults.

    Where that finds next to nothing the defaults are asked too, and the longer answer is taken.
    """
    from trafilatura import bare_extraction

    if not any(words.strip() for element in tree.iter("body") for words in element.itertext()):
        return []
    page = bare_extraction(tree, favor_precision=True, include_comments=False, prune_xpath=_POPUPS)
    text = getattr(page, "text", None) or ""
    if len(text.split()) < _LITTLE:
        page = bare_extraction(tree, include_comments=False)
        text = max(text, getattr(page, "text", None) or "", key=lambda found: len(found.split()))
    return _lines(text)


def _lines(text: str) -> list[str]:
    """Paragraphs of trafilatura's text: bullets and the bars of table rows are its own marks, not the page's words."""
    lines = (re.sub(r"^(?:- |\|\s*)|\s*\|\s*$", "", line) for line in text.split("\n"))
    return [re.sub(r"\s*\|\s*(?:\|\s*)+", " | ", line) for line in lines if line.strip()]


def without_outlet(title: str, outlet: str) -> str:
    """`title` without the outlet's name that pages hang on to it ("Talks fail | The Paper")."""
    match = re.match(r"^(.{8,}?)\s+(?:[|•·»«–—-]|::)\s+([^|•·»«]{2,60})$", title.strip())
    if match and outlet:
        tail, name = (re.sub(r"\W+|^the|\.\w+$", "", words.lower()) for words in (match[2], outlet))
        if tail and name and (tail in name or (name in tail and len(tail) <= len(name) + 12)):
            return without_outlet(match[1], outlet)
    return title.strip()


def _guess_day(tree: Any, url: str) -> list[FoundDate]:
    from htmldate import find_date

    if len(tree.text_content()) > _LONGEST_GUESSED:
        return []
    try:
        found = find_date(tree, original_date=True, extensive_search=True, max_date=_LATEST_DAY, url=url or None)
    except PARSER_FAULTS:
        # A page that htmldate cannot take apart has no guess; its text is read all the same.
        return []
    return [FoundDate(dt.date.fromisoformat(found), "guess", "a date in the page")] if found else []


def _parts(tree: Any, kept: str) -> list[Cut]:
    """Captions, related headlines, navigation and small print that the body does not hold."""
    cuts = []
    for kind, path in _PARTS:
        for element in tree.xpath(path)[:_MOST_CUTS]:
            line = clean_line(element.text_content())
            if len(line) > 2 and line[:200] not in kept:
                cuts.append(Cut(kind, line[:300]))
    return list(dict.fromkeys(cuts))[:_MOST_CUTS]


def _is_video(tree: Any, text: str) -> bool:
    kinds = tree.xpath("//meta[@property='og:type']/@content")
    return (
        any(str(kind).startswith("video") for kind in kinds)
        or bool(tree.xpath("//video"))
        or bool(_VIDEO_TYPES.search(text))
    )


def _use_description(draft: Draft, description: str) -> None:
    if len(description.split()) >= 8 and not draft.video and not draft.walled:
        draft.paragraphs = [description]
        draft.notes.append("only the page's own summary could be read")
