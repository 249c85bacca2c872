"""What reviewers say of claims. Each answer is the claim as it stands afterwards, on the disk before it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from entente import asked as words
from entente import rows
from entente.errors import LedgerError, UsageError
from entente.records import KeptClaim
from entente.serve.api.answers import answer
from entente.serve.api.filters import found
from entente.serve.api.kinds import HexId, Words
from entente.serve.api.route import Route
from entente.serve.api.shapes import ClaimList, ClaimSeen
from entente.serve.api.shapes_given import Addition, Correction, Fields, Reviewed, Splitting
from entente.serve.context import of
from entente.serve.faults import Contradiction, Missing
from entente.serve.guard import needs, note, reader_of
from entente.serve.logs import log_error

router = APIRouter(tags=["reviewing"], dependencies=[Depends(needs("reviewer"))], route_class=Route)
_SEEN: dict[int | str, dict[str, Any]] = {200: {"model": ClaimSeen}}


@router.post("/claims/{claim_id}/accept", response_model=None, responses=_SEEN)
def accept_claim(request: Request, claim_id: HexId, said: Reviewed) -> Response:
    """Accept a claim.

    It is right as it stands. Needs the role reviewer, as every review does.
    """
    return _one(request, claim_id, "accept", lambda by: of(request).ledger.accept(
        claim_id, by=by, why=said.why, version=said.version))  # fmt: skip


@router.post("/claims/{claim_id}/reject", response_model=None, responses=_SEEN)
def reject_claim(request: Request, claim_id: HexId, said: Reviewed) -> Response:
    """Reject a claim.

    It does not stand: it is shown and counted no more.
    """
    return _one(request, claim_id, "reject", lambda by: of(request).ledger.reject(
        claim_id, by=by, why=said.why, version=said.version))  # fmt: skip


@router.post("/claims/{claim_id}/correct", response_model=None, responses=_SEEN)
def correct_claim(request: Request, claim_id: HexId, said: Correction) -> Response:
    """Correct a claim.

    The fields that are given are set, the others stay.
    """
    return _one(request, claim_id, "correct", lambda by: of(request).ledger.correct(
        claim_id, _fields(request, said.fields), by=by, why=said.why, version=said.version))  # fmt: skip


@router.post("/claims/{claim_id}/undo", response_model=None, responses=_SEEN)
def undo_claim(request: Request, claim_id: HexId, said: Reviewed) -> Response:
    """Take back the last review of a claim.

    Of a split, all of it.
    """
    return _one(request, claim_id, "undo", lambda by: of(request).ledger.undo(
        claim_id, by=by, why=said.why, version=said.version))  # fmt: skip


@router.post("/claims/{claim_id}/split", response_model=None, responses={200: {"model": ClaimList}})
def split_claim(request: Request, claim_id: HexId, said: Splitting) -> Response:
    """Split a claim.

    It says two things or more: each becomes a claim of its own, by its own words.
    """
    parts = [{"start_char": p.start_char, "end_char": p.end_char, **_fields(request, p.fields)} for p in said.parts]
    return _many(request, claim_id, "split", lambda by: of(request).ledger.split(
        claim_id, parts, by=by, why=said.why, version=said.version))  # fmt: skip


@router.post("/document/claims", response_model=None, responses={200: {"model": ClaimList}})
def add_claim(
    request: Request, id: Annotated[Words, Query(description="The report's whole id.")], said: Addition
) -> Response:
    """Add a claim to a report.

    One that the reader missed, by the words that tell it.
    """
    return _many(request, id, "add", lambda by: [of(request).ledger.add(
        id, _fields(request, said.fields), by=by, why=said.why, start_char=said.start_char, end_char=said.end_char,
        field=said.field)])  # fmt: skip


def _fields(request: Request, fields: Fields) -> dict[str, Any]:
    """The fields that are set, in the record's form; names of actors become codes. Raises Missing."""
    plain = fields.model_dump(exclude_unset=True)
    for name in ("actor", "recipient"):
        if plain.get(name):
            plain[name] = [_code(request, each, name) for each in plain[name]]
    if plain.get("holders"):
        plain["holders"] = [
            {**each.model_dump(), "actor": _code(request, each.actor, "holders") if each.actor else None}
            for each in fields.holders or ()
        ]
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in plain.items()}


def _code(request: Request, name: str, place: str) -> str:
    deps = of(request)
    code: str = found(lambda: words.code(deps.desk, name, place, deps.now().date()))
    return code


def _one(request: Request, name: str, action: str, write: Callable[[str], KeptClaim]) -> Response:
    kept = _written(request, name, action, lambda by: [write(by)])[0]
    reviews = [rows.review_row(review) for review in of(request).index.reviews(kept.claim.id)]
    return answer(request, lambda: {"claim": rows.claim_row(kept), "reviews": reviews}, kept=False)


def _many(request: Request, name: str, action: str, write: Callable[[str], list[KeptClaim]]) -> Response:
    kept = _written(request, name, action, write)
    return answer(request, lambda: {"data": [rows.claim_row(each) for each in kept]}, kept=False)


def _written(
    request: Request, name: str, action: str, write: Callable[[str], list[KeptClaim]]
) -> list[KeptClaim]:  # fmt: skip
    """Writes to the ledger, notes who did it, then brings the index up to it, or leaves that to the keeper."""
    deps, reader = of(request), reader_of(request)
    try:
        kept = write(reader.name)
    except UsageError as error:
        if error.message.startswith(("no claim", "no document")):
            raise Missing(error.message, error.mend, place=error.place) from error
        raise Contradiction(error.message, place=error.place, mend=error.mend) from error
    ids = [each.claim.id for each in kept]
    note(request, action, name, claims=ids)
    try:
        deps.desk.take_up(deps.index, deps.ledger, ids, now=deps.now)
    except LedgerError as error:  # the ledger has it
        log_error(error, claim=ids[0])
    return kept
