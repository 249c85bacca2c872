"""DOCX files by python-docx, with a guard against archives that unpack without end."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from entente.documents.cleaning import clean_line
from entente.documents.draft import PARSER_FAULTS, Draft, FoundDate
from entente.documents.finishing import LONGEST_TEXT, too_large
from entente.documents.trimming import is_headline, mark_kind
from entente.records import Cut, Refusal

#: Largest sum of unpacked parts, in bytes, and the largest factor by which one part may grow.
_LARGEST = 200_000_000
_LARGEST_XML = 60_000_000
_MOST_GROWTH = 400
#: Most tags of all XML parts.
_MOST_TAGS = 1_000_000
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = f"{_WORDS}txbxContent"


def read_zip(data: bytes, source: str) -> Draft | Refusal:
    """A DOCX report as draft; any other archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refusal = _check(archive, source)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, *PARSER_FAULTS) as fault:
        return Refusal(source, "broken", f"the archive is damaged: {clean_line(str(fault))[:120]}", "fetch it again")
    return refusal or _read_docx(data, source)


def _check(archive: zipfile.ZipFile, source: str) -> Refusal | None:
    parts = archive.infolist()
    if not any(part.filename == "word/document.xml" for part in parts):
        return Refusal(source, "unsupported", "an archive that is no DOCX", "unpack it, or save it as DOCX or PDF")
    if any(part.flag_bits & 1 for part in parts):
        return Refusal(source, "encrypted", "the DOCX asks for a password", "save a copy without password")
    grown = any(
        part.file_size > 10_000_000 and part.file_size > _MOST_GROWTH * max(1, part.compress_size) for part in parts
    )
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if grown or xml > _LARGEST_XML or sum(part.file_size for part in parts) > _LARGEST:
        return Refusal(
            source, "too-large", "the DOCX unpacks to more than a report can be", "save its text as plain text"
        )
    tags = sum(archive.read(part).count(b"<") for part in parts if part.filename.endswith((".xml", ".rels")))
    if tags > _MOST_TAGS:
        detail = f"the DOCX has {tags:,} tags, more than {_MOST_TAGS:,}"
        return Refusal(source, "too-large", detail, "save its text as plain text")
    return None


def _read_docx(data: bytes, source: str) -> Draft | Refusal:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(data))
        draft, styles, size = Draft(source=source, paragraphs=[]), _styles(document), 0
        for block in document.iter_inner_content():
            for style, line in _lines(block, styles):
                _add(draft, style, line)
                if (size := size + len(line)) > LONGEST_TEXT:
                    return too_large(source, size)
    except (zipfile.BadZipFile, zlib.error, OpcError, etree.LxmlError, *PARSER_FAULTS) as fault:
        return Refusal(source, "broken", f"the DOCX cannot be read: {clean_line(str(fault))[:120]}", "save it anew")
    try:
        _use_properties(draft, document.core_properties)
    except (OpcError, etree.LxmlError, *PARSER_FAULTS):
        draft.notes.append("the DOCX's properties are damaged")
    if not draft.title and len(draft.paragraphs) > 1 and _is_title(draft.paragraphs[0]):
        draft.title = draft.paragraphs.pop(0)
    return draft


def _styles(document: Any) -> dict[str, str]:
    """Names of the styles of paragraphs by their ids, in lower case; python-docx goes through all of them for each."""
    names = {}
    for style in document.styles.element.iterchildren(f"{_WORDS}style"):
        name = style.find(f"{_WORDS}name")
        if style.get(f"{_WORDS}type") == "paragraph" and name is not None:
            names[style.get(f"{_WORDS}styleId", "")] = name.get(f"{_WORDS}val", "").lower()
    return names


def _lines(block: Any, styles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Style name and text of each paragraph of a paragraph or table, in order. `styles`: names by their ids."""
    if hasattr(block, "rows"):
        for cells in _rows(block._tbl):
            yield "", " | ".join(dict.fromkeys(cell for cell in cells if cell))
    else:
        yield styles.get(block._p.style or "", ""), _text(block._p)


def _rows(table: Any) -> Iterator[list[str]]:
    """Texts of the cells of each row; one that goes on from the row above says the same (ECMA-376, part 1, 17.4.84).

    python-docx lays out every column that a cell stretches over, and for each cell goes up all rows above it.
    """
    above: dict[int, str] = {}
    for row in table.iterchildren(f"{_WORDS}tr"):
        column, cells = 0, []
        for cell in row.iterchildren(f"{_WORDS}tc"):
            merged = cell.find(f"{_WORDS}tcPr/{_WORDS}vMerge")
            if merged is None or merged.get(f"{_WORDS}val", "continue") == "restart":
                above[column] = clean_line("\n".join(map(_text, cell.iterchildren(f"{_WORDS}p"))))
            cells.append(above.get(column, ""))
            column += _span(cell)
        yield cells


def _span(cell: Any) -> int:
    """Columns that a cell stretches over."""
    told = cell.find(f"{_WORDS}tcPr/{_WORDS}gridSpan")
    number = told.get(f"{_WORDS}val", "") if told is not None else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1


def _text(paragraph: Any) -> str:
    """Words of a paragraph with insertions that are tracked and links; deletions and text boxes stay out."""
    from lxml import etree

    parts = []
    walk = etree.iterwalk(paragraph, ("start",), (f"{_WORDS}t", f"{_WORDS}tab", f"{_WORDS}br", _BOX))
    for _, node in walk:
        if node.tag == _BOX:
            walk.skip_subtree()
            continue
        parts.append((node.text or "") if node.tag == f"{_WORDS}t" else "\n" if node.tag == f"{_WORDS}br" else " ")
    return "".join(parts)


def _add(draft: Draft, style: str, line: str) -> None:
    if not line.strip():
        return
    if style == "title" and not draft.title:
        draft.title = line
    elif style == "caption":
        draft.cut.append(Cut("caption", line))
    else:
        draft.paragraphs.append(line)


def _is_title(line: str) -> bool:
    line = clean_line(line)
    return is_headline(line) and not mark_kind(line, opening=True)


def _use_properties(draft: Draft, properties: Any) -> None:
    draft.title = draft.title or clean_line(properties.title or "")
    # The template that python-docx itself ships carries a day of its own.
    if properties.created and "python-docx" not in (properties.comments or ""):
        stamp = properties.created
        draft.guesses.append(FoundDate(stamp.date(), "guess", f"created: {stamp.isoformat()}"))
