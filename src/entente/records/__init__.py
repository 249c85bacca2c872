"""What passes through the doors of the house: frozen records without behaviour of their own."""

from entente.records.alignment import Alignment, Change, Step, Triad
from entente.records.assessment import Assessment
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
from entente.records.finding import Estimate, Finding, Glance, origins
from entente.records.kept import (
    STANDING,
    STATUSES,
    Event,
    Ingested,
    KeptClaim,
    KeptDocument,
    KeptRefusal,
    Lineage,
    Membership,
    Question,
    Reread,
    Review,
    Said,
)
from entente.records.mention import Mention, TimeMention
from entente.records.rule import Cap, Dealing, Rule
from entente.records.span import Interval, Span

__all__ = [
    "STANDING",
    "STATUSES",
    "Alignment",
    "Alternative",
    "Assessment",
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
    "Cap",
    "Change",
    "Claim",
    "Cut",
    "Dealing",
    "Document",
    "Estimate",
    "Event",
    "Explanation",
    "Figure",
    "Finding",
    "Glance",
    "Holder",
    "Ingested",
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
    "Reread",
    "Review",
    "Rule",
    "Said",
    "Span",
    "Step",
    "TimeMention",
    "Triad",
    "claim_id",
    "origins",
]
