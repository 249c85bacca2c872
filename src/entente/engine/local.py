"""The local engine: all cores of this machine."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from entente.engine.handing import Handing, Read
from entente.engine.loading import Reads, Recipe
from entente.engine.processes import PROGRAM, Processes
from entente.records import Document, Refusal

#: Below so many documents, or characters of them, threads of this process are done before processes have begun.
FEW, FEW_CHARACTERS = 256, 200_000
#: Seconds within which they must have come; a source that is slower is none of a few.
GATHERED = 2.0


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Local:
    """Reads few documents with threads, many with processes that share their memory; in the order given."""

    def __init__(
        self, recipe: Recipe | None, reader: Callable[[], Reads], *, workers: int | None = None, few: int = FEW,
        program: Sequence[str] = PROGRAM, shared: bool | None = None, patience: float | None = None,
    ) -> None:  # fmt: skip
        """Nothing is started yet.

        Args:
            recipe: what a worker reads with; None where only `reader` will do.
            reader: the same reader in this process, for few documents; made when it is first needed.
            workers: processes (default: one for each core).
            few: number of documents from which they are started, 0 to start them for any.
            program, shared, patience: as for `Processes`.
        """
        self._recipe, self._reader, self._few = recipe, reader, few
        self._workers = workers or cores()
        self._program, self._shared, self._patience = program, shared, patience
        self._version = ""

    @property
    def version(self) -> str:
        """Name and version of what reads. Raises as the making of a reader does."""
        return self._version or self._reader().version

    def documents(
        self, sources: Iterable[str | Path | bytes], *, published: dt.date | None = None, allow_private: bool = True
    ) -> Iterator[Document | Refusal]:
        """What sources hold, one after the other; see `entente.documents.read_many`."""
        from entente.documents import read_many

        return read_many(sources, published=published, allow_private=allow_private)

    def read(self, documents: Iterable[Document]) -> Iterator[Read | Refusal]:
        """Documents with their claims, in the order given, and a Refusal for one that no worker survives.

        Raises ModelError, LexiconError where no reader can be made; EntenteError where workers cannot be kept alive.
        """
        source = iter(documents)
        if self._recipe is None:
            yield from self._here(source)
            return
        first, all_there = self._first(source)
        if all_there:
            yield from self._here(iter(first))
            return
        workers = self.start(self._recipe)
        try:
            yield from Handing(workers).read(itertools.chain(first, source))
        finally:
            workers.close()

    def _here(self, source: Iterator[Document]) -> Iterator[Read]:
        for first in source:  # no document, no model
            yield from self._reader().read_many(itertools.chain([first], source))

    def start(self, recipe: Recipe) -> Processes:
        """The worker processes, with everything loaded."""
        workers = Processes(recipe, self._workers, program=self._program, shared=self._shared, patience=self._patience)
        self._version = workers.version
        return workers

    def _first(self, source: Iterator[Document]) -> tuple[list[Document], bool]:
        """The first documents, and whether these are all."""
        first: list[Document] = []
        characters, since = 0, time.monotonic()
        while len(first) < self._few and characters < FEW_CHARACTERS and time.monotonic() - since < GATHERED:
            document = next(source, None)
            if document is None:
                return first, True
            first.append(document)
            characters += len(document.text)
        return first, False
