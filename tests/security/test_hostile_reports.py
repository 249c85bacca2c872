"""Reports made to do harm: what they name is not opened, what they call is not asked, what they hold stays words."""

from __future__ import annotations

import io
import socket
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import pytest

from entente.documents import read
from entente.records import Document, Refusal
from tests.documents.builders import PARAGRAPHS, TITLE, html_page

SECRET = "the-words-of-another-file"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever asks for a name or a connection fails the test."""

    def asked(*given: Any, **named: Any) -> NoReturn:
        raise AssertionError(f"the network was asked: {given[1:] or given}")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    monkeypatch.setattr(socket.socket, "connect", asked)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


def words_of(found: list[Document | Refusal]) -> str:
    return "\n".join(repr(each) for each in found)


def docx(document: str, *, relations: str = "") -> bytes:
    """A DOCX file of one part by hand, with its document type and relations as given."""
    out = io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{kind}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", document)
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        )
    return out.getvalue()


def body(*paragraphs: str) -> str:
    lines = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    return f'<w:document xmlns:w="{_WORD}"><w:body>{lines}</w:body></w:document>'


def test_a_docx_that_names_a_file_of_this_machine(secret: Path) -> None:
    kind = f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    found = read(docx(kind + body(*PARAGRAPHS, "see &x; there")), name="report.docx")
    assert SECRET not in words_of(found)


def test_a_docx_whose_entities_grow_without_end() -> None:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    kind = f'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a0 "lol">{grown}]>'
    found = read(docx(kind + body(*PARAGRAPHS, "&a11;")), name="report.docx")
    assert len(words_of(found)) < 100_000


def test_a_docx_whose_template_lies_on_the_network() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    relation = f'<Relationship Id="t" Type="{kind}" Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/>'
    (found,) = read(docx(body(*PARAGRAPHS), relations=relation), name="report.docx")
    assert isinstance(found, Document)


def feed(kind: str, title: str) -> bytes:
    return (
        f'<?xml version="1.0"?>{kind}<rss version="2.0"><channel><title>The Post</title><link>http://post.example/</link>'
        f"<description>d</description><item><title>{title}</title><description>{' '.join(PARAGRAPHS)}</description>"
        "</item></channel></rss>"
    ).encode()


def test_a_feed_that_names_a_file_of_this_machine(secret: Path) -> None:
    kind = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert SECRET not in words_of(read(feed(kind, "see &x; there"), name="feed.rss"))


def test_a_feed_whose_document_type_lies_on_the_network() -> None:
    found = read(feed('<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">', TITLE), name="feed.rss")
    assert found


def test_a_feed_whose_entities_grow_without_end() -> None:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    found = read(feed(f'<!DOCTYPE rss [<!ENTITY a0 "lol">{grown}]>', "&a11;"), name="feed.rss")
    assert len(words_of(found)) < 100_000


def test_a_page_that_names_files_of_this_machine_and_addresses(secret: Path) -> None:
    head = (
        f'<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><base href="{secret.parent.as_uri()}/">'
        f'<script src="http://127.0.0.1:9/x.js"></script><meta http-equiv="refresh" content="0;url={secret.as_uri()}">'
    )
    after = f'<img src="http://127.0.0.1:9/x.png"><iframe src="{secret.as_uri()}"></iframe><object data="secret.txt">'
    (found,) = read(html_page(head=head, after=after), name="page.html")
    assert isinstance(found, Document)
    assert PARAGRAPHS[0] in found.text
    assert SECRET not in words_of([found])


def test_a_page_of_xhtml_that_names_a_file_of_this_machine(secret: Path) -> None:
    kind = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    page = kind + html_page([*PARAGRAPHS, "see &x; there"]).replace(b"<!DOCTYPE html>", b"")
    assert SECRET not in words_of(read(page, name="page.xhtml"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_an_address_in_a_page_is_none_unless_it_is_of_the_web(address: str) -> None:
    head = f'<link rel="canonical" href="{address}"><meta property="og:url" content="{address}">'
    (found,) = read(html_page(head=head), name="page.html")
    assert isinstance(found, Document)
    assert found.url == ""


@pytest.mark.parametrize(
    "source", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "jar:http://x!/y"]
)
def test_only_addresses_of_the_web_are_fetched(source: str) -> None:
    (found,) = read(source)
    assert isinstance(found, Refusal)
    assert found.reason == "not-found"


@pytest.mark.parametrize("address", ["http://ana:word@127.0.0.1:9/x", "HTTPS://ana@127.0.0.1:9/", "http://a:b@c@d/"])
def test_a_name_and_a_password_in_an_address_are_not_kept(address: str) -> None:
    (found,) = read(address)
    assert isinstance(found, Refusal)
    assert "in the open" in found.detail
    assert "ana" not in repr(found)
    assert "@" not in found.source
