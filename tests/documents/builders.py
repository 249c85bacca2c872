"""Files of every kind, made by hand for the tests."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence

from entente.records import Document, Refusal

#: A report of our own, in the plain style of a news desk.
PARAGRAPHS = (
    "The defence minister of Norland arrived in Sudmark on Tuesday for talks about shells and drones, the first such "
    "visit in eleven years.",
    "Officials in Sudmark said that the two sides had agreed on nothing yet. A spokesman for the ministry refused to "
    "say whether weapons were on the table.",
    "Norland has been looking for ammunition since the spring, and its neighbours believe that it will ask for more "
    "than a thousand containers of it before the winter.",
    "The council of the region is expected to meet next week. It has banned such trade for eighteen years.",
)
TEXT = "\n".join(PARAGRAPHS)
TITLE = "Norland looks to Sudmark for shells"


def only(results: Sequence[Document | Refusal]) -> Document:
    """The one document that a source gave."""
    assert len(results) == 1, results
    assert isinstance(results[0], Document), results[0]
    return results[0]


def refusal(results: Sequence[Document | Refusal]) -> Refusal:
    """The one refusal that a source gave."""
    assert len(results) == 1, results
    assert isinstance(results[0], Refusal), results[0]
    return results[0]


def html_page(
    paragraphs: Sequence[str] = PARAGRAPHS, *, head: str = "", before: str = "", after: str = "", title: str = TITLE
) -> bytes:
    """A page with navigation, an article and a footer."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        '<nav><a href="/">Home</a> <a href="/world">World</a></nav>'
        f"<main><article><h1>{title}</h1>{before}{body}{after}</article></main>"
        "<footer><p>© 2024 The Norland Post. All rights reserved.</p></footer></body></html>"
    ).encode()


def pdf(pages: Sequence[Sequence[str]], *, properties: str = "", encrypt: str = "") -> bytes:
    """A small PDF 1.4 file: one line of text under the other, in Helvetica, with a true cross-reference table."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({_escape(line)}) Tj T*\n" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td\n{shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    trailer = "/Root 1 0 R"
    if properties:
        objects.append(f"<< {properties} >>")
        trailer += f" /Info {len(objects)} 0 R"
    return _pdf_file(objects, trailer + encrypt)


def _escape(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf_file(objects: Sequence[str], trailer: str) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} {trailer} >>\n"
    tail += f"startxref\n{len(out)}\n%%EOF"
    return out + tail.encode("ascii")


def docx_file(paragraphs: Sequence[tuple[str, str]], *, title: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """A DOCX file of (style, text) paragraphs by python-docx."""
    import docx

    document = docx.Document()
    document.core_properties.title = title
    for style, text in paragraphs:
        document.add_paragraph(text, style=style or None)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def warc_record(
    address: str, body: bytes, *, kind: str = "text/html", status: str = "200 OK", extra: str = ""
) -> bytes:
    """One response record (WARC 1.1), not packed."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-06-18T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def warc_by_fastwarc(address: str, body: bytes) -> bytes:
    """One response record, written and packed by fastwarc."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    out = io.BytesIO()
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.headers["WARC-Target-URI"] = address
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)
    with GzipWriter(out) as packer:
        record.write(packer)
    return out.getvalue()


def packed(data: bytes) -> bytes:
    """`data` packed by gzip, without a time stamp."""
    return gzip.compress(data, mtime=0)
