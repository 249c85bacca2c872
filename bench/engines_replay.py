"""The program of a worker that reads nothing: it waits as long as reading would take, and gives recorded claims.

With it more workers can be had than there are cores: what is measured then is how much one committing process takes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from entente.engine.forms import claims_from
from entente.engine.loading import Recipe
from entente.engine.serving import serve
from entente.records import Claim, Document

#: Parts the id of a recorded document from the number of its copy.
COPY = "#"


class Replay:
    """Claims from a file, at the pace of a reader."""

    version = "replay 1"

    def __init__(self, recorded: Path, pace: float) -> None:
        """Args: recorded: JSON, {document: claims}; pace: characters a second, 0 for no waiting at all."""
        given = json.loads(recorded.read_text(encoding="utf-8"))
        self._claims, self._pace = {name: claims_from(values) for name, values in given.items()}, pace

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """Documents with their recorded claims, the ids of which are those of this copy alone."""
        import dataclasses

        for document in documents:
            if self._pace:
                time.sleep((len(document.title) + len(document.text)) / self._pace)
            name, _, copy = document.id.partition(COPY)
            yield (
                document,
                [
                    dataclasses.replace(
                        claim, document=document.id, id=hashlib.sha256(f"{claim.id}{copy}".encode()).hexdigest()[:16]
                    )
                    for claim in self._claims[name]
                ],
            )


def make(recipe: Recipe) -> Replay:
    """The recipe's model is the file, its lexicon the pace."""
    return Replay(Path(recipe.model), float(recipe.lexicon))


if __name__ == "__main__":
    serve(make, sys.argv[1:])
