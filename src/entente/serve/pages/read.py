"""Read: reports handed in, and their brief at once."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from entente.errors import UsageError
from entente.records import BriefQuote, Claim
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.guard import needs, note, reader_of
from entente.serve.jobs import Busy, Job
from entente.serve.pages.jobs import job_of
from entente.serve.pages.read_work import FORMATS, Reading
from entente.serve.passages import Span, paragraphs
from entente.serve.rendering import page
from entente.serve.uploads import MOST, Asked, file_name, fresh_folder, handed_in, put

router = APIRouter()
#: Kinds of claims that may be dealings, for which sanctions rules can be asked.
DEALINGS = ("TRANSFER", "AID", "COOPERATE", "AGREE")
_KINDS = {"html": "text/html", "css": "text/css", "md": "text/markdown", "json": "application/json"}
#: Sections of a brief that are lists of findings or sentences, with their headings, in the order of the page.
SECTIONS = {
    "statuses": "How each thing stands", "contradictions": "Contradictions", "news": "What is new",
    "rules": "Sanctions rules touched", "interests": "What each wants and has", "alignment": "How close they are",
    "open": "What is still open", "questions": "Questions that are left", "less_sure": "Read with less confidence",
}  # fmt: skip


@router.get("/read")
def form(request: Request) -> Response:
    """The form. While a person fills it, the worker loads the model."""
    if request.headers.get("sec-fetch-mode") == "navigate":
        with contextlib.suppress(Busy):
            of(request).jobs.start("warm", {}, owner="", key="warm")
    return _form(request)


def _form(request: Request, fault: UsageError | None = None, typed: Any = None, status: int = 200) -> Response:
    values = {name: str((typed or {}).get(name) or "") for name in ("text", "address", "published", "keep")}
    return page(
        request, "read/form.html", status=status, fault=fault, typed=values, most=MOST,
        largest=of(request).settings.max_upload, may_keep=reader_of(request).may("reviewer"),
    )  # fmt: skip


@router.post("/read", dependencies=[Depends(needs("reader"))])
async def start(request: Request) -> Response:
    """Begins to read what is handed in."""
    settings = of(request).settings
    typed: Any = None
    try:
        typed = await request.form(max_files=MOST, max_fields=20, max_part_size=settings.max_upload)
        asked = await handed_in(typed, settings)
    except HTTPException as error:
        if "maximum size" in str(error.detail):
            fault = UsageError(
                "is larger than what is read at once", place="files", mend=f"at most {settings.max_upload:,} bytes"
            )
            return await to_thread.run_sync(_form, request, fault, typed, 413)
        fault = UsageError("too many files, or a damaged form", place="files", mend=f"at most {MOST} files at once")
        return await to_thread.run_sync(_form, request, fault, typed, 422)
    except UsageError as fault:
        return await to_thread.run_sync(_form, request, fault, typed, 413 if "bytes" in fault.message else 422)
    finally:
        if typed is not None:
            await typed.close()
    return await to_thread.run_sync(_start, request, asked, typed)


def _start(request: Request, asked: Asked, typed: Any) -> Response:
    deps, reader = of(request), reader_of(request)
    if asked.keep:
        needs("reviewer")(request)
    folder = fresh_folder(deps.settings, "read")
    day = asked.published.isoformat() if asked.published else ""
    args = {"folder": str(folder), "sources": put(folder, asked.handed), "published": day, "keep": asked.keep}
    try:
        job = deps.jobs.start("read", args, owner=reader.name)
    except Busy:
        shutil.rmtree(folder, ignore_errors=True)
        fault = UsageError("so much work waits already", place="text", mend="try again in a minute")
        return _form(request, fault, typed, 503)
    if asked.keep:
        note(request, "keep", job.id, sources=[each.name for each in asked.handed])
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _reading(request: Request, name: str) -> tuple[Job, Reading]:
    job = job_of(request, name)
    found = job.result if job.kind == "read" and job.state == "done" else None
    if not isinstance(found, Reading) or not Path(job.args["folder"]).is_dir():
        raise Missing("There is no such reading here.", "results are kept for a while: read it again")
    return job, found


@router.get("/read/{name}")
def result(request: Request, name: str) -> Response:
    """What reading came to: the brief beside the reports, claims, findings of the sanctions rules."""
    job = job_of(request, name)
    if job.kind == "read" and job.state != "done":
        return RedirectResponse(f"/jobs/{job.id}", 303)
    job, reading = _reading(request, name)
    deps, brief = of(request), reading.brief
    kept = deps.jobs.found(_keeping(job)) if reading.kept is None else None
    if kept is not None and kept.state == "done":
        reading = dataclasses.replace(reading, kept=kept.result)
    return page(
        request, "read/result.html", job=job, reading=reading, brief=brief, sections=_sections(reading),
        reports=_reports(deps, reading), quotes={quote.number: quote for quote in brief.quotes},
        claims=[claim for _, claims in reading.claims for claim in claims], dealings=DEALINGS,
        check=lambda claim: _check(claim, reading),
    )  # fmt: skip


def _keeping(job: Job) -> str:
    return f"keep {job.id}"


@router.post("/read/{name}/keep", dependencies=[Depends(needs("reviewer"))])
def keep(request: Request, name: str) -> Response:
    """Keeps in the ledger what was read before."""
    job, reading = _reading(request, name)
    documents = [told.document for told in reading.brief.documents]
    kept = of(request).jobs.start(
        "keep", {"documents": documents, "then": f"/read/{job.id}"}, owner=job.owner, key=_keeping(job)
    )
    note(request, "keep", job.id, sources=[each.source for each in documents])
    return RedirectResponse(f"/jobs/{kept.id}", 303)


def _check(claim: Claim, reading: Reading) -> str:
    """The form of Check, filled with what a claim tells."""
    published = {told.document.id: told.document.published for told in reading.brief.documents}
    on = claim.start or published.get(claim.document)
    asked = {"from": claim.actor[0], "to": claim.recipient[0], "matter": claim.matter[0] if claim.matter else "",
             "on": on.isoformat() if on else ""}  # fmt: skip
    return f"/check?{urlencode({name: value for name, value in asked.items() if value})}"


def _sections(reading: Reading) -> list[tuple[str, str, Any]]:
    return [(name, label, found) for name, label in SECTIONS.items() if (found := getattr(reading.brief, name))]


def _reports(deps: Deps, reading: Reading) -> list[dict[str, Any]]:
    told = []
    for report in reading.brief.documents:
        document = report.document
        quotes = [quote for quote in reading.brief.quotes if quote.document == document.id]
        in_ledger = reading.kept is not None and deps.index.document_row(document.id) is not None
        told.append({
            "facts": report, "document": document, "kept": in_ledger,
            "title": paragraphs(document.title, _spans(quotes, "title"), numbers=True),
            "text": paragraphs(document.text, _spans(quotes, "text"), numbers=True),
        })  # fmt: skip
    return told


def _spans(quotes: list[BriefQuote], field: str) -> list[Span]:
    return [
        Span(quote.place.start_char, quote.place.end_char, str(quote.number), True)
        for quote in quotes
        if quote.place.field == field and quote.place.quote
    ]


@router.get("/read/{name}/brief.{kind}")
def brief(request: Request, name: str, kind: str, download: bool = False) -> Response:
    """The brief in one of its forms. `download`: as a file."""
    job, reading = _reading(request, name)
    title = file_name(reading.brief.title)[:60].strip() or "brief"
    headers = {"Content-Disposition": _attached(f"{title}.{kind}")} if download else {}
    if kind == "pdf":
        return Response(
            _pdf(of(request), reading, Path(job.args["folder"])), media_type="application/pdf", headers=headers
        )
    if kind not in FORMATS:
        raise Missing(f"A brief has no form {kind}.", "html, md, json or pdf")
    if kind == "html" and download:
        from entente.desk import render

        return Response(render(reading.brief, "html"), media_type="text/html; charset=utf-8", headers=headers)
    data = (Path(job.args["folder"]) / FORMATS[kind]).read_bytes()
    return Response(data, media_type=f"{_KINDS[kind]}; charset=utf-8", headers=headers)


def _pdf(deps: Deps, reading: Reading, folder: Path) -> bytes:
    from entente.serve.pdf import as_pdf

    markdown = (folder / FORMATS["md"]).read_text(encoding="utf-8")
    return as_pdf(markdown, title=reading.brief.title, on=deps.now().date())


def _attached(name: str) -> str:
    """Content-Disposition with the name in UTF-8 (RFC 6266 and RFC 8187)."""
    plain = "".join(char if (char.isascii() and char.isalnum()) or char in " .-_" else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
