"""WARC archives: one draft for each HTML response, by fastwarc."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO, Any

from entente.documents.cleaning import clean_line
from entente.documents.draft import PARSER_FAULTS, Draft
from entente.documents.sniffing import decode
from entente.documents.web import LARGEST_PAGE, read_html
from entente.records import Refusal

_HTML = ("text/html", "application/xhtml+xml")


def read_warc(stream: IO[bytes], source: str) -> Iterator[Draft | Refusal]:
    """Drafts of the HTML responses with status 200, as the stream comes to them; each is called `source#ADDRESS`.

    An archive that ends in mid-record gives what came before and a Refusal; one without HTML gives a Refusal.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    found = False
    try:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all")
        for record in records:
            result = _read_record(record, source)
            if result is not None:
                found = True
                yield result
                if isinstance(result, Refusal) and result.reason == "broken" and result.source == source:
                    return
    except (zlib.error, *PARSER_FAULTS) as fault:
        yield Refusal(
            source, "broken", f"the archive ends or is damaged: {clean_line(str(fault))[:120]}", "fetch it again"
        )
        return
    if not found:
        yield Refusal(source, "empty", "the archive holds no HTML response", "")


def _read_record(record: Any, source: str) -> Draft | Refusal | None:
    headers = record.http_headers
    if headers is None or (record.http_content_type or "").lower() not in _HTML or headers.status_code != 200:
        return None
    address = clean_line(record.headers.get("WARC-Target-URI", "")).strip("<>")
    length = record.content_length
    data = record.reader.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        return Refusal(f"{source}#{address}", "too-large", f"the page has more than {LARGEST_PAGE:,} bytes", "")
    encoded = headers.get("Content-Encoding") or headers.get("Transfer-Encoding")
    if not encoded and len(data) < length:
        return Refusal(source, "broken", f"the archive ends in the middle of {address}", "fetch it again")
    return read_html(decode(data, record.http_charset or ""), f"{source}#{address}", address)
