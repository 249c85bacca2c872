"""What a happening is about, and which of the claims that are grouped with it bear on it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from entente.assess.asides import of_its_sort, of_its_words, on_its_days
from entente.assess.days import plus
from entente.assess.status_tables import limit, tables
from entente.assess.sure import sureness
from entente.assess.verdict import Roles
from entente.lexicon import load
from entente.records import Event, KeptClaim
from entente.records.vocabulary import MUTUAL_EVENTS, QUAD_CLASSES

_STOP = re.compile(r"(?:(?<=[a-z0-9]{2})\.|[:;!?|])(?=\s|$|['’\"”])")
_WORD = re.compile(r"[A-Za-z]+")
_BROKER = re.compile(r"\b(?:mediat|broker(?:s|ed|ing)?\b|go-between)", re.IGNORECASE)
_YES_OR_NO = frozenset(
    "is are was were am do does did has have had will would can could may might must shall should".split()
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a happening is about: kind and sides as most origins have them together.

    `lack`: it is a shortage: a HAVE of which more origins tell the negative than the positive. `brokered`: a third
    brings others together, and the sides do not tell which of them it is.
    """

    kind: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    lack: bool = False
    brokered: bool = False

    @classmethod
    def of(cls, event: Event) -> Head:
        """The sides that most origins tell together; both sides where half as many origins as tell one tell both."""
        of_kind = [kept for kept in event.claims if kept.claim.event == event.kind] or list(event.claims)
        told: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], set[str]] = defaultdict(set)
        for kept in of_kind:
            actor = kept.claim.actor
            told[actor, tuple(code for code in kept.claim.recipient if code not in actor)].add(kept.counted_by)
        ranked = sorted(told, key=lambda sides: (-len(told[sides]), -len(sides[0]) - len(sides[1]), sides))
        full = [sides for sides in ranked if sides[0] and sides[1]]
        best = full[0] if full and 2 * len(told[full[0]]) >= len(told[ranked[0]]) else ranked[0]
        actor, recipient = (_in_words(side, of_kind) for side in best)
        lack = event.kind == "HAVE" and _is_lack(of_kind)
        return cls(event.kind, actor, recipient, lack, event.kind == "CONSULT" and _is_brokered(of_kind))

    @property
    def parties(self) -> tuple[str, ...]:
        """All of both sides."""
        return self.actor + tuple(code for code in self.recipient if code not in self.actor)

    @property
    def roles(self) -> Roles:
        """Who has which part in it."""
        quad, both = QUAD_CLASSES[self.kind], self.kind in MUTUAL_EVENTS or self.kind in tables().received
        # Who mediates does not confirm, as one who met, what the others did; nor is it told apart from them.
        doers = () if self.brokered else self.parties if both else self.actor
        return Roles(
            parties=self.parties, doers=doers,
            undergoing=self.recipient if quad == "material conflict" else (),
            addressed=self.recipient if quad == "verbal conflict" else (),
        )  # fmt: skip


def _in_words(side: tuple[str, ...], claims: Sequence[KeptClaim]) -> tuple[str, ...]:
    """Those of a side of several whom quotes name, in a third as many origins as the one named most; all if none is.

    A party carried over from a sentence before is told beside those of the sentence itself more often than it should.
    """
    if len(side) < 2:
        return side
    naming: dict[str, set[str]] = {code: set() for code in side}
    for kept in claims:
        for code in _named(kept.claim.quote) & naming.keys():
            naming[code].add(kept.counted_by)
    most = max(len(origins) for origins in naming.values())
    return tuple(code for code in side if 3 * len(naming[code]) >= most)


@functools.lru_cache(maxsize=4096)
def _named(quote: str) -> frozenset[str]:
    return frozenset(code for mention in load().mentions(quote, None) for code in mention.codes)


def _is_lack(claims: Sequence[KeptClaim]) -> bool:
    """Whether the negative is what is told: "food shortages". To deny that one has a thing tells of no shortage."""
    origins: dict[str, set[str]] = {"negative": set(), "positive": set()}
    for kept in claims:
        if not denies(kept):
            origins[kept.claim.polarity].add(kept.counted_by)
    return len(origins["negative"]) > len(origins["positive"])


def _is_brokered(claims: Sequence[KeptClaim]) -> bool:
    """Whether a third or more of the origins tell it as a mediation."""
    telling = {kept.counted_by for kept in claims if _BROKER.search(kept.claim.quote)}
    return 3 * len(telling) >= len({kept.counted_by for kept in claims})


