"""Report text is hostile input: what could move a cursor or turn a line around is shown as an escape."""

from __future__ import annotations

from entente.inert import json_text as json_line
from entente.inert import visible

__all__ = ["json_line", "visible"]
