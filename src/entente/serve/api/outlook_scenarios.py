"""Scenarios, and what follows if: the same answers as the pages, in full."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator, Field, StringConstraints

from entente.errors import UsageError
from entente.rows import as_plain
from entente.serve.api.answers import answer
from entente.serve.api.kinds import Flag, whole
from entente.serve.api.route import Route
from entente.serve.api.shapes import Shape
from entente.serve.api.shapes_ahead import ScenarioList, ScenarioSeen, WhatIfSeen
from entente.serve.context import of
from entente.serve.faults import Contradiction, Missing
from entente.serve.pages.whatif import scenario_of
from entente.serve.pages.whatif_asked import MOST_RUNS, RUNS, answers_of

router = APIRouter(tags=["scenarios"], route_class=Route)
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
#: "use=12000", "use=uniform(8000, 14000)", "stops=on".
Set = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}=[^\x00-\x1f\x7f-\x9f]{1,200}$")]
ScenarioName = Annotated[Name, Path(description="Name of a scenario, as /scenarios lists them.")]
Runs = Annotated[int, Field(ge=100, le=MOST_RUNS), BeforeValidator(whole)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(whole)]


class WhatIfFilters(Shape):
    """A setting of a scenario."""

    set: Annotated[list[Set], Field(max_length=60)] = Field(
        default_factory=list,
        description="NAME=VALUE, once for each: of a parameter a number or a distribution, of a choice an option, of "
        "an event on or off.",
    )
    compare: Annotated[list[Name], Field(max_length=8)] = Field(
        default_factory=list, description="Names of cases that are run beside each other; given once for each."
    )
    runs: Runs = Field(RUNS, description="Of each variant.")
    seed: Seed = Field(0, description="Of all draws; the same seed gives the same answer.")
    ledger: Flag = Field(False, description="Fill parameters from figures in claims, where the scenario declares it.")


@router.get("/scenarios", response_model=None, responses={200: {"model": ScenarioList}})
def list_scenarios(request: Request) -> Response:
    """The scenarios.

    Small models of stocks and flows, every number with its source.
    """
    desk = of(request).desk
    every = answers_of(request.app).all(desk).values()
    rows = [
        {
            "name": each.name, "title": each.title, "question": each.question, "start": each.start.isoformat(),
            "time": each.time, "horizon": each.horizon, "actors": dict(each.actors),
            "cases": [case.name for case in each.cases], "parameters": len(each.parameters),
            "sources": len(each.sources), "weak": len(desk.weakly_sourced(each)),
        }
        for each in every
    ]  # fmt: skip
    return answer(request, lambda: {"data": rows}, kept=False)


@router.get("/scenarios/{scenario_name}", response_model=None, responses={200: {"model": ScenarioSeen}})
def get_scenario(request: Request, scenario_name: ScenarioName) -> Response:
    """One scenario.

    Its numbers with unit, distribution and sources; stocks, flows, rules of actors, events, cases and questions, with
    formulas as written.
    """
    found = scenario_of(request, of(request), scenario_name)
    plain: dict[str, Any] = finite(_written(as_plain(found)))
    plain.pop("path", None)
    return answer(request, lambda: plain, kept=False)


@router.get("/whatif/{scenario_name}", response_model=None, responses={200: {"model": WhatIfSeen}})
def ask_whatif(request: Request, scenario_name: ScenarioName, asked: Annotated[WhatIfFilters, Query()]) -> Response:
    """What follows if.

    A scenario run many times in a setting, cases beside each other with the same draws: the answer to each question in
    a sentence, quantiles over time, differences with intervals, every number that was used with its source. The form
    is the one of the command line (docs/reference/whatif.md).
    """
    deps = of(request)
    scenario = scenario_of(request, deps, scenario_name)
    sets = dict(each.partition("=")[::2] for each in asked.set)
    ledger = deps.ledger if asked.ledger else None
    try:
        found = answers_of(request.app).ask(
            deps.desk, scenario, sets, list(dict.fromkeys(asked.compare)), runs=asked.runs, seed=asked.seed,
            ledger=ledger, version=str(deps.index.version),
        )  # fmt: skip
    except UsageError as error:
        place = "compare" if "compare" in error.place else "set"
        if "what the case" in error.message or "too much" in error.message:
            raise Contradiction(error.message, place=place, mend=error.mend) from error
        name = error.place.removeprefix("--set").strip()
        told = f"{name}: {error.message}" if place == "set" and name else error.message
        raise Missing(told, error.mend, place=place) from error
    return answer(request, lambda: deps.desk.whatif_published(found), kept=False)


def _written(value: Any) -> Any:
    """Formulas as they are written, without their trees."""
    if isinstance(value, Mapping):
        if set(value) == {"text", "tree"}:
            return value["text"]
        return {name: _written(inner) for name, inner in value.items()}
    return [_written(inner) for inner in value] if isinstance(value, list) else value


def finite(value: Any) -> Any:
    """Without numbers that JSON does not have (RFC 8259, 6): what is not finite is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: finite(inner) for name, inner in value.items()}
    return [finite(inner) for inner in value] if isinstance(value, list) else value
