"""Words and rules as data: who is meant by a name, and what a stretch of text is about.

`load()` reads the data that comes with the package, once; a user's own TOML file extends or overrides it:

    [[actor]]            # a new actor, or another meaning of a form
    code = "RUS"
    name = "Rostec"
    also = ["Rostech"]
    kind = "institution" # country, demonym, city, leader, body, group, institution or region
    from = 2007-11-23    # optional, as is until

    [[person]]           # name, also, code, office, from, until
    [[remove]]
    form = "Washington"  # a form that shall mean nothing
"""

from __future__ import annotations

import functools
from pathlib import Path

from entente.lexicon.entries import Entry, Resolution
from entente.lexicon.lexicon import Lexicon, read_lexicon

__all__ = ["Entry", "Lexicon", "Resolution", "load"]


def load(extra: Path | None = None) -> Lexicon:
    """The lexicon; the packaged one is read once and kept.

    Args:
        extra: a user's own TOML file, whose entries come before the packaged ones.

    Raises:
        LexiconError: with every fault of every file.
    """
    return _packaged() if extra is None else read_lexicon(extra)


@functools.cache
def _packaged() -> Lexicon:
    return read_lexicon(None)
