"""JSON Lines: one item a line, read as a stream; texts are kept to the letter so that the caller's offsets hold.

Only NULs and halves of surrogate pairs, which nothing can write down, each become one U+FFFD."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Iterator
from typing import IO, Any

from entente.documents.cleaning import writable
from entente.documents.dates import day_of_stamp
from entente.documents.finishing import LONGEST_TEXT, document_id, too_large
from entente.documents.language import is_english
from entente.records import Document, Refusal

#: A line longer than this is not read into memory, in bytes.
_LONGEST_LINE = 64_000_000
#: Most lists and objects, and most values, of a line: in memory they take up to a hundred times their bytes.
_MOST_INNER, _MOST_VALUES = 250_000, 2_000_000
_MEND = 'one JSON object a line with "id" and "text", optionally "title", "published", "outlet", "url"'


def read_items(stream: IO[bytes], source: str, published: dt.date | None = None) -> Iterator[Document | Refusal]:
    """One Document or Refusal for each line that is not blank.

    Args:
        stream: bytes of the lines, unpacked as they are read.
        source: what to call the stream; line N is called `source:N`.
        published: day for items that state none.
    """
    number = 0
    seen: set[str] = set()
    while True:
        number += 1
        try:
            line = stream.readline(_LONGEST_LINE + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as fault:
            yield Refusal(
                f"{source}:{number}", "broken", f"the file ends or is damaged here: {fault}", "fetch it again"
            )
            return
        if not line:
            return
        if len(line) > _LONGEST_LINE:
            yield Refusal(f"{source}:{number}", "too-large", f"the line has more than {_LONGEST_LINE:,} bytes", _MEND)
            return
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield _read_line(line, f"{source}:{number}", published, seen)


def _read_line(line: bytes, place: str, published: dt.date | None, seen: set[str]) -> Document | Refusal:
    if line.count(b"{") + line.count(b"[") > _MOST_INNER or line.count(b",") > _MOST_VALUES:
        return Refusal(place, "too-large", "the item holds more lists, objects or values than a report can have", _MEND)
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        return Refusal(place, "not-json", f"the line is not UTF-8 (byte {fault.start + 1})", "save the file as UTF-8")
    except json.JSONDecodeError as fault:
        return Refusal(place, "not-json", f"{fault.msg} at column {fault.colno}", _MEND)
    except (RecursionError, ValueError) as fault:
        return Refusal(place, "not-json", f"the line cannot be read: {str(fault)[:80]}", _MEND)
    if not isinstance(item, dict):
        return Refusal(place, "not-json", f"the line holds {_name(item)}, not an object", _MEND)
    return _read_item(item, place, published, seen)


def _read_item(item: dict[str, Any], place: str, published: dt.date | None, seen: set[str]) -> Document | Refusal:
    for name in ("text", "title", "outlet", "url", "published"):
        if item.get(name) is not None and not isinstance(item[name], str):
            reason = "no-text" if name == "text" else "not-json"
            return Refusal(place, reason, f'"{name}" is {_name(item[name])}, not a string', _MEND)
    item = {name: writable(value) if isinstance(value, str) else value for name, value in item.items()}
    if item.get("text") is None:
        return Refusal(place, "no-text", 'the item has no "text"', _MEND)
    title, text = item.get("title") or "", item["text"]
    if not f"{title}{text}".strip():
        return Refusal(place, "empty", "title and text are empty", "")
    if len(text) > LONGEST_TEXT:
        return too_large(place, len(text))
    if not is_english(f"{title}\n{text}"):
        return Refusal(place, "not-english", "the text is not English", "translate it first")
    given = item.get("id")
    if given is not None and (isinstance(given, bool) or not isinstance(given, (str, int))):
        return Refusal(place, "not-json", f'"id" is {_name(given)}, not a string', _MEND)
    name = str(given) if given not in (None, "") else document_id(title, text)
    notes = [f"the id {name!r} came before in this file"] if name in seen else []
    seen.add(name)
    return _document(item, place, published, name, notes)


def _document(item: dict[str, Any], place: str, published: dt.date | None, name: str, notes: list[str]) -> Document:
    stamp = item.get("published") or ""
    day = day_of_stamp(stamp) if stamp else None
    if stamp and not day:
        notes.append(f"published {stamp[:40]!r} is no date that can be read")
    day = day or published
    return Document(
        id=name,
        title=item.get("title") or "",
        text=item["text"],
        published=day,
        published_from="given" if day else None,
        published_quote=stamp[:100] if stamp and day else "",
        outlet=item.get("outlet") or "",
        url=item.get("url") or "",
        source=place,
        notes=tuple(notes),
    )


def _name(value: object) -> str:
    kinds = {
        dict: "an object",
        list: "a list",
        str: "a string",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(value), "null")
