"""The voices of a happening by name: who is named, who is counted, and how they tell it."""

from __future__ import annotations

from collections.abc import Sequence

from entente.assess.saying import counted, listed
from entente.assess.stances import NOBODY, OWN
from entente.assess.status_tables import limit, tables
from entente.records.status import Voice

#: Longest name of a speaker, in characters.
_LONGEST = 48


def names_of(voices: Sequence[Voice], parties: Sequence[str], own_as: str = "") -> str:
    """Voices by weight: parties first, then those of most origins; the reports' own voice last, counted.

    Args:
        parties: codes.
        own_as: what stands behind the reports' own voice; by default how it tells it: "(as likely)".
    """
    own = [voice for voice in voices if voice.name == OWN]
    told = sum(voice.origins for voice in own)
    others = sorted(
        (voice for voice in voices if voice.name != OWN),
        key=lambda voice: (voice.code is None, voice.code not in parties, -voice.origins, voice.name),
    )
    if len(others) + len(own) > 1:
        others = [voice for voice in others if voice.name != NOBODY] or others[:1]
    most = int(limit("named"))
    heard = [voice for voice in others if weighty(voice, voices)]
    names = list(dict.fromkeys(_name(voice) for voice in heard))[: most if len(others) > most + 1 else most + 1]
    more = len({_name(voice) for voice in others}) - len(names)
    if own:
        voice_of = "its own voice" if told == 1 else "their own voice"
        names.append(f"{counted(told, 'origin')} in {voice_of}{own_as or _aside(own[0])}")
    if more:
        names.append(f"{counted(more, 'other voice' if names else 'voice')}")
    return listed(names)


def weighty(voice: Voice, among: Sequence[Voice]) -> bool:
    """Whether a voice is worth its name: it has a code where another has, and is not dwarfed by the reports' own."""
    own = sum(other.origins for other in among if other.name == OWN)
    return voice.origins * limit("dwarfed") > own and (
        voice.code is not None or not any(v.code or v.name == OWN for v in among)
    )


def bare(voice: Voice) -> str:
    """A voice's name alone."""
    if voice.name == NOBODY:
        return "somebody not named"
    name = voice.name.removesuffix("’s").removesuffix("'s")
    return name if len(name) <= _LONGEST else name[:_LONGEST].rsplit(" ", 1)[0] + " …"


def few(voice: Voice, one: str, more: str) -> str:
    """How many origins have a voice so, with a verb: "only 1 origin has", "12 origins have"."""
    only = "only " if voice.origins <= limit("few") else ""
    return f"{only}{counted(voice.origins, 'origin')} {one if voice.origins == 1 else more}"


def _name(voice: Voice) -> str:
    return bare(voice) + _aside(voice)


def _aside(voice: Voice) -> str:
    word = voice.how if voice.how in tables().stances else tables().hedges.get(voice.certainty, "")
    return f" ({word})" if word and voice.position == "asserts" else ""
