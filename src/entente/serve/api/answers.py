"""How answers go out: with a tag by which an unchanged one is not sent again, whole, or line by line."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from entente.errors import UsageError
from entente.inert import json_text
from entente.serve.context import of
from entente.serve.faults import Missing

LINES = "application/x-ndjson"
#: Rows that are asked for at once while an answer streams: few at first, so that it begins at once.
FIRST, CHUNK = 50, 500
#: Answers differ by these headers of a request.
VARY = {"Vary": "Accept, Authorization, Cookie"}


def answer(request: Request, make: Callable[[], Any], *, kept: bool = True, status: int = 200) -> Response:
    """A JSON answer with a tag (RFC 9110, 8.8.3 and 13.1.2): 304 where the asker has it already.

    Args:
        request: whose If-None-Match counts.
        make: gives the answer; raises what makes it none.
        kept: it follows from index and address alone, so that its tag is known before it is made. Else the tag is of
            what was made, and only the sending is saved.
        status: of the answer.
    """
    asked = _tags(request) if request.method in ("GET", "HEAD") else ()
    if kept:
        tag = tag_of(request)
        if tag in asked:
            return Response(status_code=304, headers={**VARY, "ETag": f'W/"{tag}"'})
    text = json_text(make())
    tag = tag_of(request) if kept else digest(text)
    headers = {**VARY, "ETag": f'W/"{tag}"'} if request.method in ("GET", "HEAD") else dict(VARY)
    if tag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    return Response(text, status, headers, "application/json")


def _tags(request: Request) -> tuple[str, ...]:
    """What stands in If-None-Match; tags are compared weakly (RFC 9110, 8.8.3.2)."""
    parts = (part.strip() for part in request.headers.get("if-none-match", "").split(","))
    return tuple(part.removeprefix("W/").strip('"') for part in parts if part)


def digest(text: str) -> str:
    """20 hex digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def tag_of(request: Request) -> str:
    """What an answer from the index follows from: its version, the address, what reads, and today (names change)."""
    deps = of(request)
    versions = deps.desk.versions()
    made = f"{deps.index.version} {deps.index.moment} {versions.package} {versions.lexicon} {deps.now().date()}"
    return digest(f"{made} {request.url.path}?{request.url.query}")


def wants_lines(request: Request) -> bool:
    """Whether the asker wants JSON Lines: everything the question finds, row by row."""
    return any(part.partition(";")[0].strip().lower() == LINES for part in request.headers.get("accept", "").split(","))


def lines(request: Request, rows: Iterable[Any]) -> Response:
    """Rows as JSON Lines, sent as they are found. The first are found before the answer begins: a fault is told."""
    waiting = iter(rows)
    first = _joined(itertools.islice(waiting, FIRST))
    headers = {**VARY, "X-Content-Type-Options": "nosniff"}
    if request.method == "HEAD":
        return Response(status_code=200, headers=headers, media_type=LINES)

    def chunks() -> Iterator[str]:
        yield first
        while some := _joined(itertools.islice(waiting, CHUNK)):
            yield some

    return StreamingResponse(chunks(), media_type=LINES, headers=headers)


def _joined(rows: Iterable[Any]) -> str:
    return "".join(f"{json_text(row)}\n" for row in rows)


def every(page: Callable[[str | None, int], Any], after: str | None = None) -> Iterator[Any]:
    """The rows of every page from a cursor on. `page`: cursor and number of rows -> a page of the index."""
    size = FIRST
    while True:
        found = page(after, size)
        yield from found.rows
        if found.next is None:
            return
        after, size = found.next, CHUNK


def paged(
    request: Request, asked: Any, page: Callable[[str | None, int], Any], row: Callable[[Any], Any], *,
    kept: bool = True, whole: Callable[[], Iterable[Any]] | None = None,
) -> Response:  # fmt: skip
    """A page as JSON; as JSON Lines everything from it on, or as many rows as were asked for.

    Args:
        request: whose Accept counts.
        asked: with `after` and `limit`.
        page: cursor and number of rows -> a page.
        row: a row as plain values.
        kept: as of `answer`.
        whole: gives all rows in one go, where that is cheaper than page by page.
    """
    if wants_lines(request):
        found = whole() if whole is not None and asked.after is None else every(checked(page), asked.after)
        most = asked.limit if "limit" in request.query_params else None
        return lines(request, (row(each) for each in itertools.islice(found, most)))

    def made() -> dict[str, Any]:
        found = checked(page)(asked.after, asked.limit)
        return {"data": [row(each) for each in found.rows], "next": found.next}

    return answer(request, made, kept=kept)


def checked(page: Callable[[str | None, int], Any]) -> Callable[[str | None, int], Any]:
    """A page; a cursor that is none is a page that is not there."""

    def asking(after: str | None, limit: int) -> Any:
        try:
            return page(after, limit)
        except UsageError as error:
            if error.place != "after":
                raise
            raise Missing(f"{after!r} is no cursor of this list", "begin without after", place="after") from error

    return asking
