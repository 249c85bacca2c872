"""Review: what was reviewed as training items, in a ZIP file."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from entente.serve.context import of
from entente.serve.faults import Missing, told
from entente.serve.guard import needs, note
from entente.serve.jobs import Busy
from entente.serve.pages.review_place import Form, Place, Reviewer, text_of
from entente.serve.questions import canonical
from entente.serve.uploads import TRAINING, fresh_folder

router = APIRouter()


@router.post("/review/training")
def start(request: Request, reader: Reviewer, form: Form) -> Response:
    """Begins to write the reviewed claims of the question, and all claims of their reports, as training items."""
    place = Place(request, text_of(form, "queue"))
    deps = place.deps
    folder = fresh_folder(deps.settings, "training")
    args = {"question": place.order.question, "folder": str(folder)}
    key = f"training {canonical(place.what)} {deps.index.summary().reviews} {reader.name}"
    try:
        job = deps.jobs.start("training", args, owner=reader.name, key=key)
    except Busy:
        return told(request, 503, "busy", "So much work waits already.", mend="try again in a minute",
                    headers={"Retry-After": "60"})  # fmt: skip
    note(request, "export", "training", question=canonical(place.what))
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.get("/review/training/{name}.zip")
def training(request: Request, name: str) -> Response:
    """The file that a job has written."""
    reader = needs("reviewer")(request)
    job = of(request).jobs.get(name)
    if job is None or job.kind != "training" or job.owner != reader.name or job.state != "done":
        raise Missing("There is no such export.", "begin it anew in Review")
    path = Path(job.args["folder"]) / TRAINING
    if not path.is_file():
        raise Missing("The export was cleared away.", "begin it anew in Review")
    return FileResponse(path, media_type="application/zip", filename="entente-training.zip")
