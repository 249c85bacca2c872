"""Small files of every kind, made here, from which others are bred."""

# ruff: noqa: E501  # samples of files read best on lines of their own

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_LINES = (
    b"The defence minister of Norland arrived in Sudmark on Tuesday for talks about shells and drones.",
    b"Officials in Russia said on 3 March that the two sides had agreed on nothing yet, and that North Korea would wait.",
    b"Norland has been looking for ammunition since spring, and its neighbours believe it will ask for 3,000 tonnes of it.",
    b"The council of the region is expected to meet next week; it has banned such trade for eighteen years.",
)  # fmt: skip
_PROSE = b"\n\n".join(_LINES)
_MONTHS = b"Published: 18th June 2024\n\n"
CORE = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Talks</dc:title>'
    b'<dcterms:created xsi:type="dcterms:W3CDTF">2024-06-18T10:00:00Z</dcterms:created></cp:coreProperties>'
)
_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    b'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" '
    b'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/'
    b'relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
#: Parts of a DOCX beside its document and properties.
DOCX_PARTS = (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS))
DOCX_TOKENS = (
    b"<w:p>", b"</w:p>", b"<w:r>", b"</w:r>", b"<w:t>", b"</w:t>", b"<w:tbl>", b"</w:tbl>", b"<w:tr>", b"<w:tc>", b"</w:tc>",
    b"</w:tr>", b"<w:br/>", b"<w:tab/>", b"<w:del>", b"<w:ins>", b"<w:txbxContent>", b"<w:hyperlink r:id='rId9'>",
    b"<w:gridSpan w:val='99999999'/>", b"<w:gridSpan w:val='x'/>", b"<w:vMerge/>", b"<w:pPr><w:pStyle w:val='Title'/></w:pPr>",
    b"<w:tcPr>", b"</w:tcPr>", b"<w:gridBefore w:val='9999999'/>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;",
    b"<w:sectPr/>", b"<dcterms:created>", b"9999-99-99T99:99:99Z", b"<w:p>" * 40, b"\x00\x00",
)  # fmt: skip


def _example(name: str) -> bytes:
    return (_ROOT / "examples" / name).read_bytes()


def html() -> list[bytes]:
    """Pages with stated, guessed and no days; a wall; a table; a page around a video."""
    body = b"".join(b"<p>" + line + b"</p>" for line in _LINES)
    head = b"<meta property='article:published_time' content='2024-06-18T10:00:00+02:00'>"
    graph = (
        b'<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2024-06-18",'
        b'"isAccessibleForFree":"false"}]}</script>'
    )
    return [
        b"<!DOCTYPE html><html lang='en'><head><title>Talks fail | Post</title>" + head + b"</head><body><nav><a>Home</a></nav>"
        b"<article><h1>Talks fail</h1>" + body + b"<aside class='related'><a>More</a></aside></article></body></html>",
        b"<html><head>" + graph + b"</head><body><main>" + body + b"<p>Sign in to continue reading</p></main></body></html>",
        b"<body><div>Published: 18 June 2024</div><table><tr><td>" + _LINES[0] + b"<td>" + _LINES[1] + b"</table></body>",
        b"<meta property='og:type' content='video'><video></video><div class='tooltip'>x</div><p>" + _LINES[2],
        b"<p>" + _LINES[0] + b"<br><br>" + _LINES[1] + b"<ul><li>a<li>b</ul><blockquote>" + _LINES[3] + b"</blockquote>",
    ]  # fmt: skip


def feeds() -> list[bytes]:
    """RSS 2.0, Atom, RSS 1.0."""
    rss = (
        b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        b"<channel><title>Post</title><link>http://example.org/</link><language>en</language><item><title>Talks fail</title>"
        b"<link>http://example.org/1</link><description>&lt;p&gt;" + _LINES[0] + b"&lt;/p&gt;</description><pubDate>Tue, 18 Jun "
        b"2024 10:00:00 GMT</pubDate></item><item><title>Two</title><content:encoded><![CDATA[<p>" + _LINES[1] + b"</p>]]>"
        b"</content:encoded></item></channel></rss>"
    )  # fmt: skip
    atom = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title type='html'>Post</title><entry><title>Talks</title><link href="
        b"'http://example.org/1'/><updated>2024-06-18T10:00:00Z</updated><content type='xhtml'><div xmlns="
        b"'http://www.w3.org/1999/xhtml'><p>"
        + _LINES[0]
        + b"</p></div></content><source><title>Wire</title></source></entry></feed>"
    )
    rdf = (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc="
        b"'http://purl.org/dc/elements/1.1/'><channel><title>Post</title></channel><item><title>Talks</title><dc:date>"
        b"2024-06-18</dc:date><description>" + _LINES[0] + b"</description></item></rdf:RDF>"
    )
    return [rss, atom, rdf]


def pdf() -> list[bytes]:
    """Two pages, and a form within a form."""
    return [_pdf(_LINES), _pdf(_LINES[:1], form=True)]


