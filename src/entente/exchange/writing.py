"""The door out of the house: claims into a file that another program reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from entente.errors import UsageError
from entente.exchange import flat, ftm, graph, plover, polecat, stix, tables, training
from entente.exchange.lookups import Lookups, Written, kind_of
from entente.records import Claim, Document, KeptClaim

_WRITERS: dict[str, Callable[[Iterable[KeptClaim], Path, Lookups], Written]] = {
    "plover": plover.write,
    "polecat": polecat.write,
    "parquet": tables.write,
    "csv": flat.write,
    "graphml": graph.write,
    "ftm": ftm.write,
    "stix": stix.write,
    "training": training.write,
}
#: Formats that claims can be written in.
KINDS = tuple(_WRITERS)


def write(
    kind: str,
    claims: Iterable[KeptClaim],
    out: Path,
    *,
    document: Callable[[str], Document | None],
    names: Callable[[str], str],
    kinds: Callable[[str], str] = kind_of,
    trigger: Callable[[Claim, Document], str | None] | None = None,
) -> Written:
    """Writes claims to `out`, in their order; the file is there whole or not at all.

    plover, polecat, parquet and csv hold no more than a few thousand claims at once; graphml, ftm, stix and training
    hold what they need to count and link.

    Args:
        kind: one of KINDS.
        claims: what to write.
        out: the file; for training the folder.
        document: id -> report, None where its text is not kept.
        names: code -> plain English name.
        kinds: code -> "state", "body", "group" or "region".
        trigger: for training, the event word of a claim in its report.

    Raises:
        UsageError: an unknown kind, or a library that is not installed.
        InputError: `out` cannot be written.
    """
    if kind not in _WRITERS:
        raise UsageError(f"no format {kind!r}", mend=f"one of {', '.join(KINDS)}")
    return _WRITERS[kind](claims, out, Lookups(document, names, kinds, trigger))
