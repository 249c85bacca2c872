"""The days of a ledger: up to which its past is closed, and which day it is for what comes in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entente.ledger.ledger import Ledger


def closed(ledger: Ledger) -> dt.date | None:
    """The day up to which the past is closed: that of the newest report at the end of a whole run; None without one."""
    found = ledger.rows("SELECT max(closed) FROM runs")
    day: dt.date | None = found[0][0]
    return day


def today_of(ledger: Ledger, now: dt.datetime) -> dt.date:
    """The day from which what comes in now counts. A clock that was set back does not open the past again."""
    day = closed(ledger)
    return max(now.date(), day) if day else now.date()
