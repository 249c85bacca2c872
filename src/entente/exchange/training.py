"""Reviewed claims as material for the next reader: items, and labels as the trainer reads them.

A folder with two files of JSON Lines: `items.jsonl` (`id`, `title`, `text`, `published`, `outlet`, `url`) and
`gold.jsonl` (`{"id", "claims"}`). Every report that has a reviewed claim is there with all its standing claims.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from entente.errors import InputError
from entente.exchange.characters import json_text
from entente.exchange.lookups import FALLEN, Lookups, Tally, Written
from entente.exchange.staging import cannot_write, staged_text
from entente.records import Claim, Document, KeptClaim

#: Fields of a label: the claim record's own, without what the reader adds.
LABEL = (
    "event", "mode", "actor", "recipient", "matter", "holders", "polarity", "certainty", "modality", "start", "end",
    "quote",
)  # fmt: skip
_UNREVIEWED = "of a report without a reviewed claim"
_WORDLESS = "imported, without words"
_TEXTLESS = "of a report whose text is not kept"


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """Writes the folder `out`. `trigger`, the event word, is "" where it is not known: the trainer skips such labels.

    Give it every claim of the reports, rejected ones as well: a rejection is a review. Raises InputError where `out`
    cannot be written.
    """
    tally = Tally()
    reports: dict[str, list[KeptClaim]] = {}
    for kept in claims:
        reports.setdefault(kept.claim.document, []).append(kept)
    with _folder(out), staged_text(out / "items.jsonl") as items, staged_text(out / "gold.jsonl") as gold:
        for name, of_report in reports.items():
            document = lookups.found(name)
            labels = _labels(of_report, document, lookups, tally)
            if document is not None and labels is not None:
                items.write(json_text(_item(document)) + "\n")
                gold.write(json_text({"id": document.id, "claims": labels}) + "\n")
    return tally.written()


@contextlib.contextmanager
def _folder(out: Path) -> Iterator[None]:
    """`out` is a folder; one that had to be made is taken away again if anything goes wrong."""
    if out.exists() and not out.is_dir():
        raise InputError("is there and is no folder", place=str(out), mend="name a folder")
    is_new = not out.exists()
    try:
        out.mkdir(exist_ok=True)
    except OSError as fault:
        raise cannot_write(out, fault) from fault
    try:
        yield
    except BaseException:
        if is_new:
            out.rmdir()
        raise


def _labels(
    claims: list[KeptClaim], document: Document | None, lookups: Lookups, tally: Tally
) -> list[dict[str, Any]] | None:
    """Labels of one report; None where nobody reviewed it or its text is gone."""
    reviewed = any(kept.status in ("corrected", "rejected") or kept.by for kept in claims)
    if not reviewed or document is None or not f"{document.title}{document.text}".strip():
        tally.left_out[_TEXTLESS if reviewed else _UNREVIEWED] += len(claims)
        return None
    labels = []
    for kept in claims:
        if kept.status == "imported" or not kept.claim.quote:
            tally.left_out[_WORDLESS] += 1
        elif kept.status in FALLEN:
            tally.left_out[FALLEN[kept.status]] += 1
        else:
            labels.append(_label(kept.claim, document, lookups))
            tally.rows += 1
    return labels


def _label(claim: Claim, document: Document, lookups: Lookups) -> dict[str, Any]:
    values = claim.as_dict()
    word = lookups.trigger(claim, document) if lookups.trigger else None
    return {name: values[name] for name in LABEL} | {"trigger": word or ""}


def _item(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "published": document.published.isoformat() if document.published else None,
        "outlet": document.outlet,
        "url": document.url,
    }
