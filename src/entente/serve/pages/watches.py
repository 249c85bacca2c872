"""Watches: saved questions with a condition, and what came of them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from entente.errors import InputError, UsageError
from entente.records import Question
from entente.records.news import NEWS
from entente.serve import lists, watching
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.guard import needs, note, reader_of
from entente.serve.questions import asked, canonical, typed
from entente.serve.rendering import first_up, page
from entente.serve.watching import Channels, Watch

router = APIRouter()
ROWS = 30
#: Fields of the form, as typed; `conditions` may be given more than once.
_EMPTY: Mapping[str, Any] = {
    "name": "", "page": "claims", "question": "", "conditions": NEWS, "feed": True, "webhook": "", "secret": "",
    "mail": "", "paused": False,
}  # fmt: skip


def question_of(deps: Deps, watch: Watch) -> Question:
    """What a watch asks. Raises UsageError where it can no longer be read."""
    return asked(deps, typed(watch.question))


@router.get("/watches")
def watches(request: Request) -> Response:
    """A reader's watches, their newest alerts, and the form for a new one."""
    deps, reader = of(request), reader_of(request)
    everyone = request.query_params.get("all") == "1"
    found = watching.watches_of(deps.store, reader, everyone=everyone)
    query, shown = (request.query_params.get(name, "") for name in ("question", "page"))
    given = {**_EMPTY, "question": query, "name": _suggested(deps, query), "page": shown or "claims"}
    return _form(request, "watches.html", given, watches=found, everyone=everyone,
                 alerts=watching.alerts(deps.store, owner=reader.name, limit=ROWS))  # fmt: skip


def _suggested(deps: Deps, query: str) -> str:
    what = typed(query)
    return first_up(lists.told(deps, what)[:100]) if what.given else ""


def _form(request: Request, template: str, given: Mapping[str, Any], *, fault: UsageError | None = None,
          status: int = 200, **more: Any) -> Response:  # fmt: skip
    what = typed(str(given["question"]))
    return page(
        request, template, status=status, given=given, fault=fault, kinds=NEWS, asks=lists.told(of(request), what),
        mail_goes=of(request).settings.mail is not None, most=watching.MOST_WATCHES, **more,
    )  # fmt: skip


def _typed(
    name: Annotated[str, Form()] = "", question: Annotated[str, Form()] = "", page: Annotated[str, Form()] = "claims",
    conditions: Annotated[list[str] | None, Form()] = None, feed: Annotated[str, Form()] = "",
    webhook: Annotated[str, Form()] = "", secret: Annotated[str, Form()] = "", mail: Annotated[str, Form()] = "",
    paused: Annotated[str, Form()] = "", version: Annotated[str, Form()] = "",
) -> dict[str, Any]:  # fmt: skip
    """The form's fields as typed."""
    return {
        "name": name.strip(), "question": question.strip().lstrip("?"), "page": page, "feed": bool(feed),
        "conditions": tuple(conditions or ()), "webhook": webhook.strip(), "secret": secret.strip(),
        "mail": mail.strip(), "paused": bool(paused), "version": version,
    }  # fmt: skip


Typed_ = Annotated[dict[str, Any], Depends(_typed)]


