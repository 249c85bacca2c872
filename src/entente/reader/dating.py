"""From a time expression to the days of a claim, by the habits of the claim record."""

from __future__ import annotations

import datetime as dt

from entente.records import TimeMention


def claim_days(time: TimeMention, words: str) -> tuple[dt.date | None, dt.date | None]:
    """Start and end of a claim told with `time`, whose words are `words`.

    What has gone on "since" a day has no end (claim record: "an ongoing event with a stated start has `end` null").
    """
    if words.lower().startswith(("since", "ever since")):
        return time.interval.start, None
    return time.interval.start, time.interval.end


def same_days(
    start: dt.date | None, end: dt.date | None, other_start: dt.date | None, other_end: dt.date | None
) -> bool:
    """True if two stretches share at least half of the days of both together; an absent end means one day."""
    if start is None or other_start is None:
        return start is other_start
    a0, a1 = start.toordinal(), (end or start).toordinal() + 1
    b0, b1 = other_start.toordinal(), (other_end or other_start).toordinal() + 1
    shared = min(a1, b1) - max(a0, b0)
    return shared / (max(a1, b1) - min(a0, b0)) >= 0.5
