"""Long work: how far it is, and what it came to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import StringConstraints

from entente.serve.api.route import Route
from entente.serve.api.shapes_found import JobSeen
from entente.serve.context import of
from entente.serve.faults import Missing
from entente.serve.guard import reader_of
from entente.serve.jobs import Job

router = APIRouter(tags=["jobs"], route_class=Route)
#: Kinds of jobs whose result is the answer; of others it stands where `see` says.
_ANSWERS = ("read-text",)
JobId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.get("/jobs/{job_id}", response_model=None, responses={200: {"model": JobSeen}, 202: {"model": JobSeen}})
def get_job(request: Request, job_id: Annotated[JobId, Path(description="Its id, as the 202 told it.")]) -> Response:
    """Long work.

    202 while it goes on, with its phase and how far it is; then 200 with its result, where to see it, or its fault.
    """
    found = of(request).jobs.get(job_id)
    # What has a key belongs to whoever asks the same: another reader may have begun it.
    if found is None or not (found.key.startswith(("pair", "ahead")) or found.owner == reader_of(request).name):
        raise Missing(f"no job {job_id}", "jobs are forgotten after a while; ask again", place="job_id")
    return told(found)


def told(job: Job) -> JSONResponse:
    """A job as JSON: 200 where it is over, 202 with Retry-After and Location while it is not."""
    answers = job.kind in _ANSWERS and job.state == "done"
    body = {
        "id": job.id, "kind": job.kind, "state": job.state, "phase": job.phase, "done": job.done, "total": job.total,
        "result": job.result if answers else None, "see": str(job.args.get("see", "")), "fault": job.fault,
    }  # fmt: skip
    headers = {} if job.over else {"Retry-After": "1", "Location": f"/api/v1/jobs/{job.id}"}
    return JSONResponse(body, 200 if job.over else 202, {"Cache-Control": "no-store", **headers})
