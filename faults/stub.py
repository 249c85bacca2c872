"""A reader that is quick and always the same: it knows the sentences of `words` and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from entente.records import Claim, Document, Place
from entente.records.claim import claim_id
from faults.words import DEEDS, STATES

_NAMES = "|".join(sorted(STATES))
_SENTENCE = re.compile(rf"({_NAMES}) ({'|'.join(map(re.escape, sorted(DEEDS)))}) ({_NAMES})")


class Stub:
    """Reads by one pattern. `edition`: "1" or "2", which reads some claims otherwise, and others not at all."""

    def __init__(self, edition: str = "1") -> None:
        self.edition, self.version = edition, f"stub {edition}"

    def claims(self, document: Document) -> list[Claim]:
        """The claims of one document, in the order of their places."""
        found = [self._claim(document, match) for match in _SENTENCE.finditer(document.text)]
        return [claim for claim in found if self.edition == "1" or int(claim.id[:4], 16) % 7 or not claim.inferred]

    def _claim(self, document: Document, match: re.Match[str]) -> Claim:
        event = DEEDS[match[2]]
        actor, recipient = (STATES[match[1]],), (STATES[match[3]],)
        place = Place("text", match.start(), match.end(), match[0])
        name = claim_id(document.id, place, event, actor, recipient, (), "positive", "actual")
        drawn = int(name[:6], 16)
        # The second edition takes back, changes and finds anew about one in seven each.
        if self.edition == "2" and drawn % 7 == 1:
            event = "REQUEST"
            name = claim_id(document.id, place, event, actor, recipient, (), "positive", "actual")
        certainty = "probable" if self.edition == "2" and drawn % 7 == 2 else "certain"
        return Claim(
            id=name, document=document.id, event=event, mode=None, actor=actor, recipient=recipient, matter=(),
            holders=(), polarity="positive", certainty=certainty, modality="actual", start=None, end=None, place=place,
            places=(place,), confidence=0.9, inferred=("certainty",) if drawn % 2 else (), figures=(),
            reader=self.version,
        )  # fmt: skip

    def read(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """Documents with their claims, in the order given."""
        for document in documents:
            yield document, self.claims(document)


def reading(edition: str) -> tuple[Callable[[Iterable[Document]], Iterator[tuple[Document, list[Claim]]]], str]:
    """What the ledger's journeys take: the reading, and the reader's name."""
    stub = Stub(edition)
    return stub.read, stub.version
