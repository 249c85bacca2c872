"""The dealings that claims tell of: who supplies what to whom, on which day, and how firmly it is told."""

from __future__ import annotations

import datetime as dt
import re

from entente.assess.sanctions.bearing import MUTUAL
from entente.assess.sanctions.engine import usual_activity
from entente.assess.saying import Says
from entente.assess.sure import sureness
from entente.lexicon import load
from entente.records import Claim, KeptClaim
from entente.records.rule import Dealing
from entente.records.vocabulary import GROUPS

#: How a dealing can be told, firmest first.
TOLD = ("done", "agreed", "planned", "talked of", "wanted", "conditional", "former", "denied")
#: Least confidence of a claim that makes a finding: by itself; of a thing done together; with several on one side; and
#: where its quote names every party.
LEAST, LEAST_JOINT, LEAST_MANY, LEAST_NAMED = 0.45, 0.5, 0.75, 0.3
_MODALITIES = {"future": "planned", "desired": "wanted", "conditional": "conditional", "former": "former"}
_GIVEN = frozenset({"TRANSFER", "AID"})
#: Kinds of events that can be dealings.
DEALINGS = ("TRANSFER", "AID", "COOPERATE", "AGREE", "CONSULT", "MOBILIZE")
#: Roots of those that are goods or money.
_GOODS = frozenset(
    {"arms", "nuclear", "technology", "food", "humanitarian", "energy", "oil", "gas", "money", "trade", "health"}
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|pounds|yuan|rou?bles?|money|fund\w*|loans?|pa(?:y|id|ys|yment)|cash|financ\w*|credit)\b",
    re.IGNORECASE,
)
#: Matters on which there are caps, and units (singular, as figures have them) in which they are.
_CAPPED, _CAP_UNITS = frozenset({"oil", "energy"}), frozenset({"barrel", "bbl", "tonne", "ton"})
#: Roots of matters that can be given.
_THINGS = frozenset({
    "arms", "nuclear", "technology", "exercises", "troops", "training", "intelligence", "food", "humanitarian",
    "energy", "oil", "gas", "money", "trade", "labour", "health",
})  # fmt: skip
#: Roots of matters that two do together or agree on, so that it is a dealing; nuclear talks are mostly about limits.
_JOINT = {
    "COOPERATE": frozenset({"arms", "nuclear", "technology", "exercises", "training", "labour", "troops"}),
    "AGREE": frozenset({"arms", "technology", "exercises", "training", "labour", "oil", "gas", "energy", "food"}),
    "CONSULT": frozenset({"arms", "technology", "exercises", "training", "labour"}),
}
#: Words of arms control, of sanctions and of ending a flow: about goods, and yet no supply of them.
_CONTROL = re.compile(
    r"\b(?:arms[- ]control|disarm\w*|non-?proliferation|treat(?:y|ies)|New START|sanction\w*|embargo\w*|cease-?fire"
    r"|(?:reduc|curb|halt|stopp?|suspend|phas)(?:e|es|ed|ing|s)?)\b",
    re.IGNORECASE,
)
#: Words of supply; without one, a talk about arms or a deal is no supply of them.
_SUPPLY = re.compile(
    r"\b(?:buy|bought|purchas|sell|sold|sale|suppl|deliver|provid|transfer|procur|acquir|obtain|gets?\b|getting|seek"
    r"|deals?\b|send|sent\b|export|import(?:s|ed|ing)?\b|ship(?:s|ped|ping|ments?)?\b|offer|swap"
    r"|exchang(?:e|es|ed|ing) (?:of )?(?:arms|weapons|goods|shells)|sourc(?:e|es|ed|ing)\b|give|giving"
    r"|discuss\w* (?:\w+ ){0,2}(?:weapon|arms|ammunition|munition))",
    re.IGNORECASE,
)
#: Words that say that military help is help with arms or money.
_ARMING = re.compile(
    r"\b(?:arm(?:s|ed|ing)?|weapon\w*|military (?:aid|assistance|support|help|equipment|package|supplies))\b",
    re.IGNORECASE,
)
#: Words for arms, by which a claim without a matter is known to be about them.
_ARMS = re.compile(
    r"\b(?:arms|weapon(?:s|ry)|ammunition|munitions|artillery|(?:artillery )?shells|missiles|rockets|drones|tanks)\b"
    r"|\b(?:fighter|war)[- ]?(?:jets|planes)\b",
    re.IGNORECASE,
)
#: Words of force against those whom a help is then not for.
_AGAINST = re.compile(r"\b(?:combat|against|fight|target)(?:s|ing|ed)?\b", re.IGNORECASE)
#: Words that say that troops go somewhere, not only that they help.
_SENDING = re.compile(r"\b(?:send|sent|deploy|dispatch|provid|suppl|contribut|offer|fight for)", re.IGNORECASE)
#: A quote that begins so leaves its party to the sentences around it.
_UNNAMED = re.compile(r"(?:the |its |their )?(?:country|nation|government)\b", re.IGNORECASE)
#: Words of place: who trains close to a state does not train it.
_BESIDE = re.compile(r"\b(?:close to|near|next to|outside|on the border)\b", re.IGNORECASE)
_SPYING = re.compile(r"\b(?:secrets|spy for|spying|spied)\b", re.IGNORECASE)
#: Words of a launch that is still to come, though what is told has happened.
_PLANNING = re.compile(
    r"\b(?:orders|ordered|prepar\w*|read(?:y|ies)|plans?|planned|planning|vow(?:s|ed|ing)?|notif\w*|to launch)\b",
    re.IGNORECASE,
)
_LAUNCH = re.compile(r"\b(?:launch(?:e[sd]|ing)?|fir(?:e[sd]?|ing)|(?:flight-)?test(?:ed|ing|s)?)\b", re.IGNORECASE)
_BALLISTIC = re.compile(r"\b(?:ballistic|ICBMs?|IRBMs?|satellites?|space (?:launch|rocket))\b", re.IGNORECASE)


