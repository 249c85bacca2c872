"""The workers of the Ray engine: a pool of actors."""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from entente.engine.forms import claims_from, claims_values, document_from, packed, reading_values, unpacked
from entente.engine.handing import BEGUN, STARTS, Answer, Lost, Portion, allowed
from entente.engine.loading import Recipe, load
from entente.errors import EntenteError

#: Cores that Ray reserves for an actor, and for a task that reads sources: some of these run beside a full pool.
READING, PARSING = 0.9, 0.02
#: Portions that an actor has before it.
DEPTH = 3
#: Ray's words for an actor that failed by itself while it was made, not because somebody killed it.
_CREATION = "creation task"


class Reading:
    """What an actor does."""

    def __init__(self, model: str, lexicon: str) -> None:
        """Args: as for `Recipe`."""
        self._reader = load(Recipe(model, lexicon))

    def about(self) -> tuple[str, int]:
        """Version of the reader, and id of the process."""
        return self._reader.version, os.getpid()

    def read(self, documents: str) -> str:
        """The claims of some documents, both as JSON."""
        given = [document_from(values) for values in unpacked(documents)]
        return packed([claims_values(claims) for _, claims in self._reader.read_many(given)]).decode("ascii")


@dataclass(slots=True, eq=False)
class _Actor:
    handle: Any
    about: Any
    process: int = 0
    portions: deque[tuple[Any, Portion]] = field(default_factory=deque)
    since: float = 0.0


class Actors:
    """So many actors; one that dies or hangs is replaced, and told with what it had before it.

    Those that the cluster has no room for come when it has. Implements `handing.Workers`.
    """

    def __init__(self, recipe: Recipe, count: int, *, patience: float | None = None) -> None:
        """Starts them, and waits for the first. Call it inside of a Session.

        Raises ModelError, LexiconError where no reader can be made; EntenteError where no actor begins.
        """
        self._recipe, self._patience = recipe, patience
        self._actors: list[_Actor] = []
        self._died = 0
        self.version = ""
        for _ in range(count):
            self._add()
        until = time.monotonic() + BEGUN
        while not self.version:
            self.wait(1.0)
            if time.monotonic() > until:
                raise EntenteError("the cluster has no room for a reader", mend="`ray status` shows what it has")

    @property
    def processes(self) -> list[int]:
        """Ids of the processes of those that are there."""
        return [actor.process for actor in self._actors if actor.process]

    def room(self) -> bool:
        """Whether another portion can be handed over."""
        return any(actor.process and len(actor.portions) < DEPTH for actor in self._actors)

    def hand(self, portion: Portion) -> None:
        """Gives a portion to the actor with the fewest."""
        actor = min((actor for actor in self._actors if actor.process), key=lambda actor: len(actor.portions))
        documents = packed([reading_values(document) for document in portion.documents]).decode("ascii")
        if not actor.portions:
            actor.since = time.monotonic()
        actor.portions.append((actor.handle.read.remote(documents), portion))

    def wait(self, seconds: float) -> list[Answer | Lost]:
        """What has come, within so many seconds where nothing has yet."""
        import ray

        waited = {(a.portions[0][0] if a.process else a.about): a for a in self._actors if a.portions or not a.process}
        if not waited:
            time.sleep(min(seconds, 0.05))
            return []
        ray.wait(list(waited), num_returns=1, timeout=seconds)
        ready, _ = ray.wait(list(waited), num_returns=len(waited), timeout=0)
        told: list[Answer | Lost] = []
        for reference in ready:
            told += self._take(waited[reference], reference)
        for actor in list(self._actors):
            late = actor.portions and time.monotonic() - actor.since > allowed(actor.portions[0][1], self._patience)
            if late and actor.portions[0][0] not in ready:
                told.append(self._replace(actor, "took too long"))
        return told

    def close(self) -> None:
        """Ends them."""
        import ray

        for actor in self._actors:
            with contextlib.suppress(ray.exceptions.RayError, ValueError):
                ray.kill(actor.handle)
        self._actors.clear()

    def _add(self) -> None:
        import ray

        made = ray.remote(num_cpus=READING, max_restarts=0, max_task_retries=0)(Reading)
        handle = made.remote(self._recipe.model, self._recipe.lexicon)
        self._actors.append(_Actor(handle, handle.about.remote()))

    def _take(self, actor: _Actor, reference: Any) -> list[Answer | Lost]:
        import ray

        try:
            said = ray.get(reference)
        except ray.exceptions.RayTaskError:  # a fault in the reading; the actor lives on
            if not actor.process:
                self._fail()
            _, portion = actor.portions.popleft()
            actor.since = time.monotonic()
            return [Lost(portion, (), "failed")]
        except ray.exceptions.RayError as error:
            if not actor.process and not self.version:
                self._died += 1
                if _CREATION in str(error) or self._died >= STARTS * len(self._actors):
                    self._fail(str(error))
            return [self._replace(actor, "died")]
        if not actor.process:
            self.version, actor.process = said
            return []
        _, portion = actor.portions.popleft()
        actor.since = time.monotonic()
        claims = unpacked(said)
        return [Answer(number, claims_from(each)) for number, each in zip(portion.numbers, claims, strict=True)]

    def _replace(self, actor: _Actor, why: str) -> Lost:
        import ray

        with contextlib.suppress(ray.exceptions.RayError, ValueError):
            ray.kill(actor.handle)
        self._actors.remove(actor)
        self._add()
        begun, *waiting = [portion for _, portion in actor.portions] or (None,)
        return Lost(begun, tuple(waiting), why)

    def _fail(self, why: str = "") -> None:
        """Raises why no reader can be made: as this process finds, or as the cluster tells."""
        load(self._recipe)
        last = why.strip().split("\n")[-1]
        words = f": {last[:200]}" if last else ""
        raise EntenteError(f"the cluster's machines cannot make a reader{words}", mend="install entente there as well")
