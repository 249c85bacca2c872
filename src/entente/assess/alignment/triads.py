"""Signed triads: two actors and a third, and whether their signs are in balance."""

from __future__ import annotations

import math

from entente.assess.alignment.drafts import Draft, finding
from entente.assess.alignment.tellings import heaviest, ids
from entente.assess.alignment.ties import SEVERAL, Thirds, Tie
from entente.assess.saying import Says, capital, counted
from entente.records import Finding, Triad

#: Most triads that are told.
MOST = 8
_BALANCE = "F. Heider, Journal of Psychology 21 (1946); D. Cartwright, F. Harary, Psychological Review 63 (1956)"
_METHOD = (
    "each side's sign is that of the mean weight of what origins tell of it; a triad is balanced if the product of its "
    "signs is positive"
)


class Triads:
    """The triads of two actors and every third that both have a sign with.

    Balance: F. Heider, Attitudes and Cognitive Organization, Journal of Psychology 21 (1946) 107-112; as signed graphs:
    D. Cartwright, F. Harary, Structural Balance: A Generalization of Heider's Theory, Psychological Review 63 (1956)
    277-293. Three who are all at odds are not balanced there; for J. A. Davis (Human Relations 20 (1967) 181-187) they
    may be.

    Attributes:
        thirds: codes, most origins first: the number of origins of a triad is that of its side with the fewer.
        balanced: number of those that are balanced.
    """

    def __init__(self, one: str, two: str, pair: Tie, thirds: Thirds) -> None:
        """Args: pair: how the two stand; without a sign there are no triads."""
        self._one, self._two, self._pair, self._known = one, two, pair, thirds
        signs = {code: math.prod(tie.sign for tie in self.ties(code)) for code in thirds.codes}
        closed = (code for code, sign in signs.items() if sign)  # a side without a sign leaves a triad open
        self.thirds = sorted(closed, key=lambda code: (-min(tie.origins for tie in self.ties(code)[1:]), code))
        self.balanced = sum(signs[code] > 0 for code in self.thirds)

    def ties(self, third: str) -> tuple[Tie, Tie, Tie]:
        """How the two stand to each other, the first to the third, the second to the third."""
        return self._pair, self._known.tie(self._one, third), self._known.tie(self._two, third)

    def drafts(self, says: Says, with_: str | None = None) -> list[Draft[Triad]]:
        """What is told of them: `with_` first, whatever its signs, then those with the most origins."""
        told = [code for code in self.thirds if code != with_][:MOST]
        if with_ is not None and with_ not in (self._one, self._two):
            told.insert(0, with_)
        return [self._draft(code, says) for code in told]

    def _draft(self, third: str, says: Says) -> Draft[Triad]:
        ties = self.ties(third)
        signs = (ties[0].sign, ties[1].sign, ties[2].sign)
        names = (says.name(self._one), says.name(self._two), says.name(third))
        # Without a sign there is nothing to point to but what is told of the third, or else of the two.
        shown = [tie for tie in (ties[1], ties[2], ties[0]) if tie.origins]
        lists = [ids(heaviest(tie.told.tellings, 2 if tie.sign else 1, tie.sign)) for tie in shown]
        sides = (names[:2], (names[0], names[2]), (names[1], names[2]))
        reason = "; ".join(
            f"{capital(side[0])} and {side[1]} "
            + (f"{tie.mean:+.1f} in {counted(tie.origins, 'origin')}" if tie.origins else "nothing")
            for side, tie in zip(sides, ties, strict=True)
        )
        text = sentence(names, signs, ties)
        return Draft(
            tuple(dict.fromkeys(name for of in lists for name in of)),
            lambda claims: Triad(
                text=text, reason=f"Signs from mean weights by origins: {reason}.", claims=claims, third=third,
                signs=signs, balanced=signs[0] * signs[1] * signs[2] > 0,
            ),
        )  # fmt: skip

    def share(self, says: Says) -> list[Draft[Finding]]:
        """How many triads are balanced, in words; nothing where there are none."""
        if not self.thirds:
            return []
        number, balanced = len(self.thirds), self.balanced
        pair = f"{says.name(self._one)} and {says.name(self._two)}"
        if number == 1:
            how = "balanced" if balanced else "not balanced"
            text = f"The one triad of {pair} with a third that both have to do with is {how}."
        else:
            how = _share(number, balanced)
            text = f"{how} triads of {pair} with a third that both have to do with are balanced."
        shown = [draft.ids[:2] for draft in self.drafts(says)[:4]]
        return [finding(text, f"{capital(_METHOD)} ({_BALANCE}).", [name for of in shown for name in of])]


def _share(number: int, balanced: int) -> str:
    """How many of two or more triads are balanced: "Both", "All 5", "Neither of 2", "3 of 7"."""
    if balanced == number:
        return "Both" if number == 2 else f"All {number}"
    none = "Neither" if number == 2 else "None"
    return f"{balanced or none} of {number}"


def sentence(names: tuple[str, str, str], signs: tuple[int, int, int], ties: tuple[Tie, Tie, Tie]) -> str:
    """A triad in words. `names`: of one, two, third; `signs`, `ties`: of (one, two), (one, third), (two, third)."""
    one, two, third = names
    if 0 in signs:
        return _open(names, ties)
    balance = "balanced" if signs[0] * signs[1] * signs[2] > 0 else "not balanced"
    if signs == (1, 1, 1):
        words = f"{one}, {two} and {third} are all on good terms"
    elif signs == (-1, -1, -1):
        words = f"{one}, {two} and {third} are all at odds with each other"
    elif signs[1] == signs[2]:
        joint = "and" if signs[0] > 0 else "but"
        words = f"{one} and {two} are {_terms(signs[0])}, {joint} both are {_with(signs[1])} {third}"
    else:
        friend, foe = (one, two) if signs[1] > 0 else (two, one)
        joint = "and" if signs[0] < 0 else "but"
        words = f"{one} and {two} are {_terms(signs[0])}, {joint} {third} is {_with(1)} {friend} and {_with(-1)} {foe}"
    return f"{capital(words)}: {balance}."


def _terms(sign: int) -> str:
    return "on good terms" if sign > 0 else "at odds"


def _with(sign: int) -> str:
    return "on good terms with" if sign > 0 else "at odds with"


def _open(names: tuple[str, str, str], ties: tuple[Tie, Tie, Tie]) -> str:
    one, two, third = names
    sides = zip(((one, two), (one, third), (two, third)), ties, strict=True)
    few, mixed = "are told of in too few reports", "are told of both ways or too little"
    unclear = [
        f"{first} and {second} {few if tie.origins < SEVERAL else mixed}"
        for (first, second), tie in sides
        if not tie.sign
    ]
    return f"Whether {one}, {two} and {third} are in balance cannot be told: {'; '.join(unclear)}."
