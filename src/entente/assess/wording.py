"""The verdict on a happening in one line of plain words."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from entente.assess.saying import Says, capital, counted, listed
from entente.assess.stances import DIRECTIONS, FEW, NOBODY, OWN
from entente.assess.verdict import Roles, Verdict
from entente.records.status import Voice

#: Most voices of one position that are named; the rest is counted.
NAMED = 3
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: Kinds that are done by speaking: their own word does not confirm them, it is the deed.
SPOKEN = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_HOW = frozenset({"believes", "suspects", "warns", "accuses", "reports"})
_HEDGES = {"probable": "as likely", "possible": "as possible"}
_ONCE = {
    "asserts": "asserted it", "confirms": "confirmed it", "rumours": "passed on talk of it", "denies": "denied it",
    "not-confirmed": "did not confirm it", "questions": "questioned it",
}  # fmt: skip
_DOING = {
    "asserts": "asserting it", "confirms": "confirming it", "rumours": "passing on talk of it", "denies": "denying it",
    "not-confirmed": "not confirming it", "questions": "questioning it",
}  # fmt: skip
#: States in which it matters that a party is silent, and that nobody denies.
_OPEN_STATES = frozenset({"asserted", "not confirmed", "rumoured", "questioned", "possible"})
#: From so many origins in their own voice on, the silence of a party is not worth a word.
_TOLD_ENOUGH = 3
#: A voice with less than this part of the origins that tell it in their own voice is counted, not named.
_DWARFED = 20


def spelled(day: dt.date) -> str:
    """A day as "3 May 2023"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span(start: dt.date, end: dt.date) -> str:
    """A time as "2027", "July 2023", "3 May 2023" or "20 March 2023 to 26 March 2023"."""
    after = end + dt.timedelta(days=1)
    if (start.month, start.day, after.month, after.day, after.year) == (1, 1, 1, 1, start.year + 1):
        return str(start.year)
    if start.day == 1 and after.day == 1 and (start.year, start.month) == (end.year, end.month):
        return f"{_MONTHS[start.month - 1]} {start.year}"
    return spelled(start) if start == end else f"{spelled(start)} to {spelled(end)}"


def told_in_words(
    label: str, found: Verdict, voices: Sequence[Voice], silent: Sequence[str], kind: str, roles: Roles, says: Says,
) -> str:  # fmt: skip
    """The verdict in one sentence.

    Args:
        label: the happening in a few words.
        voices: the lines of `found` in its order, then all others.
        silent: parties of which no statement was found.
    """
    parties = roles.parties
    groups: list[list[Voice]] = []
    rest = list(voices)
    for lines in (
        found.confirming,
        found.asserting,
        found.denying,
        found.open,
        found.unclear,
        found.minor,
        found.mixed,
    ):
        groups.append(rest[: len(lines)])
        rest = rest[len(lines) :]
    confirming, asserting, denying, left, unclear, minor, mixed = groups
    against = {voice.name for voice in denying if voice.name != OWN}
    both = [voice for voice in asserting if voice.name in against]
    asserting = [voice for voice in asserting if voice not in both]
    denying = [voice for voice in denying if voice.name not in {v.name for v in both}]
    since = min((voice.first for voice in (*confirming, *asserting) if voice.first), default=None)
    clauses = [
        *_confirmed(confirming, kind, parties),
        *_asserted(asserting, found, roles),
        *_denied(denying, found, parties, since),
        *([f"told both ways by {_named(both, parties)}"] if both else []),
        *_left(left, parties),
        *(
            f"a denial by {_named([voice], parties)} is told, of what is not clear"
            for voice in unclear[:1]
            if voice.name not in against
        ),
        *_slightly(minor, roles),
        *(f"{_few(voice, 'has', 'have')} {_who(voice)} {_DOING[voice.position]}" for voice in mixed[:1]),
        *_otherwise(rest, found, roles),
    ]
    quiet = _silence(silent, found, asserting, says)
    if found.state in _OPEN_STATES and not any(DIRECTIONS[v.position] == "against" for v in voices) and not unclear:
        quiet.append("no denial found")
    return f"{capital(label)}: {'; '.join([*clauses, *quiet])}."


