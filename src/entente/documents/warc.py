"""WARC archives: one draft for each HTML response, by fastwarc."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import IO, Any

from entente.documents.cleaning import clean_line
from entente.documents.draft import PARSER_FAULTS, Draft
from entente.documents.sniffing import decode
from entente.documents.web import LARGEST_PAGE, read_html
from entente.extras import mend
from entente.records import Refusal

_HTML = ("text/html", "application/xhtml+xml")
_MEND = "fetch it again"


class _Tape(io.RawIOBase):
    """A stream that fastwarc can read from a pipe: it asks where it stands, and would crash without an answer.

    `tail` holds the last bytes given: a whole archive ends with a line end (WARC 1.1, section 4).
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._at, self.tail = stream, 0, b""

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if (offset, whence) in ((0, io.SEEK_CUR), (self._at, io.SEEK_SET)):
            return self._at
        raise io.UnsupportedOperation("seek")

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(size)
        self._at += len(part)
        self.tail = (self.tail + part[-4:])[-4:]
        return part


def read_warc(stream: IO[bytes], source: str) -> Iterator[Draft | Refusal]:
    """Drafts of the HTML responses with status 200, as the stream comes to them; each is called `source#ADDRESS`.

    An archive that ends in mid-record gives what came before and a Refusal; one without HTML gives a Refusal, and so
    does any where fastwarc is not installed.
    """
    if find_spec("fastwarc") is None:
        yield Refusal(source, "unsupported", "a WARC archive needs fastwarc", mend("fastwarc"))
        return
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    tape, found, cut_off = _Tape(stream), False, False
    try:
        for record in ArchiveIterator(tape, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"):
            cut_off = record.http_headers is None and record.content_length == 0
            if cut_off:
                break
            result = _read_record(record, source)
            if result is not None:
                found = True
                yield result
    except (zlib.error, *PARSER_FAULTS) as fault:
        yield Refusal(source, "broken", f"the archive ends or is damaged: {clean_line(str(fault))[:120]}", _MEND)
        return
    # What is left after a record that was cut off is nothing; after a whole one it is a line end.
    if cut_off or not tape.tail.endswith(b"\n"):
        yield Refusal(source, "broken", "the archive ends in the middle of a record", _MEND)
    elif not found:
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
        return Refusal(f"{source}#{address}", "broken", "the page is cut off in the archive", _MEND)
    return read_html(decode(data, record.http_charset or ""), f"{source}#{address}", address)