def dealing_of(kept: KeptClaim, on: dt.date | None = None) -> Dealing | None:
    """The dealing that a claim tells of, None where it tells of none; of several matters the first that makes one.

    Args:
        on: the day to check it on; by default the day on which it begins, else that of the report.
    """
    found = dealings_of(kept, on)
    return found[0] if found else None


def dealings_of(kept: KeptClaim, on: dt.date | None = None) -> tuple[Dealing, ...]:
    """Every dealing that a claim tells of: one for each matter, and both ways where the way is not told."""
    claim = kept.claim
    if "espionage" in claim.matter or _SPYING.search(claim.quote):
        return ()
    day = on or claim.start or claim.end or kept.published
    if day is None:
        return ()
    if claim.event in _GIVEN:
        return _given(kept, day)
    if claim.event == "CONSULT" and claim.mode == "visit":
        return (Dealing(claim.actor, claim.recipient, "diplomacy", "travel", day),) if claim.recipient else ()
    if claim.event in _JOINT:
        return _joint(claim, day)
    if claim.event == "MOBILIZE" and len(claim.actor) == 1 and _is_launch(claim):
        return (Dealing(claim.actor, claim.actor, "arms.missiles", "launch", day),)
    return ()


def told(claim: Claim) -> str:
    """How firmly a claim tells its dealing: one of TOLD."""
    if claim.polarity == "negative":
        return "denied"
    if claim.modality != "actual":
        return _MODALITIES[claim.modality]
    if claim.event == "AGREE":
        return "agreed"
    if claim.event == "MOBILIZE" and _PLANNING.search(claim.quote):
        return "planned"
    return "talked of" if claim.event == "CONSULT" and claim.mode != "visit" else "done"


def _given(kept: KeptClaim, day: dt.date) -> tuple[Dealing, ...]:
    claim = kept.claim
    matters = _said([matter for matter in _special(claim) if _root(matter) in _THINGS], claim.quote, kept.title)
    if not claim.matter:
        # "Military aid" and "economic aid" say in part what is given.
        arming = _ARMS.search(claim.quote) or (claim.mode == "military" and _ARMING.search(claim.quote))
        matters = ["arms"] if arming else ["money"] if claim.mode == "economic" else []
    if not (claim.actor or claim.recipient) or _stops(claim):
        return ()
    if "troops" in matters and not _SENDING.search(claim.quote):
        matters.remove("troops")
    if "training" in matters and _BESIDE.search(claim.quote):
        matters.remove("training")
    return tuple(_supply(claim, each, day) for each in matters)


