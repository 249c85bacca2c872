"""A reader that asks a ledger again and again while others write, and notes whatever must not be seen."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from entente.errors import EntenteError
from entente.ledger import Ledger
from entente.records import Question
from faults.rows import faults_in

#: Documents by the moment of their commit: a batch is seen whole or not at all.
BATCHES = "SELECT epoch_us(recorded), count(*) FROM documents GROUP BY ALL"


class Watcher:
    """Asks one ledger in turn by a handle that stays open and by new ones."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._batches: defaultdict[int, set[int]] = defaultdict(set)
        self.told: dict[str, Any] = {"asked": 0, "faults": [], "batches": {}, "most": 0}

    def watch(self, ended: Callable[[], bool]) -> None:
        """Asks until `ended`, and once more."""
        while not (self._root / "documents" / "_delta_log" / f"{1:020}.json").exists() and not ended():
            time.sleep(0.005)
        with Ledger(self._root) as ledger:
            while True:
                last = ended()
                try:
                    self._ask(ledger)
                except (EntenteError, OSError, ValueError, LookupError, RuntimeError) as error:
                    self.told["faults"].append(f"{type(error).__name__}: {error}"[:300])
                if last:
                    break
        self.told["batches"] = {str(moment): sorted(seen) for moment, seen in self._batches.items()}

    def _ask(self, ledger: Ledger) -> None:
        self.told["faults"] += faults_in(self._root, grouped=False)
        for moment, number in ledger.connection.execute(BATCHES).fetchall():
            self._batches[moment].add(number)
        for _ in ledger.claims(Question(pair=("RUS", "PRK"))):
            pass
        ledger.events(Question(limit=3))
        documents = ledger.count()["documents"]
        if documents < self.told["most"]:
            self.told["faults"].append(f"{documents} documents after {self.told['most']}")
        self.told["most"] = max(self.told["most"], documents)
        self.told["asked"] += 1
