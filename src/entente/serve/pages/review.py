"""Review: a queue of claims, one at a time beside its passage; accepted, corrected, refused, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from entente.errors import ConflictError, UsageError
from entente.records import KeptClaim
from entente.serve import reviewing
from entente.serve.context import Deps, of
from entente.serve.pages import review_export, review_form, review_marking
from entente.serve.pages.review_form import Filled
from entente.serve.pages.review_place import (
    Form,
    Place,
    Reviewer,
    claim_of,
    history,
    onward,
    passage_of,
    text_of,
    version_of,
    written,
)
from entente.serve.questions import Typed, typed
from entente.serve.rendering import called, page

router = APIRouter()
router.include_router(review_marking.router)
router.include_router(review_export.router)
#: Why a claim is refused: number keys choose among them.
REASONS = (
    "The words do not say that", "The wrong parties", "Nothing between states or bodies", "The words do not carry it",
    "The same as another claim", "Not part of the report",
)  # fmt: skip


# Reading


@router.get("/review")
def review(request: Request) -> Response:
    """One claim of the queue beside its passage, or where the queue leads."""
    deps, params = of(request), request.query_params
    try:
        place = Place(request)
    except UsageError as fault:
        return _queue(request, None, typed(params), params.get("which", "open"), fault)
    name = params.get("claim", "")
    if name:
        kept = claim_of(deps, name)
        reviewing.shown(deps, place.walker, place.order, kept.claim.id)
        return _shown(request, place, kept, whole=params.get("whole") == "1")
    if not params.get("end") and not params.get("queue"):
        found = reviewing.current(deps, place.walker, place.order)
        if found is not None:
            return place.go(found)
    return _queue(request, place, place.what, place.which, None)


@router.get("/review/next")
def next_claim(request: Request) -> Response:
    """On to the claim after `claim`."""
    place = Place(request)
    name = request.query_params.get("claim")
    return place.go(reviewing.following(place.deps, place.walker, place.order, name))


@router.get("/review/previous")
def previous_claim(request: Request) -> Response:
    """Back to the claim that was shown before `claim`."""
    place = Place(request)
    name = request.query_params.get("claim", "")
    found = reviewing.before(place.deps, place.walker, place.order, name) if name else None
    return place.go(found or name or None)


def _queue(request: Request, place: Place | None, what: Typed, which: str, fault: UsageError | None) -> Response:
    """The queue's own page: what is asked for, and what to do where nothing is left."""
    deps = of(request)
    left = reviewing.left(deps, place.order) if place else None
    passed = reviewing.passed(deps, place.walker, place.order) if place else 0
    summary = deps.index.summary()
    return page(
        request, "review/queue.html", status=422 if fault else 200, followed=summary.moment is not None,
        held=summary.claims, what=what, which=which, fault=fault, left=left, passed=passed, place=place,
        told=place.told if place else "", choices=review_form.CHOICES,
        suggestions=review_form.suggestions(deps.desk), last=_last(deps, place) if place else None,
    )  # fmt: skip


def _last(deps: Deps, place: Place) -> tuple[reviewing.Done, KeptClaim | None] | None:
    done = reviewing.last_done(deps.store, place.walker)
    return (done, deps.index.claim(done.claim)) if done else None


def _shown(
    request: Request, place: Place, kept: KeptClaim, *, whole: bool = False, filled: Filled | None = None,
    conflict: ConflictError | None = None, seen: KeptClaim | None = None, mine: Mapping[str, Any] | None = None,
    do: str = "", why: str = "", status: int = 200, fault: UsageError | None = None,
) -> Response:  # fmt: skip
    """The page of one claim. `filled`: as typed; `conflict`: somebody was faster, `seen`: what was looked at."""
    deps, claim = place.deps, kept.claim
    form = filled or review_form.filled(deps.desk, claim)
    rows = review_form.differences(deps.desk, called, seen.claim, claim, dict(mine or {})) if seen else ()
    return page(
        request, "review/claim.html", status=status, place=place, kept=kept, claim=claim, form=form, fault=fault,
        open=filled is not None, conflict=conflict, rows=rows, do=do, why=why, whole=whole,
        left=reviewing.left(deps, place.order), history=history(deps, claim.id), last=_last(deps, place),
        held=reviewing.held_by_other(deps, place.walker, claim.id), reasons=REASONS,
        inferred=review_form.INFERRED, choices=review_form.CHOICES,
        suggestions=review_form.suggestions(deps.desk), told=place.told,
        may=place.reader.may("reviewer"), **passage_of(deps, claim),
    )  # fmt: skip


# Writing


