"""PDF files: text by pypdf; running heads, page numbers and hyphens undone."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from entente.documents.cleaning import clean_line, split_lines
from entente.documents.draft import PARSER_FAULTS, Draft, FoundDate
from entente.documents.finishing import LONGEST_TEXT
from entente.documents.lines import join_wrapped
from entente.documents.pdf_drawn import Drawn
from entente.documents.trimming import is_headline, mark_kind
from entente.records import Cut, Refusal

_MOST_PAGES = 2000
#: Most bytes of what pages draw, unpacked, and most objects of a file: pypdf takes a second and a half for a million
#: bytes drawn.
_MOST_DRAWN, _MOST_OBJECTS = 2_500_000, 500_000
#: Lines at the top and at the foot of a page among which running heads are looked for.
_EDGE = 3
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|p\.|seite)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*", re.IGNORECASE
)
_BAD_TITLE = re.compile(
    r"^(?:untitled|microsoft \w+ -|document\d*$|slide \d|.*\.(?:docx?|pdf|indd|qxd|tex|dvi|html?)$)", re.IGNORECASE
)


def read_pdf(data: bytes, source: str) -> Draft | Refusal:
    """A PDF report as draft. Refused: encrypted, broken, without text (scanned pages), too many pages."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    faults = (*PARSER_FAULTS, PyPdfError)
    if (objects := data.count(b" obj")) > _MOST_OBJECTS:
        return Refusal(source, "too-large", f"the PDF has {objects:,} objects, more than {_MOST_OBJECTS:,}", "split it")
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not _opens(reader):
            return Refusal(source, "encrypted", "the PDF asks for a password", "save a copy without password")
        if len(reader.pages) > _MOST_PAGES:
            return Refusal(source, "too-large", f"the PDF has {len(reader.pages):,} pages", "split it")
        draft = Draft(source=source, paragraphs=[])
        pages = _page_lines(reader, draft)
    except faults as fault:
        return Refusal(source, "broken", f"the PDF cannot be read: {clean_line(str(fault))[:120]}", "fetch it again")
    if not pages and draft.notes:
        return Refusal(source, "too-large", "its first page alone draws more than a report can be", "split it")
    if not any(pages):
        return Refusal(source, "no-text", "the PDF holds pictures of pages, no text", "run it through OCR first")
    lines = _without_edges(pages, draft)
    try:
        _use_properties(draft, reader.metadata)
    except faults:
        draft.notes.append("the PDF's properties are damaged")
    lines = _take_title(draft, lines)
    draft.paragraphs = join_wrapped(lines, slack=0.8)
    return draft


def _opens(reader: Any) -> bool:
    """True if the file opens with the empty password, as files do that are only locked against changes."""
    from pypdf.errors import DependencyError, PyPdfError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, PyPdfError, NotImplementedError, *PARSER_FAULTS):
        return False


def _page_lines(reader: Any, draft: Draft) -> list[list[str]]:
    """Lines of the pages, of the first ones where all together draw too much: then with a note."""
    pages, size, drawn, costs = list[list[str]](), 0, 0, Drawn(_MOST_DRAWN)
    for number, page in enumerate(reader.pages, 1):
        drawn += costs.page(page)
        if drawn > _MOST_DRAWN:
            draft.notes.append(f"only the first {number - 1} of {len(reader.pages):,} pages were read: split the PDF")
            break
        text = page.extract_text()
        size += len(text)
        pages.append([line for raw in split_lines(text) if (line := clean_line(raw))])
        if size > LONGEST_TEXT:
            break
    return pages


def _without_edges(pages: Sequence[list[str]], draft: Draft) -> list[str]:
    """All lines but running heads, running feet and page numbers, which become cuts."""
    often = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    least = max(2, (len(pages) + 1) // 2)
    kept: list[str] = []
    for page in pages:
        for number, line in enumerate(page):
            edge = number < _EDGE or number >= len(page) - _EDGE
            outermost = number in (0, len(page) - 1)
            if (edge and often[_key(line)] >= least) or (outermost and len(page) > 1 and _PAGE_NUMBER.fullmatch(line)):
                draft.cut.append(Cut("navigation", line))
            else:
                kept.append(line)
    return kept


def _edges(page: Sequence[str]) -> Sequence[str]:
    return page if len(page) <= 2 * _EDGE else [*page[:_EDGE], *page[-_EDGE:]]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()


def _use_properties(draft: Draft, properties: Any) -> None:
    if properties is None:
        return
    title = clean_line(str(properties.title or ""))
    if len(title) >= 8 and not _BAD_TITLE.match(title):
        draft.title = title
    if created := properties.creation_date:
        draft.guesses.append(FoundDate(created.date(), "guess", f"CreationDate: {created.isoformat()}"))


def _take_title(draft: Draft, lines: list[str]) -> list[str]:
    """The first printed line as title where the properties tell none and the next line could not be its rest."""
    if draft.title or len(lines) < 3:
        return lines
    first, second = lines[0], lines[1]
    widest = max(map(len, lines))
    if (
        is_headline(first)
        and not mark_kind(first, opening=True)
        and len(first) < 0.8 * widest
        and not second[:1].islower()
    ):
        draft.title = first
        return lines[1:]
    return lines
