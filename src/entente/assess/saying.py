"""What findings need to be said in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from entente.records import Claim, Holder

#: Words of a name at most.
LONGEST_NAME = 7
_SPEECH = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut(?:e|es|ed)|reject(?:s|ed)?|dismiss(?:es|ed)?|says?|said"
    r"|claimed|tell(?:s)?|told|confirm(?:s|ed)?"
    r"|accus(?:e|es|ed)|warn(?:s|ed)|admit(?:s|ted)?|announce[sd]?|urge[sd]?|insist(?:s|ed)?|what)\b",
    re.IGNORECASE,
)


class Says(Protocol):
    """Knows how codes and claims are named. The desk hands it in."""

    def name(self, code: str) -> str:
        """Plain English name, with its article: "the United States", "North Korea"; the code itself where unknown."""
        ...

    def label(self, claim: Claim) -> str:
        """The thing that a claim tells of as a short noun, without its parties: "talks about arms", "visit"."""
        ...


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Words as English lists them: "A", "A and B", "A, B and C"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 origin", "12,000 origins"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def capital(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def who(codes: Sequence[str], says: Says) -> str:
    """Parties by name, "somebody" where the text leaves them open."""
    return listed([says.name(code) for code in codes]) or "somebody"


def thing(claim: Claim, says: Says) -> str:
    """A claim's event in a few words, with its parties: "Russia → North Korea: talks about arms"."""
    others = tuple(code for code in claim.recipient if code not in claim.actor)
    parties = " → ".join(who(side, says) for side in (claim.actor, others) if side)
    return f"{parties}: {says.label(claim)}" if parties else says.label(claim)


def is_sentence(name: str) -> bool:
    """Whether what stands as a name holds a verb of speech, and so is part of a sentence."""
    return bool(_SPEECH.search(name))


def holder_name(holder: Holder, says: Says) -> str:
    """Who speaks: a person's or body's own name where the text has one, else the state's; "somebody" where neither.

    What is longer than LONGEST_NAME words, or holds a verb of speech, is part of a sentence and no name.
    """
    name = (holder.name or "").removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’").strip()
    if name and len(name.split()) <= LONGEST_NAME and not is_sentence(name):
        return name
    return says.name(holder.actor) if holder.actor else "somebody"
