"""What was said to be kept is on the disk: commits are synced, and what a power cut tore is taken back.

The Delta library writes files and links them into the log without fsync(2) (deltalake 1.6, object_store's local
store). A file that was written but not synced may after a power cut be gone, short or full of zeros, and so may its
name (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). So `keep` syncs, after each commit and
before anybody is told: the files that the commit names, the folders in which they stand, the log's file, its folder.
What the power took between the commit and that was told to nobody; `recover` takes it back.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from entente.errors import LedgerError
from entente.ledger.schema import TABLES

if TYPE_CHECKING:
    from deltalake import PostCommitHookProperties

#: Holds the ids of the starts of machines since which the ledger was looked over, the newest last, and so many of them:
#: several machines may share its folder, and each looks once.
BOOT = ".boot"
STARTS = 32
#: Where the log files go that `recover` takes back.
TORN = ".torn"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
#: The key in the commits of `documents` that names a version of `claims`, see `tables.HEAD`.
_HEAD = "entente.claims"
_LOG = re.compile(r"(\d{20})\.json")
_CHECKPOINT = re.compile(r"(\d{20})\.checkpoint\b.*\.parquet")
_POINTER = "_last_checkpoint"
#: Files that are synced at once.
AT_ONCE = 8
#: Folders, by path and inode, whose names this process has synced.
_synced: set[tuple[str, int]] = set()
#: Bytes that file systems write as one.
_PAGE = 4096
#: Commits of a table that are looked over: the newest, and those that one step makes together with it.
NEWEST = 4
_MAGIC = b"PAR1"

log = logging.getLogger("entente.ledger")


def keep(root: Path, name: str, since: int, version: int) -> None:
    """Waits until the commits `since` + 1 .. `version` of a table are on the disk. Raises OSError where they cannot be.

    Args:
        root: the ledger's folder.
        name: of the table.
        since, version: of the table before and after what was committed; -1 where there was no table.
    """
    folder = root / name
    files: list[Path] = []
    folders = {folder / "_delta_log"} | ({folder, root} if since < 0 else set())
    for number in range(since + 1, version + 1):
        path = folder / "_delta_log" / f"{number:020}.json"
        for action in _actions(path) or ():
            if (added := action.get("add")) is not None and _within(added["path"]):
                files.append(folder / unquote(added["path"]))
        files.append(path)
    for path in _checkpoints(folder):
        if since < int(path.name[:20]) <= version:
            files += [path, path.with_name(_POINTER)]
    holding = {above for file in files for above in file.parents if above.is_relative_to(folder) and above != folder}
    named = _named(holding)
    _sync_all([*files, *folders, *holding, *({folder} if named - _synced else set())])
    _synced.update(named)


def _named(folders: Iterable[Path]) -> set[tuple[str, int]]:
    """Folders by path and inode: which ones' own names are synced is noted, for they are made once."""
    found = set()
    for folder in folders:
        with contextlib.suppress(FileNotFoundError):
            found.add((str(folder), folder.stat().st_ino))
    return found


def _sync_all(paths: Sequence[Path]) -> None:
    """Several at once: file systems bring what waits together to the disk in one go."""
    with ThreadPoolExecutor(min(len(paths), AT_ONCE)) as pool:
        for done in [pool.submit(_sync, path) for path in paths]:
            done.result()


def hooks() -> PostCommitHookProperties:
    """What the Delta library does after a commit: checkpoints as ever, but no log is deleted before one lasts."""
    from deltalake import PostCommitHookProperties

    return PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


def keep_folder(folder: Path) -> None:
    """Waits until a new folder, and its name in the one above it, are on the disk."""
    for each in (folder, folder.parent):
        _sync(each)


