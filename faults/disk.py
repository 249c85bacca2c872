"""What a power cut leaves: the writes of a program noted in order, and the disk rebuilt as it may be at any moment.

Without fsync(2) a file system may keep what was written in any order or not at all: bytes and the names of files apart,
in each folder apart (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, 3: the abstract persistence
model; Mohan et al., "Finding Crash-Consistency Bugs with Bounded Black-Box Crash Testing", OSDI 2018). fsync of a file
keeps its bytes, not its name; fsync of a folder keeps the names in it. Nothing beyond POSIX is assumed, though ext4,
XFS and Btrfs keep more; a rename or a link is kept whole or not at all. `disk.c` notes the writes.
"""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: What may be left of what was not synced: all as a kill leaves it; nothing; the names of files with no bytes; the
#: names with zeros for bytes; the bytes without the names; of each page and each name one or the other.
LEFT = ("all", "nothing", "names", "zeros", "bytes", "random")
PAGE = 4096
_HEAD = struct.Struct("<cQQQHH")


@dataclass(frozen=True, slots=True)
class Step:
    """One noted call, as `disk.c` describes its kinds."""

    kind: str
    inode: int
    offset: int
    first: str
    second: str
    body: bytes


def compiled(folder: Path) -> Path | None:
    """The library that notes; None where there is no C compiler. Raises CalledProcessError where one fails."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return library


def noting(library: Path, root: Path, trace: Path) -> dict[str, str]:
    """The environment in which a program's writes below `root` are noted in `trace`."""
    return {"LD_PRELOAD": str(library), "DISK_ROOT": str(root), "DISK_TRACE": str(trace)}


def steps(trace: Path) -> list[Step]:
    """What was noted, in order."""
    body, at, found = trace.read_bytes(), 0, []
    while at < len(body):
        kind, inode, offset, length, one, two = _HEAD.unpack_from(body, at)
        at += _HEAD.size
        first, second = body[at : at + one].decode(), body[at + one : at + one + two].decode()
        at += one + two
        size = length if kind == b"W" else 0
        found.append(Step(kind.decode(), inode, offset, first, second, body[at : at + size]))
        at += size
    return found


@dataclass(slots=True)
class _File:
    synced: bytes = b""
    pending: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class _Folder:
    synced: dict[str, _File | _Folder] = field(default_factory=dict)
    pending: list[dict[str, _File | _Folder | None]] = field(default_factory=list)


