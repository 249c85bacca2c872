"""What passes through the doors of the house: frozen records without behaviour of their own."""

from entente.records.brief import (
    Brief,
    BriefDate,
    BriefDocument,
    BriefLink,
    BriefPassage,
    BriefQuote,
    BriefSentence,
    BriefSide,
    BriefStanding,
    BriefVoice,
)
from entente.records.claim import Claim, Figure, Holder, Place, claim_id
from entente.records.document import Cut, Document, Refusal
from entente.records.explanation import Alternative, Explanation, PartyEvidence
from entente.records.kept import (
    STANDING,
    STATUSES,
    Event,
    KeptClaim,
    KeptDocument,
    KeptRefusal,
    Lineage,
    Membership,
    Question,
    Review,
    Said,
)
from entente.records.mention import Mention, TimeMention
from entente.records.span import Interval, Span

__all__ = [
    "STANDING",
    "STATUSES",
    "Alternative",
    "Brief",
    "BriefDate",
    "BriefDocument",
    "BriefLink",
    "BriefPassage",
    "BriefQuote",
    "BriefSentence",
    "BriefSide",
    "BriefStanding",
    "BriefVoice",
    "Claim",
    "Cut",
    "Document",
    "Event",
    "Explanation",
    "Figure",
    "Holder",
    "Interval",
    "KeptClaim",
    "KeptDocument",
    "KeptRefusal",
    "Lineage",
    "Membership",
    "Mention",
    "PartyEvidence",
    "Place",
    "Question",
    "Refusal",
    "Review",
    "Said",
    "Span",
    "TimeMention",
    "claim_id",
]
