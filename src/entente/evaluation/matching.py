"""When a claim that was read counts as one that was labelled, and which goes with which.

strict   same event, same actors, same recipients (for mutual events the parties as one set)
relaxed  same quad class (verbal or material, cooperation or conflict; TRAVEL and HAVE by themselves), same parties
full     strict, and holders, polarity and modality right as well
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from entente.records.vocabulary import MUTUAL_EVENTS, QUAD_CLASSES

#: A claim as plain JSON values.
Row = Mapping[str, Any]
Match = Callable[[Row, Row], bool]


def sides(claim: Row, mutual: bool) -> tuple[frozenset[str], ...]:
    """The codes of both sides; one set of all where the event is mutual."""
    actor, recipient = frozenset(claim.get("actor") or ()), frozenset(claim.get("recipient") or ())
    return (actor | recipient,) if mutual else (actor, recipient)


def strict(gold: Row, read: Row) -> bool:
    """Event and parties agree."""
    mutual = gold["event"] in MUTUAL_EVENTS
    return bool(gold["event"] == read["event"]) and sides(gold, mutual) == sides(read, mutual)


def relaxed(gold: Row, read: Row) -> bool:
    """Quad class and parties agree."""
    if QUAD_CLASSES.get(gold["event"]) != QUAD_CLASSES.get(read["event"]):
        return False
    mutual = gold["event"] in MUTUAL_EVENTS or read["event"] in MUTUAL_EVENTS
    return sides(gold, mutual) == sides(read, mutual)


def full(gold: Row, read: Row) -> bool:
    """Strict, with holders, polarity and modality."""
    return (
        strict(gold, read)
        and holders(gold) == holders(read)
        and gold["polarity"] == read.get("polarity")
        and gold["modality"] == read.get("modality")
    )


LEVELS: dict[str, Match] = {"strict": strict, "relaxed": relaxed, "full": full}


def holders(claim: Row) -> list[tuple[str | None, bool | None]]:
    """Holders as they are compared: by code, and where there is none by whether somebody is named."""
    return [
        (holder["actor"], None) if holder.get("actor") is not None else (None, bool(holder.get("name")))
        for holder in claim.get("holders") or ()
    ]


def matter_overlap(gold: Row, read: Row) -> float:
    """Shared matters over all matters (Jaccard); 1 where both are empty."""
    one, other = set(gold.get("matter") or ()), set(read.get("matter") or ())
    return len(one & other) / len(one | other) if one | other else 1.0


def same_time(gold: Row, read: Row) -> bool:
    """Both without a time, or days shared over days covered at least one half."""
    one, other = days(gold), days(read)
    if one is None or other is None:
        return one == other
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) >= 0.5


def days(claim: Row) -> tuple[int, int] | None:
    """First day and the day after the last, as ordinals; a claim without an end lasts one day here."""
    if not claim.get("start"):
        return None
    first = dt.date.fromisoformat(claim["start"][:10])
    last = dt.date.fromisoformat((claim.get("end") or claim["start"])[:10])
    return first.toordinal(), last.toordinal() + 1


def shared_words(gold: Row, read: Row) -> int:
    """How many different words both quotes have."""
    return len(set((gold.get("quote") or "").lower().split()) & set((read.get("quote") or "").lower().split()))


def closeness(gold: Row, read: Row) -> tuple[bool, bool, bool, bool, int]:
    """How well two matching claims agree; the greater, the sooner they are paired."""
    return (
        full(gold, read),
        strict(gold, read),
        holders(gold) == holders(read),
        gold["modality"] == read.get("modality"),
        shared_words(gold, read),
    )


def pair(golds: Sequence[Row], reads: Sequence[Row], match: Match) -> list[tuple[int, int]]:
    """Indexes of gold and read claims that go together, each used once, the closest pairs first.

    Ties fall to the earlier gold claim, then to the earlier read claim.
    """
    candidates = [(i, j) for i, gold in enumerate(golds) for j, read in enumerate(reads) if match(gold, read)]
    candidates.sort(key=lambda at: closeness(golds[at[0]], reads[at[1]]), reverse=True)
    taken_gold: set[int] = set()
    taken_read: set[int] = set()
    pairs = []
    for i, j in candidates:
        if i not in taken_gold and j not in taken_read:
            taken_gold.add(i)
            taken_read.add(j)
            pairs.append((i, j))
    return pairs
