"""A precedent: the first of its kind, the first for long, the most in a month, or a report's own word that it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.records.finding import Finding

#: What a precedent is of.
PRECEDENTS = ("first", "first-since", "most", "told-first")
#: What a ledger makes of a report's own "first time since ...".
FIRST_VERDICTS = ("supported", "contradicted", "not checkable")
#: How what would be a first is told: as a fact, or only as this.
FIRST_STANDINGS = ("told", "planned", "rumoured", "denied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent(Finding):
    """One precedent between two parties.

    Attributes:
        kind: one of PRECEDENTS.
        event: kind of event; mode: PLOVER mode where the kind has one; family: first part of the matter, "" for any.
        label: the kind in words with its parties: "a visit by Iran to Saudi Arabia".
        on: day of happening, else of the first report; None where neither is known. For "most", first day of the month.
        before: day of the one before, None where the ledger holds none; for "told-first", day of the one that speaks
            against it.
        since: for "told-first", the day the report counts from, None where it gives none that can be dated.
        count: for "most", days of the month on which it happened; next_count: in the month after it in rank.
        window: for "most", first and last day of the month.
        standing: one of FIRST_STANDINGS; all but "told" are said as "would be the first".
        verdict: for "told-first", one of FIRST_VERDICTS, else "".
        phrase: for "told-first", the report's own words.
        origins: independent origins that tell it.
    """

    kind: str
    event: str
    label: str
    mode: str = ""
    family: str = ""
    on: dt.date | None = None
    before: dt.date | None = None
    since: dt.date | None = None
    count: int = 0
    next_count: int = 0
    window: tuple[dt.date, dt.date] | None = None
    standing: str = "told"
    verdict: str = ""
    phrase: str = ""
    origins: int = 1