def _supply(claim: Claim, matter: str, day: dt.date) -> Dealing:
    """The dealing, with how much of it is told where a cap can be on that."""
    amount, unit = None, ""
    if matter in _CAPPED:
        much = next((figure for figure in claim.figures if figure.unit in _CAP_UNITS), None)
        if much is not None:
            amount, unit = much.low, much.unit  # "up to 600,000" may be any amount below
    return Dealing(claim.actor, claim.recipient, matter, usual_activity(matter), day, amount=amount, unit=unit)


def _said(matters: list[str], quote: str, title: str) -> list[str]:
    """The matters that the words tell: a reader takes one from the text around, and then for another thing.

    Those that the quote names; where it names other things instead, those; where it names nothing, those that the
    title names, all where that names nothing either.
    """
    told = [matter for matter in load().matters(quote) if _root(matter) in _GOODS]
    if not _MONEY.search(quote):  # "a million barrels"
        told = [matter for matter in told if matter != "money"]
    roots = {_root(matter) for matter in told}
    named = [matter for matter in matters if _root(matter) in roots or _root(matter) not in _GOODS]
    if named or not matters:
        return named
    if told:
        return [each for each in told if not any(other.startswith(each + ".") for other in told)]
    above = {_root(matter) for matter in load().matters(title)} & _GOODS
    return [matter for matter in matters if _root(matter) in above] if above else matters


def _root(matter: str) -> str:
    return matter.partition(".")[0]


def _special(claim: Claim) -> list[str]:
    """The matters of a claim without those that a more special one among them says better."""
    return [each for each in claim.matter if not any(other.startswith(each + ".") for other in claim.matter)]


def _stops(claim: Claim) -> bool:
    """True where an armed group is named as the enemy that a help is against, not for."""
    return bool(_AGAINST.search(claim.quote)) and any(code in GROUPS for code in claim.recipient)


def _joint(claim: Claim, day: dt.date) -> tuple[Dealing, ...]:
    one, other = claim.actor, claim.recipient
    if not (one and other):
        return ()
    matters = ["exercises"] if "exercises" in claim.matter else _special(claim)
    if not matters:
        if claim.event == "COOPERATE" and claim.mode == "military":
            return (Dealing(one, other, "", "cooperate", day),)
        matters = ["arms"] if _ARMS.search(claim.quote) else []
    found: list[Dealing] = []
    for matter in matters:
        root = matter.partition(".")[0]
        activity = "cooperate" if root in ("technology", "nuclear") else usual_activity(matter)
        if root not in _JOINT[claim.event] or _CONTROL.search(claim.quote):
            continue
        if activity == "supply" and not _SUPPLY.search(claim.quote):
            continue
        found.append(Dealing(one, other, matter, activity, day))
        if activity not in MUTUAL:
            found.append(Dealing(other, one, matter, activity, day))
    return tuple(found)


def sure(kept: KeptClaim, says: Says) -> bool:
    """True if a claim is sure enough to make a finding by itself.

    Below these, its parties were judged wrong in more than every other claim of half a year of news; where two act
    together or several stand on one side they are mixed up more often. A quote that names all of them needs less.
    """
    claim = kept.claim
    if all(says.name(code).removeprefix("the ") in claim.quote for code in claim.parties):
        return sureness(kept) >= LEAST_NAMED
    if len(claim.actor) > 1 or len(claim.recipient) > 1 or _UNNAMED.match(claim.quote):
        return sureness(kept) >= LEAST_MANY
    return sureness(kept) >= (LEAST_JOINT if claim.event in _JOINT else LEAST)


def either_way(kept: KeptClaim, dealing: Dealing) -> bool:
    """True where a claim does not tell which way a thing goes: "a deal on arms"."""
    return kept.claim.event in _JOINT and dealing.activity not in MUTUAL and dealing.activity != "travel"


def _is_launch(claim: Claim) -> bool:
    return bool(_LAUNCH.search(claim.quote) and _BALLISTIC.search(claim.quote))
