"""Everything that is found about a report or a pair, and how a brief holds it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from entente.records.alignment import Alignment
from entente.records.finding import Finding


@dataclass(frozen=True, slots=True)
class Assessment:
    """Findings by section, each most important first. Empty sections are left out of a brief.

    Attributes:
        statuses: how each main happening stands.
        contradictions: what cannot both hold, and changes of line.
        news: firsts, records, and a report's own words that say so.
        interests: what each side wants, asks, offers, has, lacks; where want meets have.
        rules: dealings that sanctions rules bear on.
        alignment: how two sides stand to each other and why; empty for less than a pair.
        questions: what is not known, and what would settle it.
        picture: the course of the alignment, None where there is none.
    """

    statuses: tuple[Finding, ...] = ()
    contradictions: tuple[Finding, ...] = ()
    news: tuple[Finding, ...] = ()
    interests: tuple[Finding, ...] = ()
    rules: tuple[Finding, ...] = ()
    alignment: tuple[Finding, ...] = ()
    questions: tuple[Finding, ...] = ()
    picture: Alignment | None = None


def sourced(text: str, *marks: tuple[int, ...]) -> None:
    """Raises ValueError for a sentence of a brief that has no words or no mark."""
    if not text.strip():
        raise ValueError("a sentence of a brief has words")
    if not any(marks):
        raise ValueError(f"a sentence of a brief without a source: {text}")


@dataclass(frozen=True, slots=True)
class BriefRule:
    """A rule of a sanctions regime that findings lean on; fields as in `Rule`. `number`: its mark, R1, R2 ..."""

    number: int
    id: str
    regime: str
    instrument: str
    paragraph: str
    title: str
    text: str
    adopted: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    force: str
    reading: str
    source: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class BriefFinding:
    """One judgement over what was read, and what it leans on.

    Attributes:
        text: one plain sentence, without its marks; control and direction characters are replaced.
        reason: how it was found, one plain sentence.
        quotes: marks; rules: numbers of rules; both ascending, one of both at least is there.
        claims: ids of the claims that made it, best first; more than the marks show where they are many.
        state: of a happening, one of `STATES` of `Status`; else empty.
        sure: False if its claims were read with less confidence than the brief's threshold.
    """

    text: str
    reason: str
    quotes: tuple[int, ...]
    rules: tuple[int, ...]
    claims: tuple[str, ...]
    state: str = ""
    sure: bool = True

    def __post_init__(self) -> None:
        """Raises ValueError for a finding without words, or without any mark."""
        sourced(self.text, self.quotes, self.rules)


@dataclass(frozen=True, slots=True)
class BriefSource:
    """A report that findings quote and that is not itself shown. `document`: its id in the ledger; rest as there."""

    document: str
    title: str
    outlet: str
    published: dt.date | None
    url: str


@dataclass(frozen=True, slots=True)
class BriefStep:
    """One stretch of the course; counts and score as in `Step`, `low` and `high` the score's interval."""

    start: dt.date
    end: dt.date
    words_for: int
    deeds_for: int
    words_against: int
    deeds_against: int
    score: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class BriefTurn:
    """A rupture in the course, as in `Change`, with what it leans on."""

    on: dt.date
    before: float
    after: float
    chance: float
    quotes: tuple[int, ...]
    rules: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError without any mark."""
        sourced(f"a change on {self.on}", self.quotes, self.rules)


@dataclass(frozen=True, slots=True)
class BriefCourse:
    """How two stand to each other over time, for the picture.

    Attributes:
        one, two: codes; one_name, two_name: their names.
        steps: without gaps, oldest first; two or more tell something.
        turns: ruptures, earliest first.
        origins: number of origins counted.
    """

    one: str
    two: str
    one_name: str
    two_name: str
    steps: tuple[BriefStep, ...]
    turns: tuple[BriefTurn, ...]
    origins: int


#: What a line about the time ahead is.
PROSPECTS = ("forecast", "announced", "scenario")


@dataclass(frozen=True, slots=True)
class BriefReference:
    """A publication that numbers of a scenario come from. `number`: its mark, S1, S2 ...; rest as in ScenarioSource."""

    number: int
    title: str
    publisher: str
    date: dt.date | None
    url: str
    weak: bool
    note: str


@dataclass(frozen=True, slots=True)
class BriefProspect:
    """One line about the time ahead.

    Attributes:
        kind: one of PROSPECTS.
        text: one plain sentence; reason: what it is drawn from, one plain sentence or more.
        probability: that it comes true, base_rate: as often as such things do, both 0 to 1; None where it is no such
            thing.
        until: the last day that it is about, None where it has none.
        quotes: marks; references: numbers of references; both ascending.
        claims: ids of the claims behind it.
        windows: of a forecast, the number of past windows that its base rate is from.
        about: title of the scenario, "" for the others.
    """

    kind: str
    text: str
    reason: str
    probability: float | None
    base_rate: float | None
    until: dt.date | None
    quotes: tuple[int, ...] = ()
    references: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()
    windows: int = 0
    about: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a line without words, or one whose numbers come from nowhere."""
        if not self.reason.strip():
            raise ValueError(f"a line about the time ahead without a reason: {self.text}")
        sourced(self.text, self.quotes, self.references, (1,) if self.windows else ())
