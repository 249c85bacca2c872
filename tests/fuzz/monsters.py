"""Files made to break readers: each comes out as a document or a refusal, in 5 s of CPU and with 1 GB.

    python -m tests.fuzz.monsters NAME ...

tells one line of JSON for each: name, seconds, what came out.
"""

# ruff: noqa: E501  # one monster a line reads best

from __future__ import annotations

import gzip
import io
import json
import signal
import sys
import time
import zipfile
import zlib
from collections.abc import Callable

from fuzz.doors import files
from fuzz.harness import MOST_SECONDS
from fuzz.promises import sound
from fuzz.shard import _bounded

P = b"The defence minister of Norland arrived in Sudmark on Tuesday for talks about shells and drones. "
_MILLION = 1_000_000
_WORDS = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
_LAUGHS = b'<!DOCTYPE z [<!ENTITY a0 "lol">' + b"".join(
    b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10)
) + b"]>"  # fmt: skip
_MAIL = b"From: a@b.org\nSubject: Talks\nDate: Tue, 18 Jun 2024 10:00:00 +0000\n"
_HTML_MAIL = _MAIL + b"Content-Type: text/html\n\n"


def _docx(body: bytes, *, before: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    parts = {"word/document.xml": before + _WORDS + body + b"</w:body></w:document>", "docProps/core.xml": files.CORE}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (dict(files.DOCX_PARTS) | parts | (more or {})).items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _row(cell: bytes, times: int = 1) -> bytes:
    return b"<w:tr>" + cell * times + b"</w:tr>"


def _pdf(stream: bytes, extra: bytes = b"", kids: bytes = b"5 0 R") -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 4 0 R >>"
    return _objects(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, kids.count(b"R")),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(stream), extra, stream), page,
    )  # fmt: skip


def _objects(*objects: bytes) -> bytes:
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    at, table = out.tell(), b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out.getvalue() + tail % (len(objects) + 1, table, len(objects) + 1, at)


def pages(number: int, *, operators: bytes = b"", form: bytes = b"", table: bytes = b"", fonts: int = 1) -> bytes:
    """A PDF whose pages share what they draw, a form /X, and fonts."""

    def packed(data: bytes, more: bytes = b"") -> bytes:
        data = zlib.compress(data)
        return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (more, len(data), data)

    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font 4 0 R /XObject << /X 6 0 R >> >> /Contents 5 0 R >>"
    kids = b" ".join(b"%d 0 R" % each for each in range(9, 9 + number))
    return _objects(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, number),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 8 0 R >>",
        b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> %s >>" % b"".join(b"/A%d 3 0 R " % n for n in range(fonts)),
        packed(_SHOWN + b"(%s) Tj T* ET " % P + operators),
        packed(form, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font 4 0 R /XObject << /X 6 0 R >> >>"),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica >>", packed(table), *[page] * number,
    )  # fmt: skip


_TABLE = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 100 beginbfchar " + b"".join(
    b"<%04x> <%04x>\n" % (n, n + 65) for n in range(20_000)) + b"endbfchar endcmap"  # fmt: skip
_STYLED = b"".join(
    b"<w:p><w:pPr><w:pStyle w:val='x%d'/></w:pPr><w:r><w:t>a b</w:t></w:r></w:p>" % n for n in range(19_000)
)
_STYLES = (
    b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    + b'<w:style w:styleId="q"/>' * 5000
)
_RELATED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>'
)
_TYPED = dict(files.DOCX_PARTS)["[Content_Types].xml"].replace(
    b"</Types>",
    b'<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.styles+xml"/></Types>',
)
_SHOWN = b"BT /F1 11 Tf 14 TL 60 780 Td\n"
_MERGED, _BEGUN = (b"<w:tc><w:tcPr><w:vMerge%s/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>" % each
                   for each in (b"", b' w:val="restart"'))  # fmt: skip
