"""Numbers the words of reports that a brief leans on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from entente.brief import safe
from entente.records import BriefQuote, Claim, Document, KeptClaim, Place
from entente.records.assessment import BriefSource

_Key = tuple[str, str, int, int]


class QuoteBook:
    """Every place that a claim leans on, numbered in the order of documents, titles first, then of the text.

    Places of reports that are not shown follow, oldest report first.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        claims: Mapping[str, Sequence[Claim]],
        extra: Mapping[str, Sequence[Place]],
        kept: Sequence[KeptClaim] = (),
    ) -> None:
        """Numbers everything.

        Args:
            documents: the reports that are shown.
            claims: what was read in them, by document id.
            extra: places by document id that no claim stands on (words that say that something is a first).
            kept: claims of findings, of any report, shown or not.
        """
        self._documents = {document.id: document for document in documents}
        held: dict[_Key, tuple[Place, list[str]]] = {}
        for document in documents:
            for claim in claims.get(document.id, ()):
                for place in claim.places or (claim.place,):
                    _hold(held, _key(document.id, place), place, claim.id)
            for place in extra.get(document.id, ()):
                held.setdefault(_key(document.id, place), (place, []))
        told: dict[str, KeptClaim] = {}
        for one in sorted(kept, key=lambda k: (k.claim.document, k.claim.id)):
            key = self._kept_key(one)
            _hold(held, key, one.claim.place, one.claim.id)
            if key[0] not in self._documents:
                told.setdefault(key[0], one)
        self.sources = tuple(sorted((_source(name, one) for name, one in told.items()), key=_age))
        order = {name: index for index, name in enumerate([*self._documents, *(s.document for s in self.sources)])}
        keys = sorted(held, key=lambda key: (order[key[0]], key[1] != "title", key[2], key[3]))
        self._numbers = {key: number for number, key in enumerate(keys, 1)}
        self.quotes = tuple(BriefQuote(self._numbers[key], key[0], held[key][0], tuple(held[key][1])) for key in keys)

    def of_claim(self, claim: Claim) -> tuple[int, ...]:
        """Marks of every place of a claim of a shown report."""
        places = claim.places or (claim.place,)
        return tuple(sorted({self._numbers[_key(claim.document, place)] for place in places}))

    def of_place(self, document: str, place: Place) -> int:
        """Mark of a place that was given at the start."""
        return self._numbers[_key(document, place)]

    def of_kept(self, kept: KeptClaim) -> int:
        """Mark of the main place of a finding's claim."""
        return self._numbers[self._kept_key(kept)]

    def _kept_key(self, kept: KeptClaim) -> _Key:
        """Where its words stand: in the report shown only if they stand there in this very text."""
        place, name = kept.claim.place, kept.claim.document
        document = self._documents.get(name)
        if document is not None:
            text = document.title if place.field == "title" else document.text
            if not place.quote or text[place.start_char : place.end_char] != place.quote:
                name = f"{name} (another version)"
        return _key(name, place)


def _hold(held: dict[_Key, tuple[Place, list[str]]], key: _Key, place: Place, claim: str) -> None:
    ids = held.setdefault(key, (place, []))[1]
    if claim not in ids:
        ids.append(claim)


def _key(document: str, place: Place) -> _Key:
    return (document, place.field, place.start_char, place.end_char)


def _source(name: str, kept: KeptClaim) -> BriefSource:
    return BriefSource(name, safe.line(kept.title), safe.line(kept.outlet), kept.published, kept.url)


def _age(source: BriefSource) -> tuple[dt.date, str, str, str]:
    return (source.published or dt.date.max, source.outlet, source.title, source.document)