class Disk:
    """The disk below one folder, as the steps so far have left it."""

    def __init__(self, root: Path) -> None:
        """What lies at `root` now is taken as synced."""
        self._root = str(root)
        self._inodes: dict[int, _File | _Folder] = {}
        self._paths: dict[str, _File | _Folder] = {}
        self._top = self._hold(root)

    def _hold(self, path: Path) -> _Folder:
        folder = _Folder()
        for each in sorted(path.iterdir()):
            held = self._hold(each) if each.is_dir() else _File(each.read_bytes())
            folder.synced[each.name] = self._inodes[each.stat().st_ino] = held
            self._paths[str(each)] = held
        self._inodes[path.stat().st_ino] = self._paths[str(path)] = folder
        return folder

    def _above(self, path: str) -> tuple[_Folder, str]:
        above, _, name = path.rpartition("/")
        folder = self._paths[above]
        assert isinstance(folder, _Folder)
        return folder, name

    def take(self, step: Step) -> None:
        """Goes one step on."""
        if step.kind in "CD":
            made = self._inodes[step.inode] = _File() if step.kind == "C" else _Folder()
            self._name(step.first, made)
        elif step.kind in "WT":
            held = self._inodes.get(step.inode)
            if isinstance(held, _File):
                held.pending.append(step)
        elif step.kind == "F":
            self._sync(self._inodes.get(step.inode))
        elif step.kind == "L":
            self._name(step.second, self._paths[step.first])
        elif step.kind == "R":
            self._move(step.first, step.second)
        else:
            self._unname(step.first)

    def _name(self, path: str, held: _File | _Folder) -> None:
        folder, name = self._above(path)
        self._paths[path] = held
        folder.pending.append({name: held})

    def _unname(self, path: str) -> None:
        folder, name = self._above(path)
        self._paths.pop(path, None)
        folder.pending.append({name: None})

    def _move(self, first: str, second: str) -> None:
        one, old = self._above(first)
        two, new = self._above(second)
        held = self._paths.pop(first)
        if isinstance(held, _Folder):
            raise NotImplementedError(f"a folder is renamed: {first}")
        self._paths[second] = held
        if one is two:
            one.pending.append({old: None, new: held})
        else:
            two.pending.append({new: held})
            one.pending.append({old: None})

    def _sync(self, held: _File | _Folder | None) -> None:
        if isinstance(held, _File):
            held.synced, held.pending = _written(held.synced, held.pending), []
        elif isinstance(held, _Folder):
            for change in held.pending:
                _enter(held.synced, change)
            held.pending = []

    def unsynced(self) -> bool:
        """Whether anything is not yet on the disk."""
        return any(held.pending for held in self._inodes.values())

    def rebuild(self, to: Path, left: str, chance: random.Random) -> Path:
        """Writes the disk as a power cut may leave it. `left`: one of LEFT. Gives `to`."""
        self._write(self._top, to, left, chance)
        return to

    def _write(self, folder: _Folder, to: Path, left: str, chance: random.Random) -> None:
        to.mkdir()
        names = dict(folder.synced)
        for change in folder.pending:
            if left in ("all", "names", "zeros") or (left == "random" and chance.random() < 0.5):
                _enter(names, change)
        for name, held in names.items():
            if isinstance(held, _Folder):
                self._write(held, to / name, left, chance)
            else:
                (to / name).write_bytes(_left(held, left, chance))
                (to / name).chmod(0o600)


def _enter(names: dict[str, _File | _Folder], change: dict[str, _File | _Folder | None]) -> None:
    for name, held in change.items():
        if held is None:
            names.pop(name, None)
        else:
            names[name] = held


def _left(held: _File, left: str, chance: random.Random) -> bytes:
    if left in ("all", "bytes"):
        return _written(held.synced, held.pending)
    if left == "zeros":
        return _written(held.synced, [_zeroed(step) for step in held.pending])
    if left == "random":
        return _written(held.synced, [page for page in _pages(held.pending) if chance.random() < 0.5])
    return held.synced


def _zeroed(step: Step) -> Step:
    return Step(step.kind, step.inode, step.offset, "", "", bytes(len(step.body)))


def _pages(pending: list[Step]) -> Iterator[Step]:
    """The writes in pieces of a page each, which a disk keeps one by one."""
    for step in pending:
        at = 0
        while step.kind == "W" and at < len(step.body):
            size = PAGE - (step.offset + at) % PAGE
            yield Step("W", step.inode, step.offset + at, "", "", step.body[at : at + size])
            at += size
        if step.kind == "T":
            yield step


def _written(body: bytes, pending: list[Step]) -> bytes:
    made = bytearray(body)
    for step in pending:
        if step.kind == "T":
            made = made[: step.offset].ljust(step.offset, b"\0")
        else:
            made.extend(bytes(max(0, step.offset - len(made))))
            made[step.offset : step.offset + len(step.body)] = step.body
    return bytes(made)


def moments(found: list[Step], chance: random.Random, number: int, always: Callable[[Step], bool]) -> list[int]:
    """After how many steps the power is cut: `number` of them at random, in order.

    Names come and go in few steps, and what is torn is torn around them: half of the moments lie right after one.
    `always`: steps after which one lies in any case, unless there are more of them than `number`.
    """
    names = [at + 1 for at, step in enumerate(found) if step.kind in "LRUDF"]
    said = [at + 1 for at, step in enumerate(found) if always(step)]
    chosen = set(chance.sample(said, min(len(said), number // 4)))
    chosen |= set(chance.sample(names, min(len(names), number // 2)))
    while len(chosen) < min(number, len(found)):
        chosen.add(chance.randrange(1, len(found) + 1))
    return sorted(chosen)
