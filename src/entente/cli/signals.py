"""How a service is ended."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def ends_softly(wanted: bool) -> Iterator[Callable[[], bool]]:
    """Where it is wanted, SIGTERM, by which services are ended, ends the block as Ctrl-C does; what was read stays.

    Gives what tells whether it came. Raises KeyboardInterrupt then, whatever a library made of it on its way (one that
    is being imported says that it cannot be).
    """
    came = False

    def end(*_: object) -> None:
        nonlocal came
        came = True
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGTERM)
    if wanted:
        signal.signal(signal.SIGTERM, end)
    try:
        yield lambda: came
    except Exception as error:
        if came:
            raise KeyboardInterrupt from error
        raise
    finally:
        if wanted:
            signal.signal(signal.SIGTERM, before)
