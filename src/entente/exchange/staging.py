"""Files that are there whole or not at all: written beside their place, renamed at the end."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from entente.errors import InputError

_MENDS = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room in your quota",
    errno.EACCES: "choose a folder that you may write to",
    errno.EROFS: "choose a folder that you may write to",
    errno.ENOENT: "make the folder first",
}


@contextlib.contextmanager
def staged(out: Path) -> Iterator[Path]:
    """The path of a file beside `out` that takes its name at the end, or is removed if anything goes wrong.

    A link is followed. Raises InputError where `out` is something else than a file, and where the system refuses to
    write (a full disk, a folder that is not there).
    """
    place = Path(os.path.realpath(out))
    if place.exists() and not place.is_file():
        raise InputError("is there and is no file", place=str(out), mend="name a file")
    if not place.parent.is_dir():
        raise InputError(f"there is no folder {place.parent}", place=str(out), mend="make the folder first")
    beside = place.with_name(f".{place.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        yield beside
        _settle(beside)
        os.replace(beside, place)
    except OSError as fault:
        if fault.filename not in (None, str(beside), str(place)):
            raise
        raise cannot_write(out, fault) from fault
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def staged_text(out: Path) -> Iterator[TextIO]:
    """`staged`, opened for UTF-8 text with line ends as they are written."""
    with staged(out) as beside, beside.open("x", encoding="utf-8", newline="") as file:
        yield file


def cannot_write(out: Path, fault: OSError) -> InputError:
    """The error of a user whose system refuses to write."""
    reason = fault.strerror or str(fault)
    return InputError(f"cannot be written: {reason}", place=str(out), mend=_MENDS.get(fault.errno or 0, ""))


def _settle(file: Path) -> None:
    """What was written is on the disk before it takes its name."""
    with file.open("rb") as written:
        os.fsync(written.fileno())
