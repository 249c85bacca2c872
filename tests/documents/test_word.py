"""DOCX files by python-docx, and archives that are none."""

from __future__ import annotations

import io
import zipfile

import pytest

from entente.documents import read
from tests.documents.builders import PARAGRAPHS, TEXT, TITLE, docx_file, only, refusal


def test_a_report() -> None:
    styled = [("Title", TITLE), *(("", paragraph) for paragraph in PARAGRAPHS), ("Caption", "The minister at the port")]
    document = only(read(docx_file(styled), name="report.docx"))
    assert (document.title, document.text) == (TITLE, TEXT)
    assert [(cut.kind, cut.text) for cut in document.cut] == [("caption", "The minister at the port")]
    assert document.published is None


def test_title_by_properties_or_first_line() -> None:
    plain = [("", paragraph) for paragraph in PARAGRAPHS]
    assert only(read(docx_file(plain, title=TITLE), name="r.docx")).title == TITLE
    assert only(read(docx_file([("", TITLE), *plain]), name="r.docx")).title == TITLE
    assert only(read(docx_file(plain), name="r.docx")).title == ""


def test_lists_and_tables_keep_their_place() -> None:
    styled = [("", PARAGRAPHS[0]), ("List Bullet", "Shells, drones and fuel were discussed.")]
    document = only(read(docx_file(styled, table=[["Year", "Shells"], ["2021", "1000"]]), name="r.docx"))
    assert document.text.split("\n")[1:] == ["Shells, drones and fuel were discussed.", "Year | Shells", "2021 | 1000"]


def test_the_suffix_is_not_needed() -> None:
    assert only(read(docx_file([("", TEXT)]))).text == TEXT


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def test_other_archives() -> None:
    found = refusal(read(archive({"report.txt": TEXT.encode()}), name="x.zip"))
    assert found.reason == "unsupported"
    assert "unpack" in found.mend


@pytest.mark.parametrize("size", [30, 2000, -30])
def test_broken(size: int) -> None:
    assert refusal(read(docx_file([("", TEXT)])[:size], name="r.docx")).reason == "broken"


def test_a_document_part_that_is_no_document() -> None:
    assert refusal(read(archive({"word/document.xml": b"<x/>"}), name="r.docx")).reason == "broken"


def test_an_archive_that_unpacks_without_end() -> None:
    bomb = archive({"word/document.xml": b" " * 70_000_000})
    assert len(bomb) < 200_000
    assert refusal(read(bomb, name="r.docx")).reason == "too-large"


def test_entities_are_not_expanded() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_file([("", TEXT)]))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha") for n in range(12))
    body = parts["word/document.xml"]
    start = body.index(b"?>") + 2
    body = body[:start] + b"<!DOCTYPE w [" + entities + b"]>" + body[start:].replace(b"eleven", b"&a11;")
    results = read(archive({**parts, "word/document.xml": body}), name="r.docx")
    assert len(results) == 1
    assert len(getattr(results[0], "text", "")) < 2000
