"""Finds where a report says that something is a first or a record, in its own words."""

from __future__ import annotations

import re

from entente.records import Claim, Place

_REST = r"(?:[^.,;:!?\n“”\"()—–]{0,80})"
_FIRST = re.compile(
    rf"\b(?:for the first time|the first time|first time|for first time|first-ever|unprecedented|never before){_REST}"
    r"|\b(?:the|its|his|her|their|a)?\s?\bfirst(?: [\w-]+){0,2} "
    r"(?:visit|trip|meeting|talks|summit|call|strike|attack|test|launch|deployment|shipment|delivery|exercise|drill|deal)s?\b"
    rf"{_REST}"
    r"|\b(?:largest|biggest|highest|deadliest|heaviest|most serious|worst)(?: [\w’'-]+){1,4}"
    r" (?:since|in (?:decades|years|\w+ years)|ever|on record)\b"
    rf"{_REST}",
    re.IGNORECASE,
)


def first(claim: Claim, around: str, offset: int) -> Place | None:
    """The words near a claim that say that it is a first, or None.

    Args:
        claim: the claim.
        around: the report's sentence around its quote.
        offset: where `around` begins in the field of the claim's place.
    """
    best: tuple[int, Place] | None = None
    for match in _FIRST.finditer(around):
        words = match[0].rstrip()
        lead = len(words) - len(words.lstrip())
        start, end = offset + match.start() + lead, offset + match.start() + len(words)
        away = max(claim.place.start_char - end, start - claim.place.end_char, 0)
        if away <= 60 and (best is None or away < best[0]):
            best = (away, Place(claim.place.field, start, end, words.lstrip()))
    return best[1] if best else None
