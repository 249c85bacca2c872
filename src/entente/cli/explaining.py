"""An explanation as lines to read."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterable
from typing import Any

from entente.cli.escaping import visible
from entente.cli.tables import told, what, when
from entente.records import Alternative, Document, Explanation

LABEL = 12


def as_text(document: Document, why: Explanation, columns: int) -> str:
    """What was read, where it stands, and what the network weighed, `columns` wide."""
    return "".join(f"{line}\n" for line in _lines(document, why, columns))


def _lines(document: Document, why: Explanation, columns: int) -> Iterable[str]:
    claim = why.claim
    rows = [
        ("claim", claim.id),
        ("what", what(claim)),
        ("told as", "; ".join(told(claim)) or "the report says so in its own voice"),
        ("when", when(claim) or "no time given"),
        ("about", ", ".join(claim.matter) or "nothing in particular"),
        ("confidence", f"{claim.confidence:.2f}"),
        ("words", f"“{claim.quote}”"),
        ("sentence", why.sentence),
        *(("place", _place(p.field, p.start_char, p.end_char, document)) for p in claim.places),
        ("event word", f"{why.trigger}: {_weighed(why.events)}"),
    ]
    for party in why.parties:
        mark = "taken" if party.chosen else "left"
        words = ", ".join(f"“{word}”" for word in party.words) or "no words"
        rows.append((party.role, f"{party.code} {party.probability:.2f} {mark}: {words}"))
    rows.append(("who says so", _weighed(why.holders)))
    rows += [(name.replace("_", " "), _weighed(values)) for name, values in why.attributes if values]
    rows += [("note", note) for note in why.notes]
    rows.append(("reader", claim.reader))
    for label, value in rows:
        yield from _row(label, visible(value), columns)


def _row(label: str, value: str, columns: int) -> Iterable[str]:
    wrapped = textwrap.wrap(value, max(20, columns - LABEL - 2), break_on_hyphens=False) or [""]
    yield f"{label:{LABEL}}  {wrapped[0]}"
    for line in wrapped[1:]:
        yield f"{'':{LABEL}}  {line}"


def _place(field: str, start: int, end: int, document: Document) -> str:
    return f"{document.source or document.id}, {field}, characters {start} to {end}"


def _weighed(values: Iterable[Alternative]) -> str:
    return ", ".join(f"{value.value} {value.probability:.2f}" for value in values) or "nothing weighed"


def as_dict(why: Explanation) -> dict[str, Any]:
    """The explanation as plain JSON values."""
    return {
        "claim": why.claim.as_dict(),
        "sentence": why.sentence,
        "trigger": why.trigger,
        "events": [dataclasses.asdict(value) for value in why.events],
        "parties": [dataclasses.asdict(party) for party in why.parties],
        "holders": [dataclasses.asdict(value) for value in why.holders],
        "attributes": {name: [dataclasses.asdict(value) for value in values] for name, values in why.attributes},
        "notes": list(why.notes),
    }
