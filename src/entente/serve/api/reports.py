"""Reports, sources that could not be read, what reviewers said, and what names stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from entente import rows
from entente.records import STATUSES, Review
from entente.records.shown import Page
from entente.serve.api.answers import answer, paged
from entente.serve.api.asking import listed
from entente.serve.api.filters import USUAL, DocumentsAsked
from entente.serve.api.kinds import Cursor, Day, Number, Rows, Words
from entente.serve.api.route import Route
from entente.serve.api.shapes import DocumentPage, DocumentSeen, RefusalPage, ReviewList, Shape
from entente.serve.api.shapes_found import ActorList
from entente.serve.context import of
from entente.serve.faults import Missing

router = APIRouter(tags=["reports"], route_class=Route)


@router.get("/documents", response_model=None, responses=listed(DocumentPage))
def list_documents(request: Request, asked: DocumentsAsked) -> Response:
    """Reports that the filters find.

    Newest first, without their texts; with `Accept: application/x-ndjson` all of them, line by line.
    """
    deps, question = of(request), asked.question(of(request))
    return paged(
        request, asked, lambda after, limit: deps.index.documents(question, after=after, limit=limit),
        rows.document_line,
    )  # fmt: skip


@router.get("/document", response_model=None, responses={200: {"model": DocumentSeen}})
def get_document(
    request: Request, id: Annotated[Words, Query(description="The report's whole id.", examples=["river-1"])]
) -> Response:
    """A report with its text.

    And every claim of it with its place in that text: `text[start_char:end_char]` is the quote, in code points. The
    id is a parameter, for ids may hold slashes.
    """
    deps = of(request)
    kept = deps.index.document(id)
    if kept is None:
        raise Missing(f"no report {id}", "ids stand in /api/v1/documents", place="id")
    found = kept
    return answer(
        request,
        lambda: {
            "document": rows.document_row(found),
            "claims": [rows.claim_row(each) for each in deps.index.document_claims(id, statuses=STATUSES)],
        },
    )


class RefusalFilters(Shape):
    """Words and page of refusals."""

    text: Words | None = Field(None, description="Words that all stand in source, reason or detail.")
    after: Cursor | None = Field(None, description="`next` of the page before.")
    limit: Rows = USUAL


@router.get("/refusals", response_model=None, responses=listed(RefusalPage))
def list_refusals(request: Request, asked: Annotated[RefusalFilters, Query()]) -> Response:
    """Sources that could not be read.

    Newest first, each with the reason and what helps.
    """
    deps = of(request)
    return paged(
        request, asked, lambda after, limit: deps.index.refusals(asked.text or "", after=after, limit=limit),
        rows.refusal_row,
    )  # fmt: skip


class ReviewFilters(Shape):
    """Page of reviews."""

    after: Number | None = Field(None, description="`next` of the page before.")
    limit: Rows = USUAL


@router.get("/reviews", response_model=None, responses=listed(ReviewList), tags=["reviewing"])
def list_reviews(request: Request, asked: Annotated[ReviewFilters, Query()]) -> Response:
    """What reviewers said.

    Oldest first, so that `next` of the last page that was full goes on where new reviews come. Reviews of one claim
    stand in `/claims/{claim_id}`.
    """
    every: Sequence[Review] = of(request).ledger.reviews()

    def page(after: int | None, limit: int) -> Page[Any]:
        start = after or 0
        more = start + limit < len(every)
        return Page(tuple(every[start : start + limit]), start + limit if more else None)  # type: ignore[arg-type]

    return paged(request, asked, page, _line, kept=False)  # type: ignore[arg-type]


def _line(review: Review) -> dict[str, Any]:
    return {"claim": review.claim, **rows.review_row(review)}


@router.get("/actors", response_model=None, responses={200: {"model": ActorList}}, tags=["ledger"])
def find_actors(
    request: Request, name: Annotated[Words, Query(examples=["North Korea"])],
    on: Annotated[Day | None, Query(description="Today unless given: names mean by day.")] = None,
) -> Response:  # fmt: skip
    """What a name stands for.

    Every reading of it on a day, the chosen one first, and why.
    """
    deps = of(request)
    day = on or deps.now().date()
    # As people type it: "north korea" is taken as "North Korea" where it means nothing as it stands.
    readings = deps.desk.actor(name, day) or deps.desk.actor(name.title(), day)
    found = [
        {"code": code, "name": deps.desk.name(code), "kind": reading.kind, "chosen": reading.chosen, "why": reading.why}
        for reading in readings for code in reading.codes
    ]  # fmt: skip
    return answer(request, lambda: {"data": found}, kept=False)