def _pdf(lines: tuple[bytes, ...], *, form: bool = False) -> bytes:
    shown = b"BT /F1 11 Tf 14 TL 60 780 Td\n" + b"".join(b"(%s) Tj T*\n" % line for line in lines) + b"ET"
    shown += b"\nq /X1 Do Q" if form else b""
    more = b"/XObject << /X1 6 0 R >>" if form else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> " + more + b">> /Contents 4 0 R >>",
        b"<< /Subtype /Form /Length 2 /Resources << /XObject << /X1 6 0 R >> >> >>\nstream\nq\nendstream",
        b"<< /Title (Talks) /CreationDate (D:20240618100000Z) >>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out + tail % (len(objects) + 1, table, len(objects) + 1, len(out))


def warc() -> list[bytes]:
    """One record, two records, one chunked, one packed."""
    page = html()[4]
    plain, chunked = (
        _record(page),
        _record(b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page), b"Transfer-Encoding: chunked\r\n"),
    )
    return [
        plain,
        plain + _record(html()[2]),
        chunked,
        _record(gzip.compress(page, mtime=0), b"Content-Encoding: gzip\r\n"),
    ]


def _record(body: bytes, extra: bytes = b"") -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + extra + b"\r\n" + body
    head = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/1\r\nWARC-Date: 2024-06-18T10:00:00Z\r\n"
    more = b"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(answer)
    return head + more + answer + b"\r\n\r\n"


def docx() -> list[bytes]:
    """The XML of documents: paragraphs, a table, tracked changes, a box."""
    start = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    prose = b"".join(b"<w:p><w:r><w:t>" + line + b"</w:t></w:r></w:p>" for line in _LINES)
    table = (
        b"<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    )
    table += b"<w:tc><w:tcPr><w:gridSpan w:val='1'/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    tracked = (
        b"<w:p><w:ins><w:r><w:t>new</w:t><w:br/></w:r></w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
    )
    end = b"<w:sectPr/></w:body></w:document>"
    return [start + prose + end, start + prose + table + tracked + end + b"\x00\x00" + CORE]


def archive() -> list[bytes]:
    """Whole archives: a DOCX as it stands, a DOCX packed, one with an absolute path, one that is no DOCX."""
    found = []
    for method, extra in ((zipfile.ZIP_STORED, ""), (zipfile.ZIP_DEFLATED, "/etc/x"), (zipfile.ZIP_DEFLATED, "../x")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as made:
            for name, text in (*DOCX_PARTS, ("word/document.xml", docx()[0]), ("docProps/core.xml", CORE)):
                made.writestr(zipfile.ZipInfo(name), text)
            if extra:
                made.writestr(zipfile.ZipInfo(extra), b"x")
        found.append(out.getvalue())
    return found


def mail() -> list[bytes]:
    """Plain, of several parts, encoded."""
    head = b"From: Anna Berg <a@example.org>\nTo: b@example.org\nSubject: Fwd: Talks fail\nDate: Tue, 18 Jun 2024 10:00:00 +0200\n"
    several = b"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n"
    several += b"\n" + _PROSE + b"\n--x\nContent-Type: text/html\n\n<p>" + _LINES[0] + b"</p>\n--x--\n"
    coded = (
        b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=41 "
        + _PROSE
        + b"=\n\n-- \nA"
    )
    return [head + b"\n" + _PROSE, head + several, head + coded]


def plain() -> list[bytes]:
    """Wrapped, as one line, with a dateline."""
    wrapped = _PROSE.replace(b" for ", b"\nfor ").replace(b" that ", b"\nthat ")
    return [
        _MONTHS + _PROSE,
        wrapped,
        b"GENEVA, March 3 (Reuters) - " + _PROSE + b"\n\nBy Anna Berg\nShare\n",
        _example("water.txt")[:2500],
    ]


def markdown() -> list[bytes]:
    """With front matter, with marks."""
    front = b"---\ntitle: Talks fail\ndate: 2024-06-18\nlang: en\n---\n\n"
    marks = b"# Talks\n\n> quoted\n\n- **one** [two](http://a) `x`\n- ![p](q)\n\n| a | b |\n|---|---|\n| c | d |\n\n"
    return [front + _PROSE, marks + _PROSE, _example("sahel.md")[:2500]]


def items() -> list[bytes]:
    """Lines with all fields, with few, with a fault."""
    full = (
        b'{"id": "a1", "title": "Talks", "text": "'
        + _LINES[0]
        + b'", "published": "2024-06-18T10:00:00Z", "outlet": "P", "url": "http://a"}'
    )
    return [
        full + b"\n",
        b'{"text": "' + _LINES[1] + b'"}\n' + full + b'\n{"text": 1}\n',
        b'{"id": 7, "title": "x", "text": "caf\\u00e9 \\ud83d\\ude00"}',
    ]


def packed() -> list[bytes]:
    """What is packed; the first byte says how often."""
    return [b"\x01" + items()[0], b"\x01" + plain()[0], b"\x02" + items()[1], b"\x01" + warc()[0], b"\x00" + plain()[0]]
