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
from entente.serve.pages import ahead, ahead_drawn
from entente.serve.pages.ahead import RECORD_RESTS, State
from entente.serve.pages.ahead_kept import HORIZONS, Asked, can_forecast
from entente.serve.rendering import page

router = APIRouter()
_PAGES = {"forecasts-record": "/forecasts", "announced-record": "/announced"}


def record_of(request: Request, deps: Deps, what: str, horizon: int, *, begin: bool) -> State:
    """The track record as kept, and a job where there is none yet. `begin`: whether one may be begun now."""
    asked = Asked(what, horizon=horizon)
    return ahead.state(request, deps, asked, then=address(asked), rests=RECORD_RESTS, begin=begin)


def address(asked: Asked, **more: str) -> str:
    """The address of the page of a record."""
    query = [("horizon", str(asked.horizon))] if asked.horizon not in (0, HORIZONS[0]) else []
    query += [(name, value.isoformat()) for name in ("since", "until") if (value := getattr(asked, name))]
    query += [(name, value) for name, value in more.items() if value]
    return f"{_PAGES[asked.what]}/record" + (f"?{urlencode(query)}" if query else "")


@router.get("/forecasts/record")
def forecasts_record(request: Request) -> Response:
    """The track record of forecasts, in full."""
    return _record(request, "forecasts-record")


@router.get("/announced/record")
def announced_record(request: Request) -> Response:
    """How the probabilities of announced things fared, in full."""
    return _record(request, "announced-record")


def _record(request: Request, what: str) -> Response:
    deps, typed = of(request), ahead.typed_of(request)
    usual = Asked(what, horizon=HORIZONS[0] if what == "forecasts-record" else 0)
    more: dict[str, Any] = {"what": what, "horizons": sorted(HORIZONS), "drawn": ahead_drawn, "extra": can_forecast()}
    try:
        asked = _asked(usual, typed)
    except UsageError as error:
        return page(
            request, "forecasts/record.html", status=422, it=usual, typed=typed, fault=error, state=None, again="",
            anew="", back=_PAGES[what], **more,
        )  # fmt: skip
    state = ahead.state(request, deps, asked, then=address(asked), rests=RECORD_RESTS)
    job = state.job.id if state.job else ""
    return page(
        request, "forecasts/record.html", it=asked, typed={}, fault=None, state=state, again=address(asked, job=job),
        anew=address(asked, anew="1"), back=_PAGES[what], **more,
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
