"""Cursors: where a page ended, in a form that outlives places and versions."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from entente.errors import UsageError


def written(*values: Any) -> str:
    """The cursor of some plain values."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode("utf-8")).decode().rstrip("=")


def read(cursor: str, *kinds: type | tuple[type, ...]) -> list[Any]:
    """The values of a cursor, of these types. Raises UsageError for what is no cursor of this kind of page."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("utf-8")
        values: list[Any] = json.loads(text)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise bad() from error
    if not isinstance(values, list) or len(values) != len(kinds):
        raise bad()
    for value, kind in zip(values, kinds, strict=True):
        if not isinstance(value, kind) or isinstance(value, bool):
            raise bad()
        if isinstance(value, int) and not -(1 << 62) < value < 1 << 62:
            raise bad()
        if isinstance(value, str) and not value.isascii() and not _is_text(value):
            raise bad()
    return values


def _is_text(value: str) -> bool:
    """Whether it can be written in UTF-8: half of a surrogate pair cannot, and SQLite raises for it."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def bad() -> UsageError:
    """What is raised for a cursor that is none."""
    return UsageError("is no cursor of this page", place="after", mend="leave it out: the first page comes")
