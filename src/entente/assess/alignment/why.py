"""Why two parties draw closer: common adversaries, shared memberships, what they give each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from entente.assess.alignment.drafts import Draft, finding
from entente.assess.alignment.tellings import Telling, Told, heaviest, ids
from entente.assess.alignment.ties import SEVERAL, Thirds, Tie
from entente.assess.saying import Says, capital, counted, listed
from entente.records import Finding

#: What one does to an adversary, as a verb.
_HOSTILE = {
    "ASSAULT": "attacked", "SANCTION": "sanctioned", "COERCE": "put pressure on", "THREATEN": "threatened",
    "ACCUSE": "accused", "PROTEST": "protested against",
}  # fmt: skip
#: A hostile act weighs at least this much: told as done, and not only suspected.
_CLEAR = -2.5
_MATTERS = {
    "arms.airdefence": "air defence", "technology.satellite": "satellite technology", "money": "money",
    "technology.submarine": "submarine technology", "technology.chips": "chips", "labour": "workers",
    "rights": "human rights", "ceasefire": "a ceasefire",
}  # fmt: skip
#: The body that nearly every state is in, and the number of members from which another says as little of two of them.
_UNIVERSAL, _WIDE = "UN", 40
MOST_ADVERSARIES, MOST_MATTERS = 5, 4


class Memberships(Protocol):
    """Who is a member of which body on a day."""

    def bodies(self, code: str, on: dt.date) -> tuple[str, ...]:
        """Codes of the bodies that a state is a member of."""
        ...

    def members(self, body: str, on: dt.date) -> tuple[str, ...]:
        """Codes of the members of a body."""
        ...


def adversaries(one: str, two: str, pair: Tie, thirds: Thirds, says: Says) -> list[Draft[Finding]]:
    """Thirds that both are at odds with and both acted against, or that acted against both; most origins first.

    Two that are themselves at odds have none: that both fight a third does not bring them together, see the triads.
    """
    if pair.sign < 0:
        return []
    found = []
    for code in thirds.codes:
        ties = (thirds.tie(one, code), thirds.tie(two, code))
        if ties[0].sign >= 0 or ties[1].sign >= 0:
            continue
        least = SEVERAL if thirds.many else 1
        ways = [way for side in (True, False) if (way := _Way.of((one, two), code, ties, outward=side, least=least))]
        if ways:
            ways.sort(key=lambda way: -way.least)  # a stable sort: what the two did goes before what was done to them
            found.append((-ways[0].least, code, ways))
    return [_adversary((one, two), code, ways, says) for _, code, ways in sorted(found, key=_two)[:MOST_ADVERSARIES]]


def _two(entry: tuple[int, str, list[_Way]]) -> tuple[int, str]:
    return entry[:2]


class _Way:
    """Hostile acts of both against a third, or of the third against both."""

    def __init__(self, acts: tuple[list[Telling], list[Telling]], *, outward: bool) -> None:
        self.acts, self.outward = acts, outward
        self.origins = tuple(_origins(of) for of in acts)
        self.least = min(self.origins)

    @classmethod
    def of(
        cls, parties: tuple[str, str], third: str, ties: tuple[Tie, Tie], *, outward: bool, least: int
    ) -> _Way | None:
        """None where acts of either side are told by fewer than `least` origins."""
        acts = tuple(
            _hostile(tie.told, *((party, third) if outward else (third, party)))
            for party, tie in zip(parties, ties, strict=True)
        )
        way = cls((acts[0], acts[1]), outward=outward)
        return way if way.least >= least else None

    def words(self, names: tuple[str, str]) -> str:
        """The acts in words, with the number of origins for each side; the third is "it"."""
        verbs = [listed(_verbs(of)) for of in self.acts]
        told = [counted(number, "origin") for number in self.origins]
        if self.outward:
            return " and ".join(f"{names[at]} {verbs[at]} it ({told[at]})" for at in (0, 1))
        if verbs[0] == verbs[1]:
            return f"it {verbs[0]} {names[0]} ({told[0]}) and {names[1]} ({told[1]})"
        return f"it {verbs[0]} {names[0]} ({told[0]}) and {verbs[1]} {names[1]} ({told[1]})"

    def shown(self) -> list[str]:
        """Ids of claims of both sides in turn."""
        sides = [ids(heaviest(of, 3)) for of in self.acts]
        return [name for at in range(3) for side in sides for name in side[at : at + 1]]


def _hostile(of: Told, actor: str, recipient: str) -> list[Telling]:
    return [
        telling
        for telling in of.tellings
        if telling.weight <= _CLEAR and telling.glance.event in _HOSTILE and telling.glance.modality == "actual"
        and actor in telling.glance.actor and recipient in telling.glance.recipient
    ]  # fmt: skip


def _verbs(of: Sequence[Telling]) -> list[str]:
    """What is done, the two acts that most origins tell; the second only where a fifth of the first's tell it."""
    origins: defaultdict[str, set[str]] = defaultdict(set)
    for telling in of:
        origins[telling.glance.event].add(telling.origin)
    events = sorted(origins, key=lambda event: (-len(origins[event]), event))[:2]
    return [_HOSTILE[event] for event in events if 5 * len(origins[event]) >= len(origins[events[0]])]


