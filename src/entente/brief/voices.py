"""Who speaks in the reports, and what they argue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from entente.brief.grammar import capital
from entente.brief.naming import Namer
from entente.records import BriefSentence, BriefVoice, Claim, Holder


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, and in which way.

    Attributes:
        name: as the report has it, "" in its own voice.
        code: of the party whose voice it is, None where unknown.
        named: the report names a person or body, not only the party.
        stance: as in the claim record.
    """

    name: str = ""
    code: str | None = None
    named: bool = False
    stance: str = ""


class Voices:
    """Groups claims by who says them."""

    def __init__(self, namer: Namer) -> None:
        self._namer = namer

    def group(self, claims: Sequence[Claim], say: Callable[[Claim], BriefSentence]) -> tuple[BriefVoice, ...]:
        """Voices, those with most to say first. A party's bare wish is left to what each side wants."""
        said: dict[tuple[str, str | None], list[BriefSentence]] = {}
        of: dict[tuple[str, str | None], str] = {}
        for claim in claims:
            for holder in self._speakers(claim):
                noun = self._namer.holder(holder, claim.document)
                if noun is None or (noun.own_name and holder.stance == "wants"):
                    continue
                key = self._key(capital(noun.text), holder.actor, said)
                sentence = say(claim)
                held = said.setdefault(key, [])
                if sentence.text not in [other.text for other in held]:
                    held.append(sentence)
                of.setdefault(key, self._namer.speaks_for(holder, claim.document))
        keys = sorted(said, key=lambda key: (-len(said[key]), key[0]))
        return tuple(BriefVoice(key[0], key[1], of[key], tuple(said[key])) for key in keys)

    def _speakers(self, claim: Claim) -> list[Holder]:
        return [h for h in claim.holders if h.name or h.stance != "wants"]

    @staticmethod
    def _key(
        name: str, code: str | None, said: dict[tuple[str, str | None], list[BriefSentence]]
    ) -> tuple[str, str | None]:
        """The same person under the longer of two names ("Peskov", "Dmitry Peskov"), if told before."""
        for other, other_code in said:
            if other_code == code and (other == name or (other.endswith(" " + name) and " " not in name)):
                return (other, other_code)
        return (name, code)


def same_speaker(one: Speaker, told: Speaker) -> bool:
    """Whether a speaker is one told before who says it in the same way: "Blinken" after "Antony J. Blinken", "Russia"
    after "Russian officials"."""
    if one.stance != told.stance:
        return False
    if one.name == told.name or (not one.named and one.code and one.code == told.code):
        return True
    words, others = one.name.split(), told.name.split()
    if not words or not others or words[-1] != others[-1] or not words[-1][0].isupper():
        return False
    return 1 in (len(words), len(others)) or words[0] == others[0]


__all__ = ["Speaker", "Voices", "same_speaker"]
