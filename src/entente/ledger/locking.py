"""Who may write when. Readers need no lock: Delta tables show them whole commits only.

Locks: `run` is shared by everything that brings documents in, and taken alone by the one that groups them afterwards,
and by who joins files or looks for what a power cut tore; `bring` is shared by the first of these alone, so that who
comes to its end knows whether another will group what it leaves. `write` is taken alone for the moments of a commit
over two tables; `group` by whoever finds the events of claims.
In a folder they are the operating system's, which frees them when a process dies; on object storage they are leases.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from entente.ledger.storage import Where, at

#: Seconds between two looks at what is taken alone by somebody who groups nothing, and for which it is waited for.
PAUSE, LONGEST = 0.05, 300.0


@contextlib.contextmanager
def locked(where: Where, name: str, *, shared: bool = False, wait: bool = True, known: bool = False) -> Iterator[bool]:
    """Holds a lock of the ledger; gives False, at once, where `wait` is False and somebody else holds it.

    `known`: where it is a lease that somebody holds, waits until it is known whether that process still lives.

    Raises LedgerError where nothing can be written there.
    """
    with at(where).locked(name, shared=shared, wait=wait, known=known) as held:
        yield held


@contextlib.contextmanager
def bringing(where: Where) -> Iterator[None]:
    """Held by what brings documents in, for as long as it does."""
    with locked(where, "bring", shared=True), locked(where, "run", shared=True):
        yield


@contextlib.contextmanager
def alone(where: Where, *, wait: bool = False) -> Iterator[bool]:
    """Held by who groups what was brought in; False where others bring documents in, the last of whom will group.

    Whoever has `run` alone meanwhile (a grouping that began before, an opening after a power cut, a joining of files)
    is waited for: a run that ends just then would else leave the grouping to one who does not group.

    Args:
        wait: wait for those who bring documents in as well.
    """
    until = time.monotonic() + LONGEST
    while True:
        with locked(where, "run", wait=wait) as held:
            if held:
                yield True
                return
        with locked(where, "bring", wait=False, known=True) as nobody:
            pass
        if not nobody or time.monotonic() > until:
            yield False
            return
        time.sleep(PAUSE)
