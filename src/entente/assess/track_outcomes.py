"""What became of a statement: who confirms, refutes, takes back, calls off or denies it later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from entente.assess.days import plus
from entente.assess.track_voices import STATING, Voice, both_dated, has, same_act, same_thing
from entente.records.vocabulary import MUTUAL_EVENTS

#: Stances by which another voice asserts what it tells.
ASSERTING = frozenset({"", "says", "confirms", "reports", "believes", "denies"})
#: What is announced is given so many days after its own before it counts as not kept.
GRACE = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Followed:
    """A statement and what can settle it.

    Attributes:
        holder: whose statement it is, a code or name in small letters.
        first: its first telling.
        later: tellings of the same thing on later days, of other origins.
        voices: all tellings of the event.
        until: last day that is looked at.
    """

    holder: str
    first: Voice
    later: Sequence[Voice]
    voices: Sequence[Voice]
    until: dt.date


def _confirmed(this: Followed) -> list[Voice]:
    told = [v for v in this.later if v.affirms == this.first.affirms and v.claim.modality == "actual" and plain(v)]
    others = [voice for voice in told if this.holder not in voice.names]
    confirming = [voice for voice in others if voice.stance == "confirms" and voice.side]
    turned = [voice for voice in others if voice.stance and _turned(voice, this.first, this.voices)]
    if confirming or turned:
        return confirming + turned
    if this.first.claim.modality == "future" and this.first.affirms and not _went_on(this.first, this.voices):
        return twice([voice for voice in others if _tells_done(this.first, voice)])
    return []


def _tells_done(first: Voice, voice: Voice) -> bool:
    """True if a voice tells what was announced as done. Aid and supplies must be told by name: others go on."""
    if voice.stance not in ("", "confirms", "reports", "says") or has("undone", voice.claim.quote):
        return False
    return first.claim.event not in ("AID", "TRANSFER") or bool(set(first.claim.matter) & set(voice.claim.matter))


def _went_on(first: Voice, voices: Sequence[Voice]) -> bool:
    """True if what is said to come was told as happening by the same day."""
    return any(
        voice.day <= first.day and voice.affirms and voice.claim.modality == "actual" and same_act(first, voice)
        for voice in voices
    )


def _turned(voice: Voice, first: Voice, voices: Sequence[Voice]) -> bool:
    """True if a party asserts what it denied or would not confirm before."""
    if voice.side.upper() not in first.claim.parties or voice.stance not in ASSERTING:
        return False
    return any(
        before.side == voice.side
        and before.day < voice.day
        and (before.stance == "not-confirmed" or (before.stance == "denies" and before.affirms != voice.affirms))
        and same_thing(first, before)
        for before in voices
    )


def _refuted(this: Followed) -> list[Voice]:
    if this.first.claim.modality == "future":
        return []
    return twice(
        [
            voice
            for voice in this.later
            if both_dated(this.first, voice)
            and voice.affirms != this.first.affirms
            and voice.claim.modality == "actual"
            and plain(voice)
            and this.holder not in voice.names
            and voice.side.upper() not in this.first.claim.parties
            and voice.stance in ASSERTING
        ]
    )


def _retracted(this: Followed) -> list[Voice]:
    return [
        voice
        for voice in this.later
        if this.holder in voice.names
        and both_dated(this.first, voice)
        and voice.affirms != this.first.affirms
        and voice.claim.modality == this.first.claim.modality
        and voice.stance in STATING
        and plain(voice)
        and _same_speaker(this.first, voice)
    ]


def _same_speaker(one: Voice, other: Voice) -> bool:
    """True for the same name; another person of the same state does not take back what this one said."""
    names = [voice.claim.holders[-1].name if voice.claim.holders else voice.kept.outlet for voice in (one, other)]
    return (names[0] or "").casefold() == (names[1] or "").casefold()


def _not_kept(this: Followed) -> list[Voice]:
    claim = this.first.claim
    promised = claim.parties if claim.event in MUTUAL_EVENTS else claim.actor
    if claim.modality != "future" or not this.first.affirms or this.holder.upper() not in promised:
        return []
    told = [
        voice
        for voice in this.later
        if not voice.affirms
        and voice.claim.modality in ("actual", "future")
        and (voice.stance in ASSERTING - {"denies"} or this.holder in voice.names)
    ]
    done = [
        voice
        for voice in this.later
        if voice.affirms and voice.claim.modality == "actual" and not has("undone", voice.claim.quote)
    ]
    number = number_of(told)
    if (number < 2 and not any(this.holder in voice.names for voice in told)) or 2 * number_of(done) > number:
        return []  # too few tell it, or too many tell it as done
    due = claim.end or claim.start or told[0].day
    return told if plus(due, GRACE) <= this.until else []


def number_of(voices: Iterable[Voice]) -> int:
    return len({voice.kept.counted_by for voice in voices})


def _contested(this: Followed) -> list[Voice]:
    return [
        voice
        for voice in this.voices
        if voice.affirms != this.first.affirms
        and voice.stance == "denies"
        and voice.claim.modality == this.first.claim.modality
        and this.holder not in voice.names
        and voice.side.upper() in this.first.claim.parties
        and bool(this.first.claim.matter) == bool(voice.claim.matter)
        and same_thing(this.first, voice)
    ]


def plain(voice: Voice) -> bool:
    """True if it is told as sure or likely."""
    return voice.claim.certainty in ("certain", "probable")


def twice(voices: Sequence[Voice]) -> list[Voice]:
    """The voices, if they go back to two origins or more; one of each."""
    first: dict[str, Voice] = {}
    for voice in voices:
        first.setdefault(voice.kept.counted_by, voice)
    return list(first.values()) if len(first) > 1 else []


#: What is looked for, in this order: what is taken back or told by others outweighs that a party denies it.
SETTLERS: dict[str, Callable[[Followed], list[Voice]]] = {
    "retracted": _retracted, "confirmed": _confirmed, "refuted": _refuted, "not kept": _not_kept,
    "contested": _contested,
}  # fmt: skip
