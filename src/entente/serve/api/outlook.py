"""The time ahead: forecasts and announced things, each with how such ones fared. Worked out once, shared with pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator, Field

from entente.errors import UsageError
from entente.serve.api.answers import answer
from entente.serve.api.jobs import told
from entente.serve.api.kinds import Day, Flag, Words, whole
from entente.serve.api.route import Route
from entente.serve.api.shapes import Shape
from entente.serve.api.shapes_ahead import AnnouncedList, Became, ForecastKind, ForecastList, RecordSeen
from entente.serve.api.shapes_found import JobSeen
from entente.serve.context import Deps, of
from entente.serve.faults import Contradiction, Missing, Worked
from entente.serve.jobs import Busy
from entente.serve.pages import ahead
from entente.serve.pages.ahead import State
from entente.serve.pages.ahead_kept import Asked

router = APIRouter(tags=["ahead"], route_class=Route)
_MADE: dict[int | str, dict[str, Any]] = {202: {"model": JobSeen}}
#: An answer is worked out anew for programs only where they say so.
_NEVER = dt.timedelta(days=36500)
Days = Literal["30", "60", "90", "180"]
Rows = Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)]


class _Parties(Shape):
    a: Words | None = Field(None, description="Only of this actor: code or name.", examples=["CHL"])
    b: Words | None = Field(None, description="With `a`: only between the two.", examples=["PER"])
    as_of: Day | None = Field(None, description="What the ledger knew by the end of that day (UTC).")
    limit: Rows = Field(50, description="Rows that are shown.")
    job: Words | None = Field(None, description="Of a 202 before: its failure is told, not tried again.")
    anew: Flag = Field(False, description="Work it out anew, where the ledger has changed.")


class ForecastFilters(_Parties):
    """Which forecasts."""

    kind: Annotated[list[ForecastKind], Field(max_length=20)] = Field(
        default_factory=list, description="Kinds, any of them; given once for each."
    )
    horizon: Days = Field("90", description="Days ahead.")
    sort: Literal["probability", "difference"] = Field(
        "probability", description="The most probable first, or those furthest from their base rate."
    )
    first: Flag = Field(False, description="Only of pairs that have had none of the kind.")


class AnnouncedFilters(_Parties):
    """Which announced things."""

    became: Annotated[list[Became], Field(max_length=10)] = Field(
        default_factory=list, description="What became of them, any of these; given once for each."
    )


class RecordFilters(Shape):
    """Which track record."""

    what: Literal["forecasts", "announced"] = Field("forecasts", description="Of forecasts or of announced things.")
    horizon: Days = Field("90", description="Days ahead, of forecasts.")
    since: Day | None = Field(None, description="First day that what was forecast lies in; else as the ledger allows.")
    until: Day | None = Field(None, description="Last day of it.")
    job: Words | None = Field(None, description="Of a 202 before: its failure is told, not tried again.")
    anew: Flag = Field(False, description="Work it out anew, where the ledger has changed.")


@router.get("/forecasts", response_model=None, responses={200: {"model": ForecastList}, **_MADE})
def list_forecasts(request: Request, wanted: Annotated[ForecastFilters, Query()]) -> Response:
    """What is likely next.

    For each pair and kind the probability that reports tell of at least one such happening in the days ahead, beside
    the base rate, with its reasons and how such forecasts did. Of one actor or pair, else of all. What was worked out
    before comes at once (`current` tells whether the ledger has changed since); else 202 with a job.
    """
    deps, parties = of(request), _parties(request, wanted)
    asked = Asked("forecasts", parties.pair, parties.actor, int(wanted.horizon), parties.as_of)
    state = _state(request, asked, wanted.anew)
    if state.found is None:
        return told(_job(state))
    rows = [
        row for row in state.rows
        if (not wanted.kind or row["kind"] in wanted.kind) and (row["first"] or not wanted.first)
    ]  # fmt: skip
    if wanted.sort == "difference":
        rows.sort(key=lambda row: -abs(row["probability"] - row["base_rate"]))
    shown = rows[: wanted.limit]
    names = _names(deps, (row[side] for row in shown for side in ("one", "two")))
    body = {"data": shown, "all": len(rows), "names": names, **_head(state)}
    return answer(request, lambda: body, kept=False)


@router.get("/announced", response_model=None, responses={200: {"model": AnnouncedList}, **_MADE})
def list_announced(request: Request, wanted: Annotated[AnnouncedFilters, Query()]) -> Response:
    """What was announced, and what became of it.

    Claims about the future that name a time: open, kept, late, dropped or denied; of open ones the probability that
    they are kept. What was worked out before comes at once; else 202 with a job.
    """
    deps, parties = of(request), _parties(request, wanted)
    state = _state(request, Asked("announced", parties.pair, parties.actor, 0, parties.as_of), wanted.anew)
    if state.found is None:
        return told(_job(state))
    rows = [row for row in state.rows if not wanted.became or row["became"] in wanted.became]
    shown = rows[: wanted.limit]
    codes = (code for row in shown for code in (*row["actor"], *row["recipient"]))
    body = {
        "data": shown, "all": len(rows), "counts": dict(sorted(Counter(row["became"] for row in state.rows).items())),
        "names": _names(deps, codes), **_head(state),
    }  # fmt: skip
    return answer(request, lambda: body, kept=False)


@router.get("/backtest", response_model=None, responses={200: {"model": RecordSeen}, **_MADE})
def get_backtest(request: Request, wanted: Annotated[RecordFilters, Query()]) -> Response:
    """How forecasts fared.

    The model goes back to days of the past, forecasts from what was known then, and is held against what came: scores,
    skill over the base rate, reliability, all with intervals. 202 with a job where it is not worked out yet.
    """
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise Contradiction("lies before the first day", place="until", mend="give a later one")
    horizon = int(wanted.horizon) if wanted.what == "forecasts" else 0
    asked = Asked(f"{wanted.what}-record", horizon=horizon, since=wanted.since, until=wanted.until)
    state = _state(request, asked, wanted.anew)
    if state.found is None:
        return told(_job(state))
    body = {"record": state.found.body.get("record"), **_head(state)}
    return answer(request, lambda: body, kept=False)


def _parties(request: Request, wanted: _Parties) -> ahead.Parties:
    """Who is asked about. Raises Missing for a name that stands for nothing, Contradiction for one actor twice."""
    if wanted.b and not wanted.a:
        raise Contradiction("goes with a", place="b", mend="give a too, or a alone")
    as_of = wanted.as_of.isoformat() if wanted.as_of else ""
    try:
        return ahead.parties(of(request), {"a": wanted.a or "", "b": wanted.b or "", "as_of": as_of})
    except UsageError as error:
        if error.message.startswith("both are"):
            raise Contradiction(error.message, place=error.place, mend=error.mend) from error
        raise Missing(error.message, error.mend, place=error.place) from error


def _state(request: Request, asked: Asked, anew: bool) -> State:
    """What is kept, or the job that works it out. Raises Busy, Worked where the job before failed."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name not in ("job", "anew")]
    see = request.url.path + (f"?{urlencode(query)}" if query else "")
    state = ahead.state(request, of(request), asked, rests=_NEVER, anew=anew, see=see)
    if state.busy and state.found is None:
        raise Busy
    if state.fault:
        before = of(request).jobs.get(request.query_params.get("job", ""))
        raise Worked(state.fault, before.status if before else 500)
    stopped = state.job is not None and state.found is not None and state.found.fault
    return State(None, state.mark, state.job) if stopped else state


def _job(state: State) -> Any:
    assert state.job is not None
    return state.job


def _head(state: State) -> dict[str, Any]:
    assert state.found is not None
    return {
        "made": state.found.made.isoformat(), "current": state.current, "job": state.job.id if state.job else None,
        "fault": state.found.fault, "mend": str(state.found.body.get("mend", "")),
    }  # fmt: skip


def _names(deps: Deps, codes: Iterable[str]) -> dict[str, str]:
    return {code: deps.desk.name(code) for code in sorted(set(codes))}
