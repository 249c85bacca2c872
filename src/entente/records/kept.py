"""What a ledger keeps and answers: documents, claims, events and reviews, each with when it became known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from entente.errors import UsageError
from entente.records.claim import Claim
from entente.records.document import Document, Refusal
from entente.records.vocabulary import CERTAINTIES, EVENTS, MATTERS, MODALITIES, POLARITIES, STANCES

#: What a claim's newest version is: as the reader read it; as a reviewer corrected it; added by a reviewer where the
#: reader missed it; refused by a reviewer; no longer read there by a newer reader or in a newer text; or brought in
#: from another data set, without words.
STATUSES = ("read", "corrected", "added", "rejected", "withdrawn", "imported")
#: Statuses of claims that are shown and counted.
STANDING = ("read", "corrected", "added", "imported")
#: What a reviewer can do to a claim.
ACTIONS = ("accept", "correct", "reject", "add", "split", "undo")


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a text says its news comes from ("Reuters reported"). `name`: canonical; `quote` stands in `field`."""

    name: str
    quote: str
    field: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document in a ledger.

    Attributes:
        document: the report.
        version: 1, 2 ...: a text that changed under the same id is a newer version.
        reading: 1, 2 ...: how often this version has been read.
        origin: id of the document that near-copies go back to, its own where it is the first; None until grouped.
        lineage: sources that the text itself names.
        reader: name and version of the model and lexicon that read it last; "import ..." where it holds no words.
        claims: number of claims that it holds.
        known: the day from which the ledger counts it (see docs/reference/ledger.md, "As of").
        recorded: moment of writing, UTC.
    """

    document: Document
    version: int
    reading: int
    origin: str | None
    lineage: tuple[Lineage, ...]
    reader: str
    claims: int
    known: dt.date
    recorded: dt.datetime


@dataclass(frozen=True, slots=True)
class KeptClaim:
    """A claim in a ledger, as its newest version has it.

    Attributes:
        claim: the claim record.
        version: 1, 2 ...: newer readings and reviews of the same claim.
        status: one of STATUSES.
        event: id of the event that it tells of, None until grouped. (`claim.event` is the kind of event.)
        origin: id of the origin of its document, None until grouped.
        title: of its document; likewise `published`, `outlet`, `url`.
        known: the day from which the ledger counts this version.
        recorded: moment of writing, UTC.
        by: who reviewed it, "" where nobody did, or where every review was taken back.
        why: the reviewer's reason.
    """

    claim: Claim
    version: int
    status: str
    event: str | None
    origin: str | None
    title: str
    published: dt.date | None
    outlet: str
    url: str
    known: dt.date
    recorded: dt.datetime
    by: str = ""
    why: str = ""

    @property
    def counted_by(self) -> str:
        """What it is counted by: its origin, or its document where that is not yet grouped."""
        return self.origin or self.claim.document


@dataclass(frozen=True, slots=True)
class Membership:
    """Why a claim belongs to an event. `event`: id, which never changes; `score`: 0 to 1, 1 for the first claim."""

    event: str
    claim: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Said:
    """One way in which an event is told: by whom and how, in how many origins and claims.

    `holder`: code or name of the innermost holder, "" where reports tell it in their own voice.
    """

    holder: str
    stance: str
    polarity: str
    certainty: str
    modality: str
    origins: int
    claims: int
    first: dt.date | None


@dataclass(frozen=True, slots=True)
class Event:
    """Claims of one or more origins about one happening.

    Attributes:
        id: 16 hex digits, never changes.
        kind: PLOVER event type or extension, as most origins have it.
        actor, recipient: codes, as most origins have them.
        matter: every matter told of.
        times: every interval told of, with the number of origins that tell it: values that disagree stand side by side.
        said: every way in which it is told, most origins first.
        claims: the claims, oldest report first.
        reasons: claim id -> why it belongs here.
        origins: number of origins, outlets: names of the outlets.
        first, last: days of the oldest and newest report.
    """

    id: str
    kind: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    matter: tuple[str, ...]
    times: tuple[tuple[dt.date | None, dt.date | None, int], ...]
    said: tuple[Said, ...]
    claims: tuple[KeptClaim, ...]
    reasons: dict[str, str]
    origins: int
    outlets: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer said of a claim.

    Attributes:
        claim: its id.
        number: 1, 2 ... of this claim.
        action: one of ACTIONS.
        changed: field -> (reader's or former value, new value), both as in the claim record's JSON.
        by, why: who, and the reason, which may be empty.
        recorded: moment of writing, UTC.
        with_: of a split, and of its undo: ids of the claims that it was made of, this one among them, sorted.
        undoes: of an undo: the number of the review that it takes back.
    """

    claim: str
    number: int
    action: str
    changed: dict[str, tuple[object, object]]
    by: str
    why: str
    recorded: dt.datetime
    with_: tuple[str, ...] = ()
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class KeptRefusal:
    """A source that could not be read, and when it was tried."""

    refusal: Refusal
    recorded: dt.datetime


