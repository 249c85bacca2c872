"""What follows if: a scenario with its sliders, choices, events and cases, and the answer beside them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from entente.errors import UsageError
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.guard import reader_of
from entente.serve.jobs import Busy
from entente.serve.pages import ahead_drawn, ahead_kept, whatif_drawn
from entente.serve.pages.whatif_asked import RUNS, Setting, answers_of, bound, field_of, setting_of
from entente.serve.rendering import is_partial, page, when

if TYPE_CHECKING:
    from entente.desk import Desk
    from entente.records import Answer, Difference, Parameter, Scenario, UsedParameter, WhatIf
    from entente.records.scenario import ScenarioEvent

router = APIRouter()
#: Numbers of most weight that are shown for a question.
STRONGEST = 8
#: Questions and courses that are shown at once; the others are folded.
FIRST, COURSES = 4, 3


@router.get("/whatif")
def choose(request: Request) -> Response:
    """Which scenarios can be asked."""
    desk = of(request).desk
    every = list(answers_of(request.app).all(desk).values())
    return page(request, "scenarios/list.html", scenarios=every, asking=True, weak_of=desk.weakly_sourced)


@router.get("/whatif/{name}")
def show(request: Request, name: str) -> Response:
    """A scenario with its setting and its answer; for htmx the answer alone."""
    deps = of(request)
    scenario = scenario_of(request, deps, name)
    setting = setting_of(scenario, request.query_params)
    if not is_partial(request) and sorted(request.query_params.multi_items()) != sorted(setting.query):
        return RedirectResponse(setting.address(), 303)  # an address that is sent on is short
    fault, busy, found = None, False, None
    try:
        bound(scenario, setting)
        found = answer(request, deps, scenario, setting)
    except UsageError as error:
        fault = error
    except Busy:
        busy = True
    template = "whatif/answer.html" if is_partial(request) else "whatif/page.html"
    status = 422 if fault else 503 if busy else 200
    context = _context(scenario, setting, found, fault, deps.desk) | {"beside": _beside(deps, scenario, found)}
    made = page(request, template, status=status, busy=busy, **context)
    if is_partial(request) and not busy:
        made.headers["HX-Replace-Url"] = setting.address()
    return made


@router.get("/whatif/{name}/influence")
def influence(request: Request, name: str) -> Response:
    """Which numbers matter most in a setting; worked out by the worker, a page that waits where it is not yet."""
    deps = of(request)
    scenario = scenario_of(request, deps, name)
    setting = setting_of(scenario, request.query_params)
    bound(scenario, setting)
    key, mark = f"influence|{setting.address()}", _influence_mark(deps, setting)
    kept = ahead_kept.found(deps.store, key)
    job, busy = None, False
    if kept is None or kept.mark != mark:
        args = {
            "scenario": name, "sets": dict(setting.sets), "compare": list(setting.compare), "ledger": setting.ledger,
            "key": key, "mark": mark, "then": setting.address("/influence"),
        }  # fmt: skip
        try:
            job = deps.jobs.start("influence", args, owner=reader_of(request).name, key=f"ahead {key} {mark}")
        except Busy:
            busy = True
        if job is not None and job.over:
            kept, job = ahead_kept.found(deps.store, key), None
    body = kept.body if kept else {}
    return page(
        request, "whatif/influence.html", scenario=scenario, it=setting, job=job, busy=busy, body=body,
        asked=_influences(scenario, body), drawn=ahead_drawn, extra=ahead_kept.can_forecast(),
    )  # fmt: skip


def _influence_mark(deps: Deps, setting: Setting) -> str:
    versions = deps.desk.versions()
    ledger = str(deps.index.version) if setting.ledger else ""
    return f"{versions.package} {versions.lexicon} {ledger} {ahead_kept.can_forecast()}"


def _influences(scenario: Scenario, body: Mapping[str, Any]) -> list[tuple[str, str, list[dict[str, Any]], int]]:
    """(question, title of the variant, its influences, the strongest first, how many others there are)."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in body.get("influences", []):
        groups.setdefault((row["question"], row["variant"]), []).append(row)
    texts, found = _texts(scenario), []
    for (question, variant), rows in groups.items():
        rows.sort(key=lambda row: -row["total"]["value"])
        told = rows[:STRONGEST]
        found.append(
            (texts.get(question, question), body["variants"].get(variant, variant), told, len(rows) - len(told))
        )
    return found


def _texts(scenario: Scenario) -> dict[str, str]:
    """Questions in words, with the time until which they are asked, for two may differ in that alone."""
    return {
        each.name: f"{each.text}, until {scenario.time} {each.by:g}" if each.by else each.text
        for each in scenario.questions
    }


