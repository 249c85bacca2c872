"""How things stand, what clashes, the network, and dealings against the sanctions rules."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator, Field

from entente import asked as words
from entente import rows
from entente.records import Finding
from entente.serve.api.answers import answer
from entente.serve.api.filters import FindingsAsked, found
from entente.serve.api.found_rows import finding_row
from entente.serve.api.kinds import Day, Words, whole
from entente.serve.api.route import Route
from entente.serve.api.shapes import Kind, Matter, Shape
from entente.serve.api.shapes_found import Findings, Network, RuleList, RulingSeen
from entente.serve.api.shapes_given import DealingAsked
from entente.serve.context import of

router = APIRouter(tags=["finding"], route_class=Route)


@router.get("/status", response_model=None, responses={200: {"model": Findings}})
def list_statuses(request: Request, asked: FindingsAsked) -> Response:
    """How happenings stand.

    Who asserts, confirms, denies, leaves open; those that most origins tell of first.
    """
    return _judged(request, asked, lambda events: list(of(request).desk.standings(events)))


@router.get("/contradictions", response_model=None, responses={200: {"model": Findings}})
def list_contradictions(request: Request, asked: FindingsAsked) -> Response:
    """What cannot both hold.

    Among the happenings that the filters find, those that most origins tell of first.
    """
    deps = of(request)
    return _judged(request, asked, lambda events: list(deps.desk.clashes(deps.ledger, events).findings))


def _judged(request: Request, asked: Any, judge: Any) -> Response:
    deps, question = of(request), asked.question(of(request))

    def made() -> dict[str, Any]:
        events = deps.desk.asked_events(deps.index, deps.ledger, question, limit=asked.limit).rows
        judged: list[Finding] = judge(events)
        return {"data": [finding_row(each, asked.quotes) for each in judged], "events": len(events)}

    return answer(request, made, kept=question.as_of is None)


Actors = Annotated[int, Field(ge=2, le=1000), BeforeValidator(whole)]


class NetworkFilters(Shape):
    """Which days, kinds and actors of the network."""

    since: Day | None = Field(None, description="First day of happening; of publication where no day is told.")
    until: Day | None = Field(None, description="Last day of it.")
    event: Annotated[list[Kind], Field(max_length=50)] = Field(
        default_factory=list, description="Kinds of claims, any of them; given once for each."
    )
    party: Words | None = Field(None, description="Only this actor and those that it is tied to: code or name.")
    most: Actors = Field(300, description="Actors, those that most origins tell of.")


@router.get("/network", response_model=None, responses={200: {"model": Network}})
def get_network(request: Request, asked: Annotated[NetworkFilters, Query()]) -> Response:
    """The network of actors.

    The actors of some days and their ties, signed by tone and weighted by origins.
    """
    deps, party = of(request), asked.party
    code = found(lambda: words.code(deps.desk, party, "party", deps.now().date())) if party else None

    def made() -> dict[str, Any]:
        net = deps.index.network(asked.since, asked.until, tuple(asked.event), most=asked.most, party=code)
        plain: dict[str, Any] = rows.as_plain(net)
        return {**plain, "nodes": [{**node, "name": deps.desk.name(node["code"])} for node in plain["nodes"]]}

    return answer(request, made)


@router.post("/check", response_model=None, responses={200: {"model": RulingSeen}}, tags=["rules"])
def check_dealing(request: Request, dealing: DealingAsked) -> Response:
    """A dealing against the sanctions rules.

    Paragraph by paragraph: the verdict, the rules behind it with their sources, and what would change it. No legal
    advice. Nothing is kept.
    """
    deps, notes = of(request), list[str]()
    typed = {
        "source": dealing.from_, "target": dealing.to, "matter": dealing.matter, "activity": dealing.activity,
        "on": dealing.on, "amount": dealing.amount, "used": dealing.used,
        "fact": [f"{name}={value}" for name, value in dealing.facts.items()],
    }  # fmt: skip
    names = {"source": "from", "target": "to", "fact": "facts"}
    made = found(lambda: words.dealing(deps.desk, typed, place=lambda name: names.get(name, name), told=notes.append))
    ruling = found(lambda: deps.desk.check(made))
    return answer(request, lambda: {**ruling.as_dict(), "notes": notes}, kept=False)


class RuleFilters(Shape):
    """Which rules."""

    state: Words | None = Field(None, description="Under measures: code or name.")
    matter: Matter | None = None
    on: Day | None = Field(None, description="In force on that day.")
    text: Words | None = Field(None, description="Words that all stand in title, text, instrument, paragraph or id.")


@router.get("/rules", response_model=None, responses={200: {"model": RuleList}}, tags=["rules"])
def list_rules(request: Request, asked: Annotated[RuleFilters, Query()]) -> Response:
    """The sanctions rules.

    Each with paragraph, text, dates, source and how sure we are of it (`mark`).
    """
    from entente.serve.pages.check import Wanted

    deps, state = of(request), asked.state
    code = found(lambda: words.code(deps.desk, state, "state", deps.now().date())) if state else ""
    wanted = Wanted(text=asked.text or "", state=code, matter=asked.matter or "", on=asked.on)
    return answer(request, lambda: {"data": [rows.as_plain(r) for r in deps.desk.rules if wanted.holds(r)]}, kept=False)
