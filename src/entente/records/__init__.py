"""What passes through the doors of the house: frozen records without behaviour of their own."""

from entente.records.alignment import Alignment, Change, Step, Triad
from entente.records.assessment import (
    Assessment,
    BriefCourse,
    BriefFinding,
    BriefRule,
    BriefSource,
    BriefStep,
    BriefTurn,
)
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
from entente.records.contradiction import Contradiction, Found
from entente.records.document import Cut, Document, Refusal
from entente.records.explanation import Alternative, Explanation, PartyEvidence
from entente.records.finding import Estimate, Finding, Glance, origins
from entente.records.interest import Interest, Interests
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
from entente.records.news import NEWS, News, news_key
from entente.records.precedent import Precedent
from entente.records.rule import ACTIVITIES, Cap, Dealing, Rule
from entente.records.ruling import CheckedClaim, Need, RuleFinding, Ruling
from entente.records.span import Interval, Span
from entente.records.status import Status, Voice
from entente.records.track import Case, Track
from entente.records.travel import Absence, Clash, Travels, Trip

__all__ = [
    "ACTIVITIES",
    "NEWS",
    "STANDING",
    "STATUSES",
    "Absence",
    "Alignment",
    "Alternative",
    "Assessment",
    "Brief",
    "BriefCourse",
    "BriefDate",
    "BriefDocument",
    "BriefFinding",
    "BriefLink",
    "BriefPassage",
    "BriefQuote",
    "BriefRule",
    "BriefSentence",
    "BriefSide",
    "BriefSource",
    "BriefStanding",
    "BriefStep",
    "BriefTurn",
    "BriefVoice",
    "Cap",
    "Case",
    "Change",
    "CheckedClaim",
    "Claim",
    "Clash",
    "Contradiction",
    "Cut",
    "Dealing",
    "Document",
    "Estimate",
    "Event",
    "Explanation",
    "Figure",
    "Finding",
    "Found",
    "Glance",
    "Holder",
    "Ingested",
    "Interest",
    "Interests",
    "Interval",
    "KeptClaim",
    "KeptDocument",
    "KeptRefusal",
    "Lineage",
    "Membership",
    "Mention",
    "Need",
    "News",
    "PartyEvidence",
    "Place",
    "Precedent",
    "Question",
    "Refusal",
    "Reread",
    "Review",
    "Rule",
    "RuleFinding",
    "Ruling",
    "Said",
    "Span",
    "Status",
    "Step",
    "TimeMention",
    "Track",
    "Travels",
    "Triad",
    "Trip",
    "Voice",
    "claim_id",
    "news_key",
    "origins",
]
