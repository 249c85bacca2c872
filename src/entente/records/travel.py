"""Who of an actor goes abroad, who is said to stay at home, and where the two cannot both hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.records.finding import Finding
from entente.records.span import Interval

#: What is told of a trip: it took place or goes on; it lies ahead; it was called off; it was put off.
TRIP_STATES = ("made", "announced", "cancelled", "postponed")


@dataclass(frozen=True, slots=True, order=True)
class Traveller:
    """Who travels, as far as the words tell.

    Attributes:
        code: of the state or body that the traveller stands for.
        person: plain spelling of the name, or "".
        office: as "defence minister", or "".
        leader: True for a head of state or government, or of the body.
    """

    code: str
    person: str = ""
    office: str = ""
    leader: bool = False

    @property
    def known(self) -> bool:
        """False where the words name the state only."""
        return bool(self.person or self.office)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip(Finding):
    """One trip abroad.

    Attributes:
        traveller: who. host: code of the state or region gone to; place: as the words name it.
        state: one of TRIP_STATES.
        start, end: first and last day that is known of; `about` where a day is only that of a report.
        origins: number of independent origins that tell of it in its `state`.
        told_by: names of those who tell it, where the reports do not in their own voice.
        denied_by: names of those who deny it.
    """

    traveller: Traveller
    host: str
    place: str
    state: str
    start: dt.date
    end: dt.date
    about: bool
    origins: int
    told_by: tuple[str, ...]
    denied_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Finding):
    """A statement that somebody has not been abroad.

    Attributes:
        traveller: who has not.
        start, end: first and last day of the stretch that is meant; `end` is the day of the report where it is open.
        published: day of the report that states it.
        months: length of the stretch in months where it is counted back from the report ("in four years"), else 0.
        origins: number of independent origins that state it.
    """

    traveller: Traveller
    start: dt.date
    end: dt.date
    published: dt.date
    months: int
    origins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash(Finding):
    """A trip and an absence that cannot both hold.

    Attributes:
        absence, trips: both sides, trips oldest first.
        holds: stretches of days of publication for which the absence would hold against the trips, newest first; None
            leaves a side open. Empty where there is none.
    """

    absence: Absence
    trips: tuple[Trip, ...]
    holds: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Travels:
    """The trips of an actor's people.

    Attributes:
        actor: code. person: name that the question was narrowed to, or "". until: last day that is looked at.
        trips: newest first. absences: newest report first.
        clashes: trips that break an absence told by another origin.
        older: reports that may be older than their date, one finding each.
        last: the last known trip abroad, None where there is none.
        days: from its last day to `until`, None where there is none.
        left_out: why claims were not used -> in how many origins.
    """

    actor: str
    person: str
    until: dt.date
    trips: tuple[Trip, ...]
    absences: tuple[Absence, ...]
    clashes: tuple[Clash, ...]
    older: tuple[Finding, ...]
    last: Trip | None
    days: int | None
    left_out: dict[str, int]