def _sync(path: Path) -> None:
    """fsync(2) of a file or folder; what is gone again (joined, or staged by another) needs none."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def recover(root: Path) -> list[str]:
    """After a new start of the machine: newest commits that the power tore are moved to `.torn`. Once a start.

    A commit is torn where its log file is no JSON, a file that it names is missing, of another length, has a whole
    page of zeros or no Parquet frame, an earlier commit is missing, or it names claims that are. Nothing is moved in a
    folder that cannot be written, nor while others are at work: they came before, or from a machine that goes on.

    Returns:
        The log files that were taken back, relative to `root`.
    """
    boot = _boot()
    if boot in _kept_boots(root) or not os.access(root, os.W_OK):
        return []
    if not any((root / name / "_delta_log").is_dir() for name in TABLES):
        return []  # no ledger, or none yet
    with _alone(root) as alone:
        kept = _kept_boots(root)
        if not alone or boot in kept:  # another was quicker
            return []
        moved = [path for name in (*(n for n in TABLES if n != "documents"), "documents") for path in _mend(root, name)]
        moved += _mend_head(root)
        if moved:
            told = f"{moved[0]} and {len(moved) - 1} more" if moved[1:] else moved[0]
            log.warning("entente: %s: after a power cut taken back, kept in %s: %s", root, TORN, told)
        if boot:
            with contextlib.suppress(OSError):  # on a full disk all can still be read; the next looks again
                _write_boots(root, [*kept, boot][-STARTS:])
    return moved


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[bool]:
    """Holds all locks of a ledger; gives False where a writer is at work, or who reads may not lock.

    Waits for `write` alone: whoever mends holds it. Origins and events are committed without it.
    """
    from entente.ledger.locking import locked  # which knows of places, and they of this

    with contextlib.ExitStack() as held:
        try:
            held.enter_context(locked(root, "write"))
            alone = all(held.enter_context(locked(root, name, wait=False)) for name in ("run", "group"))
        except LedgerError:
            alone = False
        yield alone


def _boot() -> str:
    """The id of this start of the machine (random(4), boot_id); "" where the system does not tell."""
    with contextlib.suppress(OSError):
        return _BOOT_ID.read_text(encoding="ascii").strip()
    return ""


def _kept_boots(root: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return (root / BOOT).read_text(encoding="utf-8", errors="replace").split()
    return []


def _write_boots(root: Path, boots: Sequence[str]) -> None:
    """Old or new after a power cut, never half: written beside, synced, renamed (rename(2))."""
    path = root / f"{BOOT}.{os.getpid()}"
    path.unlink(missing_ok=True)
    # Never through a link that a ledger from elsewhere brought along.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    with open(handle, "w", encoding="utf-8") as file:
        file.write("".join(f"{boot}\n" for boot in boots))
        file.flush()
        os.fsync(file.fileno())
    path.replace(root / BOOT)
    _sync(root)


def _mend(root: Path, name: str) -> Iterator[str]:
    """Takes the torn end of one table's log back; gives what was moved."""
    folder = root / name
    if not (folder / "_delta_log").is_dir():
        return
    yield from _mend_checkpoints(root, folder)
    logs = _logs(folder)
    whole = _unbroken(logs, _newest_checkpoint(folder))
    torn = _first_torn(folder, [logs[number] for number in whole[-NEWEST:]])
    first = int(torn.name[:20]) if torn else max(whole, default=-1) + 1
    yield from _take_back(root, (logs[number] for number in sorted(logs, reverse=True) if number >= first))


def _first_torn(folder: Path, paths: Sequence[Path]) -> Path | None:
    """The first of a table's newest commits that is torn; files that a later one joined may be gone."""
    found, removed = None, set[str]()
    for path in reversed(paths):
        actions = _actions(path)
        added = [action["add"] for action in actions or () if "add" in action]
        files = [
            (folder / unquote(each["path"]), each.get("size"))
            for each in added
            if each["path"] not in removed and _within(each["path"])
        ]
        if not actions or not all(_is_parquet(file, size) for file, size in files):
            found = path
        removed |= {action["remove"]["path"] for action in actions or () if "remove" in action}
    return found


def _within(path: str) -> bool:
    """Whether a file stands in its table's folder; `tables` refuses ledgers with others."""
    found = Path(unquote(path))
    return not found.is_absolute() and ".." not in found.parts


def _logs(folder: Path) -> dict[int, Path]:
    """The log files of a table, by version."""
    paths = (folder / "_delta_log").glob("*.json")
    return {int(found[1]): path for path in paths if (found := _LOG.fullmatch(path.name))}


