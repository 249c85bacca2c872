"""Two actors: how they stand to each other over time, and everything that is found about them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from entente.asked import code, day
from entente.errors import UsageError
from entente.records import Question
from entente.serve import guard
from entente.serve.brief_page import outward, style_of
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.jobs import Busy, Job
from entente.serve.pages import ahead_drawn, pair_ahead, pair_kept, pair_show
from entente.serve.pages.pair_kept import DAYS, Asked, Found
from entente.serve.rendering import page

if TYPE_CHECKING:
    from entente.records import KeptClaim
    from entente.records.shown import EventRow

router = APIRouter()
#: Findings that are not older are shown though claims came in since; they are worked out anew when somebody asks.
RESTS = dt.timedelta(minutes=10)
#: Newest happenings and claims on the page; happenings behind a stretch of the course.
NEWEST, BEHIND = 6, 15
_TYPES = {
    "html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8", "pdf": "application/pdf",
    "json": "application/json",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """What there is of the findings.

    Attributes:
        found: as kept, None where nothing is.
        mark: of the claims now.
        job: that works them out anew, None where none does.
        fault: why the last one failed, "" where it did not.
        busy: so much waits that none was begun.
    """

    found: Found | None
    mark: str
    job: Job | None
    fault: str = ""
    busy: bool = False

    @property
    def current(self) -> bool:
        """Whether the findings are of the claims as they are now."""
        return self.found is not None and self.found.mark == self.mark


@router.get("/pair")
def choose(request: Request) -> Response:
    """A form for the two names; leads to their page once both are given."""
    one, two = (request.query_params.get(name, "").strip() for name in ("a", "b"))
    fault: UsageError | None = None
    if one and two:
        try:
            return RedirectResponse(_asked(request, one, two).address(), 303)
        except UsageError as error:
            fault = error
    return page(request, "pair/choose.html", status=422 if fault else 200, one=one, two=two, fault=fault)


@router.get("/pair/{a}/{b}")
def show(request: Request, a: str, b: str) -> Response:
    """The page of two actors: what the index knows at once, and the findings as far as they are worked out."""
    deps = of(request)
    try:
        asked = _asked(request, a, b)
    except UsageError as error:
        if error.place not in DAYS:
            raise
        one, two = sorted((code(deps.desk, a, "A", None), code(deps.desk, b, "B", None)))
        typed = {name: request.query_params.get(name, "") for name in DAYS}
        return page(request, "pair/days.html", status=422, it=Asked(one, two), typed=typed, fault=error)
    if (a, b) != asked.pair:
        return RedirectResponse(asked.address(), 307)
    return page(request, "pair/page.html", **_page_context(request, deps, asked))


@router.get("/pair/{a}/{b}/findings")
def findings(request: Request, a: str, b: str) -> Response:
    """The findings alone, for a page that is open while they are worked out."""
    deps, asked = of(request), _asked(request, a, b)
    if not request.headers.get("HX-Request"):
        return RedirectResponse(asked.address(), 303)
    state = _state(request, deps, asked)
    return page(request, "pair/findings.html", **_findings_context(request, deps, asked, state))


@router.get("/pair/{a}/{b}/alignment.json")
def alignment(request: Request, a: str, b: str) -> Response:
    """The course of the two over time: `{"made", "current", "course"}`; `course` is null until it is worked out."""
    deps, asked = of(request), _asked(request, a, b)
    state = _state(request, deps, asked)
    body = {
        "made": state.found.made.isoformat(timespec="seconds") if state.found else None,
        "current": state.current,
        "course": state.found.body["course"] if state.found else None,
    }
    return JSONResponse(body, status_code=200 if state.found else 202)


@router.get("/pair/{a}/{b}/week")
def week(request: Request, a: str, b: str) -> Response:
    """The happenings behind a stretch of the course, and what made a change that begins in it."""
    deps, asked = of(request), _asked(request, a, b)
    first, last = (day(request.query_params.get(name, ""), name) for name in ("from", "to"))
    if last < first:
        raise UsageError(f"{last} lies before {first}", place="to", mend="give a later day")
    question = Question(pair=asked.pair, since=first, until=last)
    counts, rows = _happenings(deps, question)
    state = pair_kept.found(pair_kept.ready(deps.store), asked.key)
    turns = [
        change for change in ((state.body["course"] or {}).get("changes", []) if state else [])
        if first <= dt.date.fromisoformat(change["on"]) <= last
    ]  # fmt: skip
    return page(
        request, "pair/week.html", it=asked, first=first, last=last, rows=rows, counts=counts, turns=turns,
        claims=_claims(deps, turns, 4), days=pair_show.days,
    )  # fmt: skip


def _happenings(deps: Deps, question: Question) -> tuple[dict[str, int], list[EventRow]]:
    """Origins of some days by happening, and the happenings that stand out in these days.

    What is told again and again, as a war, would stand first in any week: a happening weighs by its origins of these
    days times their share of all that tell of it.
    """
    told: defaultdict[str, set[str]] = defaultdict(set)
    for glance in deps.index.glances(question):
        if glance.event_id:
            told[glance.event_id].add(glance.origin)
    here = {event: len(origins) for event, origins in told.items()}
    most = sorted(here, key=lambda event: (-here[event], event))[: 4 * BEHIND]
    rows = deps.index.event_rows(most)
    rows.sort(key=lambda row: (-(here[row.id] ** 2) / max(1, row.origins), row.id))
    return here, rows[:BEHIND]


@router.get("/pair/{a}/{b}/brief.{form}")
def brief(request: Request, a: str, b: str, form: str) -> Response:
    """The brief on the two as a file; where it is not made yet, a page that waits for it (202)."""
    if form not in _TYPES:
        raise Missing(f"no brief as {form}", "one of html, md, pdf, json")
    deps, asked = of(request), _asked(request, a, b)
    mark = _mark(deps, asked)
    made = pair_kept.brief(pair_kept.ready(deps.store), asked.key, form, mark)
    if made is not None:
        return _file(asked, form, made, inline=request.query_params.get("view") == "1")
    if not deps.index.count(asked.today).claims and not asked.as_of:
        raise Missing("the ledger tells nothing of the two", "ask for more days")
    job, fault, busy = _job(request, deps, "pair-brief", asked, mark)
    view = request.query_params.get("view", "")
    then = asked.address(f"/brief.{form}", view=view, job=job.id if job else "")
    status = 503 if busy else 500 if fault else 202
    answer = page(request, "pair/brief.html", status=status, it=asked, job=job, fault=fault, busy=busy, then=then)
    answer.headers["Retry-After"] = "3"
    return answer


@router.get("/pair/{a}/{b}/brief-style.css")
def style(request: Request, a: str, b: str) -> Response:
    """The style of the brief's own page, which the desk's policy forbids inside the page."""
    deps, asked = of(request), _asked(request, a, b)
    made = pair_kept.brief(pair_kept.ready(deps.store), asked.key, "html")
    if made is None:
        raise Missing("no such style", "the brief of the two has it")
    return Response(style_of(made.decode("utf-8")), media_type="text/css")


def _file(asked: Asked, form: str, data: bytes, *, inline: bool) -> Response:
    name = "-".join(["brief", asked.one, asked.two, *asked.days.values()])
    headers = {"Cache-Control": "private, no-cache"}
    if inline and form == "html":
        html = outward(data.decode("utf-8"), asked.address("/brief-style.css"))
        return Response(html, media_type=_TYPES[form], headers=headers)
    headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}.{form}"'
    return Response(data, media_type=_TYPES[form], headers=headers)


# ---------------------------------------------------------------------- what is asked


def _asked(request: Request, a: str, b: str) -> Asked:
    """The two and the days. Raises UsageError for a name that means nothing, for one actor twice and for bad days."""
    desk = of(request).desk
    one, two = (code(desk, name, place, None) for name, place in ((a, "A"), (b, "B")))
    if one == two:
        raise UsageError(f"both are {one}", place="B", mend="name two")
    given = {name: request.query_params.get(name, "").strip() for name in DAYS}
    found = {name: day(text, name) for name, text in given.items() if text}
    if found.get("since") and found.get("until") and found["until"] < found["since"]:
        raise UsageError("lies before the first day", place="until", mend="give a later one")
    one, two = sorted((one, two))
    return Asked(one, two, found.get("since"), found.get("until"), found.get("as_of"))


def _mark(deps: Deps, asked: Asked) -> str:
    versions = deps.desk.versions()
    return pair_kept.mark_of(deps.index, asked, f"{versions.package} {versions.lexicon}")


def _state(request: Request, deps: Deps, asked: Asked) -> State:
    """What is kept, and a job where that is not of the claims as they are now and has rested long enough."""
    mark = _mark(deps, asked)
    found = pair_kept.found(pair_kept.ready(deps.store), asked.key)
    anew = request.query_params.get("anew") == "1"
    rested = found is None or deps.now() - found.made > RESTS
    if found is not None and (found.mark == mark or not (rested or anew)):
        return State(found, mark, None)
    job, fault, busy = _job(request, deps, "pair", asked, mark)
    if job is not None and job.over:  # it ended between the two looks
        return State(pair_kept.found(deps.store, asked.key) or found, mark, None, fault, busy)
    return State(found, mark, job, fault, busy)


def _job(request: Request, deps: Deps, kind: str, asked: Asked, mark: str) -> tuple[Job | None, str, bool]:
    """The job that works, why the one that the address names failed, whether too much waits already."""
    before = deps.jobs.get(request.query_params.get("job", ""))
    if before is not None and before.state == "failed":
        return None, before.fault, False
    args = {
        **asked.as_args(),
        "mark": mark,
        "then": asked.address() if kind == "pair" else asked.address("/brief.html", view="1"),
    }
    try:
        owner = guard.reader_of(request).name
        return deps.jobs.start(kind, args, owner=owner, key=f"{kind} {asked.key} {mark}"), "", False
    except Busy:
        return None, "", True


# ---------------------------------------------------------------------- what is shown


def _page_context(request: Request, deps: Deps, asked: Asked) -> dict[str, Any]:
    count = deps.index.count(asked.today)
    state = _state(request, deps, asked) if count.claims or asked.as_of else None
    newest = deps.index.claims(asked.today, limit=NEWEST).rows
    oldest = deps.index.claims(asked.today, descending=False, limit=1).rows
    return {
        "it": asked,
        "count": count,
        "claims_newest": newest,
        "first": oldest[0].published if oldest else None,
        "last": newest[0].published if newest else None,
        "events": deps.index.events(asked.today, sort="last", limit=NEWEST).rows,
        "ahead": pair_ahead.of_pair(deps, asked.pair),
        "drawn": ahead_drawn,
        "day_of": dt.date.fromisoformat,
        **(_findings_context(request, deps, asked, state) if state else {"state": None}),
    }


def _findings_context(request: Request, deps: Deps, asked: Asked, state: State) -> dict[str, Any]:
    body = state.found.body if state.found else None
    whole = request.query_params.get("all", "")
    wants = body["sections"]["interests"] if body else []
    sections = pair_show.sections(body, whole=whole) if body else []
    rows = [row for section in sections for row in section.rows]
    job = state.job.id if state.job else ""
    return {
        "it": asked, "state": state, "body": body, "days": pair_show.days,
        "by_key": {section.key: section for section in sections},
        "claims": _claims(deps, rows, pair_show.QUOTES),
        "visits": pair_show.by_month(body["visits"]) if body else [],
        "interests": pair_show.by_party(asked.pair, wants, whole == "interests"),
        "again": asked.address(job=job), "fragment": asked.address("/findings", job=job),
    }  # fmt: skip


def _claims(deps: Deps, rows: Iterable[dict[str, Any]], most: int) -> dict[str, KeptClaim]:
    ids = dict.fromkeys(name for row in rows for name in row["claims"][:most])
    return {kept.claim.id: kept for kept in deps.index.these(ids)}
