"""Watches: saved questions with a condition, and what came of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from entente.errors import InputError, UsageError
from entente.records.news import NEWS
from entente.records.shown import Page
from entente.serve import questions, watching
from entente.serve.api.answers import answer, paged
from entente.serve.api.asking import listed
from entente.serve.api.filters import USUAL, Lasting
from entente.serve.api.kinds import Flag, HexId, Number, Rows
from entente.serve.api.route import Route
from entente.serve.api.shapes import Shape
from entente.serve.api.shapes_found import AlertPage, WatchList, WatchSeen
from entente.serve.api.shapes_given import ChannelsGiven, WatchChanged, WatchGiven
from entente.serve.context import of
from entente.serve.faults import Contradiction, Missing
from entente.serve.guard import note, reader_of
from entente.serve.watching import Alert, Channels, Watch
from entente.serve.watching.watches import LONGEST_QUESTION

router = APIRouter(tags=["watches"], route_class=Route)
_SEEN: dict[int | str, dict[str, Any]] = {200: {"model": WatchSeen}}
_Made = TypeVar("_Made")


@router.get("/watches", response_model=None, responses={200: {"model": WatchList}})
def list_watches(
    request: Request, everyone: Annotated[Flag, Query(description="Those of all readers, for an admin.")] = False
) -> Response:
    """Your watches.

    By name.
    """
    found = watching.watches_of(of(request).store, reader_of(request), everyone=everyone)
    return answer(request, lambda: {"data": [watch_row(request, each) for each in found]}, kept=False)


@router.post("/watches", response_model=None, responses={201: {"model": WatchSeen}}, status_code=201)
def make_watch(request: Request, given: WatchGiven) -> Response:
    """Make a watch.

    From now on news that its question finds, of the kinds of its conditions, is told as its channels say.
    """
    deps = of(request)
    values = _values(request, given)
    made = _done(lambda: watching.make(deps.store, owner=reader_of(request).name, now=deps.now(), **values))
    note(request, "watch", made.id, name=made.name, question=made.question)
    response = answer(request, lambda: watch_row(request, made), kept=False, status=201)
    response.headers["Location"] = f"/api/v1/watches/{made.id}"
    return response


@router.get("/watches/{watch_id}", response_model=None, responses=_SEEN)
def get_watch(request: Request, watch_id: HexId) -> Response:
    """One watch.

    Its owner and an admin see it.
    """
    found = _mine(request, watch_id)
    return answer(request, lambda: watch_row(request, found), kept=False)


@router.patch("/watches/{watch_id}", response_model=None, responses=_SEEN)
def change_watch(request: Request, watch_id: HexId, given: WatchChanged) -> Response:
    """Change a watch.

    What is given is set, the rest stays. `channels` is set as a whole; a secret that is left out stays.
    """
    deps, old = of(request), _mine(request, watch_id)
    values = {name: value for name, value in _values(request, given).items() if value is not None}
    made = _done(
        lambda: watching.change(deps.store, old.id, reader_of(request), deps.now(), version=given.version, **values)
    )
    note(request, "change watch", watch_id, before=_audited(old), after=_audited(made))
    return answer(request, lambda: watch_row(request, made), kept=False)


@router.delete("/watches/{watch_id}", response_model=None, status_code=204, responses={204: {"description": "Deleted"}})
def delete_watch(request: Request, watch_id: HexId) -> Response:
    """Delete a watch.

    With its alerts, and what waits to go out.
    """
    old = _mine(request, watch_id)
    _done(lambda: watching.delete(of(request).store, old.id, reader_of(request)))
    note(request, "delete watch", watch_id, name=old.name)
    return Response(status_code=204)


@router.post("/watches/{watch_id}/feed-key", response_model=None, responses=_SEEN)
def renew_feed_key(request: Request, watch_id: HexId) -> Response:
    """Renew the key of a watch's feed.

    The old addresses find nothing any more; the new ones stand in `feeds`.
    """
    old = _mine(request, watch_id)
    made = _done(lambda: watching.renew_feed_key(of(request).store, old.id, reader_of(request)))
    note(request, "renew watch", watch_id, name=old.name)
    return answer(request, lambda: watch_row(request, made), kept=False)


@router.post("/watches/{watch_id}/webhook/resume", response_model=None, responses=_SEEN)
def resume_webhook(request: Request, watch_id: HexId) -> Response:
    """End the pause of a watch's webhook.

    It is paused after it failed for long; `webhook_off` tells why.
    """
    deps, old = of(request), _mine(request, watch_id)
    made = _done(lambda: watching.change(deps.store, old.id, reader_of(request), deps.now(), webhook_off=""))
    note(request, "resume watch", watch_id, name=old.name)
    return answer(request, lambda: watch_row(request, made), kept=False)


class AlertFilters(Shape):
    """Page of alerts."""

    after: Number | None = Field(None, description="`next` of the page before.")
    limit: Rows = USUAL


@router.get("/watches/{watch_id}/alerts", response_model=None, responses=listed(AlertPage))
def list_alerts(request: Request, watch_id: HexId, asked: Annotated[AlertFilters, Query()]) -> Response:
    """What a watch was alerted to.

    Newest first, each with where it went and how that went.
    """
    deps, found = of(request), _mine(request, watch_id)

    def page(after: Any, limit: int) -> Page[Alert]:
        told = watching.alerts(deps.store, watch=found.id, after=after, limit=limit + 1)
        return Page(tuple(told[:limit]), told[limit - 1].number if len(told) > limit else None)  # type: ignore[arg-type]

    return paged(request, asked, page, _alert_row, kept=False)


# ---------------------------------------------------------------------- what is given and shown


def _mine(request: Request, name: str) -> Watch:
    try:
        return watching.watch_of(of(request).store, name, reader_of(request))
    except InputError as error:
        raise Missing(error.message, error.mend, place="watch_id") from error


def _done(make: Callable[[], _Made]) -> _Made:
    """What `make` gives. What fits by itself and cannot be done now clashes with what is there."""
    try:
        return make()
    except InputError as error:
        raise Missing(error.message, error.mend, place="watch_id") from error
    except UsageError as error:
        raise Contradiction(error.message, place=error.place, mend=error.mend) from error


def _values(request: Request, given: WatchGiven | WatchChanged) -> dict[str, Any]:
    """What is set; None for what is left out of a change."""
    conditions = given.conditions or (NEWS if isinstance(given, WatchGiven) else None)
    return {
        "name": given.name, "page": given.page, "paused": given.paused,
        "question": _query(request, given.question) if given.question is not None else None,
        "conditions": tuple(kind for kind in NEWS if kind in conditions) if conditions else None,
        "channels": _channels(given.channels) if given.channels is not None else None,
    }  # fmt: skip


def _channels(given: ChannelsGiven) -> Channels:
    return Channels(feed=given.feed, webhook=given.webhook or "", secret=given.secret, mail=tuple(given.mail))


def _query(request: Request, asked: Lasting) -> str:
    """The question as in the address bar. Raises Missing for what stands for nothing."""
    asked.question(of(request))
    plain = asked.model_dump(mode="json", exclude_defaults=True)
    values = {name: tuple(value) if isinstance(value, list) else str(value) for name, value in plain.items()}
    query = questions.canonical(questions.Typed(values))
    if len(query) > LONGEST_QUESTION:
        raise Contradiction("is too long to be kept", place="question", mend="ask with fewer or shorter words")
    return query


def watch_row(request: Request, watch: Watch) -> dict[str, Any]:
    """A watch as JSON, without the secret of its webhook."""
    typed, way = questions.typed(watch.question), watch.channels
    plain: dict[str, Any] = {name: list(v) if isinstance(v, tuple) else v for name, v in typed.values.items()}
    if "min_confidence" in plain:
        plain["min_confidence"] = float(plain["min_confidence"])
    address = of(request).settings.address
    feeds = {form: watching.feed_address(watch, address, form) for form in watching.FORMS} if way.feed else {}
    return {
        "id": watch.id, "version": watch.version, "name": watch.name, "owner": watch.owner, "page": watch.page,
        "question": plain, "query": watch.question, "conditions": list(watch.conditions),
        "channels": {"feed": way.feed, "webhook": way.webhook, "signed": bool(way.secret), "mail": list(way.mail)},
        "paused": watch.paused, "created": watch.created.isoformat(), "feeds": feeds,
        "webhook_off": watch.webhook_off, "fault": watch.fault,
    }  # fmt: skip


def _audited(watch: Watch) -> dict[str, Any]:
    """A watch for the audit, without its secrets."""
    plain = dataclasses.asdict(watch)
    plain.pop("feed_key")
    plain["channels"].pop("secret")
    return {**plain, "created": watch.created.isoformat()}


def _alert_row(alert: Alert) -> dict[str, Any]:
    deliveries = [
        {**dataclasses.asdict(each), "next_try": each.next_try.isoformat(), "changed": each.changed.isoformat()}
        for each in alert.deliveries
    ]
    return {
        "number": alert.number, "watch": alert.watch, "made": alert.made.isoformat(),
        "news": alert.news.as_dict(), "deliveries": deliveries,
    }  # fmt: skip
