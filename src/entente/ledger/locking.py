"""Who may write when. Readers need no lock: Delta tables show them whole commits only.

Locks: `run` is shared by everything that brings documents in, and taken alone by the one that groups them afterwards;
`write` is taken alone for the moments of a commit over two tables; `group` by whoever finds the events of claims.
In a folder they are the operating system's, which frees them when a process dies; on object storage they are leases.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from entente.ledger.storage import Where, at


@contextlib.contextmanager
def locked(where: Where, name: str, *, shared: bool = False, wait: bool = True, known: bool = False) -> Iterator[bool]:
    """Holds a lock of the ledger; gives False, at once, where `wait` is False and somebody else holds it.

    `known`: where it is a lease that somebody holds, waits until it is known whether that process still lives.

    Raises LedgerError where nothing can be written there.
    """
    with at(where).locked(name, shared=shared, wait=wait, known=known) as held:
        yield held