def bearing(event: Event, head: Head) -> list[KeptClaim]:
    """The claims that tell of this happening, without those of other parties, another deed or an older time.

    Doubtful readings stand aside where they are not needed, see `_doubtful`.
    """
    same = [kept for kept in event.claims if _same_deed(kept, head)] or list(event.claims)
    sure = {kept.counted_by for kept in same if sureness(kept) >= limit("even")}
    same = [kept for kept in same if not (sure - {kept.counted_by} and _doubtful(kept, len(sure)))]
    # What is done by speaking is done in the speaker's own words.
    doers = () if head.kind in tables().spoken else head.roles.doers
    same = of_its_words(on_its_days(of_its_sort(same, head.kind)), doers)
    first = min((kept.published for kept in same if kept.published), default=None)
    if first is None:
        return same
    edge = plus(first, -dt.timedelta(days=limit("older")))
    older = {kept.claim.id for kept in same if kept.claim.modality == "actual" and _ended_before(kept, edge)}
    past = {kept.counted_by for kept in same if kept.claim.id in older}
    if not older or 2 * len(past) >= len({kept.counted_by for kept in same}):
        return same
    return [kept for kept in same if kept.claim.id not in older]


def is_asked(kept: KeptClaim) -> bool:
    """Whether its words are a title's question of yes or no: "Is it at war with Russia?" tells nothing.

    A question after what, why or how takes for granted what it asks about, and tells it.
    """
    place = kept.claim.place
    if place.field != "title" or "?" not in kept.title:
        return False
    before, after = kept.title[: place.start_char], kept.title[place.start_char :]
    first = _WORD.search(_STOP.split(before)[-1] + after)
    end = _STOP.search(after)
    if first is None or end is None:
        return False
    return first.group().lower() in _YES_OR_NO and end.group() == "?"


def _doubtful(kept: KeptClaim, sure: int) -> bool:
    """Whether a reading is too doubtful to stand beside others. `sure`: origins that are read with even odds.

    One that is likelier wrong than right by far does not count beside a sure one; nor, beside two, does one read with
    less than even odds that only has somebody say the same: whose word it is is most often what is misread. Plain
    denials, beliefs and refusals to confirm are kept: they are rare, and what is asked for.
    """
    claim = kept.claim
    if sureness(kept) < limit("alone") or is_asked(kept):
        return True
    # A denial whose polarity is positive is rare, and most often misread.
    plain = (
        bool(claim.holders)
        and claim.holders[-1].stance in ("says", "reports", "denies")
        and claim.polarity == "positive"
    )
    return plain and claim.certainty != "unknown" and sureness(kept) < limit("even") and sure >= limit("few")


def _ended_before(kept: KeptClaim, edge: dt.date) -> bool:
    return kept.claim.end is not None and kept.claim.end < edge


def denies(kept: KeptClaim) -> bool:
    """Whether its innermost holder denies in so many words."""
    return bool(kept.claim.holders) and kept.claim.holders[-1].stance == "denies"


def _same_deed(kept: KeptClaim, head: Head) -> bool:
    claim = kept.claim
    if claim.event != head.kind and QUAD_CLASSES[claim.event] != QUAD_CLASSES[head.kind]:
        return False
    if head.kind in MUTUAL_EVENTS and claim.event in MUTUAL_EVENTS:
        ours, theirs = set(head.parties), set(claim.parties)
        return len(ours & theirs) >= max(1, min(2, len(ours), len(theirs)))
    sides = ((claim.actor, head.actor), (claim.recipient, head.recipient))
    meets = [bool(set(theirs) & set(ours)) for theirs, ours in sides]
    if claim.event != head.kind:  # Not to have done something akin says nothing of this, unless it answers a charge.
        return all(meets) and (claim.polarity == "positive" or denies(kept))
    # Who tells of a deed without its doer says nothing of who did it.
    return (meets[0] or not head.actor) and (meets[1] or not claim.recipient or not head.recipient)


def silent(event: Event, head: Head) -> tuple[str, ...]:
    """Parties that speak nowhere in what is grouped here; who acts by speaking has spoken.

    Whoever the reader places with a party counts as its word here: silence is said only where nobody of it speaks.
    """
    spoken = {holder.actor for kept in event.claims for holder in kept.claim.holders}
    spoken |= set(head.actor) if head.kind in tables().spoken else set()
    return tuple(code for code in head.parties if code not in spoken)
