"""Which pages there are."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import RedirectResponse, Response

from entente.serve import api
from entente.serve.pages import (
    account,
    announced,
    check,
    claims,
    documents,
    events,
    feeds,
    find,
    forecasts,
    forecasts_record,
    jobs,
    network,
    pair,
    read,
    review,
    scenarios,
    today,
    watches,
    whatif,
)
from entente.serve.rendering import static_name

#: In the order in which addresses are matched.
PAGES = (
    today, find, claims, events, documents, pair, network, forecasts_record, forecasts, announced, whatif, scenarios,
    check, review, feeds, watches, read, jobs, account,
)  # fmt: skip


def include(app: FastAPI) -> None:
    """Adds every page, the API and the feeds to an application."""
    for each in PAGES:
        app.include_router(each.router, include_in_schema=False)
    app.include_router(api.router)
    app.get("/favicon.ico", include_in_schema=False)(_icon)


def _icon() -> Response:
    """Browsers ask for it on pages that name no icon."""
    return RedirectResponse(static_name("icon.svg"), status_code=301)
