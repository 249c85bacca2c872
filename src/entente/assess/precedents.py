"""Precedents between two parties: the first of its kind, the first for long, the most in a month, and told firsts."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence

from entente.assess.precedents_counted import counted_precedents, label_of, within
from entente.assess.precedents_happenings import happenings
from entente.assess.precedents_told import told_firsts
from entente.assess.saying import Says
from entente.records import Claim, KeptClaim
from entente.records.precedent import Precedent


def precedents(
    one: str, two: str, claims: Sequence[KeptClaim], says: Says, *, since: dt.date | None, until: dt.date,
    began: dt.date | None, sentence: Callable[[Claim], tuple[str, int]] | None = None,
) -> list[Precedent]:  # fmt: skip
    """Precedents between two parties, told firsts before counted ones, those with most origins first.

    What is planned, rumoured or denied is never a precedent for another; where it would be the first it is said so.
    Nothing is called a first in the ledger's first 60 days, nor where hardly anything was told of the pair before.

    Args:
        one, two: codes.
        claims: every claim of the pair that the ledger holds, in any order.
        says: names things.
        since, until: first and last day of the precedents asked for; older happenings still count against a first.
        began: the day from which the ledger holds reports, None where it is not known (one report): then only what
            reports themselves call a first.
        sentence: the report's sentence around a claim's quote and its offset in the field; without it only the quote
            and the title are looked at.
    """
    pair = (one, two)
    known = [kept for kept in claims if (kept.published or until) <= until]
    covered = _covered(until, [kept.published for kept in known if kept.published])
    found = [
        happening
        for happening in happenings(known, pair)
        # What is told as done on a day behind every report is misread; what is announced may well lie there.
        if happening.day is None or happening.day <= (covered if happening.standing == "told" else until)
    ]
    told = told_firsts(pair, known, found, says, began=began, sentence=sentence, label=label_of(pair, says))
    answer = [p for p in told if p.on is None or within(p.on, since, until)]
    if began is not None:
        answer += counted_precedents(pair, known, found, says, since, until, began, covered)
    return sorted(answer, key=_rank)


def _covered(until: dt.date, reports: Sequence[dt.date]) -> dt.date:
    """`until`, but no later than the month of the last report: nothing is known of the months behind it."""
    if not reports:
        return until
    last = max(reports)
    return min(until, last.replace(day=calendar.monthrange(last.year, last.month)[1]))


def _rank(found: Precedent) -> tuple[int, int, int, str, str]:
    """Contradicted told firsts before others, then first since, most, first; each by origins, then newest first."""
    kinds = ("told-first", "first-since", "most", "first")
    day = found.on.toordinal() if found.on else 0
    verdict = ("contradicted", "supported", "not checkable", "").index(found.verdict)
    return (10 * kinds.index(found.kind) + verdict, -found.origins, -day, found.label, found.text)
