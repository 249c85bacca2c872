"""What a verdict says of each position: the clauses of its sentence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from entente.assess.days import spelled
from entente.assess.saying import counted, listed
from entente.assess.stances import DIRECTIONS, NOBODY, OWN
from entente.assess.status_tables import limit, tables
from entente.assess.verdict import Roles, Verdict
from entente.assess.voices import bare, few, names_of, weighty
from entente.records.status import Voice


def confirmed(voices: Sequence[Voice], kind: str, actor: Sequence[str], parties: Sequence[str]) -> list[str]:
    """Who confirms it, by stance or as a party's own plain word; `actor` of a kind done by speaking says it itself."""
    clauses = []
    stated = [voice for voice in voices if voice.position == "confirms"]
    itself = [voice for voice in voices if voice.position != "confirms"]
    if stated:
        clauses.append(f"confirmed by {names_of(stated, parties)}")
    if itself:
        spoke = kind in tables().spoken and all(voice.code in actor for voice in itself)
        verb = "said" if spoke else "confirmed"
        names = names_of([_plain(voice) for voice in itself], parties)
        clauses.append(f"{verb} by {names} {'itself' if len(itself) == 1 else 'themselves'}")
    return clauses


def _plain(voice: Voice) -> Voice:
    return dataclasses.replace(voice, how="says")


def asserted(voices: Sequence[Voice], found: Verdict, roles: Roles) -> list[str]:
    """Who tells it, in the words that fit its modality: asserted, announced, wanted, told under a condition."""
    if not voices:
        return []
    parties = roles.parties
    named = [voice for voice in voices if voice.name not in (OWN, NOBODY) and weighty(voice, voices)]
    own = [voice for voice in voices if voice.name == OWN]
    named = named if named or own else list(voices)
    if found.state == "rumoured":
        return ["only " + listed(_talk(voices, parties))]
    if found.modality == "future":
        ours = [voice for voice in named if voice.code in roles.doers and voice.certainty == "certain"]
        others = [voice for voice in voices if voice not in ours]
        clauses = [f"announced by {names_of(ours, parties)}"] if ours else []
        return [*clauses, f"told as to come by {names_of(others, parties)}"] if others else clauses
    if found.modality == "desired":
        clauses = [f"wanted by {names_of(named, parties)}"] if named else []
        return [*clauses, f"told as wanted by {names_of(own, parties)}"] if own else clauses
    if found.modality == "actual":
        sure = "told as possible" if found.state == "possible" else "asserted" if named else "told"
        own_as = " " if found.state == "possible" else ""
        return [f"{sure} by {names_of(voices, parties, own_as)}".rstrip()]
    verb = {"conditional": "told under a condition", "former": "told as past"}[found.modality]
    return [f"{verb} by {names_of(voices, parties)}"]


def _talk(voices: Sequence[Voice], parties: Sequence[str]) -> list[str]:
    """Rumours, suspicions and what nobody in particular says, each with its origins or holders."""
    talk = [voice for voice in voices if voice.position == "rumours"]
    suspects = [voice for voice in voices if voice not in talk and voice.name != NOBODY]
    nobody = [voice for voice in voices if voice not in talk and voice.name == NOBODY]
    clauses = [f"rumoured in {counted(sum(voice.origins for voice in talk), 'origin')}"] if talk else []
    if suspects:
        names = [names_of([voice], parties).removesuffix(" (suspects)") for voice in suspects[: int(limit("named"))]]
        clauses.append(f"suspected by {', '.join(names)}")
    if nobody:
        total = sum(voice.origins for voice in nobody)
        clauses.append(f"told without a named source in {counted(total, 'origin')}")
    return clauses


def denied(
    voices: Sequence[Voice], found: Verdict, parties: Sequence[str], since: dt.date | None
) -> list[str]:  # fmt: skip
    """Who denies it, and since when where that is later than `since`, the first day on which it was told."""
    outright = [voice for voice in voices if voice.how == "denies"]
    others = [voice for voice in voices if voice.how != "denies"]
    verb = "said not to be so"
    if found.state == "called off":
        verb = "told as cancelled or put off"
    elif found.modality == "desired":
        verb = "not wanted"
    elif all(voice.name == OWN for voice in others):
        verb = "told as not so"
    elif found.modality == "future":
        verb = "said not to come"
    clauses = []
    for word, group in (("denied", outright), (verb, others)):
        if group:
            first = min((voice.first for voice in group if voice.first), default=None)
            when = f" (since {spelled(first)})" if first and since and first > since else ""
            clauses.append(f"{word} by {names_of(group, parties)}{when}")
    return clauses


