"""Claims and events, and the ledger in numbers."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from entente import rows
from entente.records import STANDING
from entente.serve.api.answers import LINES, answer, paged
from entente.serve.api.filters import Asked, ClaimsAsked, EventsAsked
from entente.serve.api.found_rows import finding_row
from entente.serve.api.kinds import HexId, Rows
from entente.serve.api.route import Route
from entente.serve.api.shapes import ClaimPage, ClaimSeen, Counts, EventPage, EventSeen
from entente.serve.api.shapes_found import Summary
from entente.serve.context import of
from entente.serve.faults import Contradiction, Missing

router = APIRouter(tags=["claims"], route_class=Route)
#: Order in which the ledger itself answers, for questions as of a day.
_OWN_ORDER = ("published", "desc")


def listed(model: Any) -> dict[int | str, dict[str, Any]]:
    """What a list answers: a page of this shape, or everything line by line."""
    return {200: {"model": model, "content": {LINES: {"schema": {"type": "string"}}}}}


@router.get("/summary", response_model=None, responses={200: {"model": Summary}}, tags=["ledger"])
def get_summary(request: Request) -> Response:
    """The ledger in numbers.

    Also how fresh the index is (`moment`, `version`), and the versions of what reads.
    """
    deps = of(request)

    def made() -> dict[str, Any]:
        versions = deps.desk.versions()
        return {
            **rows.as_plain(deps.index.summary()), "package": versions.package, "model": versions.model,
            "lexicon": versions.lexicon,
        }  # fmt: skip

    return answer(request, made)


@router.get("/claims", response_model=None, responses=listed(ClaimPage))
def list_claims(request: Request, asked: ClaimsAsked) -> Response:
    """Claims that the filters find.

    A page at a time, newest report first; with `Accept: application/x-ndjson` all of them, line by line.
    """
    deps, question = of(request), asked.question(of(request))
    statuses = tuple(asked.status) or STANDING
    if question.as_of is not None:
        if (asked.sort, asked.dir) != _OWN_ORDER:
            raise Contradiction(
                "as of a day, claims come newest report first", place="sort", mend="leave sort and dir out"
            )
        return paged(
            request, asked, lambda after, limit: deps.desk.asked(
                deps.index, deps.ledger, question, statuses=statuses, after=after, limit=limit),
            rows.claim_row, kept=False, whole=lambda: deps.ledger.claims(question, statuses=statuses),
        )  # fmt: skip
    return paged(
        request, asked, lambda after, limit: deps.index.claims(
            question, statuses=statuses, sort=asked.sort, descending=asked.dir == "desc", after=after, limit=limit),
        rows.claim_row,
    )  # fmt: skip


@router.get("/claims/count", response_model=None, responses={200: {"model": Counts}})
def count_claims(request: Request, asked: Asked) -> Response:
    """How much the filters find.

    Claims, and the reports, origins and events that they are of.
    """
    deps, question = of(request), asked.question(of(request))

    def made() -> dict[str, Any]:
        if question.as_of is not None:
            return {**deps.ledger.count(question), "more": False}
        return dataclasses.asdict(deps.index.count(question, most=None))

    return answer(request, made, kept=question.as_of is None)


@router.get("/claims/{claim_id}", response_model=None, responses={200: {"model": ClaimSeen}})
def get_claim(request: Request, claim_id: HexId) -> Response:
    """A claim by its id.

    Whatever its status, with what reviewers said of it.
    """
    deps = of(request)
    kept = deps.index.claim(claim_id)
    if kept is None:
        raise Missing(f"no claim {claim_id}", "ids stand in /api/v1/claims", place="claim_id")
    found = kept
    return answer(
        request,
        lambda: {"claim": rows.claim_row(found), "reviews": [rows.review_row(r) for r in deps.index.reviews(claim_id)]},
    )


@router.get("/events", response_model=None, responses=listed(EventPage), tags=["events"])
def list_events(request: Request, asked: EventsAsked) -> Response:
    """Events with a claim that the filters find.

    In one line each, most origins first; with `Accept: application/x-ndjson` all of them, line by line.
    """
    deps, question = of(request), asked.question(of(request))
    return paged(
        request, asked, lambda after, limit: deps.index.events(
            question, sort=asked.sort, descending=asked.dir == "desc", after=after, limit=limit),
        rows.event_line,
    )  # fmt: skip


@router.get("/events/{event_id}", response_model=None, responses={200: {"model": EventSeen}}, tags=["events"])
def get_event(
    request: Request, event_id: HexId,
    quotes: Annotated[Rows, Query(description="Claims that are shown.")] = 100,
) -> Response:  # fmt: skip
    """One event.

    Who says what of it, its claims with their words and the reason why each belongs there, and how it stands.
    """
    deps = of(request)
    found = deps.desk.happening(deps.index, event_id)
    if found is None:
        raise Missing(f"no event {event_id}", "ids stand in /api/v1/events", place="event_id")
    shown = found.claims[:quotes]

    def made() -> dict[str, Any]:
        stands = deps.desk.standing(found)
        return {
            **rows.event_row(found),
            "claims": [rows.claim_row(kept) for kept in shown],
            "all_claims": len(found.claims),
            "reasons": {kept.claim.id: found.reasons.get(kept.claim.id, "") for kept in shown},
            "status": finding_row(stands, 0) if stands is not None else None,
        }

    return answer(request, made)
