"""The brief: what reports say about how states stand to each other, in sentences that lead back to the words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from entente.records.assessment import (
    BriefCourse,
    BriefFinding,
    BriefProspect,
    BriefReference,
    BriefRule,
    BriefSource,
    sourced,
)
from entente.records.claim import Place
from entente.records.document import Document, Refusal

#: How a thing told stands, in the order of the table.
STANDINGS = ("confirmed", "denied", "not confirmed", "questioned", "rumoured", "suspected", "alleged")
#: What a main sentence is called: told and by nobody disputed; told by some and denied by others; and so on.
STATUSES = (
    "confirmed", "contested", "denied", "not confirmed", "questioned", "only rumoured", "only suspected",
    "only alleged", "asserted",
    # Where a finding about how the same happening stands is shown, its state.
    "not so", "rumoured", "possible", "called off", "announced", "expected", "conditional", "wanted", "not wanted",
    "former",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BriefQuote:
    """Words of a report that sentences lean on.

    Attributes:
        number: the mark, from 1, in the order of documents and then of the text.
        document: id of the report.
        place: where the words stand; `place.quote` is verbatim.
        claims: ids of the claims read there; empty for words that only say that something is a first.

    `place.quote` is empty only for what was brought in from a data set that keeps no words.
    """

    number: int
    document: str
    place: Place
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """One plain sentence and what it leans on.

    Attributes:
        text: the sentence, without its marks; control and direction characters are replaced.
        quotes: marks, ascending, never empty.
        claims: ids of the claims that the sentence tells.
        confidence: that of the surest claim, 0 to 1: how surely the reader read it, not how true it is.
        sure: False if `confidence` lies under the brief's threshold.
        status: one of STATUSES for a main sentence of an assessed brief, else empty.
    """

    text: str
    quotes: tuple[int, ...]
    claims: tuple[str, ...]
    confidence: float
    sure: bool
    status: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a sentence without words or without a mark."""
        sourced(self.text, self.quotes)


@dataclass(frozen=True, slots=True)
class BriefDocument:
    """What one report is.

    Attributes:
        document: the report itself.
        words: its length, title included.
        claims: number of claims read from it.
        dated: its date and where that was found, as one plain phrase.
        doubts: what a reader should know before trusting date or text, each one plain sentence.
    """

    document: Document
    words: int
    claims: int
    dated: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefSide:
    """What a party wants and has. `name`: as the reports call it."""

    code: str
    name: str
    wants: tuple[BriefSentence, ...]
    has: tuple[BriefSentence, ...]


@dataclass(frozen=True, slots=True)
class BriefStanding:
    """One row of the table of what is confirmed, denied and so on.

    Attributes:
        standing: one of STANDINGS.
        what: the thing told, as a bare sentence.
        who: who confirms, denies ... it; empty where the report names nobody.
    """

    standing: str
    what: BriefSentence
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefDate:
    """A dated event or a first.

    Attributes:
        start, end: days; None leaves a side open, both None for a first without a day.
        when: the days in words, empty if there are none.
        sentence: what happens.
        first: the report's own words that say that it is a first, or empty.
        label: a few words for a picture.
    """

    start: dt.date | None
    end: dt.date | None
    when: str
    sentence: BriefSentence
    first: str
    label: str


@dataclass(frozen=True, slots=True)
class BriefVoice:
    """Someone quoted, and what they say. `code` and `of`: whom they speak for, None and empty where unknown."""

    name: str
    code: str | None
    of: str
    says: tuple[BriefSentence, ...]


@dataclass(frozen=True, slots=True)
class BriefPassage:
    """A title or paragraph and everything read in it.

    Attributes:
        document: id of the report.
        field: "title" or "text".
        number: 0 for the title, paragraphs from 1.
        start_char, end_char: half-open offsets in the field.
        sentences: one for each claim whose quote begins there, in the order of the text.
    """

    document: str
    field: str
    number: int
    start_char: int
    end_char: int
    sentences: tuple[BriefSentence, ...]


