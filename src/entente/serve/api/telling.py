"""News: what is new, and up to where a reader has seen it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from entente.errors import InputError
from entente.records.news import NEWS
from entente.records.shown import Page
from entente.serve import watching
from entente.serve.api.answers import answer, paged
from entente.serve.api.asking import listed
from entente.serve.api.filters import USUAL
from entente.serve.api.kinds import Flag, HexId, Moment, Number, Rows
from entente.serve.api.route import Route
from entente.serve.api.shapes import Shape
from entente.serve.api.shapes_found import News, NewsCounts, NewsPage, Seen
from entente.serve.context import of
from entente.serve.faults import Missing
from entente.serve.guard import reader_of
from entente.serve.watching import Look, Numbered

router = APIRouter(tags=["news"], route_class=Route)


class NewsAsked(Shape):
    """Which news."""

    watch: HexId | None = Field(None, description="Only what this watch of yours was alerted to.")
    found_since: Moment | None = Field(None, description="Only what was found after that moment.")
    unseen: Flag = Field(False, description="Only what came since you last said that everything is seen.")


class NewsFilters(NewsAsked):
    """Which news, and which page of it."""

    kind: Annotated[list[News], Field(max_length=6)] = Field(
        default_factory=list, description="Kinds, any of them; given once for each."
    )
    after: Number | None = Field(None, description="`next` of the page before.")
    limit: Rows = USUAL


@router.get("/news", response_model=None, responses=listed(NewsPage))
def list_news(request: Request, asked: Annotated[NewsFilters, Query()]) -> Response:
    """What is new, newest first.

    New happenings, changes of how they stand, contradictions, firsts, hits of rules, turns between two actors; each
    with the words of its best claim. With `Accept: application/x-ndjson` all of it, line by line.
    """
    deps, mark = of(request), _mark(request, asked)
    only = _watch(request, asked)
    kinds = tuple(asked.kind) or NEWS

    def page(after: Any, limit: int) -> Page[Numbered]:
        found = watching.since(deps.store, mark, kinds=kinds, watches=only, after=after, limit=limit + 1)
        return Page(tuple(found[:limit]), found[limit - 1].number if len(found) > limit else None)  # type: ignore[arg-type]

    return paged(request, asked, page, news_row, kept=False)


@router.get("/news/count", response_model=None, responses={200: {"model": NewsCounts}})
def count_news(request: Request, asked: Annotated[NewsAsked, Query()]) -> Response:
    """How much is new, by kind.

    Of all that is kept, or of what the parameters ask for.
    """
    deps, mark, only = of(request), _mark(request, asked), _watch(request, asked)
    return answer(request, lambda: watching.counts(deps.store, mark, watches=only), kept=False)


@router.post("/news/seen", response_model=None, responses={200: {"model": Seen}})
def mark_news_seen(request: Request) -> Response:
    """Everything is seen.

    From now on only later news is new to you, here and on the page Today.
    """
    deps, reader = of(request), reader_of(request)
    watching.looked(deps.store, reader.name, deps.now(), finished=True)
    look = watching.last_looked(deps.store, reader.name)
    assert look is not None
    return answer(request, lambda: {"moment": look.moment.isoformat(), "number": look.number}, kept=False)


def news_row(each: Numbered) -> dict[str, Any]:
    """A piece of news with its number."""
    return {"number": each.number, **each.news.as_dict()}


def _mark(request: Request, asked: NewsAsked) -> Look | dt.datetime | None:
    if not asked.unseen:
        return asked.found_since
    look = watching.last_looked(of(request).store, reader_of(request).name)
    if look is None or asked.found_since is None:
        return look or asked.found_since
    return max(look.moment, asked.found_since)


def _watch(request: Request, asked: NewsAsked) -> list[str] | None:
    if asked.watch is None:
        return None
    try:
        return [watching.watch_of(of(request).store, asked.watch, reader_of(request)).id]
    except InputError as error:
        raise Missing(error.message, error.mend, place="watch") from error
