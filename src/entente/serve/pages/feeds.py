"""The feed of a watch, for feed readers: its address holds a key of its own, so that nobody signs in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from entente.serve import guard, watching
from entente.serve.context import of
from entente.serve.faults import Missing
from entente.serve.watching.feeding import NEWEST

router = APIRouter()
#: The key in the address is told to nobody.
_HEADERS = {"Cache-Control": "private, max-age=60", "Referrer-Policy": "no-referrer"}


@router.get("/watches/{name}/feed.{form}")
def feed(request: Request, name: str, form: str, key: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The newest alerts of a watch as Atom or RSS."""
    deps = of(request)
    watch = watching.feed_watch(deps.store, name, key)
    if watch is None or form not in watching.FORMS or guard.standing(request.app, watch.owner) is None:
        raise Missing("there is no such feed", "the watch's page shows its address; it may have been renewed")
    alerts = watching.alerts(deps.store, watch=name, limit=NEWEST)
    body = watching.feed(watch, alerts, deps.settings.address, form)
    return Response(body, media_type=watching.FORMS[form], headers=_HEADERS)
