"""Builds a brief of documents and their claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from entente.brief import ranking, safe
from entente.brief.firsts import first
from entente.brief.grammar import listed
from entente.brief.happenings import Happening, gather
from entente.brief.headers import header
from entente.brief.naming import Names
from entente.brief.quotes import QuoteBook
from entente.brief.sections import Sections
from entente.brief.sentence import Realiser
from entente.records import Brief, Claim, Document, Place, Refusal


def compose(
    documents: Sequence[Document],
    claims: Mapping[str, Sequence[Claim]],
    refusals: Sequence[Refusal],
    names: Names,
    *,
    threshold: float,
    generated: str,
) -> Brief:
    """A brief over all documents.

    Args:
        documents: the reports, in the order in which they are to be shown.
        claims: what was read, by document id; documents without claims may be absent.
        refusals: reports that could not be read.
        names: what codes are called; the lexicon is one such.
        threshold: confidence (0 to 1) from which a claim may stand on the first screen.
        generated: names and versions of reader and lexicon, shown at the end.

    The same arguments give the same brief, to the byte.
    """
    documents = _once(documents)
    told = {d.id: sorted(claims.get(d.id, ()), key=_order) for d in documents}
    realiser = Realiser(names, documents)
    novel = {c.id: place for cs in told.values() for c in cs if (place := first(c, *realiser.around(c)))}
    novel = _nearest(novel, {c.id: c for cs in told.values() for c in cs})
    extra: dict[str, list[Place]] = {}
    for document in documents:
        extra[document.id] = [novel[c.id] for c in told[document.id] if c.id in novel]
    book = QuoteBook(documents, told, extra)
    everything = [claim for document in documents for claim in told[document.id]]
    happenings = gather(everything, realiser.is_broad)
    make = Sections(realiser, book, documents, happenings, novel, threshold)
    main = _main(happenings, documents, novel, threshold)
    return Brief(
        title=_title(documents, make, main),
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
    )


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


def _main(
    happenings: Sequence[Happening], documents: Sequence[Document], novel: Mapping[str, Place], threshold: float
) -> list[Happening]:
    sizes = {document.id: max(1, len(document.text)) for document in documents}

    def position(claim: Claim) -> float:
        return 0.0 if claim.place.field == "title" else claim.place.start_char / sizes[claim.document]

    sure = [Happening([c for c in h.claims if c.confidence >= threshold]) for h in happenings]
    return ranking.choose([h for h in sure if h.claims], lambda claim: claim.id in novel, position)


def _title(documents: Sequence[Document], make: Sections, main: Sequence[Happening]) -> str:
    if len(documents) == 1 and safe.line(documents[0].title):
        return safe.cut(documents[0].title, 160)
    names: list[str] = []
    for happening in main:
        names += [n for n in make.party_names(happening.lead) if n not in names]
    about = f" on {listed(names[:3])}" if names else ""
    count = {0: "No report", 1: "A report"}.get(len(documents), f"{len(documents)} reports")
    return f"{count}{about}"
