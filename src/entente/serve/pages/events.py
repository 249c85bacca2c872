"""Events: the list that answers a question, and one happening: who says what, since when, from how many origins."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from entente.asked import the_one
from entente.errors import UsageError
from entente.event_desk import clashes, newest, positions
from entente.records import Event, KeptClaim, Question
from entente.records.shown import EventRow, Page
from entente.rows import as_plain, event_row
from entente.serve import lists
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.lists import Asked
from entente.serve.pages.listing import listing, wanted
from entente.serve.rendering import page

if TYPE_CHECKING:
    from entente.records import Contradiction, Status

router = APIRouter()
PATH = "/events"
#: Columns of the index by which events may be ordered.
SORTS = ("origins", "last", "first", "claims")
#: Claims that an event's page shows before "all of them"; contradictions and days likewise.
_CLAIMS, _CLASHES, _DAYS = 60, 8, 40
#: Of happenings with more claims only the newest are weighed while somebody waits; and with more than so many they are
#: not searched for contradictions.
_WEIGHED, _SEARCHED = 1000, 400
#: Events whose findings are remembered.
_KEPT = 128


@dataclass(frozen=True, slots=True)
class Day:
    """A day of an event: each way in which it is told, with one claim that shows it and how many claims say so."""

    day: dt.date | None
    ways: tuple[tuple[KeptClaim, str, int], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A day in the picture of an event's course, in units of its viewBox. `heights`: (position, top, high, claims)."""

    x: float
    day: dt.date
    heights: tuple[tuple[str, float, float, int], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Reports that go back to one: `claims` of the event in them, `reports`: a claim of each, the oldest first."""

    id: str
    claims: int
    reports: tuple[KeptClaim, ...]


@router.get(PATH)
def events(request: Request) -> Response:
    """The events that the address bar asks for, one page of them."""
    return listing(request, PATH, SORTS, _rows)


def _rows(deps: Deps, what: Asked, question: Question, after: str | None, limit: int) -> Page[EventRow]:
    if question.as_of is None:
        return deps.index.events(question, sort=what.sort, descending=what.descending, after=after, limit=limit)
    known = deps.desk.asked_events(deps.index, deps.ledger, question, after=after, limit=limit)
    return Page(tuple(_row(event) for event in known.rows), known.next)


def _row(event: Event) -> EventRow:
    """An event as the index would tell it in one line."""
    where = list(positions(event.claims).values())
    own = [kept for kept in event.claims if (kept.claim.event, kept.claim.actor) == (event.kind, event.actor)]
    return EventRow(
        event.id, event.kind, event.actor, event.recipient, event.matter, event.origins, len(event.claims),
        len({kept.claim.document for kept in event.claims}), len(event.outlets), where.count("told"),
        where.count("denied"), where.count("open"), event.first, event.last, None, None, (own or list(event.claims))[0],
    )  # fmt: skip


@router.get("/events.csv")
def events_csv(request: Request) -> Response:
    """Every event that is asked for, as CSV (RFC 4180), in the order of the list."""
    return lists.download((event_row(event) for event in _all(request)), "entente-events", "csv")


@router.get("/events.jsonl")
def events_jsonl(request: Request) -> Response:
    """Every event that is asked for, as JSON Lines, in the order of the list."""
    return lists.download((event_row(event) for event in _all(request)), "entente-events", "jsonl")


def _all(request: Request) -> Iterator[Event]:
    """Every event of a request's question. Raises UsageError at once where it means nothing."""
    deps, (what, question) = of(request), wanted(request, PATH, SORTS)
    if question.as_of is not None:
        return iter(deps.ledger.events(question))
    rows = lists.chunks(lambda after, limit: _rows(deps, what, question, after, limit))
    found = (deps.desk.happening(deps.index, row.id) for row in rows)
    return (event for event in found if event is not None)


@router.get("/events/{name}.json")
def event_json(request: Request, name: str) -> Response:
    """One event as JSON, with how it stands."""
    deps = of(request)
    found = deps.desk.happening(deps.index, _event_row(deps, name).id)
    if found is None:
        raise _gone(name)
    stands = deps.desk.standing(found)
    return lists.json_file({**event_row(found), "status": as_plain(stands) if stands else None})


@router.get("/events/{name}")
def event(request: Request, name: str) -> Response:
    """One happening: how it stands, who says what since when, its course, its origins, what clashes in it."""
    deps = of(request)
    row = _event_row(deps, name)
    if row.id != name:
        return RedirectResponse(f"{PATH}/{row.id}", status_code=303)
    found = newest(deps.index, name, _WEIGHED) if row.claims > _WEIGHED else deps.desk.happening(deps.index, name)
    if found is None:
        raise _gone(name)
    where = positions(found.claims)
    stands, against = _findings(deps, found)
    shown = found.claims if request.query_params.get("all") else found.claims[:_CLAIMS]
    days = _days(found.claims, where)
    lead = next((kept for kept in found.claims if _is_own(kept, found)), found.claims[0])
    return page(
        request, "event.html", event=found, row=row, where=where, stands=stands, clashes=against[:_CLASHES],
        many_clashes=len(against), searched=len(found.claims) <= _SEARCHED, shown=shown, days=days[:_DAYS],
        many_days=len(days), bars=bars(found.claims, where), origins=_origins(found), lead=lead,
        reports=len({kept.claim.document for kept in found.claims}), figures=_figures(found.claims),
    )  # fmt: skip


def _event_row(deps: Deps, name: str) -> EventRow:
    """An event by id or its first digits, in one line. Raises Missing."""
    rows = deps.index.event_rows([name])
    if not rows:
        try:
            rows = deps.index.event_rows([the_one(deps.index, name, "event")[1]])
        except UsageError as error:
            mend = error.mend if "begin with" in error.message else "The list of events has a search for words."
            raise Missing(f"There is no happening {name} here.", mend) from error
    if not rows:
        raise _gone(name)
    return rows[0]


def _gone(name: str) -> Missing:
    return Missing(
        f"Nothing stands in the happening {name} any more.", "Its claims were rejected or are no longer read."
    )


def _is_own(kept: KeptClaim, event: Event) -> bool:
    claim = kept.claim
    return (claim.event, claim.actor, claim.recipient) == (event.kind, event.actor, event.recipient)


_Findings = tuple["Status | None", "tuple[Contradiction, ...]"]
_remembered: OrderedDict[tuple[str, str, int], _Findings] = OrderedDict()
_lock = threading.Lock()


def _findings(deps: Deps, event: Event) -> _Findings:
    """How an event stands and what clashes in it; remembered while its claims stay as they are."""
    claims = hash(tuple((kept.claim.id, kept.version) for kept in event.claims))
    key = str(deps.settings.state), event.id, claims
    with _lock:
        found = _remembered.get(key)
    if found is None:
        found = _found(deps, event)
        with _lock:
            _remembered[key] = found
            while len(_remembered) > _KEPT:
                _remembered.popitem(last=False)
    return found


def _found(deps: Deps, event: Event) -> _Findings:
    stands = deps.desk.standing(event)
    if not 2 <= len(event.claims) <= _SEARCHED:
        return stands, ()
    denials = sorted({kept.claim.document for kept in event.claims if kept.claim.polarity == "negative"})
    reports = (deps.index.document(name) for name in denials)
    return stands, clashes(deps.desk, event, lambda: [kept.document for kept in reports if kept]).findings


def _days(claims: Sequence[KeptClaim], where: dict[str, str]) -> list[Day]:
    """The event's statements by day of report, the oldest first, those without a day last."""
    by_day: defaultdict[dt.date | None, defaultdict[tuple[object, ...], list[KeptClaim]]]
    by_day = defaultdict(lambda: defaultdict(list))
    for kept in claims:
        claim = kept.claim
        inner = claim.holders[-1] if claim.holders else None
        who = (inner.actor or inner.name, inner.stance) if inner else ()
        by_day[kept.published][where[claim.id], claim.modality, *who].append(kept)
    ordered = sorted(by_day, key=lambda day: (day is None, day or dt.date.max))
    return [
        Day(day, tuple((told[0], where[told[0].claim.id], len(told)) for told in by_day[day].values()))
        for day in ordered
    ]  # fmt: skip


#: The picture of the course: width, height, height of its bars.
_WIDTH, _HIGH = 800.0, 60.0


def bars(claims: Sequence[KeptClaim], where: dict[str, str]) -> list[Bar]:
    """Claims a day, told, denied and open above each other, as places in a picture of 800 by 60."""
    days: defaultdict[dt.date, dict[str, int]] = defaultdict(lambda: {"told": 0, "denied": 0, "open": 0})
    for kept in claims:
        if kept.published:
            days[kept.published][where[kept.claim.id]] += 1
    if len(days) < 2:
        return []
    first, reach = min(days), (max(days) - min(days)).days
    most = max(sum(counts.values()) for counts in days.values())
    found = []
    for day in sorted(days):
        low, heights = _HIGH, []
        for sort, many in days[day].items():
            if many:
                high = _HIGH * many / most
                low -= high
                heights.append((sort, round(low, 1), round(high, 1), many))
        found.append(Bar(round(20 + (day - first).days / reach * (_WIDTH - 40), 1), day, tuple(heights)))
    return found


def _origins(event: Event) -> list[Origin]:
    """The event's reports by origin, those with most reports first."""
    groups: defaultdict[str, dict[str, KeptClaim]] = defaultdict(dict)
    many: defaultdict[str, int] = defaultdict(int)
    for kept in event.claims:
        groups[kept.counted_by].setdefault(kept.claim.document, kept)
        many[kept.counted_by] += 1
    found = [Origin(name, many[name], tuple(reports.values())) for name, reports in groups.items()]
    return sorted(
        found, key=lambda origin: (-len(origin.reports), origin.reports[0].published or dt.date.max, origin.id)
    )


def _figures(claims: Sequence[KeptClaim]) -> list[tuple[str, KeptClaim]]:
    """Every amount that is told, in its report's words, with the first claim that tells it."""
    found: dict[str, KeptClaim] = {}
    for kept in claims:
        for figure in kept.claim.figures:
            found.setdefault(figure.quote, kept)
    return list(found.items())
