"""Every route of the API."""

from __future__ import annotations

from collections import defaultdict

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute

from entente.serve.api import (
    asking,
    changing,
    finding,
    index_page,
    jobs,
    outlook,
    outlook_scenarios,
    pairs,
    reading,
    reports,
    telling,
    watches,
)
from entente.serve.api.route import Route
from entente.serve.guard import needs

PREFIX = "/api/v1"


def _name(route: APIRoute) -> str:
    return route.name


router = APIRouter(prefix=PREFIX, generate_unique_id_function=_name, dependencies=[Depends(needs("reader"))])
_PARTS = (
    index_page, asking, reports, finding, pairs, outlook, outlook_scenarios, telling, watches, reading, jobs, changing,
)  # fmt: skip


def _assemble() -> None:
    methods: defaultdict[str, set[str]] = defaultdict(set)
    routes = [route for part in _PARTS for route in part.router.routes if isinstance(route, Route)]
    for route in routes:
        methods[route.path] |= route.methods or set()
    for route in routes:
        route.allowed = frozenset(methods[route.path])
    for part in _PARTS:
        router.include_router(part.router)


_assemble()
