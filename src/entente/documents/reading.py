"""The door of the room: any source in, Documents and Refusals out, one at a time."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from entente.documents.addresses import is_address, without_login
from entente.documents.draft import Draft, quieten_parsers
from entente.documents.fetching import Declined, Fetched, fetch
from entente.documents.finishing import LONGEST_TEXT, MOST_LINES, finish, too_large, too_long
from entente.documents.sniffing import FOREIGN, HEAD, decode, kind_of
from entente.records import Document, Refusal

#: Largest file of a kind that is read whole, in bytes. JSON Lines and WARC are streamed and know no limit.
LARGEST_FILE = 100_000_000
_UNPACK_FAULTS = (EOFError, zlib.error, gzip.BadGzipFile, OSError)


@dataclass(frozen=True, slots=True)
class _Origin:
    source: str
    suffixes: tuple[str, ...]
    url: str = ""
    charset: str = ""

    @property
    def suffix(self) -> str:
        return self.suffixes[-1] if self.suffixes else ""


def read(
    source: str | Path | bytes, *, published: dt.date | None = None, name: str = "", allow_private: bool = True
) -> list[Document | Refusal]:
    """Everything that one source holds.

    Args:
        source: file, "-" for standard input, http(s) address, or the bytes themselves.
        published: day of publication, where the caller knows it; outranks what the source says (in JSON Lines it is
            used only for items that state no day themselves).
        name: what to call bytes or standard input; its suffix helps to tell their kind.
        allow_private: False to refuse addresses that lead into a private network.

    Returns:
        Documents in the order of the source, and a Refusal in place of each part that could not be read. Never empty
        but for a JSON Lines source without items.
    """
    return list(_read_source(source, published, name, allow_private))


def read_many(
    sources: Iterable[str | Path | bytes],
    *,
    published: dt.date | None = None,
    name: str = "",
    allow_private: bool = True,
) -> Iterator[Document | Refusal]:
    """`read` for many sources, lazily: JSON Lines and WARC are streamed, and no bad source stops the others."""
    for source in sources:
        yield from _read_source(source, published, name, allow_private)


def _read_source(
    source: str | Path | bytes, published: dt.date | None, name: str, allow_private: bool
) -> Iterator[Document | Refusal]:
    quieten_parsers()
    if isinstance(source, bytes):
        yield from _read_stream(io.BytesIO(source), _origin(name or "bytes", name), published)
    elif isinstance(source, str) and source == "-":
        yield from _read_stream(sys.stdin.buffer, _origin(name or "-", name), published)
    elif isinstance(source, str) and is_address(source):
        yield from _read_address(source, published, allow_private)
    else:
        yield from _read_file(Path(source), published)


def _origin(source: str, name: str, url: str = "", charset: str = "") -> _Origin:
    return _Origin(source, tuple(suffix.lower() for suffix in Path(name).suffixes[-2:]), url, charset)


def _read_address(address: str, published: dt.date | None, allow_private: bool) -> Iterator[Document | Refusal]:
    if (bare := without_login(address)) != address:
        # What a report came from is kept and shown, and what was refused is listed.
        detail = "the address holds a name or password, which would be kept in the open"
        yield Refusal(bare, "unreachable", detail, "leave it out, or save the page and read the file")
        return
    answer = fetch(address, allow_private=allow_private)
    if isinstance(answer, Refusal):
        yield answer.plain() if isinstance(answer, Declined) else answer
        return
    yield from read_answer(answer, address, published)


def read_answer(answer: Fetched, source: str, published: dt.date | None = None) -> Iterator[Document | Refusal]:
    """What was fetched from an address, read as `read` reads the address. `source`: what to call it."""
    quieten_parsers()
    origin = _origin(source, f"x{answer.suffix}", answer.url, answer.charset)
    yield from _read_stream(io.BytesIO(answer.data), origin, published)


def _read_file(path: Path, published: dt.date | None) -> Iterator[Document | Refusal]:
    source = str(path)
    try:
        if path.is_dir():
            yield Refusal(source, "unsupported", "a folder, not a report", "name the files in it")
            return
        stream = path.open("rb")
    except FileNotFoundError:
        yield Refusal(source, "not-found", "there is no such file", "check the name")
        return
    except (OSError, ValueError) as fault:
        yield Refusal(
            source, "not-found", f"the file cannot be opened: {getattr(fault, 'strerror', None) or fault}", ""
        )
        return
    with stream:
        yield from _read_stream(stream, _origin(source, path.name), published)


class _Replayed(io.RawIOBase):
    """A stream whose first bytes were read already: gives them again, then the rest."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._head[: len(buffer)]
        if part:
            self._head = self._head[len(part) :]
        else:
            part = self._rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def _read_stream(
    stream: IO[bytes], origin: _Origin, published: dt.date | None, unpacked: bool = False
) -> Iterator[Document | Refusal]:
    try:
        head = _first_bytes(stream)
    except _UNPACK_FAULTS as fault:
        yield _damaged(origin, fault)
        return
    whole = io.BufferedReader(_Replayed(head, stream))
    if not head.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        yield Refusal(origin.source, "empty", "the file is empty", "")
        return
    kind = kind_of(head, origin.suffix)
    if kind == "gzip" and unpacked:
        yield Refusal(origin.source, "unsupported", "packed more than once", "unpack it first")
    elif kind == "gzip":
        inner = _Origin(origin.source, tuple(s for s in origin.suffixes if s != ".gz"), origin.url, origin.charset)
        with gzip.GzipFile(fileobj=whole) as unpacker:
            yield from _read_stream(unpacker, inner, published, unpacked=True)  # type: ignore[arg-type]
    elif kind == "items":
        from entente.documents.items import read_items

        yield from read_items(whole, origin.source, published)
    else:
        for draft in _drafts(kind, head, whole, origin):
            yield finish(draft, published) if isinstance(draft, Draft) else draft


