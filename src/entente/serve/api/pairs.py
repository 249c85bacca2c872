"""Two actors: what is found about them, and the brief on them. Worked out once, kept, shared with the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator, Field

from entente import asked as words
from entente import rows
from entente.serve.api.answers import answer, digest
from entente.serve.api.filters import found
from entente.serve.api.jobs import told
from entente.serve.api.kinds import Day, Flag, Words, whole
from entente.serve.api.route import Route
from entente.serve.api.shapes import Shape
from entente.serve.api.shapes_found import JobSeen, PairSeen
from entente.serve.context import Deps, of
from entente.serve.faults import Contradiction, Worked
from entente.serve.guard import reader_of
from entente.serve.jobs import Job
from entente.serve.pages import pair_kept
from entente.serve.pages.pair_kept import Asked

router = APIRouter(tags=["pairs"], route_class=Route)
_KINDS = {
    "html": "text/html", "md": "text/markdown", "pdf": "application/pdf", "json": "application/json",
}  # fmt: skip
_MADE: dict[int | str, dict[str, Any]] = {202: {"model": JobSeen}}


class PairFilters(Shape):
    """Which two, and which days."""

    a: Words = Field(description="Code or name.", examples=["CHL"])
    b: Words = Field(description="Code or name.", examples=["PER"])
    since: Day | None = Field(None, description="First day of happening.")
    until: Day | None = Field(None, description="Last day of happening.")
    as_of: Day | None = Field(None, description="What the ledger knew by the end of that day (UTC).")
    job: Words | None = Field(None, description="Of a 202 before: its failure is told, not tried again.")


class FindingsWanted(PairFilters):
    """Which two, which days, and how much of the findings."""

    limit: Annotated[int, Field(ge=1, le=60), BeforeValidator(whole)] = Field(
        20, description="Findings of each kind that are shown."
    )
    anew: Flag = Field(False, description="Work them out anew, where claims came in since.")


class BriefWanted(PairFilters):
    """Which two, which days, and in which form."""

    format: Literal["json", "md", "html", "pdf"] = "json"


@router.get("/pair", response_model=None, responses={200: {"model": PairSeen}, **_MADE})
def get_pair(request: Request, wanted: Annotated[FindingsWanted, Query()]) -> Response:
    """Everything that is found about two actors.

    How they stand to each other and why it turned, how happenings stand, contradictions, interests, firsts, travel,
    sanctions touched, open questions. What was worked out before comes at once (`current` tells whether claims came
    in since); else 202 with a job: ask again when it is done.
    """
    deps, asked = of(request), _asked(request, wanted)
    mark = _mark(deps, asked)
    kept = pair_kept.found(pair_kept.ready(deps.store), asked.key)
    job = None
    if kept is None or (wanted.anew and kept.mark != mark):
        job = _job(request, "pair", asked, mark, wanted.job)
        kept = pair_kept.found(deps.store, asked.key) or kept
    if kept is None:
        assert job is not None
        return told(job)
    body = _body(deps, asked, kept.body, wanted.limit)
    more = {
        "made": kept.made.isoformat(), "current": kept.mark == mark,
        "job": job.id if job is not None and not job.over else None,
    }  # fmt: skip
    return answer(request, lambda: {**body, **more}, kept=False)


def _body(deps: Deps, asked: Asked, body: Mapping[str, Any], limit: int) -> dict[str, Any]:
    sections = {name: found[:limit] for name, found in body["sections"].items()}
    visits = body["visits"][:limit]
    shown = [*(row for found in sections.values() for row in found), *visits]
    ids = dict.fromkeys(name for row in shown for name in row["claims"])
    return {
        "one": asked.one, "two": asked.two, "names": {code: deps.desk.name(code) for code in asked.pair},
        "since": asked.days.get("since"), "until": asked.days.get("until"), "as_of": asked.days.get("as_of"),
        "counts": body["counts"], "totals": body["totals"], "sections": sections, "visits": visits,
        "course": body["course"], "claims": {kept.claim.id: rows.claim_row(kept) for kept in deps.index.these(ids)},
    }  # fmt: skip


@router.get(
    "/pair/brief", response_model=None,
    responses={
        200: {"description": "The brief", "content": {
            "application/json": {"schema": {"type": "object", "required": ["title", "quotes"]}},
            **{kind: {"schema": {"type": "string"}} for name, kind in _KINDS.items() if name not in ("json", "pdf")},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        }},
        **_MADE,
    },
)  # fmt: skip
def get_pair_brief(request: Request, wanted: Annotated[BriefWanted, Query()]) -> Response:
    """The brief on two actors.

    As JSON (the published schema of briefs), Markdown, one page of HTML, or PDF. 202 with a job where it is not
    written yet: ask again when that is done.
    """
    deps, asked = of(request), _asked(request, wanted)
    mark = _mark(deps, asked)
    made = pair_kept.brief(pair_kept.ready(deps.store), asked.key, wanted.format, mark)
    if made is None:
        job = _job(request, "pair-brief", asked, mark, wanted.job)
        made = pair_kept.brief(deps.store, asked.key, wanted.format, mark)
        if made is None:
            return told(job)
    if wanted.format == "json":
        text = made.decode("utf-8")
        return answer(request, lambda: json.loads(text), kept=False)
    name = "-".join(["brief", asked.one, asked.two, *asked.days.values()])
    tag = digest(f"{mark} {asked.key} {wanted.format}")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{wanted.format}"', "ETag": f'W/"{tag}"',
    }  # fmt: skip
    return Response(made, headers=headers, media_type=_KINDS[wanted.format])


def _asked(request: Request, wanted: PairFilters) -> Asked:
    """The two and the days. Raises Missing, Contradiction."""
    deps = of(request)
    one, two = sorted((_code(deps, wanted.a, "a"), _code(deps, wanted.b, "b")))
    if one == two:
        raise Contradiction(f"both are {one}", place="b", mend="name two")
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise Contradiction("lies before the first day", place="until", mend="give a later one")
    return Asked(one, two, wanted.since, wanted.until, wanted.as_of)


def _code(deps: Deps, name: str, place: str) -> str:
    code: str = found(lambda: words.code(deps.desk, name, place, None))
    return code


def _mark(deps: Deps, asked: Asked) -> str:
    """As the pair's page has it, so that what one works out the other finds."""
    versions = deps.desk.versions()
    return pair_kept.mark_of(deps.index, asked, f"{versions.package} {versions.lexicon}")


def _job(request: Request, kind: str, asked: Asked, mark: str, before: str | None) -> Job:
    """The job that works it out. Raises Worked where the one before failed, Busy."""
    jobs = of(request).jobs
    failed = jobs.get(before) if before else None
    if failed is not None and failed.state == "failed":
        raise Worked(failed.fault, failed.status)
    path = "/api/v1/pair/brief" if kind == "pair-brief" else "/api/v1/pair"
    see = f"{path}?{urlencode({'a': asked.one, 'b': asked.two, **asked.days})}"
    return jobs.start(
        kind, {**asked.as_args(), "mark": mark, "see": see}, owner=reader_of(request).name,
        key=f"{kind} {asked.key} {mark}",
    )  # fmt: skip
