"""Claims as CSV: RFC 4180, one claim a row, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from entente.exchange.characters import as_cell, json_text
from entente.exchange.lookups import Lookups, Tally, Written, fields
from entente.exchange.staging import staged_text
from entente.records import KeptClaim

#: Columns, in order: the claim record's fields, then the ledger's.
COLUMNS = (
    "id", "document", "event", "mode", "actor", "recipient", "matter", "holders", "polarity", "certainty", "modality",
    "start", "end", "quote", "field", "start_char", "end_char", "places", "confidence", "inferred", "figures", "reader",
    "version", "status", "event_id", "origin", "title", "published", "outlet", "url", "known", "recorded", "by", "why",
)  # fmt: skip


def write(claims: Iterable[KeptClaim], out: Path, lookups: Lookups) -> Written:
    """One row a claim, whatever its status. Raises InputError where `out` cannot be written."""
    tally = Tally()
    with staged_text(out) as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for kept in claims:
            values = fields(kept)
            rows.writerow([as_cell(_cell(values[name])) for name in COLUMNS])
            tally.rows += 1
    return tally.written()


def _cell(value: Any) -> str:
    """Lists of words joined by ";", what is nested as JSON, nothing as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        nested = any(not isinstance(entry, str) for entry in value)
        return json_text(value) if nested else ";".join(value)
    return str(value)
