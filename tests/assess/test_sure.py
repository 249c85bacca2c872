"""How surely a claim is read: by the reader, or because a reviewer looked at it."""

from __future__ import annotations

import dataclasses

import pytest

from entente.assess.sure import sureness
from tests.assess.builders import told


@pytest.mark.parametrize(
    ("by", "status", "sure"),
    [
        ("", "read", 0.2),
        ("ann", "read", 1.0),
        ("ann", "corrected", 1.0),
        ("ann", "rejected", 0.2),
        ("", "imported", 0.2),
    ],
)
def test_what_a_reviewer_accepted_or_corrected_is_sure(by: str, status: str, sure: float) -> None:
    kept = dataclasses.replace(told("RUS", "AID", "PRK", confidence=0.2, status=status), by=by)
    assert sureness(kept) == sure
