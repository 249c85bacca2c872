"""All scenes by name, and how much of each is tried."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from faults import beside, clocks, disks, kills, power, served, store_days, versions, wire, workers
from faults.scenes import Outcome, Progress, Scene

#: Lines of the sources: of one for the quick reader, and of one for the program itself; documents of a commit.
ITEMS, PROGRAM_ITEMS, BATCH = 240, 1500, 30


@dataclass(frozen=True, slots=True)
class Size:
    """How much is tried.

    Attributes:
        kills: of each journey.
        of_program: kills of an ingest by the program itself.
        cuts: moments at which the power is cut, of each journey.
        crowds: of two writers at once.
        store: of each trial with an object store.
        wire: feeds that misbehave, None for all.
    """

    kills: int = 100
    of_program: int = 8
    cuts: int = 60
    crowds: int = 12
    store: int = 32
    wire: int | None = None


QUICK = Size(kills=6, of_program=1, cuts=6, crowds=1, store=4, wire=4)


@dataclass
class Stage:
    """A folder in which scenes play. `size`: how much; `seed`: of sources and moments."""

    work: Path
    size: Size
    seed: int
    progress: Progress

    def _scene(self, name: str, items: int, days: int) -> Scene:
        (self.work / name).mkdir(exist_ok=True)
        return Scene(self.work / name, items, BATCH, self.seed, days, self.progress)

    @functools.cached_property
    def quick(self) -> Scene:
        """For the quick reader."""
        return self._scene("quick", ITEMS, 100)

    @functools.cached_property
    def small(self) -> Scene:
        """A third of it, for what takes long."""
        return self._scene("small", ITEMS // 3, 45)

    @functools.cached_property
    def tiny(self) -> Scene:
        """A sixth of it, for what is tried often."""
        return self._scene("tiny", ITEMS // 6, 20)

    @functools.cached_property
    def program(self) -> Scene:
        """For the program itself."""
        return self._scene("program", PROGRAM_ITEMS, 100)


def _kills(stage: Stage) -> Iterator[Outcome]:
    yield kills.ingests(stage.quick, stage.size.kills)


def _program(stage: Stage) -> Iterator[Outcome]:
    yield kills.ingests(stage.program, stage.size.of_program, real=True)


def _journeys(stage: Stage) -> Iterator[Outcome]:
    yield from kills.every_journey(stage.tiny, stage.size.kills)


def _power(stage: Stage) -> Iterator[Outcome]:
    yield from power.every_journey(stage.tiny, stage.size.cuts)


def _wire(stage: Stage) -> Iterator[Outcome]:
    yield wire.every_fault(stage.tiny, list(wire.FAULTS)[: stage.size.wire])


def _beside(stage: Stage) -> Iterator[Outcome]:
    yield beside.same(stage.quick, stage.size.crowds)
    yield beside.overlapping(stage.quick, stage.size.crowds)
    yield beside.programs(stage.program)


def _disks(stage: Stage) -> Iterator[Outcome]:
    yield disks.full(stage.quick)
    yield disks.full_program(stage.program)
    yield from disks.full_journeys(stage.small)
    yield disks.read_only(stage.small)
    yield disks.cut_logs(stage.small)


def _versions(stage: Stage) -> Iterator[Outcome]:
    yield versions.together(stage.tiny, 3 * stage.size.crowds)


def _clocks(stage: Stage) -> Iterator[Outcome]:
    yield clocks.set_back(stage.small)


def _store(stage: Stage) -> Iterator[Outcome]:
    yield from store_days.every_day(stage.tiny, stage.size.store, max(1, stage.size.store // 2))


def _desk(stage: Stage) -> Iterator[Outcome]:
    yield served.killed(stage.small, max(2, stage.size.kills // 5))


def _workers(stage: Stage) -> Iterator[Outcome]:
    yield workers.killed(stage.program, stage.size.of_program)
    yield workers.killed(stage.program, max(1, stage.size.of_program // 4), "ray")


#: Name -> what is tried.
SCENES: dict[str, Callable[[Stage], Iterator[Outcome]]] = {
    "kills": _kills, "journeys": _journeys, "program": _program, "power": _power, "disks": _disks, "wire": _wire,
    "beside": _beside, "versions": _versions, "clocks": _clocks, "store": _store, "desk": _desk, "workers": _workers,
}  # fmt: skip
