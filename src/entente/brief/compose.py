"""Builds a brief of documents and their claims."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence

from entente.brief import ranking, safe
from entente.brief.arranging import View
from entente.brief.assessed import assessed
from entente.brief.findings import Findings
from entente.brief.grammar import capital, listed
from entente.brief.happenings import Happening, gather
from entente.brief.headers import header
from entente.brief.naming import Names
from entente.brief.outlook import Prospects
from entente.brief.quotes import QuoteBook
from entente.brief.rewording import spelled
from entente.brief.sections import Sections
from entente.brief.sentence import Realiser
from entente.brief.shortening import MANY, MOST_MARKS, shortened
from entente.records import Assessment, Brief, Claim, Document, KeptClaim, Outlook, Place, Refusal

#: Finds the words near a claim that say that it is a first: of the claim, the report's sentence around its quote, and
#: where that sentence begins in the field of the claim's place.
First = Callable[[Claim, str, int], Place | None]


def compose(
    documents: Sequence[Document],
    claims: Mapping[str, Sequence[Claim]],
    refusals: Sequence[Refusal],
    names: Names,
    *,
    threshold: float,
    generated: str,
    first: First = lambda claim, around, offset: None,
    assessment: Assessment | None = None,
    title: str = "",
    subject: str = "",
    pair: tuple[str, str] | None = None,
    events: Mapping[str, str] | None = None,
    outlook: Outlook | None = None,
    cited: Mapping[str, KeptClaim] | None = None,
) -> Brief:
    """A brief over all documents.

    Args:
        documents: the reports, in the order in which they are to be shown.
        claims: what was read, by document id; documents without claims may be absent.
        refusals: reports that could not be read.
        names: what codes are called; the lexicon is one such.
        threshold: confidence (0 to 1) from which a claim may stand on the first screen.
        generated: names and versions of reader and lexicon, shown at the end.
        first: finds the words that say that something is a first; by default none are looked for.
        assessment: what was found about the reports or a pair; the brief tells at most seven findings a section.
        title: in the place of the report's own title.
        subject: what the brief was made from, in a few words.
        pair: codes of the two that a ledger was asked about. With more than a dozen reports the brief is then short:
            beside the findings only what both have a part in, no passages, about seven entries a section, reports
            by their days.
        events: claim id -> event of a ledger; what is known of the findings' claims is added.
        outlook: what may come; cited: the claims that it leans on, by id.

    The same arguments give the same brief, to the byte.
    """
    documents = _once(documents)
    many = assessment is not None and pair is not None and len(documents) >= MANY
    if many:
        documents.sort(key=lambda document: (document.published or dt.date.max, document.id))
    told = {d.id: sorted(claims.get(d.id, ()), key=_order) for d in documents}
    realiser = Realiser(names, documents)
    novel = {c.id: place for cs in told.values() for c in cs if (place := first(c, *realiser.around(c)))}
    novel = _nearest(novel, {c.id: c for cs in told.values() for c in cs})
    extra: dict[str, list[Place]] = {}
    for document in documents:
        extra[document.id] = [novel[c.id] for c in told[document.id] if c.id in novel]
    view = View(frozenset(pair or ()), threshold, pair is not None, len(documents))
    findings = Findings(assessment, view) if assessment is not None else None
    ahead = Prospects(outlook or Outlook(), cited or {}, names)
    book = QuoteBook(documents, told, extra, [*(findings.kept() if findings else ()), *ahead.kept()])
    everything = [claim for document in documents for claim in told[document.id]]
    happenings = gather(everything, realiser.is_broad, {**(findings.events() if findings else {}), **(events or {})})
    if many and pair:
        happenings = _between(set(pair), happenings)
    make = Sections(realiser, book, documents, happenings, novel, threshold, MOST_MARKS if many else None)
    leading = findings.claims("statuses") if many and findings else {}
    main = _main(happenings, documents, novel, threshold, leading if many else None)
    brief = Brief(
        title=safe.cut(title, 160) or _title(documents, make, main),
        generated=safe.line(generated),
        threshold=threshold,
        documents=tuple(header(d, len(told[d.id])) for d in documents),
        main=tuple(make.sentence(h, threshold) for h in main),
        sides=make.sides(),
        standings=make.standings(),
        dates=make.dates(),
        open=make.open(),
        voices=make.voices(),
        passages=make.passages(told),
        less_sure=make.less_sure(),
        links=make.links(),
        quotes=book.quotes,
        refusals=tuple(refusals),
        subject=capital(spelled(safe.cut(subject, 300))),
    )
    brief = dataclasses.replace(
        brief,
        outlook=ahead.lines(book),
        outlook_notes=ahead.notes(),
        references=ahead.references(),
        sources=book.sources,
    )
    if findings is None or assessment is None:
        return brief
    brief = assessed(brief, findings, assessment.picture, {c.id: c for c in everything}, book, names, events or {})
    return shortened(brief) if many else brief


def _once(documents: Sequence[Document]) -> list[Document]:
    """Documents without repetition of an id."""
    return list({document.id: document for document in reversed(documents)}.values())[::-1]


def _order(claim: Claim) -> tuple[bool, int, int, str]:
    return (claim.place.field != "title", claim.place.start_char, claim.place.end_char, claim.id)


def _nearest(novel: Mapping[str, Place], claims: Mapping[str, Claim]) -> dict[str, Place]:
    """Each such phrase kept for one claim: the one that holds it, or the one that it follows most closely."""
    best: dict[tuple[str, str, int], str] = {}

    def away(key: str) -> tuple[int, int]:
        place, own = novel[key], claims[key].place
        if own.start_char <= place.start_char < own.end_char:
            return (0, own.end_char - own.start_char)
        gap = place.start_char - own.end_char
        return (gap if gap >= 0 else 1000 - gap, 0)

    for key, place in novel.items():
        spot = (claims[key].document, place.field, place.start_char)
        if spot not in best or away(key) < away(best[spot]):
            best[spot] = key
    return {key: novel[key] for key in best.values()}


def _between(pair: set[str], happenings: list[Happening]) -> list[Happening]:
    """What both have a part in: of a pair's brief over many reports, thirds stand only in findings."""
    return [h for h in happenings if pair <= set(h.lead.parties)] or happenings


def _main(
    happenings: Sequence[Happening],
    documents: Sequence[Document],
    novel: Mapping[str, Place],
    threshold: float,
    leading: Collection[str] | None,
) -> list[Happening]:
    """What stands on the first screen; `leading`: claims of the weightiest findings, None for a few reports."""
    sizes = {document.id: max(1, len(document.text)) for document in documents}

    def position(claim: Claim) -> float:
        return 0.0 if claim.place.field == "title" else claim.place.start_char / sizes[claim.document]

    sure = [Happening([c for c in h.claims if c.confidence >= threshold]) for h in happenings]
    sure = [h for h in sure if h.claims]
    if leading is None:
        return ranking.choose(sure, lambda claim: claim.id in novel, position)
    return ranking.choose(
        sure, lambda claim: claim.id in novel, position, ranking.REPEATED_OF_MANY, lambda claim: claim.id in leading
    )


def _title(documents: Sequence[Document], make: Sections, main: Sequence[Happening]) -> str:
    if len(documents) == 1 and safe.line(documents[0].title):
        return safe.cut(documents[0].title, 160)
    names: list[str] = []
    for happening in main:
        names += [n for n in make.party_names(happening.lead) if n not in names]
    about = f" on {listed(names[:3])}" if names else ""
    count = {0: "No report", 1: "A report"}.get(len(documents), f"{len(documents)} reports")
    return f"{count}{about}"
