"""What every writer is handed beside the claims, and what it hands back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from entente.records import Claim, Document, KeptClaim
from entente.records.vocabulary import BODIES, GROUPS, REGIONS

#: Reports kept at hand: claims of one report mostly follow each other.
_AT_HAND = 256
#: Statuses of claims that do not stand.
FALLEN = {"rejected": "rejected by a reviewer", "withdrawn": "no longer read in the report"}


def kind_of(code: str) -> str:
    """ "body", "group" or "region" by the vocabulary of the claim record, "state" for every other code."""
    return "body" if code in BODIES else "group" if code in GROUPS else "region" if code in REGIONS else "state"


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an export. `rows`: claims in the file; `left_out`: reason -> number of claims that are not."""

    rows: int
    left_out: dict[str, int]


@dataclass(slots=True)
class Tally:
    """Counts while a file is written."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def written(self) -> Written:
        """The counts, reasons in the order of the alphabet."""
        return Written(self.rows, dict(sorted(self.left_out.items())))

    def stands(self, kept: KeptClaim) -> bool:
        """True if the claim stands; else it is counted as left out."""
        if kept.status in FALLEN:
            self.left_out[FALLEN[kept.status]] += 1
        return kept.status not in FALLEN


@dataclass(slots=True)
class Lookups:
    """Names and reports by their codes and ids.

    Attributes:
        document: id -> report, or None where its text is not kept.
        names: code -> plain English name.
        kinds: code -> "state", "body", "group" or "region".
        trigger: event word of a claim in its report, "" or None where it is not known; None: nobody knows.
    """

    document: Callable[[str], Document | None]
    names: Callable[[str], str]
    kinds: Callable[[str], str] = kind_of
    trigger: Callable[[Claim, Document], str | None] | None = None
    _at_hand: dict[str, Document | None] = field(default_factory=dict)

    def found(self, name: str) -> Document | None:
        """The report of that id, or None."""
        if name not in self._at_hand:
            if len(self._at_hand) >= _AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[name] = self.document(name)
        return self._at_hand[name]

    def report(self, kept: KeptClaim) -> Document:
        """The claim's report; without text where it is not kept."""
        found = self.found(kept.claim.document)
        published_from = "given" if kept.published else None
        return found or Document(
            kept.claim.document, kept.title, "", kept.published, published_from, outlet=kept.outlet, url=kept.url
        )


def fields(kept: KeptClaim) -> dict[str, Any]:
    """Every field of a kept claim as plain JSON values.

    The fields of the claim record come first under their own names; the happening that the ledger groups it into is
    `event_id`, since `event` is the claim's kind.
    """
    return kept.claim.as_dict() | {
        "version": kept.version,
        "status": kept.status,
        "event_id": kept.event,
        "origin": kept.origin,
        "title": kept.title,
        "published": kept.published.isoformat() if kept.published else None,
        "outlet": kept.outlet,
        "url": kept.url,
        "known": kept.known.isoformat(),
        "recorded": in_utc(kept.recorded).isoformat(),
        "by": kept.by,
        "why": kept.why,
    }


def in_utc(moment: dt.datetime) -> dt.datetime:
    """`moment` in UTC; one without a zone is taken to be in UTC, as the ledger's are."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def told(claim: Claim, names: Callable[[str], str]) -> str:
    """One plain sentence on who says it and how: for readers of formats without fields for that."""
    voices = [
        f"{holder.name or (names(holder.actor) if holder.actor else '?')} {holder.stance}" for holder in claim.holders
    ]
    return (
        f"Told by: {' < '.join(reversed(voices)) or 'the report itself'}. "
        f"Polarity {claim.polarity}, certainty {claim.certainty}, modality {claim.modality}."
    )
