"""The closed vocabularies of the claim record.

Event types are PLOVER's (Open Event Data Alliance, PLOVER manual, draft 2.0, as POLECAT uses it) and three
extensions: TRANSFER, TRAVEL and HAVE.
"""

from __future__ import annotations

EVENTS = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "TRANSFER", "TRAVEL", "HAVE",
)  # fmt: skip
#: Events whose parties stand on one side.
MUTUAL_EVENTS = frozenset({"AGREE", "CONSULT", "COOPERATE"})
#: Events that need no second party.
ONE_SIDED_EVENTS = frozenset({"TRAVEL", "HAVE"})
#: PLOVER's quad classes; TRAVEL and HAVE stand alone.
QUAD_CLASSES = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT", "TRANSFER"), "material cooperation"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
    "TRAVEL": "TRAVEL",
    "HAVE": "HAVE",
}  # fmt: skip
#: Modes that the reader tells apart (PLOVER modes that occur in the gold).
MODES = (
    "meet", "visit", "phone", "economic", "military", "humanitarian", "judicial", "intelligence",
    "aerial", "ground", "explosives",
)  # fmt: skip
POLARITIES = ("positive", "negative")
CERTAINTIES = ("certain", "probable", "possible", "unknown")
MODALITIES = ("actual", "future", "desired", "conditional", "former")
STANCES = (
    "says", "confirms", "denies", "believes", "suspects", "reports", "warns", "accuses", "wants", "questions",
    "not-confirmed", "rumour",
)  # fmt: skip
MATTERS = (
    "arms", "arms.ammunition", "arms.artillery", "arms.missiles", "arms.drones", "arms.aircraft", "arms.armour",
    "arms.airdefence", "nuclear", "technology", "technology.satellite", "technology.submarine", "technology.chips",
    "exercises", "troops", "training", "intelligence", "cyber", "food", "humanitarian", "energy", "oil", "gas",
    "money", "trade", "labour", "prisoners", "hostages", "refugees", "territory", "ceasefire", "peace", "sanctions",
    "diplomacy", "espionage", "rights", "climate", "health",
)  # fmt: skip
#: Codes that are not ISO 3166-1 alpha-3: intergovernmental bodies.
BODIES = (
    "UN", "EU", "NATO", "AU", "ASEAN", "OPEC", "G7", "G20", "BRICS", "IAEA", "ICC", "ICJ", "IMF", "WHO", "WTO",
    "WORLDBANK", "ARABLEAGUE", "ECOWAS", "OSCE", "SCO", "QUAD", "GCC", "CARICOM", "MERCOSUR",
)  # fmt: skip
#: Armed groups and the like.
GROUPS = (
    "HAMAS", "HEZBOLLAH", "HOUTHIS", "TALIBAN", "WAGNER", "ISIS", "RSF", "M23", "PIJ", "PKK", "SDF", "ALSHABAAB",
    "BOKOHARAM", "ALQAEDA", "TTP",
)  # fmt: skip
REGIONS = ("AFRICA", "EUROPE", "WEST")
