"""The doors, each as a harness."""

from __future__ import annotations

from fuzz.doors import asking, documents, loaders, reading, rows
from fuzz.harness import Harness

#: Every harness, in the order in which they are tried.
HARNESSES: tuple[Harness, ...] = (
    *documents.HARNESSES, *loaders.HARNESSES, *rows.HARNESSES, *asking.HARNESSES, *reading.HARNESSES,
)  # fmt: skip


def named(word: str) -> list[Harness]:
    """Harnesses whose names begin with a word; all for ""."""
    return [each for each in HARNESSES if each.name.startswith(word)]
