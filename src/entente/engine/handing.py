"""Handing documents to workers in portions, and taking their claims back, whatever becomes of the workers.

What is read twice because a worker died is read the same, for a reading depends on the document alone. So nothing needs
to be undone: what a lost worker had before it is given again, one document at a time, until it is answered; one that
costs two workers while it is alone with them is refused.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from entente.errors import EntenteError
from entente.records import Claim, Document, Refusal

#: A portion is closed at so many characters or documents: a third of a second of reading, so that few are idle at the
#: end, and the way to the worker and back costs nothing beside it.
CHARACTERS, DOCUMENTS = 24_000, 64
#: Seconds of waiting for the next document after which a portion is closed as it is.
SLOW = 0.5
#: Documents, and characters of them, that may be on their way at once.
MOST, MOST_CHARACTERS = 4096, 50_000_000
#: Seconds that a worker may take over a document, and the characters for which it gets one second more.
PATIENCE, PACE = 60.0, 4000.0
#: Workers that a document may cost, alone, before it is refused, and that may be lost in a row without an answer.
STRIKES, IN_A_ROW = 2, 40
#: How often a worker is started that ended before it could read, and seconds within which it must be able to.
STARTS, BEGUN = 3, 300.0


@dataclass(frozen=True, slots=True)
class Portion:
    """Documents that a worker gets at once, with their numbers in the run."""

    numbers: tuple[int, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The claims of the document of a number."""

    number: int
    claims: list[Claim]


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker is gone. `begun`: what it may have died of; `waiting`: what it had not looked at; `why`: "died"."""

    begun: Portion | None
    waiting: tuple[Portion, ...]
    why: str


class Workers(Protocol):
    """Whoever reads: processes of this machine, or actors of a cluster."""

    version: str

    def room(self) -> bool:
        """Whether another portion can be handed over."""

    def hand(self, portion: Portion) -> None:
        """Gives a portion to the worker that has least to do."""

    def wait(self, seconds: float) -> list[Answer | Lost]:
        """What has come, within so many seconds where nothing has yet."""

    def close(self) -> None:
        """Ends them."""


Read = tuple[Document, list[Claim]]


def allowed(portion: Portion, patience: float | None = None) -> float:
    """Seconds that may pass over a portion without an answer: `patience` (default PATIENCE), and more for its length.

    The pace is a twentieth of what one core reads.
    """
    return (PATIENCE if patience is None else patience) + sum(map(size, portion.documents)) / PACE


def size(document: Document) -> int:
    """Characters that a reader goes through."""
    return len(document.title) + len(document.text)


class Handing:
    """One run of documents through workers."""

    def __init__(
        self, workers: Workers, *, ordered: bool = True, characters: int = CHARACTERS, documents: int = DOCUMENTS
    ) -> None:
        """Args: workers: who reads; ordered: give back in the order given, else as they come, except that documents of
        one id keep their order; characters, documents: size of a portion."""
        self._workers, self._ordered = workers, ordered
        self._characters, self._documents = characters, documents
        self._count = self._on_way = self._lost = 0
        self._open: dict[int, Document] = {}
        self._told: dict[int, list[Claim] | Refusal] = {}
        self._strikes: Counter[int] = Counter()
        self._again: deque[Portion] = deque()
        self._last: dict[str, int] = {}  # key of an order -> the last number in it
        self._held: set[int] = set()  # numbers that an earlier one holds back
        self._next: dict[int, int] = {}  # the number that one holds back

    def read(self, documents: Iterable[Document]) -> Iterator[Read | Refusal]:
        """Documents with their claims; a Refusal for one that cost two workers. Raises EntenteError where all die."""
        source, more = iter(documents), True
        while True:
            while self._workers.room() and (self._again or (more and self._has_room())):
                portion, more = (self._again.popleft(), more) if self._again else self._portion(source)
                if portion.numbers:
                    self._workers.hand(portion)
                yield from self._taken(0.0)
            if not self._open and not more:
                return
            yield from self._taken(1.0)

    def _has_room(self) -> bool:
        return len(self._open) < MOST and self._on_way < MOST_CHARACTERS

    def _portion(self, source: Iterator[Document]) -> tuple[Portion, bool]:
        """The next documents, and whether there may be more."""
        numbers: list[int] = []
        characters, since = 0, time.monotonic()
        for document in source:
            numbers.append(self._take_on(document))
            characters += size(document)
            if characters >= self._characters or len(numbers) >= self._documents or time.monotonic() - since > SLOW:
                return self._of(numbers), True
        return self._of(numbers), False

    def _of(self, numbers: Iterable[int]) -> Portion:
        """A portion of those that are not answered yet."""
        left = tuple(number for number in numbers if number in self._open and number not in self._told)
        return Portion(left, tuple(self._open[number] for number in left))

    def _take_on(self, document: Document) -> int:
        number, self._count = self._count, self._count + 1
        self._open[number] = document
        self._on_way += size(document)
        key = "" if self._ordered else document.id
        before = self._last.get(key)
        self._last[key] = number
        if before is not None and before in self._open:
            self._next[before] = number
            self._held.add(number)
        return number

    def _taken(self, seconds: float) -> Iterator[Read | Refusal]:
        for told in self._workers.wait(seconds):
            if isinstance(told, Lost):
                yield from self._give_again(told)
            elif told.number in self._open and told.number not in self._told:
                self._lost = 0
                yield from self._settle(told.number, told.claims)

    def _settle(self, number: int | None, told: list[Claim] | Refusal) -> Iterator[Read | Refusal]:
        """Notes what became of a document, and gives it, and what waited for it, unless it waits itself."""
        if number is not None:
            self._told[number] = told
        while number is not None and number in self._told and number not in self._held:
            document, became = self._open.pop(number), self._told.pop(number)
            self._on_way -= size(document)
            if not self._ordered and self._last[document.id] == number:
                del self._last[document.id]
            yield became if isinstance(became, Refusal) else (document, became)
            number = self._next.pop(number, None)
            if number is not None:
                self._held.discard(number)

    def _give_again(self, lost: Lost) -> Iterator[Read | Refusal]:
        self._lost += 1
        if self._lost > IN_A_ROW:
            mend = "give fewer (--workers 1), or more memory"
            raise EntenteError("one worker after the other is lost, and none has read anything", mend=mend)
        begun = self._of(lost.begun.numbers if lost.begun else ())
        alone = lost.begun is not None and len(lost.begun.numbers) == 1  # else nobody knows which one it was
        self._again += [left for portion in lost.waiting if (left := self._of(portion.numbers)).numbers]
        for number, document in zip(begun.numbers, begun.documents, strict=True):
            self._strikes[number] += alone
            if self._strikes[number] < STRIKES:
                self._again.append(Portion((number,), (document,)))
            else:
                detail = f"its reader {lost.why} over it, {STRIKES} times"
                refusal = Refusal(document.source or document.id, "broken", detail, "leave it out, and tell us of it")
                yield from self._settle(number, refusal)
