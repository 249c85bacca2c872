"""A happening as it is looked at: how it stands, and by which claims and voices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from entente.assess.saying import Says, capital
from entente.assess.settled import Settled, is_sure
from entente.assess.status import status
from entente.records import Event, KeptClaim
from entente.records.noticed import EventState
from entente.records.status import Status, Voice
from entente.records.vocabulary import MUTUAL_EVENTS

#: Kinds that are news of one actor alone; others need two.
ALONE = frozenset({"MOBILIZE", "ASSAULT", "THREATEN", "TRAVEL"})
#: Words beside a name that tell of nothing new: "Russian-held Donetsk", "US-backed".
IN_PASSING = re.compile(r"\w[-‑](?:occupied|held|controlled|annexed|backed|led|brokered)\b|\boccupied\b", re.IGNORECASE)
_STATES = {
    "not so": "told as not so", "possible": "told as possible", "conditional": "told under a condition",
    "former": "told as past",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """A happening as it is looked at now. `told`: None where it is not worth a line."""

    event: Event
    settled: Settled
    told: Status | None

    @classmethod
    def at(cls, event: Event, says: Says) -> Looked:
        """Looks at a happening by the rules of a list of happenings (`assess.status.statuses`)."""
        settled = Settled.of(event)
        stands = is_sure(event.claims, alone=False) and settled.is_told and is_sure(settled.bearing, alone=False)
        return cls(event, settled, status(event, says) if stands else None)

    @property
    def sides(self) -> str:
        """Kind and sides in one text."""
        head = self.settled.head
        return f"{head.kind} {','.join(sorted(head.actor))}>{','.join(sorted(head.recipient))}"

    def state(self, *, told: bool) -> EventState:
        """How it stands, to be kept. `told`: whether a change of it is news."""
        return EventState(
            self.event.id, self.told.state if self.told else "", self.sides, self.settled.origins, self.event.last,
            max(kept.recorded for kept in self.event.claims), told,
        )  # fmt: skip


def is_alone(now: Looked) -> bool:
    """Whether it needs two and only one is told of."""
    head = now.settled.head
    return len(head.parties) < 2 and head.kind not in ALONE


def fits(kept: KeptClaim, now: Looked) -> bool:
    """Whether a claim tells the happening's own kind and sides."""
    head, claim = now.settled.head, kept.claim
    if claim.event != head.kind or not {*head.parties} <= {*claim.parties}:
        return False
    return head.kind in MUTUAL_EVENTS or ({*head.actor} <= {*claim.actor} and {*head.recipient} <= {*claim.recipient})


def worded(state: str) -> str:
    """A state as it stands in a sentence."""
    return _STATES.get(state, state)


def clauses_of(told: Status) -> str:
    """Who holds what of it, without what it is about."""
    return (told.text.partition(f"{capital(told.label)}: ")[2] or told.text).rstrip(".")


def age_of(kept: KeptClaim) -> int | None:
    """Days from what a claim tells to its report; None where its words give no day."""
    day = kept.claim.end or kept.claim.start
    return (kept.published - day).days if day and kept.published else None


def best_of(told: Status, now: Looked) -> KeptClaim:
    """Of the claims that show how it stands the first that tells the happening's own kind and sides, not in passing."""
    fitting = [kept for kept in told.claims if fits(kept, now)] or list(told.claims)
    return next((kept for kept in fitting if not IN_PASSING.search(kept.claim.quote)), fitting[0])


def beside(told: Status, best: KeptClaim) -> list[KeptClaim]:
    """The claims that show how it stands beside the best one."""
    return [kept for kept in told.claims if kept.claim.id != best.claim.id]


def names_of(voices: Iterable[Voice]) -> list[str]:
    """Names of the voices that hold to what they said, in their order."""
    return [voice.name for voice in voices if voice.name and voice.name != "somebody" and voice.standing == "present"]


def deciding(told: Status) -> list[Voice]:
    """Those whose word makes it stand as it does."""
    wanted = {
        "confirmed": {"confirms"}, "contested": {"denies"}, "denied": {"denies"}, "not so": {"denies"},
        "called off": {"denies"}, "not confirmed": {"not-confirmed"}, "questioned": {"questions"},
    }.get(told.state, {"asserts", "confirms", "rumours"})  # fmt: skip
    present = [voice for voice in told.voices if voice.standing == "present"]
    return [voice for voice in present if voice.position in wanted] or present[:1] or list(told.voices[:1])