def _named(voices: Sequence[Voice], parties: Sequence[str], own_as: str = "") -> str:
    """Voices by weight: parties first, then those of most origins; the reports' own voice last, counted."""
    own = [voice for voice in voices if voice.name == OWN]
    told = sum(voice.origins for voice in own)
    others = sorted(
        (voice for voice in voices if voice.name != OWN),
        key=lambda voice: (voice.code is None, voice.code not in parties, -voice.origins, voice.name),
    )
    if len(others) + len(own) > 1:
        others = [voice for voice in others if voice.name != NOBODY] or others[:1]
    weighty = [voice for voice in others if _weighty(voice, voices)]
    names = list(dict.fromkeys(_name(voice) for voice in weighty))[: NAMED if len(others) > NAMED + 1 else NAMED + 1]
    more = len({_name(voice) for voice in others}) - len(names)
    if own:
        voice_of = "its own voice" if told == 1 else "their own voice"
        names.append(f"{counted(told, 'origin')} in {voice_of}{own_as or _aside(own[0])}")
    if more:
        names.append(f"{counted(more, 'other voice' if names else 'voice')}")
    return listed(names)


def _weighty(voice: Voice, among: Sequence[Voice]) -> bool:
    """Whether a voice is worth its name: it has a code where another has, and is not dwarfed by the reports' own."""
    own = sum(other.origins for other in among if other.name == OWN)
    return voice.origins * _DWARFED > own and (
        voice.code is not None or not any(v.code or v.name == OWN for v in among)
    )


def _name(voice: Voice) -> str:
    name = "somebody not named" if voice.name == NOBODY else voice.name.removesuffix("’s").removesuffix("'s")
    return (name if len(name) <= 48 else name[:48].rsplit(" ", 1)[0] + " …") + _aside(voice)


def _aside(voice: Voice) -> str:
    word = voice.how if voice.how in _HOW else _HEDGES.get(voice.certainty, "")
    return f" ({word})" if word and voice.position == "asserts" else ""


def _confirmed(voices: Sequence[Voice], kind: str, parties: Sequence[str]) -> list[str]:
    clauses = []
    stated = [voice for voice in voices if voice.position == "confirms"]
    itself = [voice for voice in voices if voice.position != "confirms"]
    if stated:
        clauses.append(f"confirmed by {_named(stated, parties)}")
    if itself:
        verb = "said" if kind in SPOKEN else "confirmed"
        names = _named([_plain(voice) for voice in itself], parties)
        clauses.append(f"{verb} by {names} {'itself' if len(itself) == 1 else 'themselves'}")
    return clauses


def _plain(voice: Voice) -> Voice:
    return dataclasses.replace(voice, how="says")


def _asserted(voices: Sequence[Voice], found: Verdict, roles: Roles) -> list[str]:
    if not voices:
        return []
    parties = roles.parties
    named = [voice for voice in voices if voice.name not in (OWN, NOBODY) and _weighty(voice, voices)]
    own = [voice for voice in voices if voice.name == OWN]
    named = named if named or own else list(voices)
    if found.state == "rumoured":
        return ["only " + listed(_talk(voices, parties))]
    if found.modality == "future":
        ours = [voice for voice in named if voice.code in roles.doers and voice.certainty == "certain"]
        others = [voice for voice in voices if voice not in ours]
        clauses = [f"announced by {_named(ours, parties)}"] if ours else []
        return [*clauses, f"told as to come by {_named(others, parties)}"] if others else clauses
    if found.modality == "desired":
        clauses = [f"wanted by {_named(named, parties)}"] if named else []
        return [*clauses, f"told as wanted by {_named(own, parties)}"] if own else clauses
    if found.modality == "actual":
        sure = "told as possible" if found.state == "possible" else "asserted" if named else "told"
        own_as = " " if found.state == "possible" else ""
        return [f"{sure} by {_named(voices, parties, own_as)}".rstrip()]
    verb = {"conditional": "told under a condition", "former": "told as past"}[found.modality]
    return [f"{verb} by {_named(voices, parties)}"]


def _talk(voices: Sequence[Voice], parties: Sequence[str]) -> list[str]:
    """Rumours, suspicions and what nobody in particular says, each with its origins or holders."""
    talk = [voice for voice in voices if voice.position == "rumours"]
    suspects = [voice for voice in voices if voice not in talk and voice.name != NOBODY]
    nobody = [voice for voice in voices if voice not in talk and voice.name == NOBODY]
    clauses = [f"rumoured in {counted(sum(voice.origins for voice in talk), 'origin')}"] if talk else []
    if suspects:
        plain = ", ".join(_named([voice], parties).removesuffix(" (suspects)") for voice in suspects[:NAMED])
        clauses.append(f"suspected by {plain}")
    if nobody:
        total = sum(voice.origins for voice in nobody)
        clauses.append(f"told without a named source in {counted(total, 'origin')}")
    return clauses


