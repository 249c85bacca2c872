"""The brief as one HTML page."""

from __future__ import annotations

from entente.records import Brief


def as_html(brief: Brief) -> str:
    """The brief as HTML."""
    raise NotImplementedError
