"""What findings need to be said in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from entente.records import Claim, Holder


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


def holder_name(holder: Holder, says: Says) -> str:
    """Who speaks: a person's or body's own name where the text has one, else the state's; "somebody" where neither."""
    return holder.name or (says.name(holder.actor) if holder.actor else "somebody")
