"""The network: the actors of some days and how they are tied, as a picture and as a table."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from entente.asked import code, day, one_of
from entente.errors import UsageError
from entente.records.vocabulary import EVENTS
from entente.serve.context import Deps, of
from entente.serve.pages import network_drawn
from entente.serve.pages.network_drawn import Drawn, Line
from entente.serve.rendering import page

router = APIRouter()
#: Months shown where no days are asked for.
MONTHS = 3
#: How many actors can be asked for; the first is shown where nothing is asked.
MOST = (60, 30, 120, 300)
#: A network that was drawn is shown again while the index is the same, or for so long; so many are kept.
RESTS, KEPT = dt.timedelta(minutes=2), 64
#: Rows of the table unless all are asked for.
ROWS = 60
SORTS = ("origins", "claims", "tone", "name")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the network.

    Attributes:
        since, until: first and last day; `given`: whether the asker said so.
        kinds: of claims, empty for all.
        party: only this actor and whom it is tied to.
        least: origins that a tie needs.
        main: only the ties that carry the network.
        most: actors.
    """

    since: dt.date | None
    until: dt.date | None
    given: bool = False
    kinds: tuple[str, ...] = ()
    party: str | None = None
    least: int = 1
    main: bool = True
    most: int = MOST[0]

    def address(self, rest: str = "", **changes: Any) -> str:
        """The address of this question, or of one with some of it changed."""
        rows = {name: changes.pop(name) for name in ("sort", "rows") if name in changes}
        new = dataclasses.replace(self, **changes)
        query: list[tuple[str, str]] = []
        if new.given:
            query += [(name, str(value)) for name in ("since", "until") if (value := getattr(new, name))]
        query += [("kinds", kind) for kind in new.kinds]
        query += [("party", new.party)] if new.party else []
        query += [("least", str(new.least))] if new.least > 1 else []
        query += [("ties", "all")] if not new.main else []
        query += [("most", str(new.most))] if new.most != MOST[0] else []
        query += [(name, value) for name, value in rows.items() if value]
        return f"/network{rest}" + (f"?{urlencode(query)}" if query else "")

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None, "kinds": list(self.kinds),
            "party": self.party, "least": self.least, "ties": "main" if self.main else "all", "most": self.most,
        }  # fmt: skip


@dataclass(slots=True)
class Shelf:
    """Networks that were drawn, newest last, and those that are being drawn."""

    drawn: OrderedDict[Asked, Drawn] = field(default_factory=OrderedDict)
    drawing: dict[Asked, threading.Lock] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fresh(self, asked: Asked, version: int, now: dt.datetime) -> Drawn | None:
        """As drawn before, where the index is the same or that was just now."""
        before = self.drawn.get(asked)
        return before if before is not None and (before.version == version or now - before.made < RESTS) else None

    def keep(self, asked: Asked, drawn: Drawn) -> None:
        """Puts one on the shelf, and takes the oldest down where there are too many."""
        with self.lock:
            self.drawn[asked] = drawn
            self.drawn.move_to_end(asked)
            while len(self.drawn) > KEPT:
                self.drawing.pop(self.drawn.popitem(last=False)[0], None)


@router.get("/network")
def show(request: Request) -> Response:
    """The picture and the table."""
    deps = of(request)
    try:
        asked = _asked(deps, request)
        one_of(request.query_params.get("sort") or SORTS[0], SORTS, "sort")
    except UsageError as error:
        usual = Asked(*_window(deps))
        return page(
            request, "network/page.html", status=422, it=usual, fault=error, typed=_typed(request), shown=None,
            kinds=EVENTS, most=MOST, **_table(request, (), {}),
        )  # fmt: skip
    if _empty_fields(request):  # an address that is sent on is short
        return RedirectResponse(asked.address(), 303)
    shown = _drawn(request, deps, asked)
    names = {dot.code: dot.name for dot in shown.dots}
    return page(
        request, "network/page.html", it=asked, fault=None, typed={}, shown=shown, kinds=EVENTS, most=MOST,
        names=names, paths=network_drawn.paths(shown), labels=network_drawn.labels(shown), at=network_drawn.place,
        width=network_drawn.WIDTH, height=network_drawn.HEIGHT, **_table(request, shown.lines, names),
    )  # fmt: skip


