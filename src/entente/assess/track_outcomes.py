"""What became of a statement: who confirms, refutes, takes back, calls off or denies it later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from entente.assess.track_voices import STATING, Voice, both_dated, has, same_act, same_thing
from entente.records.vocabulary import MUTUAL_EVENTS

#: Stances by which another voice asserts what it tells.
ASSERTING = frozenset({"", "says", "confirms", "reports", "believes", "denies"})
#: What is announced is given so many days after its own before it counts as not kept.
GRACE = dt.timedelta(days=30)


def _confirmed(
    holder: str, first: Voice, later: Sequence[Voice], voices: Sequence[Voice], until: dt.date
) -> list[Voice]:
    told = [v for v in later if v.affirms == first.affirms and v.claim.modality == "actual" and plain(v)]
    others = [voice for voice in told if holder not in voice.names]
    confirming = [voice for voice in others if voice.stance == "confirms" and voice.side]
    turned = [voice for voice in others if voice.stance and _turned(voice, first, voices)]
    if confirming or turned:
        return confirming + turned
    if first.claim.modality == "future" and first.affirms and not _went_on(first, voices):
        return twice([voice for voice in others if _tells_done(first, voice)])
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


def _refuted(holder: str, first: Voice, later: Sequence[Voice], voices: Sequence[Voice], until: dt.date) -> list[Voice]:
    if first.claim.modality == "future":
        return []
    return twice(
        [
            voice
            for voice in later
            if both_dated(first, voice)
            and voice.affirms != first.affirms
            and voice.claim.modality == "actual"
            and plain(voice)
            and holder not in voice.names
            and voice.side.upper() not in first.claim.parties
            and voice.stance in ASSERTING
        ]
    )


def _retracted(
    holder: str, first: Voice, later: Sequence[Voice], voices: Sequence[Voice], until: dt.date
) -> list[Voice]:
    return [
        voice
        for voice in later
        if holder in voice.names
        and both_dated(first, voice)
        and voice.affirms != first.affirms
        and voice.claim.modality == first.claim.modality
        and voice.stance in STATING
        and plain(voice)
        and _same_speaker(first, voice)
    ]


def _same_speaker(one: Voice, other: Voice) -> bool:
    """True for the same name; another person of the same state does not take back what this one said."""
    names = [voice.claim.holders[-1].name if voice.claim.holders else voice.kept.outlet for voice in (one, other)]
    return (names[0] or "").casefold() == (names[1] or "").casefold()


def _not_kept(
    holder: str, first: Voice, later: Sequence[Voice], voices: Sequence[Voice], until: dt.date
) -> list[Voice]:
    claim = first.claim
    promised = claim.parties if claim.event in MUTUAL_EVENTS else claim.actor
    if claim.modality != "future" or not first.affirms or holder.upper() not in promised:
        return []
    told = [
        voice
        for voice in later
        if not voice.affirms
        and voice.claim.modality in ("actual", "future")
        and (voice.stance in ASSERTING - {"denies"} or holder in voice.names)
    ]
    done = [
        voice
        for voice in later
        if voice.affirms and voice.claim.modality == "actual" and not has("undone", voice.claim.quote)
    ]
    number = number_of(told)
    if (number < 2 and not any(holder in voice.names for voice in told)) or 2 * number_of(done) > number:
        return []  # too few tell it, or too many tell it as done
    due = claim.end or claim.start or told[0].day
    return told if due + GRACE <= until else []


def number_of(voices: Iterable[Voice]) -> int:
    return len({voice.kept.counted_by for voice in voices})


def _contested(
    holder: str, first: Voice, later: Sequence[Voice], voices: Sequence[Voice], until: dt.date
) -> list[Voice]:
    return [
        voice
        for voice in voices
        if voice.affirms != first.affirms
        and voice.stance == "denies"
        and voice.claim.modality == first.claim.modality
        and holder not in voice.names
        and voice.side.upper() in first.claim.parties
        and bool(first.claim.matter) == bool(voice.claim.matter)
        and same_thing(first, voice)
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
SETTLERS: dict[
    str, Callable[[str, Voice, Sequence[Voice], Sequence[Voice], dt.date], list[Voice]]
] = {
    "retracted": _retracted, "confirmed": _confirmed, "refuted": _refuted, "not kept": _not_kept,
    "contested": _contested,
}  # fmt: skip
