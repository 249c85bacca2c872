"""Findings as plain JSON values: the sentence, the first claims with their words, of other claims the ids."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from entente.records import Finding, KeptClaim
from entente.records.rule import Rule, cited
from entente.rows import claim_row

_OWN = ("text", "reason", "claims", "rules")


def finding_row(finding: Finding, quotes: int) -> dict[str, Any]:
    """A finding. `quotes`: so many of its claims are shown in whole."""
    more = {
        field.name: _plain(getattr(finding, field.name))
        for field in dataclasses.fields(finding) if field.name not in _OWN
    }  # fmt: skip
    return {
        "text": finding.text,
        "reason": finding.reason,
        **more,
        "claims": [claim_row(kept) for kept in finding.claims[:quotes]],
        "all_claims": len(finding.claims),
        "rules": [_plain(rule) for rule in finding.rules],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, KeptClaim):
        return value.claim.id
    if isinstance(value, Rule):
        return {
            "id": value.id, "cited": cited(value.instrument, value.paragraph), "title": value.title, "mark": value.mark,
        }  # fmt: skip
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner) for inner in value]
    return value
