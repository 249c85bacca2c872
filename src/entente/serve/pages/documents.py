"""Documents: the list, one report with every quote marked in place, and the sources that could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from entente.asked import the_one
from entente.errors import UsageError
from entente.records import KeptClaim, KeptDocument, KeptRefusal, Question
from entente.records.shown import DocumentRow, Page
from entente.rows import document_row
from entente.serve import lists
from entente.serve.context import Deps, of
from entente.serve.faults import Missing
from entente.serve.lists import Asked
from entente.serve.marking import Segment, Span, paragraphs
from entente.serve.pages.listing import listing
from entente.serve.rendering import clean, page

router = APIRouter()
PATH = "/documents"
#: Copies that a report's page names; reports of a refusal likewise.
_COPIES = 12
#: What a piece that was left out of the text is called.
_CUT = {
    "navigation": "navigation", "also-read": "links to other reports", "caption": "captions",
    "published": "its line of the day of publication", "other": "other matter",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the text for the page.

    Attributes:
        text: verbatim.
        numbers: of the claims whose quotes hold it, as numbered beside the text.
        target: id of the claim that it leads to, "" where no quote begins here.
        begins: ids of the claims whose quotes begin here.
        depth: how many quotes hold it, at most 3.
    """

    text: str
    numbers: tuple[int, ...] = ()
    target: str = ""
    begins: tuple[str, ...] = ()
    depth: int = 0


@router.get(PATH)
def documents(request: Request) -> Response:
    """The reports that the address bar asks for, newest first."""
    return listing(request, PATH, ("published",), _rows, counting=False)


def _rows(deps: Deps, what: Asked, question: Question, after: str | None, limit: int) -> Page[DocumentRow]:
    if question.as_of is not None:
        raise UsageError("reports are shown as they are now", place="as_of")
    return deps.index.documents(question, after=after, limit=limit)


@router.get("/refusals")
def refusals(request: Request, text: str = "", after: str = "") -> Response:
    """Sources that could not be read, newest first: why, and what mends it."""
    deps = of(request)
    words, fault = text.strip(), ""
    rows: Page[KeptRefusal] = Page((), None)
    try:
        rows = deps.index.refusals(words, after=after or None)
    except UsageError as error:
        fault = error.message
    return page(
        request, "refusals.html", status=422 if fault else 200, text=words, rows=rows, fault=fault, later=bool(after)
    )


@router.get("/documents/{name:path}")
def document(request: Request, name: str) -> Response:
    """One report with every quote marked in place; a refused one says why. `?id=` gives ids that no path can hold."""
    deps, as_json = of(request), request.query_params.get("as") == "json"
    wanted = request.query_params.get("id") or name
    kept = deps.index.document(wanted)
    if kept is None:
        refused = _refused(deps, wanted)
        if refused is not None:
            return page(request, "document_refused.html", status=404, refused=refused)
        return RedirectResponse(document_address(_whole(deps, wanted)), status_code=303)
    if as_json:
        return lists.json_file(document_row(kept))
    claims = deps.index.document_claims(kept.document.id)
    copies = deps.index.copies(kept.document.id) if kept.origin else []
    first = deps.index.document_row(kept.origin) if kept.origin and kept.origin != kept.document.id else None
    return page(
        request, "document.html", kept=kept, claims=claims, title=_marked(kept.document.title, claims, "title"),
        text=_marked(kept.document.text, claims, "text"), copies=copies[:_COPIES], many_copies=len(copies), first=first,
        left_out=left_out(kept), again=_again(claims),
    )  # fmt: skip


def document_address(name: str) -> str:
    """The address of a report's page. Ids that a browser would resolve or the guard refuse go into the query."""
    odd = name in (".", "") or ".." in name or "\\" in name or clean(name) != name
    return f"{PATH}/?id={quote(name, safe='')}" if odd else f"{PATH}/{quote(name, safe='')}"


def _whole(deps: Deps, name: str) -> str:
    """The id that begins so. Raises Missing."""
    try:
        return the_one(deps.index, name, "document")[1]
    except UsageError as error:
        mend = error.mend if "begin with" in error.message else "The list of reports has a search for words."
        raise Missing(f"There is no report {name[:80]} here.", mend) from error


def _refused(deps: Deps, name: str) -> KeptRefusal | None:
    """The newest refusal of a source of this name."""
    return next((each for each in deps.index.refusals(name).rows if each.refusal.source == name), None)


def _marked(text: str, claims: Sequence[KeptClaim], field: str) -> list[list[Run]]:
    """A field of the report by paragraph, with every place of every claim marked."""
    numbers = {kept.claim.id: number for number, kept in enumerate(claims, 1)}
    spans = [
        Span(kept.claim.id, place.start_char, place.end_char)
        for kept in claims
        for place in (kept.claim.places or (kept.claim.place,))
        if place.field == field
    ]
    begun: set[str] = set()
    return [[_run(segment, numbers, begun) for segment in runs] for runs in paragraphs(text, spans)]


def _run(segment: Segment, numbers: dict[str, int], begun: set[str]) -> Run:
    if not segment.claims:
        return Run(segment.text)
    fresh = tuple(name for name in segment.begins if name not in begun)
    begun.update(fresh)
    return Run(
        segment.text, tuple(numbers[name] for name in segment.claims),
        # The innermost of those that begin here; the others are named beside it.
        segment.begins[-1] if segment.begins else "", fresh, min(3, len(segment.claims)),
    )  # fmt: skip


def _again(claims: Sequence[KeptClaim]) -> dict[str, int]:
    """How often a report tells a claim, for those that it tells more than once."""
    return {kept.claim.id: len(kept.claim.places) for kept in claims if len(kept.claim.places) > 1}


def left_out(kept: KeptDocument) -> list[tuple[str, int, str]]:
    """What the source held beside the text: what it is, how many pieces, the words of them."""
    many = Counter(cut.kind for cut in kept.document.cut)
    return [
        (_CUT.get(kind, kind), count, "\n".join(cut.text for cut in kept.document.cut if cut.kind == kind))
        for kind, count in sorted(many.items(), key=lambda item: (-item[1], item[0]))
    ]
