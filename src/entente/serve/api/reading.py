"""Reading a report that is given."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BeforeValidator, Field

from entente.serve.api.jobs import told
from entente.serve.api.kinds import whole
from entente.serve.api.route import Route
from entente.serve.api.shapes_found import JobSeen, ReportRead
from entente.serve.api.shapes_given import ReportGiven
from entente.serve.context import of
from entente.serve.faults import Worked
from entente.serve.guard import reader_of

router = APIRouter(tags=["reading"], route_class=Route)
#: Seconds that an answer waits for its job, unless it is said, and at most, before it hands out the job instead.
PATIENCE, MOST = 5, 30
_LOOK = 0.02
Wait = Annotated[
    Annotated[int, Field(ge=0, le=MOST), BeforeValidator(whole)],
    Query(description="Seconds to wait for the result before a job is handed out instead."),
]
_JOB: dict[int | str, dict[str, Any]] = {202: {"model": JobSeen}}


@router.post("/read", response_model=None, responses={200: {"model": ReportRead}, **_JOB})
async def read_report(request: Request, report: ReportGiven, wait: Wait = PATIENCE) -> Response:
    """The claims of a report that is given.

    Each with the place of its words in that text. Nothing is kept. 202 with a job where it takes longer than `wait`.
    """
    return await _worked(request, report, "claims", wait)


_BRIEF = {"type": "object", "required": ["title", "quotes"]}


@router.post(
    "/brief", response_model=None,
    responses={200: {"description": "The brief", "content": {"application/json": {"schema": _BRIEF}}}, **_JOB},
)  # fmt: skip
async def brief_report(request: Request, report: ReportGiven, wait: Wait = PATIENCE) -> Response:
    """The brief on a report that is given.

    In the published schema of briefs. Nothing is kept. 202 with a job where it takes longer than `wait`.
    """
    return await _worked(request, report, "brief", wait)


async def _worked(request: Request, report: ReportGiven, want: str, wait: int) -> Response:
    # A coroutine, for who waits here must not hold one of the threads that answer pages.
    deps = of(request)
    made = deps.jobs.start("read-text", {**report.model_dump(), "want": want}, owner=reader_of(request).name)
    until = time.monotonic() + wait
    while not made.over and time.monotonic() < until:
        await asyncio.sleep(_LOOK)
    if made.state == "failed":
        raise Worked(made.fault, made.status)
    return JSONResponse(made.result) if made.over else told(made)
