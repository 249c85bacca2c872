"""How surely a claim is read right: by the reader's estimate, or because a reviewer looked at it."""

from __future__ import annotations

from entente.records import KeptClaim

#: Statuses in which what a reviewer has looked at stands; what is rejected or withdrawn does not.
_REVIEWED = frozenset({"read", "corrected"})


def sureness(kept: KeptClaim) -> float:
    """Probability that event and parties of a claim are read right, 0 to 1.

    1 where a reviewer accepted or corrected it, else the reader's own confidence (claim record, `confidence`).
    """
    return 1.0 if kept.by and kept.status in _REVIEWED else kept.claim.confidence
