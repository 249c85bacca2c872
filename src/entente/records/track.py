"""How the statements of one holder fared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.records.finding import Estimate, Finding
from entente.records.kept import KeptClaim

#: What became of a statement. Only the first four are settled; "contested" is denied by a party to it, no more.
OUTCOMES = ("confirmed", "refuted", "retracted", "not kept", "contested", "open")
SETTLED = OUTCOMES[:4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Finding):
    """One statement and what became of it. `claims` are the statement and then what settles or contests it.

    Attributes:
        outcome: one of OUTCOMES.
        statement: the claim that tells it first. settling: the claims that settle or contest it, empty while open.
        stated, settled: days of the reports that tell so first; `settled` is None while open or contested.
        origins: number of independent origins that tell of the statement.
    """

    outcome: str
    statement: KeptClaim
    settling: tuple[KeptClaim, ...]
    stated: dt.date
    settled: dt.date | None
    origins: int


@dataclass(frozen=True, slots=True)
class Track:
    """The record of a holder.

    Attributes:
        holder: code or name. until: last day that is looked at.
        text: one plain sentence.
        cases: all statements, settled ones first, newest first within an outcome.
        counts: outcome -> number of cases, for every one of OUTCOMES.
        settled: number of settled cases.
        rate: share of the settled cases that were confirmed, with its Wilson 90 % interval; None under 20 cases.
        left_out: why statements were not followed -> how many.
    """

    holder: str
    until: dt.date
    text: str
    cases: tuple[Case, ...]
    counts: dict[str, int]
    settled: int
    rate: Estimate | None
    left_out: dict[str, int]