def seen_version(deps: Deps, name: str, version: int) -> KeptClaim | None:
    """A claim as somebody looked at it."""
    return next((kept for kept in deps.ledger.versions(name) if kept.version == version), None)


@router.post("/review/again")
def again(request: Request, reader: Reviewer, form: Form) -> Response:
    """Begins a walk anew, with what was passed over."""
    place = Place(request, text_of(form, "queue"))
    reviewing.again(place.deps, place.walker, place.order)
    return place.go(reviewing.following(place.deps, place.walker, place.order, None))


@router.post("/review/undo")
def undo(request: Request, reader: Reviewer, form: Form) -> Response:
    """Takes back what the reader did last."""
    place = Place(request, text_of(form, "queue"))
    deps = place.deps
    last = reviewing.last_done(deps.store, place.walker)
    if last is None:
        return place.go(text_of(form, "claim") or None)
    try:
        made = deps.ledger.undo(last.claim, by=reader.name, version=last.version, now=deps.now())
    except ConflictError as error:
        reviewing.taken_back(deps.store, last.number)
        kept = claim_of(deps, last.claim)
        return _shown(request, place, _newest(error, kept), conflict=error, do="undo", status=409,
                      seen=seen_version(deps, last.claim, last.version))  # fmt: skip
    except UsageError as error:
        reviewing.taken_back(deps.store, last.number)
        return _shown(request, place, claim_of(deps, last.claim), fault=error, status=422)
    reviewing.taken_back(deps.store, last.number)
    written(request, place, "undo", [made, *(claim_of(deps, each) for each in last.claims[1:])], {"of": last.action})
    # What was added is gone: back to where one was.
    return place.go(text_of(form, "claim") or made.claim.id if last.action == "add" else made.claim.id)


def _newest(error: ConflictError, kept: KeptClaim) -> KeptClaim:
    return error.kept if isinstance(error.kept, KeptClaim) else kept


@router.post("/review/decide")
def decide(request: Request, reader: Reviewer, form: Form) -> Response:
    """Accepts, refuses or corrects a claim, or moves rows of its form; on to the next one."""
    place = Place(request, text_of(form, "queue"))
    do, why = text_of(form, "do"), text_of(form, "why")
    name = text_of(form, "claim")
    kept, version = claim_of(place.deps, name), version_of(form)
    told = review_form.typed(form)
    if do.startswith("holder-"):
        return _shown(request, place, kept, filled=review_form.reshaped(told, do), why=why)
    if do in ("accept", "reject"):
        act: Callable[..., KeptClaim] = getattr(place.deps.ledger, do)
        return _done(request, place, kept, do, why, version, lambda: act(
            name, by=reader.name, why=why, version=version, now=place.deps.now()))  # fmt: skip
    if do != "correct":
        raise UsageError(f"{do!r} is nothing that can be done", place="do", mend="use the page's own buttons")
    return _corrected(request, place, kept, told, why, version)


def _done(
    request: Request, place: Place, kept: KeptClaim, do: str, why: str, version: int, act: Callable[[], KeptClaim]
) -> Response:
    try:
        made = act()
    except ConflictError as error:
        seen = seen_version(place.deps, kept.claim.id, version)
        return _shown(request, place, _newest(error, kept), conflict=error, seen=seen, do=do, why=why, status=409)
    except UsageError as error:
        return _shown(request, place, kept, fault=error, status=422)
    return onward(request, place, do, [made], {"why": why} if why else {})


def _corrected(request: Request, place: Place, kept: KeptClaim, told: Filled, why: str, version: int) -> Response:
    deps, name = place.deps, kept.claim.id
    on = kept.published or deps.now().date()
    seen = kept if kept.version == version else seen_version(deps, name, version)
    if seen is None:
        raise UsageError(f"there is no version {version} of claim {name}", place="version", mend="load the page again")
    wanted: dict[str, Any] = {}
    try:
        wanted = review_form.values(deps.desk, told, on)
        changed = review_form.changes(seen.claim, wanted)
        made = deps.ledger.correct(name, changed, by=place.reader.name, why=why, version=version, now=deps.now())
    except ConflictError as error:
        theirs = _newest(error, kept)
        merged = review_form.merged(deps.desk, theirs.claim, changed, told)
        return _shown(request, place, theirs, filled=merged, conflict=error, seen=seen, mine=wanted, do="correct",
                      why=why, status=409)  # fmt: skip
    except UsageError as error:
        return _shown(request, place, kept, filled=review_form.faulty(told, error), fault=error, why=why, status=422)
    detail = {"before": {field: seen.claim.as_dict()[field] for field in changed}, "after": changed}
    return onward(request, place, "correct", [made], {**detail, **({"why": why} if why else {})})
