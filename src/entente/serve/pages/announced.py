"""Announced things: what is due and how likely it is kept, and what became of the others."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from entente.asked import one_of
from entente.errors import UsageError
from entente.records.outlook import BECAME
from entente.serve.context import Deps, of
from entente.serve.pages import ahead, ahead_drawn
from entente.serve.pages.ahead import ROWS, Parties, State
from entente.serve.pages.ahead_kept import Asked, can_forecast
from entente.serve.pages.forecasts_record import record_of
from entente.serve.rendering import page

router = APIRouter()
#: What became of things, in the order of the page: what is open first.
_ORDERED = tuple(sorted(BECAME, key=lambda name: name != "open"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which announced things are shown. `became`: of BECAME; none: all."""

    parties: Parties = dataclasses.field(default_factory=Parties)
    became: tuple[str, ...] = ()
    skip: int = 0

    @property
    def asked(self) -> Asked:
        """What is to be worked out for it."""
        return Asked("announced", self.parties.pair, self.parties.actor, 0, self.parties.as_of)

    def address(self, path: str = "/announced", **changes: Any) -> str:
        """The address of this, or of one with some of it changed; `anew`, `job` go in as they are."""
        more = [(name, changes.pop(name)) for name in ("anew", "job") if name in changes]
        new = dataclasses.replace(self, **changes)
        query = [*new.parties.query, *(("became", name) for name in new.became)]
        query += [("skip", str(new.skip))] if new.skip else []
        query += [(name, value) for name, value in more if value]
        return path + (f"?{urlencode(query)}" if query else "")


@router.get("/announced")
def show(request: Request) -> Response:
    """Announced things that the address asks for: those open first, by the day they are due."""
    deps = of(request)
    try:
        wanted = wanted_of(request, deps)
    except UsageError as error:
        return page(
            request, "announced/page.html", status=422, it=Wanted(), typed=ahead.typed_of(request), fault=error,
            state=None, ordered=_ORDERED, chosen=(),
        )  # fmt: skip
    if any(not value.strip() for value in request.query_params.values()):  # an address that is sent on is short
        return RedirectResponse(wanted.address(), 303)
    state = ahead.state(request, deps, wanted.asked, then=wanted.address())
    return page(request, "announced/page.html", **_context(request, deps, wanted, state))


def wanted_of(request: Request, deps: Deps) -> Wanted:
    """Raises UsageError that names the field."""
    typed = ahead.typed_of(request)
    given = [part.strip() for text in request.query_params.getlist("became") for part in text.split(",")]
    became = tuple(dict.fromkeys(one_of(name, BECAME, "became") for name in given if name))
    return Wanted(
        ahead.parties(deps, typed), () if len(became) == len(BECAME) else became, ahead.skipped(typed.get("skip", "0"))
    )


def _context(request: Request, deps: Deps, wanted: Wanted, state: State) -> dict[str, Any]:
    every = state.rows
    found = [row for row in every if not wanted.became or row["became"] in wanted.became]
    rows = found[wanted.skip : wanted.skip + ROWS]
    record = record_of(request, deps, "announced-record", 0)
    left_out, worth = deps.desk.announced_notes()
    return {
        "it": wanted, "typed": {}, "fault": None, "state": state, "rows": rows, "total": len(found),
        "counts": Counter(row["became"] for row in every), "ordered": _ORDERED, "chosen": wanted.became,
        "claims": ahead.cited(deps, rows), "drawn": ahead_drawn, "record": record, "size": ROWS,
        "again": wanted.address(job=state.job.id if state.job else ""), "extra": can_forecast(),
        "left_out": left_out, "worth": worth if any(row["probability"] is not None for row in every) else "",
        "day_of": dt.date.fromisoformat, "today": wanted.parties.as_of or deps.index.closed or deps.now().date(),
    }  # fmt: skip
