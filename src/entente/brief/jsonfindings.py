"""What an assessment brings to a brief, as plain JSON values."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from entente.brief.findings import SECTIONS
from entente.records import Brief


def assessed_part(brief: Brief) -> dict[str, Any]:
    """The fields of a brief that an assessment fills; the same ones, empty, without it."""
    return {
        "subject": brief.subject,
        "assessed": brief.assessed,
        "short": brief.short,
        "lead": plain(brief.lead),
        **{key: plain(getattr(brief, key)) for key in SECTIONS},
        "course": plain(brief.course),
        "denied": brief.denied,
        "more": dict(sorted(brief.more.items())),
        "rulebook": plain(brief.rulebook),
        "sources": plain(brief.sources),
        "outlook": plain(brief.outlook),
        "outlook_notes": list(brief.outlook_notes),
        "references": plain(brief.references),
    }


def plain(value: Any) -> Any:
    """A record whose fields are named as in the schema: as a dict, days as ISO strings, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


__all__ = ["assessed_part", "plain"]
