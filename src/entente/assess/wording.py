"""The verdict on a happening in one line of plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from entente.assess.clauses import Otherwise, asserted, confirmed, denied, left_open, lone, slightly
from entente.assess.heads import Head
from entente.assess.saying import Says, capital, listed
from entente.assess.stances import DIRECTIONS, OWN
from entente.assess.status_tables import limit
from entente.assess.verdict import Roles, Verdict
from entente.assess.voices import names_of
from entente.records.status import Voice

#: States in which it matters that a party is silent, and that nobody denies.
_OPEN_STATES = frozenset({"asserted", "not confirmed", "rumoured", "questioned", "possible"})


@dataclass(frozen=True, slots=True)
class Sides:
    """The voices of a verdict by what they do to it: one group for each of the verdict's, and who tells both ways."""

    confirming: tuple[Voice, ...]
    asserting: tuple[Voice, ...]
    denying: tuple[Voice, ...]
    open: tuple[Voice, ...]
    unclear: tuple[Voice, ...]
    minor: tuple[Voice, ...]
    mixed: tuple[Voice, ...]
    both: tuple[Voice, ...]
    otherwise: Otherwise

    @classmethod
    def of(cls, found: Verdict, voices: Sequence[Voice], roles: Roles) -> Self:
        """The voices sorted. `voices`: the lines of `found` in its order, then all others."""
        groups, at = [], 0
        for lines in found.groups:
            groups.append(tuple(voices[at : at + len(lines)]))
            at += len(lines)
        confirming, asserting, denying, left, unclear, minor, mixed = groups
        against = {voice.name for voice in denying if voice.name != OWN}
        both = tuple(voice for voice in asserting if voice.name in against)
        return cls(
            confirming, tuple(voice for voice in asserting if voice not in both),
            tuple(voice for voice in denying if voice.name not in {v.name for v in both}), left,
            tuple(voice for voice in unclear if voice.name not in against)[:1], minor, mixed[:1], both,
            Otherwise.of(voices[at:], found, roles),
        )  # fmt: skip


def heard(found: Verdict, voices: Sequence[Voice], roles: Roles) -> tuple[Voice, ...]:
    """The voices that the sentence tells of, named or counted, those that decide first."""
    decided = sum(len(lines) for lines in found.groups)
    return (*voices[:decided], *Otherwise.of(voices[decided:], found, roles).voices)


def told_in_words(
    label: str, found: Verdict, voices: Sequence[Voice], silent: Sequence[str], head: Head, says: Says,
) -> str:  # fmt: skip
    """The verdict in one sentence.

    Args:
        label: the happening in a few words.
        voices: the lines of `found` in its order, then all others.
        silent: parties of which no statement was found.
        head: what it is about.
    """
    roles, parties = head.roles, head.parties
    sides = Sides.of(found, voices, roles)
    since = min((voice.first for voice in (*sides.confirming, *sides.asserting) if voice.first), default=None)
    clauses = [
        *confirmed(sides.confirming, head.kind, head.actor, parties),
        *asserted(sides.asserting, found, roles),
        *denied(sides.denying, found, parties, since),
        *([f"told both ways by {names_of(sides.both, parties)}"] if sides.both else []),
        *left_open(sides.open, parties),
        *(f"a denial by {names_of([voice], parties)} is told, of what is not clear" for voice in sides.unclear),
        *slightly(sides.minor, roles),
        *(lone(voice) for voice in sides.mixed),
        *sides.otherwise.clauses(),
    ]
    return f"{capital(label)}: {'; '.join([*clauses, *_quiet(found, voices, sides, silent, says)])}."


def _quiet(
    found: Verdict, voices: Sequence[Voice], sides: Sides, silent: Sequence[str], says: Says
) -> list[str]:  # fmt: skip
    """Who is silent, and that nobody denies; in short where one origin's own voice is all there is."""
    if found.state not in _OPEN_STATES | {"contested"}:
        return []
    if found.state in _OPEN_STATES and len(voices) == 1 and voices[0].name == OWN and voices[0].origins == 1:
        return ["no other statement found"]
    own = sum(voice.origins for voice in sides.asserting if voice.name == OWN)
    told = []
    if silent and own < limit("told_enough"):
        told.append(f"no statement by {listed([says.name(code) for code in silent], 'or')} found")
    if found.state in _OPEN_STATES and not found.unclear and not any(_against(voice) for voice in voices):
        told.append("no denial found")
    return told


def _against(voice: Voice) -> bool:
    return DIRECTIONS[voice.position] == "against"
