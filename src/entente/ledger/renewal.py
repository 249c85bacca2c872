"""What becomes of a document's claims when it is read again: which stay, change, come and go.

A claim stays the same claim, under its old id, where kind, parties, holders, polarity and modality are the same and its
words overlap with the old ones (or, in a changed text, are the same words). A reviewer's word outlasts every reading.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from entente.records import Claim, KeptClaim


@dataclass(frozen=True, slots=True)
class Renewed:
    """One claim after the new reading. `what`: "same" (nothing to write), "changed", "new", "withdrawn", "reviewed"."""

    what: str
    claim: Claim
    version: int


def renew(
    old: Sequence[KeptClaim], reviewed: Sequence[KeptClaim], read: Sequence[Claim], *, same_text: bool
) -> list[Renewed]:
    """Compares a new reading with what the ledger holds of the document.

    Args:
        old: the reader's newest version of each claim, withdrawn ones too.
        reviewed: the reviewers' newest version, where one has spoken.
        read: the claims of the new reading.
        same_text: whether the text is the one that `old` was read from.
    """
    by_id = {kept.claim.id: kept for kept in old}
    spoken = {kept.claim.id: kept for kept in reviewed}
    left, result = dict(by_id), []
    waiting: list[Claim] = []
    for claim in read:
        if claim.id in left:
            result.append(_renewed(left.pop(claim.id), claim, same_text))
        else:
            waiting.append(claim)
    for claim in waiting:
        match = _match(claim, list(left.values()), same_text)
        if match is not None:
            result.append(_renewed(left.pop(match.claim.id), claim, same_text))
        elif (kept := _match(claim, list(spoken.values()), same_text)) is not None:
            result.append(Renewed("reviewed", kept.claim, kept.version))
        else:
            result.append(Renewed("new", claim, by_id[claim.id].version + 1 if claim.id in by_id else 1))
    for name, kept in sorted(left.items()):
        if kept.status == "read":
            result.append(Renewed("reviewed" if name in spoken else "withdrawn", kept.claim, kept.version + 1))
    return result


def _renewed(kept: KeptClaim, claim: Claim, same_text: bool) -> Renewed:
    claim = dataclasses.replace(claim, id=kept.claim.id)
    unchanged = dataclasses.replace(claim, reader=kept.claim.reader) == kept.claim and kept.status == "read"
    if unchanged and same_text:
        return Renewed("same", kept.claim, kept.version)
    return Renewed("changed", claim, kept.version + 1)


def _match(claim: Claim, others: Sequence[KeptClaim], same_text: bool) -> KeptClaim | None:
    """The claim among others that tells the same, the nearest in the text where there are several."""
    told = [kept for kept in others if _content(kept.claim) == _content(claim) and _meets(kept.claim, claim, same_text)]
    at = claim.place.start_char
    return min(told, key=lambda kept: (abs(kept.claim.place.start_char - at), kept.claim.id), default=None)


def _content(claim: Claim) -> tuple[object, ...]:
    return claim.event, claim.actor, claim.recipient, claim.holders, claim.polarity, claim.modality


def _meets(old: Claim, new: Claim, same_text: bool) -> bool:
    if not same_text:
        first, second = set(old.quote.lower().split()), set(new.quote.lower().split())
        return len(first & second) * 2 >= min(len(first), len(second)) > 0
    return (
        old.place.field == new.place.field
        and old.place.start_char < new.place.end_char
        and new.place.start_char < old.place.end_char
    )
