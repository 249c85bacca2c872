"""What a happening is by the lines of all voices: the states and how they are found (docs/reference/status.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from entente.assess.stances import NOBODY, OWN, Line
from entente.assess.status_tables import limit

#: In the order in which they decide.
_MODALITIES = ("actual", "future", "conditional", "desired", "former")


def layer(told: Sequence[Line]) -> str:
    """The modality that decides: what is told as actual before what is planned, under an if, wished, or past.

    A plan that more origins take back, at least two, than tell it as done is a plan.

    A modality gives way to a later one in that list which far more origins tell: one origin against three or more, or
    less than a third of the other's; but what is told as done after the last day on which it was to come is done.
    """
    present = [line for line in told if line.standing == "present"] or list(told)
    speaking = [line for line in present if line.direction == "for"] or present
    origins = {way: _origins(line for line in speaking if line.modality == way) for way in _MODALITIES}
    back = _origins(line for line in present if (line.modality, line.direction) == ("future", "against"))
    if len(back) >= 2 and len(back) > len(origins["actual"]):
        return "future"
    for index, way in enumerate(_MODALITIES):
        rest = _MODALITIES[index + 1 :]
        if origins[way] and not any(_outweighs(speaking, other, way, origins) for other in rest):
            return way
    return max(_MODALITIES, key=lambda way: len(origins[way]))


def _outweighs(told: Sequence[Line], other: str, way: str, origins: Mapping[str, frozenset[str]]) -> bool:
    few, many = len(origins[way]), len(origins[other])
    if few == 1 and many >= limit("many"):
        return True
    if (way, other) == ("actual", "future") and latest(told, way) > latest(told, other):
        return False
    return few * 3 < many


def latest(told: Iterable[Line], modality: str) -> dt.date:
    """The last day on which any of the lines in a modality was told, `date.min` where none is known."""
    return max((line.last for line in told if line.modality == modality and line.last), default=dt.date.min)


def _origins(told: Iterable[Line]) -> frozenset[str]:
    return frozenset().union(*(line.origins for line in told))


@dataclass(frozen=True, slots=True)
class Roles:
    """Who has which part in a happening, by codes.

    Attributes:
        parties: all of them.
        doers: those whose own word on it confirms it, where another voice tells it too.
        undergoing: those to whom a hostile deed is done.
        addressed: those to whom something is said: that they reject what is said does not make it unsaid.
    """

    parties: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    undergoing: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a happening is by all its lines. The tuples hold present lines only, sorted.

    Attributes:
        state: one of `records.status.STATES`; modality: the one that decides.
        confirming: lines that confirm it, by stance or as a party's own word beside another's.
        asserting, denying, open: the other lines for, against, and neither.
        unclear: denials of the contrary where nobody tells the contrary: what they deny is not clear.
        minor: lines against that decide nothing, see `_minor`.
        mixed: lines that are likelier slips, see `_slips`.
    """

    state: str
    modality: str
    confirming: tuple[Line, ...]
    asserting: tuple[Line, ...]
    denying: tuple[Line, ...]
    open: tuple[Line, ...]
    unclear: tuple[Line, ...]
    minor: tuple[Line, ...]
    mixed: tuple[Line, ...]

    @property
    def groups(self) -> tuple[tuple[Line, ...], ...]:
        """Its tuples of lines, those that decide first."""
        return (
            self.confirming, self.asserting, self.denying, self.open, self.unclear, self.minor, self.mixed,
        )  # fmt: skip


