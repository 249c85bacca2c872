"""A feed between two polls: what is known of it, and what follows from the answer that it gave."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from entente.documents.fetching import ASKS_TO_WAIT, Declined, Fetched, NotModified
from entente.documents.reading import read_answer
from entente.documents.sniffing import HEAD, kind_of
from entente.records import Document, Refusal

#: The longest pause after failures, and the longest that a server's own wish (Retry-After) is followed.
LONGEST_PAUSE = dt.timedelta(days=1)
_LONGEST_WISH = dt.timedelta(days=30)
_NOT_ASKED = "not asked: "
_KINDS = {"html": "a web page", "items": "JSON", "text": "plain text", "markdown": "plain text", "pdf": "a PDF"}


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed, and what is known of it from the last poll.

    Attributes:
        address: http or https, as it was given; it does not change.
        etag, modified: what the server said of its last answer that could be read.
        moved_to: where it moved for good, asked in place of `address`; empty where it did not.
        polled: when it was last asked, UTC, or None.
        failures: polls without an answer that could be read, since the last one with one.
        next_poll: not to be asked before, UTC; None for at once.
        note: why the last poll gave nothing, empty if it went well.
    """

    address: str
    etag: str = ""
    modified: str = ""
    moved_to: str = ""
    polled: dt.datetime | None = None
    failures: int = 0
    next_poll: dt.datetime | None = None
    note: str = ""

    @property
    def wished(self) -> bool:
        """Whether its server wished to be left alone until `next_poll`."""
        return self.note.startswith(_NOT_ASKED) or ASKS_TO_WAIT in self.note


@dataclass(frozen=True, slots=True)
class Polled:
    """One feed asked.

    Attributes:
        subscription: as it is now. Keep it after the documents: if it is lost, the documents only come once more.
        documents: what the feed holds, or the one Refusal.
        outcome: "new" (a feed that could be read, whether its entries were seen before or not), "unchanged" (the server
            says so) or "refused". A feed without entries is refused too, but is no failure and is not put off.
    """

    subscription: Subscription
    documents: list[Document | Refusal]
    outcome: str


def settle(
    known: Subscription,
    answer: Fetched | NotModified | Refusal,
    *,
    moment: dt.datetime,
    every: dt.timedelta,
    moved_to: str = "",
) -> Polled:
    """What follows from an answer.

    Args:
        known: the feed as it was before.
        answer: what came of asking it.
        moment: when that was, UTC.
        every: time between two polls of a feed that goes well.
        moved_to: where it has moved for good, empty if nowhere; kept only if there is something to read there.
    """
    if isinstance(answer, Refusal):
        plain = answer.plain() if isinstance(answer, Declined) else answer
        return Polled(_failed(known, answer, moment, every), [plain], "refused")
    moved_to = moved_to if moved_to != known.address else ""
    well = replace(known, moved_to=moved_to, polled=moment, failures=0, next_poll=moment + every, note="")
    if isinstance(answer, NotModified):
        # An answer 304 may leave a validator out that has not changed (RFC 9110, 15.4.5).
        well = replace(well, etag=answer.etag or known.etag, modified=answer.modified or known.modified)
        return Polled(well, [], "unchanged")
    documents = _documents(answer, known.address)
    # Entries are called ADDRESS#N: a refusal of the address itself is one of the whole feed.
    fault = next((each for each in documents if isinstance(each, Refusal) and each.source == known.address), None)
    if fault and (fault.reason != "empty" or not answer.data.strip()):
        return Polled(_failed(known, fault, moment, every), documents, "refused")
    well = replace(well, etag=answer.etag, modified=answer.modified, note=fault.detail if fault else "")
    return Polled(well, documents, "refused" if fault else "new")


def put_off(known: Subscription, answer: Declined, moment: dt.datetime) -> Polled:
    """A feed that was not asked because its host, asked for another feed, wishes to be left alone for a time."""
    refusal = replace(answer.plain(), source=known.address, detail=f"{_NOT_ASKED}{answer.detail}")
    return Polled(replace(known, next_poll=moment + _wish(answer), note=refusal.detail), [refusal], "refused")


def _failed(known: Subscription, answer: Refusal, moment: dt.datetime, every: dt.timedelta) -> Subscription:
    note, moved_to, pause = answer.detail, known.moved_to, _pause(every, known.failures + 1)
    if isinstance(answer, Declined):
        pause = max(pause, _wish(answer))
        if answer.status == 410:  # RFC 9110, 15.5.11: meant for good
            note, pause = "gone for good: the server answers 410", max(LONGEST_PAUSE, every)
        if answer.status in (404, 410):
            moved_to = ""  # the next poll asks the address that was given
    return replace(
        known, moved_to=moved_to, polled=moment, failures=known.failures + 1, next_poll=moment + pause, note=note
    )


def _pause(every: dt.timedelta, failures: int) -> dt.timedelta:
    """The interval doubled for each failure, up to a day; intervals of a day and more stay as they are."""
    # Twenty doublings of a second are more than a day.
    return every if every >= LONGEST_PAUSE else min(every * 2 ** min(failures, 20), LONGEST_PAUSE)


def _wish(answer: Declined) -> dt.timedelta:
    return min(dt.timedelta(seconds=answer.retry_after or 0.0), _LONGEST_WISH)


def _documents(answer: Fetched, source: str) -> list[Document | Refusal]:
    """What a feed holds; anything that is not a feed is one Refusal."""
    head = answer.data[:HEAD]
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD)
        except zlib.error:
            head = b""
    kind = kind_of(head, Path(f"x{answer.suffix.removesuffix('.gz')}").suffix)
    if kind == "feed" or not head.strip():
        return list(read_answer(answer, source))
    what = _KINDS.get(kind, "something")
    detail = f"the address gives {what} and not a feed"
    return [Refusal(source, "unsupported", detail, "look for the address of its RSS or Atom feed")]
