"""Who may write when. Readers need no lock: Delta tables show them whole commits only.

Two locks, both taken from the operating system, which frees them when a process dies:
`run` is shared by everything that brings documents in, and taken alone by the one that groups them afterwards;
`write` is taken alone for the moments of a commit over two tables.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from entente.errors import LedgerError


@contextlib.contextmanager
def locked(root: Path, name: str, *, shared: bool = False, wait: bool = True) -> Iterator[bool]:
    """Holds a lock of the ledger; gives False, at once, where `wait` is False and somebody else holds it.

    Raises LedgerError where the folder cannot be written.
    """
    import fcntl  # POSIX only, as is the rest of keeping a ledger

    try:
        handle = os.open(root / f".{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise LedgerError(f"cannot be written, {error.strerror}", place=str(root)) from error
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
