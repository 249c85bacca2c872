"""What a worker must know to make its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from entente.records import Claim, Document


class Reads(Protocol):
    """What an engine needs of a reader."""

    version: str

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """Documents with their claims, in the order given."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader is made, in words that can be sent to another process.

    Attributes:
        model: "small", "large" or a model's folder.
        lexicon: a user's own file, "" for none.
    """

    model: str = "small"
    lexicon: str = ""


def load(recipe: Recipe, *, threads: int | None = 1) -> Reads:
    """The reader of a recipe.

    Args:
        recipe: which model and lexicon.
        threads: windows that it reads side by side; a worker has one.

    Raises ModelError, LexiconError; UsageError where there is no such model.
    """
    from entente.lexicon import load as load_lexicon
    from entente.reader import Reader, model_folder

    lexicon = load_lexicon(Path(recipe.lexicon) if recipe.lexicon else None)
    return Reader(lexicon, threads=threads, model=model_folder(recipe.model))
