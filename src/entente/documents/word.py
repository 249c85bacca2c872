"""DOCX files by python-docx, with a guard against archives that unpack without end."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from entente.documents.cleaning import clean_line
from entente.documents.draft import PARSER_FAULTS, Draft, FoundDate
from entente.documents.trimming import is_headline, mark_kind
from entente.records import Cut, Refusal

#: Largest sum of unpacked parts, in bytes, and the largest factor by which one part may grow.
_LARGEST = 200_000_000
_LARGEST_XML = 60_000_000
_MOST_GROWTH = 400
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_zip(data: bytes, source: str) -> Draft | Refusal:
    """A DOCX report as draft; any other archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refusal = _check(archive, source)
    except (zipfile.BadZipFile, NotImplementedError, *PARSER_FAULTS) as fault:
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
    return None


def _read_docx(data: bytes, source: str) -> Draft | Refusal:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(data))
        draft = Draft(source=source, paragraphs=[])
        for block in document.iter_inner_content():
            for style, line in _lines(block):
                _add(draft, style, line)
    except (zipfile.BadZipFile, zlib.error, OpcError, etree.LxmlError, *PARSER_FAULTS) as fault:
        return Refusal(source, "broken", f"the DOCX cannot be read: {clean_line(str(fault))[:120]}", "save it anew")
    try:
        _use_properties(draft, document.core_properties)
    except (OpcError, etree.LxmlError, *PARSER_FAULTS):
        draft.notes.append("the DOCX's properties are damaged")
    if not draft.title and len(draft.paragraphs) > 1 and _is_title(draft.paragraphs[0]):
        draft.title = draft.paragraphs.pop(0)
    return draft


def _lines(block: Any) -> Iterator[tuple[str, str]]:
    """Style name and text of each paragraph of a paragraph or table, in order."""
    if hasattr(block, "rows"):
        for row in block.rows:
            cells = list(dict.fromkeys(clean_line(cell.text) for cell in row.cells))
            yield "", " | ".join(cell for cell in cells if cell)
    else:
        style = block.style.name if block.style is not None else ""
        yield (style or "").lower(), _text(block._p)


def _text(paragraph: Any) -> str:
    """Words of a paragraph with insertions that are tracked and links; deletions and text boxes stay out."""
    parts = []
    for node in paragraph.iter(f"{_WORDS}t", f"{_WORDS}tab", f"{_WORDS}br"):
        if any(parent.tag == f"{_WORDS}txbxContent" for parent in node.iterancestors()):
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
