"""The reader: documents in, claims out."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from entente.errors import ModelError, UsageError
from entente.reader.assembly import Assembler, Calibration
from entente.reader.decoding import Draft, Settings, decode
from entente.reader.explaining import explain
from entente.reader.figures import find_figures
from entente.reader.first_look import FirstLook
from entente.reader.network import FOLDER, Network, facts, pieces
from entente.reader.scores import WindowScores
from entente.reader.sentences import sentence_spans
from entente.reader.times import find_times
from entente.reader.windows import Window, Windower
from entente.records import Claim, Document, Explanation

if TYPE_CHECKING:
    from entente.reader.windows import Lexicon

#: Documents handed to the threads ahead of the one that is asked for.
AHEAD = 64


class Reader:
    """Reads documents into claims with the packaged model.

    The same document gives the same claims at any number of threads and in any company.
    """

    def __init__(
        self, lexicon: Lexicon, *, threads: int | None = None, model: Path = FOLDER, first_look: bool = True
    ) -> None:
        """Args:
            threads: windows read side by side (default: the processor's cores); 1: all on the caller's own thread.
            model: folder of the model.
            first_look: whether windows that can hold no claim by a cheap first look are left unread.

        Raises ModelError where the model is absent, damaged or of another format.
        """
        self._facts = facts(model)
        words, begin, end = pieces(model, self._facts.files)
        self._windower = Windower(lexicon, words, sentence_spans, find_times, begin=begin, end=end)
        try:
            self._settings = Settings(**self._facts.settings)
        except TypeError as error:
            mend = "install entente again, or make train"
            raise ModelError(f"damaged: {error}", place=str(model / "model.json"), mend=mend) from error
        self._network = Network(model, self._facts.files, floor=self._settings.event)
        least = self._facts.first_look
        self._least = least or 0.0
        self._first_look = FirstLook(model, self._facts.files) if first_look and least is not None else None
        self._threads = threads or os.cpu_count() or 1
        self.version = f"{self._facts.name} {self._facts.version}, lexicon {lexicon.version}"
        made = self._facts.calibration
        calibration = Calibration(
            tuple(made["weights"]), made["bias"], tuple((a, b) for a, b in made["knots"]), made.get("long", 0.0)
        )
        self._assembler = Assembler(lexicon, find_figures, self._settings, calibration, self.version)

    @property
    def first_screen_confidence(self) -> float:
        """The confidence from which dev precision is at least .75 (model card): what the brief opens with."""
        return self._facts.first_screen_confidence

    def read(self, document: Document) -> list[Claim]:
        """The claims of one document, in order of their places."""
        return next(iter(self.read_many([document])))[1]

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """Documents with their claims, in the order given; windows are read side by side."""
        if self._threads == 1:
            for document in documents:
                yield document, self._assembler.claims(document, self._windows(document))
            return
        waiting: deque[tuple[Document, list[Future[tuple[Window, list[Draft]]]]]] = deque()
        source = iter(documents)
        pool = ThreadPoolExecutor(self._threads, "reader")
        try:
            for document in islice(source, AHEAD):
                waiting.append((document, self._start(pool, document)))
            while waiting:
                document, windows = waiting.popleft()
                for more in islice(source, 1):
                    waiting.append((more, self._start(pool, more)))
                yield document, self._assembler.claims(document, [w.result() for w in windows])
        finally:
            pool.shutdown(cancel_futures=True)  # whoever stops waits for the windows under way alone

    def explain(self, document: Document, claim_id: str) -> Explanation:
        """Why a claim was read. Raises UsageError where the document has no such claim."""
        claims = {c.id: c for c in self.read(document)}
        if claim_id not in claims:
            known = ", ".join(list(claims)[:8]) or "none"
            mend = f"read with this model it has: {known}"
            raise UsageError(f"no claim {claim_id}", place=document.source or document.id, mend=mend)
        scored = [self._network(window) for window in self._windower.windows(document) if self._may_hold(window)]
        return explain(document, claims[claim_id], [(s, decode(s, self._settings)) for s in scored], self._assembler)

    def scores(self, document: Document) -> list[WindowScores]:
        """The network's own scores, window by window (for tuning and tests)."""
        return [self._network(window) for window in self._windower.windows(document)]

    def looked(self, document: Document) -> Iterator[tuple[Window, bool]]:
        """The windows of a document, each with whether it is read (for evaluation and tests)."""
        for window in self._windower.windows(document):
            yield window, self._may_hold(window)

    def _start(self, pool: ThreadPoolExecutor, document: Document) -> list[Future[tuple[Window, list[Draft]]]]:
        return [pool.submit(self._window, window) for window in self._windower.windows(document)]

    def _windows(self, document: Document) -> list[tuple[Window, list[Draft]]]:
        return [self._window(window) for window in self._windower.windows(document)]

    def _window(self, window: Window) -> tuple[Window, list[Draft]]:
        return window, decode(self._network(window), self._settings) if self._may_hold(window) else []

    def _may_hold(self, window: Window) -> bool:
        return self._first_look is None or self._first_look(window) >= self._least
