"""The filters of the API: those of the command line and the pages, each field checked, none silently ignored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BeforeValidator, Field

from entente import asked
from entente.errors import UsageError
from entente.records import Question
from entente.serve.api.kinds import Cursor, Day, Flag, HexId, Rows, Share, Words, whole
from entente.serve.api.shapes import (
    Certainty,
    Kind,
    Matter,
    Modality,
    Mode,
    Polarity,
    Shape,
    Stance,
    Status,
)
from entente.serve.context import Deps
from entente.serve.faults import Contradiction, Missing

#: Rows of a page unless it is said.
USUAL = 50
_PAIR = r"^[^,\x00]*[^\s,\x00][^,\x00]*,[^,\x00]*[^\s,\x00][^,\x00]*$"


class Lasting(Shape):
    """What is asked. Everything given must hold together; what is left out does not restrict."""

    pair: Annotated[str, Field(pattern=_PAIR, max_length=200)] | None = Field(
        None, description="Between the two, either way: RUS,PRK; names too.", examples=["CHL,PER"]
    )
    actor: Words | None = Field(None, description="Who does it: code or name.")
    recipient: Words | None = Field(None, description="To whom it is done: code or name.")
    party: Words | None = Field(None, description="On either side: code or name.", examples=["Peru"])
    event: Annotated[list[Kind], Field(max_length=50)] = Field(
        default_factory=list, description="Kinds, any of them; given once for each."
    )
    mode: Mode | None = Field(None, description="How, of the kind.")
    matter: Matter | None = Field(None, description="What it is about; arms finds arms.drones too.")
    holder: Words | None = Field(None, description="Code, name, part of a name, or author for the report's own voice.")
    stance: Stance | None = Field(None, description="What the holder does with it: says, denies, believes ...")
    polarity: Polarity | None = Field(None, description="Whether it is said to be so or not to be so.")
    certainty: Certainty | None = Field(None, description="How sure the holder is.")
    modality: Modality | None = Field(None, description="Whether it is, will be, is wanted, may be ...")
    text: Words | None = Field(None, description="Words in quote or title.")
    since: Day | None = Field(None, description="First day of happening; of publication where no day is told.")
    until: Day | None = Field(None, description="Last day of it.")
    published_since: Day | None = Field(None, description="First day of publication.")
    published_until: Day | None = Field(None, description="Last day of publication.")
    min_confidence: Share = Field(0.0, description="Of the reader; claims that a person reviewed always count.")
    outlet: Words | None = Field(None, description="Who published the report, exactly.")
    document: Words | None = Field(None, description="Id of a report, or its beginning where it is alone.")
    event_id: HexId | None = Field(None, description="Id of an event, or its beginning where it is alone.")

    def question(self, deps: Deps) -> Question:
        """The question. Raises Missing for a name or id that stands for nothing, Contradiction for what cannot be."""
        typed: dict[str, Any] = {name: getattr(self, name, None) for name in asked.FILTERS}
        typed["pair"] = self.pair.split(",") if self.pair else None
        if typed["late"] and typed["as_of"] is None:
            raise Contradiction("goes with as_of", place="late", mend="give as_of too")
        made: Question = found(lambda: asked.question(deps.desk, deps.index, typed))
        return made


class Filters(Lasting):
    """What is asked, and as of which day."""

    as_of: Day | None = Field(None, description="What the ledger knew by the end of that day (UTC).")
    late: Flag = Field(False, description="With as_of: count reports that came late from when they were published.")


def found(make: Callable[[], Any]) -> Any:
    """What `make` gives; a name that stands for nothing is missing, and filters that exclude each other clash."""
    try:
        return make()
    except UsageError as error:
        if "both sides" in error.message or "is after" in error.message:
            raise Contradiction(error.message, place=error.place, mend=error.mend) from error
        raise Missing(error.message, error.mend, place=error.place) from error


class ClaimFilters(Filters):
    """Filters, order and page of claims."""

    status: Annotated[list[Status], Field(max_length=10)] = Field(
        default_factory=list,
        description="Only these; else what stands: read, corrected, added, imported. `read` alone is what nobody has "
        "reviewed.",
    )
    sort: Literal["published", "confidence", "recorded"] = "published"
    dir: Literal["desc", "asc"] = "desc"
    after: Cursor | None = Field(None, description="`next` of the page before.")
    limit: Rows = Field(USUAL, description="Rows of a page. Of JSON Lines: rows in all, where it is given.")


class EventFilters(Lasting):
    """Filters, order and page of events: those with a claim that the filters find."""

    sort: Literal["origins", "claims", "last", "first"] = "origins"
    dir: Literal["desc", "asc"] = "desc"
    after: Cursor | None = Field(None, description="`next` of the page before.")
    limit: Rows = Field(USUAL, description="Rows of a page. Of JSON Lines: rows in all, where it is given.")


class DocumentFilters(Lasting):
    """Filters and page of reports: with filters for claims, those with a claim that they find."""

    after: Cursor | None = Field(None, description="`next` of the page before.")
    limit: Rows = Field(USUAL, description="Rows of a page. Of JSON Lines: rows in all, where it is given.")


class FindingFilters(Filters):
    """Filters of happenings that are judged."""

    limit: Annotated[int, Field(ge=1, le=200), BeforeValidator(whole)] = Field(
        50, description="Happenings that are looked at."
    )
    quotes: Annotated[int, Field(ge=0, le=100), BeforeValidator(whole)] = Field(
        5, description="Claims with their words that a finding shows."
    )


Asked = Annotated[Filters, Query()]
ClaimsAsked = Annotated[ClaimFilters, Query()]
EventsAsked = Annotated[EventFilters, Query()]
DocumentsAsked = Annotated[DocumentFilters, Query()]
FindingsAsked = Annotated[FindingFilters, Query()]
