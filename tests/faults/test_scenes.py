"""The small version of the other scenes of `make faults`: a few of each."""

from __future__ import annotations

import contextlib
import itertools
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.documents import read_many
from faults import clocks, disks, store_days, wire
from faults.feed import serving
from faults.processes import driver, nursery, run
from faults.rows import differences, faults_in, rows_of
from faults.scenes import Outcome, Scene
from faults.stub import reading
from tests.ledger.builders import Clock


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with nursery():
        yield Scene(tmp_path_factory.mktemp("faults"), items=40, batch=15, seed=7, days=20)


def _whole(outcome: Outcome) -> None:
    if outcome.note and not outcome.tried:
        pytest.skip(outcome.note)
    assert outcome.tried
    assert outcome.lost == []


def test_feeds_that_misbehave_are_bounded_and_hold_up_no_other(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "WHOLE", 1.0)
    monkeypatch.setattr(wire, "BESIDE", 60.0)
    some = ("a byte a second", "headers that never end", "redirects without end", "a reset in the middle", "no HTTP")
    with serving(6, 3) as good:
        root = scene.folder()
        run(driver("poll", root, good, batch=15))
        expected = rows_of(root, tables=("documents", "claims", "origins", "events"))
        _, _, told = wire._polled(scene, good, some, False, expected)
    assert told == []


def test_a_poll_killed_ends_as_one_that_was_not(scene: Scene) -> None:
    with serving(6, 3) as address:
        whole, root = scene.folder(), scene.folder()
        run(driver("poll", whole, address, batch=15))
        run(driver("poll", root, address, batch=15, die=11), status=-signal.SIGKILL)
        run(driver("poll", root, address, batch=15))
    assert differences(rows_of(whole), rows_of(root)) == []
    assert faults_in(root) == []


def test_a_clock_that_is_set_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "TURNS", (("2024-01-10", "2023-02-01"),))
    _whole(clocks.set_back(scene))


def test_a_store_that_answers_with_errors(scene: Scene) -> None:
    _whole(store_days.errors(scene, 1))


def test_the_desks_own_files_on_a_disk_that_gets_full(scene: Scene) -> None:
    _whole(disks.full_desk(scene, (96,), 40))


class _Stop(Exception):
    pass


def _ingest(root: Path, source: Path, clock: Clock, stop: int | None) -> None:
    """Reads a source into a ledger; with `stop` it ends after so many items as one that is killed: nothing grouped."""
    read, name = reading("1")

    def items() -> Iterator[object]:
        yield from itertools.islice(read_many([str(source)]), stop)
        if stop is not None:
            raise _Stop

    with contextlib.suppress(_Stop):
        bookkeeping.ingest(items(), root, read, lambda: name, sources=[str(source)], now=clock)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def straight(scene: Scene) -> Path:
    root = scene.folder()
    _ingest(root, scene.source(), Clock(), None)
    return root


@pytest.mark.parametrize(("batch", "looked_up", "stop"), [(7, 50, None), (50, 3, 11), (9, 20, 33)])
def test_the_same_ledger_whatever_the_batches_and_wherever_it_stopped(
    scene: Scene, straight: Path, batch: int, looked_up: int, stop: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookkeeping, "BATCH", batch)
    monkeypatch.setattr(bookkeeping, "LOOKED_UP", looked_up)
    root, clock = scene.folder(), Clock()
    for end in (stop, None) if stop else (None,):
        _ingest(root, scene.source(), clock, end)
    assert differences(rows_of(straight), rows_of(root)) == []
    assert faults_in(root) == []
