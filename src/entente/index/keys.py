"""By what a claim is found: the columns and lists of the index that one claim fills."""

from __future__ import annotations

import functools
from itertools import combinations
from typing import NamedTuple

from entente.index.words import fold
from entente.records import KeptClaim
from entente.records.vocabulary import MUTUAL_EVENTS

#: Sides of a party, as bits.
ACTOR, RECIPIENT = 1, 2
#: Begins a holder's name in the list of holders, which codes never do.
NAMED = "~"


class Keys(NamedTuple):
    """The lists that a claim stands in. `parties`: code -> sides; `pairs`: "CHN-RUS", as Question.pair means them."""

    parties: dict[str, int]
    pairs: tuple[str, ...]
    matters: tuple[str, ...]
    holders: tuple[str, ...]
    stances: tuple[str, ...]


def keys_of(kept: KeptClaim) -> Keys:
    """The lists of a claim."""
    claim = kept.claim
    parties = dict.fromkeys(claim.actor, ACTOR)
    for code in claim.recipient:
        parties[code] = parties.get(code, 0) | RECIPIENT
    holders = {holder.actor for holder in claim.holders if holder.actor is not None}
    holders |= {NAMED + fold(holder.name) for holder in claim.holders if holder.name is not None}
    return Keys(
        parties, pairs_of(claim.event, claim.actor, claim.recipient), matters_of(claim.matter),
        tuple(sorted(holders)), tuple(sorted({holder.stance for holder in claim.holders})),
    )  # fmt: skip


def pair_of(one: str, two: str) -> str:
    """The key of two codes, in whatever order."""
    return f"{one}-{two}" if one < two else f"{two}-{one}"


def apart(joined: str) -> tuple[str, ...]:
    """The words of a column that holds several, with commas between them."""
    return tuple(joined.split(",")) if joined else ()


@functools.lru_cache(maxsize=16_384)
def pairs_of(kind: str, actor: tuple[str, ...], recipient: tuple[str, ...]) -> tuple[str, ...]:
    """Pairs on opposite sides; of what is mutual, all pairs. Sorted, each once."""
    found = {pair_of(one, two) for one in actor for two in recipient if one != two}
    if kind in MUTUAL_EVENTS:
        found |= {pair_of(one, two) for one, two in combinations(sorted({*actor, *recipient}), 2)}
    return tuple(sorted(found))


@functools.lru_cache(maxsize=10_000)
def matters_of(matter: tuple[str, ...]) -> tuple[str, ...]:
    """Matters and their beginnings up to a full stop: "arms.drones" stands under "arms" too."""
    found = set()
    for name in matter:
        parts = name.split(".")
        found |= {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return tuple(sorted(found))


def days_of(kept: KeptClaim) -> tuple[int | None, int | None]:
    """First and last day of happening, or where the text gives none of publication, as `ledger.asking` has it.

    What is told as going on lasts until the report at least.
    """
    claim, published = kept.claim, kept.published
    begins = claim.start or claim.end or published
    ends = claim.end
    if ends is None:
        ends = claim.start or published
        if claim.start is not None and claim.modality == "actual" and published is not None:
            ends = max(claim.start, published)
    return (begins.toordinal() if begins else None), (ends.toordinal() if ends else None)