@dataclass(frozen=True, slots=True)
class BriefLink:
    """Who to whom.

    Attributes:
        source, target: codes; empty where the report leaves the side open.
        source_name, target_name: as the reports call them.
        kind: "cooperation" or "conflict" (PLOVER's quad classes, words and deeds together).
        firm: True if at least one claim is told as a fact that happened.
        what: short nouns ("talks about arms"), commonest first.
        count: number of things told.
        quotes: marks.
    """

    source: str
    target: str
    source_name: str
    target_name: str
    kind: str
    firm: bool
    what: tuple[str, ...]
    count: int
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief over one or more reports; every list is in the order in which it is to be shown.

    Attributes:
        title: what the brief is about, in a few words.
        generated: name and version of reader and lexicon.
        threshold: confidence from which a claim may stand in `main`.
        documents: the reports.
        main: the three to seven things that matter (fewer where there are fewer).
        sides: what each party wants and has.
        standings: confirmed, denied, not confirmed, rumoured.
        dates: dated events and firsts, earliest first.
        open: what is expected or depends on a condition.
        voices: who argues what.
        passages: everything read, by passage.
        less_sure: what was read with less confidence than `threshold`.
        links: who to whom, commonest first.
        quotes: the words that sentences lean on.
        refusals: reports that could not be read.

    Of an assessment, else empty:
        subject: what the brief was made from, in a few words ("as of 30 June 2023, from a ledger of 900 reports").
        assessed: True if there was an assessment, even one that found nothing.
        short: a pair's brief over many reports: no passages, the weightiest of every section.
        lead: how two sides stand to each other, for the first screen.
        statuses, contradictions, news, interests, rules, alignment, questions: findings, as in `Assessment`. Where
            there are interests, `sides` is empty; `standings`, `dates` and `open` leave out what a finding tells.
        course: for the picture of the alignment, None where less than two steps tell anything.
        denied: how many happenings are denied by one of their own parties, shown or not.
        more: section (name of its field) -> number of entries that were left out as the less important ones.
        rulebook: the rules that findings lean on.
        sources: reports that are quoted and are not among `documents`.
        outlook: what may come: forecasts, announced things, answers of scenarios.
        outlook_notes: what is to be known about them, each one plain sentence.
        references: where the numbers of scenarios come from.
    """

    title: str
    generated: str
    threshold: float
    documents: tuple[BriefDocument, ...]
    main: tuple[BriefSentence, ...]
    sides: tuple[BriefSide, ...]
    standings: tuple[BriefStanding, ...]
    dates: tuple[BriefDate, ...]
    open: tuple[BriefSentence, ...]
    voices: tuple[BriefVoice, ...]
    passages: tuple[BriefPassage, ...]
    less_sure: tuple[BriefSentence, ...]
    links: tuple[BriefLink, ...]
    quotes: tuple[BriefQuote, ...]
    refusals: tuple[Refusal, ...]
    subject: str = ""
    assessed: bool = False
    short: bool = False
    lead: BriefFinding | None = None
    statuses: tuple[BriefFinding, ...] = ()
    contradictions: tuple[BriefFinding, ...] = ()
    news: tuple[BriefFinding, ...] = ()
    interests: tuple[BriefFinding, ...] = ()
    rules: tuple[BriefFinding, ...] = ()
    alignment: tuple[BriefFinding, ...] = ()
    questions: tuple[BriefFinding, ...] = ()
    course: BriefCourse | None = None
    denied: int = 0
    more: dict[str, int] = field(default_factory=dict)
    rulebook: tuple[BriefRule, ...] = ()
    sources: tuple[BriefSource, ...] = ()
    outlook: tuple[BriefProspect, ...] = ()
    outlook_notes: tuple[str, ...] = ()
    references: tuple[BriefReference, ...] = ()
