"""The description of the API: OpenAPI 3.1, complete, from the routes themselves."""

from __future__ import annotations

import functools
import json
import warnings
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from entente.serve.api.routes import router
from entente.serve.api.shapes import Refused
from entente.serve.guard import signs_in
from entente.serve.settings import Settings

_JSON = "application/json"
TAGS = (
    ("claims", "Who does, wants or may do what to whom, who says so, how sure, and in which words."),
    ("events", "Happenings, each with every claim that tells of it."),
    ("reports", "The texts, and sources that could not be read."),
    ("finding", "What is worked out over many claims: how things stand, what clashes, the network."),
    ("pairs", "Everything about two actors."),
    ("ahead", "What is likely next, what was announced, and how such forecasts fared. Learned from the ledger."),
    ("scenarios", "What follows if: small models, every number with its source."),
    ("rules", "Sanctions rules, and dealings held against them. No legal advice."),
    ("news", "What is new since you last looked."),
    ("watches", "Saved questions whose news is told by feed, webhook or mail."),
    ("reading", "A report of your own, read at once; nothing is kept."),
    ("reviewing", "What people say of claims; on the disk before it is answered."),
    ("jobs", "Long work."),
    ("ledger", "The ledger in numbers, and what names stand for."),
)
_ABOUT = """The questions of the desk for programs. Fields are those of the claim record.

**Filters** are parameters; all that are given hold together; one that does not exist is refused.
**Pages**: give `next` as `after`; pages stay apart while rows come in.
**Everything at once**: with `Accept: application/x-ndjson` lists come as JSON Lines, row by row, as they are found.
**Unchanged**: answers have an `ETag`; with `If-None-Match` an unchanged one is 304 without a body. `HEAD` as `GET`.
**Errors** have one shape: `{"error": {"code", "message", "place", "mend"}}`.
**Names** that stand for nothing are 404, parts of a request that exclude each other 409, what does not fit its
description 422.
**As of a day**: `as_of` answers what the ledger knew by the end of that day.
**Long work** is 202 with a job; ask `/jobs/{job_id}` until it is 200."""
#: What any request can come to, beside its answer; which of them need a body, and which a token.
FAULTS = (
    (400, "BadRequest", "The request cannot be read"), (401, "NotSignedIn", "Not signed in"),
    (403, "NotAllowed", "Not allowed for this reader, or without proof that the change was meant"),
    (404, "Missing", "What is named is not there, or stands for nothing"),
    (409, "Contradiction", "Parts of the request exclude each other, or somebody was faster"),
    (413, "TooLarge", "The body is too large"), (415, "WrongKind", "The body is no JSON"),
    (422, "Unfit", "Something does not fit its description"), (429, "TooMany", "Too many requests, see Retry-After"),
    (500, "Mistake", "The program made a mistake"), (503, "NotNow", "Cannot be answered just now"),
)  # fmt: skip
_CLAIM = {"claim_id": "$response.body#/data/0/id"}
_WATCH = {"watch_id": "$response.body#/id"}
#: What an answer leads to: operation -> status, the operations it leads to, with which parameters.
LINKS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "list_claims": ("200", {
        "get_claim": _CLAIM, "accept_claim": _CLAIM, "correct_claim": _CLAIM, "reject_claim": _CLAIM,
        "split_claim": _CLAIM, "undo_claim": _CLAIM, "get_event": {"event_id": "$response.body#/data/0/event_id"},
    }),
    "list_events": ("200", {"get_event": {"event_id": "$response.body#/data/0/id"}}),
    "list_documents": ("200", {
        "get_document": {"id": "$response.body#/data/0/id"}, "add_claim": {"id": "$response.body#/data/0/id"},
    }),
    "get_pair": ("202", {"get_job": {"job_id": "$response.body#/id"}}),
    "get_pair_brief": ("202", {"get_job": {"job_id": "$response.body#/id"}}),
    "list_forecasts": ("202", {"get_job": {"job_id": "$response.body#/id"}}),
    "list_announced": ("202", {"get_job": {"job_id": "$response.body#/id"}}),
    "get_backtest": ("202", {"get_job": {"job_id": "$response.body#/id"}}),
    "list_scenarios": ("200", {
        "get_scenario": {"scenario_name": "$response.body#/data/0/name"},
        "ask_whatif": {"scenario_name": "$response.body#/data/0/name"},
    }),
    "make_watch": ("201", {
        "get_watch": _WATCH, "change_watch": _WATCH, "list_alerts": _WATCH, "renew_feed_key": _WATCH,
        "resume_webhook": _WATCH, "delete_watch": _WATCH,
    }),
}  # fmt: skip
_HEADERS = {
    "ETag": {"description": "Tag of this answer, for If-None-Match", "schema": {"type": "string"}},
    "Location": {"description": "Where it stands", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait", "schema": {"type": "string"}},
}


def describe(app: FastAPI, settings: Settings) -> None:
    """Makes `app.openapi()` give the description of the API. `settings`: tell whether a token is needed."""

    @functools.cache
    def described() -> dict[str, Any]:
        return description(app.version, settings)

    app.openapi = described  # type: ignore[method-assign]


def description(version: str, settings: Settings) -> dict[str, Any]:
    """The description, as JSON values. `version`: of the package."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Duplicate Operation ID")  # HEAD beside GET, which is taken out again
        made = get_openapi(
            title="Entente", version=version, openapi_version="3.1.0", routes=router.routes, servers=[{"url": "/"}],
            summary="A ledger of claims of reports about states", description=_ABOUT,
            tags=[{"name": name, "description": words} for name, words in TAGS],
        )  # fmt: skip
    closed = signs_in(settings)
    examples = _examples()
    for methods in made["paths"].values():
        methods.pop("head", None)
        for method, operation in methods.items():
            _complete(method, operation, closed, examples)
    parts = made["components"]
    parts["schemas"] = {
        name: shape for name, shape in sorted(parts["schemas"].items())
        if name not in ("HTTPValidationError", "ValidationError")
    }  # fmt: skip
    parts["schemas"]["Refused"] = Refused.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= parts["schemas"]["Refused"].pop("$defs")
    refused = {_JSON: {"schema": {"$ref": "#/components/schemas/Refused"}}}
    parts["responses"] = {
        name: {"description": words, "content": refused, **_waiting(status)} for status, name, words in FAULTS
    } | {"Other": {"description": "Whatever else was wrong", "content": refused}}
    parts["headers"] = _HEADERS
    if closed:
        parts["securitySchemes"] = {
            "token": {
                "type": "http", "scheme": "bearer",
                "description": "The token of the token file, or one of a user's own (`entente users token NAME`).",
            }
        }  # fmt: skip
    return made


def _waiting(status: int) -> dict[str, Any]:
    return {"headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}} if status in (429, 503) else {}


def _complete(method: str, operation: dict[str, Any], closed: bool, examples: dict[str, Any]) -> None:
    words, _, more = operation.get("description", operation["summary"]).partition("\n\n")
    operation["summary"], operation["description"] = words.strip(), " ".join(more.split()) or words.strip()
    answers = operation["responses"]
    for status, answer in answers.items():
        if answer["description"] == "Successful Response":
            answer["description"] = _DONE.get(status, "The answer")
    if method == "get" and "200" in answers:
        answers["200"]["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
        answers["304"] = {"description": "Unchanged since the tag given in If-None-Match"}
    for status, names in (("201", ("Location",)), ("202", ("Location", "Retry-After"))):
        if status in answers:
            answers[status]["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    answers.pop("422", None)
    takes = "requestBody" in operation
    for status, name, _ in FAULTS:
        if (status in (413, 415) and not takes) or (status == 401 and not closed):
            continue
        answers[str(status)] = {"$ref": f"#/components/responses/{name}"}
    answers["default"] = {"$ref": "#/components/responses/Other"}
    operation["responses"] = {status: answers[status] for status in sorted(answers)}
    if closed:
        operation["security"] = [{"token": []}]
    status, leads = LINKS.get(operation["operationId"], ("", {}))
    if leads:
        answers[status]["links"] = {
            name: {"operationId": name, "parameters": parameters} for name, parameters in leads.items()
        }
    shown = answers.get("200", answers.get("201", {})).get("content", {}).get(_JSON)
    if shown is not None and operation["operationId"] in examples:
        shown["example"] = examples[operation["operationId"]]


_DONE = {"200": "The answer", "201": "Made", "202": "It takes longer: a job", "204": "Deleted"}


def _examples() -> dict[str, Any]:
    """Answers of a small ledger of our own, by operation."""
    text = resources.files("entente.serve.api").joinpath("examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
