"""Puts claims together that tell the same thing: said by one, denied by another, told in two places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from entente.records import Claim
from entente.records.vocabulary import MUTUAL_EVENTS

#: Stances that answer something told rather than tell it.
ANSWERS = ("confirms", "denies", "not-confirmed", "questions")
#: Which claim of a happening leads its sentence, by the stance of its innermost holder; "" is the report's own voice.
_LEADS = ("", "confirms", "says", "reports", "warns", "believes", "accuses", "wants", "suspects", "rumour", "questions",
          "not-confirmed", "denies")  # fmt: skip


@dataclass(slots=True)
class Happening:
    """One thing told, with all claims that tell it, in the order of the reports."""

    claims: list[Claim] = field(default_factory=list)

    @property
    def lead(self) -> Claim:
        """The claim that tells it best: plainest voice first, then days, then confidence."""
        return min(self.claims, key=lambda c: (_LEADS.index(voice(c)), c.start is None or _is_wide(c), -c.confidence))

    @property
    def confidence(self) -> float:
        """That of its surest claim."""
        return max(claim.confidence for claim in self.claims)

    @property
    def places(self) -> int:
        """In how many places it is told."""
        return len({(c.document, p.field, p.start_char) for c in self.claims for p in c.places or (c.place,)})

    @property
    def contested(self) -> bool:
        """True if somebody denies, questions or does not confirm it."""
        return any(voice(claim) in ("denies", "not-confirmed", "questions") for claim in self.claims)


def _is_wide(claim: Claim) -> bool:
    """Whether it is told to have happened some time in more than a year ("the first in five years")."""
    span = (claim.end - claim.start).days if claim.start and claim.end else 0
    return span > 366 and claim.polarity == "positive"


def voice(claim: Claim) -> str:
    """Stance of the innermost holder, empty for the report's own voice."""
    return claim.holders[-1].stance if claim.holders else ""


def gather(
    claims: Sequence[Claim], broad: Callable[[Claim], bool], events: Mapping[str, str] | None = None
) -> list[Happening]:
    """Claims put together by what they tell, in the order of their first claims.

    Args:
        claims: in the order of the reports.
        broad: True for a claim whose wording is as wide as its category; two of those are the same thing only
            where they stand on the same words, where one answers the other, where one is the title, or where both
            have the same days.
        events: claim id -> event of a ledger, where it is known: of one event, wide wordings are the same thing too;
            of different ones, what two reports tell is not.
    """
    events = events or {}
    found: list[Happening] = []
    by_event: dict[str, list[Happening]] = {}
    for claim in claims:
        group = by_event.setdefault(claim.event, [])
        home = next((h for h in group if all(same(claim, other, broad, events) for other in h.claims)), None)
        if home is None:
            home = Happening()
            found.append(home)
            group.append(home)
        home.claims.append(claim)
    return found


def same(one: Claim, two: Claim, broad: Callable[[Claim], bool], events: Mapping[str, str]) -> bool:
    """True if both tell the same thing, whoever says so. Arguments as for `gather`."""
    if _sides(one) != _sides(two) or one.modality != two.modality or _told(one) != _told(two):
        return False
    if not _meets(one.mode, two.mode) or not _meets(one.start, two.start) or not _meets(one.end, two.end):
        return False
    if one.matter and two.matter and not (set(one.matter) <= set(two.matter) or set(two.matter) <= set(one.matter)):
        return False
    wishers = [claim.holders[-1].actor for claim in (one, two) if voice(claim) == "wants"]
    if len(wishers) == 1 or len(set(wishers)) > 1:
        return False
    answers = voice(one) in ANSWERS or voice(two) in ANSWERS
    if not answers and one.document != two.document and events.get(one.id, "") != events.get(two.id, ""):
        return False
    if answers or not (broad(one) or broad(two)):
        return True
    if one.id in events and events[one.id] == events.get(two.id):
        return True
    if one.start is not None and (one.start, one.end, one.mode) == (two.start, two.end, two.mode):
        return True
    titled = (one.place.field == "title") != (two.place.field == "title")
    return one.document == two.document and (titled or _overlap(one, two))


def _sides(claim: Claim) -> tuple[frozenset[str], frozenset[str]]:
    if claim.event in MUTUAL_EVENTS and claim.mode != "visit":
        return frozenset(claim.parties), frozenset()
    return frozenset(claim.actor), frozenset(claim.recipient)


def _told(claim: Claim) -> bool:
    """Whether the thing, before anyone denies it, is told to happen."""
    return (claim.polarity == "positive") != (voice(claim) == "denies")


def _meets(one: object, two: object) -> bool:
    return one is None or two is None or one == two


def _overlap(one: Claim, two: Claim) -> bool:
    a, b = one.place, two.place
    return a.field == b.field and a.start_char < b.end_char and b.start_char < a.end_char