def left_open(voices: Sequence[Voice], parties: Sequence[str]) -> list[str]:
    """Who does not confirm it, and who questions it."""
    clauses = []
    holding = [voice for voice in voices if voice.position == "not-confirmed" and voice.name not in (OWN, NOBODY)]
    unsure = [voice for voice in voices if voice.position == "not-confirmed" and voice not in holding]
    asking = [voice for voice in voices if voice.position == "questions"]
    if holding:
        clauses.append(f"not confirmed by {names_of(holding, parties)}")
    if unsure:
        clauses.append(f"left open in {counted(sum(voice.origins for voice in unsure), 'origin')}")
    if asking:
        clauses.append(f"questioned by {names_of(asking, parties)}")
    return clauses


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Voices that do not decide and are told all the same.

    Attributes:
        former: lines that their voices have left; stray: lone origins that have a voice otherwise.
        done, undone: what is told as done, or not done, already, where something else decides.
    """

    former: tuple[Voice, ...]
    stray: tuple[Voice, ...]
    done: tuple[Voice, ...]
    undone: tuple[Voice, ...]

    @classmethod
    def of(cls, rest: Sequence[Voice], found: Verdict, roles: Roles) -> Self:
        """Those of `rest` that are worth a word."""
        near = ("actual", "future") if found.modality == "future" else (found.modality,)
        former = [v for v in rest if v.standing == "former" and v.modality in near and v.first and _counts(v, roles)]
        stray = [
            v for v in rest
            if v.standing == "stray" and v.modality == found.modality
            and DIRECTIONS[v.position] in (("against",) if v.name == OWN else ("for", "against"))
        ]  # fmt: skip
        actual = [v for v in rest if v.modality == "actual" and found.modality != "actual"]
        done = [v for v in actual if DIRECTIONS[v.position] == "for"]
        undone = [v for v in actual if (v.standing, v.position) == ("present", "denies")]
        return cls(tuple(former[:2]), tuple(stray[:1]), tuple(done), tuple(undone))

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All of them."""
        return (*self.former, *self.stray, *self.done, *self.undone)

    def clauses(self) -> list[str]:
        """What is told of them."""
        told = [_once(voice) for voice in self.former]
        told += [
            f"{few(voice, 'tells', 'tell')} it as not so" if voice.name == OWN else lone(voice) for voice in self.stray
        ]
        if self.done:
            told.append(f"told as done by {names_of(self.done, ())}")
        if self.undone:
            outright = all(voice.how == "denies" for voice in self.undone)
            verb = "denied for the past" if outright else "told as not done so far"
            told.append(f"{verb} by {names_of(self.undone, ())}")
        return told


def _once(voice: Voice) -> str:
    day = spelled(voice.first) if voice.first else "day unknown"
    if voice.name == OWN:
        return f"first told as not so by {counted(voice.origins, 'origin')} ({day})"
    # A plan is no assertion of the thing done.
    planned = voice.modality == "future" and voice.position == "asserts"
    return f"{bare(voice)} first {'announced it' if planned else tables().once[voice.position]} ({day})"


def lone(voice: Voice) -> str:
    """Few origins that have a voice otherwise than it likelier is."""
    return f"{few(voice, 'has', 'have')} {bare(voice)} {tables().doing[voice.position]}"


def _counts(voice: Voice, roles: Roles) -> bool:
    """Whether it is worth a word that a voice had another line: of parties, unless who is addressed rejected it."""
    if voice.code in (*roles.addressed, *roles.undergoing):
        return False
    return voice.name == OWN or voice.code in roles.parties or voice.how in ("denies", "confirms")


def slightly(voices: Sequence[Voice], roles: Roles) -> list[str]:
    """What is told against it and decides nothing."""
    rejecting = [voice for voice in voices if voice.code in roles.addressed]
    partly = [voice for voice in voices if voice.code in roles.undergoing]
    clauses = [f"rejected by {names_of(rejecting, roles.parties)}"] if rejecting else []
    clauses += [f"disputed in part by {names_of(partly, roles.parties)}"] if partly else []
    others = [voice for voice in voices if voice not in rejecting and voice not in partly]
    for voice in others[:1]:
        if voice.name == OWN:
            clauses.append(f"{few(voice, 'tells', 'tell')} it as not so")
        else:
            doing = "denying it" if voice.how == "denies" else "saying that it is not so"
            clauses.append(f"{few(voice, 'has', 'have')} {bare(voice)} {doing}")
    return clauses
