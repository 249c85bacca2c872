"""What the benches of a running desk share: waiting for it, its processes told apart, looking at it from a thread."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import psutil

from entente.serve import keeper
from entente.serve.store import Store


def until(found: Callable[[], Any], seconds: float) -> Any:
    """What `found` gives as soon as it is not None. Raises RuntimeError where it is still None after so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = found()
        if answer is not None:
            return answer
        time.sleep(0.2)
    raise RuntimeError(f"nothing after {seconds:g} s")


def desk_processes(pid: int, store: Store) -> dict[str, psutil.Process]:
    """The processes of a desk by what they do."""
    web, kept = psutil.Process(pid), keeper.progress(store)
    found = {"web": web}
    for child in web.children():
        with contextlib.suppress(psutil.Error):
            if "spawn_main" in " ".join(child.cmdline()):
                found["keeper" if kept is not None and child.pid == kept.pid else "jobs"] = child
    return found


class Watching:
    """Looks, in a thread of its own, until the end of its block."""

    def __init__(self) -> None:
        """Nothing is looked at yet."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        """Looks again and again, while `_over` is not set."""
        raise NotImplementedError
