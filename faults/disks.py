"""Disks that are full, folders that cannot be written, and logs that were cut off."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from entente.ledger import Ledger
from entente.records import Question
from faults.desks import desk_faults
from faults.feed import serving
from faults.processes import driver, program, run
from faults.rows import KEYS, Rows, rows_of
from faults.scenes import Outcome, Scene, Timed, answers, compared, one_line

#: Room for a ledger, as shares of what it needs.
SHARES = (0.01, 0.1, 0.3, 0.6, 0.8, 0.95)
#: Room that a ledger keeps free for the log of its next commit; not counted in those shares.
FREE = 1 << 20
#: What was lost after its days were closed comes again as late: it counts from the day of its second coming.
LATE = tuple(f"{table}.known" for table in ("documents", "claims", "origins", "events"))
NO_MOUNT = "left out: a small disk can be mounted by root alone"


@contextmanager
def disk(scene: Scene, size: int) -> Iterator[Path | None]:
    """A disk of so many bytes, in memory; None where that is not allowed."""
    place = scene.folder()
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _again(place: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(place)], check=True)


def full(scene: Scene, shares: tuple[float, ...] = SHARES) -> Outcome:
    """An ingest on a disk that gets full; then there is room, and the same again."""
    with Timed(Outcome("full disk", "too little room, then enough; quick reader")) as outcome:
        whole = scene.whole()[0]
        expected, size = rows_of(whole), _size(whole)

        def command(root: Path) -> list[str]:
            return driver("ingest", root, scene.source(), batch=scene.batch)

        for number, share in enumerate(shares):
            label = f"room for {share:.0%}"
            room = int(size * share) + (FREE if share > 0.05 else 0)
            _fill(scene, outcome, label, room, expected, command)
            scene.progress(outcome.name, number + 1, len(shares))
    return outcome


def full_program(scene: Scene) -> Outcome:
    """The same with the program itself, once."""
    with Timed(Outcome("full disk, the program itself", "room for half, then enough")) as outcome:
        whole = scene.folder()

        def command(root: Path) -> list[str]:
            return program("ingest", scene.source(), "--ledger", root, "--format", "json")

        run(command(whole), ready=False, status=6)
        _fill(scene, outcome, "once", _size(whole) // 2 + FREE, rows_of(whole), command, ready=False, ended=6)
    return outcome


def _fill(
    scene: Scene, outcome: Outcome, label: str, size: int, expected: Rows, command: Callable[[Path], list[str]], *,
    ready: bool = True, ended: int = 0,
) -> None:  # fmt: skip
    with disk(scene, size) as place:
        if place is None:
            outcome.note = NO_MOUNT
            return
        root = place / "ledger"
        first = run(command(root), ready=ready, status=None)
        if first.status == ended:
            return  # it was enough
        told = one_line(first.status, first.err, 8)
        if "full" not in first.err:
            told.append(f"does not say that the disk is full: {first.err[-200:]}")
        told += answers(root)
        _again(place, "size=512m")
        again = run(command(root), ready=ready, status=None)
        told += [] if again.status == ended else [f"ends with {again.status}: {again.err[-300:]}"]
        outcome.judge(label, told + compared(expected, root))


#: Bytes that a journey finds free on the disk beside those that a ledger keeps for a commit.
ROOMS = (0, 1 << 14, 1 << 17)


def full_journeys(scene: Scene) -> Iterator[Outcome]:
    """A ledger on a disk that gets full while it is polled for, corrected or joined; and the desk's own files."""
    whole = scene.whole()[0]
    with Ledger(whole) as ledger:
        claims = [kept.claim.id for kept in ledger.claims(Question(limit=4))]
    with serving(scene.items // 2, scene.seed + 5) as address:
        yield _full_beside(scene, "feeds poll", lambda root: driver("poll", root, address, batch=scene.batch))
    yield _full_beside(scene, "correct", lambda root: driver("correct", root, *claims, day="2024-01-12"))
    yield _full_beside(scene, "optimize", lambda root: driver("optimize", root))
    yield full_desk(scene)


def _full_beside(scene: Scene, name: str, command: Callable[[Path], list[str]]) -> Outcome:
    """One journey into a ledger that is there, with so much room and no more."""
    with Timed(Outcome(f"full disk, {name}", "no room beside the ledger, or little; then enough")) as outcome:
        whole, before = scene.copied(scene.whole()[0]), scene.whole()[0]
        run(command(whole))
        expected = rows_of(whole, tables=tuple(KEYS))
        for room in ROOMS:
            with disk(scene, 512 << 20) as place:
                if place is None:
                    outcome.note = NO_MOUNT
                    return outcome
                root = Path(shutil.copytree(before, place / "ledger"))
                _again(place, f"size={_used(place) + room + (FREE if room else 0)}")
                first = run(command(root), status=None)
                # With a status of 0 it was enough.
                told = one_line(first.status, first.err, 8) + answers(root) if first.status else []
                _again(place, "size=512m")
                again = run(command(root), status=None)
                told += [] if again.status == 0 else [f"ends with {again.status}: {again.err[-300:]}"]
                outcome.judge(f"room of {room} bytes", told + compared(expected, root))
    return outcome


def full_desk(scene: Scene, rooms: Sequence[int] = (40, 96, 160), lines: int = 120) -> Outcome:
    """The desk's SQLite file and the users file on a disk that gets full: what was said to be kept is there."""
    with Timed(
        Outcome("full disk, the desk's own files", "one line; what was kept stays; then there is room")
    ) as outcome:
        for kib in rooms:
            with disk(scene, kib << 10) as place:
                if place is None:
                    outcome.note = NO_MOUNT
                    return outcome
                said = scene.folder()
                first = run(driver("desk", place, lines, said=said), status=None)
                kept = said.read_text(encoding="utf-8").splitlines() if said.exists() else []
                told = one_line(first.status, first.err, 8) if first.status else []
                told += desk_faults(place, [json.loads(line) for line in kept if line])
                _again(place, "size=512m")
                again = run(driver("desk", place, lines, said=said), status=None)
                told += [] if again.status == 0 else [f"ends with {again.status}: {again.err[-300:]}"]
                kept = said.read_text(encoding="utf-8").splitlines()
                outcome.judge(f"{kib} KiB", told + desk_faults(place, [json.loads(line) for line in kept]))
    return outcome


def _used(place: Path) -> int:
    usage = shutil.disk_usage(place)
    return usage.total - usage.free


def _size(folder: Path) -> int:
    """Bytes on a disk of pages of 4 KiB, folders included."""
    return sum(max(4096, -(-found.stat().st_size // 4096) * 4096) for found in folder.rglob("*"))


def read_only(scene: Scene) -> Outcome:
    """A ledger on a disk that cannot be written: it answers, and an ingest says so in one line."""
    outcome = Outcome("read-only folder", "the ledger answers, an ingest tells one line")
    with Timed(outcome), disk(scene, 512 << 20) as place:
        if place is None and os.geteuid() == 0:
            outcome.note = NO_MOUNT
            return outcome
        root = (place or scene.folder()) / "ledger"
        shutil.copytree(scene.whole()[0], root)
        _writable(place, root, False)
        ended = run(driver("ingest", root, scene.source(), batch=scene.batch), status=None)
        told = one_line(ended.status, ended.err, 8) + answers(root)
        _writable(place, root, True)
        outcome.judge("once", told + compared(rows_of(scene.whole()[0]), root))
    return outcome


def _writable(place: Path | None, root: Path, can: bool) -> None:
    """By the disk where it is one; root writes whatever a file's mode says."""
    if place:
        _again(place, "rw" if can else "ro")
        return
    for found in (root, *root.rglob("*")):
        found.chmod((0o755 if found.is_dir() else 0o644) if can else (0o555 if found.is_dir() else 0o444))


def cut_logs(scene: Scene) -> Outcome:
    """The newest log file of each table cut off: one line or as if it were not there; without it, all comes again."""
    with Timed(Outcome("log cut off", "newest log file of each table, cut in the middle and to nothing")) as outcome:
        whole = scene.whole()[0]
        expected = rows_of(whole, LATE)
        trials = [(table, share) for table in (*KEYS, "runs") for share in (0.5, 0.0)]
        for number, (table, share) in enumerate(trials):
            logs = sorted((whole / table / "_delta_log").glob("*.json"))
            if len(logs) > 1:  # the first makes the table
                _cut(scene, outcome, whole, logs[-1].relative_to(whole), share, expected)
            scene.progress(outcome.name, number + 1, len(trials))
    return outcome


def _cut(scene: Scene, outcome: Outcome, whole: Path, log: Path, share: float, expected: Rows) -> None:
    root = scene.copied(whole)
    body = (root / log).read_bytes()
    (root / log).write_bytes(body[: int(len(body) * share)])
    command = driver("ingest", root, scene.source(), batch=scene.batch)
    ended = run(command, status=None)
    told = [] if ended.status == 0 else one_line(ended.status, ended.err, 8)
    if ended.status:
        if str(log) not in ended.err:
            told.append(f"does not name the file: {ended.err[-200:]}")
        (root / log).unlink()
        if log.parts[0] == "claims":  # the commit of documents that names this one
            max((root / "documents" / "_delta_log").glob("*.json")).unlink()
        ended = run(command, status=None)
    told += [] if ended.status == 0 else [f"without the file it ends with {ended.status}: {ended.err[-300:]}"]
    outcome.judge(f"{log.parts[0]} cut to {share:.0%}", told + compared(expected, root, LATE))