def _values(deps: Deps, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the form sets. Raises UsageError."""
    what = typed(str(given["question"]))
    if asked(deps, what).as_of is not None:
        raise UsageError("a watch looks at what comes", place="question", mend="leave as_of out")
    unknown = [kind for kind in given["conditions"] if kind not in NEWS]
    if not given["conditions"] or unknown:
        raise UsageError("no kind of news is chosen", place="conditions", mend="choose one at least")
    mail = tuple(part for part in str(given["mail"]).replace(",", " ").split() if part)
    return {
        "name": given["name"], "page": given["page"], "question": canonical(what), "paused": given["paused"],
        "conditions": tuple(kind for kind in NEWS if kind in given["conditions"]),
        "channels": Channels(feed=given["feed"], webhook=given["webhook"], secret=given["secret"], mail=mail),
    }  # fmt: skip


@router.post("/watches", dependencies=[Depends(needs("reader"))])
def make(request: Request, given: Typed_) -> Response:
    """A new watch."""
    deps, reader = of(request), reader_of(request)
    try:
        values = _values(deps, given)
        made = watching.make(deps.store, owner=reader.name, now=deps.now(), **values)
    except UsageError as error:
        found = watching.watches_of(deps.store, reader)
        return _form(request, "watches.html", given, fault=error, status=422, watches=found, everyone=False, alerts=[])
    note(request, "watch", made.id, name=made.name, question=made.question)
    return RedirectResponse(f"/watches/{made.id}", status_code=303)


def _mine(request: Request, id: str) -> Watch:
    try:
        return watching.watch_of(of(request).store, id, reader_of(request))
    except InputError as error:
        raise Missing(error.message, error.mend) from error


@router.get("/watches/{id}")
def watch(request: Request, id: str, after: Annotated[int | None, Query(ge=0, lt=2**62)] = None) -> Response:
    """One watch: what it asks, where it tells, what it told."""
    deps, found = of(request), _mine(request, id)
    given = {
        "name": found.name, "page": found.page, "question": found.question, "conditions": found.conditions,
        "feed": found.channels.feed, "webhook": found.channels.webhook, "secret": "",
        "mail": ", ".join(found.channels.mail), "paused": found.paused, "version": str(found.version),
    }  # fmt: skip
    return _watch(request, deps, found, given, after=after)


def _watch(
    request: Request, deps: Deps, found: Watch, given: Mapping[str, Any], *, fault: UsageError | None = None,
    after: int | None = None,
) -> Response:  # fmt: skip
    told = watching.alerts(deps.store, watch=found.id, after=after, limit=ROWS + 1)
    return _form(
        request, "watch.html", given, fault=fault, status=422 if fault else 200, watch=found, alerts=told[:ROWS],
        more=told[ROWS - 1].number if len(told) > ROWS else None, before=_before(deps, found) if not told else [],
        feeds={form: watching.feed_address(found, deps.settings.address, form) for form in watching.FORMS},
        sent=watching.delivery_counts(deps.store, found.id),
    )  # fmt: skip


def _before(deps: Deps, found: Watch) -> list[watching.Numbered]:
    """What it would have told, had it been there: so that its maker sees whether it asks the right thing."""
    try:
        question = question_of(deps, found)
    except UsageError:
        return []
    return watching.preview(deps.store, found, deps.index.matching, question, limit=8)


@router.post("/watches/{id}", dependencies=[Depends(needs("reader"))])
def change(request: Request, id: str, given: Typed_) -> Response:
    """The watch with other values."""
    deps, found = of(request), _mine(request, id)
    try:
        version = int(given["version"]) if re.fullmatch(r"[0-9]{1,9}", given["version"]) else None
        made = watching.change(deps.store, id, reader_of(request), deps.now(), version=version, **_values(deps, given))
    except UsageError as error:
        return _watch(request, deps, found, given, fault=error)
    note(request, "change watch", id, before=_told(found), after=_told(made))
    return RedirectResponse(f"/watches/{id}", status_code=303)


def _told(found: Watch) -> dict[str, Any]:
    """A watch for the audit, without its secrets."""
    plain = dataclasses.asdict(found)
    plain.pop("feed_key")
    plain["channels"].pop("secret")
    plain["created"] = found.created.isoformat()
    return plain


@router.post("/watches/{id}/{action}", dependencies=[Depends(needs("reader"))])
def act(request: Request, id: str, action: str, delivery: Annotated[str, Form()] = "") -> Response:
    """Deletes a watch, renews its feed's key, ends a pause of its webhook, or has a delivery sent again."""
    deps, reader, found = of(request), reader_of(request), _mine(request, id)
    if action == "delete":
        watching.delete(deps.store, id, reader)
    elif action == "renew":
        watching.renew_feed_key(deps.store, id, reader)
    elif action == "resume":
        watching.change(deps.store, id, reader, deps.now(), webhook_off="")
    elif action == "again":
        watching.again(deps.store, delivery, reader, deps.now())
    else:
        raise Missing(f"nothing is called {action}", "go back to the watch")
    note(request, f"{action} watch", id, name=found.name)
    return RedirectResponse("/watches" if action == "delete" else f"/watches/{id}", status_code=303)
