"""Happenings between two parties: claims of one event put together, with their kinds, days and origins."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from entente.assess.days import plus
from entente.assess.sure import sureness
from entente.records import KeptClaim
from entente.records.vocabulary import MUTUAL_EVENTS

#: Stances that tell a thing as it is; others leave it open, deny it, or only accuse of it.
TELLING = ("", "says", "confirms", "reports")
#: An interval of more days than this is no day of happening; of more days than WIDEST it is an age.
SHARP, WIDEST = 3, 31
#: Acts that one does to another against its will; what only the other says of them is an allegation.
AGAINST = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "SANCTION"})
#: Modes that are kinds of their own; each is a special one of its event.
OWN_MODES = {("CONSULT", "visit"), ("COOPERATE", "military"), ("AID", "military"), ("ASSAULT", "aerial")}
#: First parts of matters by which a kind is split further, where that makes a kind that people speak of.
OWN_FAMILIES = {
    "AGREE": frozenset(
        {"arms", "nuclear", "ceasefire", "prisoners", "technology", "training", "food", "oil", "gas", "energy"}
    ),
    "AID": frozenset({"arms", "humanitarian", "food", "training", "intelligence", "money"}),
    "CONSULT": frozenset({"arms", "nuclear", "ceasefire"}),
    "COOPERATE": frozenset({"exercises", "nuclear", "technology", "intelligence"}),
    "MOBILIZE": frozenset({"nuclear"}),
    "RETREAT": frozenset({"prisoners", "hostages", "troops", "ceasefire"}),
    "SANCTION": frozenset({"arms", "technology", "oil", "gas"}),
    "TRANSFER": frozenset({"arms", "nuclear", "technology", "food", "oil", "gas", "energy"}),
}
#: Kinds whose precedents are counted. Words alone (accusations, threats, requests, refusals, praise) pass too often
#: without a report for a first of them to mean anything.
COUNTED = frozenset(
    {
        "AGREE",
        "AID",
        "ASSAULT",
        "COERCE",
        "CONCEDE",
        "CONSULT",
        "COOPERATE",
        "MOBILIZE",
        "RETREAT",
        "SANCTION",
        "TRANSFER",
    }
)
#: Of these only the kinds with one of these matters: "their cooperation" is a state of things and no happening.
COUNTED_ONLY = {"COOPERATE": frozenset({"exercises"})}


_GOAL = re.compile(
    r"\b(?:to|in|into|visit|visits|visited|visiting|reach|reaches|reached)(?: the| capital| city| of)*\s+$",
    re.IGNORECASE,
)

_HOST = re.compile(r"\b(?:host(?:s|ed|ing)?|welcom(?:e|es|ed|ing)|receiv(?:e|es|ed|ing))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """A kind of event between two parties; `mode` and `family` "" for any. `actor` "" where both do it together."""

    event: str
    mode: str
    family: str
    actor: str

    def covers(self, other: Kind) -> bool:
        """True if everything of the other kind is of this one too."""
        return (
            self.event == other.event
            and self.mode in ("", other.mode)
            and self.family in ("", other.family)
            and self.actor in ("", other.actor)
        )


@dataclass(frozen=True, slots=True)
class Happening:
    """One event between two parties.

    Attributes:
        name: id of the event.
        kinds: its own, from widest to narrowest.
        standing: "told", "planned", "rumoured" or "denied".
        day: of happening, else of the first report; None where neither is known.
        dated: True if reports tell the day of happening.
        ongoing: True where the day told is only that of its beginning, or one of many.
        last: day of the last report of it by an origin that had not told it.
        claims: those that tell it so, best first.
        origins: independent origins of `claims`.
    """

    name: str
    kinds: tuple[Kind, ...]
    standing: str
    day: dt.date | None
    dated: bool
    ongoing: bool
    last: dt.date | None
    claims: tuple[KeptClaim, ...]
    origins: int

    @property
    def confidence(self) -> float:
        """That of its surest claim."""
        return max(sureness(kept) for kept in self.claims)

    @property
    def solid(self) -> bool:
        """True if it is told by two origins, or very surely read in one."""
        return (self.origins > 1 and self.confidence >= 0.5) or self.confidence >= 0.8


def told_as(kept: KeptClaim) -> str:
    """How a claim stands: "told", "planned", "rumoured", "denied", or "" for what says nothing of a happening."""
    claim = kept.claim
    stance = claim.holders[-1].stance if claim.holders else ""
    if stance == "denies" or (claim.polarity == "negative" and claim.modality == "actual"):
        return "denied"
    if claim.polarity == "negative" or claim.modality in ("desired", "conditional", "former"):
        return ""
    if stance == "not-confirmed" or claim.certainty == "unknown":
        return ""
    if claim.modality == "future":
        return "planned"
    if any(holder.stance in ("rumour", "questions") for holder in claim.holders) or stance not in TELLING:
        return "rumoured"
    if claim.event in AGAINST and claim.holders and claim.holders[-1].actor in set(claim.recipient) - set(claim.actor):
        return "rumoured"
    return "told" if claim.certainty in ("certain", "probable") else "rumoured"


def direction(kept: KeptClaim, pair: tuple[str, str]) -> str | None:
    """The party that acts on the other; "" where both act together; None where the pair does not stand on two sides."""
    claim, (one, two) = kept.claim, pair
    if claim.event in MUTUAL_EVENTS and claim.mode != "visit":
        both = one in claim.parties and two in claim.parties
        # A third that brings two together stands alone on its side: what the two do is not told.
        apart = (one in claim.actor) or (two in claim.actor)
        return "" if both and apart else None
    if one in claim.actor and two in claim.recipient and two not in claim.actor:
        return two if claim.mode == "visit" and _goes_to(claim.quote, one, two) else one
    if two in claim.actor and one in claim.recipient and one not in claim.actor:
        return one if claim.mode == "visit" and _goes_to(claim.quote, two, one) else two
    return None


def _goes_to(quote: str, actor: str, other: str) -> bool:
    """True if by its words the other visits the actor: "Putin welcomed Xi to Moscow", "Biden will host Marcos"."""
    from entente.lexicon import load

    named = load().mentions(quote, None)
    goals = {code for found in named if _GOAL.search(quote[: found.start]) for code in found.codes}
    if goals & {actor, other}:
        return actor in goals and other not in goals
    host = _HOST.search(quote)
    if host is None:
        return False
    before = {code for found in named if found.end <= host.start() for code in found.codes}
    after = {code for found in named if found.start >= host.end() for code in found.codes}
    return actor in before and other in after


def happenings(claims: Iterable[KeptClaim], pair: tuple[str, str]) -> list[Happening]:
    """The events between a pair, by day and id; the order of the claims does not matter."""
    groups: dict[tuple[str, str, str], list[KeptClaim]] = {}
    for kept in claims:
        side = direction(kept, pair)
        if side is not None:
            name = kept.event or kept.claim.id
            groups.setdefault((name, kept.claim.event, side), []).append(kept)
    found = [_happening(name, event, side, group) for (name, event, side), group in sorted(groups.items())]
    real = [happening for happening in found if happening is not None]
    return sorted(_one_way(real), key=lambda h: (h.day or dt.date.max, h.name, h.kinds))


def _one_way(found: Sequence[Happening]) -> list[Happening]:
    """Leaves out the mode of visits that others tell the other way round at the same time: one of them is misread."""
    visits: dict[dt.date | None, list[tuple[Happening, str]]] = {}
    for h in found:
        for kind in h.kinds:
            if kind.mode == "visit":
                visits.setdefault(h.day, []).append((h, kind.actor))
    doubtful = {
        id(h)
        for day, members in visits.items()
        for h, actor in members
        for near in ([day] if day is None else [plus(day, dt.timedelta(away)) for away in range(-5, 6)])
        for other, theirs in visits.get(near, ())
        if theirs != actor and other.origins >= h.origins
    }
    return [replace(h, kinds=tuple(k for k in h.kinds if k.mode != "visit")) if id(h) in doubtful else h for h in found]


def _happening(name: str, event: str, side: str, group: Sequence[KeptClaim]) -> Happening | None:
    by: dict[str, list[KeptClaim]] = {}
    for kept in sorted(group, key=_order):
        by.setdefault(told_as(kept), []).append(kept)
    told = next((way for way in ("told", "planned", "rumoured") if way in by), None)
    if told is None:
        return None
    claims = by[told]
    standing = "denied" if len(_origins(by.get("denied", ()))) >= len(_origins(claims)) else told
    day, dated, ongoing = _day(claims)
    kinds = _kinds(event, side, claims)
    last = max(first_reports(claims).values(), default=day)
    return Happening(name, kinds, standing, day, dated, ongoing, last, tuple(claims), len(_origins(claims)))


def first_reports(claims: Iterable[KeptClaim]) -> dict[str, dt.date]:
    """Origin -> day of its first report: copies that come later change nothing."""
    days: dict[str, dt.date] = {}
    for kept in claims:
        if kept.published:
            days[kept.counted_by] = min(kept.published, days.get(kept.counted_by, kept.published))
    return days


def _order(kept: KeptClaim) -> tuple[float, dt.date, str]:
    """Surest first, then oldest."""
    return (-sureness(kept), kept.published or dt.date.max, kept.claim.id)


def _origins(claims: Iterable[KeptClaim]) -> set[str]:
    return {kept.counted_by for kept in claims}


def _day(claims: Sequence[KeptClaim]) -> tuple[dt.date | None, bool, bool]:
    """The day that most origins tell, of equals the nearest to the first report, else that day; dated?; ongoing?"""
    told: dict[dt.date, set[str]] = {}
    begun: list[dt.date] = []
    rough: list[dt.date] = []
    for kept in claims:
        start, end = kept.claim.start, kept.claim.end
        if start is None:
            continue
        if end is None or (end - start).days > WIDEST:
            begun.append(start)
        elif (end - start).days > SHARP:
            rough.append(min(max(start, kept.published or start), end))
        else:
            told.setdefault(start, set()).add(kept.counted_by)
    published = min((kept.published for kept in claims if kept.published), default=None)
    if told:
        near = published or min(told)
        return min(told, key=lambda day: (-len(told[day]), abs((day - near).days), day)), True, False
    if rough:
        return min(rough), False, False
    if begun:
        return min(begun), True, True
    return published, False, False


def _kinds(event: str, side: str, claims: Sequence[KeptClaim]) -> tuple[Kind, ...]:
    """The kinds of a happening: its event, with its mode, with each matter that half of its origins tell."""
    origins = len(_origins(claims))
    modes: dict[str, set[str]] = {}
    families: dict[str, set[str]] = {}
    for kept in claims:
        if kept.claim.mode:
            modes.setdefault(kept.claim.mode, set()).add(kept.counted_by)
        for matter in kept.claim.matter:
            families.setdefault(matter.split(".")[0], set()).add(kept.counted_by)
    # A visit is a meeting of the two as well.
    kinds = {Kind(event, "", "", "" if event in MUTUAL_EVENTS else side)}
    kinds |= {Kind(event, mode, "", side) for mode, by in modes.items()
              if (event, mode) in OWN_MODES and 2 * len(by) >= origins}  # fmt: skip
    kinds |= {Kind(event, "", family, "" if event in MUTUAL_EVENTS else side) for family, by in families.items()
              if family in OWN_FAMILIES.get(event, ()) and 2 * len(by) >= origins}  # fmt: skip
    return tuple(sorted(kinds))
