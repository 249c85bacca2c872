"""The search field: an actor, two actors, an id, or words; it leads to where the answer is."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from entente.asked import code
from entente.errors import UsageError
from entente.serve.context import Deps, of
from entente.serve.rendering import page

if TYPE_CHECKING:
    from entente.desk import Desk

router = APIRouter()
#: Fewest digits that are taken for the beginning of an id; fewer may be a word or a year.
_DIGITS = 6
_BETWEEN = re.compile(r"\s*(?:,|;|&|/|\band\b|\bvs\.?\b|–|—|\s-\s)\s*", re.IGNORECASE)
#: Actors that the search field suggests, those most told of.
_SUGGESTED = 300
_PLACES = {"claim": "/claims/", "event": "/events/", "document": "/documents/"}


@router.get("/find")
def find(request: Request, q: str = "") -> Response:
    """Leads (303) to the pair, the actor, the thing of an id, or the claims with these words."""
    deps, typed = of(request), " ".join(q.split())
    if not typed:
        return page(request, "find.html", typed="", found=[])
    sides = pair(deps.desk, typed)
    if sides:
        return RedirectResponse(f"/pair/{sides[0]}/{sides[1]}", status_code=303)
    one = _code(deps.desk, typed)
    if one:
        return RedirectResponse(f"/claims?{urlencode({'party': one})}", status_code=303)
    things = _things(deps, typed)
    if len(things) == 1:
        return RedirectResponse(things[0][1], status_code=303)
    if things:
        return page(request, "find.html", typed=typed, found=things)
    return RedirectResponse(f"/claims?{urlencode({'text': typed}, errors='replace')}", status_code=303)


def _things(deps: Deps, typed: str) -> list[tuple[str, str]]:
    """What an id, or its first digits, stands for: (kind and id, address)."""
    if not re.fullmatch(rf"[0-9a-f]{{{_DIGITS},}}", typed) and " " in typed:
        return []
    found = deps.index.find(typed) if len(typed) >= _DIGITS else []
    if not re.fullmatch(r"[0-9a-f]+", typed):
        found = [each for each in found if each[1] == typed]
    return [(f"{kind} {name}", _PLACES[kind] + quote(name, safe="")) for kind, name in found[:50]]


def pair(desk: Desk, typed: str) -> tuple[str, str] | None:
    """The codes of the two actors that are typed ("Russia, North Korea", "RUS PRK"), None where there are not two."""
    words = typed.split()
    splits = [[part for part in _BETWEEN.split(typed) if part]]
    splits += [[" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))] if len(words) <= 6 else []
    for parts in splits:
        if len(parts) == 2:
            one, two = _code(desk, parts[0]), _code(desk, parts[1])
            if one and two and one != two:
                return one, two
    return None


def _code(desk: Desk, name: str) -> str | None:
    try:
        return code(desk, name, "q", None)
    except UsageError:
        return None


@router.get("/find/actors.json")
def actors(request: Request) -> Response:
    """Names and codes of the actors most told of, for suggestions."""
    deps = of(request)
    found = _named(deps.index.version // 1000, lambda: [name for name, _ in deps.index.actors(limit=_SUGGESTED)], deps)
    return JSONResponse(found, headers={"Cache-Control": "private, max-age=600"})


_kept: dict[str, tuple[int, list[tuple[str, str]]]] = {}


def _named(version: int, codes: Callable[[], list[str]], deps: Deps) -> list[tuple[str, str]]:
    place = str(deps.settings.state)
    if _kept.get(place, (-1, []))[0] != version:
        _kept[place] = version, [(typed_name(deps.desk, each), each) for each in codes()]
    return _kept[place][1]


@functools.lru_cache(maxsize=2000)
def typed_name(desk: Desk, actor: str) -> str:
    """A name that, typed, means this actor: "North Korea" for PRK; the code itself where no name does."""
    name = desk.name(actor).removeprefix("the ")
    return name if _code(desk, name) == actor else actor
