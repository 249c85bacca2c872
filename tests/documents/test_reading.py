"""The door: files, bytes, standard input, batches, and every kind told by its content."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
import time
from pathlib import Path

import pytest

from entente.documents import read, read_many
from entente.documents.finishing import document_id
from entente.documents.sniffing import decode, kind_of
from entente.records import Document, Refusal
from entente.records.document import REFUSAL_REASONS
from tests.documents.builders import (
    PARAGRAPHS,
    TEXT,
    TITLE,
    docx_file,
    html_page,
    only,
    packed,
    pdf,
    refusal,
    warc_record,
)


@pytest.mark.parametrize(
    ("head", "suffix", "kind"),
    [
        (b"%PDF-1.7", ".txt", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.7", "", "pdf"),
        (b"PK\x03\x04", ".docx", "zip"),
        (b"\x1f\x8b\x08", "", "gzip"),
        (b"WARC/1.0\r\n", "", "warc"),
        (b"<!doctype html><html>", ".txt", "html"),
        (b"\n <HTML>", "", "html"),
        (b"<p>Text", "", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", ".xml", "html"),
        (b"<?xml version='1.0'?><rss version='2.0'>", ".xml", "feed"),
        (b"<feed xmlns='x'>", "", "feed"),
        (b"<?xml version='1.0'?><rdf:RDF xmlns='x'>", "", "feed"),
        (b"<?xml version='1.0'?><urlset>", ".xml", ""),
        (b'{"id": 1}', "", "items"),
        (b"{bad", ".jsonl", "items"),
        (b"[1, 2]", ".jsonl", "items"),
        (b"{braces} open this report", ".txt", "text"),
        (b"From: a@b\nTo: c@d\nSubject: x\n\nhi", "", "mail"),
        (b"From a@b Tue\nFrom: a@b\nDate: x\nSubject: x\n\nhi", "", "mail"),
        (b"From: the north, troops move", "", "text"),
        (b"Subject: x\n\nhi", ".eml", "mail"),
        (b"# Title", ".md", "markdown"),
        (b"---\ntitle: x\n---\nText", "", "markdown"),
        (b"Just words", "", "text"),
        (b"Just words", ".html", "html"),
        ("Words".encode("utf-16"), "", "text"),
        ("Some words here".encode("utf-16-le"), "", "text"),
        (b"\x89PNG\r\n", ".txt", ""),
        (b"\xd0\xcf\x11\xe0", ".doc", ""),
        (b"{\\rtf1", ".rtf", ""),
        (b"\x00\x01\x02\x03" * 20, "", ""),
    ],
)
def test_kinds(head: bytes, suffix: str, kind: str) -> None:
    assert kind_of(head, suffix) == kind


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("café".encode(), "", "café"),
        ("café".encode("utf-8-sig"), "", "café"),
        ("café".encode("utf-16"), "", "café"),
        ("café society".encode("utf-16-be"), "", "café society"),
        ("“café”".encode("cp1252"), "", "“café”"),
        ("“café”".encode("cp1252"), "iso-8859-1", "“café”"),
        ("Đurić".encode("iso-8859-2"), "iso-8859-2", "Đurić"),
        ("Đurić".encode(), "iso-8859-2", "Đurić"),
        ("café".encode("cp1252"), "zlib", "café"),
        ("café".encode("cp1252"), "no such", "café"),
        (b"<meta charset=koi8-r>" + "Министр".encode("koi8-r"), "", "<meta charset=koi8-r>Министр"),
        ("naïve café — ".encode() * 20 + b"\xff", "", "naïve café — " * 20 + "\ufffd"),
        (b"", "", ""),
    ],
)
def test_decode(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared) == text


def test_a_file_by_path_or_name(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(f"{TITLE}\n\n{TEXT}".encode())
    os.utime(path, (0, 0))
    document = only(read(path))
    assert read(str(path)) == [document]
    assert (document.title, document.text, document.source) == (TITLE, TEXT, str(path))
    assert document.id == document_id(TITLE, TEXT)
    assert document.published is None  # the time of the file says nothing about the report


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (f"{TITLE}\n\n{TEXT}".encode(), packed(html_page()), pdf([[TITLE, *PARAGRAPHS]])):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        document = only(read("-"))
        assert (document.title, document.source) == (TITLE, "-")


@pytest.mark.parametrize("name", ["report.html", "report.html.gz", "report", "report.txt"])
def test_packed_files_of_any_kind(name: str) -> None:
    assert only(read(packed(html_page()), name=name)).text == TEXT


def test_the_given_day() -> None:
    day = dt.date(2024, 6, 18)
    document = only(read(f"Published: 1 May 2020\n\n{TEXT}".encode(), published=day))
    assert (document.published, document.published_from) == (day, "given")


def test_bad_sources(tmp_path: Path) -> None:
    missing = refusal(read(tmp_path / "missing.txt"))
    assert (missing.reason, missing.source) == ("not-found", str(tmp_path / "missing.txt"))
    folder = refusal(read(tmp_path))
    assert (folder.reason, folder.mend) == ("unsupported", "name the files in it")
    assert refusal(read("a\x00b")).reason == "not-found"
    assert refusal(read("x" * 5000)).reason == "not-found"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b"", "a.jsonl", "empty"),
        (b" \r\n\t\xef\xbb\xbf", "a.txt", "empty"),
        (b"Share\n\nAdvertisement\n\nAlso read\n\nStorm closes ports", "a.txt", "empty"),
        (packed(b""), "a.txt.gz", "empty"),
        (packed(TEXT.encode())[:60], "a.txt.gz", "broken"),
        (b"\x1f\x8b\x08\x00garbage", "a.gz", "broken"),
        (packed(packed(b"x")), "a.gz.gz", "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "unsupported"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "a.doc", "unsupported"),
        (bytes(range(256)) * 4, "a.bin", "unsupported"),
        (b"the man of the house " * 300_000, "a.txt", "too-large"),
        ("Министр обороны прибыл во вторник на переговоры.".encode(), "a.txt", "not-english"),
        (b"Please sign in to continue reading.", "a.txt", "login-wall"),
    ],
)
def test_refusals(data: bytes, name: str, reason: str) -> None:
    found = refusal(read(data, name=name))
    assert found.reason == reason
    assert found.reason in REFUSAL_REASONS
    assert found.source == name
    assert found.detail


def test_a_batch_goes_on_after_bad_sources(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(TEXT, "utf-8")
    lines = b'{"id": "a", "text": "One."}\nbad\n'
    results = list(read_many([tmp_path / "missing", b"", good, lines, pdf([[TITLE, *PARAGRAPHS]])[:100], good]))
    told = [result.reason if isinstance(result, Refusal) else result.source for result in results]
    assert told == ["not-found", "empty", str(good), "bytes:1", "not-json", "broken", str(good)]


def test_a_batch_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    def sources() -> object:
        yield TEXT.encode()
        raise AssertionError("asked too early")

    assert isinstance(next(read_many(sources())), Document)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        html_page(),
        pdf([[TITLE, *PARAGRAPHS]]),
        docx_file([("", TEXT)]),
        warc_record("https://a.test/", html_page()),
    ],
    ids=["text", "html", "pdf", "docx", "warc"],
)
def test_reading_twice_gives_the_same(data: bytes) -> None:
    assert repr(read(data)) == repr(read(data))


@pytest.mark.parametrize(
    "unit",
    [
        "the man of ",
        "x",
        "(AP ",
        "By A",
        "Home > ",
        "a.\n",
        "\n",
        "Also read\n",
        "- a\n",
        "1",
        "<p>",
        "&lt;",
        "[a](",
        "**a",
        "=?",
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.eml"])
def test_long_monotony_is_read_or_refused_in_time(unit: str, name: str) -> None:
    data = (unit * (150_000 // len(unit))).encode()
    started = time.process_time()
    assert len(read(data, name=name)) == 1
    assert time.process_time() - started < 5


def test_ten_megabytes_on_one_line() -> None:
    started = time.process_time()
    assert refusal(read(b"Norland said that it will send shells. " * 260_000)).reason == "too-large"
    item = b'{"id": "a", "text": "' + b"Norland said that it will. " * 380_000 + b'"}'
    assert refusal(read(item)).reason == "too-large"
    assert len(only(read(b"Norland said that it will. " * 180_000)).text) > 4_000_000
    assert time.process_time() - started < 5


def test_importing_the_room_loads_no_parser() -> None:
    import subprocess

    code = "import entente.documents, sys; print([name for name in sys.argv[1:] if name in sys.modules])"
    parsers = ["trafilatura", "htmldate", "feedparser", "lxml", "pypdf", "docx", "fastwarc", "urllib3"]
    out = subprocess.run([sys.executable, "-c", code, *parsers], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