@router.get("/network.json")
def as_json(request: Request) -> Response:
    """Exactly what is shown, for programs and for the picture."""
    deps = of(request)
    asked = _asked(deps, request)
    return JSONResponse(network_drawn.as_json(_drawn(request, deps, asked), asked.as_dict()))


@router.get("/network.graphml")
def as_graphml(request: Request) -> Response:
    """Exactly what is shown, for programs that draw graphs."""
    deps = of(request)
    data = network_drawn.as_graphml(_drawn(request, deps, _asked(deps, request)))
    return Response(
        data, media_type="application/graphml+xml",
        headers={"Content-Disposition": 'attachment; filename="network.graphml"'},
    )  # fmt: skip


def _typed(request: Request) -> dict[str, str]:
    return {name: value.strip() for name, value in request.query_params.items()}


def _empty_fields(request: Request) -> bool:
    return any(not value.strip() for value in request.query_params.values())


def _asked(deps: Deps, request: Request) -> Asked:
    """Raises UsageError that names the field."""
    typed = _typed(request)
    since, until = _window(deps)
    given = bool(typed.get("since") or typed.get("until"))
    if given:
        since = day(typed["since"], "since") if typed.get("since") else None
        until = day(typed["until"], "until") if typed.get("until") else None
        if since and until and until < since:
            raise UsageError("lies before the first day", place="until", mend="give a later one")
    kinds = [part for value in request.query_params.getlist("kinds") for part in value.split(",") if part.strip()]
    party = typed.get("party")
    return Asked(
        since, until, given, tuple(dict.fromkeys(one_of(kind.strip().upper(), EVENTS, "kinds") for kind in kinds)),
        code(deps.desk, party, "party", until) if party else None,
        _number(typed.get("least") or "1", "least", 1, 1_000_000),
        one_of(typed.get("ties") or "main", ("main", "all"), "ties") == "main",
        _number(typed.get("most") or str(MOST[0]), "most", 2, max(MOST)),
    )  # fmt: skip


def _number(text: str, place: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and low <= int(text) <= high):
        raise UsageError(f"{text!r} is no number that fits", place=place, mend=f"{low} to {high}")
    return int(text)


def _window(deps: Deps) -> tuple[dt.date | None, dt.date | None]:
    """The last months of the ledger; both None where it holds nothing."""
    last = deps.index.closed
    if last is None:
        return None, None
    months = last.year * 12 + last.month - 1 - MONTHS
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(last.day, calendar.monthrange(year, month + 1)[1])), last


def _drawn(request: Request, deps: Deps, asked: Asked) -> Drawn:
    """As drawn before, else anew; who asks the same meanwhile waits for it, others do not."""
    state = request.app.state
    if not hasattr(state, "networks"):
        state.networks = Shelf()
    shelf: Shelf = state.networks
    with shelf.lock:
        mine = shelf.drawing.setdefault(asked, threading.Lock())
    with mine:
        now, version = deps.now(), deps.index.version
        before = shelf.fresh(asked, version, now)
        if before is not None:
            return before
        found = deps.index.network(asked.since, asked.until, asked.kinds, most=asked.most, party=asked.party)
        drawn = network_drawn.drawn(
            found, deps.desk.name, least=asked.least, main=asked.main, party=asked.party, version=version, now=now
        )
        shelf.keep(asked, drawn)
        return drawn


def _table(request: Request, lines: tuple[Line, ...], names: Mapping[str, str]) -> dict[str, Any]:
    """Rows of the table in the order asked for."""
    sort = request.query_params.get("sort", SORTS[0])
    keys: dict[str, Any] = {
        "claims": lambda line: (-line.claims, line.one, line.two),
        "tone": lambda line: (line.value is None, line.value or 0.0, -line.origins, line.one, line.two),
        "name": lambda line: (names[line.one].casefold(), names[line.two].casefold()),
    }
    rows = sorted(lines, key=keys[sort]) if sort in keys else list(lines)
    whole = request.query_params.get("rows") == "all"
    return {
        "rows": rows if whole else rows[:ROWS], "sort": sort if sort in SORTS else SORTS[0],
        "more": 0 if whole else max(0, len(rows) - ROWS),
    }  # fmt: skip
