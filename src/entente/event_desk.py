"""One happening, from its claims alone: what in it cannot both hold, and who stands where. What a page on it shows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from entente.records import Claim, Document, Event, KeptClaim, Question

if TYPE_CHECKING:
    from entente.assess.contradictions import Found
    from entente.desk import Desk, Index


def clashes(desk: Desk, event: Event, reports: Callable[[], Iterable[Document]]) -> Found:
    """What cannot both hold inside one happening, and whose line has changed.

    Args:
        desk: whose names are used.
        event: with all its claims.
        reports: gives the reports of its denials; asked only where the words around one are needed.
    """
    from entente.assess.contradictions import contradictions
    from entente.brief import Realiser

    @functools.cache
    def realiser() -> Realiser:
        return Realiser(desk.lexicon, list(reports()))

    def around(claim: Claim) -> tuple[str, int]:
        return realiser().around(claim)

    return contradictions([event], desk.says, claims=event.claims, sentence=around)


def beside(kept: KeptClaim, claims: Sequence[KeptClaim]) -> tuple[list[KeptClaim], list[KeptClaim]]:
    """Of the claims of one happening, those that hold the same as one of them, and those that hold the opposite.

    As `Ledger.same` and `Ledger.opposite`: that it is so, that it is not so, or that it is open.
    """
    from entente.ledger.happenings import position

    mine = position(kept)
    opposite = {"told": "denied", "denied": "told"}.get(mine, "")
    others = [(position(each), each) for each in claims if each.claim.id != kept.claim.id]
    return [each for where, each in others if where == mine], [each for where, each in others if where == opposite]


def positions(claims: Iterable[KeptClaim]) -> dict[str, str]:
    """Where each claim stands to its happening: id -> "told", "denied" or "open"."""
    from entente.ledger.happenings import position

    return {kept.claim.id: position(kept) for kept in claims}


def newest(index: Index, name: str, most: int) -> Event | None:
    """An event by its whole id with only the newest of its claims, for events of thousands; None where none stands.

    Reasons are left out. `most`: of its claims.
    """
    from entente.ledger.happenings import event_of

    rows = index.claims(Question(event_id=name), limit=most).rows
    return event_of(name, rows, {}) if rows else None
