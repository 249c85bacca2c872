"""The page of a list and what its downloads ask: the same for claims, events and reports."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from entente.errors import UsageError
from entente.records import Question
from entente.records.shown import Counted, Page
from entente.serve import lists
from entente.serve.context import Deps, of
from entente.serve.lists import Asked
from entente.serve.rendering import is_partial, page

#: Rows of a question: desk, what was asked, its question, cursor, how many.
Rows = Callable[[Deps, Asked, Question, str | None, int], Page[Any]]


def listing(request: Request, path: str, sorts: Sequence[str], rows: Rows, *, counting: bool = True) -> Response:
    """One page of the list that the address bar asks for; only the answer where htmx asks for a part.

    Args:
        request: with the question in its query.
        path: of the list; "/claims" has the templates `claims.html` and `claims_answer.html`.
        sorts: columns by which it may be ordered, the usual one first.
        rows: finds them; UsageError for a place in the list that is none.
        counting: whether it is said how much the question finds.
    """
    deps = of(request)
    what = lists.read(deps, request, path, sorts)
    moved = lists.tidy(request, what.typed, path)
    if moved is not None:
        return moved
    found: Page[Any] = Page((), None)
    counted: Counted | None = None
    if what.question is not None:
        try:
            found = rows(deps, what, what.question, what.typed.showing.get("after"), what.typed.limit)
            counted = _counted(deps, what.question) if counting else None
        except UsageError as error:
            found = Page((), None)
            what = dataclasses.replace(what, question=None, faults={error.place or "after": error.message})
    none, name = not found.rows and what.question is not None, path.strip("/")
    answer = page(
        request, f"{name}_answer.html" if is_partial(request) else f"{name}.html", status=422 if what.faults else 200,
        what=what, rows=found, counts=counted, counted_in_words=lists.counted_in_words,
        loosened=lists.loosened(deps, what) if none and counting else [],
        whole=deps.index.summary() if none or not counting else None,
    )  # fmt: skip
    return lists.shown(request, answer, what)


def _counted(deps: Deps, question: Question) -> Counted:
    """How much a question finds; as of a day the ledger counts it, whole."""
    if question.as_of is None:
        return deps.index.count(question)
    told = deps.ledger.count(question)
    return Counted(told["claims"], told["documents"], told["origins"], told["events"])


def wanted(request: Request, path: str, sorts: Sequence[str]) -> tuple[Asked, Question]:
    """What a download asks. Raises UsageError where it means nothing, before anything is sent."""
    what = lists.read(of(request), request, path, sorts)
    if what.question is None:
        place, message = next(iter(what.faults.items()))
        raise UsageError(message, place=place)
    return what, what.question
