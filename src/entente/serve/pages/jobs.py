"""Long work: a page that shows how far it is, and the same as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sse_starlette.sse import EventSourceResponse

from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.guard import reader_of
from entente.serve.jobs import Job
from entente.serve.rendering import page

router = APIRouter()
#: Seconds between looks at a job, and at most between events: a proxy closes a line on which nothing is said.
LOOK, QUIET = 0.25, 10.0
#: Kind of job -> its heading, where its result is, what a reader may do who sees it fail and where.
KINDS = {
    "read": ("Reading your report", "/read/{id}", "Read another report", "/read"),
    "keep": ("Keeping it in the ledger", "/read", "Read another report", "/read"),
    "training": ("Writing training items", "/jobs/{id}", "Back to Review", "/review"),
}
#: Kinds that are seen by who began them alone, whatever their key.
PRIVATE = ("read", "keep", "training")
_OTHER = ("Working", "", "Back to Today", "/")


def job_of(request: Request, name: str) -> Job:
    """A job of the reader's own, or one that readers share. Raises Missing: whose job it is, is not told."""
    found = of(request).jobs.get(name)
    if found is None or (not _shared(found) and found.owner != reader_of(request).name):
        raise Missing("There is no such work here.", "work is forgotten when the desk is started again: begin it anew")
    return found


def _shared(job: Job) -> bool:
    """Whether every reader may see it: what is found about a pair is the same for all, what was handed in is not."""
    return bool(job.key) and job.kind not in PRIVATE


def then(job: Job) -> str:
    """Where the result of a job is."""
    kind = KINDS.get(job.kind, _OTHER)
    return str(job.args.get("then") or kind[1].format(id=job.id) or f"/jobs/{job.id}")


@router.get("/jobs/{name}")
def progress(request: Request, name: str) -> Response:
    """How far a job is; over to its result when it is done."""
    job = job_of(request, name)
    target = then(job)
    if job.state == "done" and target != f"/jobs/{job.id}":
        return RedirectResponse(target, 303)
    heading, _, label, back = KINDS.get(job.kind, _OTHER)
    status = job.status if job.state == "failed" else 200
    return page(request, "jobs.html", status=status, job=job, then=target, heading=heading, label=label, back=back)


@router.get("/jobs/{name}/events")
async def events(request: Request, name: str) -> Response:
    """Events "progress" {phase, done, total, state} whenever something changed, at the end "over"."""
    return EventSourceResponse(
        _told(of(request), job_of(request, name)), ping=15, headers={"Cache-Control": "no-store"}
    )


async def _told(deps: Deps, job: Job) -> AsyncIterator[dict[str, str]]:
    said, quiet = "", 0.0
    while True:
        now = json.dumps({"phase": job.phase, "done": job.done, "total": job.total, "state": job.state})
        if now != said or quiet >= QUIET:
            yield {"event": "progress", "data": now}
            said, quiet = now, 0.0
        if job.over or deps.jobs.get(job.id) is None:
            break
        await asyncio.sleep(LOOK)
        quiet += LOOK
    yield {"event": "over", "data": json.dumps({"state": job.state, "then": then(job)})}
