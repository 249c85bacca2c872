"""Dealings against sanctions rules: what forbids them, on which day, and what would change the answer."""

from __future__ import annotations

from entente.assess.sanctions.claims import check_claims
from entente.assess.sanctions.dealings import DEALINGS, dealing_of
from entente.assess.sanctions.engine import Sanctions, check, usual_activity
from entente.records.ruling import CheckedClaim

__all__ = ["DEALINGS", "CheckedClaim", "Sanctions", "check", "check_claims", "dealing_of", "usual_activity"]
