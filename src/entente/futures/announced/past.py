"""What a ledger knew on each of many days, asked of it once rather than day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Protocol, TypeVar

from entente.futures.announced.tables import Tables
from entente.futures.announced.things import Thing
from entente.futures.announced.watching import View, view
from entente.records import Glance, KeptClaim, Question

T = TypeVar("T")


class Keeps(Protocol):
    """What is asked of a ledger. The desk hands it in."""

    def came(self, until: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
        """Claim -> first and last day, up to one, from which something of it counts."""
        ...

    def glances(self, question: Question, *, ids: Sequence[str] | None = None) -> Iterable[Glance]:
        """The claims asked for."""
        ...

    def these(self, ids: Sequence[str], question: Question) -> list[KeptClaim]:
        """Claims by their ids, as of the question's day."""
        ...

    def words(self, ids: Sequence[str], question: Question) -> dict[str, tuple[str, str]]:
        """Likewise their words: the quote, and the title of the report."""
        ...


class Past:
    """Gives what was known on days up to one, each as the ledger would have answered it on that day.

    Most claims never change once they count, so that what they are on the last day they were from their first one on.
    Those that do change (by a review, a newer text or reading) are asked for as of each day before their last change.
    """

    def __init__(self, ledger: Keeps, until: dt.date, tables: Tables, name: Callable[[str], str]) -> None:
        """Asks for all that was known by a day.

        Args:
            ledger: what is known.
            until: the last day.
            tables: families, days and words.
            name: the plain name of a code.
        """
        self._ledger, self._until, self._tables, self._name = ledger, until, tables, name
        came = ledger.came(until)
        self._last: Mapping[str, dt.date] = {name: last for name, (_, last) in came.items()}
        self._changing = {name: days for name, days in sorted(came.items()) if days[0] < days[1]}
        self._glances = sorted(ledger.glances(Question(as_of=until)), key=lambda each: self._last[each.id])
        self._kept: dict[str, KeptClaim | None] = {}
        self._words: dict[str, tuple[str, str] | None] = {}
        self._stems: dict[str, frozenset[str]] = {}

    def view(
        self, day: dt.date, due: tuple[dt.date, dt.date] = (dt.date.min, dt.date.max),
        wanted: Callable[[Thing], bool] = lambda thing: True,
    ) -> View:  # fmt: skip
        """What was known by the end of a day; arguments as of `watching.view`."""
        unsettled = [name for name, (first, last) in self._changing.items() if first <= day < last]
        known = [each for each in self._glances if self._last[each.id] <= day]
        if unsettled:
            known += self._ledger.glances(Question(as_of=day), ids=unsettled)

        def claims(ids: Sequence[str], on: dt.date) -> dict[str, KeptClaim]:
            return {kept.claim.id: kept for kept in self._ledger.these(ids, Question(as_of=on))}

        def words(ids: Sequence[str], on: dt.date) -> dict[str, tuple[str, str]]:
            return self._ledger.words(ids, Question(as_of=on))

        changing = frozenset(unsettled)
        return view(
            known, lambda ids: self._asked(ids, day, changing, self._kept, claims).values(),
            lambda ids: self._asked(ids, day, changing, self._words, words),
            day, self._tables, self._name, due, wanted, self._stems,
        )  # fmt: skip

    def _asked(
        self, ids: Sequence[str], day: dt.date, changing: Set[str], had: dict[str, T | None],
        ask: Callable[[Sequence[str], dt.date], Mapping[str, T]],
    ) -> dict[str, T]:  # fmt: skip
        """What is asked of claims as of a day; of those that change no more it is kept in `had`, None for nothing."""
        settled = [name for name in ids if name not in changing]
        if missing := [name for name in settled if name not in had]:
            had |= dict.fromkeys(missing)
            had |= ask(missing, self._until)
        found = {name: value for name in settled if (value := had[name]) is not None}
        then = [name for name in ids if name in changing]
        return found | dict(ask(then, day)) if then else found