def verdict(told: Sequence[Line], roles: Roles) -> Verdict:
    """What the lines make of the happening."""
    modality = layer(told)
    present = [line for line in told if line.standing == "present"]
    against = [line for line in present if line.direction == "against" and _bears(line, modality)]
    speaking = [line for line in present if line.direction == "for" and line.modality == modality]
    mixed = tuple(line for line in (*speaking, *against) if _slips(line, speaking, against, roles))
    if not against and all(line in mixed for line in speaking):
        mixed = ()
    unclear = tuple(line for line in speaking if line.contrary and not _answers(line, speaking, against))
    speaking = [line for line in speaking if line not in unclear and line not in mixed]
    against = [line for line in against if line not in mixed]
    minor = tuple(line for line in against if _minor(line, speaking, roles))
    denying = tuple(line for line in against if line not in minor)
    former = {line.voice for line in told if line.standing == "former" and line.how == "denies"}
    confirming = tuple(line for line in speaking if _confirms(line, speaking, denying, former, roles))
    asserting = tuple(line for line in speaking if line not in confirming)
    left = tuple(line for line in present if line.direction == "open" and line.modality == modality)
    state = _state(modality, confirming, asserting, denying, left, roles)
    planned = any(line.direction == "for" and line.modality == "future" for line in told)
    if state == "not so" and modality == "future" and planned and _taken_back(denying, roles):
        state = "called off"
    return Verdict(state, modality, confirming, asserting, denying, left, unclear, minor, mixed)


def _bears(line: Line, modality: str) -> bool:
    """Whether a line against bears on what is told: that it was not done bears on a plan where reports say so."""
    return line.modality == modality or (line.modality, modality, line.voice) == ("actual", "future", OWN)


def _slips(line: Line, speaking: Sequence[Line], against: Sequence[Line], roles: Roles) -> bool:
    """Whether a line is likelier another's than of the voice to which it is given.

    Nobody accuses or suspects itself; who denies its own deed does not also tell it under a hedge, nor, if it is
    hostile, at all unless it confirms in so many words; who accuses does not deny, nor does who underwent it and denies
    what the other side says tell that same thing. None of these denials holds against three times as many origins. One
    origin alone does not make who is accused of something hostile tell it. Of what one voice alone tells both ways in
    plain speech the side of fewer origins slips, against where they are as many.
    """
    if line.contrary or line.position == "confirms":
        return False
    told = (*speaking, *against)
    if speaking and against and {other.voice for other in told} == {line.voice} and line.voice != OWN:
        fors, againsts = len(_origins(speaking)), len(_origins(against))
        plain = all(other.how not in ("denies", "confirms") for other in told)
        return plain and (fors < againsts if line.direction == "for" else againsts <= fors)
    hostile = bool(roles.undergoing)
    if line.direction == "against":
        accuses = any(other.voice == line.voice and other.how == "accuses" for other in speaking)
        return hostile and accuses and line.voice not in roles.doers
    denies = any(
        other.voice == line.voice and other.how == "denies" and len(line.origins) < limit("many") * len(other.origins)
        for other in against
    )
    if line.voice in roles.undergoing:
        return denies and any(other.voice in roles.doers for other in speaking)
    if line.voice not in roles.doers:
        return False
    if line.how in ("accuses", "suspects"):
        return any(other.voice != line.voice for other in speaking)
    if denies:
        return hostile or line.certainty != "certain"
    accused = any(other.voice != line.voice and other.how == "accuses" for other in speaking)
    return hostile and accused and len(line.origins) == 1 and line.modality == "actual"


def _minor(line: Line, speaking: Sequence[Line], roles: Roles) -> bool:
    """Whether a line against decides nothing, beside what speaks for the happening.

    Who is addressed cannot unmake what was said. Others than parties and reports cannot take back a plan. Who underwent
    it and denies it denies a part ("that the town has fallen") unless another than the reports and itself asserts it.
    One or two origins that have somebody say "not so" without a denial decide nothing against far more, nor against
    reports alone that tell it in their own voice.
    """
    others = [other for other in speaking if other.voice != line.voice or line.voice == OWN]
    if not others:
        return False
    count, total = len(line.origins), len(_origins(others))
    named = any(other.voice not in (OWN, NOBODY) for other in others)
    if line.voice in roles.addressed or (line.modality == "future" and line.voice not in (OWN, *roles.parties)):
        return True
    if line.voice in roles.undergoing and not named:
        return True
    if line.how == "denies" or count > limit("few") or line.modality not in ("actual", "future"):
        return False
    enough = 5 if line.voice in roles.parties and named else limit("many") if named and line.voice != OWN else 2
    return total >= (enough if count == 1 else limit("many") * count)


