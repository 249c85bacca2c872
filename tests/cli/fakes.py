"""A reader that needs no model: it reads "NAME visits NAME" and "NAME has not confirmed" and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from entente.errors import UsageError
from entente.records import Alternative, Claim, Document, Explanation, Figure, Holder, PartyEvidence, Place, claim_id

CODES = {"Norway": "NOR", "Chile": "CHL", "Ghana": "GHA"}
NAMES = "|".join(CODES)


def claim(document: str = "d", quote: str = "Norway visits Chile", **values: Any) -> Claim:
    """A claim by hand: Norway visits Chile, unless told otherwise."""
    place = Place("text", 0, len(quote), quote)
    fields = {
        "document": document, "event": "CONSULT", "mode": "visit", "actor": ("NOR",), "recipient": ("CHL",),
        "matter": (), "holders": (), "polarity": "positive", "certainty": "certain", "modality": "actual",
        "start": None, "end": None, "place": place, "places": (place,), "confidence": 0.8, "inferred": (),
        "figures": (), "reader": "fake 1, lexicon hand",
    } | values  # fmt: skip
    names = ("event", "actor", "recipient", "holders", "polarity", "modality")
    return Claim(id=claim_id(document, fields["place"], *(fields[name] for name in names)), **fields)


class FakeReader:
    """Stands where the reader stands."""

    version = "fake 1, lexicon hand"
    first_screen_confidence = 0.5

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, document: Document) -> list[Claim]:
        found = []
        for match in re.finditer(rf"({NAMES}) visits ({NAMES})( on \d{{4}}-\d\d-\d\d)?", document.text):
            day = dt.date.fromisoformat(match[3][4:]) if match[3] else None
            found.append(self._visit(document, match, day))
        for match in re.finditer(rf"({NAMES}) has a shortage of (\w+)", document.text):
            place = Place("text", match.start(), match.end(), match[0])
            found.append(
                claim(
                    document.id, event="HAVE", mode=None, actor=(CODES[match[1]],), recipient=(), matter=("food",),
                    polarity="negative", place=place, places=(place,), confidence=0.3,
                    holders=(Holder(None, None, "rumour"),), figures=(Figure(1, None, "ton", match[2]),),
                )
            )  # fmt: skip
        return found

    def _visit(self, document: Document, match: re.Match[str], day: dt.date | None) -> Claim:
        place = Place("text", match.start(), match.end(), match[0])
        return claim(
            document.id, place=place, places=(place,), actor=(CODES[match[1]],), recipient=(CODES[match[2]],),
            start=day, end=day,
        )  # fmt: skip

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in documents:
            self.asked.append(document.id)
            yield document, self.read(document)

    def explain(self, document: Document, claim_id: str) -> Explanation:
        for found in self.read(document):
            if found.id == claim_id:
                return Explanation(
                    claim=found, sentence=document.text, trigger="visits",
                    events=(Alternative("CONSULT", 0.9), Alternative("none", 0.1)),
                    parties=(PartyEvidence("NOR", "actor", 0.97, ("Norway",), True),
                             PartyEvidence("GHA", "actor", 0.02, (), False)),
                    holders=(Alternative("report", 1.0),),
                    attributes=(("modality", (Alternative("actual", 0.99),)), ("mode", ())),
                    notes=("actor: filled from another sentence",),
                )  # fmt: skip
        raise UsageError(f"no claim {claim_id}")
