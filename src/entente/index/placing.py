"""Places: numbers in whose order things are answered, with room between them for what is still to come.

A place is the day, newest first, and a label within it. Labels are spread evenly in the gap between neighbours; where
a gap is full, the day is spread anew (order maintenance by relabelling: Dietz and Sleator 1987, here in its plainest
form). Cursors never hold places, which can change, but what they are made from.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

#: Labels of one day, and the number of the last day there is (31 December 9999).
SPACE = 1 << 40
LAST = 3652059
#: After the last of a day, and before the first, places are so far apart: reports are often numbered as they come.
_STEP = 1 << 20

Key = tuple[Any, ...]
#: The first one at or after a place and before another: (its place, its key), None where there is none.
Next = Callable[[int, int], "tuple[int, Key] | None"]
#: The place of the last one before a place, not before another.
Before = Callable[[int, int], "int | None"]


class Crowded(Exception):
    """There is no room: the day must be spread anew."""


def base(day: int | None) -> int:
    """The place at which a day begins; what has no day comes last."""
    return (LAST - (day or 0)) * SPACE


def day_at(place: int) -> int:
    """The day of a place, 0 for no day."""
    return LAST - place // SPACE


@functools.lru_cache(maxsize=16)
def backwards(word: str) -> tuple[int, ...]:
    """What sorts as the word does, backwards."""
    return (*(-ord(char) for char in word), 1)


def claim_key(document: str, field: str, start: int, name: str) -> Key:
    """By what claims of a day are in order: that of `Ledger.claims`."""
    return document, backwards(field), start, name


def spread(day: int | None, number: int) -> list[int]:
    """Places for all that a day has."""
    first = base(day)
    return [first + SPACE * (at + 1) // (number + 1) for at in range(number)]


def position(day: int | None, key: Key, following: Next) -> int:
    """The place of the first one of a day that comes after a key; the end of the day where none does."""
    low, high, found = base(day), base(day) + SPACE, base(day) + SPACE
    while low < high:
        middle = (low + high) // 2
        at = following(middle, high)
        if at is None:
            high = middle
        elif at[1] > key:
            found, high = at[0], middle
        else:
            low = at[0] + 1
    return found


def places(day: int | None, keys: Sequence[Key], following: Next, before: Before) -> list[int]:
    """Places for new ones of a day, whose keys are sorted. Raises Crowded where there is no room."""
    first, end = base(day), base(day) + SPACE
    found: list[int] = []
    at = 0
    while at < len(keys):
        right = position(day, keys[at], following)
        left = before(first, right)
        after = following(right, end) if right < end else None
        last = at + 1
        while last < len(keys) and (after is None or keys[last] < after[1]):
            last += 1
        found += _between(first if left is None else left, right, last - at, left is not None, right < end)
        at = last
    return found


def _between(left: int, right: int, number: int, has_left: bool, has_right: bool) -> list[int]:
    step = (right - left) // (number + 1)
    if not step:
        raise Crowded
    if has_left and not has_right:
        step = min(step, _STEP)
    elif has_right and not has_left:
        left = right - (number + 1) * min(step, _STEP)
        step = min(step, _STEP)
    return [left + step * (at + 1) for at in range(number)]