_WORDS = {
    "event": EVENTS, "matter": MATTERS, "stance": STANCES, "polarity": POLARITIES, "certainty": CERTAINTIES,
    "modality": MODALITIES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a ledger. Everything left out does not restrict; what is given must hold together.

    Attributes:
        pair: two codes; claims in which one stands on either side of the other.
        actor, recipient: code that is among them; party: code that is on either side.
        event: kinds (PLOVER types and extensions), any of them.
        mode: PLOVER mode.
        matter: a matter or its beginning: "arms" finds "arms.drones".
        holder: code, or part of the name, of any holder; "author" for claims without one.
        stance: of any holder.
        polarity, certainty, modality: as in the claim record.
        text: words that stand in quote or title, case does not count.
        since, until: first and last day of happening, or where unknown of publication.
        published_since, published_until: first and last day of publication.
        as_of: only what the ledger knew by the end of that day, as it had it then.
        late: with `as_of`: count reports that reached the ledger late from their day of publication.
        min_confidence: 0 to 1.
        document: id of a document; event_id: id of an event; outlet: part of its name.
        limit: most rows that are answered, None for all.
    """

    pair: tuple[str, str] | None = None
    actor: str | None = None
    recipient: str | None = None
    party: str | None = None
    event: tuple[str, ...] = ()
    mode: str | None = None
    matter: str | None = None
    holder: str | None = None
    stance: str | None = None
    polarity: str | None = None
    certainty: str | None = None
    modality: str | None = None
    text: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    published_since: dt.date | None = None
    published_until: dt.date | None = None
    as_of: dt.date | None = None
    late: bool = False
    min_confidence: float = 0.0
    document: str | None = None
    event_id: str | None = None
    outlet: str | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        """Raises UsageError for a value that could find nothing: a name for a code, a word no field can have."""
        codes = {"actor": self.actor, "recipient": self.recipient, "party": self.party}
        if self.pair is not None:
            if len(self.pair) != 2 or self.pair[0] == self.pair[1]:
                raise UsageError("a pair is two different codes", place="pair")
            codes |= {"pair, first": self.pair[0], "pair, second": self.pair[1]}
        for place, code in codes.items():
            if code is not None and not (code.isalnum() and code.isupper()):
                raise UsageError(
                    f"{code!r} is no code", place=place, mend="as RUS or UN; `entente actors NAME` tells it"
                )
        for place in ("since", "until", "published_since", "published_until", "as_of"):
            if not isinstance(getattr(self, place), dt.date | None):
                raise UsageError("is no date", place=place, mend="datetime.date(2023, 9, 1)")
        if not 0 <= self.min_confidence <= 1:
            raise UsageError("is from 0 to 1", place="min_confidence")
        if self.limit is not None and self.limit < 0:
            raise UsageError("is 0 or more, or None for all", place="limit")
        if not isinstance(self.event, tuple):
            raise UsageError("is a tuple of kinds", place="event", mend='("AGREE",)')
        for place, words in _WORDS.items():
            value = getattr(self, place)
            for word in value if isinstance(value, tuple) else [value]:
                if word is not None and word not in words:
                    raise UsageError(f"{place} cannot be {word!r}", mend=f"one of {', '.join(words)}")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest came to.

    Attributes:
        new: documents that the ledger did not have; changed: newer texts of documents that it had; seen: had before.
        near_copies: of the new ones, those whose words another document had first.
        refused: sources or parts that could not be read, by reason in `reasons`.
        claims: rows of claims written; events: events that have begun.
        late: new documents that count only from the day they came, for the past before was closed.
        closed: the day up to which the past is closed now; was_closed: before.
        grouped: False where another ingest goes on, which will group these documents too.
    """

    new: int = 0
    changed: int = 0
    seen: int = 0
    near_copies: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    claims: int = 0
    events: int = 0
    late: int = 0
    closed: dt.date | None = None
    was_closed: dt.date | None = None
    grouped: bool = True


@dataclass(frozen=True, slots=True)
class Reread:
    """What a re-reading came to: documents read, and claims that stayed the same, changed, came, went, or are kept as
    a reviewer had them."""

    documents: int = 0
    same: int = 0
    changed: int = 0
    new: int = 0
    withdrawn: int = 0
    reviewed: int = 0
