"""Chooses what matters: the few things that stand on the first screen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from entente.brief.happenings import Happening, voice
from entente.records import Claim
from entente.records.vocabulary import QUAD_CLASSES

LEAST, MOST = 3, 7
#: From the fourth on, a thing must weigh at least this share of the weightiest.
SHARE = 0.55
#: What it weighs that a thing is told in twice as many places: of a few reports, and of a ledger's many.
REPEATED, REPEATED_OF_MANY = 0.1, 0.35
#: What it weighs that one of the findings about how things stand is about it.
FOUND = 0.5


def choose(
    happenings: Sequence[Happening],
    novel: Callable[[Claim], bool],
    positions: Callable[[Claim], float],
    repeated: float = REPEATED,
    found: Callable[[Claim], bool] = lambda claim: False,
) -> list[Happening]:
    """Three to seven happenings (fewer where there are fewer), weightiest first, of many pairs and kinds.

    Args:
        happenings: those that are sure enough.
        novel: True if the report calls the claim's event a first.
        positions: how far into its report a claim stands, 0 (title or beginning) to 1.
        repeated: what it weighs that a thing is told in twice as many places.
        found: True for a claim that a weighty finding leans on.
    """
    weights = {
        id(h): weight(h, novel, positions, repeated) + (FOUND if any(map(found, h.claims)) else 0.0) for h in happenings
    }
    left, chosen = list(happenings), list[Happening]()
    top = max(weights.values(), default=0.0)
    while left and len(chosen) < MOST:
        best = max(left, key=lambda h: weights[id(h)] - _likeness(h, chosen))
        if len(chosen) >= LEAST and weights[id(best)] - _likeness(best, chosen) < SHARE * top:
            break
        chosen.append(best)
        left.remove(best)
    return chosen


def weight(
    happening: Happening, novel: Callable[[Claim], bool], positions: Callable[[Claim], float], repeated: float
) -> float:
    """How much a happening matters. The terms were set by reading briefs of the training and dev reports."""
    lead, claims = happening.lead, happening.claims
    told = happening.confidence
    told += 0.3 if happening.contested else 0.0
    told += 0.12 if any(voice(c) not in ("", "wants") for c in claims) else 0.0
    told += 0.08 if lead.certainty in ("probable", "possible") else 0.0
    told += repeated * math.log2(happening.places)
    told += _KIND.get(QUAD_CLASSES[lead.event], 0.0) + (0.08 if lead.event == "AGREE" else 0.0)
    told += 0.3 if any(novel(c) for c in claims) else 0.0
    told += 0.35 if any(p.field == "title" for c in claims for p in c.places or (c.place,)) else 0.0
    told += 0.2 * (1 - min(positions(c) for c in claims))
    told -= 0.2 if lead.modality == "conditional" else 0.0
    told -= 0.2 if lead.modality == "desired" and not lead.holders else 0.0
    told += 0.1 if lead.start or lead.end else 0.0
    told -= 0.25 if not lead.actor or (not lead.recipient and lead.event not in ("TRAVEL", "HAVE")) else 0.0
    background = lead.event == "ASSAULT" and not (lead.start or lead.end) and len(lead.quote) < 45
    told -= 0.3 if background and not any(c.place.field == "title" for c in claims) else 0.0
    return told - (0.05 if lead.inferred else 0.0)


_KIND = {
    "material cooperation": 0.15,
    "material conflict": 0.15,
    "verbal cooperation": 0.05,
    "TRAVEL": -0.3,
    "HAVE": -0.1,
}


def _likeness(happening: Happening, chosen: Sequence[Happening]) -> float:
    """How much of it the reader was told before."""
    lead, penalty = happening.lead, 0.0
    for other in chosen:
        pair = set(lead.parties) == set(other.lead.parties)
        event = lead.event == other.lead.event
        kind = lead.modality == other.lead.modality
        penalty += (
            0.45 if pair and event and kind else 0.3 if pair and event else 0.07 if pair else 0.07 if event else 0.0
        )
        penalty += 0.25 if _overlap(lead, other.lead) else 0.0
    return penalty


def _overlap(one: Claim, two: Claim) -> bool:
    a, b = one.place, two.place
    same = one.document == two.document and a.field == b.field
    return same and a.start_char < b.end_char and b.start_char < a.end_char
