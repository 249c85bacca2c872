"""Today: what is new since the reader last looked, for all or for a watch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from entente.records.news import NEWS
from entente.serve import keeper, watching
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.guard import needs, reader_of
from entente.serve.rendering import is_partial, page
from entente.serve.watching import Look, Numbered, Watch

router = APIRouter()
#: News on one page; of so many, the newest, the most important come first.
ROWS, WEIGHED = 30, 600


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of Today.

    Attributes:
        kind: of news, "" for all; watch: only what it told.
        since: "" for since the last look, "all", or a number of days.
        order: "" for the most important first, "newest" for the newest first.
        after: in the order of importance, how many were shown; else the number of the last one shown.
    """

    kind: str
    watch: Watch | None
    since: str
    order: str
    after: int | None

    def address(self, **changes: str) -> str:
        """Today's address with some of it changed; "" takes a part out."""
        values = {
            "kind": self.kind, "watch": self.watch.id if self.watch else "", "since": self.since,
            "order": self.order, **changes,
        }  # fmt: skip
        query = "&".join(f"{name}={value}" for name, value in values.items() if value)
        return f"/?{query}" if query else "/"


@router.get("/")
def today(request: Request) -> Response:
    """What is new, the most important first; each with its words, who says so and in how many origins."""
    deps, reader = of(request), reader_of(request)
    mine = watching.watches_of(deps.store, reader)
    asked = _asked(request, mine)
    fresh = not is_partial(request) and asked.after is None
    if fresh:
        watching.looked(deps.store, reader.name, deps.now())
    last = watching.last_looked(deps.store, reader.name)
    mark = _mark(deps, asked, last)
    only = [asked.watch.id] if asked.watch else None
    found, more = _rows(deps, asked, mark, only)
    counts = watching.counts(deps.store, mark, watches=only)
    return page(
        request, "today_list.html" if is_partial(request) else "today.html", asked=asked, last=last,
        rows=found, more=more, counts=counts,
        total=sum(counts.values()), watches=mine, summary=deps.index.summary(), keeper=keeper.progress(deps.store),
        kinds=NEWS, days=[("1", "a day"), ("7", "a week"), ("30", "a month"), ("all", "everything kept")],
    )  # fmt: skip


def _rows(
    deps: Deps, asked: Asked, mark: Look | dt.datetime | None, watches: list[str] | None
) -> tuple[list[Numbered], int | None]:
    """The news of a page, and where the next one goes on."""
    kinds = (asked.kind,) if asked.kind else NEWS
    if asked.order == "newest":
        found = watching.since(deps.store, mark, kinds=kinds, watches=watches, after=asked.after, limit=ROWS + 1)
        return found[:ROWS], found[ROWS - 1].number if len(found) > ROWS else None
    every = watching.keys(deps.store, mark, kinds=kinds, watches=watches, limit=WEIGHED)
    weights = keeper.weights(deps.store, [key for _, key in every])
    every.sort(key=lambda each: (-weights.get(each[1], 0.0), -each[0]))
    start = asked.after or 0
    found = watching.these(deps.store, [number for number, _ in every[start : start + ROWS]])
    return found, start + ROWS if len(every) > start + ROWS else None


def _asked(request: Request, mine: list[Watch]) -> Asked:
    """Raises Missing where a watch is named that is none of the reader's."""
    query = request.query_params
    kind = query.get("kind", "")
    chosen = next((watch for watch in mine if watch.id == query.get("watch")), None)
    if query.get("watch") and chosen is None:  # shown without its filter, everything would pass for what it told
        raise Missing("There is no such watch of yours.", "the list of watches shows yours", place="watch")
    since, after = query.get("since", ""), query.get("after", "")
    order = "newest" if query.get("order") == "newest" else ""
    return Asked(
        kind if kind in NEWS else "", chosen, since if since == "all" or _is_number(since, 4) else "", order,
        int(after) if _is_number(after, 15) else None,
    )  # fmt: skip


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits


def _mark(deps: Deps, asked: Asked, last: Look | None) -> Look | dt.datetime | None:
    if asked.since == "all":
        return None
    if asked.since:
        return deps.now() - dt.timedelta(days=int(asked.since))
    return last


@router.post("/seen", dependencies=[Depends(needs("reader"))])
def seen(request: Request) -> Response:
    """Everything is seen: from now on only later news is new."""
    deps = of(request)
    watching.looked(deps.store, reader_of(request).name, deps.now(), finished=True)
    return RedirectResponse("/", status_code=303)
