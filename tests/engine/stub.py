"""The program of a worker whose reader takes words literally, and dies, hangs or fails where a text says so."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # it is started with -P

from entente.engine.serving import serve
from entente.errors import ModelError
from tests.ledger.builders import claims_of


class StubReader:
    version = "stub 1"

    def __init__(self, scars: str) -> None:
        self._scars = Path(scars)

    def read_many(self, documents):
        for document in documents:
            self._suffer(document.text)
            yield document, claims_of(document)

    def _suffer(self, text: str) -> None:
        if "DIES ONCE" in text and not (scar := self._scars / "once").exists():
            scar.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "ALWAYS DIES" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANGS" in text:
            time.sleep(1000)
        if "SLOW" in text:
            time.sleep(0.05)


def dies_at_start(recipe):
    """Somebody kills as many processes as the file `starts` says while they make their reader."""
    if (starts := Path(recipe.lexicon) / "starts").exists() and (left := int(starts.read_text())):
        starts.write_text(str(left - 1))
        os.kill(os.getpid(), signal.SIGKILL)

    if (hangs := Path(recipe.lexicon) / "hangs").exists():
        hangs.unlink()
        time.sleep(1000)


def make(recipe):
    if recipe.model == "broken":
        raise ModelError("no such model")
    dies_at_start(recipe)
    return StubReader(recipe.lexicon)


if __name__ == "__main__":
    serve(make, sys.argv[1:])
