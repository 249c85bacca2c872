"""Numbers the words of reports that a brief leans on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from entente.records import BriefQuote, Claim, Document, Place


class QuoteBook:
    """Every place that a claim leans on, numbered in the order of documents, titles first, then of the text."""

    def __init__(
        self, documents: Sequence[Document], claims: Mapping[str, Sequence[Claim]], extra: Mapping[str, Sequence[Place]]
    ) -> None:
        """Args: extra: places by document id that no claim stands on (words that say that something is a first)."""
        held: dict[tuple[str, str, int, int], tuple[Place, list[str]]] = {}
        for document in documents:
            for claim in claims.get(document.id, ()):
                for place in claim.places or (claim.place,):
                    ids = held.setdefault(_key(document.id, place), (place, []))[1]
                    if claim.id not in ids:
                        ids.append(claim.id)
            for place in extra.get(document.id, ()):
                held.setdefault(_key(document.id, place), (place, []))
        order = {document.id: index for index, document in enumerate(documents)}
        keys = sorted(held, key=lambda key: (order[key[0]], key[1] != "title", key[2], key[3]))
        self._numbers = {key: number for number, key in enumerate(keys, 1)}
        self.quotes = tuple(BriefQuote(self._numbers[key], key[0], held[key][0], tuple(held[key][1])) for key in keys)

    def of_claim(self, claim: Claim) -> tuple[int, ...]:
        """Marks of every place of a claim."""
        places = claim.places or (claim.place,)
        return tuple(sorted({self._numbers[_key(claim.document, place)] for place in places}))

    def of_place(self, document: str, place: Place) -> int:
        """Mark of a place that was given at the start."""
        return self._numbers[_key(document, place)]


def _key(document: str, place: Place) -> tuple[str, str, int, int]:
    return (document, place.field, place.start_char, place.end_char)
