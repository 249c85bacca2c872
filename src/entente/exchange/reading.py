"""The door into the house: other data sets' events as claims, a row that cannot come in as a Refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from pathlib import Path

from entente.errors import InputError, UsageError
from entente.exchange import gdelt, plover_rows, polecat_rows
from entente.exchange.rows import lexicon_codes
from entente.records import Claim, Document, Refusal

_READERS: dict[str, Callable[[Path, Set[str]], Iterator[tuple[Document, Claim] | Refusal]]] = {
    "plover": plover_rows.rows,
    "polecat": polecat_rows.rows,
    "gdelt": gdelt.rows,
}
#: Data sets that claims can come from.
SOURCES = tuple(_READERS)


def read(kind: str, source: Path, *, codes: Set[str] | None = None) -> Iterator[tuple[Document, Claim] | Refusal]:
    """(report, claim) or Refusal for each row of a file, plain, gzip or zip, one at a time and in order.

    Rows come without words: the report's text is empty, the claim's `reader` names the import, its confidence is 0
    (nothing is known of it) and its certainty "unknown", unless the file was written here and tells more. Ids are made
    of the row's own, so that the same row is the same claim each time.

    Args:
        kind: one of SOURCES.
        source: the file.
        codes: codes that a party may have; the packaged lexicon's unless given.

    Raises:
        UsageError: an unknown kind. InputError: no such file.
    """
    if kind not in _READERS:
        raise UsageError(f"no import from {kind!r}", mend=f"one of {', '.join(SOURCES)}")
    if source.is_dir():
        raise InputError("is a folder", place=str(source), mend="name the files in it")
    if not source.is_file():
        raise InputError("no such file", place=str(source))
    if not source.stat().st_size:
        return iter([Refusal(str(source), "empty", "the file is empty")])
    return _READERS[kind](source, lexicon_codes() if codes is None else codes)