def _answers(line: Line, speaking: Sequence[Line], denying: Sequence[Line]) -> bool:
    """Whether a denial of the contrary answers somebody who holds the contrary, or stands alone."""
    if any(other.voice == line.voice for other in denying):
        return False
    return bool(denying) or all(other.contrary for other in speaking)


def _confirms(
    line: Line, speaking: Sequence[Line], denying: Sequence[Line], former: Collection[str], roles: Roles
) -> bool:  # fmt: skip
    """A stance that confirms; or the plain word of one who did it, where another tells it as well and none denies it.

    Who denied it before confirms it by plain word only in two origins or more.
    """
    if line.position == "confirms":
        return True
    if denying or line.voice not in roles.doers:
        return False
    plain = line.how in ("says", "reports") and line.certainty == "certain" and line.modality == "actual"
    enough = len(line.origins) >= 2 or line.voice not in former
    return plain and enough and any(other.voice not in (line.voice, NOBODY) and not _weak(other) for other in speaking)


def _weak(line: Line) -> bool:
    """Only talk: a rumour, a suspicion, or somebody of whom the text says nothing."""
    return line.position == "rumours" or line.how == "suspects" or line.voice == NOBODY


def _state(
    modality: str, confirming: Sequence[Line], asserting: Sequence[Line], denying: Sequence[Line],
    left: Sequence[Line], roles: Roles,
) -> str:  # fmt: skip
    speaking = [*confirming, *asserting]
    if not speaking:
        return _unasserted(modality, denying, left)
    if denying:
        return _against(modality, speaking, denying, roles)
    if any(line.position == "confirms" for line in confirming):
        return "confirmed" if modality == "actual" else _by_modality(modality, speaking, roles)
    if any(_holds_back(line, speaking, roles.parties) for line in left):
        return "not confirmed"
    if modality == "actual" and confirming:
        return "confirmed"
    if modality in ("actual", "future") and all(_weak(line) for line in speaking):
        return "rumoured"
    if any(line.position == "questions" for line in left):
        return "questioned"
    return _by_modality(modality, speaking, roles)


def _unasserted(modality: str, denying: Sequence[Line], left: Sequence[Line]) -> str:
    if denying:
        if modality == "desired":
            return "not wanted"
        return "denied" if any(line.how == "denies" for line in denying) else "not so"
    return "not confirmed" if any(line.position == "not-confirmed" for line in left) else "questioned"


def _against(modality: str, speaking: Sequence[Line], denying: Sequence[Line], roles: Roles) -> str:
    """Told and denied. A rumour is no assertion; a plan that a party or reports take back is called off."""
    if modality not in ("actual", "future"):
        return _by_modality(modality, speaking, roles)
    if all(line.position == "rumours" for line in speaking):
        return "denied" if any(line.how == "denies" for line in denying) else "not so"
    ends = [max((line.last for line in side if line.last), default=dt.date.min) for side in (denying, speaking)]
    turned = ends[0] >= ends[1] and {line.voice for line in denying} != {line.voice for line in speaking}
    return "called off" if modality == "future" and turned and _taken_back(denying, roles) else "contested"


def _taken_back(denying: Sequence[Line], roles: Roles) -> bool:
    return all(line.how != "denies" and line.voice in (OWN, *roles.doers) for line in denying)


def _holds_back(line: Line, speaking: Sequence[Line], parties: Sequence[str]) -> bool:
    """A party does not confirm; or the reports could not, and none of them tells it in its own voice."""
    if line.position != "not-confirmed" or any(line.voice == other.voice for other in speaking):
        return False
    return line.voice in parties or (line.voice in (OWN, NOBODY) and all(other.voice != OWN for other in speaking))


def _by_modality(modality: str, speaking: Sequence[Line], roles: Roles) -> str:
    if modality in ("desired", "former", "conditional"):
        return {"desired": "wanted"}.get(modality, modality)
    if all(line.certainty == "possible" for line in speaking):
        return "possible"
    if modality == "actual":
        return "asserted"
    sure = [line for line in speaking if line.certainty == "certain" and line.voice in (OWN, *roles.doers)]
    return "announced" if sure else "expected"