#: Name -> name of the file, its bytes, and what comes out: a reason of refusal, or "document".
MONSTERS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "html, nested 10^6 deep": ("x.html", lambda: b"<div>" * _MILLION + P, "empty"),
    "html, 10^5 paragraphs": ("x.html", lambda: (b"<p>" + P + b"</p>") * 100_000, "too-large"),
    "html, 10^6 empty elements": ("x.html", lambda: b"<p></p>" * _MILLION, "too-large"),
    "html, 5 * 10^5 attributes": ("x.html", lambda: b"<p " + b" ".join(b"a%d=b" % n for n in range(500_000)) + b">",
                                  "too-large"),
    "html, an attribute of 15 MB": ("x.html", lambda: b"<p title='" + b"a" * 15_000_000 + b"'>" + P + b"</p>", ""),
    "html, 10^7 ampersands": ("x.html", lambda: b"<p>" + b"&" * 10_000_000, "too-large"),
    "html, unclosed comments": ("x.html", lambda: b"<p>" + P + b"</p>" + b"<!--" * _MILLION, ""),
    "html, JSON nested deep": ("x.html", lambda: b"<p>" + P + b"<script type='application/ld+json'>" + b"[" * _MILLION,
                               "document"),
    "html, lone surrogates": ("x.html", lambda: b"<p>" + P + b"&#xD800;" * 1000, "document"),
    "feed, 10^6 entries": ("x.rss", lambda: b"<rss><channel>" + b"<item><title>T</title></item>" * _MILLION, "too-large"),
    "feed, nested 10^6 deep": ("x.rss", lambda: b"<rss><channel><item><title>a</title>" + b"<x>" * _MILLION, "too-large"),
    "feed, billion laughs": ("x.rss", lambda: b'<?xml version="1.0"?>' + _LAUGHS + b"<rss><channel><item><title>&a9;" + P
                             + b"</title></item></channel></rss>", "document"),
    "feed, an entity from a file": ("x.rss", lambda: b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>'
                                    b"<item><title>&x; " + P + b"</title></item></channel></rss>", "document"),
    "feed, unclosed tags in an entry": ("x.rss", lambda: b"<rss><channel><item><title>T</title><description><![CDATA[<p>"
                                        + b"<a b=c " * 100_000 + b"]]></description></item></channel></rss>", "document"),
    "docx, a bomb": ("x.docx", lambda: _docx(b"<w:p><w:r><w:t>" + b"a" * 55_000_000 + b"</w:t></w:r></w:p>"), "too-large"),
    "docx, 190 MB of zeros beside": ("x.docx", lambda: _docx(b"<w:p/>", more={"x": b"\0" * 190_000_000}), "too-large"),
    "docx, 5 * 10^4 paragraphs": ("x.docx", lambda: _docx((b"<w:p><w:r><w:t>a b</w:t></w:r></w:p>") * 50_000), "too-large"),
    "docx, a cell over 10^8 columns": ("x.docx", lambda: _docx(b"<w:tbl>" + _row(b"<w:tc><w:tcPr><w:gridSpan w:val='99999999'/>"
                                       b"</w:tcPr><w:p><w:r><w:t>" + P + b"</w:t></w:r></w:p></w:tc>") + b"</w:tbl>"), "document"),
    "docx, a cell over 15,000 rows": ("x.docx", lambda: _docx(b"<w:tbl>" + _row(_BEGUN) + _row(_MERGED) * 15_000 + b"</w:tbl>"),
                                      "document"),
    "docx, billion laughs": ("x.docx", lambda: _docx(b"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", before=_LAUGHS), ""),
    "docx, absolute paths": ("x.docx", lambda: _docx(b"<w:p><w:r><w:t>" + P + b"</w:t></w:r></w:p>", more={"/etc/x": b"x", "../y":
                             b"y"}), "document"),
    "pdf, pages that hold themselves": ("x.pdf", lambda: _objects(b"<< /Type /Catalog /Pages 2 0 R >>",
                                        b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), "broken"),
    "pdf, 10^6 pages": ("x.pdf", lambda: _pdf(_SHOWN, kids=b"5 0 R " * _MILLION), ""),
    "pdf, a stream of 900 MB": ("x.pdf", lambda: _pdf(zlib.compress(b" " * 900_000_000, 1), b"/Filter /FlateDecode "), ""),
    "pdf, 4 * 10^4 lines on a page": ("x.pdf", lambda: _pdf(_SHOWN + b"(%s) Tj T*\n" % P * 40_000), "too-large"),
    "pdf, 10^4 lines on a page": ("x.pdf", lambda: _pdf(_SHOWN + b"(%s) Tj T*\n" % P * 10_000), "document"),
    "pdf, text packed 4,000 times smaller": ("x.pdf", lambda: _pdf(b"z" * 20_000_000, b"/Filter /ASCII85Decode "), "too-large"),
    "pdf, a form drawn 5,000 times": ("x.pdf", lambda: pages(1, operators=b"/X Do " * 5000, form=_SHOWN + b"(%s) Tj T*\n" % P * 200),
                                      "too-large"),
    "pdf, a form whose name is told otherwise": ("x.pdf", lambda: pages(1, operators=b"/#58 Do /X%\nDo " * 2500,
                                                 form=_SHOWN + b"(%s) Tj T*\n" % P * 200), "too-large"),
    "pdf, a form of 72 MB": ("x.pdf", lambda: pages(1, operators=b"/X Do", form=b"q Q " * 18_000_000), "too-large"),
    "pdf, a form that draws itself": ("x.pdf", lambda: pages(3, operators=b"/X Do", form=b"/X Do " * 100), "empty"),
    "pdf, 2,000 pages with a large font": ("x.pdf", lambda: pages(2000, table=_TABLE), "empty"),
    "pdf, 2,000 pages with 3,000 fonts": ("x.pdf", lambda: pages(2000, fonts=3000), "empty"),
    "docx, 19,000 styles": ("x.docx", lambda: _docx(_STYLED, more={"[Content_Types].xml": _TYPED, "word/_rels/document.xml.rels": _RELATED,
                            "word/styles.xml": _STYLES + b"</w:styles>"}), "document"),
    "docx, text 200 deep beside a box": ("x.docx", lambda: _docx(b"<w:p>" + b"<w:r>" * 200 + b"<w:txbxContent/>" + b"<w:t/>" * 900_000
                                         + b"</w:r>" * 200 + b"<w:r><w:t>" + P + b"</w:t></w:r></w:p>"), "document"),
    "mail, a sender of comments": ("x.eml", lambda: b"From: " + b"(a)" * 60_000 + b" a@b.c\nSubject: x\n\n" + P, "too-large"),
    "mail, a sender of 4,900 bytes": ("x.eml", lambda: b"From: " + b"(a)" * 1600 + b" a@b.c\nSubject: x\n\n" + P, "document"),
    "mail, 10^5 parts": ("x.eml", lambda: _MAIL + b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
                         + b"--x\n\na\n" * 100_000 + b"--x--", "too-large"),
    "mail, parts 20,000 deep": ("x.eml", lambda: _MAIL + b"MIME-Version: 1.0\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n" % (n, n) for n in range(20_000)), "too-large"),
    "mail, 10^6 headers": ("x.eml", lambda: _MAIL + b"X-A: b\n" * _MILLION + b"\n" + P, "too-large"),
    "mail, 10^6 times Re:": ("x.eml", lambda: b"From: a@b\nDate: x\nSubject: " + b"re: " * _MILLION + b"\n\n" + P, "too-large"),
    "mail, unclosed tags": ("x.eml", lambda: _HTML_MAIL + b"<p>" + P + b"<a" * _MILLION, "document"),
    "mail, unclosed quotes": ("x.eml", lambda: _HTML_MAIL + b"<p>" + P + b"<a b='" * 300_000, ""),
    "warc, a length that lies": ("x.warc", lambda: files.warc()[0].replace(b"Content-Length: ", b"Content-Length: 999999999"),
                                 "broken"),
    "warc, a length below nothing": ("x.warc", lambda: files.warc()[0].replace(b"Content-Length: ", b"Content-Length: -"), ""),
    "gzip, packed twice": ("x.gz", lambda: gzip.compress(gzip.compress(b"a" * 300_000_000, 1)), "unsupported"),
    "gzip, a text of 150 MB": ("x.txt.gz", lambda: gzip.compress(b"a" * 150_000_000, 1), "too-large"),
    "items, a line of 100 MB": ("x.jsonl", lambda: b'{"text":"' + b"a " * 50_000_000 + b'"}', "too-large"),
    "items, nested 2 * 10^5 deep": ("x.jsonl", lambda: b'{"text":' + b"[" * 200_000, "not-json"),
    "items, nested 10^6 deep": ("x.jsonl", lambda: b'{"text":' + b"[" * _MILLION, "too-large"),
    "items, 10^7 objects": ("x.jsonl", lambda: b'{"text":"' + P + b'","a":[' + b"{}," * 10_000_000 + b"0]}", "too-large"),
    "items, 10^7 words": ("x.jsonl", lambda: b'{"text":"' + P + b'","a":[' + b'"ab",' * 10_000_000 + b"0]}", "too-large"),
    "text, a word of 5 MB": ("x.txt", lambda: b"a" * 4_900_000, "document"),
    "text, 10^6 lines": ("x.txt", lambda: b"a\n" * _MILLION, "too-large"),
    "text, 8 * 10^4 lines that go on": ("x.txt", lambda: b"and the two sides said on that day that they would go\n" * 80_000,
                                        "document"),
    "text, NULs": ("x.txt", lambda: P * 1000 + b"\0" * 500, ""),
    "text, turned round": ("x.txt", lambda: P + "\u202e\u2066".encode() * 100_000 + P, "document"),
    "markdown, unclosed brackets": ("x.md", lambda: (b"[" * 19_900 + b"\n\n") * 200 + P, "document"),
    "markdown, unclosed comments": ("x.md", lambda: (b"<p>" + b"<!--" * 4900 + b"\n\n") * 100 + P, ""),
    "markdown, a heading of blanks": ("x.md", lambda: (b"# a" + b" " * 19_000 + b"x\n\n") * 100 + P, "document"),
}  # fmt: skip


def main(names: list[str]) -> None:
    """Reads monsters one by one."""
    from entente.documents import read

    read(files.html()[0], name="x.html")  # what loads late is loaded before memory is bounded
    made = {name: MONSTERS[name][1]() for name in names}
    _bounded()
    for name, data in made.items():
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        before = time.process_time()
        results = read(data, name=MONSTERS[name][0])
        took = time.process_time() - before
        signal.setitimer(signal.ITIMER_PROF, 0)
        sound(results, letter=MONSTERS[name][0].endswith(".jsonl"))
        told = [getattr(each, "reason", "document") for each in results]
        print(json.dumps({"name": name, "seconds": took, "told": told[0], "text": repr(results[0])[:300]}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