def _denied(
    voices: Sequence[Voice], found: Verdict, parties: Sequence[str], since: dt.date | None
) -> list[str]:  # fmt: skip
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
            clauses.append(f"{word} by {_named(group, parties)}{when}")
    return clauses


def _left(voices: Sequence[Voice], parties: Sequence[str]) -> list[str]:
    clauses = []
    holding = [voice for voice in voices if voice.position == "not-confirmed" and voice.name not in (OWN, NOBODY)]
    unsure = [voice for voice in voices if voice.position == "not-confirmed" and voice not in holding]
    asking = [voice for voice in voices if voice.position == "questions"]
    if holding:
        clauses.append(f"not confirmed by {_named(holding, parties)}")
    if unsure:
        clauses.append(f"left open in {counted(sum(voice.origins for voice in unsure), 'origin')}")
    if asking:
        clauses.append(f"questioned by {_named(asking, parties)}")
    return clauses


def _otherwise(rest: Sequence[Voice], found: Verdict, roles: Roles) -> list[str]:
    """Former lines, lone origins that have a voice otherwise, and what few tell as done already."""
    near = ("actual", "future") if found.modality == "future" else (found.modality,)
    clauses = [
        f"{_who(voice)} first {_ONCE[voice.position]} ({spelled(voice.first)})"
        if voice.name != OWN
        else f"first told as not so by {counted(voice.origins, 'origin')} ({spelled(voice.first)})"
        for voice in rest
        if voice.standing == "former" and voice.modality in near and voice.first and _counts(voice, roles)
    ][:2]
    clauses += [
        f"{_few(voice, 'has', 'have')} {_who(voice)} {_DOING[voice.position]}"
        if voice.name != OWN
        else f"{_few(voice, 'tells', 'tell')} it as {'not so' if voice.position == 'denies' else 'open'}"
        for voice in rest
        if voice.standing == "stray" and voice.modality == found.modality
        and not (voice.name == OWN and DIRECTIONS[voice.position] == "for")
    ][:1]  # fmt: skip
    done = [voice for voice in rest if voice.modality == "actual" and DIRECTIONS[voice.position] == "for"]
    if found.modality != "actual" and done:
        clauses.append(f"told as done by {_named(done, ())}")
    undone = [v for v in rest if (v.modality, v.standing, v.position) == ("actual", "present", "denies")]
    if found.modality != "actual" and undone:
        verb = "denied for the past" if all(voice.how == "denies" for voice in undone) else "told as not done so far"
        clauses.append(f"{verb} by {_named(undone, ())}")
    return clauses


def _counts(voice: Voice, roles: Roles) -> bool:
    """Whether it is worth a word that a voice had another line: of parties, unless who is addressed rejected it."""
    if voice.code in (*roles.addressed, *roles.undergoing):
        return False
    return voice.name == OWN or voice.code in roles.parties or voice.how in ("denies", "confirms")


def _few(voice: Voice, one: str, more: str) -> str:
    few = "only " if voice.origins <= FEW else ""
    return f"{few}{counted(voice.origins, 'origin')} {one if voice.origins == 1 else more}"


def _slightly(voices: Sequence[Voice], roles: Roles) -> list[str]:
    """What is told against it and decides nothing."""
    rejecting = [voice for voice in voices if voice.code in roles.addressed]
    partly = [voice for voice in voices if voice.code in roles.undergoing]
    clauses = [f"rejected by {_named(rejecting, roles.parties)}"] if rejecting else []
    clauses += [f"disputed in part by {_named(partly, roles.parties)}"] if partly else []
    others = [voice for voice in voices if voice not in rejecting and voice not in partly]
    for voice in others[:1]:
        if voice.name == OWN:
            clauses.append(f"{_few(voice, 'tells', 'tell')} it as not so")
        else:
            doing = "denying it" if voice.how == "denies" else "saying that it is not so"
            clauses.append(f"{_few(voice, 'has', 'have')} {_who(voice)} {doing}")
    return clauses


def _who(voice: Voice) -> str:
    return _name(voice).removesuffix(_aside(voice))


def _silence(silent: Sequence[str], found: Verdict, asserting: Sequence[Voice], says: Says) -> list[str]:
    own = sum(voice.origins for voice in asserting if voice.name == OWN)
    if found.state not in _OPEN_STATES | {"contested"} or not silent or own >= _TOLD_ENOUGH:
        return []
    return [f"no statement by {listed([says.name(code) for code in silent], 'or')} found"]
