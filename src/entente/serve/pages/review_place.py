"""Where a reviewer is: in which queue, beside which passage; and what follows a review that the ledger has."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, QueryParams

from entente.errors import LedgerError, UsageError
from entente.records import Claim, KeptClaim
from entente.records import Place as MarkedPlace
from entente.serve import lists, reviewing
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.guard import Reader, audit, needs, reader_of, visit_of
from entente.serve.logs import log_error
from entente.serve.pages import review_form
from entente.serve.passages import Paragraph, Span, paragraphs
from entente.serve.questions import Typed, address, typed
from entente.serve.rendering import called
from entente.serve.reviewing import Order

#: Paragraphs of a text that are near where only its title is marked.
BEGINNING = 3
Reviewer = Annotated[Reader, Depends(needs("reviewer"))]


async def posted(request: Request) -> FormData:
    """What a form sent."""
    return await request.form(max_files=0, max_fields=400)


Form = Annotated[FormData, Depends(posted)]


def prepare(deps: Deps) -> None:
    """Makes the review's tables, once for a store."""
    if not deps.store.ask("SELECT 1 FROM sqlite_master WHERE name = 'review_walk_at'"):
        deps.store.make(reviewing.SCHEMA)


def text_of(form: FormData | Mapping[str, str], name: str) -> str:
    """One field of a form, "" where it is absent."""
    found = form.get(name, "")
    return found.strip() if isinstance(found, str) else ""


def version_of(form: FormData) -> int:
    """The version that was looked at. Raises UsageError."""
    text = text_of(form, "version")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UsageError("says not which version was looked at", place="version", mend="load the page again")
    return int(text)


def at(what: Typed, which: str, path: str = "/review", **more: str) -> str:
    """An address of the review with its queue."""
    extra = {**({"which": which} if which != "open" else {}), **{name: value for name, value in more.items() if value}}
    base = address(path, what, after=None, limit=None)
    return f"{base}{'&' if '?' in base else '?'}{urlencode(extra)}" if extra else base


class Place:
    """A reader's place: whose walk, through which claims."""

    def __init__(self, request: Request, query: str | None = None) -> None:
        """Args: query: the queue's query string, the request's own where None. Raises UsageError."""
        params = request.query_params if query is None else QueryParams(query[:4000])
        self.deps, self.reader = of(request), reader_of(request)
        self.walker = reviewing.walker_of(self.reader)
        self.what, self.which = typed(params), params.get("which", "open")
        prepare(self.deps)
        order = reviewing.order_of(self.deps, self.what, self.which)
        self.order: Order = dataclasses.replace(order, holds=self.reader.may("reviewer"))

    def at(self, path: str = "/review", **more: str) -> str:
        """An address with this queue."""
        return at(self.what, self.which, path, **more)

    @property
    def query(self) -> str:
        """The queue as a query string, for forms."""
        return self.at().partition("?")[2]

    @property
    def told(self) -> str:
        """The queue in words, "" where it is every claim."""
        return lists.told(self.deps, self.what) if self.what.given else ""

    @property
    def reviewed(self) -> str:
        """The address of the same claims, where they were reviewed."""
        return at(self.what, "reviewed")

    def go(self, claim: str | None, **more: str) -> Response:
        """On to a claim, or to the end of the queue."""
        return RedirectResponse(self.at(claim=claim or "", **more) if claim else self.at(end="1", **more), 303)


def claim_of(deps: Deps, name: str) -> KeptClaim:
    """A claim as the index has it. Raises Missing."""
    found = deps.index.claim(name)
    if found is not None:
        return found
    raise Missing(f"There is no claim {name}.", "the queue leads to those that there are")


def passage_of(
    deps: Deps, claim: Claim | None, *, report: str = "", own: Span | None = None, where: str = "text"
) -> dict[str, Any]:
    """A report with the words of a claim, or `own` words in its field `where`, and of its other claims marked."""
    name = claim.document if claim else report
    kept = deps.index.document(name)
    if kept is None:
        return {"report": None, "passage": {"title": [], "text": []}, "others": 0}
    told = deps.index.document_claims(name)
    others = [other.claim for other in told if claim is None or other.claim.id != claim.id]
    fields: dict[str, list[Paragraph]] = {}
    for field in ("title", "text"):
        text: str = getattr(kept.document, field)
        spans = [
            Span(other.place.start_char, other.place.end_char, f"o{number}", label=deps.desk.says.label(other))
            for number, other in enumerate(others)
            if _stands(other.place, field, text)
        ]
        if claim is not None:
            spans += [Span(place.start_char, place.end_char, f"own{number}", True)
                      for number, place in enumerate(claim.places) if _stands(place, field, text)]  # fmt: skip
        if own is not None and where == field:
            spans.append(own)
        fields[field] = paragraphs(text, spans)
    if len(fields["text"]) > BEGINNING and all(each.near for each in fields["text"]):
        # Nothing is marked in the text, only in the title: what is near is how it begins.
        fields["text"] = [dataclasses.replace(each, near=number < BEGINNING)
                          for number, each in enumerate(fields["text"])]  # fmt: skip
    return {"report": kept, "passage": fields, "others": len(others)}


def _stands(place: MarkedPlace, field: str, text: str) -> bool:
    """Whether words stand where a claim says: the text may be a newer one."""
    return place.field == field and bool(place.quote) and text[place.start_char : place.end_char] == place.quote


def history(deps: Deps, name: str) -> list[dict[str, Any]]:
    """What reviewers did to a claim, newest first, in words."""
    now = deps.now()
    verbs = {"accept": "accepted", "reject": "rejected", "correct": "corrected", "add": "added", "split": "split",
             "undo": "taken back"}  # fmt: skip
    return [
        {
            "verb": verbs[each.action], "by": each.by, "why": each.why, "at": each.recorded,
            "ago": review_form.ago(each.recorded, now),
            "changed": [
                (review_form.FIELDS[field], *(review_form.said(deps.desk, called, field, value) for value in pair))
                for field, pair in each.changed.items()
                if field in review_form.FIELDS
            ],
        }
        for each in reversed(deps.index.reviews(name))
    ]  # fmt: skip


def written(request: Request, place: Place, action: str, made: Sequence[KeptClaim], detail: Mapping[str, Any]) -> None:
    """What follows a review that the ledger has: the audit tells it, the index takes it up, it can be taken back.

    The audit comes first: a desk that is killed meanwhile has the line, and the keeper brings the rest into the index.
    """
    deps, reader = place.deps, place.reader
    ids = [kept.claim.id for kept in made]
    audit(deps.store, deps.now, reader.name, action, ids[0], detail, visit_of(request).address)
    try:
        deps.desk.take_up(deps.index, deps.ledger, ids, now=deps.now)
        reviewing.reviewed(deps, ids)
    except LedgerError as error:  # the ledger has it; the keeper brings it into the index
        log_error(error, claim=ids[0])


def onward(
    request: Request, place: Place, do: str, made: Sequence[KeptClaim], detail: Mapping[str, Any], after: str = ""
) -> Response:
    """After a review: it can be taken back, and the next claim is shown. `after`: whose next, else the first's."""
    written(request, place, do, made, detail)
    reviewing.done(place.deps, place.walker, do, made)
    name = after or made[0].claim.id
    return place.go(reviewing.following(place.deps, place.walker, place.order, name))
