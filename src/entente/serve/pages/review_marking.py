"""Review: a claim that the reader missed, by its words in a report; and one claim that becomes several."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, QueryParams

from entente.errors import ConflictError, UsageError
from entente.records import KeptDocument
from entente.serve.faults import Missing
from entente.serve.pages import review_form
from entente.serve.pages.review_form import Filled
from entente.serve.pages.review_place import (
    Form,
    Place,
    Reviewer,
    claim_of,
    onward,
    passage_of,
    text_of,
    version_of,
)
from entente.serve.passages import Span, located
from entente.serve.rendering import page

router = APIRouter()
#: Longest words that are marked, code points; most parts of a split.
LONGEST, PARTS = 2000, 6


# A claim that was missed


class Marked:
    """Words marked in a report: which, where, and where else they stand."""

    def __init__(self, place: Place, given: QueryParams | FormData) -> None:
        """Args: given: `report`, `words`, and where known `field`, `start_char`, `end_char`. Raises UsageError."""
        self.report = _report(place, text_of(given, "report"))
        words = given.get("words", "")
        self.words = words.replace("\r\n", "\n") if isinstance(words, str) else ""
        self.field = text_of(given, "field") or "text"
        if self.field not in ("text", "title"):
            raise UsageError(f"words stand in text or title, not in {self.field!r}", place="field")
        if not self.words.strip():
            raise UsageError("no words are marked", place="words", mend="mark or type the words that say it")
        if len(self.words) > LONGEST:
            raise UsageError(f"more than {LONGEST:,} characters are marked", place="words", mend="mark fewer words")
        self.start, self.end, self.others = self._where(given)

    def _where(self, given: QueryParams | FormData) -> tuple[int, int, int]:
        document = self.report.document
        text: str = getattr(document, self.field)
        start, end = (text_of(given, name) for name in ("start_char", "end_char"))
        if start or end:
            if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in (start, end)):
                raise UsageError("is no place in a text", place="start_char", mend="mark the words again")
            if text[int(start) : int(end)] != self.words:
                raise UsageError("other words stand there", place="words", mend="mark the words again")
            return int(start), int(end), 0
        near = text_of(given, "near")
        at = int(near) if near.isascii() and near.isdigit() and len(near) < 10 else 0
        found = located(text, self.words.strip(), at)
        if not found and self.field == "text" and (found := located(document.title, self.words.strip())):
            self.field = "title"
        if not found:
            mend = "type them exactly as the report has them"
            raise UsageError("these words do not stand in the report", place="words", mend=mend)
        self.words = self.words.strip()
        return (*found[0], len(found) - 1)


def _report(place: Place, name: str) -> KeptDocument:
    found = place.deps.index.document(name) if name else None
    if found is None:
        raise Missing(f"There is no report {name}.", "go back to the queue")
    return found


@router.get("/review/add")
def missed(request: Request) -> Response:
    """The form of a claim that was missed, beside its words."""
    params = request.query_params
    place = Place(request, params.get("queue"))
    try:
        marked = Marked(place, params)
    except UsageError as fault:
        return _words(request, place, params, fault)
    return _missed(request, place, marked, Filled(event=""), text_of(params, "claim"))


def _words(request: Request, place: Place, given: QueryParams | FormData, fault: UsageError) -> Response:
    name = text_of(given, "report")
    return page(
        request, "review/words.html", status=422, place=place, fault=fault, words=given.get("words", ""),
        back=text_of(given, "claim"), **passage_of(place.deps, None, report=_report(place, name).document.id),
    )  # fmt: skip


def _missed(
    request: Request, place: Place, marked: Marked, form: Filled, back: str, fault: UsageError | None = None
) -> Response:
    deps = place.deps
    own = Span(marked.start, marked.end, "own0", True)
    return page(
        request, "review/add.html", status=422 if fault else 200, place=place, marked=marked, form=form, fault=fault,
        back=back, choices=review_form.CHOICES, suggestions=review_form.suggestions(deps.desk),
        **passage_of(deps, None, report=marked.report.document.id, own=own, where=marked.field),
    )  # fmt: skip


@router.post("/review/add")
def add(request: Request, reader: Reviewer, form: Form) -> Response:
    """Adds a claim that the reader missed; back to the claim from which it was seen."""
    place = Place(request, text_of(form, "queue"))
    deps, back, told = place.deps, text_of(form, "claim"), review_form.typed(form)
    try:
        marked = Marked(place, form)
    except UsageError as fault:
        return _words(request, place, form, fault)
    do, why = text_of(form, "do"), text_of(form, "why")
    if do.startswith("holder-"):
        return _missed(request, place, marked, review_form.reshaped(told, do), back)
    document = marked.report.document
    try:
        fields = review_form.values(deps.desk, told, document.published or deps.now().date())
        made = deps.ledger.add(
            document.id, fields, by=reader.name, start_char=marked.start, end_char=marked.end, field=marked.field,
            why=why, now=deps.now(),
        )  # fmt: skip
    except (ConflictError, UsageError) as fault:
        shown = fault if isinstance(fault, UsageError) else UsageError(fault.message, mend=fault.mend)
        return _missed(request, place, marked, review_form.faulty(told, shown), back, shown)
    detail = {"words": marked.words, "after": fields, **({"why": why} if why else {})}
    answer = onward(request, place, "add", [made], detail, after=back)
    return place.go(back) if back else answer


# One that becomes several


@router.get("/review/split")
def parts(request: Request) -> Response:
    """The form of a split: the claim twice, for each part to be made what it is."""
    place = Place(request, request.query_params.get("queue"))
    kept = claim_of(place.deps, request.query_params.get("claim", ""))
    form = review_form.filled(place.deps.desk, kept.claim)
    return _parts(request, place, kept.claim.id, kept.version, [(form, ""), (form, "")])


def _parts(
    request: Request, place: Place, name: str, version: int, told: list[tuple[Filled, str]], *,
    fault: UsageError | ConflictError | None = None, at_fault: int = -1,
) -> Response:  # fmt: skip
    deps = place.deps
    kept = claim_of(deps, name)
    status = 200 if fault is None else 409 if isinstance(fault, ConflictError) else 422
    return page(
        request, "review/split.html", status=status, place=place, kept=kept, claim=kept.claim, parts=told, fault=fault,
        version=version, at_fault=at_fault, choices=review_form.CHOICES, most=PARTS,
        suggestions=review_form.suggestions(deps.desk), **passage_of(deps, kept.claim),
    )  # fmt: skip


@router.post("/review/split")
def split(request: Request, reader: Reviewer, form: Form) -> Response:
    """Splits a claim; on to the next one."""
    place = Place(request, text_of(form, "queue"))
    name, version, do = text_of(form, "claim"), version_of(form), text_of(form, "do")
    count = text_of(form, "parts")
    number = min(PARTS, int(count)) if count.isascii() and count.isdigit() and len(count) < 3 else 2
    told = [(review_form.typed(form, f"p{n}-"), text_of(form, f"p{n}-words")) for n in range(number)]
    if do == "part-add":
        return _parts(request, place, name, version, [*told, told[-1]][:PARTS])
    if do.startswith("part-drop-") and number > 2:
        at = int(do[-1]) if do[-1] in "0123456789" else number
        return _parts(request, place, name, version, told[:at] + told[at + 1 :])
    if do.startswith("p") and "-holder-" in do:
        which, _, rest = do.partition("-")
        moved = [(review_form.reshaped(each, rest) if f"p{n}" == which else each, words)
                 for n, (each, words) in enumerate(told)]  # fmt: skip
        return _parts(request, place, name, version, moved)
    return _split(request, place, name, version, told, text_of(form, "why"))


def _split(
    request: Request, place: Place, name: str, version: int, told: list[tuple[Filled, str]], why: str
) -> Response:
    deps, kept = place.deps, claim_of(place.deps, name)
    wanted: list[dict[str, Any]] = []
    for number, (each, words) in enumerate(told):
        try:
            fields = review_form.values(deps.desk, each, kept.published or deps.now().date())
            wanted.append(review_form.changes(kept.claim, fields) | _words_of(place, name, words))
        except UsageError as fault:
            told[number] = (review_form.faulty(each, fault), words)
            return _parts(request, place, name, version, told, fault=fault, at_fault=number)
    try:
        made = deps.ledger.split(name, wanted, by=place.reader.name, why=why, version=version, now=deps.now())
    except ConflictError as fault:
        return _parts(request, place, name, _version_now(fault, kept.version), told, fault=fault)
    except UsageError as fault:
        return _parts(request, place, name, version, told, fault=fault)
    return onward(request, place, "split", made, {"parts": wanted, **({"why": why} if why else {})}, after=name)


def _version_now(fault: ConflictError, known: int) -> int:
    found = getattr(fault.kept, "version", known)
    return found if isinstance(found, int) else known


def _words_of(place: Place, name: str, words: str) -> dict[str, Any]:
    """Where the words of a part stand, nothing where they are those of the claim. Raises UsageError."""
    claim = claim_of(place.deps, name).claim
    if not words or words == claim.quote:
        return {}
    document = _report(place, claim.document).document
    found = located(getattr(document, claim.place.field), words, claim.place.start_char)
    if not found:
        mend = "type them exactly as the report has them, or leave them out"
        raise UsageError("these words do not stand in the report", place="words", mend=mend)
    return {"field": claim.place.field, "start_char": found[0][0], "end_char": found[0][1]}
