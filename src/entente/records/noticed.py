"""What was noticed of a ledger before, and what a round of looking for news comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from entente.records.document import Document
from entente.records.kept import KeptClaim
from entente.records.news import News

#: Days before the newest report in which a report still makes news; what is older is known without a word.
RECENT = 30

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EventState:
    """How a happening stood when it was last looked at.

    Attributes:
        event: its id.
        state: one of `records.status.STATES`; "" where it was not worth a line.
        sides: kind and sides in one text, "ASSAULT RUS>UKR": with others it is another thing, not a change.
        origins: number of independent origins.
        last: day of its newest report, None where no report has one.
        recorded: moment at which the newest of its claims was written, UTC.
        told: whether it was worth a line once, as news or because it is older than news: only then a change is news.
    """

    event: str
    state: str
    sides: str
    origins: int
    last: dt.date | None
    recorded: dt.datetime
    told: bool


class Seen(Protocol):
    """Keys with days; a dictionary is one, and so is a table that is asked key by key."""

    def get(self, key: str, /) -> dt.date | None:
        """The day of a key, None where there is none."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known before a round.

    Attributes:
        states: event id -> how it stood, of the events that are looked at.
        seen: keys of news and of things that were told of before, with the newest day on which they were.
    """

    states: Mapping[str, EventState] = field(default_factory=dict)
    seen: Seen = field(default_factory=dict[str, dt.date])


class Past(Protocol):
    """What news is held against: a ledger, or its index."""

    @property
    def began(self) -> dt.date | None:
        """The day of the oldest report."""

    def between(self, pair: Pair, most: int) -> Sequence[KeptClaim]:
        """The newest claims of two actors, `most` at most, in any order."""

    def told(self, pair: Pair) -> int:
        """Number of claims about two actors; counting may stop where it is many."""

    def reports(self, names: Collection[str]) -> Mapping[str, Document]:
        """Reports by their ids; what there is not is left out."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to.

    Attributes:
        news: most important first.
        weights: key -> how important it is, of every piece of news; more is more.
        states: how the events stand now, to be kept.
        seen: keys that are known from now on, with their days, to be kept.
        pairs: two actors of whom something was told that can be held against their past.
    """

    news: tuple[News, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    states: tuple[EventState, ...] = ()
    seen: Mapping[str, dt.date] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
