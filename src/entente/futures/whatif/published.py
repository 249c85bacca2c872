"""A WhatIf as plain JSON values: the published form (docs/reference/whatif.md)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from entente.records import WhatIf

#: Digits that floats keep: enough for every use, few enough that no machine's last bit shows.
DIGITS = 12
FORMAT = 1


def published(found: WhatIf) -> dict[str, Any]:
    """The answers as dicts, lists, text and numbers: days in ISO 8601, floats with 12 digits, keys in order."""
    return {"format": FORMAT, **_plain(found)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_key(name): _plain(each) for name, each in sorted(value.items())}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return rounded(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _key(name: object) -> str:
    return f"{name:g}" if isinstance(name, float) else str(name)


def rounded(value: float) -> float | None:
    """A float with 12 digits that count; None for what is no number."""
    return float(f"{value:.{DIGITS}g}") + 0.0 if math.isfinite(value) else None
