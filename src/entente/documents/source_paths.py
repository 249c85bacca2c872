"""Folders and patterns made into files, and how much there is to read in them."""

from __future__ import annotations

import fnmatch
import glob
import gzip
import itertools
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from entente.documents.addresses import is_address
from entente.documents.sniffing import HEAD, kind_of
from entente.records import Refusal

_BLOCK = 1 << 20
#: Which folders were walked, and with how much of the pattern left: links that lead back end here.
_Walked = set[tuple[int, int, int]]


def expand(sources: Iterable[str | Path | Refusal]) -> Iterator[str | Path | Refusal]:
    """Every source that `read` takes, one at a time; expanding twice changes nothing.

    A folder stands for every file below it, by name, hidden ones (".x") left out. A pattern (`reports/**/*.html`, where
    no file has that very name) stands for what fits it: "*", "?" and "[...]" within a name, "**" for any number of
    folders. A folder that is reached twice by links is walked once. Files, addresses and "-" pass as they are, names
    that are not there too: the reader refuses them.

    Returns:
        Sources, and a Refusal for a pattern that fits nothing, a folder that holds nothing or cannot be opened, and
        what is no regular file inside a folder.
    """
    for source in sources:
        if isinstance(source, Refusal) or source in ("", "-") or (isinstance(source, str) and is_address(source)):
            yield source
            continue
        path = Path(source)
        if _is_folder(path):
            yield from _found(_below(path, set()), Refusal(str(path), "empty", "the folder holds no files", ""))
        elif glob.has_magic(str(source)) and not os.path.lexists(path):
            nothing = Refusal(str(source), "not-found", "nothing matches", "check the pattern")
            yield from _found(_matching(path), nothing)
        else:
            yield source


def size_of(sources: Iterable[str | Path | Refusal]) -> int | None:
    """How many documents there are, about: lines of JSON Lines files (packed too), 1 for any other file.

    None where an address or standard input is among them. Sources are expanded first.
    """
    size = 0
    for source in expand(sources):
        if isinstance(source, str) and (source == "-" or is_address(source)):
            return None
        size += 1 if isinstance(source, Refusal) else _documents_in(Path(source))
    return size


def _found(files: Iterator[Path | Refusal], nothing: Refusal) -> Iterator[Path | Refusal]:
    empty = True
    for file in files:
        empty = False
        yield file
    if empty:
        yield nothing


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a NUL in the name, a folder on the way that may not be entered
        return False


def _entries(folder: Path, walked: _Walked, left: int) -> list[os.DirEntry[str]] | Refusal:
    """What stands in a folder by name; nothing if it was walked before with as much of the pattern `left`."""
    try:
        place = folder.stat()
        if (key := (place.st_dev, place.st_ino, left)) in walked:
            return []
        walked.add(key)
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as fault:
        return Refusal(str(folder), "not-found", f"the folder cannot be opened: {fault.strerror}", "")


def _below(folder: Path, walked: _Walked) -> Iterator[Path | Refusal]:
    entries = _entries(folder, walked, 0)
    if isinstance(entries, Refusal):
        yield entries
        return
    for entry in entries:
        if not entry.name.startswith("."):
            yield from _entry(folder / entry.name, walked)


def _entry(path: Path, walked: _Walked) -> Iterator[Path | Refusal]:
    if _is_folder(path):
        yield from _below(path, walked)
        return
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError:  # a link that leads nowhere: the reader says so
        regular = True
    # A pipe or a device would keep the reader waiting.
    yield path if regular else Refusal(str(path), "unsupported", "not a regular file", "")


def _matching(pattern: Path) -> Iterator[Path | Refusal]:
    """What fits, in the order of its names, each once."""
    parts = list(pattern.parts)
    parts = parts[:1] + [part for before, part in itertools.pairwise(parts) if (before, part) != ("**", "**")]
    plain = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    found = {_path_of(each).parts: each for each in _fitting(Path(*parts[:plain]), parts[plain:], set(), set())}
    for _, each in sorted(found.items(), key=lambda pair: pair[0]):
        yield each


def _path_of(found: Path | Refusal) -> Path:
    return Path(found.source) if isinstance(found, Refusal) else found


def _fitting(base: Path, parts: list[str], walked: _Walked, read: _Walked) -> Iterator[Path | Refusal]:
    """What lies under `base` and fits the rest of a pattern; folders that fit it to the end are read whole."""
    if not parts:
        yield from _entry(base, read)
        return
    part, rest = parts[0], parts[1:]
    if not glob.has_magic(part):
        if os.path.lexists(base / part):
            yield from _fitting(base / part, rest, walked, read)
        return
    if not _is_folder(base):
        return
    if part == "**":
        yield from _fitting(base, rest, walked, read)
    entries = _entries(base, walked, len(parts))
    if isinstance(entries, Refusal):
        yield entries
        return
    for entry in entries:
        if entry.name.startswith(".") and not part.startswith("."):
            continue
        path = base / entry.name
        if part == "**":
            yield from _fitting(path, parts, walked, read) if _is_folder(path) else ()
        elif fnmatch.fnmatchcase(entry.name, part):
            yield from _fitting(path, rest, walked, read)


def _documents_in(path: Path) -> int:
    try:
        if not path.is_file():
            return 1
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            suffixes = [suffix.lower() for suffix in path.suffixes if not (packed and suffix.lower() == ".gz")]
            if not packed:
                return _lines(file, suffixes)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return _lines(unpacked, suffixes)  # type: ignore[arg-type]
    except (OSError, ValueError, EOFError, zlib.error):
        return 1


def _lines(stream: IO[bytes], suffixes: list[str]) -> int:
    block = stream.read(HEAD)
    if kind_of(block, suffixes[-1] if suffixes else "") != "items":
        return 1
    lines, last = 0, b"\n"
    while block:
        lines, last = lines + block.count(b"\n"), block[-1:]
        block = stream.read(_BLOCK)
    return lines + (last != b"\n")
