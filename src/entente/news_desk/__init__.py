"""The desk's journey from what has come into a ledger to what a reader should hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from entente.assess_desk import AssessDesk
from entente.records import Document, Question
from entente.records.noticed import RECENT, Known, Pair, Past, Round

if TYPE_CHECKING:
    from entente.index import Index
    from entente.records import Event, KeptClaim

#: Reports whose words are at hand for the sentences of a round.
REPORTS = 2000
#: Where counting the claims of a pair stops: from there on it is one that much is told of.
MANY = 10_000


class Indexed:
    """An index as what news is held against (`records.noticed.Past`)."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._told: dict[Pair, int] = {}

    @property
    def began(self) -> dt.date | None:
        """The day of the oldest report."""
        return self._index.began

    def between(self, pair: Pair, most: int) -> Sequence[KeptClaim]:
        """The newest claims of two actors."""
        return self._index.claims(Question(pair=pair), limit=most).rows

    def told(self, pair: Pair) -> int:
        """Number of claims about two actors, MANY at most."""
        key = min(pair), max(pair)
        if key not in self._told:
            self._told[key] = self._index.count(Question(pair=key), most=MANY).claims
        return self._told[key]

    def reports(self, names: Collection[str]) -> Mapping[str, Document]:
        """Reports by their ids."""
        found = ((name, self._index.document(name)) for name in names)
        return {name: kept.document for name, kept in found if kept is not None}


class NewsDesk(AssessDesk):
    """What a desk finds that is new.

    `news` looks at happenings, which is quick; `news_between` holds two actors against their past, which is not, so the
    caller does it pair by pair as time allows. What was known before, and what is known from now on, the caller keeps.
    """

    def past(self, index: Index) -> Past:
        """An index, as what news is held against. For one round: it remembers what it has counted."""
        return Indexed(index)

    def news(
        self, events: Sequence[Event], known: Known, past: Past, *, newest: dt.date, found: dt.datetime,
        since: dt.date | None = None,
    ) -> Round:  # fmt: skip
        """News of happenings: new ones, changes of how one stands, and rules that bear on them.

        The same events given again tell nothing again, and copies of a report tell nothing.

        Args:
            events: the happenings that were touched, whole.
            known: what was known before; where nothing was, what is older than `since` is known without a word.
            past: where reports are found.
            newest: day of the newest report.
            found: the moment, UTC.
            since: first day of publication that makes news, RECENT days before `newest` by default.
        """
        from entente.brief import Realiser
        from entente.news_desk.happenings import Happenings
        from entente.news_desk.lines import ranked
        from entente.news_desk.rulings import rulings

        first, held = since or newest - dt.timedelta(days=RECENT), self._known
        realiser = Realiser(held.lexicon, list(past.reports(_reports(events, first)).values()))
        looked = Happenings(held.says, realiser, known, past, first, found)
        lines = [line for event in sorted(events, key=_oldest) for line in looked.look(event)]
        ruled, seen = rulings(events, held, known, first, found)
        best = ranked([*lines, *ruled])
        return Round(
            news=tuple(line.news for line in best), weights={line.news.key: line.weight for line in best},
            states=tuple(looked.states), seen={**looked.seen, **seen}, pairs=_pairs(events, first),
        )  # fmt: skip

    def news_between(
        self, pairs: Iterable[Pair], known: Known, past: Past, *, newest: dt.date, found: dt.datetime,
        since: dt.date | None = None, turns: Callable[[Pair], bool] = lambda pair: False,
        enough: Callable[[], bool] = lambda: False,
    ) -> Round:  # fmt: skip
        """News of pairs of actors: contradictions, firsts, and turns in how two stand to each other.

        Args:
            pairs: which; `Round.pairs` names those for which there was no time.
            known, past, newest, found, since: as for `news`.
            turns: whether turns are looked for in a pair, which takes longest.
            enough: asked before each pair; true ends the round.
        """
        from entente.news_desk.between import Between
        from entente.news_desk.lines import ranked

        first = since or newest - dt.timedelta(days=RECENT)
        looked = Between(past, self._known, known, first, newest, found)
        waiting, lines = list(pairs), []
        while waiting and not enough():
            pair = waiting.pop(0)
            lines += looked.look(pair, turns=turns(pair))
        best = ranked(lines)
        return Round(
            news=tuple(line.news for line in best), weights={line.news.key: line.weight for line in best},
            seen=looked.seen, pairs=tuple(waiting),
        )  # fmt: skip


def _oldest(event: Event) -> tuple[dt.date, str]:
    return event.first or dt.date.max, event.id


def _recent(events: Iterable[Event], since: dt.date) -> list[KeptClaim]:
    return [kept for event in events for kept in event.claims if kept.published and kept.published >= since]


def _reports(events: Iterable[Event], since: dt.date) -> list[str]:
    """Reports that the sentences of a round may need, newest first, not too many."""
    recent = sorted(
        _recent(events, since), key=lambda kept: (-(kept.published or since).toordinal(), kept.claim.document)
    )
    return list(dict.fromkeys(kept.claim.document for kept in recent))[:REPORTS]


def _pairs(events: Iterable[Event], since: dt.date) -> tuple[Pair, ...]:
    from entente.briefing import pairs_of

    return tuple(pairs_of(_recent(events, since)))
