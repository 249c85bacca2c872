"""What imports share: lines of packed and plain files, checked values, and the records that rows become."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from entente.records import Place, Refusal

#: A line longer than this is not read into memory, in bytes.
LONGEST_LINE = 16_000_000
#: What an import knows of how likely it is to be right: nothing. A question with any least confidence leaves it out.
NO_CONFIDENCE = 0.0
#: Rows come without words.
NOWHERE = Place("", 0, 0, "")
_BROKEN = (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, OSError)
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,15}")


class Fault(Exception):
    """Why a row cannot come in. `reason`: one of REFUSAL_REASONS; `detail`: one plain sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        """Args: reason, detail: as above."""
        self.reason, self.detail = reason, detail
        super().__init__(detail)


def lines(source: Path) -> Iterator[tuple[str, bytes] | Refusal]:
    """(place, line) of a plain, gzip or zip file, blank lines left out; a Refusal where the file breaks off.

    Packing is told by the first bytes, not by the name. Line N is called `source:N`, in a zip `source!member:N`.
    """
    try:
        with source.open("rb") as file:
            head = file.read(4)
        if head.startswith(b"PK\x03\x04"):
            yield from _members(source)
            return
        with gzip.open(source) if head.startswith(b"\x1f\x8b") else source.open("rb") as stream:
            yield from _lines(stream, str(source))
    except _BROKEN as fault:
        yield Refusal(str(source), "broken", f"the file cannot be read: {fault}", "fetch it again")


def _members(source: Path) -> Iterator[tuple[str, bytes] | Refusal]:
    with zipfile.ZipFile(source) as archive:
        for member in sorted(archive.infolist(), key=lambda entry: entry.filename):
            place = f"{source}!{member.filename}"
            if member.is_dir():
                continue
            if member.flag_bits & 1:
                yield Refusal(place, "encrypted", "the file in the archive has a password", "unpack it first")
                continue
            try:
                with archive.open(member) as stream:
                    yield from _lines(stream, place)
            except NotImplementedError as fault:
                yield Refusal(place, "unsupported", f"the archive is packed in a way not known here: {fault}")


def _lines(stream: Any, source: str) -> Iterator[tuple[str, bytes] | Refusal]:
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE + 1)
        except _BROKEN as fault:
            yield Refusal(
                f"{source}:{number}", "broken", f"the file ends or is damaged here: {fault}", "fetch it again"
            )
            return
        if not line:
            return
        if len(line) > LONGEST_LINE:
            yield Refusal(f"{source}:{number}", "too-large", f"the line has more than {LONGEST_LINE:,} bytes")
            return
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield f"{source}:{number}", line


def cells(line: bytes) -> list[str]:
    """Cells of a tab separated line: UTF-8, or Latin-1 where it is not, as some weekly files of POLECAT are."""
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    return text.replace("\0", "\ufffd").rstrip("\r\n").split("\t")


def day(text: str, what: str) -> dt.date:
    """A day written 2024-06-18 or 20240618. Raises Fault."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Fault("broken", f"{what} is no day, {text[:40]!r}") from error


def day_or_none(value: Any, what: str) -> dt.date | None:
    """A day, or None for null and nothing. Raises Fault."""
    if value is None or value == "":
        return None
    return day(text(value, what), what)


def text(value: Any, what: str) -> str:
    """A string. Raises Fault."""
    if not isinstance(value, str):
        raise Fault("broken", f"{what} is no text")
    return value


def one_of(value: Any, allowed: tuple[str, ...], what: str) -> str:
    """A value of a closed vocabulary. Raises Fault."""
    if not isinstance(value, str) or value not in allowed:
        raise Fault("unsupported", f"{what} {str(value)[:40]!r} is not in the vocabulary")
    return value


def number(value: Any, what: str) -> float:
    """A probability. Raises Fault."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Fault("broken", f"{what} is no number from 0 to 1")
    return float(value)


def entries(value: Any, what: str) -> list[Any]:
    """A list, None for an empty one. Raises Fault."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Fault("broken", f"{what} is no list")
    return value


def part(value: Any, what: str) -> dict[str, Any]:
    """A JSON object. Raises Fault."""
    if not isinstance(value, dict):
        raise Fault("broken", f"{what} is no object")
    return value


def own_code(value: Any) -> str:
    """A code of a file of our own, whose lexicon may know more than ours: capitals and digits. Raises Fault."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise Fault("unsupported", f"{str(value)[:40]!r} is no code")
    return value


def name_of(*parts: object) -> str:
    """16 hex digits of SHA-256 over what makes a row or report the same: importing it again changes nothing."""
    told = json.dumps([str(entry) for entry in parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@functools.cache
def lexicon_codes() -> frozenset[str]:
    """Codes that the packaged lexicon knows."""
    from entente.lexicon import load

    return frozenset(load().codes())
