"""Claims: the list that answers a question, one claim with everything behind it, and both as files."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from entente.asked import the_one
from entente.errors import UsageError
from entente.event_desk import beside
from entente.records import KeptClaim, KeptDocument, Question
from entente.records.shown import Page
from entente.rows import claim_row, in_words
from entente.serve import lists
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.lists import Asked
from entente.serve.marking import passage
from entente.serve.pages.listing import listing, wanted
from entente.serve.rendering import page

router = APIRouter()
PATH = "/claims"
#: Columns of the index by which claims may be ordered.
SORTS = ("published", "confidence", "recorded")
#: Claims of the same happening that one claim's page shows.
_BESIDE = 12


@router.get(PATH)
def claims(request: Request) -> Response:
    """The claims that the address bar asks for, one page of them."""
    return listing(request, PATH, SORTS, _rows)


def _rows(deps: Deps, what: Asked, question: Question, after: str | None, limit: int) -> Page[KeptClaim]:
    if question.as_of is not None:
        return deps.desk.asked(deps.index, deps.ledger, question, after=after, limit=limit)
    return deps.index.claims(question, sort=what.sort, descending=what.descending, after=after, limit=limit)


@router.get("/claims.csv")
def claims_csv(request: Request) -> Response:
    """Every claim that is asked for, as CSV (RFC 4180), in the order of the list."""
    return lists.download((claim_row(kept) for kept in _all(request)), "entente-claims", "csv")


@router.get("/claims.jsonl")
def claims_jsonl(request: Request) -> Response:
    """Every claim that is asked for, as JSON Lines, in the order of the list."""
    return lists.download((claim_row(kept) for kept in _all(request)), "entente-claims", "jsonl")


def _all(request: Request) -> Iterator[KeptClaim]:
    """Every row of a request's question. Raises UsageError at once where it means nothing."""
    deps, (what, question) = of(request), wanted(request, PATH, SORTS)
    if question.as_of is not None:
        return iter(deps.ledger.claims(question))
    return lists.chunks(lambda after, limit: _rows(deps, what, question, after, limit))


@router.get("/claims/{name}.json")
def claim_json(request: Request, name: str) -> Response:
    """One claim as JSON, with the ledger's own fields."""
    kept = _kept(of(request), name)
    return lists.json_file(claim_row(kept))


@router.get("/claims/{name}")
def claim(request: Request, name: str) -> Response:
    """One claim: what it tells, its words, what was done to it, and who says the same or the opposite."""
    deps = of(request)
    kept = _kept(deps, name)
    if kept.claim.id != name:
        return RedirectResponse(f"{PATH}/{kept.claim.id}", status_code=303)
    report = deps.index.document(kept.claim.document)
    others = [each for each, _ in deps.index.event_claims(kept.event)] if kept.event else []
    same, opposite = beside(kept, others)
    reviews = deps.index.reviews(kept.claim.id)
    versions = deps.ledger.versions(kept.claim.id) if request.query_params.get("versions") else []
    copies = [each for each in same if each.counted_by == kept.counted_by]
    return page(
        request, "claim.html", kept=kept, report=report, passages=_passages(kept, report), same=same[:_BESIDE],
        sames=len(same), opposite=opposite[:_BESIDE], opposites=len(opposite), copies=len(copies), reviews=reviews,
        versions=versions, others=len(others), in_words=in_words,
    )  # fmt: skip


def _kept(deps: Deps, name: str) -> KeptClaim:
    """A claim by id or its first digits. Raises Missing."""
    found = deps.index.claim(name)
    if found is None:
        try:
            found = deps.index.claim(the_one(deps.index, name, "claim")[1])
        except UsageError as error:
            mend = error.mend if "begin with" in error.message else "The list of claims has a search for words."
            raise Missing(f"There is no claim {name} here.", mend) from error
    if found is None:
        raise Missing(f"There is no claim {name} here.", "It may have gone when its report was read again.")
    return found


def _passages(kept: KeptClaim, report: KeptDocument | None) -> list[tuple[str, str, str, str]]:
    """Field, words before, quote, words after, of each place of a claim in its report."""
    if report is None:
        return []
    texts = {"title": report.document.title, "text": report.document.text}
    return [(each.field, *passage(texts[each.field], each.start_char, each.end_char)) for each in kept.claim.places
            if texts.get(each.field)]  # fmt: skip
