"""What a harness is: one door of the house, inputs that it knows, and a trial that fails where a promise is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
#: CPU seconds that one input may take, and bytes of memory beyond those that the program has when it begins.
MOST_SECONDS, MOST_MEMORY = 5.0, 1_000_000_000


class BrokenPromise(AssertionError):
    """An input came out as something that no input may come out as."""


@dataclass(frozen=True, slots=True)
class Harness:
    """One door.

    Attributes:
        name: of the harness and of its folder in the corpus.
        door: what is tried, in plain words.
        make: loads what the trial needs, once a process, and gives the trial: called with the bytes of one input and
            with True if it shall be tried twice and come to the same. Raises whatever is no named error.
        seeds: makes inputs that go through well, from which others are bred.
        tokens: what breeding puts in: words, marks and numbers of the format.
        parts: pattern by which an input is taken apart into pieces that belong together.
        longest: most bytes of an input.
        wrap: from a bred input to the file (packed, say), bytes to bytes.
        modules: of the package, whose branches guide the breeding where atheris is installed.
        slow: inputs take so long that only one in so many is tried.
    """

    name: str
    door: str
    make: Callable[[], Callable[[bytes, bool], None]]
    seeds: Callable[[], Sequence[bytes]]
    tokens: tuple[bytes, ...]
    parts: bytes = rb"\s+|\w+|."
    longest: int = 4096
    wrap: Callable[[bytes], bytes] | None = None
    modules: tuple[str, ...] = ()
    slow: int = 1

    def corpus(self) -> list[bytes]:
        """The seeds, then the fixed corpus by name of file."""
        folder = CORPUS / self.name
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        return [*self.seeds(), *(file.read_bytes() for file in files)]
