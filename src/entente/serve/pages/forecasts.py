"""Forecasts: what is likely between two, how that differs from what is usual, and how such forecasts did."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup, escape

from entente.asked import one_of
from entente.errors import UsageError
from entente.records.outlook import FORECAST
from entente.serve.context import Deps, of
from entente.serve.pages import ahead, ahead_drawn
from entente.serve.pages.ahead import ROWS, Parties, State
from entente.serve.pages.ahead_kept import HORIZONS, Asked, can_forecast
from entente.serve.pages.forecasts_record import record_of
from entente.serve.rendering import page, words

router = APIRouter()
#: How forecasts are ordered: by probability, by how far they are from the base rate, by kind.
SORTS = ("probability", "difference", "kind")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which forecasts are shown. `kinds`: none: all; `first`: only of pairs that had none of the kind."""

    parties: Parties = dataclasses.field(default_factory=Parties)
    kinds: tuple[str, ...] = ()
    horizon: int = HORIZONS[0]
    sort: str = SORTS[0]
    first: bool = False
    skip: int = 0

    @property
    def asked(self) -> Asked:
        """What is to be worked out for it."""
        return Asked("forecasts", self.parties.pair, self.parties.actor, self.horizon, self.parties.as_of)

    def address(self, path: str = "/forecasts", **changes: Any) -> str:
        """The address of this, or of one with some of it changed; `anew`, `job` go in as they are."""
        more = [(name, changes.pop(name)) for name in ("anew", "job") if name in changes]
        new = dataclasses.replace(self, **changes)
        query = [*new.parties.query, *(("kind", kind) for kind in new.kinds)]
        query += [("horizon", str(new.horizon))] if new.horizon != HORIZONS[0] else []
        query += [("sort", new.sort)] if new.sort != SORTS[0] else []
        query += [("first", "1")] if new.first else []
        query += [("skip", str(new.skip))] if new.skip else []
        query += [(name, value) for name, value in more if value]
        return path + (f"?{urlencode(query)}" if query else "")


@router.get("/forecasts")
def show(request: Request) -> Response:
    """Forecasts that the address asks for, as far as they are worked out."""
    deps = of(request)
    try:
        wanted = wanted_of(request, deps)
    except UsageError as error:
        return page(
            request, "forecasts/page.html", status=422, it=Wanted(), typed=ahead.typed_of(request), fault=error,
            state=None, kinds=FORECAST, horizons=sorted(HORIZONS), sorts=SORTS, chosen=_kinds_typed(request),
        )  # fmt: skip
    if _untidy(request):  # an address that is sent on is short
        return RedirectResponse(wanted.address(), 303)
    state = ahead.state(request, deps, wanted.asked, then=wanted.address())
    return page(request, "forecasts/page.html", **_context(request, deps, wanted, state))


def _context(request: Request, deps: Deps, wanted: Wanted, state: State) -> dict[str, Any]:
    found = select(state.rows, wanted)
    rows = found[wanted.skip : wanted.skip + ROWS]
    record = record_of(request, deps, "forecasts-record", wanted.horizon)
    return {
        "it": wanted, "typed": {}, "fault": None, "state": state, "rows": rows, "total": len(found),
        "kinds": FORECAST, "horizons": sorted(HORIZONS), "sorts": SORTS, "chosen": wanted.kinds,
        "claims": ahead.cited(deps, rows), "says": lambda row: sentence(deps, row), "drawn": ahead_drawn,
        "common": common(rows), "own": own, "unskilled": bool(rows) and all(row["skilled"] is False for row in rows),
        "again": wanted.address(job=state.job.id if state.job else ""), "record": record, "size": ROWS,
        "extra": can_forecast(), "day_of": dt.date.fromisoformat,
    }  # fmt: skip


def _sentences(note: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?]) +(?=[A-Z])", note) if part]


def common(rows: Sequence[Mapping[str, Any]]) -> str:
    """The sentences that the notes of all of them have, "" for none; of one alone nothing is common."""
    if len(rows) < 2:
        return ""
    told = [_sentences(row["note"]) for row in rows]
    return " ".join(sentence for sentence in told[0] if all(sentence in each for each in told))


def own(row: Mapping[str, Any], common: str) -> str:
    """What the note of one says beyond what is common."""
    shared = _sentences(common)
    return " ".join(sentence for sentence in _sentences(row["note"]) if sentence not in shared)


def wanted_of(request: Request, deps: Deps) -> Wanted:
    """Raises UsageError that names the field."""
    typed = ahead.typed_of(request)
    kinds = tuple(dict.fromkeys(one_of(kind.upper(), FORECAST, "kind") for kind in _kinds_typed(request)))
    return Wanted(
        ahead.parties(deps, typed), () if len(kinds) == len(FORECAST) else kinds,
        ahead.whole(typed.get("horizon", str(HORIZONS[0])), "horizon", HORIZONS),
        one_of(typed.get("sort", SORTS[0]), SORTS, "sort"), typed.get("first") == "1",
        ahead.skipped(typed.get("skip", "0")),
    )  # fmt: skip


def _kinds_typed(request: Request) -> tuple[str, ...]:
    given = request.query_params.getlist("kind")
    return tuple(part.strip() for text in given for part in text.split(",") if part.strip())


def _untidy(request: Request) -> bool:
    return any(not value.strip() for value in request.query_params.values())


def select(rows: list[dict[str, Any]], wanted: Wanted) -> list[dict[str, Any]]:
    """The rows that are wanted, in the order that is wanted."""
    found = [
        row for row in rows if (not wanted.kinds or row["kind"] in wanted.kinds) and (row["first"] or not wanted.first)
    ]
    if wanted.sort == "difference":
        found.sort(key=lambda row: -abs(row["probability"] - row["base_rate"]))
    elif wanted.sort == "kind":
        found.sort(key=lambda row: FORECAST.index(row["kind"]))
    return found


def sentence(deps: Deps, row: dict[str, Any]) -> Markup:
    """What is forecast, "North Korea and Russia meet", with the pair as a link."""
    text = words()["forecasts"][row["kind"]][1]
    one, two = (deps.desk.name(row[side]) for side in ("one", "two"))
    both = f"{one} and {two}"
    both = both[:1].upper() + both[1:] if text.startswith("{both}") else both
    link = Markup('<a href="/pair/{0}/{1}#ahead" title="{0}, {1}">{2}</a>').format(row["one"], row["two"], both)
    told = escape(text).format(both=link)
    return told if text.startswith("{both}") else told[:1].upper() + told[1:]
