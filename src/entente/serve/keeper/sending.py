"""Sends alerts beside the keeper's rounds."""

from __future__ import annotations

import logging
import sqlite3
import threading
from typing import TYPE_CHECKING

from entente.errors import EntenteError
from entente.serve.context import Clock
from entente.serve.keeper.rounds import Stop
from entente.serve.settings import Settings
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.desk import Desk

#: Seconds of the longest wait after a failure.
LONGEST = 60.0
_LOG = logging.getLogger("entente.serve")


class Sender(threading.Thread):
    """Sends what is due, beside the rounds: a slow server of somebody's holds up no news.

    `mistake`: a mistake of the program, of which it ended.
    """

    def __init__(self, settings: Settings, stop: Stop, desk: Desk, now: Clock, looked: float) -> None:
        super().__init__(name="alerts", daemon=True)
        self._settings, self._stop_it, self._desk, self._now, self._looked = settings, stop, desk, now, looked
        self.mistake: BaseException | None = None

    def run(self) -> None:
        """Sends until it is stopped."""
        store = Store(self._settings.state / "desk.sqlite")
        try:
            self._send(store)
        except BaseException as error:
            self.mistake = error
            raise
        finally:
            store.close()

    def _send(self, store: Store) -> None:
        from entente.serve import watching

        failures = 0
        while not self._stop_it.is_set():
            try:
                watching.deliver(store, self._settings, now=self._now, post=self._desk.post)
                failures = 0
            except (EntenteError, sqlite3.Error, OSError) as error:
                failures += 1
                _LOG.error("alerts could not be sent", exc_info=error)
            self._stop_it.wait(min(self._looked * 2.0**failures, LONGEST))
