"""Files that hold secrets: only the owner may read them, and they are read anew when they change."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from entente.errors import UsageError

#: Shortest token that is accepted, characters.
TOKEN_LENGTH = 32
_READ_AT_MOST = 4_000_000

Held = TypeVar("Held")


def secret_text(path: Path, what: str) -> str:
    """The text of a file that nobody but its owner can read.

    Args:
        path: of the file.
        what: it is, for messages: "token file".

    Raises:
        UsageError: it is absent, no file, too large, no UTF-8, or others may read or write it.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UsageError(f"the {what} is no file", place=str(path))
            if found.st_mode & 0o077:
                raise UsageError(f"others may read the {what}", place=str(path), mend=f"chmod 600 {path}")
            data = file.read(_READ_AT_MOST + 1)
    except OSError as error:
        raise UsageError(
            f"the {what} cannot be read, {error.strerror}", place=str(path), mend="check --help"
        ) from error
    if len(data) > _READ_AT_MOST:
        raise UsageError(f"the {what} is over {_READ_AT_MOST} bytes", place=str(path))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"the {what} is not UTF-8", place=str(path)) from error


def read_token(path: Path) -> str:
    """The token of a token file. Raises UsageError where it is short, more than one word, or readable by others."""
    text = secret_text(path, "token file").strip()
    if len(text) < TOKEN_LENGTH:
        mend = f'python3 -c "import secrets; print(secrets.token_urlsafe(32))" > {path}'
        raise UsageError(f"the token is shorter than {TOKEN_LENGTH} characters", place=str(path), mend=mend)
    if not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError("the token is not one word of printable ASCII", place=str(path), mend="one line, no spaces")
    return text


class Watched(Generic[Held]):
    """What a file says, read anew when its time, size or inode changes. A faulty file raises at every look."""

    def __init__(self, path: Path, read: Callable[[Path], Held]) -> None:
        """Args: path: of the file; read: makes of it what is held, raises UsageError."""
        self.path, self._read = path, read
        self._lock = threading.Lock()
        self._mark: tuple[int, ...] = ()
        self._held: Held | None = None
        self.get()

    def get(self) -> Held:
        """What the file says now. Raises UsageError."""
        try:
            found = os.stat(self.path)
        except OSError as error:
            raise UsageError(f"cannot be read, {error.strerror}", place=str(self.path)) from error
        mark = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode)
        held = self._held
        if mark == self._mark and held is not None:
            return held
        with self._lock:
            self._held = None
            self._held = held = self._read(self.path)
            self._mark = mark
            return held