def _first_bytes(stream: IO[bytes]) -> bytes:
    """`HEAD` bytes, or all where there are fewer; pipes give them in pieces."""
    head = b""
    while len(head) < HEAD and (part := stream.read(HEAD - len(head))):
        head += part
    return head


def _damaged(origin: _Origin, fault: Exception) -> Refusal:
    return Refusal(origin.source, "broken", f"the file ends or is damaged: {fault}", "fetch it again")


def _drafts(kind: str, head: bytes, stream: IO[bytes], origin: _Origin) -> Iterator[Draft | Refusal]:
    if not kind:
        yield _unsupported(head, origin)
        return
    if kind == "warc":
        from entente.documents.warc import read_warc

        yield from read_warc(stream, origin.source)
        return
    try:
        data = stream.read(LARGEST_FILE + 1)
    except _UNPACK_FAULTS as fault:
        yield _damaged(origin, fault)
        return
    if len(data) > LARGEST_FILE:
        yield Refusal(origin.source, "too-large", f"the file has more than {LARGEST_FILE:,} bytes", "split it")
    elif kind == "feed":
        from entente.documents.feeds import read_feed

        yield from read_feed(data, origin.source, origin.url)
    else:
        yield _draft(kind, data, origin)


def _unsupported(head: bytes, origin: _Origin) -> Refusal:
    for start, what, mend in FOREIGN:
        if head.startswith(start):
            return Refusal(origin.source, "unsupported", what, mend)
    return Refusal(
        origin.source, "unsupported", "a kind of file that is not read", "save it as text, HTML, PDF or DOCX"
    )


def _draft(kind: str, data: bytes, origin: _Origin) -> Draft | Refusal:
    if kind == "pdf":
        from entente.documents.pdf import read_pdf

        return read_pdf(data, origin.source)
    if kind == "zip":
        from entente.documents.word import read_zip

        return read_zip(data, origin.source)
    if kind == "mail":
        from entente.documents.mail import read_mail

        return read_mail(data, origin.source)
    return _draft_of_text(kind, decode(data, origin.charset), origin)


def _draft_of_text(kind: str, text: str, origin: _Origin) -> Draft | Refusal:
    if kind == "html":
        from entente.documents.web import read_html

        return read_html(text, origin.source, origin.url)
    if len(text) > LONGEST_TEXT:
        return too_large(origin.source, len(text))
    if (lines := text.count("\n") + text.count("\r")) > MOST_LINES:
        return too_long(origin.source, lines, MOST_LINES, "lines")
    from entente.documents.plain import read_markdown, read_text

    draft = read_markdown(text, origin.source) if kind == "markdown" else read_text(text, origin.source)
    draft.url = draft.url or origin.url
    return draft
