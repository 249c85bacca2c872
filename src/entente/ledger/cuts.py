"""Connections to an object store that are cut in the middle of an answer, and what is asked again then.

The libraries below try again where a store answers with an error or does not answer; where it began to and was cut off
they do for reads of objects, not for lists, for deletions and for what the Delta library asks (object_store, "retry").
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from entente.errors import LedgerError

#: Seconds before each new try. What the Delta library does is several requests, and one cut undoes them all.
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.5, 1.0, 1.0, 2.0)
#: Seconds after which nothing more is tried: a store that stalls in the middle of each answer looks like one that cuts.
LONGEST = 30.0
#: The libraries' words for a cut; a store that cannot be reached, for which they have tried again, has others.
_SIGNS = ("response body", "reading a body", "sendrequest", "kind: interrupted", "connection reset", "broken pipe",
          "incompletemessage")  # fmt: skip
T = TypeVar("T")


def was_cut(error: BaseException) -> bool:
    """Whether a connection was cut that had been made; whether what was asked took effect is then unknown."""
    words = str(error).lower()
    return any(sign in words for sign in _SIGNS)


def again(do: Callable[[], T], faults: tuple[type[Exception], ...]) -> T:
    """Does what may be done twice, and does it again, after each of PAUSES, while the connection is cut, for LONGEST.

    Raises what `do` raises.

    Args:
        do: what to do.
        faults: what it raises then, among others.
    """
    until = time.monotonic() + LONGEST
    for pause in PAUSES:
        try:
            return do()
        except LedgerError:
            raise
        except faults as error:
            if not was_cut(error) or time.monotonic() > until:
                raise
        time.sleep(pause)
    return do()