def _checkpoints(folder: Path) -> list[Path]:
    """The checkpoints of a table, the oldest first."""
    return sorted(path for path in (folder / "_delta_log").glob("*.parquet") if _CHECKPOINT.fullmatch(path.name))


def _newest_checkpoint(folder: Path) -> int:
    """The version of the newest checkpoint; -1 without one."""
    return max((int(path.name[:20]) for path in _checkpoints(folder)), default=-1)


def _unbroken(numbers: Iterable[int], checkpoint: int) -> list[int]:
    """The versions that a reader gets to: up to the checkpoint, and after it up to the first gap."""
    held = set(numbers)
    after = itertools.takewhile(held.__contains__, itertools.count(checkpoint + 1))
    return [*sorted(number for number in held if number <= checkpoint), *after]


def _mend_checkpoints(root: Path, folder: Path) -> Iterator[str]:
    """A torn checkpoint is moved, and the pointer to it, where the log's own files say the same."""
    held = _checkpoints(folder)
    if held and not _is_parquet(held[-1], held[-1].stat().st_size):
        newest, earlier = int(held[-1].name[:20]), int(held[-2].name[:20]) if held[1:] else -1
        if newest in _unbroken(_logs(folder), earlier):
            yield from _take_back(root, [held[-1]])
    pointer = folder / "_delta_log" / _POINTER
    if pointer.exists():
        version = (_actions(pointer) or [{}])[0].get("version")
        if version not in {int(path.name[:20]) for path in _checkpoints(folder)}:
            yield from _take_back(root, [pointer])


def _mend_head(root: Path) -> Iterator[str]:
    """Documents whose claims were taken back go as well."""
    # In this order: who lists the claims first may miss some that were committed meanwhile.
    logs = _logs(root / "documents")
    claims = _logs(root / "claims")
    for number in sorted(logs, reverse=True):
        heads = [action["commitInfo"].get(_HEAD) for action in _actions(logs[number]) or () if "commitInfo" in action]
        named = next((int(head) for head in heads if head is not None), None)
        if named is None:
            continue
        # Lists of folders that machines share may be some seconds old; a name that is asked for is not (nfs(5)).
        if (claims and named <= max(claims)) or (root / "claims" / "_delta_log" / f"{named:020}.json").exists():
            return
        yield from _take_back(root, (logs[each] for each in sorted(logs, reverse=True) if each >= number))
        logs = {each: path for each, path in logs.items() if each < number}


def _take_back(root: Path, paths: Iterable[Path]) -> Iterator[str]:
    """Moves log files out of the way; each move is on the disk before the next, so that no gap can come of it."""
    for path in paths:
        if not path.exists():
            continue
        told = path.relative_to(root)
        (root / TORN).mkdir(exist_ok=True)
        if (root / TORN).is_symlink():
            raise NotADirectoryError(f"{root / TORN} is a link")
        aside = root / TORN / str(told).replace(os.sep, "-")
        number = 0
        while aside.exists():
            number += 1
            aside = aside.with_name(f"{str(told).replace(os.sep, '-')}.{number}")
        path.rename(aside)
        _sync(path.parent)
        _sync(aside.parent)
        yield str(told)


def _actions(path: Path) -> list[dict[str, Any]] | None:
    """The lines of a log file; None where it is not whole."""
    try:
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    except (OSError, ValueError):
        return None
    return found if all(isinstance(action, dict) for action in found) else None


def _is_parquet(path: Path, size: int | None) -> bool:
    """Whether a file has its length, its frame, and no page that was never written.

    Files are packed: a whole page of zeros at a page's place is a hole.
    """
    try:
        body = path.read_bytes() if path.is_file() else b""
    except OSError:
        return False
    if len(body) != (len(body) if size is None else size) or len(body) < 12:
        return False
    if body[:4] != _MAGIC or body[-4:] != _MAGIC:
        return False
    zeros = bytes(_PAGE)
    return all(body[at : at + _PAGE] != zeros[: len(body) - at] for at in range(0, len(body), _PAGE))
