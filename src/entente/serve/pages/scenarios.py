"""Scenarios: what there is, and each with its picture, its sources and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from entente.serve.context import of
from entente.serve.pages.whatif import scenario_of
from entente.serve.pages.whatif_asked import answers_of
from entente.serve.pages.whatif_drawn import spoken
from entente.serve.rendering import page

if TYPE_CHECKING:
    from entente.records import Scenario

router = APIRouter()


@router.get("/scenarios")
def every(request: Request) -> Response:
    """Every scenario, by name."""
    desk = of(request).desk
    found = list(answers_of(request.app).all(desk).values())
    return page(request, "scenarios/list.html", scenarios=found, asking=False, weak_of=desk.weakly_sourced)


@router.get("/scenarios/{name}.svg")
def picture(request: Request, name: str) -> Response:
    """Stocks and flows of a scenario, as a picture."""
    deps = of(request)
    drawn = deps.desk.scenario_picture(scenario_of(request, deps, name))
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=600"})


@router.get("/scenarios/{name}")
def show(request: Request, name: str) -> Response:
    """A scenario: what it is made of, and where each number is from."""
    deps = of(request)
    scenario = scenario_of(request, deps, name)
    more = _context(scenario) | {"units": deps.desk.units, "weak": deps.desk.weakly_sourced(scenario)}
    return page(request, "scenarios/page.html", scenario=scenario, spoken=spoken, **more)


def _context(scenario: Scenario) -> dict[str, Any]:
    used: dict[str, list[str]] = {source.id: [] for source in scenario.sources}
    of_options = [one for choice in scenario.choices for option in choice.options for one in option.values.values()]
    for parameter in [*scenario.parameters, *of_options]:
        for source in parameter.sources:
            if parameter.title not in used.setdefault(source, []):
                used[source].append(parameter.title)
    for title, sources in [(each.title, each.sources) for each in scenario.rules] + [
        (each.title, each.sources) for each in scenario.events
    ]:
        for source in sources:
            used.setdefault(source, []).append(title)
    levers = {lever.name: lever.title for lever in scenario.levers}
    return {
        "used": used, "levers": levers, "sources": {source.id: source for source in scenario.sources},
        "stocks": {stock.name: stock.title for stock in scenario.stocks},
    }  # fmt: skip
