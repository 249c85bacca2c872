"""What a party wants of, asks of, offers to, gives, has or lacks, and where one's want meets the other's have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.records.finding import Finding

#: What a party does with a thing, in the order of the table.
WHATS = ("wants", "asks", "lacks", "offers", "gives", "has")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Finding):
    """One row: a party, what it wants, asks, lacks, offers, gives or has, and toward whom.

    Attributes:
        party: code.
        what: one of WHATS.
        event: kind of event that is wanted or asked for; "HAVE" for things that are had or lacked.
        matter: every matter told of in this row, most special ones too.
        label: the thing in words.
        toward: the other party's code where the words name it, else "".
        holders: who says so, those with most origins first: "Russia" for a party's own wish, "the United States
            (believes)", "reports" for a report's own voice, "rumour".
        certainty: the surest that it is told with, one of CERTAINTIES.
        gets: True where the party would get it, False where it would do or give it.
        origins: independent origins; first, last: days of their first and last report.
    """

    party: str
    what: str
    event: str
    label: str
    matter: tuple[str, ...] = ()
    toward: str = ""
    holders: tuple[str, ...] = ()
    certainty: str = "certain"
    gets: bool = True
    origins: int = 1
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Interests:
    """Interests of two parties in each other.

    Attributes:
        one, two: codes.
        rows: by party (`one` first), then in the order of WHATS, those with most origins first.
        meets: where what one wants, asks for or lacks is what the other has, offers or gives.
        left_out: why claims made no row -> how many origins.
    """

    one: str
    two: str
    rows: tuple[Interest, ...] = ()
    meets: tuple[Finding, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
