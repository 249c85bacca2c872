"""The shapes of what the API takes and gives, for its description (OpenAPI 3.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from entente.records import STATUSES
from entente.records.kept import ACTIONS
from entente.records.vocabulary import CERTAINTIES, EVENTS, MATTERS, MODALITIES, MODES, POLARITIES, STANCES

# Made from the vocabularies themselves, so that no word stands twice.
Kind = Literal[EVENTS]  # type: ignore[valid-type]
Mode = Literal[MODES]  # type: ignore[valid-type]
Matter = Literal[MATTERS]  # type: ignore[valid-type]
Stance = Literal[STANCES]  # type: ignore[valid-type]
Polarity = Literal[POLARITIES]  # type: ignore[valid-type]
Certainty = Literal[CERTAINTIES]  # type: ignore[valid-type]
Modality = Literal[MODALITIES]  # type: ignore[valid-type]
Status = Literal[STATUSES]  # type: ignore[valid-type]
Action = Literal[ACTIONS]  # type: ignore[valid-type]
Field_ = Literal["title", "text"]


class Shape(BaseModel):
    """A JSON object whose fields are all known."""

    model_config = ConfigDict(extra="forbid")


class Fault(Shape):
    """What is wrong. `code` is stable; `place` names the field or thing, `mend` what helps; both may be empty."""

    code: str
    message: str
    place: str
    mend: str


class Refused(Shape):
    """The one shape of every error."""

    error: Fault


class Holder(Shape):
    """Whose statement it is."""

    actor: str | None = None
    name: str | None = None
    stance: Stance


class Place(Shape):
    """Where words stand: half-open code points in title or text."""

    field: Field_
    start_char: int
    end_char: int
    quote: str


class Figure(Shape):
    """An amount."""

    low: float | None
    high: float | None
    unit: str
    quote: str


class Record(Shape):
    """The claim record (docs/reference/claims.md)."""

    id: str
    document: str
    event: Kind
    mode: Mode | None
    actor: list[str]
    recipient: list[str]
    matter: list[Matter]
    holders: list[Holder]
    polarity: Polarity
    certainty: Certainty
    modality: Modality
    start: dt.date | None
    end: dt.date | None
    quote: str
    field: Field_
    start_char: int
    end_char: int
    places: list[Place]
    confidence: float
    inferred: list[str]
    figures: list[Figure]
    reader: str


class ClaimRow(Record):
    """A claim in the ledger, in its newest version."""

    version: int
    status: Status
    event_id: str | None
    origin: str | None
    title: str
    published: dt.date | None
    outlet: str
    url: str
    known: dt.date
    recorded: dt.datetime
    by: str
    why: str


class ClaimPage(Shape):
    """A page of claims. `next`: give it as `after` for the page behind it; null on the last."""

    data: list[ClaimRow]
    next: str | None


class Change(Shape):
    """A field's value before and after."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")
    from_: Any = Field(alias="from")
    to: Any


class ReviewRow(Shape):
    """What a reviewer said of a claim."""

    model_config = ConfigDict(extra="allow")
    number: int
    action: Action
    changed: dict[str, Change]
    by: str
    why: str
    recorded: dt.datetime


class ClaimSeen(Shape):
    """A claim with what reviewers said of it."""

    claim: ClaimRow
    reviews: list[ReviewRow]


class EventLine(Shape):
    """An event in one line; `lead` is the claim that shows it."""

    id: str
    kind: Kind
    actor: list[str]
    recipient: list[str]
    matter: list[str]
    origins: int
    claims: int
    documents: int
    outlets: int
    told: int
    denied: int
    open: int
    first: dt.date | None
    last: dt.date | None
    begins: dt.date | None
    ends: dt.date | None
    lead: ClaimRow


class EventPage(Shape):
    """A page of events."""

    data: list[EventLine]
    next: str | None


class RuleCited(Shape):
    """A rule behind a finding; the whole of it stands in `/rules`."""

    model_config = ConfigDict(extra="allow")
    id: str
    cited: str
    title: str
    mark: str


class Finding(Shape):
    """A sentence that was worked out, and what it rests on.

    `claims`: the first of the claims with their words, `all_claims`: how many there are. Kinds of findings have more
    fields of their own; claims in these are ids.
    """

    model_config = ConfigDict(extra="allow")
    text: str
    reason: str
    claims: list[ClaimRow]
    all_claims: int
    rules: list[RuleCited]


class Time(Shape):
    """A time that is told, and by how many origins."""

    start: dt.date | None
    end: dt.date | None
    origins: int


class Said(Shape):
    """A way in which an event is told."""

    holder: str
    stance: str
    polarity: Polarity
    certainty: Certainty
    modality: Modality
    origins: int
    claims: int
    first: dt.date | None


class EventSeen(Shape):
    """An event with its claims, and how it stands (null where too little is told).

    `claims`: the first of them, `all_claims`: how many there are; `reasons`: why each of the first belongs here.
    """

    id: str
    kind: Kind
    actor: list[str]
    recipient: list[str]
    matter: list[str]
    times: list[Time]
    said: list[Said]
    claims: list[ClaimRow]
    all_claims: int
    reasons: dict[str, str]
    origins: int
    outlets: list[str]
    first: dt.date | None
    last: dt.date | None
    status: Finding | None


class DocumentLine(Shape):
    """A report in one line."""

    id: str
    title: str
    published: dt.date | None
    outlet: str
    url: str
    origin: str | None
    copies: int
    claims: int
    version: int
    reading: int
    known: dt.date
    recorded: dt.datetime
    notes: list[str]


class DocumentPage(Shape):
    """A page of reports."""

    data: list[DocumentLine]
    next: str | None


class Lineage(Shape):
    """Where a text says its news comes from."""

    name: str
    quote: str
    field: str
    start_char: int
    end_char: int


class DocumentRow(Shape):
    """A report with its text."""

    id: str
    title: str
    published: dt.date | None
    published_from: str | None
    outlet: str
    url: str
    language: str
    source: str
    notes: list[str]
    version: int
    reading: int
    origin: str | None
    lineage: list[Lineage]
    reader: str
    claims: int
    known: dt.date
    recorded: dt.datetime
    text: str


class DocumentSeen(Shape):
    """A report with its claims, in the order of their places."""

    document: DocumentRow
    claims: list[ClaimRow]


class RefusalRow(Shape):
    """A source that could not be read."""

    source: str
    reason: str
    detail: str
    mend: str
    recorded: dt.datetime


class RefusalPage(Shape):
    """A page of refusals."""

    data: list[RefusalRow]
    next: str | None


class Counts(Shape):
    """How much a question finds; where `more`, each number is what there is at least."""

    claims: int
    documents: int
    origins: int
    events: int
    more: bool


class ReviewLine(ReviewRow):
    """A review, with the claim that it is of."""

    claim: str


class ReviewList(Shape):
    """Reviews, oldest first."""

    data: list[ReviewLine]
    next: int | None


class ClaimList(Shape):
    """Claims."""

    data: list[ClaimRow]
