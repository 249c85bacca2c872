"""Who speaks in the reports, and what they argue."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from entente.brief.grammar import capital
from entente.brief.naming import Namer
from entente.records import BriefSentence, BriefVoice, Claim, Holder


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


__all__ = ["Voices"]
