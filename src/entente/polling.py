"""Polling: the feeds of a ledger asked in turn, and what is new in them read into it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from entente import bookkeeping
from entente.bookkeeping import Clock, Reading, Refused, clock
from entente.errors import EntenteError, UsageError
from entente.records import Claim, Document, Ingested, Refusal

if TYPE_CHECKING:
    from entente.documents import Polled, Subscription

#: Time between two polls of a feed where nobody says otherwise.
EVERY = dt.timedelta(minutes=15)


class Feeds:
    """The feeds that one ledger follows."""

    def __init__(self, root: Path | str, now: Clock = clock) -> None:
        """Opens the ledger, and makes one where there is none. Raises LedgerError."""
        from entente.ledger import Ledger, create

        self.ledger, self._now = Ledger(create(root)), now

    def add(self, address: str) -> bool:
        """Follows a feed; False where it is followed already. Raises UsageError for what is no http(s) address."""
        from entente.documents import is_address
        from entente.ledger.following import follow

        if not is_address(address):
            raise UsageError(f"{address!r} is no address", mend="it begins with http:// or https://")
        try:
            parts = urlsplit(address)
            whole = bool(parts.hostname) and parts.port != 0 and address.isprintable() and " " not in address
        except ValueError:  # a port that is none, a bracket that is not closed
            whole = False
        if not whole:
            raise UsageError(f"{address!r} is no address", mend="write it as https://example.org/rss.xml")
        if parts.username is not None or parts.password is not None:
            raise UsageError(
                "the address holds a name or password, which would be kept in the open", mend="leave it out"
            )
        return follow(self.ledger, address, self._now())

    def remove(self, address: str) -> bool:
        """Follows a feed no longer; what came from it stays. Raises UsageError where it is not followed."""
        from entente.ledger.following import unfollow

        if not unfollow(self.ledger, address, self._now()):
            raise UsageError(f"{address} is not followed", mend="entente feeds list shows those that are")
        return True

    def list(self) -> Sequence[Subscription]:
        """The feeds, by address, each as it stood when it was last asked."""
        from entente.documents import Subscription
        from entente.ledger.following import followed

        return [Subscription(**row) for row in followed(self.ledger)]

    def keep(self, polled: Sequence[Polled]) -> None:
        """Keeps how feeds stood after they were asked."""
        from entente.ledger.following import asked

        asked(self.ledger, [dataclasses.asdict(each.subscription) for each in polled], self._now())


def poll(
    root: Path | str, reading: Reading, reader: Callable[[], str], *, every: dt.timedelta | None = None,
    allow_private: bool = False, refused: Refused = lambda refusal: None,
    told: Callable[[str, str, int], None] = lambda address, outcome, new: None, rounds: int | None = None,
    failed: Callable[[EntenteError], None] = lambda error: None, now: Clock = clock,
    sleep: Callable[[float], None] = time.sleep,
) -> Ingested:  # fmt: skip
    """Asks the feeds of a ledger that are due and reads what is new into it.

    With `every` a round that cannot be done, for want of room on the disk or because the ledger cannot be reached,
    ends nothing: it is told, and the next one tries again. The first one raises, for who starts it looks.

    Args:
        root: the ledger's folder or address.
        reading, reader, refused, now: as for `bookkeeping.ingest`.
        every: time between two rounds; None for one round alone.
        allow_private: feeds may lie in private networks.
        told: called after each round with address, outcome and number of new documents of each feed.
        rounds: end after so many; None to go on until interrupted.
        failed: called with why a round could not be done.
        sleep: waits for a number of seconds.

    Returns:
        What all rounds came to together; with `every`, also when it is interrupted.
    """
    total, number = Ingested(), 0
    while True:
        began = now()
        try:
            try:
                total = added(total, _round(root, reading, reader, every, allow_private, refused, told, now, sleep))
            except EntenteError as error:
                if every is None or not number:
                    raise
                failed(error)
            number += 1
            if every is None or (rounds is not None and number >= rounds):
                return total
            # Bounded, for a clock that is set back meanwhile.
            sleep(min(every, max(dt.timedelta(), every - (now() - began))).total_seconds())
        except KeyboardInterrupt:
            if every is None:
                raise
            return total  # going on until interrupted is what was asked for


def _round(
    root: Path | str, reading: Reading, reader: Callable[[], str], every: dt.timedelta | None, allow_private: bool,
    refused: Refused, told: Callable[[str, str, int], None], now: Clock, sleep: Callable[[float], None],
) -> Ingested:  # fmt: skip
    from entente.documents import poll as ask

    feeds = Feeds(root, now)
    known = list(feeds.list())
    polled: list[Polled] = []
    if not known:
        raise UsageError("no feeds are followed", place=str(root), mend="entente feeds add ADDRESS --ledger DIR")
    # The rounds are the interval: what went well is due in each of them, and by hand what failed too. A feed whose
    # server asked to be left alone is due when it says.
    known = [
        each if each.wished or (each.failures and every) else dataclasses.replace(each, next_poll=None)
        for each in known
    ]
    came: dict[str, list[str]] = {}

    def items() -> Iterator[Document | Refusal]:
        for answer in ask(known, now=now, sleep=sleep, every=every or EVERY, allow_private=allow_private):
            polled.append(answer)
            came[answer.subscription.address] = [d.id for d in answer.documents if isinstance(d, Document)]
            yield from answer.documents

    read: Counter[str] = Counter()

    def counted(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document, claims in reading(documents):
            read[document.id] += 1
            yield document, claims

    sources = [each.address for each in known]
    done = bookkeeping.ingest(items(), root, counted, reader, sources=sources, refused=refused, now=now)
    # Kept after the documents: if this is lost, they only come once more.
    feeds.keep(polled)
    for answer in polled:
        told(answer.subscription.address, answer.outcome, sum(read[name] for name in came[answer.subscription.address]))
    return done


def added(one: Ingested, two: Ingested) -> Ingested:
    """Two runs as one."""
    numbers = ("new", "changed", "seen", "near_copies", "refused", "claims", "events", "late")
    reasons = Counter(one.reasons) + Counter(two.reasons)
    return dataclasses.replace(
        two,
        was_closed=one.was_closed or two.was_closed,
        **{name: getattr(one, name) + getattr(two, name) for name in numbers},
        reasons=dict(sorted(reasons.items())),
    )
