"""How forecasts and announced things fared on the past of the ledger: the track record, in short and in full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from entente.asked import day
from entente.errors import UsageError
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.pages import ahead, ahead_drawn, ahead_kept
from entente.serve.pages.ahead import State
from entente.serve.pages.ahead_kept import HORIZONS, Asked, can_forecast
from entente.serve.rendering import page

router = APIRouter()
_PAGES = {"forecasts-record": "/forecasts", "announced-record": "/announced"}


def record_of(request: Request, deps: Deps, what: str, horizon: int) -> State:
    """The track record as kept, and the job where one is at it; none is begun."""
    return ahead.state(request, deps, Asked(what, horizon=horizon), begin=False, anew=False)


def address(asked: Asked, rest: str = "", **more: str) -> str:
    """The address of the page of a record. `rest`: ".html" for its report."""
    query = [("horizon", str(asked.horizon))] if asked.horizon not in (0, HORIZONS[0]) else []
    query += [(name, value.isoformat()) for name in ("since", "until") if (value := getattr(asked, name))]
    query += [(name, value) for name, value in more.items() if value]
    return f"{_PAGES[asked.what]}/record{rest}" + (f"?{urlencode(query)}" if query else "")


@router.get("/forecasts/record")
def forecasts_record(request: Request) -> Response:
    """The track record of forecasts, in full."""
    return _record(request, "forecasts-record")


@router.get("/announced/record")
def announced_record(request: Request) -> Response:
    """How the probabilities of announced things fared, in full."""
    return _record(request, "announced-record")


@router.get("/forecasts/record.html")
def forecasts_report(request: Request) -> Response:
    """The track record of forecasts as a file."""
    return _report(request, "forecasts-record")


@router.get("/announced/record.html")
def announced_report(request: Request) -> Response:
    """The track record of announced things as a file."""
    return _report(request, "announced-record")


def _report(request: Request, what: str) -> Response:
    asked = _asked(_usual(what), ahead.typed_of(request))
    found = ahead_kept.found(of(request).store, asked.key)
    if found is None or "page" not in found.body:
        raise Missing("it has not been tested yet", f"ask for the test: {address(asked)}")
    days = [found.body["record"][name] for name in ("since", "until")]
    name = "-".join(["track-record", what.removesuffix("-record"), *days])
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": f'attachment; filename="{name}.html"'}
    return Response(found.body["page"], media_type="text/html", headers=headers)


def _usual(what: str) -> Asked:
    return Asked(what, horizon=HORIZONS[0] if what == "forecasts-record" else 0)


def _record(request: Request, what: str) -> Response:
    deps, typed = of(request), ahead.typed_of(request)
    usual = _usual(what)
    more: dict[str, Any] = {"what": what, "horizons": sorted(HORIZONS), "drawn": ahead_drawn, "extra": can_forecast()}
    try:
        asked = _asked(usual, typed)
    except UsageError as error:
        return page(
            request, "forecasts/record.html", status=422, it=usual, typed=typed, fault=error, state=None, again="",
            anew="", back=_PAGES[what], **more,
        )  # fmt: skip
    state = ahead.state(request, deps, asked, then=address(asked), begin=False)
    job = state.job.id if state.job else ""
    return page(
        request, "forecasts/record.html", it=asked, typed={}, fault=None, state=state, again=address(asked, job=job),
        anew=address(asked, anew="1"), file=address(asked, ".html"), back=_PAGES[what], **more,
    )  # fmt: skip


def _asked(usual: Asked, typed: dict[str, str]) -> Asked:
    """Raises UsageError that names the field."""
    horizon = usual.horizon
    if horizon and "horizon" in typed:
        horizon = ahead.whole(typed["horizon"], "horizon", HORIZONS)
    since, until = (day(typed[name], name) if name in typed else None for name in ("since", "until"))
    if since and until and until < since:
        raise UsageError("lies before the first day", place="until", mend="give a later one")
    return replace(usual, horizon=horizon, since=since, until=until)
