"""What the index answers: pages of rows, events and reports in one line each, the network, and what has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

from entente.records.kept import KeptClaim

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a longer answer. `next`: the cursor of the page after it, None where this is the last."""

    rows: tuple[Row, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a question finds. `more`: counting stopped there, each number is what there is at least ("10,000+")."""

    claims: int
    documents: int
    origins: int
    events: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """How many claims of a question have which value, most first. `more`: of the newest ones only, as `Counted`."""

    kinds: tuple[tuple[str, int], ...]
    matters: tuple[tuple[str, int], ...]
    holders: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    parties: tuple[tuple[str, int], ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in one line.

    Attributes:
        id, kind, actor, recipient, matter, origins, first, last: as of `Event`.
        claims, documents, outlets: numbers of them.
        told, denied, open: numbers of claims that tell it, deny it, or leave it open.
        begins, ends: first and last day of happening that is told; of publication where none is.
        lead: the oldest claim that has the event's kind and sides, from which its label is made.
    """

    id: str
    kind: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    matter: tuple[str, ...]
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
    lead: KeptClaim


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A report in one line.

    Attributes:
        id, title, published, outlet, url: as of `Document`.
        origin: id of the document that near-copies go back to; None until grouped.
        copies: number of other documents of the same origin.
        claims: number of claims of it that stand.
        version, reading, known, recorded: as of `KeptDocument`.
        notes: doubts that a reader should know ("only the lead could be read").
    """

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
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """An actor of the network: its code, and numbers of claims and origins that tell of it with another one."""

    code: str
    claims: int
    origins: int


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """Two actors, `one` < `two`, with the numbers of claims and origins that tell of both.

    `tone`: mean over origins of what each tells on average, -1 (conflict) to 1 (cooperation); None where nothing that
    is told speaks for either.
    """

    one: str
    two: str
    claims: int
    origins: int
    tone: float | None


@dataclass(frozen=True, slots=True)
class Network:
    """The actors of some days.

    Attributes:
        since, until: first and last day asked, None where open.
        kinds: of claims, empty for all.
        nodes: most origins first; ties: likewise, between these nodes alone.
        actors: how many there are in all; `len(nodes)` of them are shown.
    """

    since: dt.date | None
    until: dt.date | None
    kinds: tuple[str, ...]
    nodes: tuple[Node, ...]
    ties: tuple[NetworkTie, ...]
    actors: int


@dataclass(frozen=True, slots=True)
class Touched:
    """What has changed in the index since a version of it.

    Attributes:
        version: of the index now.
        claims, events, documents: ids, sorted, each once; what is gone may be among them.
        whole: it cannot be told any more, or was made anew: everything may have changed, and the ids are empty.
    """

    version: int
    claims: tuple[str, ...]
    events: tuple[str, ...]
    documents: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What following a ledger came to.

    Attributes:
        version: of the index afterwards.
        claims, documents, events: numbers of those taken up.
        whole: the index was made anew.
        behind: there is more that was not taken up, for `most` was reached.
        before: the version before, for `Index.changed_since`.
    """

    version: int
    claims: int
    documents: int
    events: int
    whole: bool
    behind: bool
    before: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The index in numbers, for a front page.

    Attributes:
        claims, documents, origins, events, actors: of what stands; copies: documents that are near-copies.
        refusals, reviews: numbers of them.
        began, last: days of the oldest and newest report; closed: the day up to which the past is closed.
        moment: when the ledger was last followed, UTC; None before.
        version: rises with every change.
    """

    claims: int
    documents: int
    copies: int
    origins: int
    events: int
    actors: int
    refusals: int
    reviews: int
    began: dt.date | None
    last: dt.date | None
    closed: dt.date | None
    moment: dt.datetime | None
    version: int
