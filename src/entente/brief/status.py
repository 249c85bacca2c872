"""In one word, how a thing told stands: asserted, contested, not confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from entente.brief.happenings import voice
from entente.records import Claim

#: Stances that tell a thing outright; the report's own voice ("") does too.
_TELLS = ("", "says", "reports", "warns", "believes", "confirms")
_WEAK = (("rumour", "only rumoured"), ("accuses", "only alleged"), ("suspects", "only suspected"))


def status(claims: Sequence[Claim]) -> str:
    """One of `STATUSES` for claims that tell the same thing; empty for a mere wish or an if.

    A denial outweighs all else, then a confirmation, then a refusal to confirm. Silence is none of these: what only
    one side tells is asserted. Order and number of the claims change nothing.
    """
    happened = [claim for claim in claims if claim.modality not in ("desired", "conditional")]
    stances = {voice(claim) for claim in happened}
    if not stances or stances == {"wants"}:
        return ""
    told = stances - {"denies", "not-confirmed", "questions", "wants"}
    if "denies" in stances:
        return "contested" if told else "denied"
    if "confirms" in stances:
        return "confirmed"
    if "not-confirmed" in stances:
        return "not confirmed"
    if "questions" in stances:
        return "questioned"
    if stances & set(_TELLS):
        return "asserted"
    return next((word for stance, word in _WEAK if stance in stances), "")


__all__ = ["status"]
