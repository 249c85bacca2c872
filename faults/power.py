"""Power cuts: a run's writes noted, the disk rebuilt as a cut at many moments may leave it, and the run made again.

Survived means: the ledger opens and answers, with whole batches only; it holds everything that was said to be kept
before the cut, and all rows that it had before the run; and the same run again ends with the rows of a run that nothing
disturbed.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from entente.errors import EntenteError
from entente.ledger import Ledger
from entente.ledger.lasting import BOOT
from entente.records import Question
from faults import older
from faults.desks import desk_faults
from faults.disk import LEFT, Disk, Step, compiled, moments, noting, steps
from faults.feed import serving
from faults.processes import driver, run
from faults.rows import KEYS, Rows, rows_of
from faults.scenes import Outcome, Scene, Timed, answers, compared

NO_COMPILER = "left out: no C compiler here"
#: Commands by the folder on which they work.
Command = Callable[[Path], list[str]]


def every_journey(scene: Scene, cuts: int) -> Iterator[Outcome]:
    """Each way of writing to a ledger, cut at so many moments, with all that may be left; and the desk's own files."""
    whole = scene.whole()[0]

    def on(action: str, *more: object, **options: object) -> Command:
        return lambda root: driver(action, root, *more, batch=scene.batch, **options)

    ingest = on("ingest", scene.source())
    ingested = cut(scene, "ingest", None, ingest, cuts)
    careless = cut(scene, "ingest", None, lambda root: [*ingest(root), "--careless"], min(cuts, 24), again=ingest)
    ingested.note = ingested.note or f"without the syncs {len(careless.lost)} of {careless.tried} are lost"
    yield ingested
    with Ledger(whole) as ledger:
        claims = [kept.claim.id for kept in ledger.claims(Question(limit=4))]
    yield cut(scene, "correct", whole, on("correct", *claims, day="2024-01-12"), cuts)
    yield cut(scene, "reread", whole, on("reread", edition="2", day="2024-01-12"), cuts)
    yield cut(scene, "optimize", whole, on("optimize"), cuts)
    yield cut(scene, "migrate", older.made(scene, whole), on("migrate"), cuts, askable=False)
    with serving(scene.items // 6, scene.seed) as address:
        # A feed that was asked once more has one more row in `feeds`.
        yield cut(scene, "feeds poll", None, on("poll", address), cuts, tables=tuple(KEYS))
    yield desk(scene, cuts)


def cut(
    scene: Scene, name: str, before: Path | None, command: Command, cuts: int, *, askable: bool = True,
    tables: tuple[str, ...] = (*KEYS, "feeds"), again: Command | None = None,
    ends: Sequence[str] = LEFT,
) -> Outcome:  # fmt: skip
    """One journey, cut at `cuts` moments with the kinds of LEFT in turn, and after its end with those of `ends`.

    `again`: the command that goes on, where it is another than `command`.
    """
    outcome = Outcome(f"power cut, {name}", "what was not synced kept, lost, or kept in part")
    with Timed(outcome), _noted(scene, outcome, before, command, tables) as noted:
        if noted is None:
            return outcome
        place, found, disk, expected = noted
        had = rows_of(before, tables=_TOLD) if before and askable else {}
        for number, (root, said, label) in enumerate(_disks(scene, name, place, found, disk, cuts, ends)):
            told = _held(root, said, had) if askable else []
            ended = run((again or command)(root), status=None)
            told += [] if ended.status == 0 else [f"ends with {ended.status}: {ended.err[-300:]}"]
            told += compared(expected, root, counted=askable)
            outcome.judge(label, told)
            if not told:
                shutil.rmtree(root.parent, ignore_errors=True)
            scene.progress(outcome.name, number + 1, cuts)
    return outcome


#: Rows that a run only ever adds to.
_TOLD = ("documents", "claims", "origins", "events", "reviews", "refusals")


@contextlib.contextmanager
def _noted(
    scene: Scene, outcome: Outcome, before: Path | None, command: Command, tables: tuple[str, ...]
) -> Iterator[tuple[Path, list[Step], Disk, Rows] | None]:
    """A run with its writes noted: its folder, the steps, the disk before it, and the rows that it ends with."""
    place = scene.folder()
    library = compiled(scene.work)
    if library is None:
        outcome.note = NO_COMPILER
        yield None
        return
    place.mkdir()
    root, trace = place / "ledger", place.with_suffix(".trace")
    if before:
        shutil.copytree(before, root)
    disk = Disk(place)
    run([*command(root), "--said", str(place / "said")], env=noting(library, place, trace))
    yield place, steps(trace), disk, rows_of(root, tables=tables)
    shutil.rmtree(place, ignore_errors=True)
    trace.unlink()


def _disks(
    scene: Scene, name: str, place: Path, found: list[Step], disk: Disk, cuts: int, ends: Sequence[str] = LEFT
) -> Iterator[tuple[Path, list[Any], str]]:  # fmt: skip
    """Ledgers as power cuts leave them, what was said to be kept by then, and what to call them."""
    chance, kinds = random.Random(f"{scene.seed} {name}"), itertools.cycle(LEFT)
    said: list[Any] = []
    file = _file_of(found, place / "said")
    some, at = moments(found, chance, cuts, lambda step: step.inode == file and step.kind == "W"), 0
    # The end of all with everything that may be left: it was said that all is kept.
    chosen = [(moment, next(kinds)) for moment in some] + [(len(found), left) for left in ends]
    for moment, left in chosen:
        for step in found[at:moment]:
            disk.take(step)
            if step.inode == file and step.kind == "W":
                said += [json.loads(line) for line in step.body.decode().splitlines()]
        at = moment
        rebuilt = disk.rebuild(scene.folder(), left, chance)
        _started_again(rebuilt / "ledger")
        yield rebuilt / "ledger", list(said), f"after {moment} of {len(found)} writes, {left} left"


def _file_of(found: list[Step], path: Path) -> int:
    return next((step.inode for step in found if step.kind == "C" and step.first == str(path)), 0)


def _started_again(root: Path) -> None:
    """The machine has another boot id after a power cut."""
    if (root / BOOT).exists():
        (root / BOOT).write_text("another start", encoding="utf-8")


def _held(root: Path, said: list[Any], had: Rows) -> list[str]:
    """What is lacking of what was said to be kept, and of what was there before; and whether the ledger answers."""
    documents = max((what for kind, what in said if kind == "documents"), default=0)
    reviews = {what for kind, what in said if kind == "review"}
    if not root.is_dir() or not list((root / "documents").glob("_delta_log/*.json")):
        return [f"no ledger is left of {len(said)} things kept"] if said or had else []
    told = answers(root)
    if told:
        return told
    try:
        with Ledger(root) as ledger:
            there = ledger.count()["documents"]
            (rows,) = ledger.connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
            found = {row[0] for row in ledger.connection.execute("SELECT id FROM reviews").fetchall()}
        told += [f"{rows} of {documents} documents that were said to be kept"] if rows < documents else []
        told += [f"review of {name} was said to be kept" for name in sorted(reviews - found)]
        told += [] if there or not documents else ["no documents"]
        told += _lacking(had, rows_of(root, tables=had)) if had else []
    except EntenteError as error:
        told.append(f"does not answer: {error}")
    return told


def _lacking(had: Rows, found: Rows) -> list[str]:
    return [
        f"{table}: {sum(lacking.values())} rows of before are gone"
        for table, rows in had.items()
        if (lacking := Counter(rows) - Counter(found[table]))
    ]


def desk(scene: Scene, cuts: int) -> Outcome:
    """The desk's SQLite file and its users file: what was said to be written is there, and both can be read."""
    outcome = Outcome("power cut, the desk's own files", "its SQLite file, and the users file")

    def command(root: Path) -> list[str]:
        return driver("desk", root.parent, "24")

    with Timed(outcome):
        library = compiled(scene.work)
        if library is None:
            outcome.note = NO_COMPILER
            return outcome
        place = scene.folder()
        place.mkdir()
        disk, trace = Disk(place), place.with_suffix(".trace")
        run([*command(place / "ledger"), "--said", str(place / "said")], env=noting(library, place, trace))
        for root, said, label in _disks(scene, "desk", place, steps(trace), disk, cuts):
            outcome.judge(label, desk_faults(root.parent, said))
    return outcome