def scenario_of(request: Request, deps: Deps, name: str) -> Scenario:
    """The packaged scenario of a name, never a file. Raises Missing."""
    found = answers_of(request.app).all(deps.desk).get(name)
    if found is None:
        raise Missing(f"there is no scenario {name}", "the list has them all: /scenarios", place="name")
    return found


def answer(request: Request, deps: Deps, scenario: Scenario, setting: Setting, **more: Any) -> WhatIf:
    """What the scenario answers in a setting. Raises UsageError, Busy."""
    ledger = deps.ledger if setting.ledger else None
    return answers_of(request.app).ask(
        deps.desk, scenario, setting.sets, setting.compare, ledger=ledger, version=str(deps.index.version), **more
    )


def _context(
    scenario: Scenario, setting: Setting, found: WhatIf | None, fault: UsageError | None, desk: Desk
) -> dict[str, Any]:  # fmt: skip
    by_case = {name: case.title for case in scenario.cases if case.name in setting.compare for name in case.sets}
    return {
        "scenario": scenario, "it": setting, "found": found, "fault": fault, "wrong": field_of(fault) if fault else "",
        "fields": _fields(scenario), "sliders": [each for each in scenario.parameters if each.slider],
        "by_case": by_case, "runs": RUNS, "spoken": whatif_drawn.spoken, "step": step, "centre": whatif_drawn.centre,
        "number": plain, "units": desk.units, "size": whatif_drawn, "first": FIRST, "first_courses": COURSES,
        "drawn": whatif_drawn.drawn(found, {each.name for each in scenario.choices}, desk.units) if found else [],
        "asked": asked(found) if found else [], "numbers": numbers(found) if found else [],
        "apart": len({used.name for used in found.parameters}) if found else 0,
        "shares": ("any", "end", "always"), "share": ahead_drawn.percent,
        "texts": _texts(scenario), "at": when_told,
        "from_ledger": any(each.ledger for each in scenario.parameters), "start": when(scenario.start),
    }  # fmt: skip


def _beside(deps: Deps, scenario: Scenario, found: WhatIf | None) -> dict[str, Any]:
    """Question -> what its variants have in common once, and how each goes on."""
    return {row.question: row for row in deps.desk.whatif_beside(scenario, found)} if found else {}


def _fields(scenario: Scenario) -> list[str]:
    """Names of the fields of the form, of which each has a place for its fault."""
    groups = (scenario.choices, scenario.events, [each for each in scenario.parameters if each.slider])
    return [each.name for group in groups for each in group] + ["compare"]


def when_told(scenario: Scenario, event: ScenarioEvent) -> Markup:
    """When an event comes, in words, "after 18 months"; nothing where that is reckoned."""
    text = event.at.text if event.at else ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Markup("on {}").format(when(dt.date.fromisoformat(text)))
    found = re.fullmatch(r"([\d.]+) \[([a-z]+)\]", text)
    if found is None:
        return Markup("")
    return Markup("after {} {}").format(found[1], found[2] if found[1] == "1" else f"{found[2]}s")


def step(parameter: Parameter) -> str:
    """How far one key press moves a slider: a round number, about a hundredth of its length."""
    assert parameter.slider is not None
    low, high = parameter.slider
    rough = (high - low) / 100
    ten = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    return plain(next(ten * times for times in (1, 2, 5, 10) if ten * times >= rough * 0.999))


def plain(value: float) -> str:
    """A number as a form's field has it: "0.005", "12000"."""
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    return text if float(text or 0) == value or abs(value) >= 1e-9 else repr(value)


def asked(found: WhatIf) -> list[tuple[str, list[tuple[str, Answer]], list[Difference]]]:
    """Questions with the answer of each variant (its title first) and what differs between variants."""
    titles = {variant.name: variant.title for variant in found.variants}
    questions: Mapping[str, list[Answer]] = {
        name: [each for each in found.answers if each.question == name]
        for name in dict.fromkeys(each.question for each in found.answers)
    }
    return [
        (name, [(titles[each.variant], each) for each in answers],
         [each for each in found.differences if each.question == name])
        for name, answers in questions.items()
    ]  # fmt: skip


def numbers(found: WhatIf) -> list[tuple[UsedParameter, list[str]]]:
    """Every number that was used, once, with the titles of the variants in which it was so; none where in all."""
    titles = {variant.name: variant.title for variant in found.variants}
    rows: dict[tuple[str, str], tuple[UsedParameter, list[str]]] = {}
    for used in found.parameters:
        key = (used.name, repr((used.distribution, [source.id for source in used.sources])))
        rows.setdefault(key, (used, []))[1].append(titles.get(used.variant, ""))
    return [
        (used, [] if len(named) >= len(titles) or named == [""] else named) for used, named in rows.values()
    ]  # fmt: skip