def _adversary(parties: tuple[str, str], code: str, ways: Sequence[_Way], says: Says) -> Draft[Finding]:
    names = (says.name(parties[0]), says.name(parties[1]))
    text = f"{capital(says.name(code))} is an adversary of both: {'; '.join(way.words(names) for way in ways)}."
    reason = (
        "Common adversary: both are at odds with it by the mean weight of what origins tell, and hostile acts of the "
        "same direction are told for both."
    )
    return finding(text, reason, list(dict.fromkeys(name for way in ways for name in way.shown()))[:12])


def memberships(one: str, two: str, pair: Tie, known: Memberships, says: Says, on: dt.date) -> list[Draft[Finding]]:
    """Bodies that both are members of, but for those that nearly all are in; or that one is a member of the other.

    A finding leans on claims: what weighs most between the two is quoted, though the membership itself is from the list
    of members, as the reason says. Of two that are at odds it is not told: it does not bring them together.
    """
    shown = ids(heaviest(pair.told.tellings, 2))
    if not shown or pair.sign < 0:
        return []
    source = (
        f"From the lexicon's list of members, as of {on.isoformat()}, not from reports; the claims quoted show only "
        "how the two stand to each other."
    )
    for member, body in ((one, two), (two, one)):
        if body in known.bodies(member, on):
            return [finding(capital(f"{says.name(member)} is a member of {says.name(body)}."), source, shown)]
    shared = sorted(set(known.bodies(one, on)) & set(known.bodies(two, on)) - {_UNIVERSAL})
    shared = [body for body in shared if len(known.members(body, on)) < _WIDE]
    if not shared:
        return []
    names = [says.name(body) for body in shared]
    text = f"{says.name(one)} and {says.name(two)} are both members of {listed(names)}."
    return [finding(capital(text), source, shown)]


def exchanges(one: str, two: str, pair: Told, says: Says, *, least: int = 1) -> list[Draft[Finding]]:
    """Who gives whom what, and what they do together, by matter; most origins first.

    Args:
        least: number of origins that what is told as done needs, and likewise what is told as to come.
    """
    names = {code: says.name(code) for code in (one, two)}
    found = [
        ([telling for telling in _kept(pair, ("TRANSFER", "AID")) if _gives(telling, giver, taker)],
         f"{names[giver]} supplies or helps {names[taker]}", f"{names[giver]} is to supply or help {names[taker]}")
        for giver, taker in ((one, two), (two, one))
    ]  # fmt: skip
    both = f"{names[one]} and {names[two]}"
    found.append((_kept(pair, ("COOPERATE",)), f"{both} act together", f"{both} are to act together"))
    reason = (
        "Exchange: supplies, help and joint action by matter; an origin counts once for each. What is to come may be "
        "only a plan or a fear of others; its status says who asserts it."
    )
    drafts = []
    for of, done, ahead in found:
        real = [telling for telling in of if telling.glance.modality != "future"]
        coming = [telling for telling in of if telling.glance.modality == "future"]
        real, coming = (part if _origins(part) >= least else [] for part in (real, coming))
        if real or coming:
            text = f"{capital(_exchange(real, coming, done, ahead))}."
            shown = ids([*heaviest(real, 4), *heaviest(coming, 4)])
            drafts.append((-_origins([*real, *coming]), text, finding(text, reason, shown)))
    return [draft for *_, draft in sorted(drafts, key=lambda entry: entry[:2])]


def _kept(pair: Told, events: Sequence[str]) -> list[Telling]:
    return [telling for telling in pair.tellings if telling.glance.event in events]


def _gives(telling: Telling, giver: str, taker: str) -> bool:
    return giver in telling.glance.actor and taker in telling.glance.recipient


def _origins(of: Sequence[Telling]) -> int:
    return len({telling.origin for telling in of})


def _exchange(real: Sequence[Telling], coming: Sequence[Telling], done: str, ahead: str) -> str:
    """What is told as done, then what is told as to come, each with its matters."""
    words = [f"{done} ({_by_matter(real)})"] if real else []
    if coming:
        words.append(f"{'more is to come' if real else ahead} ({_by_matter(coming)})")
    return "; ".join(words)


def _by_matter(of: Sequence[Telling]) -> str:
    origins: defaultdict[str, set[str]] = defaultdict(set)
    for telling in of:
        matters = [matter for matter in telling.glance.matter if matter != "diplomacy"]
        for matter in matters or filter(None, (telling.glance.mode,)):
            origins[matter].add(telling.origin)
    number = counted(_origins(of), "origin")
    return f"{number}: {_most(origins)}" if origins else number


def _most(origins: dict[str, set[str]]) -> str:
    ranked = sorted(origins, key=lambda matter: (-len(origins[matter]), matter))
    return ", ".join(f"{matter_name(matter)} {len(origins[matter]):,}" for matter in ranked[:MOST_MATTERS])


def matter_name(matter: str) -> str:
    """A matter or mode in a word: "arms.ammunition" is "ammunition"."""
    return _MATTERS.get(matter, matter.rpartition(".")[2])
